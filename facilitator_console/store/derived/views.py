"""Defines the views, one for each question that a report writer asks, the full-text search, and the data dictionary.

Views are plain SQL without rules of disclosure: they show what the facilitators themselves may see; what may be
published is for report.disclosure. Durations are in milliseconds, instants in UTC text. What was removed is left out;
what is sensitive is marked. SQLite 3.40 (Debian 12's own) can read them all.

The search compares folded words, so that case, apostrophes, ґ/г, ї/і and ё/е don't matter. Its index is one of the
read tables; store.derived.rows makes its rows.

The dictionary lies in the store itself and says what stands in each column of the read tables and views. A name means
the same wherever it stands; where it does not, the table is named before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlcipher3.dbapi2 import Connection

from facilitator_console.session.ids import COUNTED, OUTSIDE_BALANCE

PROPOSAL = "proposal"
"""Tag in the codebook of terms.md."""


def _position(item_id: str) -> str:
    """Return the place of an item on the agenda, counted from 1; NULL for none."""
    return f"""
        (SELECT place.position FROM item_positions AS place
         WHERE place.session_id = agenda_items.session_id AND place.item_id = {item_id})
    """


def _with_session(question: str) -> str:
    """Return a view's question with the title of the session at its end, so that a person knows which one it is."""
    return f"""
        SELECT answer.*,
               (SELECT nullif(sessions.title, '') FROM sessions WHERE sessions.session_id = answer.session_id)
                   AS session_title
        FROM ({question}) AS answer
    """


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _utc(column: str) -> str:
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column} / 1000, 'unixepoch')"


_COUNTED = _listed(COUNTED)

# Turns of people with a seat that count as having been heard; then each person's sums, where it was forgotten who
# spoke when.
_HEARD = f"""
    WITH heard AS (
        SELECT session_id, participant_id, 1 AS turns, talk_ms FROM turns WHERE kind IN ({_COUNTED})
        UNION ALL SELECT session_id, participant_id, turns, talk_ms FROM talk_sums
    )
"""

# People who left after speaking are included.
_TALK_TIME_BY_PARTICIPANT = f"""
    {_HEARD}
    SELECT participants.session_id,
           coalesce(participants.label, CAST(participants.seat AS TEXT)) AS label,
           coalesce(groups.name, groups.letter) AS group_name,
           coalesce(sum(heard.turns), 0) AS turns,
           coalesce(sum(heard.talk_ms), 0) AS talk_ms
    FROM participants
    LEFT JOIN groups ON groups.session_id = participants.session_id AND groups.group_id = participants.group_id
         AND groups.removed = 0
    LEFT JOIN heard ON heard.session_id = participants.session_id
         AND heard.participant_id = participants.participant_id
    GROUP BY participants.session_id, participants.participant_id
    HAVING participants.removed = 0 OR sum(heard.turns) > 0
    ORDER BY participants.session_id, participants.seat,
             length(participants.participant_id), participants.participant_id
"""

_TALK_TIME_BY_GROUP = f"""
    {_HEARD}
    SELECT groups.session_id,
           coalesce(groups.name, groups.letter) AS group_name,
           groups.head_count,
           count(DISTINCT participants.participant_id) FILTER (WHERE participants.removed = 0) AS participants,
           coalesce(sum(heard.turns), 0) AS turns,
           coalesce(sum(heard.talk_ms), 0) AS talk_ms
    FROM groups
    LEFT JOIN participants ON participants.session_id = groups.session_id AND participants.group_id = groups.group_id
         AND participants.role NOT IN ({_listed(OUTSIDE_BALANCE)})
    LEFT JOIN heard ON heard.session_id = participants.session_id
         AND heard.participant_id = participants.participant_id
    WHERE groups.removed = 0
    GROUP BY groups.session_id, groups.group_id
    ORDER BY groups.session_id, length(groups.letter), groups.letter
"""

