"""Holds what the page needs of the plan, made once for each change: timetable, slack, rounds that are too short.

Whoever shows a part of it asks here; nothing is reckoned for each of them again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Duration
from facilitator_console.session.fitting import Finding, findings
from facilitator_console.session.plan import TightRound, tight_rounds
from facilitator_console.session.schedule import Schedule, schedule, slack_ms
from facilitator_console.ui.control.session_controller import SessionController

OF_PLAN = frozenset({"items", "participants", "groups", "info"})
"""The tables of the state that the plan is made of."""


class PlanPicture(QObject):
    """Holds the plan as it is now.

    Attributes:
        schedule: Its timetable.
        slack_ms: Before the promised end; None where that can't be told.
        tight: Rounds in which not everyone's turn fits.
        findings: What does not fit.

    Signals:
        changed(): Something of it may be another.
    """

    changed = Signal()

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Follow the controller."""
        super().__init__(parent)
        self._controller = controller
        self.schedule: Schedule = Schedule((), 0, 0, has_begin=False)
        self.slack_ms: Duration | None = None
        self.tight: tuple[TightRound, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self._make()
        controller.changed.connect(self._on_controller_changed)

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & OF_PLAN:
            self._make()
            self.changed.emit()

    def _make(self) -> None:
        state = self._controller.state
        self.schedule, self.tight = schedule(state), tight_rounds(state)
        self.slack_ms = slack_ms(state, self.schedule)
        self.findings = findings(state, self.schedule, self.tight)
