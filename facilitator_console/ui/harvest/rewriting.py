"""Keeps the text that is being rewritten on this page, and what it belongs to, whatever happens to the program."""

from __future__ import annotations

import json

from facilitator_console.ui.control.session_controller import SessionController


class Rewriting:
    """Represents a draft with the place to which it belongs."""

    def __init__(self, controller: SessionController, field: str) -> None:
        """Keep it as the draft of this field."""
        self._controller, self._field = controller, field

    def keep(self, *place: str, text: str) -> None:
        """Keep a text; an empty one is no draft any more."""
        kept = json.dumps([*place, text], ensure_ascii=False) if text else ""
        if kept != self._controller.draft(self._field):
            self._controller.keep_draft(kept, self._field)

    def read(self) -> tuple[tuple[str, ...], str] | None:
        """Return the place and the text that was being typed there; None where there is none."""
        try:
            kept = json.loads(self._controller.draft(self._field) or "null")
        except ValueError:
            return None
        if not isinstance(kept, list) or not kept or not all(isinstance(part, str) for part in kept):
            return None
        return tuple(kept[:-1]), kept[-1]

    def forget(self, subject: str) -> None:
        """Drop the draft if it belongs to what is erased."""
        if (kept := self.read()) and subject in kept[0]:
            self.keep(text="")
