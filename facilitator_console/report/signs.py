"""Makes text from outside safe to print.

Which font has a sign, what stands for signs that none has, and in which order letters that run from right to left are
drawn.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from facilitator_console.report.typography import BOLD, FALLBACKS, ITALIC, REGULAR, load_fonts

UNPRINTABLE = "[?]"
"""The sign that is printed for those that no font has, such as Chinese ones."""

_MISSING = "\ufffd"
_SYMBOLS, _LETTERS, _EMOJI = FALLBACKS
_FIRST_EMOJI = 0x1F000
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def printable(text: str, *, fallback: bool = False) -> str:
    """Return text from outside as it can be printed: signs that the font doesn't have are replaced visibly.

    Control and direction signs are left out, rare spaces become usual ones; lines stay apart.

    Args:
        text: Any text.
        fallback: Whether what only the fallback fonts have stays, for `markup_of`, `draw_text`, `drawn_lines` and
            `visual_lines`.
    """
    composed = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    return re.sub(f"{_MISSING}+", UNPRINTABLE, composed.translate(_drawable(fallback=fallback)))


def markup_of(text: str) -> str:
    """Return a printable text for a paragraph: escaped, signs that PT Sans lacks in a font that has them."""
    return "".join(f'<font name="{font}">{escape(part)}</font>' if font else escape(part) for font, part in _runs(text))


def lacks_signs(text: str) -> bool:
    """Tell whether PT Sans alone can't set a printable text."""
    return _lacked().search(text) is not None


def has_right_to_left(text: str) -> bool:
    """Tell whether any of a text runs from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def visual_lines(text: str, size_pt: float, width_pt: float) -> list[str]:
    """Return a text as lines of a width, their letters joined and in the order in which they are drawn.

    Sources: UAX 9 for the order (python-bidi), the joining of Arabic letters (arabic-reshaper).
    """
    from bidi import get_base_level, get_display

    base = "R" if get_base_level(text) else "L"
    # Of the fonts in it the widest measures.
    lines = _broken(_reshaper().reshape(text), _LETTERS, size_pt, width_pt)
    return [str(get_display(line, base_dir=base)) for line in lines]


def drawn_lines(text: str, font: str, size_pt: float, width_pt: float) -> list[str]:
    """Return a printable text as lines of a width for `draw_line`; a word that is wider is broken."""
    whole = text.replace("\n", " ")
    if has_right_to_left(whole):
        return visual_lines(whole, size_pt, width_pt)
    return _broken(whole, font, size_pt, width_pt)


def _broken(text: str, font: str, size_pt: float, width_pt: float) -> list[str]:
    """Break a text into lines of a width between its words, or within a word that is wider."""
    lines: list[str] = []
    line = ""
    for word in filter(None, text.split(" ")):
        rest = f"{line} {word}" if line else word
        if line and text_width(rest, font, size_pt) > width_pt:
            lines.append(line)
            rest = word
        while len(rest) > 1 and text_width(rest, font, size_pt) > width_pt:
            fitting = _fitting(rest, font, size_pt, width_pt)
            lines.append(rest[:fitting])
            rest = rest[fitting:]
        line = rest
    return [*lines, line] if line else lines


def _fitting(text: str, font: str, size_pt: float, width_pt: float, end: str = "") -> int:
    """Return how many signs of a text fit into a width with an end behind them; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle] + end, font, size_pt) <= width_pt
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def draw_text(canvas: Canvas, left_pt: float, base_pt: float, text: str, size_pt: float, font: str = REGULAR) -> None:
    """Draw a printable text on one line."""
    shown = text if not has_right_to_left(text) else " ".join(visual_lines(text, size_pt, 10_000))
    draw_line(canvas, left_pt, base_pt, shown, size_pt, font)


def draw_line(canvas: Canvas, left_pt: float, base_pt: float, line: str, size_pt: float, font: str = REGULAR) -> None:
    """Draw a line whose letters are in the order in which they are drawn."""
    for other, part in _runs(line):
        name = other or font
        canvas.setFont(name, size_pt)
        canvas.drawString(left_pt, base_pt, part)
        left_pt += pdfmetrics.stringWidth(part, name, size_pt)
    canvas.setFont(font, size_pt)


