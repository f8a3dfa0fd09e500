"""Chooses for whom the report is made: its audience, language, and what a public one tells."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.ids import Audience
from facilitator_console.report.disclosure.policy import PUBLIC_DATES, PUBLIC_PLACES, DateShown, PlaceShown
from facilitator_console.report.publication import Chosen
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES, LANGUAGES
from facilitator_console.session.agenda import edit_session
from facilitator_console.session.disclosure import STRICT, USUAL
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Lit, Rank, set_style
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import label
from facilitator_console.words import Message, say, say_p

PLACES: dict[PlaceShown, Message] = {
    PlaceShown.OBLAST: say_p("how exactly the place is told", "oblast"),
    PlaceShown.REGION: say_p("how exactly the place is told", "region"),
    PlaceShown.NONE: say_p("how exactly the place is told", "none"),
}
DATES: dict[DateShown, Message] = {
    DateShown.MONTH: say_p("how exactly the day is told", "month"),
    DateShown.YEAR: say_p("how exactly the day is told", "year"),
    DateShown.NONE: say_p("how exactly the day is told", "none"),
}
AUDIENCES: dict[Audience, Message] = {
    Audience.INTERNAL: say_p("for whom a report is", "Team"),
    Audience.PUBLIC: say_p("for whom a report is", "Everyone"),
}


class MadeFor(QWidget):
    """Shows for whom the report is made, and what that shows or hides.

    Signals:
        changed(): Something else is chosen.
    """

    changed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with an internal report in the language of the dialogue."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.audience = Audience.INTERNAL
        self.buttons = {audience: QPushButton(text(name)) for audience, name in AUDIENCES.items()}
        self.language, self.place, self.date, self.smallest = Choice(), Choice(), Choice(), Choice()
        self.quotes = CheckRow(text(say("Confirmed quotes")))
        self.quotes.setChecked(True)
        self.where = PlaceField(controller)
        self._public = QWidget()
        self._fill()
        self._lay_out()
        self._refresh()

    @property
    def chosen(self) -> Chosen:
        """Return what is chosen of a public report."""
        smallest = STRICT if self.smallest.currentData() == STRICT.smallest_group else USUAL
        return Chosen(
            smallest,
            PlaceShown(self.place.currentData()),
            DateShown(self.date.currentData()),
            quotes=self.quotes.isChecked(),
        )

    def choose(self, audience: Audience) -> None:
        """Choose for whom it is made."""
        self.audience = audience
        self._refresh()
        self.changed.emit()

    def _fill(self) -> None:
        text = self._controller.text
        for known, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, known)
        language = self._controller.state.info.language
        chosen = language if language in LANGUAGES else self._controller.catalogue.language
        self.language.setCurrentIndex(self.language.findData(chosen))
        for place in PUBLIC_PLACES:
            self.place.addItem(text(PLACES[place]), str(place))
        for day in PUBLIC_DATES:
            self.date.addItem(text(DATES[day]), str(day))
        for policy in (USUAL, STRICT):
            self.smallest.addItem(str(policy.smallest_group), policy.smallest_group)
        words = text(say("Language of the pages; what people said stays as it is"))
        self.language.setAccessibleName(words)
        self.language.setToolTip(words)

    def _lay_out(self) -> None:
        text = self._controller.text
        who = QHBoxLayout()
        who.setSpacing(6)
        for audience, button in self.buttons.items():
            set_style(button, ButtonKind.CHOICE)
            button.setCheckable(True)
            button.setAutoDefault(True)  # Enter presses it, as all buttons of the page.
            button.clicked.connect(lambda _on, audience=audience: self.choose(audience))
            who.addWidget(button, 1)
        inner = QVBoxLayout(self._public)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        for name, choice in (
            (say("Place"), self.place),
            (say("Date"), self.date),
            (say("Smallest group"), self.smallest),
        ):
            row = QHBoxLayout()
            row.setSpacing(2)
            row.addWidget(label(text(name), Rank.MUTED, wraps=True), 1)
            row.addWidget(choice)
            inner.addLayout(row)
            choice.setAccessibleName(text(name))
            choice.activated.connect(self._on_chosen)
        inner.addWidget(self.quotes)
        self.quotes.clicked.connect(self._on_chosen)
        self.language.activated.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(text(say("Made for")), Rank.SECTION))
        column.addLayout(who)
        column.addWidget(self.language)
        column.addWidget(self.where)
        column.addWidget(self._public)

    def _refresh(self) -> None:
        for audience, button in self.buttons.items():
            button.setChecked(audience is self.audience)
            set_style(button, Lit.ON if audience is self.audience else Lit.OFF)
        self._public.setVisible(self.audience is Audience.PUBLIC)

    def _on_chosen(self, _what: object = None) -> None:
        self.changed.emit()


class PlaceField(QLineEdit):
    """Takes the place of the meeting. The team sees it as typed; a public report tells its oblast or region at most."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the field of the place."""
        super().__init__(parent)
        self._controller = controller
        words = controller.text(say("Place, with the oblast"))
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.editingFinished.connect(self._on_editing_finished)
        self.refresh()

    def refresh(self) -> None:
        """Show the place that the session has, unless somebody types."""
        place = self._controller.state.info.place
        if not self.hasFocus() and self.text() != place:
            self.setText(place)

    def _on_editing_finished(self) -> None:
        if self.text().strip() != self._controller.state.info.place:
            self._controller.do(edit_session, place=self.text())
