"""Rules for text that people type: the form in which it is kept, and the form in which it is compared.

Macs, messengers and PDF files give й and ї as two signs (NFD). All text is kept in the one form in which a letter is
one sign (NFC), so that it is found, matched and counted alike; what people typed is otherwise never corrected.
"""

from __future__ import annotations

import re
import unicodedata

# Keyboards and messengers give three apostrophes for one Ukrainian letter sign; ґ, ї and ё are
# often typed as г, і and е.
_ALIKE = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2018": "'", "`": "'", "ґ": "г", "ї": "і", "ё": "е"})

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LINE_BREAK = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*")
_JOINERS = "\u200c\u200d"
"""Within a word Persian, the scripts of India and emoji of several signs need them; at an end they join nothing."""
_ENDS = re.compile(rf"\A[\s{_JOINERS}]+|[\s{_JOINERS}]+\Z")
_SEEN = _JOINERS + "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
"""Format signs that are seen, or make what is seen: the joiners, and signs before numbers (Arabic, Syriac)."""


def kept_text(text: str) -> str:
    """Return a text of one or several lines as it is kept: in NFC, without space around it.

    Halves of surrogate pairs, which no file can hold, are left out.
    """
    return unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode().strip())


def is_right_to_left(text: str) -> bool:
    """Tell whether a text runs from right to left: its first letter with a direction decides (Unicode's rule P2)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((way in _RIGHT_TO_LEFT for way in directions if way in {"L", *_RIGHT_TO_LEFT}), False)


def kept_label(text: str) -> str:
    """Return a title, name or tag as it is kept: as `kept_text`, on one line, without invisible signs.

    A label stands among other words, whose order a direction sign such as U+202E would turn around.
    """
    seen = "".join(sign for sign in _LINE_BREAK.sub(" ", text) if not _is_invisible(sign))
    return kept_text(_ENDS.sub("", seen))


def fold_text(text: str) -> str:
    """Return text as search and tag names compare it: case, apostrophes and three pairs of letters folded."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return unicodedata.normalize("NFC", folded).translate(_ALIKE)


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs"} and sign not in _SEEN
