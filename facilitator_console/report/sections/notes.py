"""What was said: the notes by question, then by tag; and the proposals, apart from them."""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import tag_name
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Heading, Paragraph, Rank, Section
from facilitator_console.report.sections.chosen import NO_TAG, PROPOSAL, chosen_notes, note_block
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


def proposals(state: State, _policy: ReportPolicy) -> Section | None:
    """Make the section of the proposals."""
    chosen = chosen_notes(state)
    blocks = tuple(note_block(state, note, chosen.numbers[note.note_id], PROPOSAL) for note in chosen.proposals)
    return Section("proposals", say("Proposals"), blocks) if blocks else None


def _question(state: State, item_id: ItemId) -> Heading:
    if item_id == NO_ITEM:
        return Heading(say("On no question of the agenda"))
    item = state.items[item_id]
    asked: Message | str = item.question or titled(item.title)
    return Heading(asked, rests_on=(Subject(item_id),))
