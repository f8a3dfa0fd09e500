"""What was said: the notes by question, then by tag.

Apart from them what people share, where they differ, what changed for them, what they propose, and what comes next.
"""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import tag_name
from facilitator_console.notes.ids import Column, TagId
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Heading, Paragraph, Rank, Section
from facilitator_console.report.sections.chosen import (
    ACTION,
    APART,
    COMMON_GROUND,
    DISAGREEMENT,
    NO_TAG,
    PROPOSAL,
    SHIFT,
    chosen_notes,
    note_block,
)
from facilitator_console.report.sections.themes import themes_shown
from facilitator_console.session.ids import NO_ITEM, ItemId
from facilitator_console.words import Message, say, say_n, titled


def notes(state: State, _policy: ReportPolicy) -> Section | None:
    """Make the section of the notes; each stands in it once, with a number."""
    chosen = chosen_notes(state)
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
        blocks += [note_block(state, note, chosen.numbers[note.note_id], group.tag) for note in group.notes]
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
    state: State, _policy: ReportPolicy, tag: TagId, title: Message, column: Column | None = None
) -> Section | None:
    """Make the section of the notes of one tag; before them the themes of a column of the board."""
    chosen = chosen_notes(state)
    blocks: list[Block] = [
        Paragraph(say("“{theme}”", theme=theme.title), rests_on=(Subject(theme.theme_id),))
        for theme in themes_shown(state)
        if theme.column is column
    ]
    blocks += [note_block(state, note, chosen.numbers[note.note_id], tag) for note in chosen.apart[tag]]
    return Section(APART[tag], title, tuple(blocks)) if blocks else None


def _question(state: State, item_id: ItemId) -> Heading:
    if item_id == NO_ITEM:
        return Heading(say("On no question of the agenda"))
    item = state.items[item_id]
    asked: Message | str = item.question or titled(item.title)
    return Heading(asked, rests_on=(Subject(item_id),))
