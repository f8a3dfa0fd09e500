"""Who spoke when is forgotten at the end of any dialogue: all else stays as it was, wherever the log is merged."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.dialogue.history import History
from facilitator_console.log import Event, blanked, erased_subjects
from facilitator_console.session.agenda import close_session
from facilitator_console.session.balance import group_shares, heard, not_heard_yet, to_half_minutes
from facilitator_console.session.forgetting import SPEAKING_KINDS, forget_speaking
from tests.dialogue.plain_fold import plain_fold
from tests.helpers.desk import Desk, contents
from tests.helpers.played import played

STAY = ("items", "groups", "participants", "notes", "tags", "lines", "marks", "statements", "moderation", "runs")


def forgotten(desk: Desk) -> Desk:
    """End the dialogue, as far as it is not over, and forget."""
    if not desk.state.info.closed_at_ms:
        desk.do(close_session)
    subjects = desk.history.subjects_of(SPEAKING_KINDS)
    assume(desk.state.info.closed_at_ms and subjects)
    desk.do(forget_speaking, subjects)
    return desk


@settings(max_examples=80)
@given(played(laptops=1))
def test_all_else_stays(desks: list[Desk]) -> None:
    (desk,) = desks
    before = History(desk.written)
    if not before.state.info.closed_at_ms:
        before = History([*desk.written, *desk.do(close_session)])
    state = forgotten(desk).state
    for name in STAY:
        assert getattr(state, name) == getattr(before.state, name), name
    # Nothing runs, so it doesn't matter to which instant; somebody may have left the queue after the end.
    assert replace(state.room, as_of_ms=0) == replace(before.state.room, as_of_ms=0)
    assert state.info.closed_at_ms == before.state.info.closed_at_ms
    assert not_heard_yet(state) == not_heard_yet(before.state)
    assert heard(state, desk.now_ms) == to_half_minutes(heard(before.state, desk.now_ms))
    assert group_shares(state, desk.now_ms) == group_shares(before.state, desk.now_ms)


@settings(max_examples=60)
@given(played(), st.data())
def test_the_fold_is_that_of_the_blank_log_in_any_order(desks: list[Desk], data: st.DataObject) -> None:
    forgotten(desks[0])
    log = list({(e.writer, e.seq): e for desk in desks for e in [*desk.written, *desk.history.events()]}.values())
    erased = erased_subjects(log)
    blank = [blanked(e) if e.subject in erased and e.kind != "erased" else e for e in log]
    arriving: list[Event] = data.draw(st.permutations(log))
    history = History()
    cut = data.draw(st.integers(0, len(arriving)))
    history.add(arriving[:cut])
    history.add(arriving[cut:])
    assert contents(history.state) == contents(History(blank).state) == contents(plain_fold(log))


@given(played(laptops=1))
def test_no_body_tells_of_the_floor(desks: list[Desk]) -> None:
    (desk,) = desks
    turns = {e.subject for e in desk.written if e.kind in SPEAKING_KINDS}
    log = list(forgotten(desk).history.events())
    assert not [e for e in log if e.body and e.subject in turns]
    assert not [e for e in log if e.body and e.kind in SPEAKING_KINDS]
    assert not [e for e in log if e.at_ms and (e.subject in turns or e.kind in SPEAKING_KINDS)]
