"""History: the events of a session in the agreed order, and the state that they fold to.

One state for any split, order or repetition of arrivals. A late event rewinds to the last snapshot before it and
folds again. Undone commands are skipped, erased subjects blanked, wherever their events stand and whenever they
arrive. Nothing is decided here, and nothing here raises over what arrives.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

import msgspec

from facilitator_console.dialogue.codec import decode
from facilitator_console.dialogue.evolve import evolve
from facilitator_console.dialogue.state import Changes, Singles, State, Tables, Touched, merge_touched
from facilitator_console.log import (
    ERASED,
    MOST_LAMPORT,
    THE_SESSION,
    CommandId,
    Erased,
    Event,
    Redone,
    RunStarted,
    Subject,
    Undone,
    WriterId,
    agreed_order,
    as_kept,
    blanked,
    erased_subjects,
)
from facilitator_console.session.events import GapFound, LeadTaken, SessionCreated, SpeakingSummed

SNAPSHOT_EVERY = 256
"""Events between snapshots near the end; further back they stand ever further apart."""
APART = 8
"""Snapshots stand about an eighth of their distance from the end apart."""

NEVER_UNDONE = (RunStarted, LeadTaken, Erased, Undone, Redone, SessionCreated, GapFound, SpeakingSummed)

OrderKey = tuple[int, str, int]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An event and its body; None where the body can't be read."""

    event: Event
    body: msgspec.Struct | None


class Snapshot(NamedTuple):
    """The state after the first `position` events, and what was touched from there to the next snapshot."""

    position: int
    state: State
    touched: Touched


class Verdict(NamedTuple):
    """The last word on a command: where in the agreed order it was spoken, and whether it is undone."""

    spoken: OrderKey
    undone: bool


