"""Makes the summary of a session as plain data, complete for printing.

Nobody is named, no time of day is given, and what was removed or flagged sensitive is not in it; small groups follow
report.disclosure. No PDF here, and no language yet: what the program says is a Message, what people wrote is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from facilitator_console.dialogue.evolve import is_measured, last_writer
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, maker_of
from facilitator_console.notes.codebook import CODEBOOK, own_tags, read_tags, tag_name
from facilitator_console.notes.ids import Flag, GroupList, TagId
from facilitator_console.notes.state import ListEntry, Note, entries_on, notes_kept
from facilitator_console.report.disclosure import Stretch, group_shares
from facilitator_console.session.agenda import MINUTE_MS, items_in_order
from facilitator_console.session.balance import group_sizes, heard, to_half_minutes
from facilitator_console.session.ids import COUNTED, NO_GROUP, OUTSIDE_BALANCE, GroupId, ParticipantId
from facilitator_console.session.people import group_name, group_of
from facilitator_console.session.state import AgendaItem
from facilitator_console.session.timers import item_timer
from facilitator_console.words import Message, say

PROPOSAL = TagId("proposal")


class AgendaLine(msgspec.Struct, frozen=True):
    """Represents one item of the agenda.

    Attributes:
        title: As written.
        question: As written; may be empty.
        planned_min: Minutes planned; 0 where none were.
        used_min: Minutes used, pauses left out; None where it was never on.
    """

    title: str
    question: str
    planned_min: int
    used_min: int | None


class GroupTalk(msgspec.Struct, frozen=True):
    """Represents one group's part of the talk; see `disclosure.GroupShare` for the figures (whole per cent)."""

    name: Message
    share: int
    course: tuple[int, ...]


class Text(msgspec.Struct, frozen=True):
    """Represents a text that somebody wrote down.

    Attributes:
        text: As written.
        is_quote: The speaker's own words.
        other_texts: Versions written at the same time elsewhere, not settled yet.
        is_done: An entry of a list that was ticked.
    """

    text: str
    is_quote: bool = False
    other_texts: tuple[str, ...] = ()
    is_done: bool = False


class Section(msgspec.Struct, frozen=True):
    """Represents texts under one title, in the order in which they were made."""

    title: Message
    texts: tuple[Text, ...]


class Summary(msgspec.Struct, frozen=True):
    """Represents all that a printed summary says.

    Attributes:
        title: The session's.
        day: The day of the meeting where it took place; None where that is not known.
        agenda: Planned and used minutes, in the agenda's order.
        talk: Shares of talk time by group, in the groups' order; empty where they can't be shown.
        notes: By tag: the default codebook in its order without proposals, the team's own tags, then what has no tag.
        quotes: Notes that are marked as quotes.
        proposals: Notes with that tag.
        agreements: The entries of this list of the group.
        outcomes: The entries of this list of the group.
        next_time: The entries of the parking lot, then notes flagged for it that no entry was made from.
        is_complete: Whether no event is known to be missing from the record.
        speaking_forgotten: It was forgotten who spoke when, so the talk has no course.
    """

    title: str
    day: date | None
    agenda: tuple[AgendaLine, ...]
    talk: tuple[GroupTalk, ...]
    notes: tuple[Section, ...]
    quotes: Section
    proposals: Section
    agreements: Section
    outcomes: Section
    next_time: Section
    is_complete: bool = True
    speaking_forgotten: bool = False


def summarise(state: State, *, now_ms: Instant | None = None, is_complete: bool = True) -> Summary:
    """Make the summary of a session.

    Args:
        state: What its log folds to.
        now_ms: The time up to which a running item counts; by default, the last event in the room.
        is_complete: Whether no event is known to be missing from the log.
    """
    notes = [note for note in notes_kept(state) if Flag.SENSITIVE not in note.flags]
    for_later = _printed_entries(state, GroupList.PARKING_LOT)
    listed = {source for entry in for_later for source in entry.sources}
    parked = [note for note in notes if Flag.PARKING_LOT in note.flags and note.note_id not in listed]
    return Summary(
        title=state.info.title,
        day=_day(state),
        agenda=tuple(_agenda_line(state, item, now_ms) for item in items_in_order(state)),
        talk=_talk(state),
        notes=tuple(_notes_by_tag(state, notes)),
        quotes=_section(say("Quotes"), (note for note in notes if Flag.QUOTE in note.flags)),
        proposals=_section(say("Proposals"), (note for note in notes if PROPOSAL in note.tags)),
        agreements=_section(say("Agreements of the group"), _printed_entries(state, GroupList.AGREEMENTS)),
        outcomes=_section(say("What we settled"), _printed_entries(state, GroupList.OUTCOMES)),
        next_time=_section(say("For next time"), [*for_later, *parked]),
        is_complete=is_complete,
        speaking_forgotten=state.info.speaking_forgotten,
    )


