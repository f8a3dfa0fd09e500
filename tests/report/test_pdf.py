"""Printed summaries, read back by another library."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdfium2 import raw
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Paragraph as ReportlabParagraph

from facilitator_console.log import THE_SESSION
from facilitator_console.notes.ids import Flag, GroupList
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import (
    Bar,
    Bars,
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Quote,
    Rank,
    Section,
    Spot,
    Table,
)
from facilitator_console.report.export import export
from facilitator_console.report.export.pdf import FEWEST_IN_CONTENTS, write_placed
from facilitator_console.report.paragraphs import PlainParagraph
from facilitator_console.report.sections import make_report
from facilitator_console.report.signs import printable, visual_lines
from facilitator_console.report.typography import STYLES, load_fonts
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import events as session
from facilitator_console.words import Catalogue, say
from tests.report.meeting import Meeting

ENGLISH, UKRAINIAN = load_catalogue("en"), load_catalogue("uk")


def pages(pdf: bytes | Path) -> list[str]:
    """The text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def pdf_of(meeting: Meeting, catalogue: Catalogue = ENGLISH) -> bytes:
    return export(make_report(meeting.state), catalogue, "pdf")


def printed(meeting: Meeting, catalogue: Catalogue = ENGLISH) -> str:
    return " ".join(pages(pdf_of(meeting, catalogue)))


@pytest.fixture
def meeting() -> Meeting:
    meeting = Meeting("Автобус до школи")
    talk = meeting.item("Що нас непокоїть", 40, question="Що найважче?")
    meeting.item("Завершальне коло", 5)
    _, village = meeting.group("Село", seated=5)
    _, town = meeting.group("Місто", seated=5)
    meeting.tell(session.ItemStarted(), talk)
    meeting.speak(village[0], 30)
    meeting.speak(town[0], 10)
    meeting.tell(session.SessionClosed(), THE_SESSION)
    meeting.note("Дорогу чистять останньою", "issue")
    meeting.note("Діти стоять у темряві", "need", flags=[Flag.QUOTE])
    meeting.note("Писати в чат щовечора", "proposal")
    meeting.line(GroupList.AGREEMENTS, "Говоримо по черзі")
    meeting.line(GroupList.OUTCOMES, "Староста пише в чат")
    meeting.line(GroupList.PARKING_LOT, "Хто платить водієві?")
    return meeting


def test_all_that_the_summary_says_is_printed_in_order(meeting: Meeting) -> None:
    text = printed(meeting)
    in_order = (
        "Автобус до школи", "14 November 2023", "What we settled", "Староста пише в чат", "Why and how", "all together",
        "Who took part", "10 people took part.", "By group", "Село 5", "Місто 5", "How the session went",
        "Що нас непокоїть Що найважче? 40 40", "Завершальне коло 5 –", "Total 45 40", "Agreements of the group",
        "Говоримо по черзі", "Who talked", "Talk by group", "Село", "about their part", "Місто", "about their part",
        "What was said", "2 notes.", "issue · 1", "1 Дорогу чистять останньою", "need · 1", "2 “Діти стоять у темряві”",
        "Proposals", "3 Писати в чат щовечора", "For next time", "Хто платить водієві?", "How this was made",
    )  # fmt: skip
    at = 0
    for expected in in_order:
        assert expected in text[at:], f"{expected} is not after {text[:at]}"
        at = text.index(expected, at) + len(expected)


def test_the_program_speaks_ukrainian_where_it_is_asked_to(meeting: Meeting) -> None:
    text = printed(meeting, UKRAINIAN)
    for expected in ("Для внутрішнього користування", "14 листопада 2023 р.", "Село 5"):
        assert expected in text
    assert "«Діти стоять у темряві»" in text
    assert not re.search(r"[A-Za-z]{2,}", text), "a word was left in English"


def test_empty_sections_are_left_out() -> None:
    assert printed(Meeting("Розмова")) == (
        "Розмова Summary of the meeting · 14 November 2023 "
        "For the participants and their team. Please do not pass it on. Internal Розмова 1 / 1"
    )


