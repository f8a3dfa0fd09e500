"""What is exported and imported again is the same agenda, whatever people typed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.exchange.agendas.writing import FileFormat, agenda_file
from facilitator_console.log import Duration
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.session.drafts import ItemDraft, kept_draft
from facilitator_console.session.events import LocalTime
from facilitator_console.session.formats import FORMATS
from facilitator_console.session.ids import AtEnd, Shrinks
from facilitator_console.words import UserError

NASTY = (
    "=1+1",
    "+380",
    "-5",
    "@SUM(A1)",
    "'=x",
    "''",
    "'quoted'",
    'say "hi"; then, go',
    "| pipes | and \\ slashes \\",
    "<br> & <b>bold</b> &amp;",
    "<p>x</p>",
    "*stars* _lines_ `ticks` __init__ ~~",
    "_x0041_x0042_ _x005F_",
    "👩‍👩‍👧 👍🏽",
    "е\u0301 й",
    "שלום עולם, مرحبا",
    "\u200fright",
    "sep=;",
    "# heading",
    "- [ ] task",
    "---",
    "0",
    "25",
    "1e5",
    "TRUE",
    "line\nbreak\n\nand more",
    "tab\tin",
    "\u2028x\x0by",
    "trailing \\",
)
TEXTS = st.sampled_from(NASTY) | st.text(max_size=30)
LENGTHS = st.integers(0, 24 * 60).map(lambda minutes: Duration(minutes * 60_000)) | st.integers(
    0, 24 * 60 * 60 * 1000
).map(Duration)
SETTINGS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(("order", "places", "x")), st.sampled_from(("stack", 4, True, None, 1.5, [1, "=a"])), max_size=2
)


def _kept(fields: dict[str, Any]) -> ItemDraft | None:
    try:
        return kept_draft(ItemDraft(**fields))
    except UserError:
        return None


DRAFTS: st.SearchStrategy[ItemDraft] = (
    st.fixed_dictionaries(
        {"title": TEXTS},
        optional={
            "question": TEXTS,
            "format": st.sampled_from((*FORMATS, "zz_of_tomorrow")),
            "settings": SETTINGS,
            "planned_ms": LENGTHS,
            "turn_limit_ms": LENGTHS,
            "fixed_at": st.sampled_from(("", "00:00", "09:30", "23:59")),
            "part": st.integers(0, 3),
            "internal": st.booleans(),
            "goal": TEXTS,
            "materials": TEXTS,
            "team_note": TEXTS,
            "led_by": TEXTS,
            "shrinks": st.sampled_from(Shrinks),
            "least_ms": LENGTHS,
            "most_ms": LENGTHS,
            "at_end": st.sampled_from(AtEnd),
            "counts_up": st.booleans(),
        },
    )
    .map(_kept)
    .filter(lambda draft: draft is not None)
    .map(lambda draft: draft or ItemDraft("never"))
)
BEGINS = st.sampled_from((LocalTime(), LocalTime("2026-11-28", "14:00", 120)))
TABLES = [FileFormat.CSV, FileFormat.XLSX, FileFormat.MD]


def back(folder: Path, kind: FileFormat, content: bytes) -> tuple[ItemDraft, ...]:
    """What an import of a file's content takes; every row of it."""
    path = folder / f"agenda.{kind}"
    path.write_bytes(content)
    preview = read_agenda(path)
    assert preview.refused == ()
    return preview.drafts


@pytest.mark.parametrize("kind", TABLES)
@given(drafts=st.lists(DRAFTS, min_size=1, max_size=5), begins=BEGINS, language=st.sampled_from(LANGUAGES))
@example([ItemDraft(text, team_note=text) for text in NASTY[:5]], LocalTime(), "uk")
def test_what_is_exported_is_imported_as_the_same_agenda(
    tmp_path_factory: pytest.TempPathFactory,
    kind: FileFormat,
    drafts: Sequence[ItemDraft],
    begins: LocalTime,
    language: str,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = agenda_file(kind, "Осіння зустріч", drafts, begins=begins, language=language)
    assert back(folder, kind, content) == tuple(drafts)


@pytest.mark.parametrize("kind", TABLES)
def test_every_nasty_text_comes_back(tmp_path: Path, kind: FileFormat) -> None:
    drafts = [kept_draft(ItemDraft(text, question=text, goal=text, team_note=text, led_by=text)) for text in NASTY]
    assert back(tmp_path, kind, agenda_file(kind, "x", drafts)) == tuple(drafts)


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    drafts = [kept_draft(ItemDraft(text)) for text in ("=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")')]
    for line in agenda_file(FileFormat.CSV, "x", drafts).decode("utf-8-sig").splitlines()[1:]:
        assert line.split(",", 1)[1].lstrip('"').startswith("'")
    sheet = openpyxl.load_workbook(io.BytesIO(agenda_file(FileFormat.XLSX, "x", drafts))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"n", "s"}


def test_a_workbook_tells_neither_who_made_it_nor_when() -> None:
    content = agenda_file(FileFormat.XLSX, "x", [ItemDraft("Welcome")])
    assert content == agenda_file(FileFormat.XLSX, "x", [ItemDraft("Welcome")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"creator" not in b"".join(archive.read(member) for member in archive.infolist())


def test_times_of_day_are_shown_where_it_is_known_when_it_begins() -> None:
    drafts = [
        ItemDraft("Whole", planned_ms=Duration(30 * 60_000)),
        ItemDraft("Part", planned_ms=Duration(10 * 60_000), part=1),
        ItemDraft("Break", planned_ms=Duration(5 * 60_000), fixed_at="14:30"),
        ItemDraft("After"),
    ]
    content = agenda_file(FileFormat.CSV, "x", drafts, begins=LocalTime("2026-11-28", "14:00", 120))
    assert [line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()] == [
        *("at", "14:00", "14:00", "14:30", "14:35"),
    ]


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(UserError, match="longer than the 32767 characters"):
        agenda_file(FileFormat.XLSX, "x", [ItemDraft("x", goal="y" * 40_000)])


@pytest.mark.parametrize("kind", list(FileFormat))
def test_an_empty_agenda_is_no_file(kind: FileFormat) -> None:
    with pytest.raises(UserError, match="nothing on the agenda"):
        agenda_file(kind, "x", [])
