"""The fold of events into the whole state. It is total: it never raises.

Times are brought to the line of the laptop that founded the session, by what their laptop measured last; of a laptop
that measured nothing they stay on its own line. Within one run time never goes back, but for a new measurement; the
times of different runs never clamp each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.state import Run, State, Unled
from facilitator_console.log import (
    ClockCompared,
    Duration,
    Event,
    Instant,
    LaptopId,
    RunStarted,
    SpeakingForgotten,
    Stamp,
    WriterId,
)
from facilitator_console.log.kinds import Kind
from facilitator_console.session.evolve_clocks import advance, lead_of, table_of
from facilitator_console.session.evolve_tables import speaking_forgotten
from facilitator_console.session.ids import MAIN, NO_SUBMISSION, TableId
from facilitator_console.session.room_events import QueueJoined

_CREATED = KINDS["session_created"]
"""Names the founder, and with it whose times are translated."""
_QUEUED = KINDS["queue_joined"]
"""May name a text from a phone, and lapses with it."""


def evolve(state: State, entries: Iterable[LoggedEvent]) -> None:
    """Fold events, in their order.

    Args:
        state: Changed in place.
        entries: What can be read of them; what can't be is passed over.
    """
    writer, laptop, offset_ms, last_ms = WriterId(""), LaptopId(""), 0, None
    for entry in entries:
        event, kind, body = entry.event, entry.kind, entry.body
        if kind is None or body is None:
            continue
        if event.writer != writer or not writer:
            # Most events have the writer of the one before.
            writer = event.writer
            run = state.runs.get(writer)
            laptop = run.started.laptop if run else LaptopId(writer)
            offset_ms = (run.offset_ms or 0) if run and laptop != state.info.founder else 0
            last_ms = state.last_at_ms.get(writer)
        at_ms = Instant(event.at_ms + offset_ms) if offset_ms else event.at_ms
        if last_ms is not None and at_ms < last_ms:
            at_ms = last_ms
        state.last_at_ms[writer] = last_ms = at_ms
        handler = kind.handler
        if handler is None:
            _fold_of_the_log(state, event, body, at_ms)
            writer = WriterId("")
        elif not kind.of_room:
            handler(state, body, Stamp(event.subject, at_ms, writer, event.seq, laptop))
            if kind is _CREATED:
                writer = WriterId("")
        else:
            _fold_of_room(state, kind, body, Stamp(event.subject, at_ms, writer, event.seq, laptop))


def _fold_of_room(state: State, kind: Kind, body: msgspec.Struct, stamp: Stamp) -> None:
    """Fold what happened at a table, if its laptop led it; else keep that it had no effect."""
    table_id = table_of(body)
    if table_id not in state.rooms:
        return
    if lead_of(state, table_id) not in ("", stamp.laptop):
        state.unled[f"{stamp.writer}.{stamp.seq}"] = Unled(stamp.laptop, stamp.writer, table_id, stamp.at_ms)
        return
    advance(state, table_id, stamp.at_ms)
    if kind.handler is not None and (kind is not _QUEUED or not _lapsed(state, body)):
        kind.handler(state, body, stamp)


def _lapsed(state: State, body: msgspec.Struct) -> bool:
    """Tell whether an entry in the queue names a text that is not there: it was withdrawn, or has not arrived yet."""
    named = body.submission_id if isinstance(body, QueueJoined) else NO_SUBMISSION
    return named != NO_SUBMISSION and named not in state.submissions


def line_ms(state: State, writer: WriterId, laptop: LaptopId, own_ms: Instant) -> Instant:
    """Bring an instant of a run, perhaps of one that has written nothing, to the session's time line."""
    run = state.runs.get(writer) or state.runs.get(last_writer(state, laptop))
    if run is None or not run.offset_ms or laptop == state.info.founder:
        return own_ms
    return Instant(own_ms + run.offset_ms)