def test_every_page_is_internal_and_numbered(meeting: Meeting) -> None:
    for at in range(200):
        meeting.note(f"Нотатка {at}", "need")
    found = pages(pdf_of(meeting))
    assert len(found) > 3
    assert all("Internal" in text for text in found)
    for number, text in enumerate(found[1:], 2):
        assert text.endswith(f"{number} / {len(found)}")
    assert found[0].startswith("Internal Автобус до школи Summary of the meeting")


def test_the_file_says_nothing_but_its_title(meeting: Meeting) -> None:
    pdf = pdf_of(meeting)
    metadata = pypdfium2.PdfDocument(pdf).get_metadata_dict(skip_empty=True)
    assert metadata == {"Title": "Автобус до школи"}
    for name in (b"Author", b"Creator", b"Producer", b"Date", b"Subject", b"Keywords", b"Metadata", b"xmp", b"D:2"):
        assert name not in pdf
    assert b"reportlab" not in pdf.lower()
    assert re.findall(rb"startxref\n(\d+)", pdf) == [str(pdf.index(b"xref\n")).encode()]


@pytest.mark.parametrize("title", ["x", "ReportLab generated PDF document", "\n% ReportLab generated PDF document"])
def test_any_title_is_kept(title: str) -> None:
    pdf = pdf_of(Meeting(title))
    assert pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"].strip() == title.strip()


def test_an_erased_title_stands_as_a_neutral_word() -> None:
    pdf = pdf_of(Meeting(""), UKRAINIAN)
    assert pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"] == "без назви"


def test_the_same_summary_gives_the_same_bytes(meeting: Meeting) -> None:
    assert pdf_of(meeting) == pdf_of(meeting)


def test_a_groups_name_goes_on_below() -> None:
    meeting = Meeting()
    name = "Представники сільської громади за річкою"
    meeting.group(name, seated=5)
    meeting.group("Місто", seated=5)
    assert printed(meeting).count(name) == 1


def test_text_from_outside_is_never_markup() -> None:
    meeting = Meeting("<b>Title</b> & more")
    meeting.item("<i>Item</i>", 5, question="</para><br/>?")
    tag = "<font size='99'>"
    meeting.note("<b>bold</b> &amp; <img src='x'/> {braces} %s", tag)
    text = printed(meeting)
    for expected in (
        "<b>Title</b> & more",
        "<i>Item</i>",
        "</para><br/>?",
        "<b>bold</b> &amp; <img src='x'/> {braces} %s",
    ):
        assert expected in text
    assert tag in text


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("плата 100 ₴, ґанок, її, об’єкт, ё", "плата 100 ₴, ґанок, її, об’єкт, ё"),
        (unicodedata.normalize("NFD", "йти їй"), "йти їй"),
        ("so 🚌🚌 and 👩‍👩‍👧‍👦🏽 and ❤️", "so 🚌🚌 and 👩👩👧👦 and ❤"),
        ("шалом שלום 你好 ✓→☎ 🇺🇦", "шалом שלום [?] ✓→☎ 🇺🇦"),
        ("a\tb\x00c\x07d\u200b\u202ee\u00adf", "a bcdef"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("1\u202f000\u2009km ﹣ ① ｆｕｌｌ", "1\u00a0000 km - ① full"),
        ("\ud800", "[?]"),
        ("[?] stays", "[?] stays"),
    ],
)
def test_signs_that_the_font_lacks_are_replaced_visibly(written: str, set_as: str) -> None:
    assert printable(written, fallback=True) == set_as
    assert "🚌" not in printable(written)


