"""Files made from reports, each read back by another library."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from html.parser import HTMLParser
from itertools import pairwise

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import THE_SESSION, Erased, Subject
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Flag, GroupList, Version
from facilitator_console.report.document import Document, Section
from facilitator_console.report.export import FORMATS, export
from facilitator_console.report.export.xlsx import LONGEST_CELL
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import events as session
from facilitator_console.session.ids import LanguageId, Role
from facilitator_console.words import say
from facilitator_console.words.message import ENGLISH
from tests.report.meeting import Meeting
from tests.report.reading import everything_in, unpacked
from tests.report.test_pdf import blocks_of

FORMULA = '=HYPERLINK("http://example.org","x")'
ARABIC, HEBREW = "نريد حافلة", "אנחנו רוצים אוטובוס"
PEOPLES_WORDS = ("Дорогу чистять останньою, її", "автобус 🚌 👩‍👩‍👧", ARABIC, HEBREW, "á ё ґ", FORMULA)
ARCHIVES = ("docx", "xlsx", "csv", "qdpx")
TRANSLATION = "Children stand in the dark"
OF_NOTES = ("qdpx", "qdc")
"""Formats with the notes, or their tags, alone."""


@pytest.fixture
def meeting() -> Meeting:
    meeting = Meeting("Автобус до школи")
    talk = meeting.item("Що нас непокоїть", 40, question="Що найважче?")
    _, village = meeting.group("Село", seated=6)
    _, town = meeting.group("Місто", seated=7)
    meeting.tell(session.ItemStarted(), talk)
    meeting.speak(village[0], 30)
    meeting.speak(town[0], 10)
    meeting.tell(session.SessionClosed(), THE_SESSION)
    for words in PEOPLES_WORDS:
        meeting.note(words, "need", "fear")
    quote = meeting.note("Діти стоять у темряві", "need", flags=[Flag.QUOTE])
    meeting.tell(notes.TextTranslated(LanguageId("en"), TRANSLATION, "translator", Version(quote)), quote)
    meeting.note("Писати в чат щовечора", "proposal")
    for group_list in GroupList:
        meeting.line(group_list, f"entry of {group_list}")
    return meeting


def made(meeting: Meeting, file_format: str, language: str = "en") -> bytes:
    return export(make_report(meeting.state), load_catalogue(language), file_format)


def everything(meeting: Meeting, file_format: str) -> str:
    """All that a file holds, unpacked, with its names and what stands around its parts."""
    return everything_in(made(meeting, file_format))


def texts(meeting: Meeting, file_format: str) -> str:
    """What a person reads in a file, without its markup."""
    data = made(meeting, file_format)
    if file_format == "docx":
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        headers = [paragraph.text for part in document.sections for paragraph in part.header.paragraphs]
        return "\n".join([*headers, *(paragraph.text for paragraph in document.paragraphs), *cells])
    if file_format == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
    if file_format == "csv":
        return "\n".join(cell for rows in tables(data).values() for row in rows for cell in row)
    if file_format == "html":
        return parsed(data).text
    if file_format == "json":
        return json.dumps(json.loads(data), ensure_ascii=False).replace('\\"', '"')
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", data.decode())


def tables(data: bytes) -> dict[str, list[list[str]]]:
    """The rows of each table of an archive, the names of its columns first."""
    return {name: list(csv.reader(io.StringIO(part.decode("utf-8-sig")))) for name, part in unpacked(data).items()}


class _Page(HTMLParser):
    """Reads a page: its text, its tags, and what they ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags, self.attributes, self.open = "", [], [], []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(data: bytes) -> _Page:
    page = _Page()
    page.feed(data.decode())
    assert not page.open
    return page


@pytest.mark.parametrize("file_format", [name for name in FORMATS if name not in {"pdf", *OF_NOTES}])
def test_everything_that_was_said_stands_in_each_format(meeting: Meeting, file_format: str) -> None:
    text = texts(meeting, file_format)
    for words in PEOPLES_WORDS:
        assert unicodedata.normalize("NFC", words) in text
    for words in ("Автобус до школи", "Що найважче?", "Діти стоять у темряві", "Писати в чат щовечора"):
        assert words in text
    for group_list in GroupList:
        assert f"entry of {group_list}" in text
    assert "nternal" in text
    assert f"translated by the team: “{TRANSLATION}”" in text


