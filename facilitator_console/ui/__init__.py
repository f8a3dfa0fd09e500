"""The window: Qt, and only here. It reads the state and dispatches commands; no rule of the room lives here."""

import builtins

import PySide6.QtCore  # noqa: F401 - see below

# PySide puts its own `__import__` in the place of Python's, for `from __feature__ import`, which nobody uses here: it
# reads the source of each module that is loaded, and keeps it. That would take a tenth of the start.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
