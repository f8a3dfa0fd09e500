"""Writes a report as a project for programs that analyse texts (REFI-QDA project): notes as sources, tags as codes.

Each numbered note is a source of its own. Its tags are codings of the whole text, whose places are counted in code
points, the end exclusive. The questions under which notes stand are sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from facilitator_console.notes.ids import TagId
from facilitator_console.report.document import Document, Heading, Paragraph, Quote
from facilitator_console.report.export.archive import packed
from facilitator_console.report.export.qda import add_codes, code_guids, guid, whole
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue


class _Source(NamedTuple):
    """Represents a note, with the heading under which it stands."""

    note: Paragraph | Quote
    under: str


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the REFI-QDA project of a session."""
    words = Wording(document, catalogue)
    sources = {source.note.number: source for source in _sources(document, words)}
    in_order = [sources[number] for number in sorted(sources)]
    root = Element("Project", {"xmlns": "urn:QDA-XML:project:1.0", "name": words.title})
    if document.codes:
        add_codes(SubElement(root, "CodeBook"), document.codes, words)
    if in_order:
        holder = SubElement(root, "Sources")
        guids = code_guids(document.codes)
        for source in in_order:
            _add_source(holder, source, guids, words)
        _add_sets(root, in_order)
    SubElement(root, "Description").text = "\n".join((words.mark, *words.opening))
    files = {"project.qde": whole(root)}
    for source in in_order:
        files[f"sources/{_guid(source)}.txt"] = words.text(source.note.text).encode()
    return packed(files)


def _sources(document: Document, words: Wording) -> Iterator[_Source]:
    for section in document.sections:
        under = words.line(section.title)
        for block in section.blocks:
            if isinstance(block, Heading) and block.level == 2:  # noqa: PLR2004 - a question
                under = words.line(block.text)
            elif isinstance(block, Paragraph | Quote) and block.number:
                yield _Source(block, under)


def _guid(source: _Source) -> str:
    return guid(f"note {source.note.number}")


def _add_source(holder: Element, source: _Source, guids: Mapping[TagId, str], words: Wording) -> None:
    own = _guid(source)
    fields = {"guid": own, "name": str(source.note.number), "plainTextPath": f"internal://{own}.txt"}
    element = SubElement(holder, "TextSource", fields)
    known = [guids[tag] for tag in source.note.tags if tag in guids]
    length = len(words.text(source.note.text))
    if not known or not length:
        return
    place = {"guid": guid(f"selection {own}"), "startPosition": "0", "endPosition": str(length)}
    selection = SubElement(element, "PlainTextSelection", place)
    for code in known:
        coding = SubElement(selection, "Coding", {"guid": guid(f"coding {own} {code}")})
        SubElement(coding, "CodeRef", {"targetGUID": code})


def _add_sets(root: Element, sources: Sequence[_Source]) -> None:
    holder = SubElement(root, "Sets")
    names = list(dict.fromkeys(source.under for source in sources))
    for number, name in enumerate(names, 1):
        made = SubElement(holder, "Set", {"guid": guid(f"set {number}"), "name": name or "–"})
        for source in sources:
            if source.under == name:
                SubElement(made, "MemberSource", {"targetGUID": _guid(source)})