def text_width(text: str, font: str, size_pt: float) -> float:
    """Return the width of a printable text in pt."""
    return sum(pdfmetrics.stringWidth(part, other or font, size_pt) for other, part in _runs(text))


def shortened(text: str, font: str, size_pt: float, width_pt: float) -> str:
    """Return as much of a text as fits on one line, with an ellipsis where that is not all of it."""
    if text_width(text, font, size_pt) <= width_pt:
        return text
    return text[: _fitting(text, font, size_pt, width_pt, "…")].rstrip(" ,.;:") + "…"


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text with the fallback font that each needs; empty: PT Sans has it."""
    at = 0
    for lacked in _lacked().finditer(text):
        if lacked.start() > at:
            yield "", text[at : lacked.start()]
        yield from _by_font(lacked[0])
        at = lacked.end()
    if at < len(text):
        yield "", text[at:]


def _by_font(text: str) -> Iterator[tuple[str, str]]:
    first = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (text[at] != " " and _fallback_for(ord(text[at])) != _fallback_for(ord(text[first]))):
            yield _fallback_for(ord(text[first])), text[first:at]
            first = at


@functools.cache
def _reshaper() -> Any:  # noqa: ANN401 - the library has no types
    """Return what joins Arabic letters; the one sign for the word "Allah" is in no font of ours, its letters are."""
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"ARABIC LIGATURE ALLAH": False})


class _Drawable(dict[int, str]):
    """Maps characters to what is printed for them, for `str.translate`; each is worked out when it first occurs."""

    def __init__(self, *, fallback: bool) -> None:
        super().__init__({ord("\n"): "\n"})
        self._fallback = fallback

    def _knows(self, code: int) -> bool:
        return code in _signs_of_text() or (self._fallback and bool(_fallback_for(code)))

    def __missing__(self, code: int) -> str:
        self[code] = drawn = self._drawn(code)
        return drawn

    def _drawn(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if category == "Cf" or code in _SKIN_TONES or unicodedata.name(sign, "").startswith("VARIATION SELECTOR"):
            return ""
        if category == "Cc":
            return " " if sign == "\t" else ""
        if category == "Zs" and code not in _signs_of_text():
            return "\N{NO-BREAK SPACE}" if sign == "\N{NARROW NO-BREAK SPACE}" else " "
        if self._knows(code):
            return sign
        alike = "-" if category == "Pd" else unicodedata.normalize("NFKC", sign)
        return alike if all(self._knows(ord(part)) for part in alike) else _MISSING


@functools.cache
def _drawable(*, fallback: bool) -> _Drawable:
    return _Drawable(fallback=fallback)


@functools.cache
def _signs_of(name: str) -> frozenset[int]:
    load_fonts()
    # The types that reportlab is given know of no font with a face.
    font: Any = pdfmetrics.getFont(name)
    return frozenset(font.face.charToGlyph)


@functools.cache
def _signs_of_text() -> frozenset[int]:
    return frozenset.intersection(*map(_signs_of, (REGULAR, BOLD, ITALIC)))


@functools.cache
def _fallback_for(code: int) -> str:
    """Return the font in which a sign that PT Sans lacks is set; empty where none has it."""
    is_symbol = unicodedata.category(chr(code)).startswith("S")
    order = (_SYMBOLS, _LETTERS, _EMOJI) if is_symbol else (_LETTERS, _EMOJI, _SYMBOLS)
    if code >= _FIRST_EMOJI:
        order = (_EMOJI, _LETTERS, _SYMBOLS)
    return next((name for name in order if code in _signs_of(name)), "")


@functools.cache
def _lacked() -> re.Pattern[str]:
    """Return a pattern of signs that PT Sans lacks, as they follow one another."""
    other = f"[^\n{''.join(map(re.escape, map(chr, sorted(_signs_of_text()))))}]+"
    # Blanks between words of another script stay with them, so that readers see one run.
    return re.compile(f"{_RIGHT_TO_LEFT.pattern}+(?: {_RIGHT_TO_LEFT.pattern}+)*|{other}")
