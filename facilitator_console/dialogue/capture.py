"""Commands that write notes and need both the room and the notes.

A note belongs to the item, and to turn and person only as far as the session's attribution allows:
unattributed means unattributed, so with `none` neither turn nor seat is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from msgspec import UNSET, UnsetType

from facilitator_console.dialogue.state import State
from facilitator_console.log import Duration, Instant, Made, NewEvent, Subject
from facilitator_console.notes.capture import parse_line
from facilitator_console.notes.codebook import CODEBOOK, folded_tag, meant_tag
from facilitator_console.notes.commands import known_mark, known_note, note_text
from facilitator_console.notes.events import MarkAdded, MarkEnded, NoteAdded, NoteMoved, TagAdded
from facilitator_console.notes.ids import NO_MARK, NO_NOTE, Flag, MarkId, MarkState, NoteId, TagId
from facilitator_console.notes.room_states import lasting
from facilitator_console.notes.state import notes_kept
from facilitator_console.session.calling_order import is_waiting, takes_seats
from facilitator_console.session.consent import consents
from facilitator_console.session.corrections import edit_turn
from facilitator_console.session.ids import (
    MAIN,
    NO_GROUP,
    NO_TURN,
    SOMEONE_ELSE,
    Attribution,
    ConsentUse,
    GroupId,
    ItemId,
    ParticipantId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import require_open
from facilitator_console.session.people import at_seat, group_of
from facilitator_console.session.queue import join_seats
from facilitator_console.session.room_state import TalkTable
from facilitator_console.session.tables import tables_of, tables_on
from facilitator_console.words import UserError, kept_label, say

DEFAULT_NAMES: Mapping[TagId, TagId] = {tag: tag for tag in CODEBOOK}


class Attributed(NamedTuple):
    """Holds what a note keeps of its speaker, as far as the attribution allows."""

    turn_id: TurnId = NO_TURN
    participant_id: ParticipantId = SOMEONE_ELSE
    group_id: GroupId = NO_GROUP


def queues_seats(state: State, line: str, table_id: TableId = MAIN) -> bool:
    """Tell whether `+12` in a note line is a seat for the queue.

    Beside a text it is text while nobody can come to the queue: a note is not refused for it, and no note lets
    somebody speak. A line without a text is for the queue alone, which says why it takes nobody.
    """
    return takes_seats(state, table_id) or not parse_line(line).text


def capture(
    state: State,
    now_ms: Instant,
    line: str,
    *,
    names: Mapping[TagId, TagId] = DEFAULT_NAMES,
    turn_id: TurnId | None = None,
    fills: MarkId = NO_MARK,
    table_id: TableId = MAIN,
    reply_to: NoteId = NO_NOTE,
) -> list[NewEvent]:
    """Add what a note line says: a note, seats that want to speak, or both.

    Args:
        state: The dialogue.
        now_ms: Now.
        line: As typed; see notes.capture.
        names: Tags by folded name; see notes.codebook.typed_names.
        turn_id: The turn that ran when the first letter was typed; the present one by default.
        fills: The mark that the note is for: then item, table and turn are those of the mark.
        table_id: The table at which it was said, and whose queue is meant.
        reply_to: The note that it answers; one that is gone is not named.
    """
    if table_id != MAIN and table_id not in state.talk_tables:
        raise UserError(say("That table is not in this session."))
    read = parse_line(line, queues=queues_seats(state, line, table_id))
    events: list[NewEvent] = []
    if read.text or read.tags or read.for_report or not read.queue:
        # What is said of a table belongs to its item, also once all are back together.
        table, table_said_at = state.talk_tables.get(table_id), table_id
        item_id = table.item_id if table is not None else state.room.item_id
        if fills:
            mark = known_mark(state, fills)
            # Whoever speaks by the time that it is filled has not said it, and how the room is nobody has.
            item_id, turn_id, table_said_at = mark.item_id, mark.turn_id, mark.table_id
        attributed = _attributed(state, _present_turn(state, table_id) if turn_id is None else turn_id, read.seat)
        new_tags, tags = _tags(state, read.tags, names)
        events += new_tags
        flags = tuple(flag for flag, on in ((Flag.QUOTE, read.is_quote), (Flag.FOR_REPORT, read.for_report)) if on)
        answered = reply_to if reply_to in state.notes else NO_NOTE
        fields = (note_text(read.text), tags, flags, item_id, *attributed)
        events.append(NewEvent(NoteAdded(*fields, fills=fills, table_id=table_said_at, reply_to=answered)))
    # Beside a note a seat that waits already is not a reason to refuse the note.
    seats = [seat for seat in read.queue if not events or not _waits(state, seat, table_id)]
    return [*events, *join_seats(state, now_ms, seats, table_id=table_id)]


def sum_up(
    state: State,
    now_ms: Instant,
    table_id: TableId,
    line: str,
    *,
    names: Mapping[TagId, TagId] = DEFAULT_NAMES,
) -> list[NewEvent]:
    """Note what a table takes with it, for the report; nobody said it in a turn.

    Args:
        state: The dialogue.
        now_ms: Now.
        table_id: The table, open or closed.
        line: As typed in a note line.
        names: As of `capture`.
    """
    if not note_text(line):
        raise UserError(say("Write what the table takes with it."))
    return capture(state, now_ms, f"! {line}", names=names, turn_id=NO_TURN, table_id=table_id)


def tables_to_sum_up(state: State) -> tuple[TalkTable, ...]:
    """Return the tables that are on, else those that were on last, of which no note is for the report yet."""
    on = tables_on(state) or (*state.talk_tables.values(),)[-1:]
    tables = tables_of(state, on[0].item_id) if on else ()
    if not tables:
        return ()
    summed = {note.table_id for note in notes_kept(state) if Flag.FOR_REPORT in note.flags}
    return tuple(table for table in tables if table.table_id not in summed)


def _tags(state: State, typed: Sequence[str], names: Mapping[TagId, TagId]) -> tuple[list[NewEvent], tuple[TagId, ...]]:
    """Return the events that make unknown tags, first of a command, and the tags that were meant, each once."""
    new: dict[TagId, NewEvent] = {}
    tags: list[TagId] = []
    for name in typed:
        tag, folded = meant_tag(state, name, names), folded_tag(name)
        if tag is None:
            place = list(new).index(folded) if folded in new else len(new)
            new.setdefault(folded, NewEvent(TagAdded(kept_label(name.replace("_", " ")))))
            tag = cast("TagId", Made(place))
        tags.append(tag)
    return list(new.values()), tuple(dict.fromkeys(tags))


def mark_moment(state: State, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Mark this moment; the note-taker fills it."""
    require_open(state)
    turn_id = _attributed(state, _present_turn(state, table_id), 0).turn_id
    return [NewEvent(MarkAdded(state.room.item_id, turn_id, table_id))]