def test_a_translation_stands_beside_the_present_words_in_a_report_of_its_language(meeting: Meeting) -> None:
    assert "translator" not in made(meeting, "html").decode()
    assert TRANSLATION not in made(meeting, "html", "uk").decode()
    (quote,) = (note for note in meeting.state.notes.values() if Flag.QUOTE in note.flags)
    meeting.tell(notes.NoteEdited(quote.version, "Діти вже не стоять у темряві"), quote.note_id)
    assert TRANSLATION not in made(meeting, "html").decode()


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_is_withdrawn_sensitive_or_not_settled_is_in_no_byte(meeting: Meeting, file_format: str) -> None:
    everywhere = [Flag.QUOTE, Flag.PARKING_LOT, Flag.FOR_REPORT]
    meeting.note("PLANTED sensitive", "need", "proposal", flags=[*everywhere, Flag.SENSITIVE])
    meeting.tell(notes.NoteRemoved(), meeting.note("PLANTED removed", "need", flags=everywhere))
    meeting.tell(Erased(Subject(meeting.note("PLANTED withdrawn", "proposal", flags=everywhere))), THE_SESSION)
    meeting.tell(notes.ListEntryRemoved(), meeting.line(GroupList.OUTCOMES, "PLANTED entry"))
    meeting.tell(session.ItemRemoved(), meeting.item("PLANTED item"))
    unsettled = meeting.note("PLANTED one", "need", flags=everywhere)
    meeting.tell(notes.NoteEdited(Version("other"), "PLANTED other"), unsettled)
    tag = meeting.tell(notes.TagAdded("PLANTED tag"))
    meeting.tell(Erased(Subject(tag)), THE_SESSION)
    meeting.note("still here", tag, flags=[Flag.FOR_REPORT])
    meeting.person(meeting.group("Хутір", seated=1)[0], role=Role.PARTICIPANT, label="PLANTED label")
    text = everything(meeting, file_format)
    assert "still here" in text or file_format == "qdc"
    assert "PLANTED" not in text


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_tells_nothing_of_who_made_it_where_and_when(meeting: Meeting, file_format: str) -> None:
    text = everything(meeting, file_format)
    traces = ("python-docx", "openpyxl", "Microsoft Office", "<dc:creator>", "lastModifiedBy", "dcterms:", "thumbnail")
    for private in (*traces, "ОК", "laptop", "/work/", "/tmp/", "/home/", str(meeting.at_ms)[:7]):  # noqa: S108 - words that are looked for
        assert private not in text
    assert not re.search(r"20\d\d-\d\d-\d\dT", text)
    assert not re.search(r"\b(writer|laptop)\.\d", text)


@pytest.mark.parametrize("file_format", ARCHIVES)
def test_an_archive_tells_no_time_and_no_system(meeting: Meeting, file_format: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made(meeting, file_format))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_report_gives_the_same_bytes(meeting: Meeting, file_format: str) -> None:
    assert made(meeting, file_format) == made(meeting, file_format)


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("people", [0, 1])
def test_an_empty_session_and_a_single_participant_have_their_report(file_format: str, people: int) -> None:
    meeting = Meeting("Розмова")
    if people:
        group, (person,) = meeting.group("PLANTED group", seated=1)
        meeting.tell(session.ItemStarted(), meeting.item("Talk", 5))
        meeting.speak(person, 3)
        meeting.tell(notes.NoteAdded("said alone", group_id=group))
    text = everything(meeting, file_format)
    assert "PLANTED" not in text
    if file_format != "qdc":
        assert "Розмова" in text
        assert ("said alone" in text) == bool(people)


ANY_TEXT = st.text(st.characters(), max_size=60)


@given(ANY_TEXT, st.lists(st.tuples(ANY_TEXT, st.integers(0, 100)), max_size=3))
def test_any_text_can_be_written_and_read_back(text: str, groups: list[tuple[str, int]]) -> None:
    section = Section("s", say("{text}", text=text), blocks_of(text, groups))
    document = Document(text, None, (section,), is_complete=False)
    files = {name: export(document, ENGLISH, name) for name in FORMATS if name != "pdf"}
    docx.Document(io.BytesIO(files["docx"]))
    openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    json.loads(files["json"])
    parsed(files["html"])
    assert {len(row) for row in tables(files["csv"])["s.csv"]} == {6}
    files["md"].decode()


# -- each format ---------------------------------------------------------------------------------------


def test_the_document_has_styles_tables_and_a_language(meeting: Meeting) -> None:
    document = docx.Document(io.BytesIO(made(meeting, "docx", "uk")))
    styles = [(paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs]
    assert styles[0] == ("Title", "Автобус до школи")
    assert ("Quote", "7.\u00a0«Діти стоять у темряві»") in styles
    assert {"Heading 1", "Heading 2", "Heading 3", "List Bullet", "Caption", "Quote"} <= {name for name, _ in styles}
    assert document.core_properties.title == "Автобус до школи"
    assert document.core_properties.language == "uk"
    assert document.core_properties.author == ""
    agenda = next(table for table in document.tables if len(table.columns) == 4)
    assert [cell.text for cell in agenda.rows[1].cells] == ["Що нас непокоїть", "Що найважче?", "40", "40"]
    assert 'w:val="uk-UA"' in unpacked(made(meeting, "docx", "uk"))["word/styles.xml"].decode()
    headers = [part.header.paragraphs[0].text for part in document.sections]
    assert headers == ["Для внутрішнього користування"]


def test_right_to_left_paragraphs_are_so_in_a_document(meeting: Meeting) -> None:
    document = docx.Document(io.BytesIO(made(meeting, "docx")))
    turned = [
        paragraph.text for paragraph in document.paragraphs if "<w:bidi/>" in paragraph.paragraph_format.element.xml
    ]
    assert len(turned) == 2
    assert all(words in text for words, text in zip((ARABIC, HEBREW), turned, strict=True))


def test_nothing_in_a_workbook_is_computed(meeting: Meeting) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(meeting, "xlsx")))
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.quotePrefix for cell in cells if cell.value == FORMULA] == [True]
    assert b"<f>" not in b"".join(unpacked(made(meeting, "xlsx")).values())


