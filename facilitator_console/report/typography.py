"""Defines the type on paper: PT Sans, colours, paragraph styles; and makes text from outside safe to print.

The colours are design.md's. Symbols that PT Sans lacks, such as → and ✓, are set in Inter. No page, no story.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from facilitator_console.runtime.resource_files import resource_path

REGULAR, BOLD, ITALIC = "PTSans-Regular", "PTSans-Bold", "PTSans-Italic"
SYMBOLS = "Inter-Regular"

PAPER = HexColor("#FBFAF7")
INK = HexColor("#1D2430")
MUTED = HexColor("#5F6773")
HAIRLINE = HexColor("#E4E1DA")
ACCENT = HexColor("#0B6E69")
GROUPS = tuple(HexColor(f"#{code}") for code in ("4477AA", "CC6677", "B58A00", "228833", "AA4499"))

UNPRINTABLE = "[?]"
"""Is printed for signs that neither font has: emoji, other scripts."""

LONGEST_KNOWN, MOST_KNOWN = 30, 20_000
"""Signs of a word whose width is remembered, and how many of these."""
_MISSING = "\ufffd"
_BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=10, leading=14.5, textColor=INK, splitLongWords=1, allowWidows=0, allowOrphans=0
)
_SMALL: dict[str, Any] = {"textColor": MUTED, "fontSize": 9, "leading": 12.5}
_HEAD: dict[str, Any] = {"fontName": BOLD, "keepWithNext": 1}
_ITEM: dict[str, Any] = {
    "leftIndent": 11,
    "spaceAfter": 4,
    "bulletIndent": 1,
    "bulletFontName": REGULAR,
    "bulletColor": MUTED,
}
STYLES = {
    "body": _BODY,
    "title": ParagraphStyle("title", _BODY, fontName=BOLD, fontSize=23, leading=28, spaceAfter=7),
    "lead": ParagraphStyle("lead", _BODY, textColor=MUTED, spaceAfter=2),
    "section": ParagraphStyle("section", _BODY, fontSize=14.5, leading=19, spaceBefore=24, spaceAfter=7, **_HEAD),
    "question": ParagraphStyle("question", _BODY, fontSize=11.5, leading=15, spaceBefore=13, spaceAfter=3, **_HEAD),
    "tag": ParagraphStyle("tag", _BODY, textColor=ACCENT, leading=14, spaceBefore=11, spaceAfter=4, **_HEAD),
    "text": ParagraphStyle("text", _BODY, **_ITEM),
    "quote": ParagraphStyle("quote", _BODY, fontName=ITALIC, **_ITEM),
    "text_numbered": ParagraphStyle("text_numbered", _BODY, **{**_ITEM, "leftIndent": 26}),
    "quote_numbered": ParagraphStyle("quote_numbered", _BODY, fontName=ITALIC, **{**_ITEM, "leftIndent": 26}),
    "number": ParagraphStyle("number", _BODY, alignment=TA_RIGHT),
    "small": ParagraphStyle("small", _BODY, **_SMALL),
    "small_number": ParagraphStyle("small_number", _BODY, alignment=TA_RIGHT, **_SMALL),
}
"""Sizes in pt. PT Sans has figures of one width, so that right-aligned numbers form columns."""


@functools.cache
def load_fonts() -> None:
    """Make the fonts known to reportlab, once per process."""
    for name in (REGULAR, BOLD, ITALIC, SYMBOLS):
        pdfmetrics.registerFont(_MeasuredFont(name, resource_path(f"fonts/{name}.ttf")))


class _MeasuredFont(TTFont):
    """Remembers how wide words are: breaking lines asks for the same words again and again."""

    def __init__(self, *args: Any) -> None:  # noqa: ANN401 - as reportlab calls it
        super().__init__(*args)
        self._widths: dict[str, float] = {}

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:  # noqa: N802 - reportlab's name
        """Return the width of a text in pt."""
        if len(text) > LONGEST_KNOWN:
            return float(super().stringWidth(text, size, encoding))
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) >= MOST_KNOWN:
                self._widths.clear()
            width = self._widths[text] = super().stringWidth(text, 1, encoding)
        return width * size


def printable(text: str, *, symbols: bool = False) -> str:
    """Return text from outside as it can be printed: signs that the font doesn't have are replaced visibly.

    Control and direction signs are left out, rare spaces become usual ones; lines stay apart.

    Args:
        text: Any text.
        symbols: Whether what only the font of symbols has stays, for `with_symbols`.
    """
    composed = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    return re.sub(f"{_MISSING}+", UNPRINTABLE, composed.translate(_drawable(symbols=symbols)))


def with_symbols(markup: str) -> str:
    """Return escaped text in which symbols are set in their font."""
    return _symbols().sub(rf'<font name="{SYMBOLS}">\g<0></font>', markup)


def shortened(text: str, font: str, size_pt: float, width_pt: float) -> str:
    """Return as much of a text as fits on one line, with an ellipsis where that is not all of it."""
    if pdfmetrics.stringWidth(text, font, size_pt) <= width_pt:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = pdfmetrics.stringWidth(text[:middle] + "…", font, size_pt) <= width_pt
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip(" ,.;:") + "…"


class _Drawable(dict[int, str]):
    """Maps characters to what is printed for them, for `str.translate`; each is worked out when it first occurs."""

    def __init__(self, known: frozenset[int]) -> None:
        super().__init__({ord("\n"): "\n"})
        self._known = known

    def __missing__(self, code: int) -> str:
        self[code] = drawn = self._drawn(code)
        return drawn

    def _drawn(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if category == "Cf" or unicodedata.name(sign, "").startswith("VARIATION SELECTOR"):
            return ""
        if category == "Cc":
            return " " if sign == "\t" else ""
        if code in self._known:
            return sign
        if category == "Zs":
            return "\N{NO-BREAK SPACE}" if sign == "\N{NARROW NO-BREAK SPACE}" else " "
        alike = "-" if category == "Pd" else unicodedata.normalize("NFKC", sign)
        return alike if all(ord(part) in self._known for part in alike) else _MISSING


@functools.cache
def _drawable(*, symbols: bool) -> _Drawable:
    return _Drawable(_signs_of_text() | (_signs_of_symbols() if symbols else frozenset()))


def _signs(*names: str) -> frozenset[int]:
    load_fonts()
    # The types that reportlab is given know of no font with a face.
    fonts: list[Any] = [pdfmetrics.getFont(name) for name in names]
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


@functools.cache
def _signs_of_text() -> frozenset[int]:
    return _signs(REGULAR, BOLD, ITALIC)


@functools.cache
def _signs_of_symbols() -> frozenset[int]:
    """Return the symbols that Inter has and PT Sans lacks; letters of other kinds would stand out."""
    return frozenset(
        code for code in _signs(SYMBOLS) - _signs_of_text() if unicodedata.category(chr(code)).startswith("S")
    )


@functools.cache
def _symbols() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, map(chr, sorted(_signs_of_symbols()))))}]+")
