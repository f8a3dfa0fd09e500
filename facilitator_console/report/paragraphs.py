"""Sets text from outside as paragraphs, in reports and handouts alike: `set_text`.

Those without markup, which are most of a report, break their lines and draw themselves. reportlab does the same for
every letter and word anew, with all that a paragraph might be; it still does where there is markup, a word wider than
the line, or another alignment than left.
"""

from __future__ import annotations

import functools
from typing import Any, cast

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Paragraph

from facilitator_console.report.signs import has_right_to_left, lacks_signs, markup_of, visual_lines
from facilitator_console.report.tags import CLOSING, TaggedParagraph, Tags
from facilitator_console.report.typography import STYLES, MeasuredFont
from facilitator_console.words import is_right_to_left

_NO_BREAK = "\N{NO-BREAK SPACE}"


def set_text(
    text: str, style: ParagraphStyle, width_pt: float, bullet: str | None = None, more: str = ""
) -> list[TaggedParagraph]:
    """Make a paragraph of a text; of one that runs from right to left, a paragraph for each line.

    Args:
        text: On one line, as `signs.printable` returns it with `fallback`.
        style: Its style.
        width_pt: How wide it may be.
        bullet: What stands before the first line.
        more: Markup behind it.
    """
    if not (more or lacks_signs(text)) and STYLES.get(style.name) is style:
        # Most texts of a report: nothing of them has to be parsed, which would take a sixth of the whole time.
        return [PlainParagraph("", style, bulletText=bullet, frags=[_part_of(style.name).clone(text=text)])]
    if not has_right_to_left(text):
        return [TaggedParagraph(markup_of(text) + more, style, bulletText=bullet)]
    room_pt = width_pt - style.leftIndent - style.rightIndent - 1
    lines = visual_lines(text, style.fontSize, room_pt) or [""]
    # reportlab breaks lines before it knows their order: each is a paragraph of its own, broken already.
    own = ParagraphStyle(style.name, style, alignment=TA_RIGHT) if is_right_to_left(text) else style
    ends = [*[""] * (len(lines) - 1), more]
    paragraphs = [
        TaggedParagraph(markup_of(line) + end, own, bulletText=None if at else bullet)
        for at, (line, end) in enumerate(zip(lines, ends, strict=True))
    ]
    for paragraph in paragraphs[:-1]:
        paragraph.spaceAfter = 0
    for paragraph in paragraphs[1:]:
        paragraph.spaceBefore = 0
    return paragraphs


@functools.cache
def _part_of(style: str) -> Any:
    """Return a part of a paragraph as reportlab's parser makes it."""
    parsed: Any = Paragraph("x", STYLES[style])
    return parsed.frags[0]


class PlainParagraph(TaggedParagraph):
    """Represents a paragraph of one part: one font, one colour."""

    def breakLines(self, width: Any) -> Any:
        """Return the part with its lines, as reportlab has them: the room that is left, and the words."""
        part: Any = self.frags[0]
        style: Any = self.style
        room_pt = min(width) if isinstance(width, list) else width
        widths = _font(part.fontName).widths
        words = part.words if hasattr(part, "words") else part.text.split()
        # Blanks that don't break keep words together; `split` knows nothing of them.
        is_plain = hasattr(part, "words") or _NO_BREAK not in part.text
        size_pt = part.fontSize
        wide = [widths[word] * size_pt for word in words]
        if (
            style.alignment != TA_LEFT
            or not (words and is_plain)
            or max(wide) > room_pt
            or self._bullet_pt() > style.leftIndent
        ):
            return super().breakLines(width)
        blank_pt = widths[" "] * size_pt
        lines: list[tuple[float, list[str]]] = []
        first, used_pt = 0, -blank_pt
        for at, word_pt in enumerate(wide):
            longer_pt = used_pt + blank_pt + word_pt
            if longer_pt > room_pt and at > first:
                lines.append((room_pt - used_pt, words[first:at]))
                first, used_pt = at, word_pt
            else:
                used_pt = longer_pt
        lines.append((room_pt - used_pt, words[first:]))
        ascent, descent = pdfmetrics.getAscentDescent(part.fontName, part.fontSize)
        self._width_max = max(room_pt - left_pt for left_pt, _words in lines)
        vars(part).update(kind=0, lines=lines, ascent=ascent, descent=descent)
        return part

    def _bullet_pt(self) -> float:
        """Return where the bullet ends; 0 without one."""
        style: Any = self.style
        if not self.bulletText:
            return 0.0
        width_pt = pdfmetrics.stringWidth(self.bulletText, style.bulletFontName, style.bulletFontSize)
        return float(style.bulletIndent + width_pt)

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:
        """Draw the bullet and the lines where they stand: to move the page under them would take as long again."""
        style: Any = self.style
        part: Any = vars(self)["blPara"]
        tags: Tags | None = getattr(canvas, "tags", None)
        if tags is None or part.kind != 0 or style.alignment != TA_LEFT or not part.lines:
            super().drawOn(canvas, x, y, _sW)
            return
        document = canvas._doc
        base_pt = y + self.height - part.ascent
        code = [tags.opening(canvas, self.element), "q"]
        if self.bulletText:
            code.append(_color(style.bulletColor))
            place = (x + style.bulletIndent, base_pt, 0)
            code += _text(document, style.bulletFontName, style.bulletFontSize, place, [self.bulletText])
        code.append(_color(part.textColor))
        lines = [" ".join(words) for _left_pt, words in part.lines]
        place = (x + style.leftIndent, base_pt, style.leading)
        code += _text(document, part.fontName, part.fontSize, place, lines)
        canvas._code += [*code, "Q", CLOSING]


def _text(
    document: Any,
    font_name: str,
    size_pt: float,
    place: tuple[float, float, float],
    lines: list[str],
) -> list[str]:
    """Return what draws lines below one another: from left and foot of the first on, at a distance, all in pt."""
    font, (left_pt, base_pt, leading_pt) = _font(font_name), place
    code = [f"BT 1 0 0 1 {left_pt:.2f} {base_pt:.2f} Tm {leading_pt:.2f} TL"]
    set_now = -1
    for line in lines:
        for subset, encoded in font.encoded(line, document):
            if subset != set_now:
                code.append(f"{font.getSubsetInternalName(subset, document)} {size_pt:.2f} Tf")
                set_now = subset
            code.append(f"({encoded}) Tj")
        code.append("T*")
    code.append("ET")
    return code


def _font(name: str) -> MeasuredFont:
    font: Any = pdfmetrics.getFont(name)
    return cast("MeasuredFont", font)


@functools.cache
def _color(color: Color) -> str:
    return f"{color.red:.4f} {color.green:.4f} {color.blue:.4f} rg"