def event_ms(state: State, event: Event) -> Instant:
    """Return an event's time on the session's time line, as far as it was measured."""
    return line_ms(state, event.writer, state.laptop_of(event.writer), event.at_ms)


def last_writer(state: State, laptop: LaptopId) -> WriterId:
    """Return the id of the laptop's last run; an empty id where it has none."""
    return next((writer for writer, run in reversed(state.runs.items()) if run.started.laptop == laptop), WriterId(""))


def _fold_of_the_log(state: State, event: Event, body: msgspec.Struct, at_ms: Instant) -> None:
    if isinstance(body, RunStarted):
        _begin_run(state, event, body)
    elif isinstance(body, ClockCompared):
        _compare(state, event, body, at_ms)
    elif isinstance(body, SpeakingForgotten):
        speaking_forgotten(state, body.era)


def _begin_run(state: State, event: Event, body: RunStarted) -> None:
    """Go on by what the new run's laptop measured last, or the clocks that it leads would jump.

    The offset is certain within one start of the machine; after another start the wall clock may have been set.
    """
    run, laptop, same_boot = Run(body, event.at_ms), body.laptop, False
    previous = last_writer(state, laptop)
    if before := state.runs.get(previous):
        same_boot = body.boot_id != "" and body.boot_id == before.started.boot_id
        run = replace(run, offset_ms=before.offset_ms, measured=before.measured and same_boot)
    state.runs[event.writer] = run
    state.last_at_ms[event.writer] = now_ms = line_ms(state, event.writer, laptop, event.at_ms)
    last_ms = state.last_at_ms.get(previous, now_ms)
    led = _led_by(state, laptop)
    if now_ms < last_ms:
        # Its clock was ahead and was put right. Until its last word its clocks ran by the one, from here by the other.
        _go_on(state, led, last_ms, now_ms)
    elif not same_boot:
        # How long the machine was off only its wall clock says, which may have been put forward. In the plenary that
        # is a gap which can be left out; a table has none, so nothing of it counts there.
        _go_on(
            state, [table_id for table_id in led if table_id != MAIN and state.rooms[table_id].lead], last_ms, now_ms
        )


def _led_by(state: State, laptop: LaptopId) -> list[TableId]:
    return [table_id for table_id in state.rooms if lead_of(state, table_id) == laptop]


def _go_on(state: State, led: Sequence[TableId], until_ms: Instant, from_ms: Instant) -> None:
    """Count the clocks of tables up to an instant, and let them go on from another that is the same."""
    for table_id in led:
        advance(state, table_id, until_ms)
    for table_id in led:
        state.rooms[table_id] = replace(state.rooms[table_id], as_of_ms=from_ms)


def _compare(state: State, event: Event, body: ClockCompared, at_ms: Instant) -> None:
    """Bring the run's times to the founder's line by the new offset from here on.

    The clocks of the tables that it leads are counted up to here by the old one, and go on from here by the new one.
    """
    run = state.runs.get(event.writer)
    line_ms = _offset_of(state, body.laptop)
    if run is None or line_ms is None:
        return
    offset_ms = Duration(body.offset_ms + line_ms)
    state.runs[event.writer] = replace(run, offset_ms=offset_ms, measured=True)
    laptop = run.started.laptop
    if laptop != state.info.founder:
        state.last_at_ms[event.writer] = now_ms = Instant(event.at_ms + offset_ms)
        _go_on(state, _led_by(state, laptop), at_ms, now_ms)


def _offset_of(state: State, laptop: LaptopId) -> Duration | None:
    """Return the founder's time minus this laptop's, as measured last; None where nobody has measured it."""
    if laptop == state.info.founder:
        return Duration(0)
    run = state.runs.get(last_writer(state, laptop))
    return run.offset_ms if run else None


def is_measured(state: State, writer: WriterId) -> bool:
    """Tell whether a run's times can be compared with the founder's; else they are shown as unknown."""
    run = state.runs.get(writer)
    return run is not None and (run.started.laptop == state.info.founder or run.measured)
