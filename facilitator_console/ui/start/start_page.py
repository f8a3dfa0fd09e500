"""Shows the start page: which session, of which store, or a new one. From an empty store to a session: Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QFileInfo, QLocale, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.exchange.templates import OwnTemplate, Template
from facilitator_console.runtime.laptop import is_sample_store
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.foot import Foot
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.plain_bar import HEIGHT_PX, PlainTopBar
from facilitator_console.ui.parts.rows import Row, RowsView
from facilitator_console.ui.parts.thin_scroll import ScrolledWords
from facilitator_console.ui.start.listed_sessions import ListedSessions, Listing
from facilitator_console.ui.start.new_session import NewSessionCard
from facilitator_console.words import Catalogue, Message, say, say_n

if TYPE_CHECKING:
    from facilitator_console.ui.start.join_panel import JoinPanel

FIRST_STEP = say(
    "Choose how you want to talk and press Enter: the agenda is laid out, the seats are set, and you can begin. "
    "All of it can be changed later. Everything stays on this laptop."
)
SAMPLE_STEP = say("A dialogue of 25 minutes, played faster. Stop it wherever you like and try it yourself.")
WIDEST_PX = 1080
SIDE_PX = 420
RECENT_SHOWN = 4


class StartPage(QWidget):
    """Shows the first screen, and the list of sessions later.

    Attributes:
        listed: The sessions of the store, and what can be done with them.
        card: Where a new session begins.
        may_watch: Tells whether another laptop has shown this one a session.

    Signals:
        session_chosen(str): Go on with a session.
        creation_asked(str, str, int, str, str): A new session, see `NewSessionCard`.
        store_chosen(str): Another store, by its path.
        store_asked(): Another store, still to be found.
        new_store_asked(): A new store.
        join_asked(str, str, str): Join a team: address, digits and initials as typed.
        watch_asked(): Go on watching what another laptop shows.
        stick_asked(): Take in what another laptop has given on a stick.
        sample_asked(): Watch the sample dialogue.
        language_chosen(str): Another language of the screen.
    """

    session_chosen = Signal(str)
    creation_asked = Signal(str, str, int, str, str)
    store_chosen = Signal(str)
    store_asked = Signal()
    new_store_asked = Signal()
    join_asked = Signal(str, str, str)
    watch_asked = Signal()
    stick_asked = Signal()
    sample_asked = Signal()
    language_chosen = Signal(str)

    def __init__(
        self,
        catalogue: Catalogue,
        language: str,
        *,
        store: Path | None,
        sessions: Sequence[ListedSession] | None,
        templates: Sequence[Template | OwnTemplate],
        recent: Sequence[Path],
        author: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Build the page.

        Args:
            catalogue: The screen's words.
            language: Their id.
            store: The store that is open; None where none could be opened.
            sessions: Its sessions, in the order in which they are shown; None where they can't be read.
            templates: Those that a new session can begin with.
            recent: Other stores that were open before, whether they are there now or not.
            author: Initials of who works here, where they are known.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._catalogue, self._author = catalogue, author
        self._text = catalogue.text
        self._is_readable = sessions is not None
        self.may_watch: Callable[[], bool] = bool
        sessions = sessions or ()
        self._locale = QLocale(language)
        self.banners = Banners()
        self.banners.focus_left.connect(self.setFocus)
        self.foot = Foot(language, catalogue)
        self.foot.language_chosen.connect(self.language_chosen)
        self.listed = ListedSessions(catalogue, language, sessions, self.banners)
        self.sessions, self.tools, self.find_line = self.listed.rows, self.listed.tools, self.listed.find_line
        self.card = NewSessionCard(catalogue, language, templates, sessions, is_readable=self._is_readable)
        self.title, self.seats, self.templates, self.begin = (
            self.card.title,
            self.card.seats,
            self.card.templates,
            self.card.begin,
        )
        self.dialogue_language = self.card.dialogue_language
        self._connect()
        self._lay_out(self._build_left(store, sessions, recent), self.card)
        self._focus_first(sessions)
        self._show_hints()

    def _connect(self) -> None:
        self.listed.chosen.connect(self.session_chosen)
        self.listed.part_wanted.connect(self.card.begin_part_of)
        self.card.creation_asked.connect(self.creation_asked)
        self.card.sample_asked.connect(self.sample_asked)
        if isinstance(application := QApplication.instance(), QApplication):
            application.focusChanged.connect(self._show_hints)

    @property
    def go_on(self) -> QPushButton | None:
        """Return the button that goes on with a session left in the middle; None where there is none."""
        return self.listed.go_on

    def show_banner(self, headline: str, detail: str = "") -> None:
        """Show what went wrong."""
        self.banners.show_banner("refusal", Banner(headline, detail, kind=BannerKind.WRONG))

    def offer_store(self, path: Path) -> None:
        """Say that another store was the last one in use, and offer to open it."""
        banner = Banner(
            self._text(say("You last worked in {path}.", path=str(path))),
            self._text(say("The sessions in it are not in this list.")),
            (
                BannerAction(
                    self._text(say("Open it")), lambda: self.store_chosen.emit(str(path)), kind=ButtonKind.PRIMARY
                ),
            ),
            kind=BannerKind.ASK,
            dismiss=self._text(say("Stay here")),
        )
        self.banners.show_banner("last store", banner)

    # -- building ----------------------------------------------------------------------------------------

    def _lay_out(self, left: QWidget, right: QWidget) -> None:
        sides = QWidget()
        sides.setMaximumWidth(WIDEST_PX)
        row = QHBoxLayout(sides)
        row.setContentsMargins(28, 10, 28, 6)
        row.setSpacing(36)
        row.addWidget(left, 6)
        # As high as it needs to be, and lower where the window is.
        right.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        side = QVBoxLayout()
        side.addWidget(right)
        side.addStretch(0)
        row.addLayout(side, 5)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(sides, 100)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainTopBar(self._text(say("Facilitator console"))))
        column.addLayout(middle, 1)
        column.addWidget(self.banners)
        column.addWidget(self.foot)

    def _build_left(self, store: Path | None, sessions: Sequence[ListedSession], recent: Sequence[Path]) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self.listed, 100 if sessions else 0)
        self.listed.lay_out(str(store) if store else self._text(say("No store is open. Choose one below.")))
        if not sessions and self._is_readable:
            self._add_first_steps(column)
        elif not sessions and store:
            unread = self._text(say("The sessions of this store can’t be read."))
            column.addWidget(label(unread, Rank.HEAD, wraps=True))
        self._add_stores(column, recent)
        column.addStretch(1)
        return left

    def offer_due(self, due: Sequence[ListedSession]) -> None:
        """Ask about the first session whose day of deletion has come; a link asks about one after the other."""
        if due:
            later = cycle((*due[1:], due[0]))
            words = say_n("What is due for deletion · {n}", "What is due for deletion · {n}", len(due))
            self.due.setText(self._text(words))
            self.due.clicked.connect(lambda: self.tools.ask_about_day(next(later), self._locale, takes_keys=True))
            self.due.show()
            self.tools.ask_about_day(due[0], self._locale, takes_keys=False)

    def _add_first_steps(self, column: QVBoxLayout) -> None:
        """Explain what somebody can do who has this before them for the first time."""
        column.addWidget(label(self._text(say("There are no sessions in this store yet.")), Rank.HEAD, wraps=True))
        column.addSpacing(4)
        column.addWidget(self._explained(FIRST_STEP))
        column.addSpacing(8)
        column.addWidget(label(self._text(say("Or see how it works first")), Rank.HEAD, wraps=True))
        column.addSpacing(4)
        column.addWidget(self._explained(SAMPLE_STEP))
        column.addSpacing(6)
        watch = QPushButton(self._text(say("Watch the sample dialogue")))
        watch.clicked.connect(self.sample_asked)
        column.addWidget(watch, 0, Qt.AlignmentFlag.AlignLeft)

    def _explained(self, step: Message) -> ScrolledWords:
        words = ScrolledWords(Rank.MUTED)
        words.show_text(self._text(step))
        return words

    def _add_stores(self, column: QVBoxLayout, recent: Sequence[Path]) -> None:
        rows = [self._store_row(path) for path in recent[:RECENT_SHOWN]]
        self.stores = RowsView(rows, self._text(say("Other stores")))
        self.stores.chosen.connect(self.store_chosen)
        if rows:
            column.addWidget(label(self._text(say("Other stores")), Rank.SECTION))
            self.stores.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
            column.addWidget(self.stores)
        else:
            self.stores.hide()
        holder = QWidget()
        buttons = FlowLayout(holder, gap_px=16, row_gap_px=4)
        for text, signal in (
            (say("Join a team…"), self._join),
            (say("Take from a stick…"), self.stick_asked),
            (say("Open another store…"), self.store_asked),
            (say("New store…"), self.new_store_asked),
        ):
            button = QPushButton(self._text(text))
            button.clicked.connect(signal)
            set_style(button, ButtonKind.LINK)
            buttons.addWidget(button)
        self.due = QPushButton()
        set_style(self.due, ButtonKind.LINK)
        buttons.addWidget(self.due)
        self.due.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        column.addWidget(holder)

    # -- rows --------------------------------------------------------------------------------------------

    def _store_row(self, path: Path) -> Row:
        gone = "" if QFileInfo.exists(str(path)) else self._text(say("not there now"))
        name = self._text(say("Sample dialogue")) if is_sample_store(path) else path.name
        return Row(str(path), name, str(path.parent), gone, is_path=True)

    @cached_property
    def join_panel(self) -> JoinPanel:
        """Return the form in which a team's address and digits are typed; nobody waits for it at the start."""
        from facilitator_console.ui.start.join_panel import JoinPanel

        panel = JoinPanel(self._catalogue, self._author, self)
        panel.set_room(self._panel_room)
        panel.join_asked.connect(self.join_asked)
        panel.watch_asked.connect(self.watch_asked)
        panel.offer_to_watch(on=self.may_watch())
        return panel

    def _panel_room(self) -> QRect:
        """Return where a panel may lie: above the foot, over the list of sessions."""
        width = min(SIDE_PX, self.width())
        return QRect(0, HEIGHT_PX, width, self.height() - HEIGHT_PX - self.foot.height())

    # -- doing -------------------------------------------------------------------------------------------

    def _show_hints(self) -> None:
        """Say what Enter does where the focus is, or is going to be."""
        has_focus = self.focusWidget() is not None
        if has_focus and QApplication.focusWidget() is self.focusWidget():
            # Else Tab would come round to the page, and so to its first field again.
            self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes it, its types do not
        enter = self._enter_hint(self.focusWidget() if has_focus else self._first)
        find = say("Ctrl F find") if self.find_line.isVisibleTo(self) else None
        hints = (enter, say("Tab to the next field"), find)
        self.foot.show_hints([self._text(hint) for hint in hints if hint])

    def _enter_hint(self, focus: QWidget | None) -> Message | None:
        if focus in {self.sessions, self.stores}:
            return say("Enter opens")
        if focus is self.find_line:
            return say("Enter goes to what was found")
        if isinstance(focus, QPushButton):
            return say("Enter presses the button")
        begins = {self.templates, self.title, self.seats, self.seats.lineEdit()}
        return say("Enter begins") if focus in begins and self.begin.isEnabled() else None

    def _join(self) -> None:
        """Ask for the address and the digits of a team; without a store there is no place for its session."""
        if self._is_readable:
            self.join_panel.toggle()

    def _focus_first(self, sessions: Sequence[ListedSession]) -> None:
        """Let the focus begin where Enter does what is most likely meant."""
        rows = self.sessions if sessions else self.templates
        self._first: QWidget = self.go_on or rows
        self.setFocusProxy(self._first)

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Give the focus to what comes first."""
        self._first.setFocus()

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+F before the field does that has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _finds(event):
            self.find_line.setFocus()
            self.find_line.selectAll()
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a button on Enter, as on a list; show all sessions again on Esc."""
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape and any(self.listed.shown):
            self.listed.show_again(Listing())
            self.sessions.setFocus()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, QPushButton):
            focus.click()
            return
        super().keyPressEvent(event)


def _finds(event: QKeyEvent) -> bool:
    """Tell whether a key press is Ctrl+F, on any layout; what tells it is loaded once Ctrl is held."""
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    from facilitator_console.ui.control.keys import chord_of

    return chord_of(event) == "F"
