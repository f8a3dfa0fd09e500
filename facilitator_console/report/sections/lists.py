"""Prints the group's lists: its agreements, the outcomes that it settled, and the points for next time."""

from __future__ import annotations

from facilitator_console.dialogue.answering import answers_to
from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import ListEntry
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Paragraph, Rank, Section
from facilitator_console.report.sections.chosen import chosen_notes, entries_shown, note_block
from facilitator_console.words import Message, say


def agreements(state: State, _policy: ReportPolicy) -> Section | None:
    """Make the section of what the group agreed on for its talk."""
    return _section(state, GroupList.AGREEMENTS, "agreements", say("Agreements of the group"))


def outcomes(state: State, _policy: ReportPolicy) -> Section | None:
    """Make the section of what the group settled."""
    return _section(state, GroupList.OUTCOMES, "outcomes", say("What we settled"))


def next_time(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of what is for later: the group's list, then notes for it that no entry was made from."""
    chosen = chosen_notes(state, policy)
    parked = [note_block(state, note, chosen) for note in chosen.parked]
    return _section(state, GroupList.PARKING_LOT, "next_time", say("For next time"), *parked)


def experts(state: State, _policy: ReportPolicy) -> Section | None:
    """Make the section of what the experts conclude, kept apart from what participants said, with their answers."""
    blocks: list[Block] = []
    for entry in entries_shown(state, GroupList.CONCLUSIONS):
        blocks += [_entry(entry), *answer_blocks(state, Subject(entry.list_entry_id))]
    return Section("experts", say("What the experts conclude"), tuple(blocks)) if blocks else None


def answer_blocks(state: State, conclusion: Subject) -> tuple[Block, ...]:
    """Return what participants answered to a conclusion before it was published."""
    answers = answers_to(state, conclusion)
    head = say("What participants answer:")
    paragraphs = (
        Paragraph(say("“{quote}”", quote=answer.text), Rank.ENTRY, rests_on=(Subject(answer.answer_id),))
        for answer in answers
    )
    return (Paragraph(head, Rank.SMALL), *paragraphs) if answers else ()


def _section(state: State, group_list: GroupList, name: str, title: Message, *more: Block) -> Section | None:
    blocks = (*(_entry(entry) for entry in entries_shown(state, group_list)), *more)
    return Section(name, title, blocks) if blocks else None


def _entry(entry: ListEntry) -> Paragraph:
    words = say("{text} (done)", text=entry.text) if entry.is_done else entry.text
    return Paragraph(words, Rank.ENTRY, rests_on=(Subject(entry.list_entry_id), *map(Subject, entry.sources)))
