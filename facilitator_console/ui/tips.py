"""Tool tips with text from outside: wrapped, and never read as markup."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget


def plain_tip(text: str) -> str:
    """A tip that says a text as it is. Qt would guess from a bare text whether it is markup."""
    return f"<qt>{escape(text)}</qt>"


def show_tip(event: QHelpEvent, view: QWidget, text: str) -> bool:
    """Say a text over a row of a list, or nothing where it is empty; what a delegate's `helpEvent` gives back."""
    if text:
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
    else:
        QToolTip.hideText()
    return True
