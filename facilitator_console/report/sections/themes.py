"""Prints the themes of the board, with their needs, their quotes, and the questions in which they came up."""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.ids import Column, Flag, TagId
from facilitator_console.notes.state import Note, Theme
from facilitator_console.notes.themes import themes_kept
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Heading, Paragraph, Quote, Rank, Section
from facilitator_console.report.sections.chosen import Chosen, chosen_notes, kept_out, said_by, translated
from facilitator_console.session.ids import NO_ITEM
from facilitator_console.words import say, say_n

NEED = TagId("need")
MOST_QUOTES = 3
_COLUMNS = {column: at for at, column in enumerate(Column)}


def themes(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section; themes whose title is not settled are left out."""
    chosen = chosen_notes(state, policy)
    shown = themes_shown(state)
    if not shown:
        return None
    blocks: list[Block] = [Paragraph(say_n("{n} theme.", "{n} themes.", len(shown)), Rank.SMALL)]
    for theme in shown:
        blocks += _blocks(state, theme, chosen)
    return Section("themes", say("What people talked about"), tuple(blocks))


def themes_shown(state: State) -> list[Theme]:
    """Return the settled themes that have a title, without those whose words are of a note that is kept out.

    They are in the order of the board.
    """
    silent = kept_out(state)
    settled = (
        theme
        for theme in state.themes.values()
        if theme.title
        and not (theme.removed or theme.other_titles or theme.other_texts)
        and silent.isdisjoint(theme.sources)
    )
    return sorted(settled, key=lambda theme: (_COLUMNS.get(theme.column, 0), theme.key, theme.theme_id))


def themes_kept_out(state: State) -> int:
    """Return how many themes stand in no report since their words are of a note that is kept out."""
    silent = kept_out(state)
    return sum(not silent.isdisjoint(theme.sources) for theme in themes_kept(state))


def notes_in(state: State, theme: Theme, chosen: Chosen) -> list[Note]:
    """Return the notes of a theme that stand in the report, in their order in the theme."""
    placed = sorted(
        (themed.key, themed.note_id)
        for themed in state.themed.values()
        if themed.theme_id == theme.theme_id and themed.key and themed.note_id in chosen.numbers
    )
    return [state.notes[note_id] for _key, note_id in placed]


def _blocks(state: State, theme: Theme, chosen: Chosen) -> list[Block]:
    notes = notes_in(state, theme, chosen)
    sources = (Subject(theme.theme_id), *(Subject(note.note_id) for note in notes))
    blocks: list[Block] = [Heading(theme.title, rests_on=sources)]
    if theme.text:
        blocks.append(Paragraph(theme.text, rests_on=sources))
    # Before the needs: a quote below their heading would be read as one.
    quotes = [note for note in notes if Flag.QUOTE in note.flags][:MOST_QUOTES]
    blocks += [
        Quote(
            note.text,
            chosen.numbers[note.note_id],
            rests_on=(Subject(note.note_id),),
            aside=said_by(state, note),
            translations=translated(state, note),
        )
        for note in quotes
    ]
    needs = [note for note in notes if NEED in chosen.tags[note.note_id] and Flag.QUOTE not in note.flags]
    if needs:
        blocks.append(Heading(say("Needs"), 3))
    blocks += [
        Paragraph(
            note.text,
            Rank.ENTRY,
            chosen.numbers[note.note_id],
            rests_on=(Subject(note.note_id),),
            aside=said_by(state, note),
            translations=translated(state, note),
        )
        for note in sorted(needs, key=lambda note: chosen.numbers[note.note_id])
    ]
    items = {note.item_id for note in notes if note.item_id != NO_ITEM}
    if notes:
        count = say_n("{n} note", "{n} notes", len(notes))
        parts = say_n("in {n} part of the agenda", "in {n} parts of the agenda", len(items))
        came_up = say("Came up {parts}: {notes}.", parts=parts, notes=count) if items else say("{notes}.", notes=count)
        blocks.append(Paragraph(came_up, Rank.SMALL))
    return blocks
