"""The course of a session, for one picture: items, turns, pauses, notes and marks, each at its time.

Instants are the session's own; whoever paints them knows what a clock on the wall showed. Nothing of anybody's words is
in it but the titles of items. It is internal: it tells who spoke when, and says so where that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from facilitator_console.dialogue.evolve import is_measured
from facilitator_console.dialogue.state import State
from facilitator_console.log import Duration, Instant, WriterId, maker_of
from facilitator_console.notes.ids import MarkState
from facilitator_console.notes.room_states import STATES
from facilitator_console.notes.state import notes_kept
from facilitator_console.session.corrections import interposing_turns, turn_end_ms
from facilitator_console.session.ids import INTERPOSING, MAIN, ItemId, StretchKind, TableId, TurnId, TurnKind
from facilitator_console.words import Message, say, titled

STILL_ON = Instant(0)
"""The end of what has not ended."""

KINDS: dict[TurnKind, Message] = {
    TurnKind.CONTRIBUTION: say("contribution"),
    TurnKind.DIRECT_RESPONSE: say("response"),
    TurnKind.CLARIFYING_QUESTION: say("question for clarity"),
    TurnKind.POINT_OF_PROCESS: say("about how we talk"),
    TurnKind.SOMEONE_ELSE: say("someone without a seat"),
}
STRETCHES: dict[StretchKind, Message] = {
    StretchKind.FROZEN: say("frozen"),
    StretchKind.ITEM_PAUSED: say("item paused"),
    StretchKind.QUIET: say("quiet minute"),
}
UNLED = say("kept without effect: another laptop led")
WITHOUT_PROGRAM = say("the program was not running")


class ItemSpan(NamedTuple):
    """Represents an item from a start to its end; `to_ms` is `STILL_ON` while it is on. Begun again it has another."""

    item_id: ItemId
    title: Message
    from_ms: Instant
    to_ms: Instant


class TurnSpan(NamedTuple):
    """Represents one turn on the timeline.

    Attributes:
        seat: 0 for somebody without one.
        to_ms: `STILL_ON` while it is open.
        talk_ms: Time used, as of the last event.
        interposes: Another turn waits for it: it is drawn over that.
    """

    turn_id: TurnId
    table_id: TableId
    seat: int
    kind: TurnKind
    from_ms: Instant
    to_ms: Instant
    talk_ms: Duration
    interposes: bool


class StillSpan(NamedTuple):
    """Represents a time in which the room did not simply talk; `to_ms` is `STILL_ON` while it lasts."""

    what: Message
    kind: StretchKind | None
    from_ms: Instant
    to_ms: Instant


class Tick(NamedTuple):
    """Represents the moment of a note, or of a mark that waits for one."""

    at_ms: Instant
    is_mark: bool
    of: str


Span = ItemSpan | TurnSpan | StillSpan | Tick


def began_ms(span: Span) -> Instant:
    """Return when something was, or began."""
    return span.at_ms if isinstance(span, Tick) else span.from_ms


def key_of(span: Span) -> tuple[str, str | int]:
    """Return what a span is of, however long it is by now."""
    if isinstance(span, ItemSpan):
        return "item", f"{span.item_id}/{span.from_ms}"
    if isinstance(span, TurnSpan):
        return "turn", span.turn_id
    return ("tick", span.of) if isinstance(span, Tick) else ("still", span.from_ms)


def is_over(span: Span) -> bool:
    """Tell whether something is drawn over what waited for it."""
    return isinstance(span, TurnSpan) and span.interposes


class Timeline(NamedTuple):
    """Represents the course of a session; all tuples are sorted by time.

    Attributes:
        from_ms: When the first thing began; 0 where nothing has.
        to_ms: When the last thing ended; `STILL_ON` while something is on.
        tables: Tables at which somebody spoke; the plenary first.
        unled: When a laptop moved the room that did not lead it: kept without effect.
        is_forgotten: Who spoke when was forgotten; then nothing stands here of what came before that.
    """

    from_ms: Instant
    to_ms: Instant
    items: tuple[ItemSpan, ...]
    tables: tuple[TableId, ...]
    turns: tuple[TurnSpan, ...]
    stretches: tuple[StillSpan, ...]
    ticks: tuple[Tick, ...]
    states: tuple[StillSpan, ...]
    unled: tuple[StillSpan, ...]
    is_forgotten: bool


def timeline(state: State) -> Timeline:
    """Return the course of a session so far."""
    items, forgotten = _items(state), state.info.speaking_forgotten
    turns = _turns(state)
    # Of the time before it was forgotten only items are shown: pauses and notes between them would tell of turns.
    shows_all = not forgotten or bool(turns)
    since_ms = turns[0].from_ms if forgotten and turns else Instant(0)
    stretches = tuple(span for span in _stretches(state) if shows_all and span.from_ms >= since_ms)
    ticks = tuple(tick for tick in _ticks(state) if shows_all and tick.at_ms >= since_ms)
    states = tuple(span for span in _states(state) if shows_all and span.from_ms >= since_ms)
    unled = tuple(span for span in _unled(state) if shows_all and span.from_ms >= since_ms)
    spans: list[ItemSpan | TurnSpan | StillSpan] = [*items, *turns, *stretches, *states]
    ends = [span.to_ms for span in spans]
    from_ms = min((span.from_ms for span in spans), default=Instant(0))
    is_on = not state.info.closed_at_ms and any(end == STILL_ON for end in ends)
    to_ms = STILL_ON if is_on else max([*ends, *(tick.at_ms for tick in ticks[-1:])], default=from_ms)
    tables = tuple(sorted({turn.table_id for turn in turns}, key=lambda table_id: (table_id != MAIN, table_id)))
    return Timeline(from_ms, to_ms, items, tables, turns, stretches, ticks, states, unled, forgotten)


def _items(state: State) -> tuple[ItemSpan, ...]:
    """Return the items that took place; those of a laptop whose clock was never measured have no time."""
    spans = (
        ItemSpan(item.item_id, titled(item.title), from_ms, to_ms)
        for item in state.items.values()
        if item.started_at_ms and is_measured(state, item.started_by) and not item.removed
        for from_ms, to_ms in zip(
            (item.started_at_ms, *(back_ms for _, back_ms in item.away)),
            (*(left_ms for left_ms, _ in item.away), item.ended_at_ms),
            strict=True,
        )
    )
    return tuple(sorted(spans, key=lambda span: (span.from_ms, span.item_id)))


def _turns(state: State) -> tuple[TurnSpan, ...]:
    interposing = interposing_turns(state)
    spans = [
        TurnSpan(
            turn.turn_id,
            turn.table_id,
            person.seat if (person := state.participants.get(turn.participant_id)) else 0,
            turn.kind,
            turn.started_at_ms,
            turn_end_ms(state, turn, interposing),
            turn.talk_ms,
            turn.kind in INTERPOSING,
        )
        for turn in state.turns.values()
        if is_measured(state, maker_of(turn.turn_id))
    ]
    return tuple(sorted(spans, key=lambda span: (span.from_ms, span.turn_id)))


def _stretches(state: State) -> Iterable[StillSpan]:
    found = [
        StillSpan(STRETCHES[stretch.kind], stretch.kind, stretch.from_ms, stretch.to_ms)
        for stretch in state.stretches.values()
    ]
    found += [StillSpan(WITHOUT_PROGRAM, None, gap.from_ms, gap.to_ms) for gap in state.gaps.values()]
    return sorted(found, key=lambda span: (span.from_ms, span.to_ms))


def _states(state: State) -> Iterable[StillSpan]:
    """Return the lasting states of the room that somebody marked, by time; those still on end with the session."""
    found = [
        StillSpan(STATES[mark.state], None, mark.at_ms, mark.ended_at_ms or state.info.closed_at_ms)
        for mark in state.marks.values()
        if mark.state in STATES and not mark.removed and is_measured(state, mark.writer)
    ]
    return sorted(found, key=lambda span: (span.from_ms, span.to_ms))


def _unled(state: State) -> Iterable[StillSpan]:
    """Yield the stretches in which a laptop moved a table that another one led, by time."""
    stretches: dict[tuple[WriterId, TableId], tuple[Instant, Instant]] = {}
    for event in state.unled.values():
        if is_measured(state, event.writer):
            from_ms, to_ms = stretches.get((event.writer, event.table_id), (event.at_ms, event.at_ms))
            stretches[event.writer, event.table_id] = min(from_ms, event.at_ms), max(to_ms, event.at_ms)
    return [StillSpan(UNLED, None, from_ms, to_ms) for from_ms, to_ms in sorted(stretches.values())]


def _ticks(state: State) -> Iterable[Tick]:
    """Yield notes, and marks that wait for one, by time."""
    kept = notes_kept(state)
    filled = {note.fills for note in kept}
    measured = {writer for writer in state.runs if is_measured(state, writer)}
    notes = [Tick(note.at_ms, is_mark=False, of=note.note_id) for note in kept if note.writer in measured]
    marks = [
        Tick(mark.at_ms, is_mark=True, of=mark.mark_id)
        for mark in state.marks.values()
        if mark.state is MarkState.MOMENT
        and not mark.removed
        and mark.mark_id not in filled
        and mark.writer in measured
    ]
    return sorted([*notes, *marks])