class History:
    """A session's log in memory, folded.

    Attributes:
        state: What the events fold to; read it, never change it.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Fold these events, in any order."""
        self.state = State()
        self._keys: list[OrderKey] = []
        self._entries: list[Entry] = []
        self._verdicts: dict[CommandId, Verdict] = {}
        self._erased: set[Subject] = set()
        self._snapshots = [Snapshot(0, State(), {})]
        self._folded = 0
        self.add(events)

    # -- reading ---------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Number of events."""
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Events with their bodies, in the agreed order."""
        return iter(self._entries)

    def events(self) -> Iterator[Event]:
        """The events alone, in the agreed order."""
        return (entry.event for entry in self._entries)

    def reversed(self) -> Iterator[Entry]:
        """Events with their bodies, last first."""
        return reversed(self._entries)

    def command(self, command: CommandId) -> tuple[Entry, ...]:
        """A command's events, in order; empty where it is not known."""
        behind = CommandId(WriterId(command.writer + "\0"), command.lamport)
        return tuple(self._entries[self._place_of(command) : self._place_of(behind)])

    def is_undone(self, command: CommandId) -> bool:
        """Whether the last word on a command is that it is undone."""
        verdict = self._verdicts.get(command)
        return verdict is not None and verdict.undone

    def is_erased(self, subject: Subject) -> bool:
        """Whether a subject was withdrawn for good."""
        return subject in self._erased

    def subjects_of(self, kinds: Collection[str]) -> set[Subject]:
        """What events of these kinds are about that still have their bodies, whether they have an effect or not."""
        found = {entry.event.subject for entry in self._entries if entry.event.kind in kinds and entry.event.body}
        return found - {THE_SESSION}

    @property
    def lamport(self) -> int:
        """The highest lamport seen that can be counted on from; 0 at the beginning."""
        place = bisect_left(self._keys, (MOST_LAMPORT,))
        return self._keys[place - 1][0] if place else 0

    @property
    def unreadable(self) -> int:
        """How many events are kept but can't be read; erased ones are not among them."""
        return sum(1 for entry in self._entries if entry.body is None and entry.event.body)

    @property
    def missing(self) -> int:
        """How many events are known to be missing: numbers that a writer gave and that are not here."""
        held: dict[WriterId, list[int]] = {}
        for event in self.events():
            held.setdefault(event.writer, []).append(event.seq)
        return sum(max(numbers) - len(numbers) for numbers in held.values())

    # -- adding ----------------------------------------------------------------------------------------

    def add(self, events: Iterable[Event]) -> Changes:
        """Add events, in any order; those known already change nothing, but a blank body wins.

        Args:
            events: Of this session.

        Returns:
            What differs in the state.
        """
        # Everything from `dirty` on must be folded again; what lies behind the fold's end is new anyway.
        dirty, erased_before = self._folded, len(self._erased)
        for key, event in sorted(((agreed_order(event), event) for event in events), key=itemgetter(0)):
            dirty = min(dirty, self._take(key, event))
        # Once for all of them: hundreds may be erased together, out of thousands of events.
        if len(self._erased) > erased_before:
            dirty = min(dirty, self._blank_erased())
        return self._fold_from(dirty)

    def _take(self, key: OrderKey, event: Event) -> int:
        """Keep one event; the position from which the fold no longer holds."""
        position = len(self._keys)
        if position and key <= self._keys[-1]:
            position = bisect_left(self._keys, key)
            # A writer never gives one number twice, so the same key is the same event.
            if self._keys[position] == key:
                return len(self._keys) if event.body else self._blank(position)
        event = as_kept(event, self._erased)
        entry = Entry(event, decode(event))
        self._keys.insert(position, key)
        self._entries.insert(position, entry)
        if isinstance(entry.body, Undone | Redone):
            return min(position, self._hear_verdict(entry.body, key))
        if isinstance(entry.body, Erased):
            self._erased |= erased_subjects((event,))
        return position

    def _hear_verdict(self, body: Undone | Redone, spoken: OrderKey) -> int:
        command, undone = body.command, isinstance(body, Undone)
        before = self._verdicts.get(command)
        if before and before.spoken > spoken:
            return len(self._keys)
        self._verdicts[command] = Verdict(spoken, undone)
        if undone == (before is not None and before.undone):
            return len(self._keys)
        return self._place_of(command)

    def _place_of(self, command: CommandId) -> int:
        """Where a command's events begin, or would."""
        return bisect_left(self._keys, (command.lamport, command.writer))

    def _blank(self, position: int) -> int:
        """Blank an entry; the position from which the fold no longer holds. An erasure is never blanked."""
        event, body = self._entries[position].event, self._entries[position].body
        if not event.body or event.kind == ERASED:
            return len(self._keys)
        self._entries[position] = Entry(blanked(event), None)
        if isinstance(body, Undone | Redone):
            return min(position, self._judge_again(body.command))
        return position

    def _judge_again(self, command: CommandId) -> int:
        """Something that was said about a command is gone: what was said last now?"""
        said = [
            Verdict(key, isinstance(entry.body, Undone))
            for key, entry in zip(self._keys, self._entries, strict=True)
            if isinstance(entry.body, Undone | Redone) and entry.body.command == command
        ]
        self._verdicts.pop(command, None)
        if said:
            self._verdicts[command] = said[-1]
        return self._place_of(command)

    def _blank_erased(self) -> int:
        """Blank whatever is erased; the position from which the fold no longer holds."""
        first = len(self._keys)
        for position, entry in enumerate(self._entries):
            if entry.event.body and entry.event.subject in self._erased:
                first = min(first, self._blank(position))
        return first

    # -- folding ---------------------------------------------------------------------------------------

    def _fold_from(self, dirty: int) -> Changes:
        """Fold what is new; where the fold no longer holds, rewind and report the difference."""
        if dirty >= self._folded:
            old = self.state.singles()
            return self._changes(self._fold_on(), self.state.tables(), old)
        before = self.state
        touched = self._rewind(dirty)
        merge_touched(touched, self._fold_on())
        return self._changes(touched, before.tables(), before.singles())

    def _rewind(self, dirty: int) -> Touched:
        """Go back to the last snapshot at or before `dirty`; what had been touched since."""
        touched: Touched = {}
        while self._snapshots[-1].position > dirty:
            merge_touched(touched, self._snapshots.pop().touched)
        position, state, since = self._snapshots[-1]
        merge_touched(touched, since)
        since.clear()
        self._folded, self.state = position, state.copy()
        return touched

    def _fold_on(self) -> Touched:
        """Fold what is not folded yet, with a snapshot now and then; what that touched."""
        touched: Touched = {}
        state, entries, end = self.state, self._entries, len(self._entries)
        while self._folded < end:
            last = self._snapshots[-1]
            stop = min(end, last.position + max(SNAPSHOT_EVERY, (end - last.position) // APART))
            for position in range(self._folded, stop):
                entry = entries[position]
                if entry.body is not None and not self._is_skipped(entry.event, entry.body):
                    evolve(state, entry.event, entry.body)
            self._folded = stop
            now_touched = state.take_touched()
            merge_touched(last.touched, now_touched)
            merge_touched(touched, now_touched)
            if stop - last.position >= SNAPSHOT_EVERY:
                self._snapshots.append(Snapshot(stop, state.copy(), {}))
                self._thin_snapshots()
        return touched

    def _is_skipped(self, event: Event, body: msgspec.Struct) -> bool:
        if not self._verdicts:
            return False
        return self.is_undone(CommandId(event.writer, event.lamport)) and not isinstance(body, NEVER_UNDONE)

    def _thin_snapshots(self) -> None:
        """Keep snapshots apart by a part of their distance from the end, so that few suffice for a long log."""
        kept: list[Snapshot] = []
        for snapshot in self._snapshots:
            room = max(SNAPSHOT_EVERY, (self._folded - snapshot.position) // APART)
            if kept and kept[-1].position and snapshot.position - kept[-1].position < room // 2:
                merge_touched(kept[-1].touched, snapshot.touched)
            else:
                kept.append(snapshot)
        self._snapshots = kept

    def _changes(self, touched: Touched, tables: Tables, old_singles: Singles) -> Changes:
        """The touched ids whose entities differ from those in `tables`, and the singles that differ.

        Where nothing was rewound the old tables are the present ones, and all that was touched has changed.
        """
        new_tables = self.state.tables()
        changes: Changes = {}
        for name, ids in touched.items():
            new, old = new_tables[name], tables[name]
            changed = ids if old is new else {key for key in ids if old.get(key) != new.get(key)}
            if changed:
                changes[name] = frozenset(changed)
        for name, single in self.state.singles().items():
            if single != old_singles[name]:
                changes[name] = frozenset(("",))
        return changes
