"""Chooses the notes that stand in a report, puts each in one place, and numbers them there.

By place: proposals and some others are told apart, what was parked is for next time, all else stands by question, then
by tag. A number follows from the place alone; by the time of writing, the numbers would tell the order in which people
spoke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from facilitator_console.dialogue.attribution import may_be_quoted
from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import (
    CODEBOOK,
    own_tags,
    tag_name,
    tag_of,
    tag_readings,
    tag_tree,
    tags_as_read,
)
from facilitator_console.notes.ids import Flag, GroupList, NoteId, TagColor, TagId
from facilitator_console.notes.languages import is_old, translations_of
from facilitator_console.notes.state import ListEntry, Note, entries_on, notes_kept
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Code, Paragraph, Quote, Rank
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.consent import consents
from facilitator_console.session.disclosure import USUAL
from facilitator_console.session.ids import NO_ITEM, Attribution, ConsentUse, ItemId
from facilitator_console.session.people import group_name, seated
from facilitator_console.words import Message, say

PROPOSAL, COMMON_GROUND, DISAGREEMENT = TagId("proposal"), TagId("common_ground"), TagId("disagreement")
SHIFT, ACTION = TagId("shift"), TagId("action")
APART = {
    COMMON_GROUND: "common_ground",
    DISAGREEMENT: "disagreements",
    SHIFT: "shifts",
    PROPOSAL: "proposals",
    ACTION: "next_steps",
}
"""Tags whose notes stand in a section of their own, by tag; of a note with several the first of `_FIRST` decides."""
_FIRST = (PROPOSAL, ACTION, SHIFT, COMMON_GROUND, DISAGREEMENT)
NO_TAG = TagId("")


class Group(NamedTuple):
    """Represents the notes of one tag on one question, in the order in which they were made."""

    item_id: ItemId
    tag: TagId
    notes: tuple[Note, ...]


class Chosen(NamedTuple):
    """Holds the notes of a report.

    Attributes:
        groups: By question in the agenda's order, then by tag; last what belongs to no question.
        apart: Those of a section of their own, by tag.
        numbers: By note, from 1 in the order of the report.
        tags: By note, as they are read.
        left_out: How many others there are that might stand in it: not marked for the report, while others are.
    """

    groups: tuple[Group, ...]
    apart: dict[TagId, tuple[Note, ...]]
    parked: tuple[Note, ...]
    numbers: dict[NoteId, int]
    tags: dict[NoteId, tuple[TagId, ...]]
    left_out: int


def may_stand(entry: Note | ListEntry) -> bool:
    """Tell whether a text is settled, and not kept out as sensitive."""
    return not entry.other_texts and not (isinstance(entry, Note) and Flag.SENSITIVE in entry.flags)


_CHOSEN: ContextVar[list[Chosen] | None] = ContextVar("chosen", default=None)
"""The notes of the report that is being made, once a section has asked for them."""


@contextmanager
def choosing_once() -> Iterator[None]:
    """Choose the notes for all sections of one report at once: nine of them ask, and nothing changes meanwhile."""
    before = _CHOSEN.set([])
    try:
        yield
    finally:
        _CHOSEN.reset(before)


def chosen_notes(state: State, policy: ReportPolicy) -> Chosen:
    """Return the notes that stand in the report: those marked for it; in an internal one all where none is marked."""
    known = _CHOSEN.get()
    if known is None:
        return _choose(state, policy)
    if not known:
        known.append(_choose(state, policy))
    return known[0]


def _choose(state: State, policy: ReportPolicy) -> Chosen:
    may = [note for note in notes_kept(state) if may_stand(note) and may_be_quoted(state, note)]
    marked = [note for note in may if Flag.FOR_REPORT in note.flags]
    notes = marked if policy.is_public else marked or may
    listed = {source for entry in entries_shown(state, GroupList.PARKING_LOT) for source in entry.sources}
    by_tag: dict[TagId, list[Note]] = {tag: [] for tag in APART}
    parked, others = [], []
    read = tags_of(state, notes)
    for note in notes:
        tags = read[note.note_id]
        if tag := next((tag for tag in _FIRST if tag in tags), NO_TAG):
            by_tag[tag].append(note)
        elif Flag.PARKING_LOT not in note.flags:
            others.append(note)
        elif note.note_id not in listed:
            parked.append(note)
    apart = {tag: tuple(found) for tag, found in by_tag.items()}
    groups = tuple(_groups(state, others, read))
    in_order = [note for group in (*(group.notes for group in groups), *apart.values(), parked) for note in group]
    numbers = {note.note_id: number for number, note in enumerate(in_order, 1)}
    return Chosen(groups, apart, tuple(parked), numbers, read, len(may) - len(notes))


def tags_of(state: State, notes: Iterable[Note]) -> dict[NoteId, tuple[TagId, ...]]:
    """Return the tags of notes as they are read. Asking for each anew takes seconds where there are many tags."""
    readings = tag_readings(state)
    return {note.note_id: tags_as_read(note.tags, readings) for note in notes}


def entries_shown(state: State, group_list: GroupList) -> list[ListEntry]:
    """Return the settled entries of a list, without those made from a note that is kept out."""
    silent = kept_out(state)
    entries = entries_on(state, group_list)
    return [entry for entry in entries if may_stand(entry) and silent.isdisjoint(entry.sources)]


def kept_out(state: State) -> set[NoteId]:
    """Return the notes whose words stand in no report, also not in what was made from them: sensitive, or unasked."""
    notes = state.notes.values()
    return {note.note_id for note in notes if Flag.SENSITIVE in note.flags or not may_be_quoted(state, note)}


def unsettled(state: State) -> int:
    """Return how many texts stand in no report since two versions of them wait to be settled."""
    entries = [entry for group_list in GroupList for entry in entries_on(state, group_list)]
    notes = [note for note in notes_kept(state) if Flag.SENSITIVE not in note.flags]
    return sum(bool(note.other_texts) for note in notes) + sum(bool(entry.other_texts) for entry in entries)


def without_consent(state: State) -> int:
    """Return how many quotes stand in no report since those who said them have not consented to be quoted."""
    return sum(not may_be_quoted(state, note) for note in notes_kept(state))


def note_block(state: State, note: Note, chosen: Chosen, shown_tag: TagId = NO_TAG) -> Paragraph | Quote:
    """Return a note as it stands in the report: with its number, and with the tags that no heading says."""
    number, tags = chosen.numbers[note.note_id], chosen.tags[note.note_id]
    others = [tag_name(state, tag) for tag in tags if tag != shown_tag]
    aside = said_by(state, note)
    if others:
        listed = _listed(others)
        aside = say("{speaker}; {tags}", speaker=aside, tags=listed) if aside else listed
    rests_on = (Subject(note.note_id),)
    if Flag.QUOTE in note.flags:
        return Quote(note.text, number, aside, rests_on, tags, translated(state, note))
    return Paragraph(note.text, Rank.ENTRY, number, aside, rests_on, tags, translated(state, note))


def said_by(state: State, note: Note) -> Message | None:
    """Return whose words a note is, as far as the session names people and they consent; None where it names nobody.

    A group is told only where it has enough people. A public report knows of no speaker: disclosure.publishable.
    """
    attribution, person = state.info.attribution, state.participants.get(note.participant_id)
    by_label = attribution is Attribution.PSEUDONYM or (
        attribution is Attribution.NAMED and consents(state, note.participant_id, ConsentUse.NAMED_NOTES)
    )
    if by_label and person and person.label:
        return say("said by {who}", who=person.label)
    group = state.groups.get(note.group_id)
    if attribution is Attribution.NONE or group is None or group.removed:
        return None
    people = sum(other.group_id == note.group_id for other in seated(state))
    return say("from {group}", group=group_name(state, note.group_id)) if USUAL.allows(people) else None


def translated(state: State, note: Note) -> dict[str, str]:
    """Return the translations of a note's present words, by language."""
    return {
        translation.language: translation.text
        for translation in translations_of(state, note)
        if not is_old(note, translation)
    }


