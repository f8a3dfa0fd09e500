"""Converts positions in a text: Qt counts UTF-16 units, Python counts code points, and 😀 is two units.

Every position that comes from a widget or a text layout, or goes to one, is converted here. A place is Python's, a
position Qt's.
"""

from __future__ import annotations


def place_of(text: str, position: int) -> int:
    """Return Python's index of what stands at a position of Qt's; behind a character where Qt stands within it."""
    return len(_units(text)[: 2 * position].decode("utf-16-le", "surrogatepass"))


def position_of(text: str, place: int) -> int:
    """Return Qt's position of what stands at an index of Python's."""
    return len(_units(text[:place])) // 2


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
