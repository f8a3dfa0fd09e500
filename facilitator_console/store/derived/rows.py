"""Makes rows of the read tables from the state: plain values, on the thread that folds.

Every row is made from its entity alone (a group's letter also from the groups made before it), so that the rows of
what changed are the rows that a rebuild would make. Nothing here knows of a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from json import dumps
from operator import attrgetter
from typing import Any

from facilitator_console.dialogue.state import Changes, State
from facilitator_console.log import MOST_MS, SessionId, in_turns
from facilitator_console.log.fold import Entities
from facilitator_console.notes.ids import Flag, ListEntryId, NoteId
from facilitator_console.notes.state import (
    Check,
    ListEntry,
    Mark,
    Note,
    Objection,
    Tag,
    TextTranslation,
    Theme,
    Themed,
    texts_in_languages,
)
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import Moderation, Statement
from facilitator_console.session.people import group_letter
from facilitator_console.session.room_state import Gap, TalkSum, TalkTable, Turn
from facilitator_console.session.state import AgendaItem, Consent, Participant
from facilitator_console.store.derived.read_tables import Row, RowChange
from facilitator_console.words import fold_text

STEP_BITS, PLACE_BITS = 4, 22
"""The parts of a note's number in the search index: a step is 2^4 ms, and 22 bits are the place of a note in it."""
SHOWN_FLAGS = (Flag.QUOTE, Flag.PARKING_LOT, Flag.SENSITIVE, Flag.FOR_REPORT)
"""The flags that have a column in the table of notes, in their order."""
LONGEST_SEQ = 19
"""Digits of the highest number that a writer can give an event."""


def changed_rows(session_id: SessionId, state: State, changes: Changes) -> tuple[RowChange, ...]:
    """Return the rows that a fold changed.

    Args:
        session_id: The session.
        state: After the fold.
        changes: What the fold returned.

    Returns:
        The changes, to be applied in this order. The session's own row is always among them, even if nothing of the
        session can be read yet.
    """
    rows = [_session(session_id, state)]
    if "groups" in changes:
        rows += _groups(session_id, state, changes["groups"])
    for name, (table, row_of) in ENTITIES.items():
        entities: Entities[str, Any] = getattr(state, name)
        for entity_id in in_turns(sorted(changes.get(name, ()))):
            entity = entities.get(entity_id)
            key = (session_id, entity_id)
            number = (search_number(session_id, entity),) if isinstance(entity, Note) else ()
            rows.append(RowChange(table, key, None if entity is None else (*key, *row_of(entity), *number)))
    note_ids = [NoteId(note_id) for note_id in sorted(changes.get("notes", ()))]
    rows += _note_tags(session_id, state, note_ids)
    translated = {NoteId(key.rpartition("/")[0]) for key in changes.get("translations", ())}
    rows += _searchable(session_id, state, [*note_ids, *sorted(translated - set(note_ids))])
    rows += _entry_sources(session_id, state, sorted(changes.get("list_entries", ())))
    rows += _translations(session_id, state, map(StatementId, sorted(changes.get("statements", ()))))
    return tuple(rows)


def all_rows(session_id: SessionId, state: State) -> tuple[RowChange, ...]:
    """Return every row of a session, for tables that contain none of it."""
    names = ("groups", *ENTITIES)
    return changed_rows(session_id, state, {name: frozenset(getattr(state, name)) for name in names})


# -- rows without their keys -----------------------------------------------------------------------------


def _session(session_id: SessionId, state: State) -> RowChange:
    info = state.info
    times = (_or_none(info.created_at_ms), _or_none(info.closed_at_ms), _or_none(state.room.as_of_ms))
    forgotten = int(info.speaking_forgotten)
    part_of = (info.purpose.value, info.marathon_id or None, info.stage_id or None)
    row = (session_id, info.title, info.language, info.attribution.value, *times, forgotten, *part_of, info.delete_on)
    return RowChange("sessions", (session_id,), row)


def _groups(session_id: SessionId, state: State, changed: Iterable[str]) -> Iterator[RowChange]:
    """Yield the rows of all groups, because one group more or less changes the letters of those after it."""
    for group_id in sorted(set(changed) - state.groups.keys()):
        yield RowChange("groups", (session_id, group_id), None)
    for place, group in enumerate(state.groups.values()):
        letter = str(group_letter(place))
        key = (session_id, group.group_id)
        row = (*key, group.name or None, letter, _or_none(group.head_count), int(group.removed))
        yield RowChange("groups", key, row)


