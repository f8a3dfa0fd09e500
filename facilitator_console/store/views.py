"""Defines the views, one for each question that a report writer asks, and the full-text search of notes.

Views are plain SQL without rules of disclosure: they show what the facilitators themselves may see; what may be
published is for report.disclosure. Durations are in milliseconds, instants in UTC text. What was removed is left out;
what is sensitive is marked. SQLite 3.40 (Debian 12's own) can read them all.

The search compares folded words, so that case, apostrophes, ґ/г, ї/і and ё/е don't matter. Its index is one of the
read tables; store.rows makes its rows.
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
    """  # noqa: S608 - constants


def _with_session(question: str) -> str:
    """Return a view's question with the title of the session at its end, so that a person knows which one it is."""
    return f"""
        SELECT answer.*,
               (SELECT nullif(sessions.title, '') FROM sessions WHERE sessions.session_id = answer.session_id)
                   AS session_title
        FROM ({question}) AS answer
    """  # noqa: S608 - constants


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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

_PROPOSALS = f"""
    SELECT session_id, note_id, text, item_title, at_utc, for_report, sensitive
    FROM notes_by_tag
    WHERE tag = '{PROPOSAL}'
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
           objections.text AS said_instead
    FROM objections
    JOIN themes ON themes.session_id = objections.session_id AND themes.theme_id = objections.about_id
    ORDER BY objections.session_id, objections.at_ms, length(objections.objection_id), objections.objection_id
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
"""  # noqa: S608 - constants

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