_TURNS_IN_ORDER = f"""
    SELECT turns.session_id,
           {_utc("turns.started_at_ms")} AS started_at_utc,
           coalesce(participants.label, CAST(participants.seat AS TEXT)) AS label,
           coalesce(groups.name, groups.letter) AS group_name,
           agenda_items.title AS item_title,
           {_position("turns.item_id")} AS item_position,
           turns.kind,
           turns.talk_ms
    FROM turns
    LEFT JOIN participants USING (session_id, participant_id)
    LEFT JOIN groups ON groups.session_id = turns.session_id AND groups.group_id = participants.group_id
         AND groups.removed = 0
    LEFT JOIN agenda_items ON agenda_items.session_id = turns.session_id AND agenda_items.item_id = turns.item_id
    ORDER BY turns.session_id, turns.started_at_ms, length(turns.turn_id), turns.turn_id
"""

_ITEM_POSITIONS = """
    SELECT session_id, item_id, row_number() OVER (PARTITION BY session_id ORDER BY order_key, item_id) AS position
    FROM agenda_items
    WHERE removed = 0
"""

_AGENDA_PLANNED_AND_HELD = f"""
    SELECT session_id,
           row_number() OVER (PARTITION BY session_id ORDER BY order_key, item_id) AS position,
           title,
           question,
           format,
           status,
           planned_ms,
           extra_ms,
           used_ms,
           CASE WHEN started_at_ms IS NOT NULL THEN used_ms - planned_ms END AS over_ms,
           {_utc("started_at_ms")} AS started_at_utc,
           {_utc("ended_at_ms")} AS ended_at_utc
    FROM agenda_items
    WHERE removed = 0
    ORDER BY session_id, order_key, item_id
"""

# The codebook's own tags have no row in `tags`: their names are the program's, in each language.
_NOTES_BY_TAG = f"""
    SELECT notes.session_id,
           note_tags.tag,
           coalesce((SELECT min(nullif(tags.name, '')) FROM tags
                     WHERE tags.session_id = note_tags.session_id AND tags.tag_id = note_tags.tag), note_tags.tag)
               AS tag_name,
           notes.note_id,
           notes.text,
           agenda_items.title AS item_title,
           {_position("notes.item_id")} AS item_position,
           {_utc("notes.at_ms")} AS at_utc,
           notes.quote,
           notes.for_report,
           notes.sensitive
    FROM notes
    LEFT JOIN note_tags USING (session_id, note_id)
    LEFT JOIN agenda_items ON agenda_items.session_id = notes.session_id AND agenda_items.item_id = notes.item_id
    WHERE notes.removed = 0 AND notes.text <> ''
    ORDER BY notes.session_id, note_tags.tag IS NULL, note_tags.tag, notes.at_ms, length(notes.note_id), notes.note_id
"""

_QUOTES = f"""
    SELECT notes.session_id,
           notes.note_id,
           notes.text,
           (SELECT group_concat(name, ', ') FROM (SELECT coalesce(nullif(tags.name, ''), note_tags.tag) AS name
            FROM note_tags
            LEFT JOIN tags ON tags.session_id = note_tags.session_id AND tags.tag_id = note_tags.tag
            WHERE note_tags.session_id = notes.session_id AND note_tags.note_id = notes.note_id ORDER BY position))
               AS tags,
           agenda_items.title AS item_title,
           {_utc("notes.at_ms")} AS at_utc,
           notes.for_report,
           notes.sensitive
    FROM notes
    LEFT JOIN agenda_items USING (session_id, item_id)
    WHERE notes.quote = 1 AND notes.removed = 0 AND notes.text <> ''
    ORDER BY notes.session_id, notes.at_ms, length(notes.note_id), notes.note_id
"""

_PROPOSALS = f"""
    SELECT session_id, note_id, text, item_title, at_utc, for_report, sensitive
    FROM notes_by_tag
    WHERE tag = '{PROPOSAL}'
"""

# An entry without a place stands behind those that have one, as it came.
_GROUP_LISTS = f"""
    SELECT session_id,
           list,
           row_number() OVER (PARTITION BY session_id, list ORDER BY order_key IS NULL, order_key, at_ms,
                              length(list_entry_id), list_entry_id) AS position,
           text,
           done,
           {_utc("at_ms")} AS at_utc
    FROM list_entries
    WHERE removed = 0 AND text <> ''
    ORDER BY session_id, list, position
"""

