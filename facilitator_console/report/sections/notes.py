"""Prints the notes by question, then by tag.

Apart from them what people share, where they differ, what changed for them, what they propose, and what comes next.
"""

from __future__ import annotations

from collections import Counter

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import tag_name, tag_tree
from facilitator_console.notes.ids import Column, TagId
from facilitator_console.notes.state import notes_kept
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Heading, Paragraph, Rank, Section, Table
from facilitator_console.report.document import Column as TableColumn
from facilitator_console.report.sections.chosen import (
    ACTION,
    APART,
    COMMON_GROUND,
    DISAGREEMENT,
    NO_TAG,
    PROPOSAL,
    SHIFT,
    chosen_notes,
    may_stand,
    note_block,
    tags_of,
)
from facilitator_console.report.sections.themes import themes_shown
from facilitator_console.session.ids import NO_ITEM, ItemId
from facilitator_console.words import Message, say, say_n, titled

_COUNTED = (
    TableColumn("tag", say("Tag"), say("What the notes are about.")),
    TableColumn("notes", say("notes"), say("How many notes."), is_number=True),
)


def notes(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of the notes; each stands in it once, with a number. Where none may stand, they are counted."""
    chosen = chosen_notes(state, policy)
    if chosen.left_out and not chosen.numbers:
        return Section("notes", say("What was said"), (_count(state),))
    if not chosen.groups:
        return None
    number = sum(len(group.notes) for group in chosen.groups)
    blocks: list[Block] = [Paragraph(say_n("{n} note.", "{n} notes.", number), Rank.SMALL)]
    question: ItemId | None = None
    for group in chosen.groups:
        if group.item_id != question:
            blocks.append(_question(state, group.item_id))
        question = group.item_id
        name = say("Without a tag") if group.tag == NO_TAG else tag_name(state, group.tag)
        heading = say("{tag} · {count}", tag=name, count=len(group.notes))
        blocks.append(Heading(heading, 3, tuple(Subject(note.note_id) for note in group.notes)))
        blocks += [note_block(state, note, chosen, group.tag) for note in group.notes]
    return Section("notes", say("What was said"), tuple(blocks))


def common_ground(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of what people share: the themes that the room shares, then the notes."""
    return _apart(state, policy, COMMON_GROUND, say("What we share"), Column.SHARED)


def disagreements(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of where people differ: every view as it was written down, none before another by its number."""
    return _apart(state, policy, DISAGREEMENT, say("Where we differ"), Column.DIFFERENT)


def shifts(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of what changed for people while they talked."""
    return _apart(state, policy, SHIFT, say("What changed for people"))


def proposals(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of the proposals."""
    return _apart(state, policy, PROPOSAL, say("Proposals"))


def next_steps(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of who wants to do what next."""
    return _apart(state, policy, ACTION, say("Next steps"))


def _apart(
    state: State, policy: ReportPolicy, tag: TagId, title: Message, column: Column | None = None
) -> Section | None:
    """Make the section of the notes of one tag; before them the themes of a column of the board."""
    chosen = chosen_notes(state, policy)
    blocks: list[Block] = [
        Paragraph(say("“{theme}”", theme=theme.title), rests_on=(Subject(theme.theme_id),))
        for theme in themes_shown(state)
        if theme.column is column
    ]
    blocks += [note_block(state, note, chosen, tag) for note in chosen.apart[tag]]
    return Section(APART[tag], title, tuple(blocks)) if blocks else None


def _count(state: State) -> Table:
    """Return how many notes there are of each tag; a note with several counts for each."""
    notes = [note for note in notes_kept(state) if may_stand(note)]
    counts = Counter(tag for tags in tags_of(state, notes).values() for tag in tags or (NO_TAG,))
    order = [tag for tag, _depth in tag_tree(state)] + [NO_TAG]
    rows = tuple(
        (say("Without a tag") if tag == NO_TAG else tag_name(state, tag), counts[tag]) for tag in order if counts[tag]
    )
    caption = say_n("{n} note was written down.", "{n} notes were written down.", len(notes))
    return Table("notes_counted", say("Notes by tag"), _COUNTED, rows, caption=caption)


def _question(state: State, item_id: ItemId) -> Heading:
    if item_id == NO_ITEM:
        return Heading(say("On no question of the agenda"))
    item = state.items[item_id]
    asked: Message | str = item.question or titled(item.title)
    return Heading(asked, rests_on=(Subject(item_id),))
