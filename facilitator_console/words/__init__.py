"""Holds what people read, apart from the code that needs it.

The pure packages make messages (`Message`); only ui, report and cli translate them. Here live messages, the errors
that carry one, and the rules of text: how it is kept, how it is compared. No files, no locale.
"""

from facilitator_console.words.message import (
    ByLanguage,
    Catalogue,
    Message,
    Month,
    PeerError,
    Percent,
    UserError,
    Written,
    Year,
    say,
    say_n,
    say_p,
    titled,
)
from facilitator_console.words.text import fold_text, is_right_to_left, kept_label, kept_text

__all__ = [
    "ByLanguage",
    "Catalogue",
    "Message",
    "Month",
    "PeerError",
    "Percent",
    "UserError",
    "Written",
    "Year",
    "fold_text",
    "is_right_to_left",
    "kept_label",
    "kept_text",
    "say",
    "say_n",
    "say_p",
    "titled",
]
