"""Reads and writes codebooks for other programs: REFI-QDA (.qdc) and Taguette's CSV.

What a file contains becomes lines of tags, each after the one that it stands below; notes.tag_commands takes them. In
Taguette's CSV a tag's path stands in one cell, its steps parted by full stops. Sets of codes are passed over, and never
written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element as NewElement
from xml.etree.ElementTree import ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from facilitator_console.exchange.csv_rows import refuse_repeated, rows_in
from facilitator_console.exchange.text_files import read_content, read_text
from facilitator_console.notes.ids import TagColor, TagId
from facilitator_console.notes.tag_commands import TagLine
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_BYTES = 8 * 1024 * 1024
MOST_TAGS = 2000
"""The most tags of a file, far above a codebook that people use."""
MOST_DEPTH = 20

_QDA = "urn:QDA-XML:codebook:1.0"
_CODE, _DESCRIPTION = f"{{{_QDA}}}Code", f"{{{_QDA}}}Description"
_COLORS = {
    TagColor.GREY: (0x80, 0x80, 0x80),
    TagColor.BLUE: (0x2F, 0x5A, 0xC0),
    TagColor.RED: (0xC0, 0x3A, 0x4E),
    TagColor.GREEN: (0x1E, 0x8B, 0x2B),
    TagColor.VIOLET: (0x9A, 0x35, 0xA0),
    TagColor.YELLOW: (0xE0, 0xB0, 0x10),
    TagColor.TEAL: (0x0B, 0x8A, 0x96),
}
_HEX_DIGITS = 6


def read_codebook(path: Path) -> list[TagLine]:
    """Return the tags of a file, each behind the one that it stands below.

    Raises:
        UserError: It can't be read, is neither of both, or contains no tag.
    """
    lines = _read_qdc(path) if path.suffix.lower() == ".qdc" else _read_csv(path)
    if not lines:
        raise UserError(say("{path} contains no tags. Name another file.", path=str(path)))
    return lines


def codebook_file(path: Path, lines: Sequence[TagLine], ids: Sequence[TagId]) -> bytes:
    """Return what is written for the tags: REFI-QDA for a name that ends in .qdc, else Taguette's CSV.

    Args:
        path: Where it goes.
        lines: The tags, each behind the one that it stands below.
        ids: Their ids, from which the codes get ids that stay.
    """
    if not lines:
        raise UserError(say("The codebook has no tags. Add one first."))
    return _qdc(lines, ids) if path.suffix.lower() == ".qdc" else _csv(lines)


# -- REFI-QDA --------------------------------------------------------------------------------------------


def _read_qdc(path: Path) -> list[TagLine]:
    no_codebook = UserError(say("{path} is not a REFI-QDA codebook. Export one as .qdc or CSV.", path=str(path)))
    try:
        root = fromstring(read_content(path, LARGEST_BYTES))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise no_codebook from error
    codes = root.find(f"{{{_QDA}}}Codes")
    if root.tag != f"{{{_QDA}}}CodeBook" or codes is None:
        raise no_codebook
    lines: list[TagLine] = []
    waiting = [(code, -1, 1) for code in reversed(codes.findall(_CODE))]
    while waiting:
        code, above, depth = waiting.pop()
        if len(lines) == MOST_TAGS or depth > MOST_DEPTH:
            problem = say(
                "{path} has more than {most} tags, or more than {depth} below each other.",
                path=str(path),
                most=MOST_TAGS,
                depth=MOST_DEPTH,
            )
            raise UserError(problem)
        lines.append(_line_of(code, above))
        waiting += [(inner, len(lines) - 1, depth + 1) for inner in reversed(code.findall(_CODE))]
    return lines


def _line_of(code: Element, above: int) -> TagLine:
    description = code.findtext(_DESCRIPTION) or ""
    return TagLine(code.get("name") or "", above, _nearest(code.get("color") or ""), description)


def _nearest(typed: str) -> TagColor:
    """Return the colour that is most like one of a file; grey where it names none."""
    digits = typed.strip().lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) * 2 == _HEX_DIGITS else digits
    try:
        rgb = bytes.fromhex(digits) if len(digits) == _HEX_DIGITS else b""
    except ValueError:
        rgb = b""
    if not rgb:
        return TagColor.GREY
    return min(_COLORS, key=lambda color: sum((a - b) ** 2 for a, b in zip(_COLORS[color], rgb, strict=True)))


def _qdc(lines: Sequence[TagLine], ids: Sequence[TagId]) -> bytes:
    root = NewElement("CodeBook", {"xmlns": _QDA, "origin": "facilitator-console"})
    made = [SubElement(root, "Codes")]
    for line, tag in zip(lines, ids, strict=True):
        guid = str(uuid5(NAMESPACE_URL, f"facilitator-console:tag:{tag}"))
        color = "#{:02X}{:02X}{:02X}".format(*_COLORS[line.color])
        above = made[line.above + 1]
        code = SubElement(above, "Code", {"guid": guid, "name": line.name, "isCodable": "true", "color": color})
        if line.description:
            SubElement(code, "Description").text = line.description
        made.append(code)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


# -- Taguette --------------------------------------------------------------------------------------------


def _read_csv(path: Path) -> list[TagLine]:
    rows = rows_in(io.StringIO(read_text(path), newline=""), path)
    header = [cell.strip().casefold() for cell in next(rows).cells]
    refuse_repeated(path, header)
    if "tag" not in header:
        raise UserError(say("{path} has no column “tag”. Export the codebook of Taguette as CSV.", path=str(path)))
    lines: list[TagLine] = []
    places: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = dict(zip(header, row.cells, strict=False))
        for steps in _steps(cells.get("tag", "")):
            if steps not in places:
                places[steps] = len(lines)
                lines.append(TagLine(steps[-1], places.get(steps[:-1], -1)))
        if steps := tuple(step.strip() for step in cells.get("tag", "").split(".") if step.strip()):
            place = places[steps]
            lines[place] = lines[place]._replace(description=cells.get("description", "").strip())
        if len(lines) > MOST_TAGS:
            raise UserError(say("{path} has more than {most} tags.", path=str(path), most=MOST_TAGS))
    return lines


def _steps(path: str) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the tags down to this one."""
    steps = tuple(step.strip() for step in path.split(".") if step.strip())
    for place in range(len(steps)):
        yield steps[: place + 1]


def _csv(lines: Sequence[TagLine]) -> bytes:
    text, paths = io.StringIO(newline=""), list[str]()
    writer = csv.writer(text)
    writer.writerow(["tag", "description"])
    for line in lines:
        paths.append(f"{paths[line.above]}.{line.name}" if line.above >= 0 else line.name)
        writer.writerow([paths[-1], line.description])
    return text.getvalue().encode()
