"""Shows an expert's laptop what it may see of a session elsewhere: the question, the clock, the agenda; nothing to do.

Nothing of it is kept here. Once the session is closed experts may write what they conclude, in a session of their own.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.session.clock import boot_ms
from facilitator_console.session.ids import ItemStatus
from facilitator_console.sync.expert import Watched
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.banners import Banners
from facilitator_console.ui.parts.foot import Foot
from facilitator_console.ui.parts.labels import Lines, label, set_text
from facilitator_console.ui.parts.plain_bar import PlainTopBar
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.views.clock_words import clock_text, digits
from facilitator_console.words import Catalogue, say

TICK_MS = 200
AGENDA_PX, SIGN_PX, MINUTES_PX = 260, 16, 28
ON = frozenset({ItemStatus.RUNNING, ItemStatus.PAUSED})
PAST = frozenset({ItemStatus.DONE, ItemStatus.SKIPPED})
MINUTE_MS = 60_000
NOT_YET = say("Conclusions come in once the dialogue is closed.")
SIGNS = {
    ItemStatus.RUNNING: "▶",
    ItemStatus.PAUSED: "▶",
    ItemStatus.DONE: "✓",
    ItemStatus.SKIPPED: "–",
    ItemStatus.PLANNED: "",
}


class WatchPage(QWidget):
    """Shows what another laptop shows.

    Signals:
        conclusions_asked(): Experts want to write what they conclude.
        left(): Back to the list of sessions.
        language_chosen(str): Another language of the screen.
    """

    conclusions_asked = Signal()
    left = Signal()
    language_chosen = Signal(str)

    def __init__(self, catalogue: Catalogue, language: str, parent: QWidget | None = None) -> None:
        """Build it, with nothing to be seen yet; `language` is the id of the catalogue's."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._text = catalogue.text
        self._watched = Watched()
        self.banners = Banners()
        self.foot = Foot(language, catalogue)
        self.foot.language_chosen.connect(self.language_chosen)
        self.question = Lines(Rank.TITLE, most=4)
        self.below = Lines(Rank.MUTED, most=3)
        self.lines = Lines(Rank.NONE, most=12)
        self.clock_title = label(rank=Rank.MUTED)
        self.clock = label(rank=Rank.SINCE)
        self.state = label(rank=Rank.SMALL, wraps=True)
        self.conclude = QPushButton(self._text(say("Write conclusions…")))
        self.conclude.clicked.connect(self.conclusions_asked)
        self.leave = QPushButton(self._text(say("All sessions")))
        self.leave.clicked.connect(self.left)
        for button in (self.conclude, self.leave):
            button.setAutoDefault(True)
        set_style(self.leave, ButtonKind.LINK)
        self._rows: tuple[tuple[str, int, ItemStatus], ...] = ()
        self.agenda = QVBoxLayout()
        self._lay_out()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._refresh_clock)
        self.show_watched(self._watched)

    def _lay_out(self) -> None:
        side = QFrame()
        side.setFixedWidth(AGENDA_PX)
        set_part(side, Part.SIDE)
        listed = QWidget()
        self.agenda.setContentsMargins(0, 0, 6, 0)
        self.agenda.setSpacing(10)
        listed.setLayout(self.agenda)
        left = QVBoxLayout(side)
        left.setContentsMargins(16, 16, 8, 12)
        left.addWidget(label(self._text(say("Agenda")), Rank.SECTION))
        left.addWidget(ThinScrollArea(listed), 1)
        middle = QVBoxLayout()
        middle.setContentsMargins(30, 18, 30, 16)
        middle.setSpacing(10)
        for shown in (self.question, self.below, self.clock_title, self.clock, self.lines):
            middle.addWidget(shown)
        middle.addStretch(1)
        middle.addWidget(self.state)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.conclude)
        below.addWidget(self.leave)
        below.addStretch(1)
        middle.addLayout(below)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        sides.addWidget(side)
        sides.addLayout(middle, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainTopBar(self._text(say("You watch, and do not intervene"))))
        column.addLayout(sides, 1)
        column.addWidget(self.banners)
        column.addWidget(self.foot)

    def show_watched(self, watched: Watched) -> None:
        """Show what was shown last."""
        self._watched = watched
        seen = watched.seen
        self.question.setText(seen.heading if seen else "")
        for shown, text in (
            (self.below, seen.below if seen else ""),
            (self.lines, "\n".join(seen.lines) if seen else ""),
        ):
            shown.setText(text)
            shown.setVisible(bool(text))
        self._show_agenda(seen.agenda if seen else ())
        self._show_state()
        is_over = seen is not None and seen.is_over
        self.conclude.setEnabled(is_over)
        self.conclude.setToolTip("" if is_over else self._text(NOT_YET))
        runs = seen is not None and seen.clock is not None and seen.clock.runs
        self._timer.start() if runs else self._timer.stop()
        self._refresh_clock()

    def _show_state(self) -> None:
        watched = self._watched
        if watched.why is not None:
            words = watched.why
        elif not watched.is_here:
            words = say("The team’s laptop can’t be reached now. The clock goes on as it was.")
            if watched.seen is None:
                words = say("Looking for the other laptop…")
        else:
            is_over = watched.seen is not None and watched.seen.is_over
            words = say("The dialogue is closed. You may write what you conclude.") if is_over else NOT_YET
        set_text(self.state, self._text(words))

    def _show_agenda(self, rows: tuple[tuple[str, int, ItemStatus], ...]) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        while (item := self.agenda.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for title, planned_ms, status in rows:
            self.agenda.addWidget(_agenda_row(title, planned_ms, status))
        self.agenda.addStretch(1)

    def _refresh_clock(self) -> None:
        timer = self._watched.timer(boot_ms())
        for shown in (self.clock, self.clock_title):
            shown.setVisible(timer is not None)
        if timer is not None:
            set_text(self.clock, digits(timer))
            left = say("Left of {length}", length=clock_text(timer.length_ms))
            set_text(self.clock_title, self._text(left) if timer.length_ms else "")


def _agenda_row(title: str, planned_ms: int, status: ItemStatus) -> QWidget:
    """Return an item as it is listed: its sign, its title, its minutes."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(8)
    rank = Rank.STRONG if status in ON else Rank.MUTED if status in PAST else Rank.NONE
    minutes = str(round(planned_ms / MINUTE_MS)) if planned_ms else ""
    for text, width in ((SIGNS[status], SIGN_PX), (title, 0), (minutes, MINUTES_PX)):
        shown = label(text, rank if text is title else Rank.SMALL, wraps=True)
        if width:
            shown.setFixedWidth(width)
        across.addWidget(shown, 0 if width else 1, Qt.AlignmentFlag.AlignTop)
    return row
