"""Reads texts that come in as notes: plain text, Markdown, DOCX, ODT, and the highlights that Taguette exports.

Each paragraph is a note, in Markdown also each point of a list; with Taguette's highlights come their tags. Of DOCX and
ODT only the XML of the text is read: no pictures, no comments, no names of authors.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from facilitator_console.exchange.csv_rows import refuse_repeated, rows_in
from facilitator_console.exchange.text_files import read_any_text
from facilitator_console.exchange.workbooks import Limits, opened_archive
from facilitator_console.notes.coming_in import MOST_NOTES, ReadNote, paragraphs
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENDINGS = (".txt", ".md", ".docx", ".odt", ".csv")
"""The endings of the names of files that can be read."""
LARGEST_BYTES = 8 * 1024 * 1024
_UNPACKED = Limits(64 * 1024 * 1024, MOST_NOTES, 1)

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BESIDE = {f"{_ODF}note", "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"}
"""The elements that stand beside a text and do not belong to it."""
_POINT = re.compile(r"^\s{0,8}(?:[-*+]|\d{1,3}[.)])\s+")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")


def read_notes(path: Path) -> list[ReadNote]:
    """Return the notes of a file, in its order.

    Raises:
        UserError: It can't be read, is of another kind, holds no text, or too many notes.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UserError(
            say("{path} is not a file of notes. Name one of these kinds: {known}", path=path.name, known=known)
        )
    if ending in {".docx", ".odt"}:
        notes = [ReadNote(text) for text in (_docx(path) if ending == ".docx" else _odt(path)) if text.strip()]
    elif ending == ".csv":
        notes = _highlights(path)
    else:
        text = read_any_text(path, LARGEST_BYTES)
        notes = _markdown(text) if ending == ".md" else paragraphs(text)
    if not notes:
        raise UserError(say("{path} holds no text. Name another file.", path=path.name))
    if len(notes) > MOST_NOTES:
        raise UserError(say("{path} holds more than {most} notes. Split it.", path=path.name, most=MOST_NOTES))
    return notes


def _markdown(text: str) -> list[ReadNote]:
    """Return points of lists and paragraphs; a heading is a note without its signs."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or _HEADING.match(line):
            blocks.append([])
        if _POINT.match(line) or _HEADING.match(line):
            blocks.append([_HEADING.sub("", _POINT.sub("", line)).strip(" #")])
            if _HEADING.match(line):
                blocks.append([])
        elif line.strip():
            blocks[-1].append(line.strip())
    return [ReadNote(" ".join(block)) for block in blocks if " ".join(block).strip()]


def _highlights(path: Path) -> list[ReadNote]:
    """Return Taguette's highlights; one with several tags stands on several lines."""
    rows = rows_in(io.StringIO(read_any_text(path, LARGEST_BYTES), newline=""), path)
    header = [cell.strip().casefold() for cell in next(rows).cells]
    refuse_repeated(path, header)
    if "content" not in header:
        raise UserError(
            say("{path} has no column “content”. Export the highlights of Taguette as CSV.", path=path.name)
        )
    found: dict[str, ReadNote] = {}
    for number, row in enumerate(rows):
        cells = dict(zip(header, row.cells, strict=False))
        text, tag = cells.get("content", "").strip(), cells.get("tag", "").strip()
        key = cells.get("id", "").strip() or str(-number)
        if text:
            known = found.get(key, ReadNote(text))
            found[key] = known._replace(tags=tuple(dict.fromkeys([*known.tags, *([tag] if tag else [])])))
    return list(found.values())


# -- documents -------------------------------------------------------------------------------------------


def _docx(path: Path) -> Iterator[str]:
    breaks = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
    for paragraph in _elements(path, "word/document.xml", (f"{_WORD}p",)):
        parts = (element.text or "" if element.tag == f"{_WORD}t" else breaks.get(element.tag, "")
                 for element in paragraph.iter())  # fmt: skip
        yield "".join(parts).strip()


def _odt(path: Path) -> Iterator[str]:
    for paragraph in _elements(path, "content.xml", (f"{_ODF}p", f"{_ODF}h")):
        yield "".join(_odt_text(paragraph)).strip()


def _odt_text(element: Element) -> Iterator[str]:
    yield element.text or ""
    for inner in element:
        if inner.tag == f"{_ODF}s":
            yield " " * min(int(inner.get(f"{_ODF}c") or 1), 100)
        elif inner.tag == f"{_ODF}tab":
            yield "\t"
        elif inner.tag == f"{_ODF}line-break":
            yield "\n"
        elif inner.tag not in _BESIDE:
            yield from _odt_text(inner)
        yield inner.tail or ""


def _elements(path: Path, member: str, tags: Sequence[str]) -> Iterator[Element]:
    """Iterate over the elements with these tags of one member of an archive; each is emptied once it was used."""
    unreadable = UserError(say("{path} can’t be read as a document. Save it anew as DOCX or ODT.", path=path.name))
    with opened_archive(path, _UNPACKED) as (_, archive):
        if member not in archive.namelist():
            raise unreadable
        try:
            with archive.open(member) as content:
                within = 0  # So many comments and footnotes are open.
                for event, element in iterparse(content, ("start", "end")):
                    if element.tag in _BESIDE:
                        within += 1 if event == "start" else -1
                    if event == "end" and element.tag in tags and not within:
                        yield element
                        element.clear()
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise unreadable from error
