"""History: the events of a session in the agreed order, and the state that they fold to.

One state for any split, order or repetition of arrivals. A late event rewinds to the last snapshot before it and
folds again. Undone commands are skipped, what was erased is emptied, wherever the events stand and whenever they
arrive. Nothing is decided here, and nothing here raises over what arrives.
"""

from __future__ import annotations

import gc
import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import NamedTuple

from facilitator_console.dialogue.codec import LoggedEvent, read_entry
from facilitator_console.dialogue.evolve import evolve
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.state import Changes, Singles, State, Tables, Touched, merge_touched
from facilitator_console.dialogue.verdicts import OrderKey, Verdicts
from facilitator_console.log import (
    ERASING,
    MOST_LAMPORT,
    NOTHING_ERASED,
    CommandId,
    Event,
    LaptopId,
    Subject,
    WriterId,
    agreed_order,
    as_kept,
    blanked,
    command_of,
    in_turns,
    with_erasures,
)
from facilitator_console.session.evolve_clocks import table_of
from facilitator_console.session.ids import TableId

SNAPSHOT_EVERY = 1024
"""Events between snapshots near the end; further back they stand ever further apart."""
MANY = 1_000
"""Events in one go from which the search for garbage waits."""
APART = 4
"""Snapshots stand about a quarter of their distance from the end apart."""


class Snapshot(NamedTuple):
    """Holds the state after the first `position` events, and the ids touched from there to the next snapshot."""

    position: int
    state: State
    touched: Touched


