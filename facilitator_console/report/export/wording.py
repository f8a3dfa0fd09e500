"""Turns the texts of blocks into one language, without signs that a file can't hold."""

from __future__ import annotations

import re
import unicodedata

from facilitator_console.report.document import Cell, Document, Paragraph, Quote, Table, Text, opening
from facilitator_console.words import Catalogue, Message, say, titled

_UNSOUND = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
"""Control signs, halves of letters and what is no letter: XML and UTF-8 have no place for them."""
_OVERRIDES = re.compile("[\u202a-\u202e]")
"""They would turn round whatever comes after them; the direction of letters is known without them."""


class Wording:
    """Makes texts in one language.

    Attributes:
        language: Its id, such as "uk".
        title: The title of the report, on one line.
        mark: What stands on every page.
    """

    def __init__(self, document: Document, catalogue: Catalogue) -> None:
        """Take the language, and the report's title in it."""
        self._catalogue = catalogue
        self.language = catalogue.language
        self.title = " ".join(self.text(titled(document.title)).split())
        self.mark = self.text(document.mark)
        self.opening = [self.text(line) for line in opening(document)]

    def text(self, text: Text) -> str:
        """Return a text in this language; its lines stay apart, whatever broke them."""
        words = self._catalogue.text(text) if isinstance(text, Message) else text
        lines = unicodedata.normalize("NFC", "\n".join(words.splitlines()))
        return _UNSOUND.sub("", _OVERRIDES.sub("", lines)).strip()

    def line(self, text: Text) -> str:
        """Return a text on one line."""
        return " ".join(self.text(text).split())

    def quoted(self, block: Paragraph | Quote) -> str:
        """Return the words of a paragraph; those of a quote in the language's own marks."""
        return self.text(say("“{quote}”", quote=block.text) if isinstance(block, Quote) else block.text)

    def aside(self, block: Paragraph | Quote) -> str:
        """Return what stands behind a paragraph: what the program adds, its translation into this language; or nothing.

        A translation stands beside the words and never in their place, and is marked as one (terms.md).
        """
        translated = block.translations.get(self.language)
        parts = [
            block.aside,
            say("translated by the team: “{text}”", text=translated) if translated else None,
        ]
        return "; ".join(self.line(part) for part in parts if part)

    def row(self, table: Table, cells: tuple[Cell, ...]) -> list[str]:
        """Return a row of a table as people read it: a dash where a number is missing."""
        return [
            ("–" if column.is_number else "")
            if cell is None
            else str(cell)
            if isinstance(cell, int)
            else self.line(cell)
            for column, cell in zip(table.columns, cells, strict=True)
        ]
