"""Shows the sessions of a store on the start page: each below its marathon, found by what is typed, by how far it is.

Which of them are shown can be kept and shown again, so that somebody who comes back finds the list as it was left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.banners import Banners
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import Lines, Link, label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.rows import PAD_PX, Row, RowsView
from facilitator_console.ui.start.session_tools import LONGEST_TITLE, SessionTools
from facilitator_console.words import Catalogue, Message, fold_text, say, say_n, titled

if TYPE_CHECKING:
    from facilitator_console.log import SessionId

MINUTE_MS = 60_000
WHICH_PX = 190
NO_MARATHON = cast("SessionId", "")
BY_THEMSELVES = "by_themselves"
"""The key of what belongs to no marathon, and of the head above it."""


class HowFar(StrEnum):
    """Names how far a session has come."""

    BEGUN = "begun"
    PLANNED = "planned"
    ENDED = "ended"


class Listing(NamedTuple):
    """Represents which sessions are shown.

    Attributes:
        which: How far they have come, the id of their marathon, `BY_THEMSELVES`, or empty for all.
        typed: What their titles or notes contain.
    """

    which: str = ""
    typed: str = ""


WHICH: dict[str, Message] = {
    "": say("All sessions"),
    HowFar.BEGUN: say("Begun, not ended"),
    HowFar.PLANNED: say("Not begun yet"),
    HowFar.ENDED: say("Ended"),
}
NONE_FITS: dict[str, Message] = {
    HowFar.BEGUN: say("There is no session that has begun and not ended."),
    HowFar.PLANNED: say("There is no session that has not begun yet."),
    HowFar.ENDED: say("No session has ended yet."),
    BY_THEMSELVES: say("Every session belongs to a marathon."),
}


class ListedSessions(QVBoxLayout):
    """Lays out head, filters, list, and what can be done with the chosen session.

    Attributes:
        find_notes: Returns the sessions with notes that contain what was typed.

    Signals:
        chosen(str): A session is to be opened.
        part_wanted(str): A new session is to belong to a marathon.
        shown_changed(Listing): Other sessions are shown.
    """

    chosen = Signal(str)
    part_wanted = Signal(str)
    shown_changed = Signal(object)

    def __init__(
        self,
        catalogue: Catalogue,
        language: str,
        sessions: Sequence[ListedSession],
        banners: Banners,
    ) -> None:
        """Show all sessions.

        Args:
            catalogue: The screen's words.
            language: Their id.
            sessions: In the order in which they are shown.
            banners: Where something is asked.
        """
        super().__init__()
        self._text, self._locale = catalogue.text, QLocale(language)
        self.find_notes: Callable[[str], Collection[str]] = lambda _typed: ()
        self._ordered = by_marathon(sessions)
        self._listed: dict[str, ListedSession] = {session.session_id: session for session in self._ordered}
        self._marathons = [session for session in self._ordered if session.purpose == Purpose.MARATHON]
        self.rows = RowsView(self._rows(), self._text(say("Sessions")))
        self.rows.chosen.connect(self.chosen)
        self.tools = SessionTools(self._text, self.rows, sessions, banners)
        self.tools.part_wanted.connect(self.part_wanted)
        self.find_line = QLineEdit()
        self.find_line.setPlaceholderText(self._text(say("Find in all sessions…")))
        self.find_line.setAccessibleName(self._text(say("Find in all sessions")))
        self.find_line.setClearButtonEnabled(True)
        self.find_line.returnPressed.connect(self.rows.setFocus)
        self.which = Choice()
        self.which.setAccessibleName(self._text(say("Which sessions are shown")))
        self.shown_count = label(rank=Rank.MUTED, wraps=True)
        self.show_all = Link(self._text(say("Show all")))
        self._left_in_middle = next(filter(_goes_on, sessions), None)
        self.go_on: PrimaryButton | None = None
        self._fill_which()
        self._add_marathon_links()
        self.find_line.textChanged.connect(self._refresh)
        self.which.currentIndexChanged.connect(self._refresh)
        self.show_all.clicked.connect(partial(self.show_again, Listing()))

    # -- building ----------------------------------------------------------------------------------------

    def lay_out(self, where: str) -> None:
        """Lay all of it out.

        Args:
            where: The path of the store, or that none is open.
        """
        self.setSpacing(6)
        path = Lines(Rank.SMALL, most=2)
        path.setText(where)
        title = label(self._text(say("Sessions")), Rank.TITLE)
        for widgets in (((title, 1), (self.find_line, 1), (self.tools.more, 0)), ((path, 1), (self.which, 0))):
            row = QHBoxLayout()
            row.setSpacing(12)
            for widget, stretch in widgets:
                row.addWidget(widget, stretch)
            self.addLayout(row)
        self.addSpacing(2)
        if self._left_in_middle:
            self.go_on = self._build_go_on(self._left_in_middle)
            self.addWidget(self.go_on)
            self.addSpacing(8)
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.addWidget(self.rows, 100)
        count_row = QHBoxLayout()
        count_row.addWidget(self.shown_count, 1)
        count_row.addWidget(self.show_all)
        self.addLayout(count_row)
        self.addWidget(self.tools)
        for widget in (self.shown_count, self.show_all):
            widget.hide()
        if not self._ordered:
            unused: tuple[QWidget, ...] = (self.find_line, self.which, self.rows, self.tools, self.tools.more)
            for unneeded in unused:
                unneeded.hide()

    def _build_go_on(self, session: ListedSession) -> PrimaryButton:
        button = PrimaryButton()
        button.show_text(self._text(say("Go on with “{title}”", title=titled(session.title))))
        button.clicked.connect(lambda: self.chosen.emit(session.session_id))
        return button

    def _fill_which(self) -> None:
        """Offer how far sessions have come and, where there are marathons, each of them and what belongs to none."""
        self.which.setMaximumWidth(WHICH_PX)
        for key, name in WHICH.items():
            self.which.addItem(self._text(name), str(key))
        for marathon in self._marathons:
            self.which.addItem(first_words(self._text(titled(marathon.title)), LONGEST_TITLE), marathon.session_id)
        if self._marathons:
            self.which.addItem(self._text(say("Not in a marathon")), BY_THEMSELVES)

    def _add_marathon_links(self) -> None:
        """Put a marathon's report and a new session for it into its row, one Tab behind the list."""
        before: QWidget = self.rows
        for marathon in self._marathons:
            name, key = titled(marathon.title), marathon.session_id
            report, add = (Link(self._text(words), small=True) for words in (say("Report"), say("Add a session")))
            report.setAccessibleName(self._text(say("Report of “{title}”", title=name)))
            add.setAccessibleName(self._text(say("Add a session to “{title}”", title=name)))
            report.clicked.connect(partial(self.tools.report_asked.emit, key))
            add.clicked.connect(partial(self.part_wanted.emit, key))
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(PAD_PX, 0, PAD_PX, 0)
            row.setSpacing(12)
            row.addStretch(1)
            self.rows.set_beside(key, holder)
            for link in (report, add):
                row.addWidget(link)
                link.setAutoDefault(True)  # Else Enter would reach the list, and open the marathon.
                QWidget.setTabOrder(before, link)
                before = link

    # -- rows --------------------------------------------------------------------------------------------

    def _rows(self) -> list[Row]:
        """Return the rows: marathons with their sessions, then the others, below a head of their own."""
        rows = [self._row(session) for session in self._ordered]
        alone = sum(map(_is_alone, self._ordered))
        if self._marathons and alone:
            name = self._text(say("Not in a marathon"))
            rows.insert(len(rows) - alone, Row(BY_THEMSELVES, name, "", is_head=True))
        return rows

    def _row(self, session: ListedSession) -> Row:
        title = self._text(titled(session.title))
        if session.purpose == Purpose.MARATHON:
            count = sum(other.marathon_id == session.session_id for other in self._ordered)
            parts = [self._text(say_n("marathon · {n} session", "marathon · {n} sessions", count))]
            return Row(session.session_id, title, " · ".join([*parts, *self._holds(session)]))
        if session.is_played:
            return Row(session.session_id, title, self._text(say("a dialogue that was played, to look at")))
        parts = [self._date_text(session.created_at_ms, "d MMMM yyyy"), *self._holds(session)]
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

    def _holds(self, session: ListedSession) -> list[str]:
        """Tell how many seats and statements a session has."""
        seats, statements = session.seats, session.statements
        counted = (
            (seats, say_n("{n} seat", "{n} seats", seats)),
            (statements, say_n("{n} statement", "{n} statements", statements)),
        )
        return [self._text(words) for number, words in counted if number]

    def _date_text(self, at_ms: int, form: str) -> str:
        """Write a day or time by Qt in the screen's language: Babel is not loaded before the first paint."""
        moment = QDateTime.fromMSecsSinceEpoch(at_ms)
        return self._locale.toString(moment, form) if at_ms and moment.date().isValid() else "–"

    # -- which are shown ---------------------------------------------------------------------------------

    @property
    def shown(self) -> Listing:
        """Return which sessions are shown."""
        return Listing(str(self.which.currentData() or ""), self.find_line.text())

    def show_again(self, shown: Listing) -> None:
        """Show these sessions; all, where their marathon is not here any more."""
        self.find_line.setText(shown.typed)
        self.which.setCurrentIndex(max(0, self.which.findData(shown.which)))

    def _refresh(self) -> None:
        """Show what fits, each session with the marathon that it belongs to, and say where that is not all."""
        shown = self.shown
        fitting = self._fitting(shown)
        keys = set(fitting) | {self._listed[key].marathon_id for key in fitting}
        keys |= {shown.which} & self._listed.keys()
        if any(_is_alone(self._listed[key]) for key in fitting):
            keys.add(BY_THEMSELVES)
        self.rows.show_only(keys if any(shown) else None)
        for widget in (self.shown_count, self.show_all):
            widget.setVisible(any(shown))
        count = say("Shown: {n} of {all}", n=len(fitting), all=len(self._listed)) if fitting else _none_fits(shown)
        set_text(self.shown_count, self._text(count))
        self.shown_changed.emit(shown)

    def _fitting(self, shown: Listing) -> list[str]:
        """Return the sessions that fit; a marathon only by its words, since it neither begins nor ends."""
        wanted = fold_text(shown.typed.strip())
        noted = set(self.find_notes(shown.typed)) if wanted else set[str]()
        return [
            key
            for key, session in self._listed.items()
            if (key in noted or wanted in fold_text(session.title)) and _is_among(session, shown.which)
        ]


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


def _is_among(session: ListedSession, which: str) -> bool:
    """Tell whether a session is one of those that are wanted, see `Listing.which`."""
    if not which:
        return True
    if which == BY_THEMSELVES:
        return _is_alone(session)
    if which in set(HowFar):
        return session.purpose != Purpose.MARATHON and _how_far(session) == which
    return session.marathon_id == which


def _how_far(session: ListedSession) -> HowFar:
    if session.is_closed:
        return HowFar.ENDED
    return HowFar.BEGUN if session.began_at_ms else HowFar.PLANNED


def _is_alone(session: ListedSession) -> bool:
    return session.purpose != Purpose.MARATHON and not session.marathon_id


def _none_fits(shown: Listing) -> Message:
    """Say that nothing fits, and why."""
    if shown.typed.strip():
        among = say("No title and no note among these sessions contains that.")
        return among if shown.which else say("No title and no note contains that.")
    return NONE_FITS.get(shown.which, say("No session belongs to this marathon yet."))


def _goes_on(session: ListedSession) -> bool:
    """Tell whether a session was left in the middle and can go on."""
    return session.is_on and not session.is_played
