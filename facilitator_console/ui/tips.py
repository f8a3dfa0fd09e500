"""Tool tips with text from outside: wrapped, and never read as markup."""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """A tip that says a text as it is. Qt would guess from a bare text whether it is markup."""
    return f"<qt>{escape(text)}</qt>"
