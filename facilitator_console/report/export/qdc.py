"""Writes the codebook of a report for programs that analyse texts (REFI-QDA codebook)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from facilitator_console.report.document import Document
from facilitator_console.report.export.qda import add_codes, whole
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the REFI-QDA codebook of a session."""
    root = Element("CodeBook", {"xmlns": "urn:QDA-XML:codebook:1.0"})
    add_codes(root, document.codes, Wording(document, catalogue))
    return whole(root)
