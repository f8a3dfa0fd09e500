"""Drafts of items: typed lines, and many items put on an agenda at once."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import Duration
from facilitator_console.session.agenda import add_item, items_in_order, remove_item
from facilitator_console.session.drafts import (
    ItemDraft,
    add_items,
    draft_of,
    drafts_of,
    read_line,
    read_time_of_day,
)
from facilitator_console.session.ids import NO_ITEM, AtEnd, ItemId, Shrinks
from facilitator_console.words import UserError, kept_label
from tests.helpers.controller import MINUTE_MS, SessionController


def titles(controller: SessionController) -> list[str]:
    return [item.title for item in items_in_order(controller.state)]


@pytest.mark.parametrize(
    ("line", "title", "minutes"),
    [
        ("25 What could work?", "What could work?", 25),
        ("1h30 Обговорення", "Обговорення", 90),
        ("1 год 30 хв Обговорення", "Обговорення", 90),
        ("½ minute of silence", "of silence", 0.5),
        ("1:30 Lunch", "Lunch", 90),
        ("10 хв – Вступ", "Вступ", 10),
        ("10 хв –Вступ", "Вступ", 10),
        ("10m: Pairs", "Pairs", 10),
        ("- 10m Pairs", "- 10m Pairs", 10),
        ("10 с Марією", "с Марією", 10),
        ("Pairs 20m", "Pairs", 20),
        ("Pairs [20]", "Pairs", 20),
        ("Пары (1 ч 30 мин)", "Пары", 90),
        ("Вступ — 15 хв", "Вступ", 15),
        ("Pairs 1:30", "Pairs", 90),
        ("🙂 15 хв", "🙂", 15),
        ("15 שלום עולם", "שלום עולם", 15),
        ("[20] – Pairs -", "Pairs -", 20),
        ("(1h) Pairs", "Pairs", 60),
        ("20m – Pairs -", "Pairs -", 20),
        ("- Pairs – [20]", "- Pairs", 20),
        # No lengths, so the usual one.
        ("[some] Pairs", "[some] Pairs", 10),
        ("Pairs of the Z", "Pairs of the Z", 10),
        ("Dialogue 15 с", "Dialogue 15 с", 10),
        ("Question 1", "Question 1", 10),
        ("3. Hello", "3. Hello", 10),
        ("Ends at 14:00", "Ends at 14:00", 10),
        ("Welcome", "Welcome", 10),
    ],
)
def test_a_typed_line_becomes_an_item(line: str, title: str, minutes: float) -> None:
    assert read_line(line) == ItemDraft(title, planned_ms=Duration(round(minutes * MINUTE_MS)))


@pytest.mark.parametrize(
    ("line", "at", "minutes"),
    [
        ("14:00 Pairs", "14:00", 10),
        ("9:30 15 Pairs", "09:30", 15),
        ("14:00–14:25 Pairs", "14:00", 25),
        ("0:30–1:10 Pairs", "00:30", 40),
        ("23:30–0:15 Pairs", "23:30", 45),
        ("23:30-1:00 Pairs", "23:30", 90),
        ("5:00 Pairs", "05:00", 10),
    ],
)
def test_a_time_of_day_before_the_words_is_when_the_item_must_begin(line: str, at: str, minutes: int) -> None:
    assert read_line(line) == ItemDraft("Pairs", planned_ms=Duration(minutes * MINUTE_MS), fixed_at=at)


@pytest.mark.parametrize("line", ["", "  ", "25", "1h30", "14:00", "\u202e"])
def test_a_line_without_words_is_refused(line: str) -> None:
    with pytest.raises(UserError) as refused:
        read_line(line)
    words = "An item needs words too: type its title behind the length, such as “25 Pairs”."
    assert str(refused.value) == words


@given(st.text(max_size=80))
def test_any_line_is_an_item_with_a_piece_of_its_words_or_refused(line: str) -> None:
    try:
        draft = read_line(line)
    except UserError:
        return
    assert draft.title
    assert draft.title in kept_label(line)


@pytest.mark.parametrize(("typed", "kept"), [("9:30", "09:30"), ("9.30", "09:30"), ("23:59", "23:59"), ("", "")])
def test_a_time_of_day_is_read(typed: str, kept: str) -> None:
    assert read_time_of_day(typed) == kept


@pytest.mark.parametrize("typed", ["24:00", "9", "9:60", "noon", "-1:00"])
def test_what_no_clock_shows_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="not a time of day"):
        read_time_of_day(typed)


def test_many_items_are_one_command_and_one_undo() -> None:
    controller = SessionController()
    controller.do(add_item, "First")
    last = ItemId(controller.make(add_item, "Last"))
    added = controller.do(add_items, [ItemDraft(f"{n}") for n in range(5)], before=last)
    assert titles(controller) == ["First", "0", "1", "2", "3", "4", "Last"]
    controller.undo(added)
    assert titles(controller) == ["First", "Last"]


def test_parts_belong_to_the_item_above_with_a_lower_level() -> None:
    controller = SessionController()
    levels = [0, 1, 1, 2, 1, 0, 3]
    controller.do(add_items, [ItemDraft(str(n), part=level) for n, level in enumerate(levels)])
    by_id = {item.item_id: item.title for item in items_in_order(controller.state)}
    wholes = [by_id.get(item.part_of, "") for item in items_in_order(controller.state)]
    assert wholes == ["", "0", "0", "2", "0", "", "5"]
    assert [draft.part for draft in drafts_of(controller.state)] == [0, 1, 1, 2, 1, 0, 1]


def test_before_a_part_a_new_item_is_a_part_too() -> None:
    controller = SessionController()
    controller.do(add_items, [ItemDraft("Whole"), ItemDraft("Part", part=1)])
    whole, part = items_in_order(controller.state)
    controller.do(add_items, [ItemDraft("Other part")], before=part.item_id)
    assert [(item.title, item.part_of) for item in items_in_order(controller.state)] == [
        ("Whole", NO_ITEM),
        ("Other part", whole.item_id),
        ("Part", whole.item_id),
    ]


def test_everything_that_was_planned_comes_along() -> None:
    draft = ItemDraft(
        "Tables",
        "What would have to be true?",
        "world_cafe",
        {"places": 4},
        Duration(60 * MINUTE_MS),
        Duration(90_000),
        "15:15",
        internal=True,
        goal="To hear\nall",
        materials="Paper",
        team_note="Slow down",
        led_by="Host",
        shrinks=Shrinks.TO_LEAST,
        least_ms=Duration(45 * MINUTE_MS),
        most_ms=Duration(70 * MINUTE_MS),
        at_end=AtEnd.STOP,
        counts_up=True,
    )
    controller = SessionController()
    controller.do(add_items, [draft])
    (item,) = items_in_order(controller.state)
    assert draft_of(item) == draft


def test_words_are_kept_as_texts_are_and_a_length_may_be_a_whole_day() -> None:
    day = Duration(24 * 60 * MINUTE_MS)
    controller, lines = SessionController(), " One\x07\r\n two "
    draft = ItemDraft(
        " T ", " Q\nq ", "", goal=lines, materials=lines, team_note=lines, led_by=" L\tl ", planned_ms=day
    )
    controller.do(add_items, [draft])
    (item,) = items_in_order(controller.state)
    kept = "One\n two"
    assert draft_of(item) == ItemDraft(
        "T", "Q q", planned_ms=day, goal=kept, materials=kept, team_note=kept, led_by="L l"
    )


def test_a_part_without_its_whole_is_a_draft_by_itself() -> None:
    controller = SessionController()
    controller.do(add_items, [ItemDraft("Whole"), ItemDraft("Part", part=1), ItemDraft("Part of it", part=2)])
    _, part, of_it = (item.item_id for item in items_in_order(controller.state))
    assert [draft.part for draft in drafts_of(controller.state, [part, of_it])] == [0, 1]


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (ItemDraft("  "), "Nothing was written"),
        (ItemDraft("Long", planned_ms=Duration(25 * 60 * MINUTE_MS)), "“Long”: a time must lie"),
        (ItemDraft("Back", turn_limit_ms=Duration(-1)), "“Back”: a time must lie"),
        (ItemDraft("Late", fixed_at="25:00"), "not a time of day"),
    ],
)
def test_nothing_is_added_where_one_draft_cannot_be(draft: ItemDraft, why: str) -> None:
    controller = SessionController()
    with pytest.raises(UserError, match=why):
        controller.do(add_items, [ItemDraft("Good"), draft])
    assert titles(controller) == []


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.randoms())
def test_items_put_anywhere_stand_where_they_were_put(counts: list[int], chance: Random) -> None:
    controller, expected = SessionController(), list[str]()
    for turn, count in enumerate(counts):
        at = chance.randint(0, len(expected))
        items = items_in_order(controller.state)
        before = items[at].item_id if at < len(items) else None
        new = [f"{turn}.{number}" for number in range(count)]
        controller.do(add_items, [ItemDraft(title) for title in new], before=before)
        expected[at:at] = new
    assert titles(controller) == expected


def test_2000_items_have_short_keys() -> None:
    controller = SessionController()
    controller.do(add_items, [ItemDraft(str(n)) for n in range(2000)])
    assert titles(controller) == [str(n) for n in range(2000)]
    assert max(len(item.key) for item in items_in_order(controller.state)) < 20


def test_removed_items_are_no_drafts() -> None:
    controller = SessionController()
    controller.do(add_items, [ItemDraft("A"), ItemDraft("B")])
    first = items_in_order(controller.state)[0].item_id
    controller.do(remove_item, first)
    assert [draft.title for draft in drafts_of(controller.state)] == ["B"]
    assert drafts_of(controller.state, [first]) == ()