def test_what_the_font_lacks_is_set_in_others_and_can_be_copied() -> None:
    meeting = Meeting("Зустріч 🚌")
    meeting.group("Село ✓", seated=5)
    meeting.group("שלום", seated=5)
    meeting.note("тиша → гамір ✓ і 🚌 о сьомій", "need")
    meeting.note("Він сказав שלום לכולם (вітання) і пішов", "need")
    meeting.note("السلام عليكم")
    pdf = pdf_of(meeting)
    text = " ".join(pages(pdf))
    assert "тиша → гамір ✓ і 🚌 о сьомій" in text
    assert text.count("Зустріч 🚌") >= 2
    assert pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"] == "Зустріч 🚌"
    # A reader that knows directions gives the letters of a word back in the order in which they are read.
    assert {"שלום", "לכולם"} <= {*re.findall("[א-ת]+", text)}
    assert "السلام" in unicodedata.normalize("NFKC", text)
    assert "stands for signs" not in text


def test_letters_that_run_from_right_to_left_are_drawn_in_their_order_on_each_line() -> None:
    lines = visual_lines(printable("כי טוב Step 12 " * 20, fallback=True), 10, 200)
    assert len(lines) > 5
    assert all("בוט יכ" in line for line in lines[:-1])
    assert all("Step" in line and "12" in line for line in lines[:-1])
    assert visual_lines("Він: שלום!", 10, 200) == ["Він: םולש!"]


@pytest.mark.parametrize("text", ["السلام عليكم ورحمة الله وبركاته", "لا إله", "سلام دوستان می‌خواهم", "שלום לכולם"])
def test_every_letter_that_joining_makes_is_in_a_font(text: str) -> None:
    (line,) = visual_lines(printable(text, fallback=True), 10, 2000)
    assert printable(line, fallback=True) == line


