"""Defines the type on paper: PT Sans, colours, paragraph styles. What signs it lacks is for report.signs.

The colours are design.md's. No page, no story.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from facilitator_console.runtime.resource_files import resource_path

REGULAR, BOLD, ITALIC = "PTSans-Regular", "PTSans-Bold", "PTSans-Italic"
FALLBACKS = ("Inter-Regular", "DejaVuSans", "NotoEmoji-Regular")
"""The fonts that are tried in turn for signs that PT Sans lacks: symbols in Inter, other scripts in DejaVu Sans, emoji
in Noto Emoji."""

PAPER = HexColor("#FBFAF7")
INK = HexColor("#1D2430")
MUTED = HexColor("#5F6773")
HAIRLINE = HexColor("#E4E1DA")
ACCENT = HexColor("#0B6E69")
GROUPS = tuple(HexColor(f"#{code}") for code in ("4477AA", "CC6677", "B58A00", "228833", "AA4499"))

_FIVE_DIGITS = re.compile(r"(?<=<)[0-9A-F]{5}(?=>)")

_FIRST_PLAIN, _FIRST_HIGH = 0x20, 0x7F
"""Codes that stand for themselves in a string of PDF."""
LONGEST_KNOWN, MOST_KNOWN = 30, 20_000
"""Signs of a word whose width is remembered, and how many of these."""
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
    "paragraph": ParagraphStyle("paragraph", _BODY, spaceAfter=4),
    "title": ParagraphStyle("title", _BODY, fontName=BOLD, fontSize=23, leading=28, spaceAfter=7),
    "lead": ParagraphStyle("lead", _BODY, textColor=MUTED, spaceAfter=2),
    "cover_mark": ParagraphStyle("cover_mark", _BODY, fontName=BOLD, fontSize=11, leading=15, textColor=ACCENT),
    "cover_title": ParagraphStyle("cover_title", _BODY, fontName=BOLD, fontSize=34, leading=40, spaceBefore=10),
    "cover_lead": ParagraphStyle("cover_lead", _BODY, textColor=MUTED, fontSize=12, leading=18, spaceAfter=4),
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
    for name in (REGULAR, BOLD, ITALIC, *FALLBACKS):
        pdfmetrics.registerFont(MeasuredFont(name, resource_path(f"fonts/{name}.ttf")))


class MeasuredFont(TTFont):
    """Remembers how wide words are, and how letters are written: the same are asked for again and again."""

    def addObjects(self, doc: Any) -> None:
        """Write the font; letters beyond the first plane, such as emoji, as the two halves that PDF asks for."""
        super().addObjects(doc)
        for name, made in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                made.content = _FIVE_DIGITS.sub(_halves, made.content)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.widths = _Widths(super().stringWidth)

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:
        """Return the width of a text in pt."""
        if len(text) > LONGEST_KNOWN:
            return float(super().stringWidth(text, size, encoding))
        return self.widths[text] * size

    def encoded(self, text: str, document: Any) -> list[tuple[int, str]]:
        """Return a text as it is written in a page: parts with the number of the subset that has their letters."""
        codes = vars(document).setdefault(f"codes of {self.fontName}", None) or self._codes_for(document)
        try:
            # Nearly all texts need the first subset alone.
            return [(0, text.translate(codes))]
        except _OtherSubsetError:
            return [(subset, _escaped(part)) for subset, part in self.splitString(text, document)]

    def _codes_for(self, document: Any) -> _Codes:
        made = _Codes(self, document)
        vars(document)[f"codes of {self.fontName}"] = made
        return made


class _Widths(dict[str, float]):
    """Maps words to their width at a size of 1 pt."""

    def __init__(self, measure: Callable[[str, float], float]) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, word: str) -> float:
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[word] = width = float(self._measure(word, 1))
        return width


class _OtherSubsetError(Exception):
    """Says that a letter is not in the first subset of a font. No `LookupError`, which would leave the letter."""


class _Codes(dict[int, str]):
    """Maps letters, by their code points, to how the first subset writes them."""

    def __init__(self, font: MeasuredFont, document: Any) -> None:
        super().__init__()
        self._font, self._document = font, document

    def __missing__(self, letter: int) -> str:
        ((subset, part),) = self._font.splitString(chr(letter), self._document)
        if subset != 0:
            raise _OtherSubsetError
        self[letter] = _escaped(part)
        return self[letter]


def _escaped(part: bytes) -> str:
    """Return bytes as a string of PDF has them."""
    plain = (_FIRST_PLAIN <= code < _FIRST_HIGH and chr(code) not in "\\()" for code in part)
    return "".join(chr(code) if is_plain else f"\\{code:03o}" for code, is_plain in zip(part, plain, strict=True))


def _halves(code: re.Match[str]) -> str:
    return chr(int(code[0], 16)).encode("utf-16-be").hex().upper()
