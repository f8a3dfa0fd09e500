"""What is withdrawn is nowhere in the bytes: not in the store, its write-ahead log, its index, nor in copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlcipher3.dbapi2 import Error

from facilitator_console.console import new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Instant, LaptopId, NewEvent, SessionId, Subject, blanked
from facilitator_console.notes.commands import (
    add_list_entry,
    edit_list_entry,
    list_note,
    remove_list_entry,
    tick_list_entry,
)
from facilitator_console.notes.events import ListEntryAdded, NoteAdded, NoteEdited, TagAdded
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP, GroupList, Version
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, close_session, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.events import GroupAdded, ParticipantAdded
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.ids import NO_ITEM, ParticipantId, TurnKind
from facilitator_console.session.people import add_participant
from facilitator_console.session.room_events import Passed, QueueJoined, TurnStarted
from facilitator_console.store import copies
from facilitator_console.store.connection import connect_to_read
from facilitator_console.store.derived import read_tables
from facilitator_console.store.errors import StorageError
from facilitator_console.store.finding import find_everywhere
from facilitator_console.store.saver import Batch, SaveState
from facilitator_console.store.store import Store
from tests.helpers.saving import closed_as_in_a_sweep, wait_until_saved
from tests.helpers.scribe import SESSION, Scribe

LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщьюя"
LENGTHS = (12, 100, 800, 4_000, 20_000)
"""Characters around a planted word: within a page, over its edge, on overflow pages."""


class Planted:
    """Words that occur once, and the search for them in bytes."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.words: list[str] = []

    def word(self, letters: str) -> str:
        self.words.append("".join(self.random.choices(letters, k=24)))
        return self.words[-1]

    def text(self) -> str:
        letters, around = self.random.choice((LATIN, CYRILLIC)), self.random.choice(LENGTHS)
        before = self.random.randrange(around)
        return f"{'so ' * (before // 3)}{self.word(letters)}{' ще' * ((around - before) // 3)}"


