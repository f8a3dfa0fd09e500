"""What is printed before a meeting, read back by another library."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import Duration
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.report.handouts import HANDOUTS, read_handout
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.editing import edit_items, group_items, plan_session
from facilitator_console.session.ids import Role
from facilitator_console.session.people import add_participants, edit_participant, remove_participant, seated
from facilitator_console.session.promise import set_promised_end
from facilitator_console.session.table_plan import plan_tables, table_plans
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController

ENGLISH = load_catalogue("en")
KINDS = {kind.name: kind for kind in HANDOUTS}
MINUTE_MS = 60_000


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def pages(controller: SessionController, kind: str, language: str = "en") -> list[str]:
    return text_of(read_handout(KINDS[kind], controller.state, load_catalogue(language)).write())


@pytest.fixture
def planned() -> SessionController:
    """Three items from 14:00 on, the second with all that a team writes, the third for the team alone."""
    controller = SessionController()
    drafts = [
        ItemDraft("Welcome", planned_ms=Duration(10 * MINUTE_MS)),
        ItemDraft(
            "Check-in",
            format="check_in",
            question="What did you leave at home?",
            planned_ms=Duration(20 * MINUTE_MS),
            turn_limit_ms=Duration(MINUTE_MS),
            goal="hear everyone",
            materials="chalk\npaper",
            team_note="slow down here",
            led_by="O.",
        ),
        ItemDraft("Look at the room", planned_ms=Duration(5 * MINUTE_MS), internal=True),
    ]
    controller.do(add_items, drafts)
    controller.do(plan_session, ev.SessionEdited(begins=ev.LocalTime("2026-11-28", "14:00", 120)))
    return controller


def test_the_wall_has_times_titles_and_questions_and_nothing_for_the_team(planned: SessionController) -> None:
    (page,) = pages(planned, "wall_agenda")
    assert "14:00 Welcome 14:10 Check-in What did you leave at home? 14:35 End" in page
    for word in ("slow", "chalk", "O.", "hear everyone", "Look at the room", "Internal", "team"):
        assert word not in page


def test_the_wall_ends_at_the_promised_end(planned: SessionController) -> None:
    planned.do(set_promised_end, ev.LocalTime("2026-11-28", "15:00", 120))
    assert "15:00 End" in pages(planned, "wall_agenda")[0]


def test_without_a_beginning_the_wall_has_lengths(planned: SessionController) -> None:
    planned.do(plan_session, ev.SessionEdited(begins=ev.LocalTime()))
    (page,) = pages(planned, "wall_agenda")
    assert "10 min Welcome 20 min Check-in" in page
    assert "End" not in page


def test_seconds_are_told_as_seconds(planned: SessionController) -> None:
    ids = [item.item_id for item in items_in_order(planned.state)]
    planned.do(edit_items, ids[:1], ev.ItemEdited(planned_ms=Duration(20_000), turn_limit_ms=Duration(45_000)))
    planned.do(edit_items, ids[1:2], ev.ItemEdited(planned_ms=Duration(745_000)))
    (team,) = pages(planned, "team_agenda", "uk")
    assert "20 с Welcome" in team
    assert "12 хв 25 с Check-in" in team
    assert "45 секунд кожному" in team
    planned.do(plan_session, ev.SessionEdited(begins=ev.LocalTime()))
    (wall,) = pages(planned, "wall_agenda")
    assert "20 s Welcome 12 min 25 s Check-in" in wall


def test_the_team_has_all_of_it_and_each_page_says_for_whom(planned: SessionController) -> None:
    (page,) = pages(planned, "team_agenda")
    assert page.count("For the team") == 2
    for words in ("14:10", "20", "Led by: O.", "Goal: hear everyone", "Materials: chalk", "paper", "1 min each"):
        assert words in page
    assert "Note: slow down here" in page
    assert "Look at the room For the team alone" in page


def test_a_group_shows_the_time_of_its_parts(planned: SessionController) -> None:
    ids = [item.item_id for item in items_in_order(planned.state)]
    planned.do(group_items, ids[:2], "Arriving")
    (page,) = pages(planned, "team_agenda")
    assert "14:00 30 Arriving" in page


def test_the_words_of_the_program_are_in_the_language_of_the_dialogue(planned: SessionController) -> None:
    assert "Домовленості групи" in pages(planned, "agreements", "uk")[0]


def test_every_agreement_stands_whole_and_numbered() -> None:
    controller = SessionController()
    agreed = [f"We let each other finish, also when it is hard, number {number}" for number in range(1, 31)]
    for text in agreed:
        controller.do(add_list_entry, GroupList.AGREEMENTS, text)
    whole = " ".join(pages(controller, "agreements"))
    for number, text in enumerate(agreed, 1):
        assert f"{number}. {text}" in whole


def test_without_agreements_there_are_lines_to_write_on() -> None:
    assert pages(SessionController(), "agreements")[0].startswith("Agreements of the group")


def test_each_seat_has_one_card_and_no_other_word_is_on_it() -> None:
    controller = SessionController()
    controller.do(add_participants, 21)
    people = seated(controller.state)
    controller.do(edit_participant, people[0].participant_id, label="Olena", here=False)
    controller.do(remove_participant, people[4].participant_id)
    found = pages(controller, "seat_cards")
    assert len(found) == 3
    assert " ".join(found).split() == [str(seat) for seat in range(1, 22) if seat != 5]


@pytest.mark.parametrize(("kind", "missing"), [("wall_agenda", "agenda"), ("team_agenda", "agenda")])
def test_an_empty_plan_is_said(kind: str, missing: str) -> None:
    with pytest.raises(UserError, match=missing):
        pages(SessionController(), kind)


def test_without_seats_it_is_said_where_they_are_added() -> None:
    with pytest.raises(UserError, match="no seats"):
        pages(SessionController(), "seat_cards")


def test_an_agenda_of_many_items_takes_more_pages_and_cuts_none() -> None:
    controller = SessionController()
    drafts = [ItemDraft(f"Item number {number} of this day", question="Why? " * 30) for number in range(1, 61)]
    controller.do(add_items, drafts)
    for kind in ("wall_agenda", "team_agenda"):
        found = pages(controller, kind)
        assert len(found) > 1
        assert re.findall(r"Item number (\d+) of", " ".join(found)) == [str(number) for number in range(1, 61)]


def test_no_file_tells_who_made_it_or_when(planned: SessionController) -> None:
    planned.do(add_participants, 3)
    planned.do(add_items, [ItemDraft("Tables", format="world_cafe", planned_ms=Duration(70 * MINUTE_MS))])
    planned.do(plan_tables, 1)
    for kind in HANDOUTS:
        pdf = read_handout(kind, planned.state, ENGLISH).write()
        assert pdf == read_handout(kind, planned.state, ENGLISH).write()
        assert not re.search(rb"ReportLab|CreationDate|ModDate|Producer|Author", pdf)


def test_the_table_plan_has_each_seat_with_its_tables_and_a_sheet_for_each_table(planned: SessionController) -> None:
    planned.do(add_participants, 13)
    planned.do(edit_participant, seated(planned.state)[1].participant_id, role=Role.TABLE_HOST, label="Olena")
    cafe = ItemDraft("Tables", "What would you miss?", "world_cafe", {"tables": 3, "rounds": 2})
    planned.do(add_items, [cafe])
    with pytest.raises(UserError, match="dealt"):
        pages(planned, "table_plans")
    planned.do(plan_tables, 1)
    wall, *tables = pages(planned, "table_plans")
    assert len(tables) == 3
    (plan,) = table_plans(planned.state)
    for person in seated(planned.state):
        at = [next(n for n, people in enumerate(seating, 1) if person in people) for seating in plan.rounds]
        assert f"{person.seat} {at[0]} {at[1]} " in wall
    for number, table in enumerate(tables, 1):
        assert table.startswith(f"Table {number} What would you miss?")
        for round_number, seating in enumerate(plan.rounds, 1):
            assert f"Round {round_number} " + " · ".join(str(one.seat) for one in seating[number - 1]) in table
    assert "Seat 2 hosts this table and stays." in tables[0]
    assert "Olena" not in " ".join(tables) + wall
    planned.do(add_participants, 1)
    assert "Seat 14 came in addition" in pages(planned, "table_plans")[0]


def test_what_stands_in_a_report_stands_on_a_handout_too() -> None:
    controller = SessionController()
    words = "тиша → гамір ✓ і 🚌 о сьомій"
    controller.do(add_list_entry, GroupList.AGREEMENTS, words)
    controller.do(add_list_entry, GroupList.AGREEMENTS, "Він сказав שלום לכולם і пішов")
    controller.do(add_items, [ItemDraft(words)])
    (item,) = items_in_order(controller.state)
    controller.do(edit_items, [item.item_id], ev.ItemEdited(question="שלום לכולם", team_note="שלום לכולם"))
    for kind in ("agreements", "wall_agenda", "team_agenda"):
        text = " ".join(pages(controller, kind))
        assert words in text
        assert {"שלום", "לכולם"} <= {*re.findall("[א-ת]+", text)}
        assert "stands for signs" not in text


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_words_can_be_printed(title: str, note: str) -> None:
    controller = SessionController()
    controller.do(add_items, [ItemDraft("Check-in")])
    (item,) = items_in_order(controller.state)
    try:
        controller.do(edit_items, [item.item_id], ev.ItemEdited(title=title, team_note=note, question=note))
    except UserError:
        return
    for kind in ("wall_agenda", "team_agenda"):
        assert pages(controller, kind)
