"""Does it fit: what is found, in words, and that each fix helps when it is chosen."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import items_in_order, start_item
from facilitator_console.session.editing import edit_items, group_items
from facilitator_console.session.fitting import REST, Finding, Fix, findings
from facilitator_console.session.ids import NO_ITEM, ItemId, Role, Shrinks
from facilitator_console.session.people import add_participants, edit_participant, seated
from facilitator_console.session.promise import set_promised_end
from facilitator_console.session.table_plan import name_hosts
from facilitator_console.session.tables import HOSTS_STAY
from tests.helpers.controller import MINUTE_MS, UKRAINIAN, SessionController
from tests.session.test_editing import minutes, titles
from tests.session.test_schedule import DAY, fix, ids, planned


def found(controller: SessionController) -> list[tuple[str, str]]:
    """Kind and text of each finding, with its figures."""
    return [(one.kind, said(one)) for one in findings(controller.state)]


def said(finding: Finding) -> str:
    text = finding.text
    return text.msgid.format(**text.params)


def label(proposed: Fix) -> str:
    params = {name: getattr(value, "params", {}).get("title", value) for name, value in proposed.label.params.items()}
    return proposed.label.msgid.format(**params)


def choose(controller: SessionController, place: int, fix_place: int = 0) -> None:
    """Click a fix, as the page does."""
    proposed = findings(controller.state)[place].fixes[fix_place]
    title = [proposed.title.msgid] if proposed.title else []
    controller.do(proposed.command, *proposed.args, *title)


def test_an_empty_plan_and_one_that_fits_are_not_talked_about() -> None:
    assert findings(SessionController().state) == ()
    assert findings(planned(10, 20).state) == ()


@pytest.mark.parametrize("fix_place", [0, 1])
def test_a_round_that_is_too_short_for_everybody(fix_place: int) -> None:
    controller = planned(20)
    controller.do(add_participants, 24)
    edit = ev.ItemEdited(format="go_around", turn_limit_ms=Duration(MINUTE_MS))
    controller.do(edit_items, ids(controller), edit)
    (finding,) = findings(controller.state)
    assert finding.kind == "tight"
    assert [label(proposed) for proposed in finding.fixes] == ["Half a minute each", "25 min"]
    choose(controller, 0, fix_place)
    assert findings(controller.state) == ()


@pytest.mark.parametrize("fix_place", [0, 1, 2])
def test_a_fixed_time_that_is_run_past(fix_place: int) -> None:
    controller = planned(30, 40, 15)
    fix(controller, 2, "15:05")
    assert [kind for kind, _ in found(controller)] == ["overlap"]
    choose(controller, 0, fix_place)
    assert findings(controller.state) == ()


def test_a_fixed_time_that_nothing_can_make_room_for() -> None:
    controller = planned(30, 40, 15)
    fix(controller, 2, "14:20")
    assert [kind for kind, _ in found(controller)] == ["fixed"]
    controller.do(edit_items, ids(controller)[:2], ev.ItemEdited(shrinks=Shrinks.FIXED))
    fix(controller, 2, "15:09")
    assert [kind for kind, _ in found(controller)] == ["fixed"]
    choose(controller, 0)
    assert findings(controller.state) == ()


def test_a_fixed_time_before_the_session_begins() -> None:
    controller = planned(30, 15)
    fix(controller, 1, "13:30")
    assert [kind for kind, _ in found(controller)] == ["fixed"]
    choose(controller, 0, 1)
    assert findings(controller.state) == ()


def test_no_slack_and_past_the_promised_end() -> None:
    controller = planned(30, 40)
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:11", 120))
    assert [kind for kind, _ in found(controller)] == ["slack"]
    choose(controller, 0)
    assert minutes(controller) == [30, 36]
    assert findings(controller.state) == ()
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:00", 120))
    assert [kind for kind, _ in found(controller)] == ["over"]
    choose(controller, 0, 1)
    assert controller.state.info.promised is not None
    assert controller.state.info.promised.time == "15:10"
    assert [kind for kind, _ in found(controller)] == ["slack"]


def test_what_may_not_shrink_is_not_proposed() -> None:
    controller = planned(30, 40)
    controller.do(edit_items, ids(controller)[1:], ev.ItemEdited(shrinks=Shrinks.FIXED))
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:05", 120))
    assert label(findings(controller.state)[0].fixes[0]).endswith("shorter")
    choose(controller, 0)
    assert minutes(controller) == [25, 40]


def test_two_hours_without_a_break() -> None:
    controller = planned(45, 45, 45)
    assert [kind for kind, _ in found(controller)] == ["break"]
    choose(controller, 0)
    assert titles(controller) == ["Item 0", "Break", "Item 1", "Item 2"]
    assert findings(controller.state) == ()


def test_a_break_or_free_time_counts_as_rest() -> None:
    controller = planned(60, 20, 70)
    controller.do(edit_items, ids(controller)[1:2], ev.ItemEdited(format=REST.name))
    assert findings(controller.state) == ()
    controller = planned(60, 70)
    fix(controller, 1, "15:10")
    assert findings(controller.state) == ()


def test_parts_that_take_longer_than_they_are_meant_to() -> None:
    controller = planned(30, 40)
    controller.do(group_items, ids(controller), "Tables", Duration(60 * MINUTE_MS))
    assert [kind for kind, _ in found(controller)] == ["parts"]
    choose(controller, 0)
    assert findings(controller.state) == ()


# -- all that a finding says -----------------------------------------------------------------------------


def told(controller: SessionController) -> list[tuple[object, ...]]:
    """All of each finding: its kind, item, head, text, fixes with their commands, and whether it is wrong."""
    return [
        (
            finding.kind,
            titles_by_id(controller).get(finding.item_id, ""),
            str(finding.head),
            str(finding.text),
            [
                (str(proposed.label), proposed.args, proposed.title and str(proposed.title))
                for proposed in finding.fixes
            ],
            finding.is_wrong,
        )
        for finding in findings(controller.state)
    ]


def titles_by_id(controller: SessionController) -> dict[ItemId, str]:
    return dict(zip(ids(controller), titles(controller), strict=True))


def longer(item_id: ItemId, minutes: float) -> tuple[object, ...]:
    """What sets the length of an item."""
    return (item_id,), ev.ItemEdited(planned_ms=Duration(round(minutes * MINUTE_MS)))


def test_a_round_that_is_too_short_says_for_whom_and_what_would_help() -> None:
    controller = planned(20)
    (item,) = ids(controller)
    controller.do(add_participants, 24)
    controller.do(edit_items, [item], ev.ItemEdited(format="go_around", turn_limit_ms=Duration(MINUTE_MS)))
    half = ((item,), ev.ItemEdited(turn_limit_ms=Duration(30_000)))
    fixes = [("Half a minute each", half, None), ("25 min", longer(item, 25), None)]
    text = "24 people × 1 min do not fit in 20 min."
    assert told(controller) == [("tight", "Item 0", "Item 0", text, fixes, True)]
    controller.do(edit_items, [item], ev.ItemEdited(planned_ms=Duration(10 * MINUTE_MS)))
    assert str(findings(controller.state)[0].fixes[0].label) == "15 s each"
    controller.do(edit_items, [item], ev.ItemEdited(planned_ms=Duration(5 * MINUTE_MS)))
    assert [str(one.label) for one in findings(controller.state)[0].fixes] == ["25 min"]


def test_an_overlap_says_by_how_much_and_proposes_what_can_give_most() -> None:
    controller = planned(30, 40, 15)
    _, second, third = ids(controller)
    fix(controller, 2, "15:05")
    text = "It begins at 15:05, and what comes before it takes 5 min more."
    fixes = [
        ("“Item 1” 5 min shorter", longer(second, 35), None),
        ("Begin at 15:10", ((third,), ev.ItemEdited(fixed_at="15:10")), None),
        ("No fixed time", ((third,), ev.ItemEdited(fixed_at="")), None),
    ]
    assert told(controller) == [("overlap", "Item 2", "Item 2", text, fixes, True)]
    fix(controller, 2, "14:05")
    text = "14:05 can’t be kept: what comes before it takes 65 min more, and can’t shrink so far."
    assert told(controller) == [("fixed", "Item 2", "Item 2", text, fixes[1:], True)]
    fix(controller, 2, "13:55")
    text = "13:55 is before the session begins."
    assert told(controller) == [("fixed", "Item 2", "Item 2", text, fixes[1:], True)]


def test_parts_that_take_too_long_say_how_long_and_what_would_help() -> None:
    controller = planned(30, 40)
    controller.do(group_items, ids(controller), "Tables", Duration(60 * MINUTE_MS))
    heading, _, second = ids(controller)
    fixes = [("“Item 1” 10 min shorter", longer(second, 30), None), ("70 min", longer(heading, 70), None)]
    text = "Its parts take 70 min, and 60 min are meant."
    assert told(controller) == [("parts", "Tables", "Tables", text, fixes, True)]


def test_a_stretch_without_a_break_says_how_long_and_where_one_would_be() -> None:
    controller = planned(45, 45, 45)
    text = "2 h 15 min without a break, from “Item 0” on."
    fixes = [("A break of 15 min before “Item 1”", (ids(controller)[1],), "Break")]
    assert told(controller) == [("break", "Item 1", "No break", text, fixes, False)]
    choose(controller, 0)
    rest = items_in_order(controller.state)[1]
    assert (rest.format, rest.planned_ms, rest.shrinks) == (REST.name, 15 * MINUTE_MS, Shrinks.FIXED)
    controller = planned(121)
    text = "2 h 1 min without a break, from “Item 0” on."
    assert told(controller) == [("break", "Item 0", "No break", text, [], False)]
    assert findings(planned(120).state) == ()


def test_the_promised_end_says_how_far_it_is_and_what_would_help() -> None:
    controller = planned(30, 40)
    second = ids(controller)[1]
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:11", 120))
    fixes: list[tuple[object, ...]] = [("“Item 1” 4 min shorter", longer(second, 36), None)]
    assert told(controller) == [("slack", "", "No slack", "1 minute before the promised end.", fixes, False)]
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:07", 120))
    fixes = [
        ("“Item 1” 3 min shorter", longer(second, 37), None),
        ("Promise 15:10", (ev.LocalTime(DAY, "15:10", 120),), None),
    ]
    text = "The plan ends 3 min after the promised end, 15:07."
    assert told(controller) == [("over", "", "Over the promised end", text, fixes, True)]


def test_tables_without_hosts_say_how_many_and_what_would_help() -> None:
    controller = planned(60)
    (item,) = ids(controller)
    controller.do(add_participants, 12)
    controller.do(edit_items, [item], ev.ItemEdited(format="world_cafe", settings={"tables": 3}))
    (finding,) = [one for one in told(controller) if one[0] == "hosts"]
    nobody = ((item,), ev.ItemEdited(settings={HOSTS_STAY: False}))
    fixes = [("The first seats host", (item,), None), ("Without hosts", nobody, None)]
    assert finding == ("hosts", "Item 0", "Item 0", "3 tables have no host.", fixes, False)
    controller.do(edit_participant, seated(controller.state)[0].participant_id, role=Role.TABLE_HOST)
    assert [one[3] for one in told(controller) if one[0] == "hosts"] == ["2 tables have no host."]
    for person in seated(controller.state)[1:3]:
        controller.do(edit_participant, person.participant_id, role=Role.TABLE_HOST)
    assert "hosts" not in [one[0] for one in told(controller)]


def test_each_item_with_tables_is_asked_for_hosts_until_it_has_begun() -> None:
    controller = planned(30, 40)
    cafe = ev.ItemEdited(format="world_cafe", settings={"tables": 3})
    controller.do(edit_items, ids(controller)[1:], cafe)
    assert "hosts" not in [one[0] for one in told(controller)], "nobody is known, heads are counted"
    controller.do(add_participants, 12)
    assert [one[1] for one in told(controller) if one[0] == "hosts"] == ["Item 1"]
    controller.do(edit_items, ids(controller)[:1], cafe)
    assert [one[1] for one in told(controller) if one[0] == "hosts"] == ["Item 0", "Item 1"]
    controller.do(start_item, ids(controller)[0])
    assert [one[1] for one in told(controller) if one[0] == "hosts"] == ["Item 1"]


@pytest.mark.parametrize(
    ("lengths", "at", "stretches"),
    [
        ((100, 30), "15:45", []),
        ((100, 30), "15:44", ["2 h 14 min without a break, from “Item 0” on."]),
        ((121, 30), "16:10", ["2 h 1 min without a break, from “Item 0” on."]),
        ((30, 121), "14:40", ["2 h 1 min without a break, from “Item 1” on."]),
    ],
)
def test_five_minutes_of_free_time_are_a_break(lengths: tuple[int, int], at: str, stretches: list[str]) -> None:
    controller = planned(*lengths)
    fix(controller, 1, at)
    assert [text for kind, text in found(controller) if kind == "break"] == stretches


def test_each_stretch_between_breaks_is_looked_at_and_a_heading_takes_no_time() -> None:
    controller = planned(121, 15, 60, 61)
    rest = ids(controller)[1]
    controller.do(edit_items, [rest], ev.ItemEdited(format=REST.name))
    controller.do(group_items, ids(controller)[:1], "Whole")
    assert [one[1:4] for one in told(controller)] == [
        ("Item 0", "No break", "2 h 1 min without a break, from “Item 0” on."),
        ("Item 3", "No break", "2 h 1 min without a break, from “Item 2” on."),
    ]


def test_only_what_comes_since_the_last_fixed_time_can_make_room_for_the_next() -> None:
    controller = planned(60, 20, 30, 15)
    fix(controller, 1, "15:00")
    fix(controller, 3, "15:45")
    assert [(one[0], one[4][0][0]) for one in told(controller)] == [  # type: ignore[index]
        ("overlap", "“Item 2” 5 min shorter")
    ]


@pytest.mark.parametrize(
    ("end", "texts"),
    [
        ("15:15", []),
        ("15:14", ["4 minutes before the promised end."]),
        ("15:10", ["0 minutes before the promised end."]),
        ("15:09", ["The plan ends 1 min after the promised end, 15:09."]),
    ],
)
def test_five_minutes_before_the_promised_end_are_enough(end: str, texts: list[str]) -> None:
    controller = planned(30, 40)
    controller.do(set_promised_end, ev.LocalTime(DAY, end, 120))
    assert [one[3] for one in told(controller)] == texts


def test_an_end_on_the_next_day_is_not_promised() -> None:
    controller = planned(60, begins="22:30")
    controller.do(set_promised_end, ev.LocalTime(DAY, "23:20", 120))
    controller.do(edit_items, ids(controller), ev.ItemEdited(planned_ms=Duration(90 * MINUTE_MS)))
    (finding,) = findings(controller.state)
    assert [str(one.label) for one in finding.fixes if "Promise" in str(one.label)] == []


def test_a_break_is_proposed_in_the_middle_and_findings_stand_in_the_agendas_order() -> None:
    controller = planned(20, 20, 20, 90)
    assert str(findings(controller.state)[0].fixes[0].label) == "A break of 15 min before “Item 3”"
    controller = planned(121, 15, 1)
    controller.do(add_participants, 1)
    controller.do(edit_items, ids(controller)[1:2], ev.ItemEdited(format=REST.name))
    round_edit = ev.ItemEdited(format="go_around", turn_limit_ms=Duration(2 * MINUTE_MS))
    controller.do(edit_items, ids(controller)[2:], round_edit)
    assert [one[3] for one in told(controller)] == [
        "2 h 1 min without a break, from “Item 0” on.",
        "1 person × 2 min does not fit in 1 min.",
    ]
    controller = planned(30, 15)
    for at, words in (
        ("14:29", "It begins at 14:29, and what comes before it takes 1 min more."),
        ("14:01", "14:01 can’t be kept: what comes before it takes 29 min more, and can’t shrink so far."),
    ):
        fix(controller, 1, at)
        assert [one[3] for one in told(controller)] == [words]
    controller.do(edit_items, ids(controller)[:1], ev.ItemEdited(shrinks=Shrinks.FIXED))
    fix(controller, 1, "14:29")
    words = "14:29 can’t be kept: what comes before it takes 1 min more, and can’t shrink so far."
    assert [one[3] for one in told(controller)] == [words]


def test_one_table_without_a_host_is_said_as_one() -> None:
    controller = planned(60)
    controller.do(add_participants, 12)
    controller.do(edit_items, ids(controller), ev.ItemEdited(format="world_cafe", settings={"tables": 3}))
    for person in seated(controller.state)[:2]:
        controller.do(edit_participant, person.participant_id, role=Role.TABLE_HOST)
    (finding,) = [one for one in findings(controller.state) if one.kind == "hosts"]
    assert str(finding.text) == "1 table has no host."
    assert [one.command for one in finding.fixes] == [name_hosts, edit_items]


# -- who can give, and just at a limit -------------------------------------------------------------------


def helps(controller: SessionController) -> list[tuple[str, list[str]]]:
    """Kind of each finding, and what its links say."""
    return [(one.kind, [str(fix.label) for fix in one.fixes]) for one in findings(controller.state)]


def test_a_break_is_never_shortened_for_what_comes_behind_it() -> None:
    controller = planned(30, 60, 15)
    controller.do(edit_items, ids(controller)[1:2], ev.ItemEdited(format=REST.name))
    fix(controller, 2, "15:20")
    assert helps(controller) == [("overlap", ["“Item 0” 10 min shorter", "Begin at 15:30", "No fixed time"])]
    fix(controller, 2, "15:10")
    assert [kind for kind, _ in helps(controller)] == ["fixed"]


def test_what_began_gives_nothing_to_a_fixed_time() -> None:
    controller = planned(30, 20, 15)
    fix(controller, 2, "14:45")
    controller.do(start_item, ids(controller)[0])
    assert helps(controller)[0][1][0] == "“Item 1” 5 min shorter"


def test_what_gives_just_enough_is_proposed() -> None:
    controller = planned(30, 15)
    fix(controller, 1, "14:15")
    assert helps(controller) == [("overlap", ["“Item 0” 15 min shorter", "Begin at 14:30", "No fixed time"])]
    controller = planned(30, 40)
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:10", 120))
    assert helps(controller) == [("slack", ["“Item 1” 5 min shorter"])]


def test_what_comes_before_a_fixed_time_makes_no_room_behind_it() -> None:
    controller = planned(60, 20, 15)
    fix(controller, 1, "15:00")
    fix(controller, 2, "15:15")
    assert helps(controller) == [("overlap", ["“Item 1” 5 min shorter", "Begin at 15:20", "No fixed time"])]


def test_a_first_item_begins_with_the_session_and_only_what_is_fixed_is_before_it() -> None:
    controller = planned(30, 15, 10)
    fix(controller, 0, "14:00")
    assert helps(controller) == []
    fix(controller, 0, "13:15")
    assert helps(controller) == [("fixed", ["Begin at 14:00", "No fixed time"])]


def test_a_heading_without_a_length_is_not_run_past_and_a_length_can_follow_its_parts() -> None:
    controller = planned(30, 40)
    controller.do(group_items, ids(controller), "Tables", Duration(60 * MINUTE_MS))
    choose(controller, 0, 1)
    assert (findings(controller.state), minutes(controller)) == ((), [70, 30, 40])
    controller.do(edit_items, ids(controller)[:1], ev.ItemEdited(planned_ms=Duration(0)))
    assert findings(controller.state) == ()


def test_findings_follow_the_agenda_not_what_they_are_about() -> None:
    controller = planned(20, 40, 15)
    controller.do(add_participants, 24)
    controller.do(edit_items, ids(controller)[:1], ev.ItemEdited(format="go_around", turn_limit_ms=Duration(MINUTE_MS)))
    fix(controller, 2, "14:55")
    assert [kind for kind, _ in helps(controller)] == ["tight", "overlap"]


def test_a_round_of_one_person_has_all_the_time() -> None:
    controller = planned(1)
    controller.do(add_participants, 1)
    controller.do(edit_items, ids(controller), ev.ItemEdited(format="go_around", turn_limit_ms=Duration(2 * MINUTE_MS)))
    assert helps(controller) == [("tight", ["1 min each", "5 min"])]


def test_what_concerns_the_end_is_about_no_item_and_an_end_without_a_day_keeps_the_promised_one() -> None:
    controller = planned(30, 40, date="")
    for end in ("15:08", "15:12"):
        controller.do(set_promised_end, ev.LocalTime(DAY, end, 120))
        (finding,) = findings(controller.state)
        assert finding.item_id == NO_ITEM
        if finding.kind == "over":
            assert finding.fixes[-1].args == (ev.LocalTime(DAY, "15:10", 120),)


def test_minutes_are_counted_as_ukrainian_counts_them() -> None:
    controller = planned(30, 40, 15)
    fix(controller, 2, "15:05")
    (overlap,) = findings(controller.state)
    fix(controller, 2, "14:05")
    (fixed,) = findings(controller.state)
    fix(controller, 2, "")
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:20", 120))
    (over,) = findings(controller.state)
    said_uk = [UKRAINIAN.text(message) for message in (overlap.text, overlap.fixes[0].label, fixed.text, over.text)]
    assert [" хвилин " in words for words in said_uk] == [True] * 4


def test_a_round_keeps_half_a_minute_for_each_whom_it_asks() -> None:
    controller = planned(20, 15)
    controller.do(add_participants, 24)
    half = ev.ItemEdited(format="go_around", turn_limit_ms=Duration(30_000))
    controller.do(edit_items, ids(controller)[:1], half)
    fix(controller, 1, "14:12")
    assert [kind for kind, _ in helps(controller)] == ["overlap"]
    fix(controller, 1, "14:11")
    assert [kind for kind, _ in helps(controller)] == ["fixed"]


def test_without_a_beginning_nothing_is_said_of_the_promised_end() -> None:
    controller = planned(30, begins="")
    controller.do(set_promised_end, ev.LocalTime(DAY, "14:10", 120))
    assert findings(controller.state) == ()