def found_in(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Words, or halves of them since an overflow page may cut one in two, by the file that they are in."""
    found = []
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        for word in words:
            halves = (word[:12].encode(), word[12:].encode())
            found += [(path.name, word) for half in halves if half in data]
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        yield store


def save(store: Store, batch: Batch) -> None:
    assert store.saver.wait(store.saver.submit(batch), 60)


def save_all_that_waits(store: Store) -> None:
    """Close the writer: it ends when everything is saved and swept."""
    assert store.saver.close() == SaveState(store.saver.save_state.committed, 0, None)


@pytest.mark.parametrize("seed", range(2))
def test_withdrawn_notes_are_nowhere_in_the_bytes(store: Store, seed: int) -> None:
    """Many writers in turns, so that pages split with words on them: there `secure_delete` alone leaves some."""
    planted, kept = Planted(seed), Planted(seed + 100)
    scribes = [Scribe(f"{planted.random.getrandbits(64):016x}", session=SessionId(f"s{n}")) for n in range(6)]
    notes: list[tuple[Scribe, Batch]] = []
    for _ in range(240):
        scribe = planted.random.choice(scribes)
        source = planted if planted.random.random() < 0.4 else kept
        note = scribe.note(source.text())
        store.saver.submit(note)
        if source is planted:
            notes.append((scribe, note))
    with store.log.connection() as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    planted.random.shuffle(notes)
    half = len(notes) // 2
    for scribe, note in notes[:half]:
        edited = NewEvent(NoteEdited(Version(note.events[0].subject), planted.text()), note.events[0].subject)
        store.saver.submit(scribe.batch(edited))
    save(store, scribes[0].note("the last"))
    assert found_in(store.path.parent, planted.words)
    for scribe, note in notes:
        store.saver.submit(scribe.withdraw(note))
    save_all_that_waits(store)
    assert found_in(store.path.parent, planted.words) == []
    assert len({word for _, word in found_in(store.path.parent, kept.words)}) == len(kept.words)


def test_every_kind_of_entity_can_be_withdrawn(store: Store) -> None:
    planted, scribe = Planted(7), Scribe("w1")
    made = [
        scribe.batch(NewEvent(body))
        for body in (
            ParticipantAdded(4, planted.word(CYRILLIC)),
            GroupAdded(planted.word(CYRILLIC), 9),
            ListEntryAdded(GroupList.AGREEMENTS, planted.text()),
            NoteAdded(planted.text()),
        )
    ]
    made.append(scribe.batch(NewEvent(TagAdded(planted.word(LATIN)))))
    for batch in made:
        store.saver.submit(batch)
    withdrawals = [scribe.withdraw(batch) for batch in made]
    for withdrawal in withdrawals:
        store.saver.submit(withdrawal)
    save_all_that_waits(store)
    assert found_in(store.path.parent, planted.words) == []


def test_entries_made_from_a_note_go_with_it_from_the_bytes(store: Store) -> None:
    """Shown, reworded, removed and undone ones; and the draft that an entry was typed as."""
    planted, kept = Planted(15), Planted(16)
    console = new_session(store, Laptop(LaptopId("here")), "Dialogue", clock=SetClock(Instant(1_700_000_000_000)))
    notes = []
    for number in range(40):
        source = kept if number % 4 == 0 else planted
        console.dispatch(capture, source.text())
        note = next(reversed(console.state.notes))
        for group_list in LISTS_OF_THE_GROUP:
            console.dispatch(list_note, note, group_list)
        shown, removed, undone = list(console.state.list_entries)[-3:]
        console.dispatch(edit_list_entry, shown, source.text())
        console.dispatch(remove_list_entry, removed)
        if source is planted:
            notes.append(note)
        command = console.undo_stack.undoable()
        assert command is not None
        console.undo(command)
        console.dispatch(tick_list_entry, undone, is_done=True)
    console.keep_draft(planted.text(), GroupList.AGREEMENTS)
    wait_until_saved(store, 60)
    assert found_in(store.path.parent, planted.words)
    console.dispatch(add_list_entry, GroupList.AGREEMENTS, console.draft(GroupList.AGREEMENTS))
    typed = next(reversed(console.state.list_entries))
    for subject in (*notes, typed):
        console.withdraw(Subject(subject))
    save_all_that_waits(store)
    assert found_in(store.path.parent, planted.words) == []
    assert {word for _, word in found_in(store.path.parent, kept.words)} == set(kept.words)
    assert len(console.state.list_entries) == 30


def test_who_spoke_when_is_nowhere_in_the_bytes_after_the_end(store: Store) -> None:
    """Ids of people stand in the bodies of turns, of the queue and of passes; here each has one that occurs once."""
    planted = Planted(14)
    console = new_session(store, Laptop(LaptopId("here")), "Dialogue", clock=SetClock(Instant(1_700_000_000_000)))

    def write(*new: NewEvent) -> None:
        console.dispatch(lambda _state, _now_ms: list(new))

    for number in range(120):
        who = [ParticipantId(planted.word(LATIN)) for _ in range(3)]
        write(
            NewEvent(QueueJoined(who[0], TurnKind.POINT_OF_PROCESS)),
            NewEvent(TurnStarted(who[1], kind=TurnKind.POINT_OF_PROCESS)),
            NewEvent(Passed(who[2], NO_ITEM)),
        )
        write(NewEvent(NoteAdded(f"note {number} " + "so " * (number % 40))))
    console.dispatch(close_session)
    wait_until_saved(store, 60)
    assert found_in(store.path.parent, planted.words)
    console.forget_speaking()
    assert console.forgetting_refusal() is not None
    save_all_that_waits(store)
    assert found_in(store.path.parent, planted.words) == []
    assert len(console.state.notes) == 120


def test_when_somebody_spoke_is_nowhere_in_the_bytes_after_the_end(store: Store) -> None:
    """The lengths of the blank turns beside the sums would name most of those who spoke once."""
    clock = SetClock(Instant(1_700_000_000_000))
    console = new_session(store, Laptop(LaptopId("here")), "Dialogue", clock=clock)
    for _ in range(6):
        console.dispatch(add_participant)
    console.dispatch(add_item, "Opening")
    console.dispatch(next_item)
    times: list[Instant] = []
    for who in console.state.participants:
        clock.advance(77_003)
        console.dispatch(start_turn, who)
        times.append(clock.now_ms())
    clock.advance(50_021)
    console.dispatch(done)
    times.append(clock.now_ms())
    clock.advance(60_007)
    console.dispatch(close_session)
    wait_until_saved(store, 60)
    with store.log.connection() as connection:
        copies.copy_before_migration(connection, store.path, 0)
    assert times_in(store.path.parent, times) == set(times)
    console.forget_speaking()
    save_all_that_waits(store)
    # As a whole number, as SQLite keeps it; as text the sums tell the first, for the day of the meeting.
    assert times_in(store.path.parent, times) == set()


def times_in(folder: Path, times: list[Instant]) -> set[Instant]:
    data = b"".join(path.read_bytes() for path in folder.iterdir())
    return {at_ms for at_ms in times if at_ms.to_bytes(6) in data}


def test_what_arrives_after_its_withdrawal_never_touches_the_disk(store: Store) -> None:
    planted, ours, theirs = Planted(8), Scribe("w1"), Scribe("w2")
    late = theirs.note(planted.text())
    save(store, ours.withdraw(late))
    store.log.append(late.events)
    assert found_in(store.path.parent, planted.words) == []
    assert [event.body for event in store.log.read(SESSION) if event.kind == "note_added"] == [""]


def test_an_erasure_from_elsewhere_reaches_the_tables(store: Store) -> None:
    """Another laptop's log is added without rows."""
    planted, ours = Planted(13), Scribe("w1")
    note = ours.note(planted.text())
    save(store, note)
    theirs = Scribe("w2", known=note.events)
    store.log.append(theirs.withdraw(note).events)
    assert found_in(store.path.parent, planted.words) == []


def test_a_blank_copy_from_elsewhere_takes_the_words_along(store: Store) -> None:
    planted, scribe = Planted(9), Scribe("w1")
    note = scribe.batch(NewEvent(NoteAdded(planted.text())))
    store.log.append(note.events)
    assert found_in(store.path.parent, planted.words)
    store.log.append([blanked(event) for event in note.events])
    assert found_in(store.path.parent, planted.words) == []


def test_a_copy_before_a_migration_is_erased_in_too(store: Store) -> None:
    planted, scribe = Planted(10), Scribe("w1")
    notes = [scribe.note(planted.text()) for _ in range(60)]
    for note in notes:
        save(store, note)
    with store.log.connection() as connection:
        copies.copy_before_migration(connection, store.path, 0)
    (copied,) = copies.copies_of(store.path)
    assert {name for name, _ in found_in(store.path.parent, planted.words)} >= {copied.name}
    for note in notes:
        store.saver.submit(scribe.withdraw(note))
    save_all_that_waits(store)
    assert found_in(store.path.parent, planted.words) == []


def test_a_reader_that_stands_in_the_way_is_waited_for(tmp_path: Path) -> None:
    """The withdrawal is saved, what hinders the sweeping is said, and the next opening sweeps."""
    planted, scribe = Planted(11), Scribe("w1")
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        note = scribe.note(planted.text())
        save(store, note)
        reader = connect_to_read(path)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM events").fetchall()
        save(store, scribe.withdraw(note))
        assert store.log.words_remain
        assert found_in(tmp_path, planted.words)
        state = store.saver.close()
        assert state.waiting == 0
        assert "another program is using it" in str(state.why)
    reader.close()
    # Whoever opens it only to look sweeps too.
    Store.open(path).close()
    assert found_in(tmp_path, planted.words) == []
    with Store.open(path) as store:
        assert not store.log.words_remain


def test_a_reader_makes_no_attempt_to_sweep_costly(store: Store) -> None:
    """However long it stays and however often the sweep is tried again, the write-ahead log does not grow."""
    scribe = Scribe("w1")
    note = scribe.note("слово " * 2_000)
    save(store, note)
    reader = connect_to_read(store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM events").fetchall()
    with store.log.connection() as connection:
        connection.execute("PRAGMA busy_timeout = 0")
    save(store, scribe.withdraw(note))
    size = store.path.with_name(f"{store.path.name}-wal").stat().st_size
    for _ in range(3):
        with pytest.raises(StorageError, match="another program is using it"):
            store.log.sweep()
    assert store.path.with_name(f"{store.path.name}-wal").stat().st_size == size
    reader.close()


def test_no_reader_of_ours_is_in_the_way_of_a_sweep(store: Store) -> None:
    """What reads is closed for it, also where somebody has not read to the end; then it is another connection."""
    planted, scribe = Planted(13), Scribe("w1")
    note = scribe.note(planted.text())
    for batch in (note, *(scribe.note(f"слово {n}") for n in range(50))):
        save(store, batch)
    with store.log.connection() as connection:
        connection.execute("PRAGMA busy_timeout = 0")
    with store.reading() as before:
        half_read = before.execute("SELECT text FROM notes")
        assert half_read.fetchone()
    save(store, scribe.withdraw(note))
    assert not store.log.words_remain
    assert found_in(store.path.parent, planted.words) == []
    with store.reading() as after:
        assert after is not before
        assert after.execute("SELECT count(*) FROM notes").fetchone() == (50,)
    with pytest.raises(Error):
        half_read.fetchone()


def test_a_sweep_waits_for_who_reads_and_who_asks_meanwhile_is_told(store: Store) -> None:
    """Nothing is read of a file that is being rewritten, and nobody's key waits for its end."""
    planted, scribe = Planted(14), Scribe("w1")
    note = scribe.note(planted.text())
    save(store, note)
    with store.reading():
        store.saver.submit(scribe.withdraw(note))
        assert not store.saver.wait_swept(2, 0.2)
    assert store.saver.wait_swept(2, 60)
    kept = scribe.note("колодязь")
    save(store, kept)
    console = open_session(store, SESSION, Laptop(LaptopId("here")), SetClock(Instant(10**12)))
    with closed_as_in_a_sweep(store):
        assert console.find_notes("колодязь") == frozenset(console.state.notes)
        with pytest.raises(StorageError, match="being taken out"):
            find_everywhere(store, "колодязь")
    assert [found.text for found in find_everywhere(store, "колодязь")] == ["колодязь"]


def test_a_withdrawal_that_a_crash_cut_short_is_finished_at_the_next_opening(tmp_path: Path) -> None:
    """The erasure is committed, and the program ends before the sweeping."""
    planted, scribe = Planted(12), Scribe("w1")
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        note = scribe.note(planted.text())
        save(store, note)
        withdrawal = scribe.withdraw(note)
        with store.log.adding(withdrawal.events) as connection:
            read_tables.apply(connection, withdrawal.rows)
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for suffix in ("", "-wal"):
            (crashed / f"dialogue.sqlite{suffix}").write_bytes(path.with_name(path.name + suffix).read_bytes())
    assert found_in(crashed, planted.words)
    with Store.open(crashed / "dialogue.sqlite") as store:
        store.saver.close()
    assert found_in(crashed, planted.words) == []


def test_a_second_withdrawal_leaves_as_little_as_the_first(store: Store, tmp_path: Path) -> None:
    """Merging the parts of a full-text index keeps a deleted word, as one to be deleted, while it has older levels."""
    planted, scribe = Planted(7), Scribe("w1")
    for _ in range(6):
        notes = [scribe.note(planted.text()) for _ in range(2)]
        for batch in (*notes, *(scribe.withdraw(note) for note in notes)):
            save(store, batch)
            assert store.saver.wait(store.saver.submit(scribe.note("kept")), 60)
    save_all_that_waits(store)
    assert found_in(tmp_path, planted.words) == []