def test_a_workbook_has_a_sheet_for_each_section_with_numbers_as_numbers(meeting: Meeting) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(meeting, "xlsx")))
    assert {"About this file", "Minutes planned and used", "What was said", "Data dictionary"} <= set(book.sheetnames)
    agenda = list(book["Minutes planned and used"].values)
    assert agenda[1] == ("Що нас непокоїть", "Що найважче?", 40, 40)
    assert len(agenda) == 2, "a total would be counted with its parts"


@pytest.mark.parametrize("text", ["x" * (2 * LONGEST_CELL + 5), "_x0041_ stays"])
def test_no_text_is_lost_in_a_workbook(text: str) -> None:
    meeting = Meeting()
    meeting.note(text, "need")
    book = openpyxl.load_workbook(io.BytesIO(made(meeting, "xlsx")))
    column = [row[3] for row in list(book["What was said"].values)[1:]]
    assert "".join(str(cell) for cell in column).replace("_x005F_", "_") == text


@pytest.mark.parametrize(
    "begins", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", " =1", "'=1", "\n=1", "|cmd", "%x", "\xa0=1", "＝1"]
)
def test_no_cell_of_a_table_is_a_formula(begins: str) -> None:
    meeting = Meeting(begins)
    meeting.item(begins, 5, question=begins)
    meeting.note(begins, begins)
    for rows in tables(made(meeting, "csv")).values():
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip(" \t\r\n\xa0").startswith(("=", "+", "-", "@", "|", "%", "＝"))


def test_the_dictionary_explains_every_column_of_every_table(meeting: Meeting) -> None:
    found = tables(made(meeting, "csv", "uk"))
    head, *explained = found["dictionary.csv"]
    assert head == ["table", "column", "title", "meaning"]
    columns = {(name.removesuffix(".csv"), column) for name, rows in found.items() for column in rows[0]}
    assert {(row[0], row[1]) for row in explained} == columns - {("dictionary", column) for column in head}
    assert all(all(row) for row in explained)


def test_a_page_runs_nothing_and_asks_nobody(meeting: Meeting) -> None:
    meeting.note("<script>alert(1)</script><img src='http://example.org/x'><a href='http://example.org'>x</a>")
    page = parsed(made(meeting, "html", "uk"))
    assert not {"script", "img", "a", "link", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "action", "srcset"} & {name for name, _ in page.attributes}
    assert ("lang", "uk") in page.attributes
    assert ("content", "width=device-width, initial-scale=1") in page.attributes
    assert not re.search(r"url\(|@import|@font-face", made(meeting, "html").decode())
    assert "<script>alert(1)</script>" in page.text
    headings = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_text_is_never_markdown(meeting: Meeting) -> None:
    for words in ("# no heading", "1. no list", "- no list", "*a* _b_ `c` [d](e) <f>", "a\n\n# b", "| a |"):
        meeting.note(words, "need")
    written = made(meeting, "md").decode()
    plain = re.sub(r"\\.", "", written)
    assert plain.count("](") == 0
    assert not re.search(r"<\w", plain)
    assert len(re.findall(r"^# ", written, re.MULTILINE)) == 1
    assert "- **7** " in written


def test_json_has_numbers_as_numbers_and_names_that_never_change(meeting: Meeting) -> None:
    english, ukrainian = (json.loads(made(meeting, "json", language)) for language in ("en", "uk"))
    assert english["audience"] == "internal"
    assert (ukrainian["language"], ukrainian["day"]) == ("uk", "2023-11-14")
    names = [[section["name"] for section in content["sections"]] for content in (english, ukrainian)]
    assert names[0] == names[1]
    agenda = next(section for section in ukrainian["sections"] if section["name"] == "agenda")["blocks"][0]
    assert [column["name"] for column in agenda["columns"]] == ["item", "question", "planned_min", "used_min"]
    assert agenda["rows"] == [["Що нас непокоїть", "Що найважче?", 40, 40]]