_AGREEMENTS = "SELECT session_id, position, text, done, at_utc FROM group_lists WHERE list = 'agreements'"
_OUTCOMES = "SELECT session_id, position, text, done, at_utc FROM group_lists WHERE list = 'outcomes'"

_FOR_NEXT_TIME = """
    SELECT session_id, text, 'list' AS written_on, done, 0 AS sensitive
    FROM list_entries
    WHERE list = 'parking_lot' AND removed = 0 AND text <> ''
    UNION ALL
    SELECT session_id, text, 'note', 0, sensitive
    FROM notes
    WHERE parking_lot = 1 AND removed = 0 AND text <> ''
"""

# What was checked is one version of a theme; a later wording is a draft again.
_THEMES_ON_THE_BOARD = f"""
    SELECT themes.session_id,
           themes.board_column,
           row_number() OVER (PARTITION BY themes.session_id, themes.board_column
                              ORDER BY themes.order_key, themes.theme_id) AS position,
           themes.title,
           themes.text,
           CASE WHEN themes.other_titles IS NULL AND themes.other_texts IS NULL
                THEN coalesce(text_checks.status, 'draft') ELSE 'draft' END AS read_back,
           (SELECT count(*) FROM theme_notes JOIN notes USING (session_id, note_id)
            WHERE theme_notes.session_id = themes.session_id AND theme_notes.theme_id = themes.theme_id
                  AND notes.removed = 0 AND notes.text <> '') AS notes,
           (SELECT count(*) FROM objections
            WHERE objections.session_id = themes.session_id AND objections.about_id = themes.theme_id) AS objections,
           {_utc("themes.at_ms")} AS at_utc,
           themes.theme_id
    FROM themes
    LEFT JOIN text_checks ON text_checks.session_id = themes.session_id AND text_checks.of_id = themes.theme_id
         AND text_checks.version = themes.version
    WHERE themes.removed = 0 AND (themes.title <> '' OR themes.text <> '')
    ORDER BY themes.session_id, themes.board_column = 'open', themes.board_column = 'different', position
"""

_NOTES_BY_THEME = """
    SELECT themes.session_id,
           themes.board_column,
           themes.title AS theme,
           row_number() OVER (PARTITION BY themes.session_id, themes.theme_id
                              ORDER BY theme_notes.order_key, theme_notes.note_id) AS position,
           notes.text,
           notes.quote,
           notes.for_report,
           notes.sensitive,
           notes.note_id
    FROM themes
    JOIN theme_notes USING (session_id, theme_id)
    JOIN notes ON notes.session_id = theme_notes.session_id AND notes.note_id = theme_notes.note_id
    WHERE themes.removed = 0 AND (themes.title <> '' OR themes.text <> '') AND notes.removed = 0 AND notes.text <> ''
    ORDER BY themes.session_id, themes.board_column = 'open', themes.board_column = 'different',
             themes.order_key, themes.theme_id, position
"""

# Places count in the title and, below it, the text; of an earlier wording the words are not here any more.
_OBJECTIONS_TO_THEMES = f"""
    SELECT objections.session_id,
           {_utc("objections.at_ms")} AS at_utc,
           themes.title AS theme,
           CASE WHEN objections.version = themes.version
                THEN substr(iif(themes.title = '', themes.text, themes.title || char(10) || themes.text),
                            objections.from_place + 1, objections.to_place - objections.from_place) END AS sentence,
           objections.text AS said_instead,
           objections.settled,
           objections.answer
    FROM objections
    JOIN themes ON themes.session_id = objections.session_id AND themes.theme_id = objections.about_id
    ORDER BY objections.session_id, objections.at_ms, length(objections.objection_id), objections.objection_id
"""

_OPEN_MARKS = f"""
    SELECT marks.session_id,
           marks.mark_id,
           {_utc("marks.at_ms")} AS at_utc,
           agenda_items.title AS item_title
    FROM marks
    LEFT JOIN agenda_items USING (session_id, item_id)
    WHERE marks.removed = 0 AND marks.state IS NULL
          AND NOT EXISTS (SELECT 1 FROM notes WHERE notes.session_id = marks.session_id
                          AND notes.fills_mark_id = marks.mark_id AND notes.removed = 0)
    ORDER BY marks.session_id, marks.at_ms, length(marks.mark_id), marks.mark_id
"""

