"""Shows the session's timeline in a page of its own within Run: the clocks stay in sight, and the room's keys go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.run.now_line import NowLine
from facilitator_console.ui.run.timeline_view import ZOOM, TimelineView
from facilitator_console.ui.run.timeline_words import from_to
from facilitator_console.ui.run.turn_strip import TurnStrip
from facilitator_console.words import say

SHOWN = frozenset({"items", "turns", "stretches", "gaps", "notes", "marks", "participants", "talk_tables", "info"})
"""The tables of the state that the timeline shows."""
NARROW_PX, LOW_PX = 1000, 430


class TimelinePage(PassesFocus):
    """Shows the session so far as a timeline.

    Signals:
        ring_requested(): Back to what Run shows otherwise.
        moment_requested(Instant): The notes of this moment are wanted.
    """

    ring_requested = Signal()
    moment_requested = Signal(object)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self._second = -1
        text = controller.text
        self.back, self.now = Link(), NowLine(controller)
        self.title = label(rank=Rank.HEAD)
        self.forgotten = label(
            text(say("Who spoke when was forgotten. Only items are shown of that time.")), wraps=True
        )
        self.view, self.strip = TimelineView(controller), TurnStrip(controller)
        self.fit = self._button(text(say("Fit")), "", self.view.fit)
        self.less = self._button("−", text(say("Show more time")), lambda: self.view.zoom(1 / ZOOM))
        self.more = self._button("+", text(say("Show less time")), lambda: self.view.zoom(ZOOM))
        self._lay_out()
        self._connect()
        self.pass_focus_to(self.view)

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows."""
        return ()

    @staticmethod
    def _button(text: str, name: str, press: object) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name or text)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoDefault(True)
        button.clicked.connect(press)
        return button

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.now)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        for button in (self.fit, self.less, self.more):
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.forgotten)
        column.addWidget(self.view, 100)
        column.addWidget(self.strip)
        column.addStretch(1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.ring_requested)
        self.view.left.connect(self.ring_requested)
        self.view.chosen.connect(self._on_view_chosen)
        self.view.opened.connect(self.moment_requested)
        self.strip.notes_asked.connect(self.view.open_chosen)
        self.strip.left.connect(self.view.setFocus)
        self._controller.changed.connect(self._on_controller_changed)
        self._controller.ticked.connect(self._on_controller_ticked)
        self._controller.role_changed.connect(self._refresh_back)
        self._controller.watching_changed.connect(self.refresh)

    # -- following ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the session anew: nothing is followed unseen."""
        super().showEvent(event)
        self._refresh_back()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move closer together in a small window."""
        super().resizeEvent(event)
        side, above = (18, 8) if event.size().height() < LOW_PX else (26, 16)
        self._column.setContentsMargins(side, above, side, above)
        self.now.set_room(2, is_narrow=event.size().width() < NARROW_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc, from wherever on the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.ring_requested.emit()
            return
        super().keyPressEvent(event)

    def refresh(self) -> None:
        """Read the session anew."""
        self.view.refresh()
        self.view.setMaximumHeight(self.view.sizeHint().height())
        course = self.view.course
        self.forgotten.setVisible(course.is_forgotten)
        title = say("The session so far")
        if course.from_ms:
            when = from_to(self._controller, course.from_ms, course.to_ms)
            title = say("The session so far · {when}", when=when)
        set_text(self.title, self._controller.text(title))

    def _refresh_back(self) -> None:
        back = say("← Back to the ring") if self._controller.leads else say("← Back to the notes")
        self.back.show_text(self._controller.text(back))

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & SHOWN:
            self.refresh()

    def _on_controller_ticked(self) -> None:
        second = self._controller.now_ms() // 1000
        if self.isVisible() and second != self._second:
            self._second = second
            self.view.follow_time()

    def _on_view_chosen(self) -> None:
        self.strip.show_span(self.view.selected)
