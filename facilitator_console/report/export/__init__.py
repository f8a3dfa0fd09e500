"""Makes files from a report's blocks, one file a format. Each has `write(document, catalogue) -> bytes`.

A new format is its file here and its name in `FORMATS`. Their libraries are loaded only when one is wanted. The same
report gives the same bytes, and no file tells who made it, where, on what machine or when.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from facilitator_console.runtime.interpreter import garbage_later

if TYPE_CHECKING:
    from facilitator_console.report.document import Document
    from facilitator_console.words import Catalogue

FORMATS = ("pdf", "docx", "html", "xlsx", "csv", "md", "json", "qdpx", "qdc")
"""The formats in the order in which they are offered; each is the name of its file here."""


class _Format(Protocol):
    def write(self, document: Document, catalogue: Catalogue) -> bytes: ...


def export(document: Document, catalogue: Catalogue, file_format: str) -> bytes:
    """Make the file of a report.

    Args:
        document: The report.
        catalogue: The language of the program's words in it; people's words stay as they are.
        file_format: One of `FORMATS`.
    """
    module = cast("_Format", import_module(f"{__name__}.{file_format}"))
    with garbage_later():
        return module.write(document, catalogue)
