"""Who spoke when is forgotten at the end of any dialogue: all else stays as it was, wherever the log is merged."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import ERASING, NOTHING_ERASED, Event, as_kept, with_erasures
from facilitator_console.session.agenda import close_session
from facilitator_console.session.balance import group_shares, heard, not_heard_yet, to_half_minutes
from facilitator_console.session.forgetting import forget_speaking
from tests.dialogue.plain_fold import plain_fold
from tests.helpers.controller import SessionController, contents
from tests.helpers.played import played

STAY = ("items", "groups", "participants", "notes", "tags", "list_entries", "marks", "statements", "moderation", "runs")


def forgotten(controller: SessionController) -> SessionController:
    """End the dialogue, as far as it is not over, and forget."""
    if not controller.state.info.closed_at_ms:
        controller.do(close_session)
    assume(controller.state.info.closed_at_ms and controller.history.tells_who_spoke)
    controller.do(forget_speaking, controller.laptop)
    return controller


@pytest.mark.slow
@given(played(laptops=1))
def test_all_else_stays(controllers: list[SessionController]) -> None:
    (controller,) = controllers
    before = History(controller.written)
    if not before.state.info.closed_at_ms:
        before = History([*controller.written, *controller.do(close_session)])
    state = forgotten(controller).state
    for name in STAY:
        assert getattr(state, name) == getattr(before.state, name), name
    # Nothing runs, so it doesn't matter to which instant; somebody may have left the queue after the end.
    assert replace(state.room, as_of_ms=0) == replace(before.state.room, as_of_ms=0)
    assert state.info.closed_at_ms == before.state.info.closed_at_ms
    assert not_heard_yet(state) == not_heard_yet(before.state)
    for table_id in state.rooms:
        had = heard(before.state, controller.now_ms, table_id)
        assert heard(state, controller.now_ms, table_id) == to_half_minutes(had)
    assert group_shares(state, controller.now_ms) == group_shares(before.state, controller.now_ms)


@pytest.mark.slow
@given(played(), st.data())
def test_the_fold_is_that_of_the_blank_log_in_any_order(
    controllers: list[SessionController], data: st.DataObject
) -> None:
    forgotten(controllers[0])
    log = list(
        {
            (e.writer, e.seq): e
            for controller in controllers
            for e in [*controller.written, *controller.history.events()]
        }.values()
    )
    erasures = with_erasures(NOTHING_ERASED, log)
    blank = [as_kept(event, erasures, KINDS) for event in log]
    arriving: list[Event] = data.draw(st.permutations(log))
    history = History()
    cut = data.draw(st.integers(0, len(arriving)))
    history.add(arriving[:cut])
    history.add(arriving[cut:])
    assert contents(history.state) == contents(History(blank).state) == contents(plain_fold(log))


@given(played(laptops=1))
def test_no_body_tells_of_the_floor(controllers: list[SessionController]) -> None:
    (controller,) = controllers
    speaking = {kind.name for kind in KINDS.values() if kind.speaks}
    turns = {event.subject for event in controller.written if event.kind == "turn_started"}
    log = list(forgotten(controller).history.events())
    assert not [event for event in log if event.kind in speaking and (event.body or event.at_ms)]
    # What was withdrawn before is named by its erasure, which says nothing else.
    telling = [event for event in log if event.kind not in ERASING]
    assert not [event for event in telling for turn in turns if f'"{turn}"' in event.body]
