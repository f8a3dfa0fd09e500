"""Agendas from files that people planned in, as they come: of other programs, in any code, with any head."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from facilitator_console.exchange.agendas.columns import Field
from facilitator_console.exchange.agendas.preview import AgendaPreview
from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.session.drafts import ItemDraft
from facilitator_console.session.ids import AtEnd
from tests.exchange.agendas.spreadsheets import write_ods

ONTIME = Path(__file__).resolve().parents[4] / "shared" / "data" / "ontime"
OPENSLIDES = ONTIME.parent / "openslides" / "example-data.json"
MINUTE_MS = 60_000

UKRAINIAN = (
    "Хв;Назва;Запитання;Хто веде\r\n10;Вітання;;Оля\r\n1,5;Тиша;;\r\n1 год 30 хв;Діалог;Що могло б спрацювати?;\r\n"
)
PLANNED = [("Вітання", 10.0, ""), ("Тиша", 1.5, ""), ("Діалог", 90.0, "Що могло б спрацювати?")]


def read(folder: Path, name: str, content: str | bytes, **options: Any) -> AgendaPreview:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_agenda(path, **options)


def planned(preview: AgendaPreview) -> list[tuple[str, float]]:
    return [(draft.title, draft.planned_ms / MINUTE_MS) for draft in preview.drafts]


def reasons(preview: AgendaPreview) -> list[tuple[int, str]]:
    return [(row.line, str(row.why)) for row in preview.refused]


def workbook(path: Path, *rows: list[Any], title: str = "Plan") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


# -- Ontime and OpenSlides -------------------------------------------------------------------------------


def _shape(draft: ItemDraft) -> tuple[object, ...]:
    return draft.title, draft.planned_ms, draft.fixed_at, draft.part, draft.internal, draft.at_end, draft.format


@pytest.mark.skipif(not ONTIME.is_dir(), reason="the data of others is not here")
def test_both_files_of_ontime_give_the_same_items() -> None:
    rundown = read_agenda(ONTIME / "stageRundown.json")
    sheet = ONTIME / "Ontime rundown template v4.xlsx"
    plain, advanced = (read_agenda(sheet, sheet=name) for name in ("", "Event schedule advanced"))
    for other in (plain, advanced):
        assert [_shape(draft) for draft in other.drafts] == [_shape(draft) for draft in rundown.drafts]
        assert other.refused == rundown.refused == ()
        assert other.begins == rundown.begins == "10:00"
    assert plain.sheets == ("Event schedule", "Event schedule advanced")
    assert (plain.sheet, plain.items[0].line) == ("Event schedule", 14)
    assert planned(rundown)[2:6] == [
        ("Pre-show Countdown", 60),
        ("10:45 - Presenters ready side stage", 0),
        ("Welcome", 10),
        ("Session 1", 50),
    ]
    assert [draft.part for draft in rundown.drafts] == [0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1]
    assert rundown.drafts[2].team_note == "Music plays, holding slide on screens"


def _rundown(*entries: dict[str, Any]) -> str:
    named = {str(place): entry for place, entry in enumerate(entries)}
    return json.dumps({"title": "Show", "order": list(named), "entries": named})


def test_a_rundown_tells_what_it_can_not_give(tmp_path: Path) -> None:
    content = _rundown(
        {"type": "event", "title": "One", "timeStart": 36_000_000, "duration": 600_000, "endAction": "load-next"},
        {"type": "event", "title": "Left out", "duration": 600_000, "skip": True},
        {"type": "delay", "duration": 60_000},
        {"type": "event", "title": " ", "duration": 1},
        {"type": "event", "title": "Bad", "duration": "long"},
        {"type": "event", "title": "Late", "timeStart": 37_800_000, "duration": 600_000, "timerType": "count-up"},
    )
    preview = read(tmp_path, "show.json", content)
    assert preview.title == "Show"
    assert planned(preview) == [("One", 10), ("Late", 10)]
    one, late = preview.drafts
    assert (one.fixed_at, one.at_end) == ("", AtEnd.LOAD_NEXT)
    assert (late.fixed_at, late.counts_up) == ("10:30", True)
    assert [line for line, _ in reasons(preview)] == [2, 3, 4, 5]
    assert "skipped" in reasons(preview)[0][1]


def test_a_project_of_version_3_is_read_too(tmp_path: Path) -> None:
    entries = [{"type": "block", "title": "Morning"}, {"type": "event", "title": "One", "duration": 600_000}]
    preview = read(tmp_path, "project.json", json.dumps({"rundown": entries, "settings": {}}))
    assert planned(preview) == [("Morning", 0), ("One", 10)]


def test_topics_of_openslides(tmp_path: Path) -> None:
    preview = read(
        tmp_path,
        "topics.csv",
        "title,text,agenda_comment,agenda_type,agenda_duration\r\n"
        'Budget,"<p>The plan &amp; the <b>rest</b></p>",bring copies,common,30\r\n'
        "Staff,,,internal,\r\n"
        ",no title,,hidden,5\r\n",
    )
    budget, staff = preview.drafts
    assert (budget.title, budget.goal, budget.team_note) == ("Budget", "The plan & the rest", "bring copies")
    assert (budget.planned_ms, budget.internal) == (30 * MINUTE_MS, False)
    assert (staff.internal, staff.planned_ms) == (True, 10 * MINUTE_MS)
    assert [str(remark) for remark in preview.items[1].remarks] == ["it says no length; it gets 10 minutes"]
    assert [line for line, _ in reasons(preview)] == [4]


@pytest.mark.skipif(not OPENSLIDES.is_file(), reason="the data of others is not here")
def test_the_topics_of_a_real_meeting_of_openslides(tmp_path: Path) -> None:
    meeting = json.loads(OPENSLIDES.read_text())
    topics = sorted(meeting["topic"].values(), key=lambda topic: topic["id"])
    items = meeting["agenda_item"]
    lines = ["title,text,agenda_comment,agenda_type,agenda_duration"]
    lines += [f"{t['title']},,,{items[str(t['agenda_item_id'])].get('type', 'common')}," for t in topics]
    preview = read(tmp_path, "topics.csv", "\r\n".join(lines))
    assert [draft.title for draft in preview.drafts] == [topic["title"] for topic in topics]
    assert preview.refused == ()


# -- tables of text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
def test_a_table_is_read_in_any_code_with_any_sign_and_line_break(
    tmp_path: Path, encoding: str, delimiter: str, line_break: str
) -> None:
    text = UKRAINIAN.replace("1,5", "1½" if encoding != "cp1251" and delimiter == "," else '"1,5"')
    text = text.replace(";", delimiter).replace("\r\n", line_break)
    preview = read(tmp_path, "план.csv", text.encode(encoding))
    assert [(d.title, d.planned_ms / MINUTE_MS, d.question) for d in preview.drafts] == PLANNED
    assert preview.drafts[0].led_by == "Оля"
    assert preview.refused == ()


def test_the_sign_that_excel_names_is_obeyed(tmp_path: Path) -> None:
    preview = read(tmp_path, "a.csv", f"sep=;\r\n{UKRAINIAN}")
    assert [draft.title for draft in preview.drafts] == ["Вітання", "Тиша", "Діалог"]
    assert [item.line for item in preview.items] == [3, 4, 5]


def test_commas_in_titles_do_not_mislead(tmp_path: Path) -> None:
    text = "min;item\r\n10;First, second, third, fourth\r\n5;One, two, three, four\r\n"
    assert planned(read(tmp_path, "a.csv", text)) == [
        ("First, second, third, fourth", 10),
        ("One, two, three, four", 5),
    ]


def test_the_head_may_stand_anywhere_and_notes_above_it(tmp_path: Path) -> None:
    text = "Круглий стіл,,\n,,\nЗустріч 28 листопада,Одеса,\nТема,Час (хв),Примітка\nВступ,10,\n"
    preview = read(tmp_path, "a.csv", text)
    assert planned(preview) == [("Вступ", 10)]
    assert [(column.heading, column.field) for column in preview.columns] == [
        ("Тема", Field.TITLE),
        ("Час (хв)", Field.PLANNED),
        ("Примітка", Field.TEAM_NOTE),
    ]


def test_columns_are_matched_by_hand(tmp_path: Path) -> None:
    text = "Alpha,Beta,Gamma\nWelcome,10,x\nPairs,5,y\n"
    assert read(tmp_path, "a.csv", text, mapping={}).items == ()
    preview = read(tmp_path, "a.csv", text, mapping={2: Field.TITLE, 1: Field.PLANNED, 0: None})
    assert planned(preview) == [("x", 10), ("y", 5)]
    assert reasons(preview) == [(1, "2: “Beta” is not a length of time. Write minutes, such as 25, or 1h30.")]


def test_without_a_head_what_stands_in_the_columns_tells(tmp_path: Path) -> None:
    text = "14:00,10,Welcome\n14:10,20,Check-in\n14:45,15,Break\n"
    preview = read(tmp_path, "a.csv", text)
    assert planned(preview) == [("Welcome", 10), ("Check-in", 20), ("Break", 15)]
    assert [draft.fixed_at for draft in preview.drafts] == ["", "", "14:45"]
    assert preview.begins == "14:00"


def test_times_of_day_become_lengths_and_only_gaps_are_fixed(tmp_path: Path) -> None:
    text = "Time,Session\n9:00,Doors\n9:30-9:45,Welcome\n9:45 AM,Talk\n1:15 pm,Lunch\n2:00 PM,End\n"
    preview = read(tmp_path, "a.csv", text)
    assert planned(preview) == [("Doors", 30), ("Welcome", 15), ("Talk", 210), ("Lunch", 45), ("End", 10)]
    assert {draft.fixed_at for draft in preview.drafts} == {""}
    assert preview.begins == "09:00"


def test_rows_that_can_not_be_taken_are_named_with_why(tmp_path: Path) -> None:
    text = "min,item,fixed at\n10,Good,\nsoon,Bad,\n10,,\n10,Late,25:99\n99h,Long,\nTotal,Разом,\n#REF!,Broken,\n"
    preview = read(tmp_path, "a.csv", text)
    assert planned(preview) == [("Good", 10)]
    assert reasons(preview) == [
        (3, "min: “soon” is not a length of time. Write minutes, such as 25, or 1h30."),
        (4, "it has no title. In merged cells only the first row has what stands in them."),
        (5, "fixed at: “25:99” is not a time of day. Write it as 14:30."),
        (6, "“Long”: a time must lie between 0 minutes and 24 hours."),
        (7, "it is the sum of the others."),
        (8, "min: its formula has no result. Open the file in a spreadsheet program and save it there."),
    ]
    assert preview.refused[0].text == "soon · Bad"


def test_formats_are_known_in_any_language(tmp_path: Path) -> None:
    text = "Пункт;Формат\nА;Коло висловлювань\nБ;world café\nВ;пары\nГ;go_around\nҐ;Руханка\n"
    preview = read(tmp_path, "a.csv", text)
    names = ["go_around", "world_cafe", "pairs", "go_around", "plenary"]
    assert [draft.format for draft in preview.drafts] == names
    assert "“Руханка” is not a format here; it becomes “all together”" in map(str, preview.items[4].remarks)


def test_a_length_in_the_title_counts_where_no_column_tells_it(tmp_path: Path) -> None:
    preview = read(tmp_path, "a.csv", "Item,Notes\n10 Welcome,x\nPairs [5],\nTalk,\n")
    assert planned(preview) == [("Welcome", 10), ("Pairs", 5), ("Talk", 10)]


# -- workbooks -------------------------------------------------------------------------------------------------


def test_times_in_a_workbook_in_every_form(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["Start", "Length", "Title", "Each"],
        [dt.time(14, 0), dt.time(0, 25), "As a time", 1],
        [dt.datetime(2026, 11, 28, 14, 25), dt.timedelta(minutes=90), "As a date and an interval", 0.5],  # noqa: DTZ001 - sheets know no zones
        ["15:55", "0:10", "As text", "90s"],
        [None, "10:00", "Ten minutes, not hours", None],
        [None, 12.5, "A number", "½"],
    )
    preview = read_agenda(path)
    assert planned(preview) == [
        ("As a time", 25),
        ("As a date and an interval", 90),
        ("As text", 10),
        ("Ten minutes, not hours", 10),
        ("A number", 12.5),
    ]
    assert [draft.turn_limit_ms / MINUTE_MS for draft in preview.drafts] == [1, 0.5, 1.5, 0, 0.5]
    assert (preview.begins, {draft.fixed_at for draft in preview.drafts}) == ("14:00", {""})
    assert "read as minutes and seconds" in str(preview.items[3].remarks[0])


def test_shares_of_a_day_are_lengths_and_times(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["Start", "Duration", "Title"],
        [14 / 24, 25 / 1440, "A"],
        [14 / 24 + 25 / 1440, 24 / 1440, "B"],
        [16 / 24, 90 / 1440, "C"],
    )
    preview = read_agenda(path)
    assert planned(preview) == [("A", 25), ("B", 24), ("C", 90)]
    assert (preview.begins, [draft.fixed_at for draft in preview.drafts]) == ("14:00", ["", "", "16:00"])


def test_formulas_without_a_result_and_merged_cells_are_named_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["min", "item"], [10, "Merged"], [5, None], ["=A2*2", "Formula"], [5, "Good"]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    made.save(path)
    preview = read_agenda(path)
    assert planned(preview) == [("Merged", 10), ("Good", 5)]
    assert [(line, why.split(".")[0]) for line, why in reasons(preview)] == [
        (3, "it has no title"),
        (4, "min: its formula has no result"),
    ]


def test_the_sheet_with_a_head_is_read_and_another_can_be_chosen(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    first.append(["only", "notes"])
    for name in ("Saturday", "Sunday"):
        sheet = made.create_sheet(name)
        sheet.append(["item", "min"])
        sheet.append([name, 10])
    made.save(tmp_path / "a.xlsx")
    preview = read_agenda(tmp_path / "a.xlsx")
    assert (preview.sheets, preview.sheet) == (("Sheet", "Saturday", "Sunday"), "Saturday")
    assert planned(read_agenda(tmp_path / "a.xlsx", sheet="Sunday")) == [("Sunday", 10)]


def test_an_ods_spreadsheet(tmp_path: Path) -> None:
    path = write_ods(
        tmp_path / "a.ods",
        [
            ["Тривалість", "Тема", "Початок"],
            [dt.timedelta(minutes=25), "Вітання\nвсім", dt.timedelta(hours=14)],
            [12.5, "Пари  двічі", None],
            [None, None, None],
            ["=", "Formula", None],
        ],
    )
    preview = read_agenda(path)
    assert planned(preview) == [("Вітання всім", 25), ("Пари  двічі", 12.5)]
    assert preview.begins == "14:00"
    assert reasons(preview) == [
        (5, "Тривалість: its formula has no result. Open the file in a spreadsheet program and save it there.")
    ]


# -- lists ---------------------------------------------------------------------------------------------------------


def test_a_list_in_markdown(tmp_path: Path) -> None:
    preview = read(
        tmp_path,
        "a.md",
        "# Осіння *зустріч*\n\nHello.\n\n"
        "- `10m` **Welcome**\n"
        "- [ ] [20m] Check-in\n"
        "  bring the stone\n"
        "* Tables (1h)\n"
        "    1. 15m Round one\n"
        "    2. 15m Round two\n"
        "- 15:15 Break 15'\n"
        "- \n\n---\n"
        "- Untimed\n",
    )
    assert preview.title == "Осіння *зустріч*"
    assert planned(preview) == [
        *(("Welcome", 10), ("Check-in", 20), ("Tables", 60), ("Round one", 15), ("Round two", 15)),
        *(("Break", 15), ("Untimed", 10)),
    ]
    assert [draft.part for draft in preview.drafts] == [0, 0, 0, 1, 1, 0, 0]
    assert preview.drafts[1].team_note == "bring the stone"
    assert (preview.begins, preview.drafts[5].fixed_at) == ("", "15:15")
    assert reasons(preview) == [(3, "it is in no list and no table.")]


def test_headings_in_markdown_are_groups(tmp_path: Path) -> None:
    text = "# Day\n## Morning (2h)\n- 10m A\n  - 5m B\n## Afternoon\n- 20m C\n"
    preview = read(tmp_path, "a.md", text)
    assert planned(preview) == [("Morning", 120), ("A", 10), ("B", 5), ("Afternoon", 0), ("C", 20)]
    assert [draft.part for draft in preview.drafts] == [0, 1, 2, 0, 1]


def test_a_table_in_markdown_with_boxes(tmp_path: Path) -> None:
    text = (
        "# Day\n\n| Time | What | Notes |\n|:----:|---|---|\n| `10m` | **Welcome** | a \\| b<br>c |\n| 1h30 | Talk |\n"
    )
    preview = read(tmp_path, "a.md", text)
    assert planned(preview) == [("Welcome", 10), ("Talk", 90)]
    assert preview.drafts[0].team_note == "a | b\nc"


def test_times_of_a_plain_list_follow_each_other(tmp_path: Path) -> None:
    text = "14:00 Вступ\n14:10 – 14:40 Коло\n14:40 Перерва 15 хв\n15:00 Діалог\n"
    preview = read(tmp_path, "a.txt", text.encode("cp1251"))
    assert planned(preview) == [("Вступ", 10), ("Коло", 30), ("Перерва", 15), ("Діалог", 10)]
    assert [draft.fixed_at for draft in preview.drafts] == ["", "", "", "15:00"]
