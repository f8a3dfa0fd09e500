"""Says what stands in each column of the read tables and views: the data dictionary, which lies in the store itself.

A name means the same wherever it stands; where it does not, the table is named before it.
"""

from __future__ import annotations

from sqlcipher3.dbapi2 import Connection

TABLE = "data_dictionary"
_IDS = "Id; the same in every table that has this column."
_MS = "Milliseconds."
_AT_MS = "Instant: milliseconds since 1970 in UTC."
_UTC = "Instant in UTC, as 2026-11-28T17:00:00Z."
_YES = "1 for yes, 0 for no."

MEANINGS: dict[str, str] = {
    "session_title": "Title of the session; empty where it was erased.",
    "title": "Title, as it was typed.",
    "item_title": "Title of the agenda item.",
    "item_position": "Place of the item on the agenda, counted from 1.",
    "position": "Place in the list, counted from 1.",
    "note_tags.position": "Place among the note’s tags, counted from 0.",
    "question": "The question that the item is about.",
    "language": "Id of a language, such as uk.",
    "languages": "Ids of the languages that are offered.",
    "attribution": "What a note may say of its speaker: none, group, pseudonym, named.",
    "purpose": "What the session is for: dialogue, marathon, experts, collection, rehearsal.",
    "delete_on": "Day on which the session is to be deleted, as 2026-12-28; empty for none.",
    "speaking_forgotten": "Whether it was forgotten who spoke when. " + _YES,
    "name": "Name, as it was typed; empty where it has none.",
    "letter": "Letter under which a group without a name is shown.",
    "group_name": "Name of the group, else its letter.",
    "head_count": "How many people were counted in the group; 0 where nobody counted.",
    "participants": "How many people with a seat are in the group, without interpreters, experts and observers.",
    "seat": "Number of the seat.",
    "label": "What the person wants to be called here, else the seat’s number; for a table its label.",
    "role": "participant, speaker, facilitator, interpreter, expert, observer and others.",
    "order_key": "Place in the list: rows are sorted by it as text.",
    "format": "How people talk in the item: plenary, go_around, pairs and others.",
    "settings": "Settings, as JSON.",
    "status": "planned, running, paused, done, skipped; of a statement: waiting, accepted, rejected, merged …",
    "planned_ms": "Planned length. " + _MS,
    "extra_ms": "What was added while it ran. " + _MS,
    "used_ms": "Time used, without pauses. " + _MS,
    "over_ms": "Time used minus time planned, of items that took place; negative where it was shorter. " + _MS,
    "turn_limit_ms": "Planned length of a turn; empty for no limit. " + _MS,
    "limit_ms": "Planned length of the turn; empty for no limit. " + _MS,
    "talk_ms": "Talk time, without pauses. " + _MS,
    "excluded_ms": "What was taken out of the clocks for the gap. " + _MS,
    "turns": "How many turns; points of process and questions for clarity don’t count.",
    "kind": "Of a turn: contribution, direct_response, clarifying_question, point_of_process.",
    "closed": _YES,
    "state": "What a mark says of its moment or stretch: empty, loud, several_at_once, calm, tense, tired.",
    "text": "The words, as they were typed.",
    "note_search.text": "The note’s words, folded: case, apostrophes, ґ/г, ї/і and ё/е are alike.",
    "other_texts": "Other versions of the text that wait to be settled, as a JSON list; empty for none.",
    "kept_text": "Text of the statement that was kept instead.",
    "quote": "The speaker’s own words. " + _YES,
    "parking_lot": "For next time. " + _YES,
    "sensitive": "To be kept out of reports. " + _YES,
    "for_report": "Chosen for the report. " + _YES,
    "removed": "Put away; undo brings it back. " + _YES,
    "done": "Ticked. " + _YES,
    "meta": "A statement about the vote itself. " + _YES,
    "given": "Whether the consent stands. " + _YES,
    "use": "What the consent is for: named_notes, quotes, named_speaker.",
    "tag": "Tag of the default codebook by its English id, or the id of the team’s own.",
    "tag_name": "Name of the tag; of the default codebook its English id.",
    "tags": "Names of the note’s tags.",
    "parent_tag": "The tag above it in the tree.",
    "merged_into_tag": "The tag that is read in its place.",
    "board_column": "Column of the board: shared, different, open.",
    "theme": "Title of the theme.",
    "notes": "How many notes the theme has.",
    "objections": "How many said “this is not mine” of the theme.",
    "read_back": "How far it was checked with the group: draft, checked, approved.",
    "version": "Id of the event that last gave the text its words.",
    "other_titles": "Other versions of the title that wait to be settled, as a JSON list; empty for none.",
    "from_place": "First code point of the sentence, counted from 0.",
    "to_place": "The code point behind the sentence.",
    "sentence": "The sentence that somebody objected to; empty where the theme was reworded since.",
    "said_instead": "What was said instead.",
    "list": "agreements, outcomes, parking_lot (for next time), conclusions (of experts).",
    "written_on": "Where it was written: list or note.",
    "source": "Where a statement came from: seed, note, phone and others.",
    "reason": "Why it was moderated so, as it was typed.",
    "translated_by": "Role or initials of the translator, for the team only.",
    "search_number": "Number of the note in the full-text index (rowid of note_search).",
    "rowid": "Number of the note in the index.",
    "table_id": "The table at which it happened; main is all together.",
    "of_id": "Id of the note, theme, entry or tag whose text this is.",
}


def meaning(table: str, column: str) -> str:
    """Return what stands in a column; empty where nobody has said it."""
    known = MEANINGS.get(f"{table}.{column}") or MEANINGS.get(column)
    if known:
        return known
    for end, words in (("_at_ms", _AT_MS), ("at_ms", _AT_MS), ("_utc", _UTC), ("_ms", _MS), ("_id", _IDS)):
        if column.endswith(end):
            return words
    return ""


def create(connection: Connection, names: list[str]) -> None:
    """Create the dictionary of these tables and views, within the open transaction."""
    connection.execute(
        f"CREATE TABLE {TABLE} (table_name TEXT NOT NULL, column_name TEXT NOT NULL, meaning TEXT NOT NULL, "
        "PRIMARY KEY (table_name, column_name)) STRICT, WITHOUT ROWID"
    )
    for name in names:
        columns = [column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")]
        connection.executemany(
            f"INSERT INTO {TABLE} VALUES (?, ?, ?)",  # noqa: S608 - a constant
            [(name, column, meaning(name, column)) for column in columns],
        )