_STATEMENTS_MODERATED = f"""
    SELECT statement_moderation.session_id,
           {_utc("statement_moderation.at_ms")} AS at_utc,
           statement_moderation.status,
           statements.text,
           statement_moderation.reason,
           kept.text AS kept_text
    FROM statement_moderation
    JOIN statements USING (session_id, statement_id)
    LEFT JOIN statements AS kept ON kept.session_id = statement_moderation.session_id
         AND kept.statement_id = statement_moderation.kept_statement_id
    ORDER BY statement_moderation.session_id, statement_moderation.at_ms,
             length(statement_moderation.moderation_id), statement_moderation.moderation_id
"""

# In an order in which a view comes after those that it reads.
_QUESTIONS: dict[str, str] = {
    "talk_time_by_participant": _TALK_TIME_BY_PARTICIPANT,
    "talk_time_by_group": _TALK_TIME_BY_GROUP,
    "turns_in_order": _TURNS_IN_ORDER,
    "agenda_planned_and_held": _AGENDA_PLANNED_AND_HELD,
    "notes_by_tag": _NOTES_BY_TAG,
    "quotes": _QUOTES,
    "proposals": _PROPOSALS,
    "group_lists": _GROUP_LISTS,
    "agreements": _AGREEMENTS,
    "outcomes": _OUTCOMES,
    "for_next_time": _FOR_NEXT_TIME,
    "themes_on_the_board": _THEMES_ON_THE_BOARD,
    "notes_by_theme": _NOTES_BY_THEME,
    "objections_to_themes": _OBJECTIONS_TO_THEMES,
    "open_marks": _OPEN_MARKS,
    "statements_moderated": _STATEMENTS_MODERATED,
}
# Each answers with the session's title, but for those that only serve others.
VIEWS: dict[str, str] = {
    "item_positions": _ITEM_POSITIONS,
    **{name: _with_session(question) for name, question in _QUESTIONS.items()},
}


# Letters with marks stay apart (й is not и); what is alike is folded before it comes here.
_CREATE = """
    CREATE VIRTUAL TABLE note_search
    USING fts5(
        session_id UNINDEXED, note_id UNINDEXED, text,
        tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4 5 6'
    )
"""

# FTS5 only marks a deleted row's words as deleted, and merging the parts of the index keeps the mark with the word if
# there were more parts before. (Its own secure-delete gives it a format that SQLite before 3.42 can't read.)
_REBUILD = "INSERT INTO note_search(note_search) VALUES ('rebuild')"
_IS_THERE = "SELECT 1 FROM sqlite_schema WHERE name = 'note_search'"


def create_search(connection: Connection) -> None:
    """Create the search index, empty."""
    connection.execute(_CREATE)


def rebuild_search(connection: Connection) -> None:
    """Remove the words of deleted rows from the search index, within the open transaction."""
    if connection.execute(_IS_THERE).fetchone():
        connection.execute(_REBUILD)


_IDS = "Id; the same in every table that has this column."
_MS = "Milliseconds."
_AT_MS = "Instant: milliseconds since 1970 in UTC."
_UTC = "Instant in UTC, as 2026-11-28T17:00:00Z."
_YES = "1 for yes, 0 for no."

_MEANINGS: dict[str, str] = {
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
    "part_of": "The item that this one is a part of; an item with parts has no time of its own.",
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
    "settled": "1 where it was settled, by other words or by what the group said.",
    "answer": "What the group said to it; empty where the words were changed.",
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
    known = _MEANINGS.get(f"{table}.{column}") or _MEANINGS.get(column)
    if known:
        return known
    for end, words in (("_at_ms", _AT_MS), ("at_ms", _AT_MS), ("_utc", _UTC), ("_ms", _MS), ("_id", _IDS)):
        if column.endswith(end):
            return words
    return ""