def mark_state(state: State, _now_ms: Instant, room_state: MarkState, table_id: TableId = MAIN) -> list[NewEvent]:
    """Begin a lasting state of the room at a table, or end it where it lasts; no turn is kept of it."""
    require_open(state)
    if began := lasting(state, table_id).get(room_state):
        return [NewEvent(MarkEnded(), Subject(began.mark_id))]
    return [NewEvent(MarkAdded(state.room.item_id, NO_TURN, table_id, state=room_state))]


def move_note_to_item(state: State, _now_ms: Instant, note_id: NoteId, item_id: ItemId) -> list[NewEvent]:
    """Say that a note belongs to another item of the agenda."""
    note = known_note(state, note_id)
    item = state.items.get(item_id)
    if item is None or item.removed:
        raise UserError(say("That item is not on the agenda any more."))
    return [] if note.item_id == item_id else [NewEvent(NoteMoved(item_id), Subject(note.note_id))]


def correct_turn(
    state: State,
    now_ms: Instant,
    turn_id: TurnId,
    *,
    participant_id: ParticipantId | UnsetType = UNSET,
    kind: TurnKind | UnsetType = UNSET,
    talk_ms: Duration | UnsetType = UNSET,
    removed: bool = False,
) -> list[NewEvent]:
    """Put a turn right (see session.corrections.edit_turn); notes that name its speaker name the right one."""
    events = edit_turn(
        state, now_ms, turn_id, participant_id=participant_id, kind=kind, talk_ms=talk_ms, removed=removed
    )
    if not events or not (removed or isinstance(participant_id, str) or kind is TurnKind.SOMEONE_ELSE):
        return events
    turn, speaker = state.turns[turn_id], SOMEONE_ELSE
    if isinstance(participant_id, str) and not removed:
        speaker = participant_id
    right = Attributed() if removed else _kept_of(state, turn_id, speaker)
    for note in state.notes.values():
        if note.turn_id == turn_id:
            # Whose words they are may have been typed (=12); then only a turn that was none is taken off.
            is_the_speakers = note.participant_id == turn.participant_id
            moved = NoteMoved(UNSET, *right) if is_the_speakers else NoteMoved(turn_id=right.turn_id)
            events.append(NewEvent(moved, Subject(note.note_id)))
    return events


def _waits(state: State, seat: int, table_id: TableId) -> bool:
    return is_waiting(state, at_seat(state, seat).participant_id, TurnKind.CONTRIBUTION, table_id)


def _present_turn(state: State, table_id: TableId) -> TurnId:
    floor = state.rooms[table_id].floor
    return floor[-1] if floor else NO_TURN


def _attributed(state: State, turn_id: TurnId, seat: int) -> Attributed:
    """Return what may be kept of the speaker: of the named seat, else of the turn."""
    if state.info.attribution is Attribution.NONE:
        return Attributed()
    turn = state.turns.get(turn_id)
    if seat:
        participant_id = at_seat(state, seat).participant_id
        if turn is None or turn.participant_id != participant_id:
            turn_id = NO_TURN  # Named is this seat, and not the turn of another.
    else:
        participant_id = turn.participant_id if turn else SOMEONE_ELSE
    return _kept_of(state, turn_id, participant_id)


def _kept_of(state: State, turn_id: TurnId, participant_id: ParticipantId) -> Attributed:
    """Return what may be kept of a turn and its speaker."""
    attribution, group_id = state.info.attribution, group_of(state, participant_id)
    if attribution is Attribution.NONE:
        return Attributed()
    unnamed = attribution is Attribution.NAMED and not consents(state, participant_id, ConsentUse.NAMED_NOTES)
    if attribution is Attribution.GROUP or unnamed:
        return Attributed(group_id=group_id)
    return Attributed(turn_id, participant_id, group_id)