class History:
    """Holds a session's log in memory, folded.

    Attributes:
        state: What the events fold to; read it, never change it.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Fold these events, in any order."""
        self.state = State()
        self._keys: list[OrderKey] = []
        self._entries: list[LoggedEvent] = []
        self._lamports: defaultdict[WriterId, dict[int, int]] = defaultdict(dict)
        self._verdicts = Verdicts()
        self._erasures = NOTHING_ERASED
        self._snapshots = [Snapshot(0, State(), {})]
        self._folded = 0
        self.add(events)

    # -- reading ---------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self._entries)

    def __iter__(self) -> Iterator[LoggedEvent]:
        """Iterate over the events with their bodies, in the agreed order."""
        return iter(self._entries)

    def events(self) -> Iterator[Event]:
        """Iterate over the events alone, in the agreed order."""
        return (entry.event for entry in self._entries)

    def reversed(self) -> Iterator[LoggedEvent]:
        """Iterate over the events with their bodies, last first."""
        return reversed(self._entries)

    def command(self, command: CommandId) -> tuple[LoggedEvent, ...]:
        """Return a command's events, in order; empty where it is not known."""
        behind = CommandId(WriterId(command.writer + "\0"), command.lamport)
        return tuple(self._entries[self._place_of(command) : self._place_of(behind)])

    def known(self, writer: WriterId, seq: int) -> Event | None:
        """Return the event with this identity, as it is kept; None where it is not here."""
        entry = self.entry(writer, seq)
        return None if entry is None else entry.event

    def entry(self, writer: WriterId, seq: int) -> LoggedEvent | None:
        """Return the event with this identity and its body; None where it is not here."""
        lamport = self._lamports[writer].get(seq) if writer in self._lamports else None
        return None if lamport is None else self._entries[bisect_left(self._keys, (lamport, writer, seq))]

    def lacks(self, event: Event) -> bool:
        """Tell whether an event is not here, or not yet blank here."""
        known = self.known(event.writer, event.seq)
        return known is None or (not event.body and known != event)

    def is_undone(self, command: CommandId) -> bool:
        """Tell whether an event of a command is undone."""
        return any(self.is_skipped(entry) for entry in self.command(command))

    def has_lost_words(self, command: CommandId) -> bool:
        """Tell whether words of a command were erased."""
        redacted, subjects = self._erasures.redacted, self._erasures.subjects
        events = [entry.event for entry in self.command(command)]
        return any((event.writer, event.seq) in redacted or event.subject in subjects for event in events)

    def can_be_judged(self, command: CommandId, laptop: LaptopId) -> bool:
        """Tell whether undo or redo by this laptop reaches all of a command: no other took its table's lead since."""
        now = (self.lamport + 1, "", 0)
        tables = [_table_moved(entry) for entry in self.command(command)]
        return all(self._verdicts.counts(command, table, now, laptop) for table in tables if table is not None)

    @property
    def withdrawn(self) -> frozenset[Subject]:
        """Return the entities that were erased, whether anything of them is here or not."""
        return self._erasures.subjects

    @property
    def tells_who_spoke(self) -> bool:
        """Tell whether any event says who had or wanted the floor, with an effect or without."""
        return any(entry.kind is not None and entry.kind.speaks for entry in self._entries)

    @property
    def lamport(self) -> int:
        """Return the highest lamport seen that can be counted on from; 0 at the beginning."""
        place = bisect_left(self._keys, (MOST_LAMPORT,))
        return self._keys[place - 1][0] if place else 0

    @property
    def unreadable(self) -> int:
        """Return the number of events that are kept but can't be read; erased ones are not among them."""
        return sum(1 for entry in self._entries if entry.body is None and entry.event.body)

    @property
    def missing(self) -> int:
        """Return the number of events known to be missing: numbers that a writer gave and that are not here."""
        numbers_of: dict[WriterId, list[int]] = {}
        for event in self.events():
            numbers_of.setdefault(event.writer, []).append(event.seq)
        return sum(max(numbers) - len(numbers) for numbers in numbers_of.values())

    # -- copying ---------------------------------------------------------------------------------------

    def copy(self) -> History:
        """Return a history of the same events that is added to by itself, also in another thread.

        Events, bodies, entities and the states of snapshots are shared: none of them is ever changed in place.
        """
        copied = History()
        copied.state = self.state.copy()
        copied._keys, copied._entries = self._keys.copy(), self._entries.copy()
        copied._lamports.update((writer, lamports.copy()) for writer, lamports in self._lamports.items())
        copied._verdicts = self._verdicts.copy()
        copied._erasures, copied._folded = self._erasures, self._folded
        copied._snapshots = [
            Snapshot(position, state, {name: ids.copy() for name, ids in touched.items()})
            for position, state, touched in self._snapshots
        ]
        return copied

    def adopt(self, other: History, touched: Touched) -> Changes:
        """Take over the content of another history, which nobody else uses from now on.

        Args:
            other: Holds all events that this one holds, and more.
            touched: All ids that differ between the two states, and perhaps some that do not.

        Returns:
            What differs in the state.
        """
        before = self.state
        vars(self).update(vars(other))
        return self._changes(touched, before.tables(), before.singles())

    # -- adding ----------------------------------------------------------------------------------------

    def add(self, events: Iterable[Event]) -> Changes:
        """Add events, in any order; those known already change nothing, but a blank body wins.

        Of two different events with one identity, which no sound writer makes, the first that came is kept.

        Args:
            events: Of this session.

        Returns:
            What differs in the state.
        """
        arriving = sorted(events, key=agreed_order)
        with _collected_later(len(arriving)):
            erasures = with_erasures(self._erasures, arriving)
            # Everything from `dirty` on must be folded again; what lies behind the fold's end is new anyway.
            dirty = self._folded
            if erasures is not self._erasures:
                self._erasures = erasures
                dirty = self._empty_erased()
            keys: list[OrderKey] = []
            fresh: list[Event] = []
            for event, key in in_turns(zip(arriving, map(agreed_order, arriving), strict=True)):
                writer, seq = event.writer, event.seq
                lamports = self._lamports[writer]
                if seq not in lamports:
                    lamports[seq] = event.lamport
                    keys.append(key)
                    fresh.append(event)
                elif not event.body:
                    dirty = min(dirty, self._blank((lamports[seq], writer, seq), keys, fresh))
            return self._fold_from(min(dirty, self._insert(keys, fresh)))

    def _blank(self, key: OrderKey, fresh_keys: list[OrderKey], fresh: list[Event]) -> int:
        """Blank an event that is known already; return the position from which events must be folded again."""
        place = bisect_left(fresh_keys, key)
        if place < len(fresh_keys) and fresh_keys[place] == key:
            fresh[place] = _blanked(fresh[place])
            return len(self._keys)
        position = bisect_left(self._keys, key)
        return self._replace(position, _blanked(self._entries[position].event))

    def _insert(self, new_keys: list[OrderKey], fresh: list[Event]) -> int:
        """Put new events, sorted, in their places; return the position from which events must be folded again."""
        if not fresh:
            return len(self._keys)
        new_entries = [read_entry(as_kept(event, self._erasures, KINDS)) for event in in_turns(fresh)]
        keys, entries = self._keys, self._entries
        first = bisect_left(keys, new_keys[0])
        if first < len(keys):
            # One sort of two sorted runs: many late events cost no more than few.
            behind = [*zip(keys[first:], entries[first:], strict=True), *zip(new_keys, new_entries, strict=True)]
            behind.sort(key=itemgetter(0))
            keys[first:], entries[first:] = [key for key, _ in behind], [entry for _, entry in behind]
        else:
            keys += new_keys
            entries += new_entries
        changed = self._verdicts.hear(in_turns(zip(new_keys, new_entries, strict=True)))
        return min(first, *map(self._place_of, changed), first)

    def _place_of(self, command: CommandId) -> int:
        """Return the position at which a command's events begin, or would begin."""
        return bisect_left(self._keys, (command.lamport, command.writer))

    def _replace(self, position: int, event: Event) -> int:
        """Keep less of an entry; return the position from which events must be folded again."""
        before = self._entries[position]
        if event == before.event:
            return len(self._keys)
        self._entries[position] = now = read_entry(event)
        # Also of what stays readable: which command it speaks of, or whose laptop it names, may have been taken.
        changed = self._verdicts.forget(self._keys[position], before.event, before.body)
        changed |= self._verdicts.hear([(self._keys[position], now)])
        return min(position, *map(self._place_of, changed), position)

    def _empty_erased(self) -> int:
        """Empty what is erased by now; return the position from which events must be folded again."""
        first = len(self._keys)
        for position, entry in enumerate(in_turns(self._entries)):
            kept = as_kept(entry.event, self._erasures, KINDS)
            if kept is not entry.event:
                first = min(first, self._replace(position, kept))
        return first

    # -- folding ---------------------------------------------------------------------------------------

    def _fold_from(self, dirty: int) -> Changes:
        """Fold new events; where earlier ones changed, rewind first and report the difference."""
        if dirty >= self._folded:
            old = self.state.singles()
            return self._changes(self._fold_on(), self.state.tables(), old)
        before = self.state
        touched = self._rewind(dirty)
        merge_touched(touched, self._fold_on())
        return self._changes(touched, before.tables(), before.singles())

    def _rewind(self, dirty: int) -> Touched:
        """Go back to the last snapshot at or before `dirty`; return the ids that had been touched since."""
        touched: Touched = {}
        while self._snapshots[-1].position > dirty:
            merge_touched(touched, self._snapshots.pop().touched)
        position, state, since = self._snapshots[-1]
        merge_touched(touched, since)
        since.clear()
        self._folded, self.state = position, state.copy()
        return touched

    def _fold_on(self) -> Touched:
        """Fold what is not folded yet, with a snapshot now and then; return the touched ids."""
        touched: Touched = {}
        state, entries, end = self.state, self._entries, len(self._entries)
        while self._folded < end:
            last = self._snapshots[-1]
            stop = min(end, last.position + max(SNAPSHOT_EVERY, (end - last.position) // APART))
            ahead = in_turns(entries[self._folded : stop])
            evolve(state, itertools.filterfalse(self.is_skipped, ahead) if self._verdicts.by_command else ahead)
            self._folded = stop
            now_touched = state.take_touched()
            merge_touched(last.touched, now_touched)
            merge_touched(touched, now_touched)
            if stop - last.position >= SNAPSHOT_EVERY:
                self._snapshots.append(Snapshot(stop, state.copy(), {}))
                self._thin_snapshots()
        return touched

    def is_skipped(self, entry: LoggedEvent) -> bool:
        """Tell whether an event is undone."""
        if entry.kind is None or not entry.kind.phases:
            return False
        return self._verdicts.is_undone(command_of(entry.event), _table_moved(entry))

    def _thin_snapshots(self) -> None:
        """Keep snapshots apart by a part of their distance from the end, so that few suffice for a long log."""
        thinned: list[Snapshot] = []
        for snapshot in self._snapshots:
            room = max(SNAPSHOT_EVERY, (self._folded - snapshot.position) // APART)
            if thinned and thinned[-1].position and snapshot.position - thinned[-1].position < room // 2:
                merge_touched(thinned[-1].touched, snapshot.touched)
            else:
                thinned.append(snapshot)
        self._snapshots = thinned

    def _changes(self, touched: Touched, tables: Tables, old_singles: Singles) -> Changes:
        """Return the touched ids whose entities differ from those in `tables`, and the singles that differ.

        Where nothing was rewound the old tables are the present ones, and all that was touched has changed.
        """
        new_tables = self.state.tables()
        changes: Changes = {}
        for name in touched.keys() & new_tables.keys():
            ids, new, old = touched[name], new_tables[name], tables[name]
            changed = ids if old is new else {key for key in in_turns(ids) if old.get(key) != new.get(key)}
            if changed:
                changes[name] = frozenset(changed)
        for name, single in self.state.singles().items():
            if single != old_singles[name]:
                changes[name] = frozenset(("",))
        return changes


@contextmanager
def _collected_later(many: int) -> Iterator[None]:
    """Collect garbage only afterwards: new events make none, and the search takes as long as folding them."""
    if many < MANY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _table_moved(entry: LoggedEvent) -> TableId | None:
    """Return the table whose room an event moves; None where it moves none."""
    return table_of(entry.body) if entry.body is not None and entry.of_room else None


def _blanked(event: Event) -> Event:
    """Return the event blanked; an erasure stays as it is."""
    return event if event.kind in ERASING else blanked(event)
