"""Makes the settings, one file that is kept from one start to the next; it holds nothing of a session's content."""

from __future__ import annotations

import os
from contextlib import suppress

from PySide6.QtCore import QSettings

from facilitator_console.runtime.laptop import make_data_folder


def window_settings() -> QSettings:
    """Return the settings, which lie in the program's own folder, for its owner alone."""
    # Qt keeps the folders that its dialogs have shown in a file of its own; here it finds no place for that.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    path = make_data_folder() / "window.ini"
    # Qt leaves a file the rights that it has, and gives a new one those of any file.
    with suppress(OSError):
        path.touch(mode=0o600)
        path.chmod(0o600)
    return QSettings(str(path), QSettings.Format.IniFormat)
