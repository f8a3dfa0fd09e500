"""Folding of text for comparing and finding: what a hurried hand types alike is alike."""

from __future__ import annotations

# Keyboards and messengers give three apostrophes for one Ukrainian letter sign; ґ, ї and ё are
# often typed as г, і and е.
_ALIKE = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2018": "'", "`": "'", "ґ": "г", "ї": "і", "ё": "е"})


def fold_text(text: str) -> str:
    """Text as search and tag names compare it: case, apostrophes and three pairs of letters folded."""
    return text.casefold().translate(_ALIKE)
