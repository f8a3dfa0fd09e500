"""REFI-QDA: projects and codebooks, valid by the schemas, and read back selection by selection."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from facilitator_console.log import Subject
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Flag, TagId
from facilitator_console.report.export import export
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import events as session
from tests.report.meeting import Meeting

SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "refi-qda"
PROJECT, CODEBOOK = "{urn:QDA-XML:project:1.0}", "{urn:QDA-XML:codebook:1.0}"
WORDS = ("діти 🚌👩‍👩‍👧 стоять\nу темряві", "á ё ґ", "שלום", "<b>&amp;")
NO_SCHEMAS = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no schemas here")


@pytest.fixture
def meeting() -> Meeting:
    meeting = Meeting("Автобус & школа")
    item = meeting.item("Розмова", question="Що найважче?")
    meeting.tell(session.ItemStarted(), item)
    own = meeting.tell(notes.TagAdded("дорога", parent=TagId("issue"), description="усе про дорогу"))
    for words in WORDS:
        meeting.note(words, "need", own, flags=[Flag.QUOTE])
    meeting.note("без тегу")
    return meeting


def made(meeting: Meeting, file_format: str) -> bytes:
    return export(make_report(meeting.state), load_catalogue("uk"), file_format)


def parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def project(meeting: Meeting) -> tuple[etree._Element, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(made(meeting, "qdpx"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return parsed(files.pop("project.qde")), files


def valid(root: etree._Element, name: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / name)))
    schema.assertValid(root)


@NO_SCHEMAS
def test_both_files_are_valid_by_the_schemas(meeting: Meeting) -> None:
    valid(project(meeting)[0], "Project.xsd")
    valid(parsed(made(meeting, "qdc")), "Codebook.xsd")
    valid(project(Meeting(""))[0], "Project.xsd")


def test_a_second_reader_finds_each_text_whole_with_its_codes(meeting: Meeting) -> None:
    root, files = project(meeting)
    names = {code.get("guid"): code.get("name") for code in root.iter(f"{PROJECT}Code")}
    found: dict[str, list[str]] = {}
    for source in root.iter(f"{PROJECT}TextSource"):
        path = source.get("plainTextPath", "").replace("internal://", "sources/")
        data = files.pop(path)
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        text = data.decode()
        codes = []
        for selection in source.iter(f"{PROJECT}PlainTextSelection"):
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
            assert text[start:end] == text
            codes = [names[ref.get("targetGUID")] for ref in selection.iter(f"{PROJECT}CodeRef")]
        found[text] = codes
    assert not files
    assert found == {words: ["потреба", "дорога"] for words in WORDS} | {"без тегу": []}


def test_the_codes_stand_in_their_tree(meeting: Meeting) -> None:
    root = parsed(made(meeting, "qdc"))
    (own,) = [code for code in root.iter(f"{CODEBOOK}Code") if code.get("name") == "дорога"]
    above = own.getparent()
    assert above is not None
    assert above.get("name") == "проблема"
    assert own.findtext(f"{CODEBOOK}Description") == "усе про дорогу"
    assert own.get("isCodable") == "true"


def test_notes_of_one_question_are_a_set(meeting: Meeting) -> None:
    root, _files = project(meeting)
    sizes = {made_.get("name"): len(made_) for made_ in root.iter(f"{PROJECT}Set")}
    assert sizes == {"Поза питаннями порядку денного": len(WORDS) + 1} or sum(sizes.values()) == len(WORDS) + 1


def test_an_id_leads_to_no_laptop_and_stays_the_same(meeting: Meeting) -> None:
    assert made(meeting, "qdpx") == made(meeting, "qdpx")
    root, _files = project(meeting)
    text = etree.tostring(root).decode()
    assert "writer" not in text
    assert "creat" not in text.casefold()
    assert Subject("writer") not in text