def _day(state: State) -> date | None:
    """Return the day of the first item, else of the first turn, of the end, or that on which the session was made.

    Not known where only laptops tell of it whose clocks were never measured.
    """
    run, info = next(iter(state.runs.values()), None), state.info
    began = [(item.started_at_ms, item.started_by) for item in state.items.values() if not item.removed]
    began = [(at_ms, writer) for at_ms, writer in began if at_ms]
    began = began or [(turn.started_at_ms, maker_of(turn.turn_id)) for turn in state.turns.values()]
    began = began or ([(info.closed_at_ms, info.closed_by)] if info.closed_at_ms else [])
    known = [at_ms for at_ms, writer in began if is_measured(state, writer)]
    at_ms = min(known, default=Instant(0) if began else info.created_at_ms)
    # Where the clock was ahead then and was put right meanwhile, it is the day of what happened last in the room.
    if is_measured(state, last_writer(state, state.room.lead)):
        at_ms = min(at_ms, state.room.as_of_ms or at_ms)
    if run is None or not at_ms:
        return None
    try:
        local = timedelta(milliseconds=at_ms, minutes=run.started.utc_offset_min)
        return (datetime.fromtimestamp(0, UTC) + local).date()
    except OverflowError:
        return None  # No calendar has the day that a broken clock gave.


def _agenda_line(state: State, item: AgendaItem, now_ms: Instant | None) -> AgendaLine:
    timer = item_timer(state, now_ms) if now_ms is not None and item.item_id == state.room.item_id else None
    used_ms = timer.used_ms if timer else item.elapsed_ms
    used_min = max(1, _minutes(used_ms)) if used_ms else None
    return AgendaLine(item.title, item.question, _minutes(item.planned_ms), used_min)


def _minutes(duration_ms: int) -> int:
    return round(duration_ms / MINUTE_MS)


# -- talk ----------------------------------------------------------------------------------------------


def _talk(state: State) -> tuple[GroupTalk, ...]:
    shares = group_shares(group_sizes(state), _summed(state), [] if state.info.speaking_forgotten else _spoken(state))
    return tuple(
        GroupTalk(say("Others") if heading is None else group_name(state, heading), share, course)
        for heading, share, course in shares
    )


def _summed(state: State) -> list[Stretch]:
    """Return each person's whole talk time, in half minutes: forgetting who spoke when does not change it."""
    had = to_half_minutes(heard(state, state.room.as_of_ms))
    return [
        Stretch(group_id, talk_ms)
        for participant_id, (_, talk_ms) in had.items()
        if (group_id := _group_in_balance(state, participant_id))
    ]


def _spoken(state: State) -> list[Stretch]:
    """Return the turns that count, of people inside the balance who are in a group, in the order of speaking."""
    return [
        Stretch(group_id, turn.talk_ms)
        for turn in state.turns.values()
        if turn.kind in COUNTED and (group_id := _group_in_balance(state, turn.participant_id))
    ]


def _group_in_balance(state: State, participant_id: ParticipantId) -> GroupId:
    """Return the group that a person's talk counts for; `NO_GROUP` outside the balance."""
    person = state.participants.get(participant_id)
    return NO_GROUP if person is None or person.role in OUTSIDE_BALANCE else group_of(state, participant_id)


# -- what was written down -----------------------------------------------------------------------------


def _notes_by_tag(state: State, notes: Iterable[Note]) -> Iterable[Section]:
    """Yield a section for each tag in use, then one for notes without a tag that are in no other section."""
    own = [tag.tag_id for tag in own_tags(state)]
    by_tag: dict[TagId, list[Note]] = {tag: [] for tag in (*CODEBOOK, *own)}
    untagged = []
    for note in notes:
        for tag in read_tags(state, note.tags):
            by_tag.setdefault(tag, []).append(note)
        if not note.tags and not note.flags & {Flag.QUOTE, Flag.PARKING_LOT}:
            untagged.append(note)
    del by_tag[PROPOSAL]
    for tag, tagged in by_tag.items():
        if tagged:
            yield _section(tag_name(state, tag), tagged)
    if untagged:
        yield _section(say("Without a tag"), untagged)


def _printed_entries(state: State, group_list: GroupList) -> list[ListEntry]:
    """Return the entries of a list, without those made from a note that is kept out of the summary."""
    sensitive = {note.note_id for note in state.notes.values() if Flag.SENSITIVE in note.flags}
    return [entry for entry in entries_on(state, group_list) if sensitive.isdisjoint(entry.sources)]


def _section(title: Message, written: Iterable[Note | ListEntry]) -> Section:
    return Section(title, tuple(_text(entry) for entry in written))


def _text(entry: Note | ListEntry) -> Text:
    is_quote = isinstance(entry, Note) and Flag.QUOTE in entry.flags
    return Text(entry.text, is_quote, entry.other_texts, is_done=isinstance(entry, ListEntry) and entry.is_done)
