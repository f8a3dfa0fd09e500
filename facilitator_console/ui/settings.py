"""What the window remembers from one start to the next: size, place, language, folders, where it takes notes.

Nothing that a session holds: of sessions only their ids, which say nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings

from facilitator_console.laptop import data_folder


def window_settings() -> QSettings:
    """The settings, in the program's own folder."""
    return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)
