"""Makes the parts that both REFI-QDA files share: the codes, and ids that tell nothing.

An id is made of a place in the report alone, so the same report has the same ids, and none leads to a laptop.
Source: REFI-QDA 1.0, urn:QDA-XML:project:1.0 and urn:QDA-XML:codebook:1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from facilitator_console.notes.ids import TagId
from facilitator_console.report.document import Code
from facilitator_console.report.export.wording import Wording

_OURS = UUID("0b6e69f4-6d1c-5e0a-9f7b-2a4d8c3e5b71")
"""The name space of the ids."""


def guid(what: str) -> str:
    """Return an id for something that is named by its place in the report."""
    return str(uuid5(_OURS, what))


def code_guids(codes: Sequence[Code]) -> dict[TagId, str]:
    """Return the ids of codes, by tag."""
    return {code.tag_id: guid(f"code {number}") for number, code in enumerate(codes, 1)}


def add_codes(parent: Element, codes: Sequence[Code], words: Wording) -> None:
    """Add the tree of the codes."""
    guids = code_guids(codes)
    above = [SubElement(parent, "Codes")]
    for code in codes:
        fields = {
            "guid": guids[code.tag_id],
            "name": words.line(code.name) or "–",
            "isCodable": "true",
            "color": code.color,
        }
        element = SubElement(above[min(code.depth, len(above) - 1)], "Code", fields)
        if code.description:
            SubElement(element, "Description").text = words.text(code.description)
        above = [*above[: code.depth + 1], element]
    _put_descriptions_first(above[0])


def _put_descriptions_first(codes: Element) -> None:
    """Keep to the order of the schema."""
    for element in codes.iter("Code"):
        element[:] = sorted(element, key=lambda child: child.tag != "Description")


def whole(root: Element) -> bytes:
    """Return an XML file: UTF-8 without a byte order mark, lines ended by LF."""
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
