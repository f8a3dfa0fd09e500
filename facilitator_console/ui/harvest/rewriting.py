"""Keeps what is being rewritten as a draft, with the version under it, whatever happens to the program."""

from __future__ import annotations

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.text_field import TextField


def open_field(controller: SessionController, field: TextField, name: str, base: str) -> TextField:
    """Let a field begin with its draft, where there is one, and keep what is typed in it from now on.

    Args:
        controller: Keeps it.
        field: Begins with the text as it is.
        name: Of the draft.
        base: Version of the text as it is.
    """
    written_over, _, drafted = controller.drafts.text(name).partition("\n")
    field.setProperty("base", written_over or base)
    field.setProperty("draft", name)
    if written_over and drafted != field.text:
        field.setPlainText(drafted)
        field.moveCursor(field.textCursor().MoveOperation.End)
    field.textChanged.connect(lambda: _keep(controller, field))
    return field


def _keep(controller: SessionController, field: TextField) -> None:
    kept = f"{field.property('base')}\n{field.text}" if field.is_changed else ""
    controller.drafts.keep(kept, str(field.property("draft")))


def drop(controller: SessionController, field: TextField) -> None:
    """Forget a field's draft: it is a part of the record now, or was dropped by hand."""
    controller.drafts.keep("", str(field.property("draft")))
