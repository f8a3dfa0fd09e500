"""Keeps settings from one start to the next: the language, the stores, in which sessions this laptop takes notes.

Nothing that a session holds: of sessions only their ids, which say nothing. Size and place are the window's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from facilitator_console.log import SessionId

STORES_KEPT = 8
_LANGUAGE, _STORES, _TAKES_NOTES = "window/language", "window/stores", "takes_notes"


class Remembered:
    """Reads and writes the settings by their meaning."""

    def __init__(self, settings: QSettings) -> None:
        """Remember in these settings."""
        self._settings = settings

    @property
    def language(self) -> str:
        """Return the language that was chosen last; empty where none was."""
        return str(self._settings.value(_LANGUAGE, ""))

    def keep_language(self, language: str) -> None:
        """Let the next start use this language."""
        self._settings.setValue(_LANGUAGE, language)

    @property
    def stores(self) -> list[Path]:
        """Return the stores that were open, the last one first; some may be gone."""
        stored = self._settings.value(_STORES)
        # Qt reads a list of one path back as a text.
        paths = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return [Path(path) for path in paths]

    def keep_store(self, path: Path) -> None:
        """Put this store first in the list: it is open now."""
        others = [str(other) for other in self.stores if other != path]
        self._settings.setValue(_STORES, [str(path), *others][:STORES_KEPT])

    def takes_notes(self, session: SessionId) -> bool:
        """Tell whether this laptop takes notes in a session, though it may lead."""
        return bool(self._settings.contains(f"{_TAKES_NOTES}/{session}"))

    def keep_role(self, session: SessionId, *, takes_notes: bool) -> None:
        """Keep whether this laptop takes notes, on the disk at once: the program may be killed."""
        name = f"{_TAKES_NOTES}/{session}"
        if takes_notes:
            self._settings.setValue(name, 1)
        else:
            self._settings.remove(name)
        self._settings.sync()