def _participant(person: Participant) -> Row:
    seat, label = _or_none(person.seat), person.label or None
    return (seat, label, person.group_id or None, person.role.value, int(person.removed))


def _agenda_item(item: AgendaItem) -> Row:
    return (
        item.key,
        item.title,
        item.question,
        item.format,
        dumps(item.settings, ensure_ascii=False, sort_keys=True) if item.settings else None,
        item.status.value,
        _whole(item.planned_ms),
        _whole(item.extra_ms),
        _whole(item.elapsed_ms),
        _or_none(item.turn_limit_ms),
        _or_none(item.started_at_ms),
        _or_none(item.ended_at_ms),
        item.part_of or None,
        int(item.removed),
    )


def _turn(turn: Turn) -> Row:
    return (
        turn.participant_id or None,
        turn.item_id or None,
        turn.kind.value,
        _or_none(turn.limit_ms),
        _whole(turn.talk_ms),
        _whole(turn.started_at_ms),
        _or_none(turn.ended_at_ms),
        turn.table_id,
    )


def _talk_sum(talk: TalkSum) -> Row:
    return (talk.participant_id, talk.table_id, _whole(talk.turns), _whole(talk.talk_ms))


def _talk_table(table: TalkTable) -> Row:
    return (table.item_id or None, table.label or None, int(table.closed))


def _gap(gap: Gap) -> Row:
    times = (_whole(gap.from_ms), _whole(gap.to_ms), _whole(gap.excluded_ms))
    return (*times, gap.item_id or None, gap.turn_ids[0] if gap.turn_ids else None)


def _mark(mark: Mark) -> Row:
    when = (_whole(mark.at_ms), mark.table_id)
    room_state = (mark.state.value or None, _or_none(mark.ended_at_ms))
    return (mark.item_id or None, mark.turn_id or None, *when, *room_state, int(mark.removed))


def _note(note: Note) -> Row:
    flags = [int(flag in note.flags) for flag in SHOWN_FLAGS] if note.flags else [0] * len(SHOWN_FLAGS)
    return (
        note.text,
        _other_texts(note),
        note.item_id or None,
        note.turn_id or None,
        note.participant_id or None,
        note.group_id or None,
        note.fills or None,
        *flags,
        _whole(note.at_ms),
        note.table_id,
        note.language or None,
        note.reply_to or None,
        int(note.removed),
    )


def _tag(tag: Tag) -> Row:
    return (tag.name, tag.parent or None, tag.merged_into or None, int(tag.removed))


def _translation(translation: TextTranslation) -> Row:
    return (translation.of_id, translation.language, translation.text, translation.translated_by or None)


def _consent(consent: Consent) -> Row:
    return (consent.participant_id, consent.use.value, int(consent.given))


def _list_entry(entry: ListEntry) -> Row:
    return (
        entry.group_list.value,
        entry.key or None,
        entry.text,
        _other_texts(entry),
        int(entry.is_done),
        _whole(entry.at_ms),
        int(entry.removed),
    )


def _theme(theme: Theme) -> Row:
    return (
        theme.column.value,
        theme.key,
        theme.title,
        theme.text,
        dumps(theme.other_titles, ensure_ascii=False) if theme.other_titles else None,
        dumps(theme.other_texts, ensure_ascii=False) if theme.other_texts else None,
        theme.version,
        theme.origin.session or None,
        _whole(theme.at_ms),
        int(theme.removed),
    )


def _themed(themed: Themed) -> Row:
    return (themed.theme_id, themed.note_id, themed.key)


def _check(check: Check) -> Row:
    return (check.version, check.status.value, _whole(check.at_ms))


def _objection(objection: Objection) -> Row:
    places = (_whole(objection.start), _whole(objection.end))
    settled = (int(objection.is_settled), objection.answer or None)
    return (objection.about_id, objection.version, *places, objection.text or None, _whole(objection.at_ms), *settled)


def _statement(statement: Statement) -> Row:
    return (
        statement.text,
        statement.language or None,
        statement.source.value,
        int(statement.meta),
        statement.status.value,
        statement.made_from or None,
        statement.kept or None,
        _whole(statement.at_ms),
    )


def _moderation(moderation: Moderation) -> Row:
    kept_id = moderation.kept or None
    at_ms = _whole(moderation.at_ms)
    return (moderation.statement_id, moderation.status.value, moderation.reason or None, kept_id, at_ms)


