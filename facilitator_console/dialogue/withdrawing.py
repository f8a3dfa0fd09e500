"""Withdrawing for good: which entities go with one, since they were made from it or have no other use."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from facilitator_console.dialogue.history import History
from facilitator_console.log import NO_REF, THE_SESSION, CommandId, Erased, Event, NewEvent, Ref, SessionId, Subject
from facilitator_console.notes.events import (
    ListEntryAdded,
    NoteAdded,
    NoteTagged,
    ObjectionAdded,
    TagAdded,
    TagEdited,
    ThemeAdded,
)
from facilitator_console.notes.ids import NO_TAG, NoteId, TagId


def withdrawals(history: History, subject: Subject) -> list[NewEvent]:
    """Return the events that erase an entity for good, and with it what was made from it and the tags typed with it."""
    return [NewEvent(Erased(each), THE_SESSION) for each in gone_with(history, subject)]


def gone_with(history: History, subject: Subject) -> tuple[Subject, ...]:
    """Return the entities that go when one is withdrawn: itself, what was made from it, tags typed with it alone."""
    gone = (subject, *standing_on(history, (subject,)), *map(Subject, tags_used_only_by(history, NoteId(subject))))
    return tuple(dict.fromkeys(gone))


def known_elsewhere(history: History, session: SessionId, subjects: Collection[Subject]) -> frozenset[Ref]:
    """Return by which references other sessions know these entities: themselves, and where they were carried from.

    What is carried on once more keeps where it was first, so that a session further on names that one alone.
    """
    own = {Ref(session, subject) for subject in subjects}
    carried = (entry.body for entry in history if entry.event.subject in subjects)
    origins = {body.origin for body in carried if isinstance(body, ThemeAdded | ListEntryAdded)}
    return frozenset((own | origins) - {NO_REF})


def carried_from(history: History, origins: Collection[Ref]) -> tuple[Subject, ...]:
    """Return the entities of a session that came from these of other sessions, whatever has become of them.

    Carried over word by word, or drawn from them as a question of a marathon; asked of the log, as `standing_on`.
    """
    found: dict[Subject, None] = {}
    for entry in history:
        sources = getattr(entry.body, "sources", ())
        named = (getattr(entry.body, "origin", NO_REF), *(sources if isinstance(sources, tuple) else ()))
        if any(ref in origins for ref in named):
            found[entry.event.subject or Subject(f"{entry.event.writer}.{entry.event.seq}")] = None
    return tuple(found)


def tags_used_only_by(history: History, note_id: NoteId) -> tuple[TagId, ...]:
    """Return the tags that were typed with a note and that nothing else uses: they go with it.

    A tag that somebody put on the codebook by itself stays, and so does one with a digit, with others below it, or
    into which another one was merged. Asked of the log: another note's tag counts also while it is undone.
    """
    with_note, made, used = set[CommandId](), dict[TagId, CommandId](), set[str]()
    for entry in history:
        event, body = entry.event, entry.body
        command = CommandId(event.writer, event.lamport)
        if isinstance(body, TagAdded):
            made[TagId(event.subject or f"{event.writer}.{event.seq}")] = command
            used.add(body.parent)
        elif isinstance(body, TagEdited):
            used |= {named for named in (body.parent, body.merged_into) if isinstance(named, str)}
            used |= {event.subject} if isinstance(body.digit, int) and body.digit else set()
        elif isinstance(body, NoteAdded | NoteTagged):
            tags = body.tags if isinstance(body, NoteAdded) else (body.tag,)
            if NoteId(event.subject) == note_id:
                with_note.add(command)
            else:
                used.update(tags)
    return tuple(tag for tag, command in made.items() if tag != NO_TAG and command in with_note and tag not in used)


def late_withdrawals(history: History, arrived: Iterable[Event]) -> list[NewEvent]:
    """Return the events that erase text made from what is erased, or said of it, where either has only just arrived.

    Another laptop may have put a note on a list before it heard that the note was withdrawn.
    """
    if not any(event.kind in {"erased", "objection_added"} or '"sources"' in event.body for event in arrived):
        return []
    return [NewEvent(Erased(gone), THE_SESSION) for gone in standing_on(history, history.withdrawn)]


def standing_on(history: History, sources: Iterable[Subject]) -> tuple[Subject, ...]:
    """Return the entities with words made from these, or said of them, whatever has become of them, in agreed order.

    Asked of the log: also what was undone or removed has its words there.
    """
    made: dict[Subject, dict[Subject, None]] = {}
    for entry in history:
        named = getattr(entry.body, "sources", ())
        about = (entry.body.about_id,) if isinstance(entry.body, ObjectionAdded) else ()
        for source in (*(named if isinstance(named, tuple) else ()), *about):
            made.setdefault(Subject(source), {})[entry.event.subject] = None
    found: dict[Subject, None] = {}
    waiting = [*sources]
    known = {*waiting}
    while waiting:
        new = [subject for subject in made.get(waiting.pop(), ()) if subject not in known]
        known.update(new)
        waiting += new
        found |= dict.fromkeys(new)
    return tuple(found)
