"""What is remembered from one start to the next lies in one file; nothing in it is of a session's content."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from facilitator_console.laptop import data_folder


def window_settings() -> QSettings:
    """The settings, in the program's own folder."""
    return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)