_COLORS = {
    TagColor.GREY: "#8C877B",
    TagColor.BLUE: "#3A6896",
    TagColor.RED: "#B0455A",
    TagColor.GREEN: "#1E7A2E",
    TagColor.VIOLET: "#973C88",
    TagColor.YELLOW: "#8A6900",
    TagColor.TEAL: "#0B6E78",
}


def codes(state: State) -> tuple[Code, ...]:
    """Return the codebook of a report: the tags in their tree."""
    found = []
    for tag_id, depth in tag_tree(state):
        tag = tag_of(state, tag_id)
        color, description = (tag.color, tag.description) if tag else (TagColor.GREY, "")
        found.append(Code(tag_id, tag_name(state, tag_id), _COLORS.get(color, "#8C877B"), depth, description))
    return tuple(found)


def _listed(names: list[Message]) -> Message:
    """Return names as one list."""
    listed = names[0]
    for name in names[1:]:
        listed = say("{first}, {next}", first=listed, next=name)
    return say("also: {tags}", tags=listed)


def _groups(state: State, notes: Iterable[Note], tags: Mapping[NoteId, tuple[TagId, ...]]) -> Iterator[Group]:
    """Yield the notes by question and tag; of several tags the first in the codebook's order decides."""
    items = [item.item_id for item in items_in_order(state) if not item.internal]
    order = [*CODEBOOK, *(tag.tag_id for tag in own_tags(state))]
    place = {tag: at for at, tag in enumerate(order)}
    found: dict[ItemId, dict[TagId, list[Note]]] = {item_id: {} for item_id in (*items, NO_ITEM)}
    for note in notes:
        tag = min(tags[note.note_id], key=lambda tag: place.get(tag, len(place)), default=NO_TAG)
        found.get(note.item_id, found[NO_ITEM]).setdefault(tag, []).append(note)
    for item_id, by_tag in found.items():
        for tag in sorted(by_tag, key=lambda tag: place.get(tag, len(place) + (tag == NO_TAG))):
            yield Group(item_id, tag, tuple(by_tag[tag]))
