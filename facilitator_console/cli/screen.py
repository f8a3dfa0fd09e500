"""Finds out whether there is a screen, before the window's library is loaded."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def has_screen(environment: Mapping[str, str]) -> bool:
    """Tell whether a window can be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
