"""Texts that come in as notes: plain text, Markdown, DOCX, ODT, Taguette's highlights; and what is refused."""

from __future__ import annotations

import zipfile
from gettext import NullTranslations
from pathlib import Path

import pytest

from facilitator_console.exchange.note_files import ENDINGS, read_notes
from facilitator_console.notes.codebook import tag_name, typed_names
from facilitator_console.notes.coming_in import MOST_NOTES, ReadNote, add_notes, paragraphs
from facilitator_console.notes.commands import LONGEST_TEXT
from facilitator_console.session.ids import LanguageId
from facilitator_console.words import Catalogue, UserError
from tests.helpers.controller import SessionController

ENGLISH = typed_names([Catalogue(NullTranslations())])
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX = f"""<?xml version="1.0"?><w:document {W}><w:body>
<w:p><w:r><w:t>Їхній </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">ґанок 🏚</w:t></w:r></w:p><w:p/>
<w:p><w:r><w:t>рядок</w:t><w:br/><w:t>другий</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>מים</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"""
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF = f'xmlns:o="{OASIS}:office:1.0" xmlns:t="{OASIS}:text:1.0"'
ODT = f"""<?xml version="1.0"?><o:document-content {ODF}><o:body><o:text><t:h>Заголовок</t:h>
<t:p>Їхній<t:s t:c="2"/><t:span>ґанок</t:span> 🏚<o:annotation><t:p>О. П. пише</t:p></o:annotation></t:p><t:p/>
<t:list><t:list-item><t:p>пункт</t:p></t:list-item></t:list></o:text></o:body></o:document-content>"""
BOMB = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def archive(path: Path, member: str, content: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(member, content)
    return path


def texts(path: Path) -> list[str]:
    return [note.text for note in read_notes(path)]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "перший\r\nще\r\n\r\nдругий 🫓\n", ["перший\nще", "другий 🫓"]),
        ("a.txt", "один\nдва\n", ["один", "два"]),
        ("a.md", "# Потреби\n\n- вода\n- світло\n  і тепло\n\n1. школа\n\nабзац\nдалі",
         ["Потреби", "вода", "світло і тепло", "школа", "абзац далі"]),
        ("a.md", "№5 автобус\n\n#need не тег", ["№5 автобус", "#need не тег"]),
    ],
)  # fmt: skip
def test_text_and_markdown(tmp_path: Path, name: str, content: str, expected: list[str]) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert texts(path) == expected


def test_documents_are_read_through_their_xml(tmp_path: Path) -> None:
    assert texts(archive(tmp_path / "а.docx", "word/document.xml", DOCX)) == ["Їхній ґанок 🏚", "рядок\nдругий", "מים"]
    odt = texts(archive(tmp_path / "а.odt", "content.xml", ODT))
    assert odt == ["Заголовок", "Їхній  ґанок 🏚", "пункт"]


@pytest.mark.parametrize(
    ("name", "member", "content", "message"),
    [
        ("a.docx", "other.xml", DOCX, "can’t be read as a document"),
        ("a.docx", "word/document.xml", DOCX[:200], "can’t be read as a document"),
        ("a.odt", "content.xml", BOMB, "can’t be read as a document"),
        ("a.pdf", "x", "x", "Name one of these kinds"),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, name: str, member: str, content: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_notes(archive(tmp_path / name, member, content))


def test_files_that_hold_nothing_or_too_much_are_refused(tmp_path: Path) -> None:
    many = tmp_path / "many.txt"
    many.write_text("так\n" * (MOST_NOTES + 1), encoding="utf-8")
    with pytest.raises(UserError, match="more than"):
        read_notes(many)
    for ending in ENDINGS:
        with pytest.raises(UserError):
            read_notes(tmp_path / f"missing{ending}")


def test_texts_come_in_as_one_step_with_their_tags_and_without_tokens() -> None:
    controller = SessionController()
    notes = [ReadNote("№потреба =3 вода", ("need", "Ґанок")), ReadNote("🫓", ("ґанок",)), ReadNote("інше")]
    events = controller.do(add_notes, notes, ENGLISH, controller.state.room.item_id, LanguageId("uk"))
    assert len({event.lamport for event in events}) == 1
    first, second, third = controller.state.notes.values()
    assert (first.text, first.language, third.tags) == ("№потреба =3 вода", "uk", ())
    assert (first.tags[0], first.tags[1]) == ("need", second.tags[0])
    assert str(tag_name(controller.state, second.tags[0])) == "Ґанок"
    with pytest.raises(UserError, match="Text 2 is too long"):
        controller.do(add_notes, [ReadNote("a"), ReadNote("b" * (LONGEST_TEXT + 1))], ENGLISH)


def test_a_page_is_its_paragraphs_or_else_its_lines() -> None:
    assert [note.text for note in paragraphs("а\nб\n \nв")] == ["а\nб", "в"]
    assert [note.text for note in paragraphs("\nа\u2029б\n")] == ["а", "б"]
    assert paragraphs(" \n\n ") == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the larger data lies beside the checkout")
def test_highlights_of_taguette_and_ukrainian_texts_come_in() -> None:
    highlights = read_notes(DATA / "taguette" / "highlights.csv")
    assert len(highlights) == 6
    assert all(note.tags for note in highlights)
    controller = SessionController()
    controller.do(add_notes, highlights, ENGLISH)
    for path in sorted((DATA / "text-uk").glob("*.txt")):
        read = read_notes(path)
        controller.do(add_notes, read, ENGLISH)
        assert "".join("".join(note.text.split()) for note in read) == "".join(path.read_text("utf-8").split())
    assert len(controller.state.notes) > 100
