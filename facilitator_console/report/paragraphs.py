"""Sets paragraphs without markup, which are most of a report: breaks their lines and draws them.

reportlab does the same for every letter and word anew, with all that a paragraph might be; it still does where there is
markup, a word wider than the line, or another alignment than left.
"""

from __future__ import annotations

from typing import Any, cast

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_LEFT
from reportlab.pdfbase import pdfmetrics

from facilitator_console.report.tags import TaggedParagraph
from facilitator_console.report.typography import MeasuredFont

_NO_BREAK = "\N{NO-BREAK SPACE}"


class PlainParagraph(TaggedParagraph):
    """Represents a paragraph of one part: one font, one colour."""

    def breakLines(self, width: Any) -> Any:  # noqa: ANN401, N802 - reportlab's name
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
        line: list[str] = []
        used_pt = -blank_pt
        for word, word_pt in zip(words, wide, strict=True):
            if line and used_pt + blank_pt + word_pt > room_pt:
                lines.append((room_pt - used_pt, line))
                line, used_pt = [], -blank_pt
            line.append(word)
            used_pt += blank_pt + word_pt
        lines.append((room_pt - used_pt, line))
        ascent, descent = pdfmetrics.getAscentDescent(part.fontName, part.fontSize)
        self._width_max = max(room_pt - left_pt for left_pt, _words in lines)
        return part.clone(kind=0, lines=lines, ascent=ascent, descent=descent, fontSize=part.fontSize)

    def _bullet_pt(self) -> float:
        """Return where the bullet ends; 0 without one."""
        style: Any = self.style
        if not self.bulletText:
            return 0.0
        width_pt = pdfmetrics.stringWidth(self.bulletText, style.bulletFontName, style.bulletFontSize)
        return float(style.bulletIndent + width_pt)

    def draw(self) -> None:
        """Draw the bullet and the lines."""
        style: Any = self.style
        part: Any = vars(self)["blPara"]
        if part.kind != 0 or style.alignment != TA_LEFT or not part.lines:
            super().draw()
            return
        base_pt = self.height - part.ascent
        canvas: Any = self.canv
        code: list[str] = canvas._code  # noqa: SLF001 - reportlab offers no other way
        if self.bulletText:
            code.append(_color(style.bulletColor))
            size_pt = style.bulletFontSize
            code += self._text(style.bulletFontName, size_pt, style.bulletIndent, base_pt, [self.bulletText], 0)
        code.append(_color(part.textColor))
        lines = [" ".join(words) for _left_pt, words in part.lines]
        code += self._text(part.fontName, part.fontSize, style.leftIndent, base_pt, lines, style.leading)

    def _text(
        self, font_name: str, size_pt: float, left_pt: float, base_pt: float, lines: list[str], leading_pt: float
    ) -> list[str]:
        """Return what draws lines below one another."""
        font = _font(font_name)
        canvas: Any = self.canv
        document = canvas._doc  # noqa: SLF001 - the library offers no other way
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


def _color(color: Color) -> str:
    return f"{color.red:.4f} {color.green:.4f} {color.blue:.4f} rg"