ENTITIES: dict[str, tuple[str, Callable[[Any], Row]]] = {
    "participants": ("participants", _participant),
    "items": ("agenda_items", _agenda_item),
    "talk_tables": ("talk_tables", _talk_table),
    "turns": ("turns", _turn),
    "talk_sums": ("talk_sums", _talk_sum),
    "gaps": ("gaps", _gap),
    "marks": ("marks", _mark),
    "notes": ("notes", _note),
    "tags": ("tags", _tag),
    "translations": ("translations", _translation),
    "consents": ("consents", _consent),
    "list_entries": ("list_entries", _list_entry),
    "themes": ("themes", _theme),
    "themed": ("theme_notes", _themed),
    "checks": ("text_checks", _check),
    "objections": ("objections", _objection),
    "statements": ("statements", _statement),
    "moderation": ("statement_moderation", _moderation),
}
"""By table of the state, the read table and the function that makes its rows."""


def _note_tags(session_id: SessionId, state: State, note_ids: Iterable[NoteId]) -> Iterator[RowChange]:
    for note_id in in_turns(note_ids):
        if note := state.notes.get(note_id):
            for place, tag in enumerate(dict.fromkeys(note.tags), 1):
                key = (session_id, note_id, tag)
                yield RowChange("note_tags", key, (*key, place))


def _entry_sources(session_id: SessionId, state: State, entry_ids: Iterable[str]) -> Iterator[RowChange]:
    for entry_id in entry_ids:
        if entry := state.list_entries.get(ListEntryId(entry_id)):
            for note_id in dict.fromkeys(entry.sources):
                key = (session_id, entry_id, note_id)
                yield RowChange("list_entry_sources", key, key)


def _translations(session_id: SessionId, state: State, statement_ids: Iterable[StatementId]) -> Iterator[RowChange]:
    for statement_id in statement_ids:
        if statement := state.statements.get(statement_id):
            for translation in statement.translations:
                key = (session_id, statement_id, translation.language)
                row = (*key, translation.text, translation.translated_by)
                yield RowChange("statement_translations", key, row)


def _searchable(session_id: SessionId, state: State, note_ids: Iterable[NoteId]) -> list[RowChange]:
    """Return the rows of the search index, sorted by number, because FTS5 is fast only for rising ones.

    What is not to be found has none: the change of a note's own row takes its old one out of the index.
    """
    rows = []
    for note_id in in_turns(note_ids):
        note = state.notes.get(note_id)
        if note and note.text and not note.removed:
            number = search_number(session_id, note)
            words = (note.text, *note.other_texts, *texts_in_languages(state, note_id).values())
            row = (number, session_id, note_id, fold_text("\n".join(words)))
            rows.append(RowChange("note_search", (number,), row))
    return sorted(rows, key=attrgetter("key"))


def search_number(session_id: SessionId, note: Note) -> int:
    """Return the number of a note's row in the search index, the same at each rebuild: a newer note has a higher one.

    Time in steps of 16 ms, then the note's place in its step: its writer's own number of it, counted from a place that
    is a hash of the writer. So no two notes of one writer have one number, however many a file brings in one moment;
    notes of two writers in one step have one with a chance of 1 in 2 million.
    """
    step = max(0, min(int(note.at_ms) >> STEP_BITS, (1 << 63 - PLACE_BITS) - 1))
    writer, _, seq = note.note_id.rpartition(".")
    is_numbered = seq.isdecimal() and len(seq) <= LONGEST_SEQ  # Others may come from anywhere.
    begin = _first_place(session_id, writer if is_numbered else note.note_id)
    place = (begin + (int(seq) if is_numbered else 0)) % (1 << PLACE_BITS)
    return step << PLACE_BITS | place


@lru_cache(maxsize=1024)
def _first_place(session_id: SessionId, writer: str) -> int:
    """Return the place from which a writer's notes are counted: it fills half of the places.

    So no writer of less than two million events comes to their end.
    """
    digest = blake2b(f"{session_id}\0{writer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 65 - PLACE_BITS


def _other_texts(entity: Note | ListEntry) -> str | None:
    return dumps(entity.other_texts, ensure_ascii=False) if entity.other_texts else None


def _whole(number: int) -> int:
    """Limit a number from outside, so that no sum overflows in SQL; sums of durations can exceed the limit too."""
    return max(-MOST_MS, min(number, MOST_MS))


def _or_none(number: int) -> int | None:
    """Return None for 0, in fields in which 0 means none."""
    return _whole(number) or None
