"""Shows what to see to before the session begins, when it is to be deleted, its languages, and the referral line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.session import events as ev
from facilitator_console.session.editing import plan_session
from facilitator_console.session.ids import LanguageId
from facilitator_console.session.readiness import TOLD, Check, is_done, offer_languages, tick, usual_deletion
from facilitator_console.session.schedule import read_day
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.prepare.info_row import ValueField, day_text
from facilitator_console.words import Message, UserError, say, say_p

CHECKS: dict[Check, Message] = {
    Check.PROMISED: say("Promised end set"),
    Check.PEOPLE: say("Seats and cards"),
    Check.AGREEMENTS: say("Agreements on the wall"),
    Check.DISPLAY: say("Room display tried"),
    Check.COPY: say("Power, and a copy on a stick"),
    Check.DELETE_BY: say("Delete by"),
}


class BeforePanel(QWidget):
    """Shows the list of what to look at before the meeting begins.

    Signals:
        field_asked(str): Somebody pressed what the session itself tells: go where it is set. A value of `Check`.
    """

    field_asked = Signal(str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the controller."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.head = label(rank=Rank.SECTION)
        self.checks = {check: CheckRow(text(words)) for check, words in CHECKS.items()}
        self.delete_on = ValueField(text(say("Delete by")), text(say_p("the day of a deletion", "set a day")))
        self.delete_on.setToolTip(text(say("On that day it is asked whether to delete this session")))
        self.usual = Link(text(say("in 30 days")), small=True)
        self.languages = {LanguageId(known): QCheckBox(name) for known, name in LANGUAGE_NAMES.items()}
        self.referral = QLineEdit()
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        text = self._controller.text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.head)
        for row in self.checks.values():
            column.addWidget(row)
        when = QWidget()
        beside = FlowLayout(when, gap_px=6)
        beside.addWidget(self.delete_on)
        beside.addWidget(self.usual)
        column.addWidget(when)
        column.addSpacing(8)
        column.addWidget(label(text(say("Languages offered")), Rank.SECTION))
        holder = QWidget()
        flow = FlowLayout(holder, gap_px=8)
        for box in self.languages.values():
            flow.addWidget(box)
        column.addWidget(holder)
        column.addSpacing(6)
        column.addWidget(label(text(say("Where the care person can send somebody")), Rank.SECTION, wraps=True))
        self.referral.setAccessibleName(text(say("Where the care person can send somebody")))
        self.referral.setPlaceholderText(text(say("a telephone line, a place")))
        column.addWidget(self.referral)

    def _connect(self) -> None:
        for check, row in self.checks.items():
            row.clicked.connect(lambda on, check=check: self._on_check_clicked(check, on))
        for box in self.languages.values():
            box.clicked.connect(self._on_language_clicked)
        self.delete_on.editingFinished.connect(self._on_delete_on_edited)
        self.usual.clicked.connect(self._on_usual_clicked)
        self.referral.editingFinished.connect(self._on_referral_edited)
        self._controller.changed.connect(self._on_controller_changed)

    # -- doing -------------------------------------------------------------------------------------------

    def _on_check_clicked(self, check: Check, on: bool) -> None:
        if check in TOLD:
            self.checks[check].setChecked(is_done(self._controller.state, check))
            self.delete_on.setFocus() if check is Check.DELETE_BY else self.field_asked.emit(check.value)
        else:
            self._controller.do(tick, check, done=on)
        self._refresh()

    def _on_language_clicked(self) -> None:
        chosen = tuple(known for known, box in self.languages.items() if box.isChecked())
        self._controller.do(offer_languages, chosen)

    def _on_delete_on_edited(self) -> None:
        if not self.delete_on.isModified():
            return
        self.delete_on.setModified(False)
        try:
            day = read_day(self.delete_on.text(), self._controller.times.today().date)
        except UserError as error:
            self._controller.refused.emit(error.message)
        else:
            self._set_deletion(day)
        self._refresh()

    def _on_usual_clicked(self) -> None:
        begins = self._controller.state.info.begins.date or self._controller.times.today().date
        self._set_deletion(usual_deletion(begins))

    def _set_deletion(self, day: str) -> None:
        if day != self._controller.state.info.delete_on:
            self._controller.do(plan_session, ev.SessionEdited(delete_on=day))

    def _on_referral_edited(self) -> None:
        if self.referral.isModified():
            self.referral.setModified(False)
            self._controller.do(plan_session, ev.SessionEdited(referral=self.referral.text()))

    # -- following ---------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"info", "participants", "groups"}:
            self._refresh()

    def _refresh(self) -> None:
        text, state = self._controller.text, self._controller.state
        done = {check: is_done(state, check) for check in Check}
        head = say("Before you begin · {done} of {all}", done=sum(done.values()), all=len(done))
        set_text(self.head, text(head))
        for check, row in self.checks.items():
            row.setChecked(done[check])
        self.delete_on.show_text(day_text(state.info.delete_on, self._controller.catalogue.language))
        self.usual.setVisible(not state.info.delete_on)
        for known, box in self.languages.items():
            box.setChecked(known in state.info.languages)
        if not self.referral.isModified():
            self.referral.setText(state.info.referral)
            self.referral.setCursorPosition(0)
