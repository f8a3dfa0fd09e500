"""Defines what can be done anywhere in an open session: undo and redo, the cover, the lists of keys and commands.

What needs the window itself is given as a function: no widget is built or looked for here but the one with the focus.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from facilitator_console.session import agenda, floor
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.session_controller import SessionController
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
    if editor is None or (_is_empty(editor) and (controller.console.redoable() or not _can_redo(editor))):
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


UNDO = Action("undo", lambda _: say("Undo typing, or the last action"), undo, "Z")
REDO = Action("redo", lambda _: say("Redo"), redo, "Y")
UNDOING = (UNDO, REDO)


def opening_actions(
    show_commands: Callable[[], None], show_keys: Callable[[], None], cover: Callable[[], None]
) -> tuple[Action, ...]:
    """Return the actions that open something over the page."""
    return (
        Action("commands", lambda _: say("All commands"), lambda _: show_commands(), "K"),
        Action("keys", lambda _: say("Keys"), lambda _: show_keys()),
        Action("cover", lambda _: say_p("hide the screen", "Cover"), lambda _: cover(), "L"),
    )


def _is_open(controller: SessionController) -> bool:
    return not controller.state.info.closed_at_ms


def end_or_reopen(controller: SessionController) -> None:
    """End the meeting, or reopen one that was ended."""
    controller.do(agenda.close_session if _is_open(controller) else agenda.reopen_session)


END_SESSION = Action(
    "end_session",
    lambda controller: say("End the session") if _is_open(controller) else say("Reopen the session"),
    end_or_reopen,
    on_lead=True,
)


def forget_action(ask: Callable[[], None]) -> Action:
    """Return the action that asks whether to forget who spoke when; offered once the session is over."""
    return Action(
        "forget_speaking",
        lambda _: say("Forget who spoke when…"),
        lambda _: ask(),
        can=lambda controller: controller.console.can_forget_speaking,
        on_lead=True,
    )


def erase_action(open_panel: Callable[[], None]) -> Action:
    """Return the action that shows all that was typed, so that some of it can be erased."""
    return Action("erase_words", lambda _: say("Erase words for good…"), lambda _: open_panel())


def take_lead(controller: SessionController) -> None:
    """Take the lead of clock and queue to this laptop."""
    if controller.do(floor.take_lead):
        controller.take_notes(on=False)


def lead_here(controller: SessionController) -> None:
    """Lead on this laptop, also where another one leads so far."""
    if controller.console.leads:
        controller.take_notes(on=False)
    else:
        take_lead(controller)


TAKE_LEAD = Action(
    "take_lead",
    lambda _: say("Take the lead of clock and queue"),
    take_lead,
    can=lambda controller: not controller.console.leads,
)
CHANGE_ROLE = Action(
    "change_role",
    lambda controller: say("Take notes on this laptop") if controller.leads else say("Lead on this laptop"),
    lambda controller: controller.take_notes(on=controller.leads),
    can=lambda controller: controller.console.leads,
)
OF_LAPTOP = (CHANGE_ROLE, TAKE_LEAD)
"""The actions that change what this laptop does: lead, or take notes."""
