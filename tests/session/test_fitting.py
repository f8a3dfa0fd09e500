"""Does it fit: what is found, in words, and that each fix helps when it is chosen."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session import events as ev
from facilitator_console.session.editing import edit_items, group_items
from facilitator_console.session.fitting import REST, Finding, Fix, findings
from facilitator_console.session.ids import Shrinks
from facilitator_console.session.people import add_participants
from facilitator_console.session.promise import set_promised_end
from tests.helpers.controller import MINUTE_MS, SessionController
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
