"""The picture of one table: who speaks there, who is next, which clocks run; the plenary is a table, too."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant
from facilitator_console.notes.ids import Flag, NoteId
from facilitator_console.notes.state import Note
from facilitator_console.session.calling_order import (
    coming_up,
    has_queue,
    is_read_aloud,
    next_to_speak,
    takes_turns,
    waiting_at,
)
from facilitator_console.session.floor import speaking
from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import COUNTED, MAIN, ItemStatus, ParticipantId, TableId, TurnKind
from facilitator_console.session.room_state import TalkTable, Turn
from facilitator_console.session.state import Participant, SessionState
from facilitator_console.session.tables import moves_now, sitting, table_number, tables_on
from facilitator_console.session.timers import (
    Clock,
    ClockName,
    ends_first,
    item_clock,
    quiet_clock,
    running,
    turn_clock,
)
from facilitator_console.words import Message, say

NO_NOTE = NoteId("")

DOING: dict[TurnKind, Message] = {
    TurnKind.CONTRIBUTION: say("is speaking"),
    TurnKind.DIRECT_RESPONSE: say("responds"),
    TurnKind.CLARIFYING_QUESTION: say("asks for clarity"),
    TurnKind.POINT_OF_PROCESS: say("about how we talk"),
}
SENTENCES: dict[TurnKind, Message] = {
    TurnKind.CONTRIBUTION: say("Seat {seat} is speaking."),
    TurnKind.DIRECT_RESPONSE: say("Seat {seat} responds."),
    TurnKind.CLARIFYING_QUESTION: say("Seat {seat} asks for clarity."),
    TurnKind.POINT_OF_PROCESS: say("Seat {seat} speaks about how we talk."),
}
"""The words of who speaks as whole sentences, for those who can't see the ring."""


class NextKind(StrEnum):
    """Names how the floor changes after the present turn."""

    CALLED = "called"
    """The first in the queue is called."""
    OTHER = "other"
    """An interrupted turn goes on, or the queue is paused and its first waits."""
    NOBODY = "nobody"


class NextUp(msgspec.Struct, frozen=True, gc=False):
    """Represents the one who speaks after the present turn.

    Attributes:
        seat: None for nobody, and for somebody without a seat.
        reason: Why they are next, or why nobody is.
    """

    kind: NextKind
    seat: int | None
    reason: Message


class QueueRow(msgspec.Struct, frozen=True, gc=False):
    """Represents a card of the queue.

    Attributes:
        seat: None for somebody without one.
        read_aloud: Somebody else reads the words.
    """

    waiting: Waiting
    seat: int | None
    read_aloud: bool = False


class TableSeat(msgspec.Struct, frozen=True, gc=False):
    """Represents somebody at a table.

    Attributes:
        is_heard: Had a turn at a table in this item.
    """

    participant_id: ParticipantId
    number: int
    is_heard: bool
    speaks: bool
    waits: bool


class TableView(msgspec.Struct, frozen=True, gc=False):
    """Shows a part of the room that talks by itself; the plenary is one.

    Attributes:
        seat: Who has the floor; None for nobody, and for somebody without a seat.
        doing: What they do, such as "is speaking"; or what the table does instead.
        sentence: Who has the floor and what they do, as a whole sentence for screen readers.
        queue: Everyone who will speak: first the interrupted turns, the one that goes on next first, then who is
            called, in order.
        has_queue: Whether people wait for their turn here.
        turn: The clock of who has the floor; None where nobody has it.
        quiet: The clock of a quiet minute; None where none is on.
        biggest: The clock that ends first; it may be the item's.
        read_aloud: The words of `seat` are read aloud by somebody else; without a seat, of somebody not in the room.
        name: What it is called, such as "Table 2", or its label; None for the plenary.
        number: Its number, from 1; 0 for the plenary.
        seats: Who sits there, by seat; not of the plenary, in which all sit.
        host: The seat of its host; None without one.
        takes_turns: People have the floor one after another.
        notes: How many notes were written there.
        last_note: The last of them, for the team alone; `NO_NOTE` where none was.
        summed_up: One of them is for the report.
    """

    table_id: TableId
    seat: int | None
    doing: Message
    sentence: Message
    next_up: NextUp
    queue: tuple[QueueRow, ...]
    has_queue: bool
    turn: Clock | None
    quiet: Clock | None
    biggest: ClockName | None
    read_aloud: bool = False
    name: Message | None = None
    number: int = 0
    seats: tuple[TableSeat, ...] = ()
    host: int | None = None
    takes_turns: bool = True
    notes: int = 0
    last_note: NoteId = NO_NOTE
    summed_up: bool = False


