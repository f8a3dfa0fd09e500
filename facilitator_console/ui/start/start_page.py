"""Shows the start page: which session, of which store, or a new one. From an empty store to a session: Enter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QDateTime, QFileInfo, QLocale, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.exchange.templates import OwnTemplate, Template
from facilitator_console.runtime.laptop import is_sample_store
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.foot import Foot
from facilitator_console.ui.parts.labels import Lines, label
from facilitator_console.ui.parts.plain_bar import HEIGHT_PX, PlainTopBar
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.rows import Row, RowsView
from facilitator_console.ui.parts.thin_scroll import ScrolledWords
from facilitator_console.ui.start.new_session import NewSessionCard
from facilitator_console.ui.start.session_tools import SessionTools
from facilitator_console.words import Catalogue, Message, fold_text, say, say_n, titled

if TYPE_CHECKING:
    from facilitator_console.log import SessionId
    from facilitator_console.ui.start.join_panel import JoinPanel

FIRST_STEP = say(
    "Choose how you want to talk and press Enter: the agenda is laid out, the seats are set, and you can begin. "
    "All of it can be changed later. Everything stays on this laptop."
)
SAMPLE_STEP = say("A dialogue of 25 minutes, played faster. Stop it wherever you like and try it yourself.")
MINUTE_MS = 60_000
WIDEST_PX = 1080
SIDE_PX = 420
RECENT_SHOWN = 4
NO_MARATHON = cast("SessionId", "")


class StartPage(QWidget):
    """Shows the first screen, and the list of sessions later.

    Attributes:
        find_notes: Returns the sessions with notes that contain what was typed.
        may_watch: Tells whether another laptop has shown this one a session.

    Signals:
        session_chosen(str): Go on with a session.
        creation_asked(str, str, int, str): A new session: the template's name, title, number of seats, language.
        store_chosen(str): Another store, by its path.
        store_asked(): Another store, still to be found.
        new_store_asked(): A new store.
        join_asked(str, str, str): Join a team: address, digits and initials as typed.
        watch_asked(): Go on watching what another laptop shows.
        sample_asked(): Watch the sample dialogue.
        language_chosen(str): Another language of the screen.
    """

    session_chosen = Signal(str)
    creation_asked = Signal(str, str, int, str)
    store_chosen = Signal(str)
    store_asked = Signal()
    new_store_asked = Signal()
    join_asked = Signal(str, str, str)
    watch_asked = Signal()
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
        self.find_notes: Callable[[str], Collection[str]] = lambda _typed: ()
        self.may_watch: Callable[[], bool] = bool
        sessions = sessions or ()
        self._known = len(sessions)
        self._locale = QLocale(language)
        self.banners = Banners()
        self.banners.focus_left.connect(self.setFocus)
        self.foot = Foot(language, catalogue)
        self.foot.language_chosen.connect(self.language_chosen)
        self.card = NewSessionCard(catalogue, language, templates, self._known, is_readable=self._is_readable)
        self.card.creation_asked.connect(self.creation_asked)
        self.card.sample_asked.connect(self.sample_asked)
        self.title, self.seats, self.templates, self.begin = (
            self.card.title,
            self.card.seats,
            self.card.templates,
            self.card.begin,
        )
        self.dialogue_language = self.card.dialogue_language
        self._lay_out(self._build_left(store, sessions, recent), self.card)
        self._focus_first(sessions)
        if isinstance(application := QApplication.instance(), QApplication):
            application.focusChanged.connect(self._show_hints)
        self._show_hints()

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
        row.setContentsMargins(28, 14, 28, 8)
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
        self._ordered = by_marathon(sessions)
        self._listed: dict[str, ListedSession] = {session.session_id: session for session in self._ordered}
        self.sessions = RowsView([self._session_row(each) for each in self._ordered], self._text(say("Sessions")))
        self.sessions.chosen.connect(self.session_chosen)
        self.tools = SessionTools(self._text, self.sessions, sessions, self.banners)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._build_head(has_sessions=bool(sessions)))
        where = str(store) if store else self._text(say("No store is open. Choose one below."))
        shown = Lines(Rank.SMALL, most=2)
        shown.setText(where)
        column.addWidget(shown)
        column.addSpacing(2)
        if left_in_middle := next(filter(_goes_on, sessions), None):
            column.addWidget(self._build_go_on(left_in_middle))
            column.addSpacing(8)
        if sessions:
            self.sessions.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
            column.addWidget(self.sessions, 100)
            column.addWidget(self.tools)
        else:
            self.sessions.hide()
            self.tools.more.hide()
            if self._is_readable:
                self._add_first_steps(column)
            elif store:
                unread = self._text(say("The sessions of this store can’t be read."))
                column.addWidget(label(unread, Rank.HEAD, wraps=True))
        column.addSpacing(4)
        self._add_stores(column, recent)
        column.addStretch(1)
        return left

    def _build_head(self, *, has_sessions: bool) -> QHBoxLayout:
        self.find_line = QLineEdit(self)
        self.find_line.setPlaceholderText(self._text(say("Find in all sessions…")))
        self.find_line.setAccessibleName(self._text(say("Find in all sessions")))
        self.find_line.setClearButtonEnabled(True)
        self.find_line.textChanged.connect(self._on_find_text_changed)
        self.find_line.returnPressed.connect(self.sessions.setFocus)
        self.find_line.setVisible(has_sessions)
        row = QHBoxLayout()
        row.addWidget(label(self._text(say("Sessions")), Rank.TITLE), 1)
        row.addWidget(self.find_line, 1)
        row.addWidget(self.tools.more)
        return row

    def _on_find_text_changed(self, typed: str) -> None:
        """Show the sessions whose title or notes contain what was typed, each with the marathon that it belongs to."""
        wanted = fold_text(typed.strip())
        if not wanted:
            self.sessions.show_only(None)
            return
        found = {key for key, session in self._listed.items() if wanted in fold_text(session.title)}
        found |= self._listed.keys() & set(self.find_notes(typed))
        found |= {self._listed[key].marathon_id for key in found}
        self.sessions.show_only(found)

    def ask_about_day(self, session: ListedSession) -> None:
        """Ask about a session whose day of deletion has come."""
        self.tools.ask_about_day(session, self._locale)

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

    def _build_go_on(self, session: ListedSession) -> QPushButton:
        self.go_on = PrimaryButton()
        self.go_on.show_text(self._text(say("Go on with “{title}”", title=titled(session.title))))
        self.go_on.clicked.connect(lambda: self.session_chosen.emit(session.session_id))
        return self.go_on

    def _add_stores(self, column: QVBoxLayout, recent: Sequence[Path]) -> None:
        rows = [self._store_row(path) for path in recent[:RECENT_SHOWN]]
        self.stores = RowsView(rows, self._text(say("Other stores")))
        self.stores.chosen.connect(self.store_chosen)
        if rows:
            column.addWidget(label(self._text(say("Other stores")).upper(), Rank.SECTION))
            self.stores.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
            column.addWidget(self.stores)
        else:
            self.stores.hide()
        holder = QWidget()
        buttons = FlowLayout(holder, gap_px=16)
        for text, signal in (
            (say("Join a team…"), self._join),
            (say("Open another store…"), self.store_asked),
            (say("New store…"), self.new_store_asked),
        ):
            button = QPushButton(self._text(text))
            set_style(button, ButtonKind.LINK)
            button.clicked.connect(signal)
            buttons.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        column.addWidget(holder)

    # -- rows --------------------------------------------------------------------------------------------

    def _session_row(self, session: ListedSession) -> Row:
        title = self._text(titled(session.title))
        if session.purpose == Purpose.MARATHON:
            count = sum(other.marathon_id == session.session_id for other in self._ordered)
            detail = self._text(say_n("marathon · {n} session", "marathon · {n} sessions", count))
            return Row(session.session_id, title, detail)
        if session.is_played:
            return Row(session.session_id, title, self._text(say("a dialogue that was played, to look at")))
        parts = [self._date_text(session.created_at_ms, "d MMMM yyyy")]
        used_ms = 0 if session.is_on else session.used_ms  # An item that is running gets longer every minute.
        if session.is_on:
            parts.append(self._text(say("began at {time}", time=self._date_text(session.began_at_ms, "HH:mm"))))
        if minutes := round((used_ms or session.planned_ms) / MINUTE_MS):
            length = (
                say_n("{n} minute", "{n} minutes", minutes)
                if used_ms
                else say_n("{n} minute planned", "{n} minutes planned", minutes)
            )
            parts.append(self._text(length))
        badge: Message | None = None
        if session.is_on:
            badge = say("go on")
        elif session.is_closed:
            badge = say("ended")
        text = self._text(badge) if badge else ""
        is_part = bool(session.marathon_id)
        return Row(session.session_id, title, " · ".join(parts), text, stands_out=session.is_on, is_part=is_part)

    def _date_text(self, at_ms: int, form: str) -> str:
        """Write a day or time by Qt in the screen's language: Babel is not loaded before the first paint."""
        moment = QDateTime.fromMSecsSinceEpoch(at_ms)
        return self._locale.toString(moment, form) if at_ms and moment.date().isValid() else "–"

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
            self.setFocusProxy(None)  # type: ignore[arg-type]
        enter = self._enter_hint(self.focusWidget() if has_focus else self._first)
        hints = (enter, say("Tab to the next field")) if enter else (say("Tab to the next field"),)
        self.foot.show_hints([self._text(hint) for hint in hints])

    def _enter_hint(self, focus: QWidget | None) -> Message | None:
        if focus in {self.sessions, self.stores}:
            return say("Enter opens")
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
        self._first: QWidget = self.go_on if any(map(_goes_on, sessions)) else rows
        self.setFocusProxy(self._first)

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Give the focus to what comes first."""
        self._first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a button on Enter, as on a list."""
        focus = self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, QPushButton):
            focus.click()
            return
        super().keyPressEvent(event)


def by_marathon(sessions: Sequence[ListedSession]) -> list[ListedSession]:
    """Return sessions in their order, but each marathon first, followed by what belongs to it as it came."""
    marathons = [session for session in sessions if session.purpose == Purpose.MARATHON]
    ordered = []
    for marathon in marathons:
        parts = (session for session in sessions if session.marathon_id == marathon.session_id)
        ordered += [marathon, *sorted(parts, key=lambda session: session.created_at_ms)]
    known = {session.session_id for session in ordered}
    return [
        *ordered,
        *(session._replace(marathon_id=NO_MARATHON) for session in sessions if session.session_id not in known),
    ]


def _goes_on(session: ListedSession) -> bool:
    """Tell whether a session was left in the middle and can go on."""
    return session.is_on and not session.is_played
