"""Shows the card of a new session on the start page: title, seats, language, and what it begins with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.exchange.templates import NAMES, OwnTemplate, Template
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES, load_catalogue
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.rows import Row, RowsView
from facilitator_console.ui.start.session_tools import LONGEST_TITLE
from facilitator_console.words import Catalogue, say, say_n, say_p, titled

SEATS = 10
"""The number for which most of the templates are made."""
INDENT_PX = 7
"""The style sheet's padding does not reach the field within a spin box."""
MOST_SEATS = 200
MARATHON = "marathon"
"""The key of a marathon, which is not a meeting."""
PLAIN = "plain"
"""The key of an agenda that is still empty."""


class NewSessionCard(QFrame):
    """Shows the card.

    Signals:
        creation_asked(str, str, int, str, str): A new session: the template's name, title, number of seats, language,
            and the marathon that it belongs to, empty for none.
        sample_asked(): Watch the sample dialogue.
    """

    creation_asked = Signal(str, str, int, str, str)
    sample_asked = Signal()

    def __init__(
        self,
        catalogue: Catalogue,
        language: str,
        templates: Sequence[Template | OwnTemplate],
        sessions: Sequence[ListedSession],
        *,
        is_readable: bool,
        parent: QWidget | None = None,
    ) -> None:
        """Build it.

        Args:
            catalogue: The screen's words.
            language: Their id.
            templates: Those that a session can begin with.
            sessions: Those that are there already.
            is_readable: Whether there is a store in which one can begin.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        set_part(self, Part.CARD)
        self._text, self._known = catalogue.text, len(sessions)
        self._build_fields(language)
        rows = [self._template_row(template) for template in templates]
        rows.append(
            Row(MARATHON, self._text(say("Marathon")), self._text(say("sessions on one theme, questions, a website")))
        )
        rows.append(Row(PLAIN, self._text(say("Empty agenda")), self._text(say("plan it yourself"))))
        self.templates = RowsView(rows, self._text(say("Templates")), shows_always=True)
        self.templates.chosen.connect(self._create)
        self.begin = PrimaryButton(self._text(say("Begin the session")))
        self.begin.setEnabled(is_readable)
        self.begin.clicked.connect(self._create)
        sample = QPushButton(self._text(say("Watch the sample dialogue")))
        set_style(sample, ButtonKind.LINK)
        sample.clicked.connect(self.sample_asked)
        self.belongs_to = self._build_belongs_to(sessions)
        self._fill(sample)
        # Where there are no sessions yet it is offered on the left.
        sample.setVisible(bool(sessions) or not is_readable)

    def _build_fields(self, language: str) -> None:
        self.title = QLineEdit(self._suggested_title(language))
        self.title.returnPressed.connect(self._create)
        self.title.setAccessibleName(self._text(say("Neutral title")))
        self.seats = QSpinBox()
        self.seats.setRange(0, MOST_SEATS)
        self.seats.setValue(SEATS)
        self.seats.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
        self.seats.lineEdit().returnPressed.connect(self._create)
        self.seats.setFixedHeight(self.title.sizeHint().height())
        self.seats.setAccessibleName(self._text(say_p("how many", "Seats")))
        self.dialogue_language = Choice()
        self.dialogue_language.setAccessibleName(self._text(say("Language of the dialogue")))
        self.dialogue_language.setToolTip(self._text(say("The agenda and the report are in this language.")))
        for name_id, name in LANGUAGE_NAMES.items():
            self.dialogue_language.addItem(name, name_id)
        self.dialogue_language.setCurrentIndex(self.dialogue_language.findData(language))
        self.dialogue_language.activated.connect(self._on_language_activated)

    def _fill(self, sample: QPushButton) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(12)
        for text, field, share in (
            (say("Neutral title"), self.title, 5),
            (say_p("how many", "Seats"), self.seats, 2),
            (say("Language"), self.dialogue_language, 3),
        ):
            pair = QVBoxLayout()
            pair.setSpacing(4)
            name = label(self._text(text), Rank.SMALL)
            name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            pair.addWidget(name)
            pair.addWidget(field)
            fields.addLayout(pair, share)
        foot = QHBoxLayout()
        foot.addWidget(sample)
        foot.addStretch(1)
        foot.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addWidget(label(self._text(say("New session")), Rank.HEAD))
        column.addLayout(fields)
        column.addWidget(self.belongs_to)
        column.addWidget(self.templates, 1)
        column.addLayout(foot)

    def _build_belongs_to(self, sessions: Sequence[ListedSession]) -> Choice:
        """Offer the marathons that a new session can belong to; nothing shows where there are none."""
        belongs_to = Choice()
        belongs_to.setAccessibleName(self._text(say("The marathon that it belongs to")))
        belongs_to.addItem(self._text(say("In no marathon")), "")
        for session in sessions:
            if session.purpose == Purpose.MARATHON:
                title = first_words(self._text(titled(session.title)), LONGEST_TITLE)
                belongs_to.addItem(self._text(say("In the marathon “{title}”", title=title)), session.session_id)
        belongs_to.setVisible(belongs_to.count() > 1)
        return belongs_to

    def begin_part_of(self, marathon: str) -> None:
        """Let the next session belong to a marathon, and ask for its title."""
        self.belongs_to.setCurrentIndex(max(0, self.belongs_to.findData(marathon)))
        self.title.setFocus()
        self.title.selectAll()

    def _suggested_title(self, language: str) -> str:
        return load_catalogue(language).text(say("Dialogue {number}", number=self._known + 1))

    def _on_language_activated(self, _place: int) -> None:
        """Let a title that nobody has written follow the language."""
        if self.title.text() in {self._suggested_title(known) for known in LANGUAGE_NAMES}:
            self.title.setText(self._suggested_title(self.dialogue_language.currentData()))

    def _template_row(self, template: Template | OwnTemplate) -> Row:
        parts = [say_n("{n} minute", "{n} minutes", template.minutes)]
        if template.people_to:
            people = say_n("{least}–{n} person", "{least}–{n} people", template.people_to, least=template.people_from)
            parts.append(people)
        if isinstance(template, OwnTemplate):
            parts.append(say("saved here"))
            key, title = template.key, titled(template.title)
        else:
            key, title = template.name, NAMES[template.name]
        return Row(key, self._text(title), " · ".join(map(self._text, parts)))

    def _create(self) -> None:
        if self.begin.isEnabled():
            template = self.templates.chosen_key()
            name = "" if template == PLAIN else template
            language = self.dialogue_language.currentData()
            # A marathon can't be part of another one.
            marathon = "" if template == MARATHON else str(self.belongs_to.currentData())
            self.creation_asked.emit(name, self.title.text().strip(), self.seats.value(), language, marathon)
