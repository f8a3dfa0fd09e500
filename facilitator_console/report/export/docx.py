"""Writes a report as a document for word processors: with styles that can be changed, headings, tables, captions."""

from __future__ import annotations

import io

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from facilitator_console.report.document import Block, Document, Heading, Paragraph, Quote, Rank, Table, as_table
from facilitator_console.report.export.archive import without_traces
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue, is_right_to_left

_ACCENT = RGBColor(0x0B, 0x6E, 0x69)
_LOCALES = {"uk": "uk-UA", "ru": "ru-RU", "en": "en-GB"}


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the DOCX file of a report."""
    words = Wording(document, catalogue)
    page = _Page(words)
    page.open()
    for section in document.sections:
        page.add(words.line(section.title), "Heading 1")
        for block in section.blocks:
            page.block(block)
    written = io.BytesIO()
    page.word.save(written)
    return without_traces(written.getvalue(), words.title, words.language)


class _Page:
    """Sets blocks in a document."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self.word: WordDocument = docx.Document()
        self._style_ids: dict[str, str | None] = {}
        self._set_styles()

    def _set_styles(self) -> None:
        styles = self.word.styles
        styles["Normal"].font.name = "PT Sans"
        styles["Normal"].font.size = Pt(10.5)
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
            style = styles[name]
            style.font.name = "PT Sans"
            style.font.color.rgb = None if name == "Title" else _ACCENT
            # The template's own font of headings would win.
            fonts = style.element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:hAnsi"), "PT Sans")
            fonts.set(qn("w:cs"), "PT Sans")
        language = styles.element.find(f".//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:val"), _LOCALES.get(self._words.language, self._words.language))

    def open(self) -> None:
        """Set the title, and what it is, on every page."""
        header = self.word.sections[0].header.paragraphs[0]
        header.text = self._words.mark
        self.add(self._words.title, "Title")
        for line in self._words.opening:
            self.add(line, "Subtitle")

    def add(self, text: str, style: str) -> WordParagraph:
        """Add a paragraph in a style.

        The library looks among all styles for each paragraph, which takes most of the time that the file takes; so each
        style is looked for once.
        """
        if style in self._style_ids:
            paragraph = self.word.add_paragraph()
            paragraph._p.style = self._style_ids[style]
        else:
            paragraph = self.word.add_paragraph(style=style)
            self._style_ids[style] = paragraph._p.style
        _write(paragraph, text)
        return paragraph

    def block(self, block: Block) -> None:
        """Add one block of the report to the document."""
        if isinstance(block, Heading):
            self.add(self._words.line(block.text), f"Heading {block.level}")
        elif isinstance(block, Paragraph | Quote):
            self._paragraph(block)
        else:
            self._table(as_table(block))

    def _paragraph(self, block: Paragraph | Quote) -> None:
        text = self._words.quoted(block)
        if isinstance(block, Quote):
            paragraph = self.add(text, "Quote")
        else:
            entry = "List Paragraph" if block.number else "List Bullet"
            paragraph = self.add(text, {Rank.ENTRY: entry, Rank.BODY: "Normal", Rank.SMALL: "Caption"}[block.rank])
        if block.number:
            # Written, not counted by the word processor: the number names the note wherever it is copied to.
            first = paragraph.runs[0]
            first.text = f"{block.number}.\u00a0{first.text}"
        if aside := self._words.aside(block):
            paragraph.add_run(f" ({aside})").font.size = Pt(9)

    def _table(self, table: Table) -> None:
        caption = self.add(self._words.line(table.title), "Caption")
        caption.paragraph_format.keep_with_next = True
        whole = [[self._words.line(column.title) for column in table.columns]]
        whole += [self._words.row(table, cells) for cells in (*table.rows, *([table.total] if table.total else []))]
        made = self.word.add_table(rows=len(whole), cols=len(table.columns), style="Table Grid")
        for row, texts in zip(made.rows, whole, strict=True):
            for cell, text, column in zip(row.cells, texts, table.columns, strict=True):
                paragraph = cell.paragraphs[0]
                _write(paragraph, text)
                if column.is_number:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            # A row stands on one page.
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        # The head is repeated on each page that the table goes on to.
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        if table.caption:
            self.add(self._words.line(table.caption), "Caption")


def _write(paragraph: WordParagraph, text: str) -> None:
    """Write a text into an empty paragraph, its lines apart and in its own direction."""
    run = paragraph.add_run(text)
    if is_right_to_left(text):
        # The library offers no other way.
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:bidi"), "w:jc", "w:ind", "w:rPr")
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
