"""Shortens texts from outside where there is little room, and shows tool tips that are never read as markup."""

from __future__ import annotations

import re

from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from facilitator_console.words import kept_label

LONGEST_TIP = 400
"""The most characters of a tip: it lies over the page, and who wants all of a text opens it."""
_LONG_WORD = re.compile(r"\S{40}")
_PLAIN = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BREAK = "\u200b"
"""Lets a word of endless letters go on in the next line."""


def first_words(text: str, most: int) -> str:
    """Return the first whole words of a text in at most `most` characters; dots where something is left out."""
    line = " ".join(kept_label(text).split())
    if len(line) <= most:
        return line
    whole_words = line[:most].rpartition(" ")[0] or line[: most - 1]
    return f"{whole_words.rstrip('.,;:–-')}…"


def plain_tip(text: str) -> str:
    """Return a tool tip of a text, or of its first words. Qt would guess from a bare text whether it is markup."""
    shown = _LONG_WORD.sub(rf"\g<0>{_BREAK}", first_words(text, LONGEST_TIP))
    return f"<qt>{shown.translate(_PLAIN)}</qt>"


def set_tip(widget: QWidget, tip: str) -> None:
    """Give a widget a tip; nothing is told to anybody where it has it already."""
    if tip != widget.toolTip():
        widget.setToolTip(tip)


def show_tip(event: QHelpEvent, view: QWidget, text: str) -> bool:
    """Show a text over a row of a list, or nothing where it is empty; the result is that of `helpEvent`."""
    if text:
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
    else:
        QToolTip.hideText()
    return True