def tagged(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Role and alternative text of every element of the structure, page by page, as PDFium reads it."""

    def below(element: raw.FPDF_STRUCTELEMENT) -> Iterator[tuple[str, str]]:
        yield text_from(raw.FPDF_StructElement_GetType, element), text_from(raw.FPDF_StructElement_GetAltText, element)
        for at in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, at):
                yield from below(child)

    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        for at in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from below(raw.FPDF_StructTree_GetChildAtIndex(tree, at))
        raw.FPDF_StructTree_Close(tree)


def text_from(get: Callable[..., int], element: object) -> str:
    """What a function of PDFium writes into a buffer."""
    size = get(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    get(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def test_everything_that_is_drawn_is_tagged_or_an_artifact(meeting: Meeting) -> None:
    for at in range(200):
        meeting.note(f"Нотатка {at}\nдругий рядок", "need", flags=[Flag.QUOTE] if at % 3 else [])
    for at in range(90):
        meeting.item(f"Пункт {at}", 5, question="Що далі? " * 20)
    pdf = pdf_of(meeting, UKRAINIAN)
    drawn = 0
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        for each in page.get_objects(max_depth=1):
            drawn += 1
            assert raw.FPDFPageObj_CountMarks(each) == 1, each.type
    assert drawn > 1000
    found = [*tagged(pdf)]
    roles = Counter(role for role, _alt in found)
    assert {"Document", "Sect", "H1", "H2", "H3", "H4", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "TOCI"} <= {
        *roles
    }
    assert {alt for role, alt in found if role == "Figure"} == {"За групами (людей). Село: 5; Місто: 5."}
    assert b"/Lang (uk)" in pdf
    assert b"/MarkInfo" in pdf


def test_a_line_of_the_contents_is_a_link_in_the_structure_too(meeting: Meeting) -> None:
    """Each link has its words, leads to its section, and belongs to an element, as PDF/UA asks."""
    pdf = pdf_of(meeting, UKRAINIAN)
    parts = dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL))
    links = {number: body for number, body in parts.items() if b"/Subtype /Link" in body}
    titles = [mark.get_title() for mark in pypdfium2.PdfDocument(pdf).get_toc()]
    assert len(links) == len(titles) >= FEWEST_IN_CONTENTS
    numbers = sorted(int(re.search(rb"/StructParent (\d+)", body)[1]) for body in links.values())  # type: ignore[index]
    assert numbers == [*range(len(links))]
    owners = re.search(rb"/Nums \[(.*)\]", pdf)
    assert owners
    for number, body in links.items():
        at = re.search(rb"/StructParent (\d+)", body)
        assert at
        owner = re.search(rb"(?:^| )" + at[1] + rb" (\d+) 0 R", owners[1])
        assert owner
        element = parts[owner[1]]
        assert element.startswith(b"<</S /Link ")
        assert b"/Type /OBJR /Obj " + number + b" 0 R" in element
        assert re.search(rb"/Contents \S", body)
    assert Counter(role for role, _alt in tagged(pdf))["Link"] == len(links)


def test_a_picture_says_where_it_stands(meeting: Meeting) -> None:
    pdf = pdf_of(meeting, UKRAINIAN)
    boxes = re.findall(rb"/S /Figure .*?/BBox \[([\d. ]+)\]", pdf)
    assert len(boxes) == 1
    left, foot, right, head = map(float, boxes[0].split())
    assert 0 < left < right < A4[0]
    assert 0 < foot < head < A4[1]
    assert head - foot > 30


def test_replaced_signs_are_explained() -> None:
    meeting = Meeting()
    meeting.note("[?] is how they wrote it")
    assert "stands for signs" not in printed(meeting)
    meeting.note("автобус 公")
    assert printed(meeting).count("[?] stands for signs that can’t be printed here.") == 1


@pytest.mark.parametrize("lines", range(27, 39))
def test_no_heading_stands_last_on_a_page(lines: int) -> None:
    meeting = Meeting("Title")
    for _ in range(lines):
        meeting.note("text", "need")
    meeting.note("text", "fear")
    meeting.note("text", flags=[Flag.QUOTE])
    meeting.line(GroupList.OUTCOMES, "text")
    for page in pages(pdf_of(meeting)):
        assert page.partition(" Internal ")[0].endswith(("text", "“text”", "check them."))


def test_nothing_is_lost_between_pages() -> None:
    words = [f"слово{at}" for at in range(1500)]
    meeting = Meeting(" ".join(words[:400]))
    meeting.item(" ".join(words), 5, question=" ".join(words))
    meeting.group(" ".join(words), seated=5)
    _, seats = meeting.group("Село", seated=5)
    meeting.speak(seats[0], 20)
    meeting.note(" ".join(words), "own " * 300, flags=[Flag.QUOTE])
    text = printed(meeting)
    for word in words:
        assert len(re.findall(rf"{word}\b", text)) >= 4, f"{word} is missing"


@pytest.mark.parametrize("text", ["д" * 10_000, "https://example.org/" + "path/" * 2000, "рядок\n" * 2000, " \n "])
def test_long_words_and_many_lines_are_set(text: str) -> None:
    meeting = Meeting(text)
    meeting.item(text, 5, question=text)
    meeting.note(text, text)
    found = printed(meeting)
    assert found.replace(" ", "").count(text[0]) >= 4 * text.count(text[0]) or not text.strip()


ANY_TEXT = st.text(st.characters(), max_size=60)


def blocks_of(text: str, groups: list[tuple[str, int]]) -> tuple[Block, ...]:
    words = say("{text}", text=text)
    column = Column("x", words, words)
    number = Column("n", words, words, is_number=True)
    bars = tuple(Bar(say("{name}", name=name), share) for name, share in groups)
    return (
        Heading(text),
        Heading(words, 3),
        *(Paragraph(text, rank, 7, words) for rank in Rank),
        Quote(text, 1, words),
        Table("t", words, (column, number), ((text, 1), (words, None)), (words, 1), words),
        Bars("b", words, column, number, bars, words),
    )


@given(ANY_TEXT, st.lists(st.tuples(ANY_TEXT, st.integers(0, 100)), max_size=9))
def test_any_text_can_be_printed(text: str, groups: list[tuple[str, int]]) -> None:
    section = Section("s", say("{text}", text=text), blocks_of(text, groups))
    assert pages(export(Document(text, None, (section,)), UKRAINIAN, "pdf"))


def test_plain_paragraphs_are_broken_as_reportlab_breaks_them() -> None:
    load_fonts()
    text = "Автобус о сьомій (не) чекає \\ на тих, хто йде з дальнього кінця села; so the children walk. " * 30
    parsed: Any = ReportlabParagraph("x", STYLES["text"])
    part = parsed.frags[0].clone(text=text)
    ours: Any = PlainParagraph("", STYLES["text"], bulletText="•", frags=[part])
    theirs: Any = ReportlabParagraph(text, STYLES["text"], bulletText="•")
    for paragraph in (ours, theirs):
        paragraph.wrap(300, 10_000)
    assert [words for _left, words in ours.blPara.lines] == [words for _left, words in theirs.blPara.lines]
    assert ours.height == theirs.height
    first, rest = ours.split(300, 100)
    assert sum(len(each.frags[0].words) for each in (first, rest)) == len(text.split())


def test_holes_in_the_record_are_said_below_the_title(meeting: Meeting) -> None:
    whole, holed = (
        pages(export(make_report(meeting.state, ReportPolicy(is_complete=complete)), ENGLISH, "pdf"))[0]
        for complete in (True, False)
    )
    assert "missing" not in whole
    assert " Part of the record is missing. Summary of the meeting" in holed


def test_where_a_block_stands_its_words_are_drawn_on_each_of_its_pages(meeting: Meeting) -> None:
    name, number = Column("name", say("Name"), say("Name")), Column("n", say("n"), say("n"), is_number=True)
    long = Table("long", say("Long"), (name, number), tuple((f"row-{at}", at) for at in range(90)))
    bars = Bars("bars", say("Bars"), name, number, (Bar(say("Yes"), 7), Bar(say("No"), 5)), caption=say("Below"))
    own = Section("own", say("Own"), (Paragraph("перший\nдругий 🚌"), Quote("слово " * 900), long, bars))
    report = make_report(meeting.state)
    report = replace(report, sections=(*report.sections, own))
    pdf, placed = write_placed(report, ENGLISH)
    assert [(each.section, each.block) for each in placed] == [
        (section.name, block) for section in report.sections for block in section.blocks
    ]
    document = pypdfium2.PdfDocument(pdf)
    read = {id(each.block): " ".join(text_at(document, spot) for spot in each.spots) for each in placed}
    for each in placed:
        if isinstance(each.block, Heading | Paragraph | Quote):
            text = ENGLISH.text(each.block.text) if not isinstance(each.block.text, str) else each.block.text
            assert [word for word in text.split() if word not in read[id(each.block)]] == []
    spots = {id(each.block): [spot.page for spot in each.spots] for each in placed}
    quote, table, figure = own.blocks[1:]
    assert len(spots[id(quote)]) == len(set(spots[id(quote)])) > 1
    assert read[id(quote)].count("слово") == 900
    assert len(spots[id(table)]) > 1
    assert [at for at in range(90) if f"row-{at}" not in read[id(table)]] == []
    assert "row" not in read[id(quote)] + read[id(figure)]
    assert all(words in read[id(figure)] for words in ("Bars", "Below", "Yes", "No", "12"))


def text_at(document: pypdfium2.PdfDocument, spot: Spot) -> str:
    """What stands in a part of the pages."""
    paper = document[spot.page]
    wide, high = paper.get_size()
    edges = (spot.left * wide, (1 - spot.bottom) * high, spot.right * wide, (1 - spot.top) * high)
    return " ".join(paper.get_textpage().get_text_bounded(*edges).split())


def test_no_section_begins_at_the_foot_of_a_page_however_full_it_is() -> None:
    for lines in range(20, 50):
        long = Section("long", say("Long"), tuple(Paragraph(f"line-{at}", Rank.ENTRY) for at in range(lines)))
        last = Section("last", say("Heading"), (Paragraph("its words", Rank.ENTRY),))
        found = pages(export(Document("", None, (long, last)), ENGLISH, "pdf"))
        assert [("its words" in page) for page in found if "Heading •" in page or "Heading Internal" in page] == [True]
