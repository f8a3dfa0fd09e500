"""Editing the plan: several items at once, split, merge, group, copies; whatever is edited, times add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.log import NO_REF, THE_SESSION, Duration, NewEvent, Ref, SessionId, Subject
from facilitator_console.session import editing
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import as_it_goes_ms, heading_ids, items_in_order, next_item, start_item
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.ids import NO_ITEM, ItemId, Shrinks
from facilitator_console.session.plan import planned_length_ms
from facilitator_console.session.schedule import schedule
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, SessionController, bodies, contents
from tests.session.test_schedule import ids, planned

TYPED = "🙂 é «Ї» שלום"


def titles(controller: SessionController) -> list[str]:
    return [item.title for item in items_in_order(controller.state)]


def minutes(controller: SessionController) -> list[int]:
    return [item.planned_ms // MINUTE_MS for item in items_in_order(controller.state)]


def test_several_items_are_edited_as_one_command() -> None:
    controller = planned(10, 20, 30)
    edit = ev.ItemEdited(shrinks=Shrinks.TO_LEAST, least_ms=Duration(5 * MINUTE_MS), team_note=f"  {TYPED}\nslow ")
    done = controller.do(editing.edit_items, ids(controller)[:2], edit)
    items = items_in_order(controller.state)
    assert [item.shrinks for item in items] == [Shrinks.TO_LEAST, Shrinks.TO_LEAST, Shrinks.BY_SHARE]
    assert items[0].team_note == "🙂 é «Ї» שלום\nslow"
    controller.undo(done)
    assert items_in_order(controller.state)[0].team_note == ""


@pytest.mark.parametrize(
    "edit",
    [
        ev.ItemEdited(title="  "),
        ev.ItemEdited(planned_ms=Duration(-1)),
        ev.ItemEdited(least_ms=Duration(10**9)),
        ev.ItemEdited(fixed_at="soon"),
    ],
)
def test_what_cannot_be_is_refused(edit: ev.ItemEdited) -> None:
    controller = planned(10)
    with pytest.raises(UserError):
        controller.do(editing.edit_items, ids(controller), edit)


def test_several_items_move_together_in_their_order() -> None:
    controller = planned(1, 2, 3, 4, 5)
    first, _, third, _, fifth = ids(controller)
    controller.do(editing.move_items, [third, first], fifth)
    assert minutes(controller) == [2, 4, 1, 3, 5]
    controller.do(editing.move_items, [first, third], first)
    assert minutes(controller) == [2, 4, 1, 3, 5]
    controller.do(editing.move_items, [fifth], ids(controller)[0])
    assert minutes(controller) == [5, 2, 4, 1, 3]
    controller.do(editing.move_items, [fifth, ids(controller)[1]], None)
    assert minutes(controller) == [4, 1, 3, 5, 2]


def test_a_heading_takes_its_parts_along_and_takes_in_what_comes_among_them() -> None:
    controller = planned(1, 2, 3, 4)
    one, two, three, four = ids(controller)
    controller.do(editing.group_items, [two, three], "Tables")
    heading = ids(controller)[1]
    controller.do(editing.move_items, [four], three)
    assert controller.state.items[four].part_of == heading
    controller.do(editing.move_items, [heading], one)
    assert titles(controller) == ["Tables", "Item 1", "Item 3", "Item 2", "Item 0"]
    controller.do(editing.move_items, [four], None)
    assert controller.state.items[four].part_of == NO_ITEM


def test_items_are_grouped_and_ungrouped() -> None:
    controller = planned(10, 20, 30, 40)
    _, two, _, four = ids(controller)
    controller.do(editing.group_items, [two, four], TYPED)
    assert titles(controller) == ["Item 0", TYPED, "Item 1", "Item 3", "Item 2"]
    assert minutes(controller)[1] == 60
    controller.do(editing.ungroup_item, ids(controller)[1])
    assert titles(controller) == ["Item 0", "Item 1", "Item 3", "Item 2"]
    assert {item.part_of for item in items_in_order(controller.state)} == {NO_ITEM}


def test_a_heading_takes_no_time_of_its_own_and_is_not_held() -> None:
    controller = planned(10, 20, 30)
    first, second, _ = ids(controller)
    controller.do(editing.group_items, [second], "Tables", Duration(40 * MINUTE_MS))
    assert planned_length_ms(controller.state) == 60 * MINUTE_MS
    controller.do(start_item, first)
    assert as_it_goes_ms(controller.state, controller.now_ms) - controller.now_ms == 60 * MINUTE_MS
    controller.do(next_item)
    assert controller.state.room.item_id == second


def test_parts_of_each_other_have_no_heading_and_neither_has_a_part_of_them() -> None:
    """Two laptops that did not know of each other may make such a circle."""
    controller = planned(10, 20, 30)
    one, two, three = ids(controller)
    for part, heading in ((one, two), (two, one), (three, one)):
        controller.write(NewEvent(ev.ItemEdited(part_of=heading), Subject(part)))
    assert heading_ids(items_in_order(controller.state)) == {}


def test_an_item_is_split_and_merged_again() -> None:
    controller = planned(25)
    controller.do(editing.split_item, ids(controller)[0])
    assert minutes(controller) == [12, 13]
    assert titles(controller) == ["Item 0", "Item 0"]
    controller.do(editing.split_item, ids(controller)[1], Duration(3 * MINUTE_MS))
    assert minutes(controller) == [12, 3, 10]
    controller.do(editing.merge_items, ids(controller))
    assert minutes(controller) == [25]


def test_what_is_merged_keeps_all_words() -> None:
    controller = planned(10, 20)
    for item_id, words in zip(ids(controller), ("Who?", "Why?"), strict=True):
        controller.do(editing.edit_items, [item_id], ev.ItemEdited(question=words, materials=words))
    controller.do(editing.merge_items, ids(controller))
    (item,) = items_in_order(controller.state)
    assert (item.question, item.materials) == ("Who? Why?", "Who?\nWhy?")


def test_copies_stand_behind_what_they_are_copies_of_with_all_their_fields() -> None:
    controller = planned(10, 20)
    edit = ev.ItemEdited(settings={"order": "balanced_stack"}, internal=True, led_by="О.", fixed_at="14:10")
    controller.do(editing.edit_items, [ids(controller)[1]], edit)
    controller.do(editing.duplicate_items, ids(controller))
    assert minutes(controller) == [10, 20, 10, 20]
    copied = items_in_order(controller.state)[3]
    assert (copied.settings, copied.internal, copied.led_by) == ({"order": "balanced_stack"}, True, "О.")


def test_a_copy_says_where_its_words_came_from_and_they_are_not_merged_away() -> None:
    controller, origin = planned(10), Ref(SessionId("11" * 8), Subject("aa.1"))
    controller.do(add_items, [ItemDraft("drawn elsewhere", origin=origin)])
    own, brought = ids(controller)
    controller.do(editing.duplicate_items, [brought])
    assert [item.origin for item in items_in_order(controller.state)] == [NO_REF, origin, origin]
    with pytest.raises(UserError, match="another session"):
        controller.do(editing.merge_items, [own, brought])
    controller.do(editing.merge_items, ids(controller)[1:])
    assert [item.origin for item in items_in_order(controller.state)] == [NO_REF, origin]


def test_what_has_begun_is_neither_removed_nor_split_nor_merged() -> None:
    controller = planned(10, 20)
    first, second = ids(controller)
    controller.do(start_item, first)
    for command, args in (
        (editing.remove_items, ([first],)),
        (editing.split_item, (first,)),
        (editing.merge_items, ([first, second],)),
    ):
        assert re.fullmatch(
            r"“Item 0” has (taken place|begun), so it can’t be \w+\.", refused(controller, command, *args)
        )


def refused(controller: SessionController, command: Callable[..., Sequence[NewEvent]], *args: object) -> str:
    """The words of a refusal."""
    with pytest.raises(UserError) as found:
        controller.do(command, *args)
    return str(found.value)


def test_each_refusal_says_what_is_wrong() -> None:
    controller = planned(10, 20, 30)
    first, second, _ = ids(controller)
    assert refused(controller, editing.merge_items, [first]) == "Select two items or more to merge them."
    nothing = refused(controller, editing.group_items, [], "Tables")
    assert nothing == "Select the items that belong together first."
    assert refused(controller, editing.ungroup_item, first) == "“Item 0” has no parts."
    late = refused(controller, editing.split_item, first, Duration(10 * MINUTE_MS - 999))
    assert late == "“Item 0” is too short to be split."
    assert refused(controller, editing.split_item, first, Duration(999)) == late
    assert refused(controller, editing.take_agenda, [], ev.LocalTime("", "", 0)) == "There is nothing to take."
    day = Duration(24 * 60 * MINUTE_MS)
    controller.do(editing.group_items, [first], "Whole", day)
    for length_ms in (Duration(-1), Duration(day + 1)):
        words = refused(controller, editing.group_items, [second], "Other", length_ms)
        assert words == "A time must lie between 0 minutes and 24 hours."
    whole = ids(controller)[0]
    assert refused(controller, editing.split_item, whole) == "“Whole” has parts already. Split one of these."
    assert refused(controller, editing.merge_items, [whole, second]) == "“Whole” has parts. Merge these instead."
    assert refused(controller, editing.group_items, [whole], "Other") == "“Whole” has parts already."
    origin = Ref(SessionId("11" * 8), Subject("aa.1"))
    controller.do(add_items, [ItemDraft("Brought", origin=origin)])
    apart = refused(controller, editing.merge_items, [second, ids(controller)[-1]])
    assert apart == "“Brought” was brought from another session. Keep it apart."


def test_what_is_split_and_merged_is_written_field_by_field() -> None:
    controller = planned(10)
    draft = ItemDraft(
        "Talk", "Who?", goal="G", materials="M", team_note="T", fixed_at="14:30", planned_ms=Duration(25 * MINUTE_MS),
        least_ms=Duration(20 * MINUTE_MS), most_ms=Duration(30 * MINUTE_MS), led_by="О.",
    )  # fmt: skip
    controller.do(add_items, [draft])
    controller.do(editing.group_items, [ids(controller)[1]], "Whole")
    heading, talk = ids(controller)[1:]
    first, second = bodies(controller.do(editing.split_item, talk))
    assert first == ev.ItemEdited(planned_ms=Duration(12 * MINUTE_MS), least_ms=Duration(12 * MINUTE_MS))
    assert isinstance(second, ev.ItemAdded)
    rest = ev.ItemAdded(
        "Talk", second.key, "Who?", goal="G", materials="M", team_note="T", planned_ms=Duration(13 * MINUTE_MS),
        least_ms=Duration(13 * MINUTE_MS), most_ms=Duration(30 * MINUTE_MS), led_by="О.", part_of=heading,
    )  # fmt: skip
    assert second == rest
    other = ids(controller)[3]
    controller.do(editing.edit_items, [other], ev.ItemEdited(question="Why?", goal="H", team_note="", title="Other"))
    merged = controller.do(editing.merge_items, [other, talk])
    assert bodies(merged) == [
        ev.ItemEdited(
            planned_ms=Duration(25 * MINUTE_MS), question="Who? Why?", goal="G\nH", materials="M", team_note="T"
        ),
        ev.ItemRemoved(),
    ]
    assert [event.subject for event in merged] == [Subject(talk), Subject(other)]


def test_what_is_merged_is_not_longer_than_a_day() -> None:
    controller = planned(20 * 60, 20 * 60)
    controller.do(editing.merge_items, ids(controller))
    assert minutes(controller) == [24 * 60]


@pytest.mark.parametrize(("planned_ms", "first_ms"), [(150_000, 60_000), (119_000, 59_500), (2000, 1000)])
def test_half_of_an_item_is_whole_minutes_where_it_has_any(planned_ms: int, first_ms: int) -> None:
    controller = planned(10)
    controller.do(editing.edit_items, ids(controller), ev.ItemEdited(planned_ms=Duration(planned_ms)))
    controller.do(editing.split_item, ids(controller)[0])
    assert [item.planned_ms for item in items_in_order(controller.state)] == [first_ms, planned_ms - first_ms]


def test_a_heading_that_goes_leaves_its_parts_by_themselves() -> None:
    controller = planned(10, 20, 30)
    controller.do(editing.group_items, ids(controller)[:2], "Whole")
    whole, one, two, _ = ids(controller)
    gone = controller.do(editing.remove_items, [whole, one, whole])
    assert bodies(gone) == [ev.ItemRemoved(), ev.ItemRemoved(), ev.ItemEdited(part_of=NO_ITEM)]
    assert [event.subject for event in gone] == [Subject(item) for item in (whole, one, two)]


def test_copies_of_the_parts_of_one_heading_are_parts_of_it_and_others_stand_by_themselves() -> None:
    controller = planned(10, 20, 30)
    controller.do(editing.group_items, ids(controller)[:2], "Whole")
    whole, one, two, three = ids(controller)
    for wanted, wholes in (([one, two], [whole, whole]), ([one, three], [NO_ITEM, NO_ITEM]), ([], [])):
        said = controller.do(editing.duplicate_items, wanted)
        assert [body.part_of for body in bodies(said) if isinstance(body, ev.ItemAdded)] == wholes
        if said:
            controller.undo(said)


def test_copies_and_halves_stand_right_behind_what_they_are_of() -> None:
    controller = planned(10, 20, 30)
    controller.do(editing.duplicate_items, [ids(controller)[0]])
    assert minutes(controller) == [10, 10, 20, 30]
    controller.do(editing.split_item, ids(controller)[2])
    assert minutes(controller) == [10, 10, 10, 10, 30]


def test_a_heading_that_is_moved_among_the_parts_of_another_becomes_one_and_keeps_its_own() -> None:
    controller = planned(10, 20)
    for item_id, title in zip(ids(controller), ("A", "B"), strict=True):
        controller.do(editing.group_items, [item_id], title)
    first, part, second, own = ids(controller)
    said = controller.do(editing.move_items, [second], part)
    assert [event.subject for event in said] == [Subject(item) for item in (second, second, own)]
    assert titles(controller) == ["A", "B", "Item 1", "Item 0"]
    wholes = [controller.state.items[item_id].part_of for item_id in (first, part, second, own)]
    assert wholes == [NO_ITEM, first, first, second]
    controller.do(editing.move_items, [own], None)
    assert controller.state.items[own].part_of == NO_ITEM


def test_what_is_planned_of_the_session_is_kept_as_texts_are() -> None:
    controller = planned(10)
    edit = ev.SessionEdited(title="  Talk ", referral=" Call\n1 ", language="uk")
    (said,) = controller.do(editing.plan_session, edit)
    assert bodies([said]) == [ev.SessionEdited(title="Talk", referral="Call 1", language="uk")]
    assert said.subject == ""


def test_another_language_renames_what_the_program_named_and_is_still_to_come() -> None:
    controller = planned(10, 20, 30, 40)
    first, second, third, _ = ids(controller)
    controller.do(start_item, first)
    said = controller.do(editing.change_language, "uk", {"Item 0": "Перше", "Item 1": "Друге", "Item 2": "Item 2"})
    assert bodies(said) == [ev.SessionEdited(language="uk"), ev.ItemEdited(title="Друге")]
    assert [event.subject for event in said] == [THE_SESSION, Subject(second)]
    assert third in controller.state.items


def test_a_file_says_when_the_session_begins_where_nothing_is_set() -> None:
    controller, begins = SessionController(), ev.LocalTime("2026-12-01", "10:00", 120)
    for time, is_said in (("", False), ("10:00", True), ("11:00", False)):
        said = bodies(controller.do(editing.take_agenda, [ItemDraft("One")], replace(begins, time=time)))
        assert said[1:] == ([ev.SessionEdited(begins=begins)] if is_said else [])


def test_each_item_is_edited_in_its_own_way() -> None:
    controller = planned(10, 20)
    first, second = ids(controller)
    edits = {second: ev.ItemEdited(internal=True), first: ev.ItemEdited(counts_up=True)}
    said = controller.do(editing.edit_each, edits)
    assert [(event.subject, body) for event, body in zip(said, bodies(said), strict=True)] == [
        (Subject(one), edits[one]) for one in edits
    ]


def test_all_fields_of_an_edit_are_kept_as_they_are_of_a_draft() -> None:
    controller = planned(10)
    day = Duration(24 * 60 * MINUTE_MS)
    edit = ev.ItemEdited(
        title=" T ", question=" Q\nq ", led_by=" L ", goal=" G\ng ", materials=" M ", team_note=" N ", fixed_at="9.05",
        planned_ms=day, turn_limit_ms=day, least_ms=day, most_ms=day, settings={"places": 4},
    )  # fmt: skip
    (said,) = bodies(controller.do(editing.edit_items, ids(controller), edit))
    assert said == ev.ItemEdited(
        title="T", question="Q q", led_by="L", goal="G\ng", materials="M", team_note="N", fixed_at="09:05",
        planned_ms=day, turn_limit_ms=day, least_ms=day, most_ms=day, settings={"places": 4},
    )  # fmt: skip


def test_items_that_are_grouped_are_moved_behind_their_heading() -> None:
    controller = planned(10, 20, 30)
    one, _, three = ids(controller)
    said = controller.do(editing.group_items, [three, one], " Whole ")
    heading = said[0].subject
    keys = [body.key for body in bodies(said) if isinstance(body, (ev.ItemAdded, ev.ItemMoved))]
    assert keys == sorted(keys)
    assert bodies(said) == [
        ev.ItemAdded("Whole", keys[0], planned_ms=Duration(40 * MINUTE_MS)),
        ev.ItemMoved(keys[1]),
        ev.ItemEdited(part_of=ItemId(heading)),
        ev.ItemMoved(keys[2]),
        ev.ItemEdited(part_of=ItemId(heading)),
    ]
    assert [event.subject for event in said[1:]] == [Subject(item) for item in (one, one, three, three)]


# -- whatever is edited ----------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("insert", "move", "remove", "duplicate", "split", "merge", "group", "ungroup", "edit", "fix", "undo")
        ),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(0, 90),
    ),
    max_size=25,
)
TIMES = ("", "14:30", "13:00", "23:50", "0:10")


def edit(controller: SessionController, step: tuple[str, int, int, int], done: list[Sequence[object]]) -> None:
    """Carry one step out; what is refused changes nothing."""
    name, at, to, length = step
    known = ids(controller)
    some = sorted({known[at % len(known)], known[to % len(known)]}) if known else []
    one = some[:1]
    before = known[to % len(known)] if known and to % 4 else None
    length_ms = Duration(length * MINUTE_MS)
    commands = {
        "insert": (add_items, ([ItemDraft(f"{TYPED} {length}", planned_ms=length_ms)], before)),
        "move": (editing.move_items, (some, before)),
        "remove": (editing.remove_items, (one,)),
        "duplicate": (editing.duplicate_items, (some,)),
        "split": (editing.split_item, (one[0] if one else NO_ITEM,)),
        "merge": (editing.merge_items, (some,)),
        "group": (editing.group_items, (some, "Group", length_ms)),
        "ungroup": (editing.ungroup_item, (one[0] if one else NO_ITEM,)),
        "edit": (editing.edit_items, (some, ev.ItemEdited(planned_ms=length_ms))),
        "fix": (editing.edit_items, (one, ev.ItemEdited(fixed_at=TIMES[length % len(TIMES)]))),
    }
    if name == "undo":
        if done:
            controller.undo(done.pop())  # type: ignore[arg-type]
        return
    command, args = commands[name]
    try:
        events = controller.do(command, *args)  # type: ignore[arg-type]
    except UserError:
        return
    if events:
        done.append(events)


def check_times(controller: SessionController) -> None:
    """Times follow each other, and the whole is the sum of its parts."""
    plan = schedule(controller.state)
    at_ms = plan.begins_ms
    for slot in plan.slots:
        assert slot.starts_ms == at_ms + slot.gap_ms
        at_ms = slot.starts_ms + slot.length_ms
    assert plan.ends_ms == at_ms == plan.begins_ms + sum(slot.length_ms + slot.gap_ms for slot in plan.slots)
    items = {item.item_id: item for item in items_in_order(controller.state)}
    assert plan.planned_ms == sum(items[slot.item_id].planned_ms for slot in plan.slots if not slot.is_heading)
    for slot in plan.slots:
        parts = [other for other in plan.slots if other.heading_id == slot.item_id]
        assert slot.parts_ms == sum(other.length_ms + other.parts_ms for other in parts)
        assert slot.is_heading == bool(parts)


@given(STEPS)
def test_whatever_is_edited_times_are_consistent_and_the_sum_is_equal_to_its_parts(
    steps: list[tuple[str, int, int, int]],
) -> None:
    controller = planned(10, 20, 30)
    done: list[Sequence[object]] = []
    for step in steps:
        edit(controller, step, done)
        check_times(controller)


@settings(max_examples=30)
@given(STEPS, STEPS)
def test_two_laptops_that_edit_one_agenda_come_to_one_state(
    ours: list[tuple[str, int, int, int]], theirs: list[tuple[str, int, int, int]]
) -> None:
    """Each edits by itself, then each hears of the other: in whatever order, both have the same agenda."""
    here = planned(10, 20, 30)
    there = SessionController(writer="b")
    there.receive(here.written)
    for controller, steps in ((here, ours), (there, theirs)):
        done: list[Sequence[object]] = []
        for step in steps:
            edit(controller, step, done)
    own, told = list(here.written), list(there.written)
    here.receive(told)
    there.receive(reversed(own))
    assert contents(here.state) == contents(there.state)
    check_times(here)
    for events in permutations((own, told)):
        late = SessionController(writer="c")
        for part in events:
            late.receive(part)
        assert items_in_order(late.state) == items_in_order(here.state)


def test_an_item_that_is_not_there_is_refused() -> None:
    controller = planned(10)
    with pytest.raises(UserError):
        controller.do(editing.edit_items, [ItemId("nobody")], ev.ItemEdited(internal=True))


def test_copies_of_parts_of_two_headings_are_part_of_none() -> None:
    controller = planned(10, 20)
    first, second = ids(controller)
    for part in (first, second):
        controller.do(editing.group_items, [part], "Whole")
    made = bodies(controller.do(editing.duplicate_items, [first, second]))
    assert [one.part_of for one in made if isinstance(one, ev.ItemAdded)] == [NO_ITEM, NO_ITEM]


def test_what_moves_among_items_without_a_heading_says_nothing_of_one() -> None:
    controller = planned(10, 20)
    first, second = ids(controller)
    for before in (first, None):
        moved = controller.do(editing.move_items, [second], before)
        assert [event.kind for event in moved] == ["item_moved"]