def table_view(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> tuple[TableView, Instant | None]:
    """Return a table without what only tables beside the plenary have, and until when its biggest clock stays so."""
    quiet, speaker, order = quiet_clock(state, table_id), speaking(state, table_id), coming_up(state, table_id)
    turn = turn_clock(state, speaker.turn_id) if speaker else None
    biggest, until_ms = ends_first(quiet, turn, item_clock(state), now_ms)
    view = TableView(
        table_id=table_id,
        seat=seat_of(state, speaker.participant_id) if speaker else None,
        doing=_doing(state, speaker, table_id),
        sentence=_sentence(state, speaker, table_id),
        next_up=_next_up(state, order, table_id),
        queue=tuple(
            QueueRow(waiting, seat_of(state, waiting.participant_id), _is_read_aloud(state, waiting))
            for waiting in order
        ),
        has_queue=has_queue(state, table_id),
        turn=turn,
        quiet=quiet,
        biggest=biggest,
        read_aloud=speaker is not None and speaker.read_aloud,
    )
    return view, until_ms


def tables_view(state: State, now_ms: Instant) -> tuple[TableView, ...]:
    """Return the open tables of the item that is on, in the order of their numbers."""
    tables = tables_on(state)
    if not tables:
        return ()
    on = state.room.item_id
    heard = {turn.participant_id for turn in state.turns.values() if turn.item_id == on and turn.kind in COUNTED}
    notes: dict[TableId, list[Note]] = {}
    for note in state.notes.values():
        if not note.removed:
            notes.setdefault(note.table_id, []).append(note)
    at = sitting(state)
    return tuple(
        _beside(state, now_ms, table, at[table.table_id], heard, notes.get(table.table_id, [])) for table in tables
    )


def _beside(
    state: State,
    now_ms: Instant,
    table: TalkTable,
    people: list[Participant],
    heard: set[ParticipantId],
    notes: list[Note],
) -> TableView:
    table_id = table.table_id
    view, _ = table_view(state, now_ms, table_id)
    number, speaker = table_number(state, table_id), speaking(state, table_id)
    waiting = {entry.participant_id for entry in waiting_at(state, table_id)}
    seats = tuple(
        TableSeat(
            person.participant_id,
            person.seat,
            is_heard=person.participant_id in heard,
            speaks=speaker is not None and speaker.participant_id == person.participant_id,
            waits=person.participant_id in waiting,
        )
        for person in people
    )
    host = next((seat.number for seat in seats if seat.participant_id == table.host_id), None)
    return msgspec.structs.replace(
        view,
        name=say("{name}", name=table.label) if table.label else say("Table {number}", number=number),
        number=number,
        doing=_line(state, view, speaker),
        seats=seats,
        host=host,
        takes_turns=takes_turns(state, table_id),
        notes=len(notes),
        last_note=notes[-1].note_id if notes else NO_NOTE,
        summed_up=any(Flag.FOR_REPORT in note.flags for note in notes),
    )


def _line(state: SessionState, view: TableView, speaker: Turn | None) -> Message:
    """Say in one line what a table does now."""
    item = state.items.get(state.room.item_id)
    if item is not None and item.status is ItemStatus.PAUSED:
        return say("paused with all tables")
    if moves_now(state) and speaker is None:
        return say("people are moving")
    if view.quiet is not None and speaker is None:
        return say("time to think")
    if not takes_turns(state, view.table_id):
        return say("free talk, no queue")
    return _with_next(view, speaker)


def _with_next(view: TableView, speaker: Turn | None) -> Message:
    now = view.doing if view.seat is None else say("{seat} {doing}", seat=view.seat, doing=view.doing)
    if not view.has_queue and not view.queue:
        return now
    if view.next_up.seat is not None:
        return say("{now} · next {seat}", now=now, seat=view.next_up.seat)
    return (
        say("{now} · {nobody}", now=now, nobody=view.next_up.reason) if speaker or view.queue else view.next_up.reason
    )


def _doing(state: SessionState, turn: Turn | None, table_id: TableId) -> Message:
    """Say what the one who has the floor does; they wait where their clock stands."""
    quiet = state.rooms[table_id].quiet
    if turn is None:
        return say("time to think") if quiet else say("nobody is speaking")
    has_seat = turn.kind is not TurnKind.SOMEONE_ELSE
    if running(state, table_id).turn_id == turn.turn_id:
        if turn.read_aloud:
            return say("read aloud") if turn.participant_id else say("a written word, read aloud")
        return DOING[turn.kind] if has_seat else say("someone else is speaking")
    if quiet:
        return say("paused: time to think") if has_seat else say("someone else, paused: time to think")
    return say("paused") if has_seat else say("someone else, paused")


def _sentence(state: SessionState, turn: Turn | None, table_id: TableId) -> Message:
    quiet = state.rooms[table_id].quiet
    if turn is None:
        return say("Time to think.") if quiet else say("Nobody is speaking.")
    runs = running(state, table_id).turn_id == turn.turn_id
    if (seat := seat_of(state, turn.participant_id)) is not None:
        waits = say("Seat {seat} waits: time to think.") if quiet else say("Seat {seat} is paused.")
        usual = SENTENCES.get(turn.kind, SENTENCES[TurnKind.CONTRIBUTION])
        speaks = say("The words of seat {seat} are read aloud.") if turn.read_aloud else usual
        return Message((speaks if runs else waits).msgid, {"seat": seat})
    if runs:
        return say("A written word is read aloud.") if turn.read_aloud else say("Someone else is speaking.")
    return say("Someone else waits: time to think.") if quiet else say("Someone else is paused.")


def _next_up(state: SessionState, order: tuple[Waiting, ...], table_id: TableId) -> NextUp:
    following = next_to_speak(state, order, table_id)
    if following is None:
        nobody = say("nobody is waiting") if has_queue(state, table_id) else say("free conversation")
        if not takes_turns(state, table_id):
            nobody = say("nobody takes a turn")
        return NextUp(NextKind.NOBODY, None, nobody)
    seat = seat_of(state, following.participant_id)
    kind = NextKind.CALLED if following.is_called else NextKind.OTHER
    reason = following.reason
    if _is_read_aloud(state, order[0]):
        reason = say("read aloud, {reason}", reason=reason)
    elif seat is None:
        reason = say("someone else goes on")
    return NextUp(kind, seat, reason)


def _is_read_aloud(state: SessionState, waiting: Waiting) -> bool:
    turn = state.turns.get(waiting.turn_id)
    return turn.read_aloud if turn else is_read_aloud(state, waiting.entry_id)


def seat_of(state: SessionState, participant_id: ParticipantId) -> int | None:
    """Return the seat of somebody; None for somebody without one."""
    person = state.participants.get(participant_id)
    return person.seat if person else None
