"""Defines what can be done anywhere in an open session: undo and redo, the cover, the lists of keys and commands.

What needs the window itself is given as a function: no widget is built or looked for here but the one with the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from facilitator_console.console.console import OTHER_LEADS
from facilitator_console.notes.carrying import take_conclusions
from facilitator_console.session import agenda, leading
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.action import Action, Group, Meaning, always, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.room_actions import CALL_AGAIN, CLOSE, OPEN, STOP_CALLING
from facilitator_console.words import say, say_p


def undo(controller: SessionController) -> None:
    """Undo typing; where the line is empty, this laptop's last action of any kind."""
    editor = _editor()
    if editor is None or _is_empty(editor):
        controller.undo()
    else:
        editor.undo()


def redo(controller: SessionController) -> None:
    """Redo typing; where the line is empty, first what was undone last of this laptop's actions."""
    editor = _editor()
    if editor is None or (_is_empty(editor) and (controller.can_redo or not _can_redo(editor))):
        controller.redo()
    else:
        editor.redo()


def _editor() -> QLineEdit | QPlainTextEdit | None:
    """Return the text field that has the focus; None where none has."""
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, QLineEdit | QPlainTextEdit) else None


def _is_empty(editor: QLineEdit | QPlainTextEdit) -> bool:
    return not (editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText())


def _can_redo(editor: QLineEdit | QPlainTextEdit) -> bool:
    return editor.isRedoAvailable() if isinstance(editor, QLineEdit) else editor.document().isRedoAvailable()


UNDO = Action(
    "undo", lambda controller: Meaning(say("Undo typing, or the last action"), partial(undo, controller)), "Z"
)
REDO = Action("redo", lambda controller: Meaning(say("Redo"), partial(redo, controller)), "Y")
UNDOING = (UNDO, REDO)


def opening_actions(
    show_commands: Callable[[], None], show_keys: Callable[[], None], cover: Callable[[], None]
) -> tuple[Action, ...]:
    """Return the actions that open something over the page."""
    return (
        Action("commands", always(say("All commands"), show_commands), "K"),
        Action("keys", always(say("Keys"), show_keys), key="F1"),
        Action("cover", always(say_p("hide the screen", "Cover"), cover), "L"),
    )


NOT_OVER = say("Conclusions come in once the dialogue is closed.")
QUEUE_COMMANDS = {
    STOP_CALLING.msgid: say("Pause the queue"),
    CALL_AGAIN.msgid: say("Resume the queue"),
    CLOSE.msgid: say("Close the queue"),
    OPEN.msgid: say("Open the queue"),
}
"""The names of the buttons below the queue where the queue is not in sight, by their own words."""

_session = partial(Action, group=Group.SESSION)


def _end_session(controller: SessionController) -> Meaning:
    """Return how to end the meeting, or to reopen one that was ended."""
    if controller.state.info.closed_at_ms:
        return Meaning(say("Reopen the session"), call(agenda.reopen_session))
    return Meaning(say("End the session"), call(agenda.close_session))


END_SESSION = _session("end_session", _end_session, on_lead=True)


def forget_action(ask: Callable[[], None]) -> Action:
    """Return the action that asks whether to forget who spoke when; offered once the session is over."""

    def means(controller: SessionController) -> Meaning:
        return Meaning(say("Forget who spoke when…"), ask, controller.forgetting_refusal())

    return _session("forget_speaking", means, on_lead=True)


def erase_action(open_panel: Callable[[], None]) -> Action:
    """Return the action that shows all that was typed, so that some of it can be erased."""
    return _session("erase_words", always(say("Erase words for good…"), open_panel))


def settings_action(open_panel: Callable[[], None]) -> Action:
    """Return the action that shows the settings of the session."""
    return _session("settings", always(say("Settings of this session…"), open_panel))


def team_action(open_panel: Callable[[], None]) -> Action:
    """Return the action that shows the team and its laptops."""
    return _session("team", always(say("The team’s laptops…"), open_panel))


def take_lead(controller: SessionController) -> None:
    """Take the lead of clock and queue to this laptop, where it does not have it."""
    if controller.holds_lead or controller.do(leading.take_lead, measured=controller.is_measured):
        controller.take_notes(on=False)


def lead_here(controller: SessionController) -> None:
    """Lead on this laptop, also where another one leads so far."""
    if controller.holds_lead or controller.led_tables:
        controller.take_notes(on=False)
    else:
        take_lead(controller)


def _take_lead(controller: SessionController) -> Meaning:
    why_not = say("This laptop has the lead already.") if controller.holds_lead else None
    return Meaning(say("Take the lead of clock and queue"), partial(take_lead, controller), why_not)


def _change_role(controller: SessionController) -> Meaning:
    label = say("Take notes on this laptop") if controller.leads else say("Lead on this laptop")
    change = partial(controller.take_notes, on=controller.leads)
    return Meaning(label, change, None if controller.holds_lead or controller.led_tables else OTHER_LEADS)


TAKE_CONCLUSIONS = say("Take in the experts’ conclusions")


def take_in_conclusions(controller: SessionController) -> None:
    """Take what experts concluded of this session into its report, from their own sessions in this store."""
    try:
        controller.do(take_conclusions, controller.others.conclusions())
    except StorageError as error:
        controller.refused.emit(error.message)


def _take_conclusions(controller: SessionController) -> Meaning:
    why_not = None if controller.state.info.closed_at_ms else NOT_OVER
    return Meaning(TAKE_CONCLUSIONS, partial(take_in_conclusions, controller), why_not)


CONCLUSIONS = _session("take_conclusions", _take_conclusions)
TAKE_LEAD = _session("take_lead", _take_lead)
CHANGE_ROLE = _session("change_role", _change_role)
OF_LAPTOP = (CHANGE_ROLE, TAKE_LEAD)
"""The actions that change what this laptop does: lead, or take notes."""
