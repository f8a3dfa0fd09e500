"""Notes are found by their words, whether they are saved yet or not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.log import MOST_MS, Erased, Instant, LaptopId, NewEvent, SessionId, Subject, WriterId, sealed
from facilitator_console.notes.coming_in import ReadNote, add_notes
from facilitator_console.notes.commands import edit_note, remove_note
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.notes.languages import translate_note
from facilitator_console.notes.state import Note
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.session.ids import LanguageId
from facilitator_console.store.derived import read_tables
from facilitator_console.store.derived.rows import changed_rows, search_number
from facilitator_console.store.derived.views import rebuild_search
from facilitator_console.store.doctor import check
from facilitator_console.store.finding import MOST_EVERYWHERE, find_everywhere, find_sessions
from facilitator_console.store.migrations import mark_stale
from facilitator_console.store.store import Store
from tests.helpers.saving import answers

HERE = Laptop(LaptopId("here"))


class Notebook:
    """One session's notes in a store.

    Attributes:
        store: Where they are saved.
        console: The session.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.console: Console = new_session(store, HERE, "Dialogue", clock=SetClock(Instant(10**12)))

    def note(self, text: str) -> NoteId:
        self.console.dispatch(lambda _state, _now_ms: [NewEvent(NoteAdded(text))])
        return next(reversed(self.console.state.notes))

    def edit(self, note_id: NoteId, text: str, base: Version | None = None) -> None:
        self.console.dispatch(edit_note, note_id, text, base=base or Version(note_id))

    def find(self, text: str) -> set[NoteId] | None:
        found = self.console.find_notes(text)
        return None if found is None else set(found)

    def save(self) -> None:
        """Wait until the store contains all of it."""
        saves = self.console.saves
        assert self.store.saver.wait(saves.committed + saves.waiting, 20)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("finding") / "dialogue.sqlite") as store:
        yield store


@pytest.fixture
def notes(shared: Store) -> Notebook:
    return Notebook(shared)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        yield store


FOUND = [
    ("Пам’ять про дім", "пам'ять"),
    ("пам'ять", "ПАМʼЯТЬ"),
    ("ґанок", "ганок"),
    ("ганок", "ґанок"),
    ("їжа і вода", "іжа"),
    ("Їхній дев’ятнадцятий ґанок", "іхній дев'ят ганок"),
    ("мёд", "мед"),
    ("будь-який стіл", "будь-який"),
    ("потреба у безпеці", "безпе"),
    ("потреба у безпеці", "безпеці потреба"),
    ("потреба у безпеці", "потр безпеці"),
    ("О 9:00 тихо", "9:00"),
    ('say "yes" AND no', '"yes" AND'),
    ("рядок\nдругий", "другий"),
    ("Straße", "STRASSE"),
    ("спокій їхній", "спокій їх"),
]


@pytest.mark.parametrize("is_saved", [True, False])
@pytest.mark.parametrize(("written", "asked"), FOUND)
def test_finds(notes: Notebook, written: str, asked: str, *, is_saved: bool) -> None:
    # Whoever holds the log's connection keeps the thread that saves from it.
    with nullcontext() if is_saved else notes.store.log.connection():
        notes.note("щось інше")
        wanted = notes.note(written)
        # Also in a note from before letters of two signs were kept as one, and however it is asked.
        apart = notes.note(unicodedata.normalize("NFD", written))
        if is_saved:
            notes.save()
        assert bool(notes.console.saves.waiting) is not is_saved
        assert notes.find(asked) == {wanted, apart}
        assert notes.find(unicodedata.normalize("NFD", asked)) == {wanted, apart}


@pytest.mark.parametrize("is_saved", [True, False])
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("йод", "иод"),
        ("потреба у безпеці", "треба"),
        ("потреба", "потреба миру"),
        ("потреба", "text:потреба"),
        ("потреба", "потреба*миру"),
    ],
)
def test_does_not_find(notes: Notebook, written: str, asked: str, *, is_saved: bool) -> None:
    with nullcontext() if is_saved else notes.store.log.connection():
        notes.note(written)
        if is_saved:
            notes.save()
        assert notes.find(asked) == set()


@pytest.mark.parametrize("asked", ["", " \t ", "!?", "— …"])
def test_a_text_without_a_word_asks_for_nothing(notes: Notebook, asked: str) -> None:
    notes.note("потреба")
    assert notes.find(asked) is None


def test_marks_among_words_ask_for_nothing(notes: Notebook) -> None:
    wanted = notes.note("вода і світло")
    for asked in ("! вода", "вода —", "— вода ! світ", "(вода)", "вода*", "^вода", "-вода"):
        assert notes.find(asked) == {wanted}, asked


def test_what_is_not_saved_yet_decides_on_its_note(notes: Notebook) -> None:
    edited, removed, undone = (notes.note(text) for text in ("колодязь у селі", "колодязь у місті", "джерело"))
    notes.save()
    with notes.store.log.connection():
        notes.edit(edited, "криниця")
        notes.console.dispatch(remove_note, removed)
        notes.edit(undone, "криниця в лісі")
        assert notes.find("колодязь") == set()
        assert notes.find("криниця") == {edited, undone}
        notes.console.undo()
        assert notes.find("криниця") == {edited}
        assert notes.find("джерело") == {undone}
    notes.save()
    assert notes.find("криниця") == {edited}


def test_an_edit_is_found_and_its_rival_too(notes: Notebook) -> None:
    note = notes.note("колодязь")
    notes.edit(note, "криниця")
    assert notes.find("колодязь") == set()
    notes.edit(note, "джерело", Version(note))
    assert notes.find("криниця") == notes.find("джерело") == {note}


def test_each_session_by_itself(notes: Notebook, shared: Store) -> None:
    other = Notebook(shared)
    mine, theirs = notes.note("вода"), other.note("вода")
    assert notes.find("вода") == {mine}
    assert other.find("вода") == {theirs}


def test_notes_are_found_where_the_tables_do_not_follow_the_log(store: Store) -> None:
    notes = Notebook(store)
    wanted = notes.note("вода")
    notes.save()
    with store.log.changing() as connection:
        connection.execute("DELETE FROM note_search")
        mark_stale(connection)
    assert notes.find("вода") == {wanted}


@pytest.mark.parametrize(
    "sql", ["UPDATE note_search_data SET block = x'ffffffffffff'", "UPDATE note_search_config SET v = 99"]
)
def test_notes_are_found_where_the_index_is_damaged(store: Store, sql: str) -> None:
    notes = Notebook(store)
    wanted = notes.note("вода")
    notes.save()
    with store.log.changing() as connection:
        connection.execute(sql)
    assert notes.find("вода") == {wanted}


@given(asked=st.text(st.characters(codec=None), max_size=30))
def test_nothing_that_is_typed_is_an_error(shared: Store, asked: str) -> None:
    assert not Notebook(shared).find(asked)


@given(word=st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_every_word_is_found_by_itself(shared: Store, word: str) -> None:
    notes = Notebook(shared)
    note = notes.note(f"так, {word}!")
    assert notes.find(word) == {note}


def test_a_withdrawn_note_leaves_no_word_in_the_index(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    # The index leaves out what a word has in common with the one before it.
    rare = "криворівня".encode()[2:]
    with closing(dbapi2.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = OFF")
        read_tables.create(connection)
        history = History()

        def write(seq: int, body: NewEvent) -> None:
            place = {"session": SessionId("s1"), "writer": WriterId("w"), "first_seq": seq, "lamport": seq}
            changes = history.add(sealed([body], encode, **place, at_ms=Instant(1_000 * seq)))  # type: ignore[arg-type]
            read_tables.apply(connection, changed_rows(SessionId("s1"), history.state, changes))

        for number in range(1, 202):
            write(number, NewEvent(NoteAdded("Криворівня" if number == 101 else f"звичайні слова {number}")))
        assert path.read_bytes().count(rare) >= 2
        write(202, NewEvent(Erased(Subject("w.101")), Subject("")))
        rebuild_search(connection)
    assert rare not in path.read_bytes()


# -- all sessions ----------------------------------------------------------------------------------------


def test_all_sessions_are_searched_and_the_newest_note_comes_first(store: Store) -> None:
    clock = SetClock(Instant(10**12))
    books = [new_session(store, HERE, title, clock=clock) for title in ("Осінь", "Зима 🧊", "Весна")]
    for minute in range(12):
        clock.advance(60_000)
        books[minute % 3].dispatch(capture, f"№потреба вечірній автобус {minute}")
    books[0].dispatch(capture, "щось інше")
    save(store, books)
    found = find_everywhere(store, "автобус вечір")
    assert [note.text[-2:].strip() for note in found] == [str(minute) for minute in reversed(range(12))]
    assert [note.title for note in found[:3]] == ["Весна", "Зима 🧊", "Осінь"]
    assert find_everywhere(store, "…") == ()


def test_only_the_newest_are_given_and_what_is_gone_is_not_found(store: Store) -> None:
    clock = SetClock(Instant(10**12))
    book = new_session(store, HERE, "Осінь", clock=clock)
    for n in range(MOST_EVERYWHERE + 20):
        clock.advance(30_000)
        book.dispatch(capture, f"дорога {n}")
    newest, erased = list(book.state.notes)[-1], list(book.state.notes)[-2]
    book.dispatch(remove_note, newest)
    book.withdraw(Subject(erased))
    edited = list(book.state.notes)[-3 if erased in book.state.notes else -2]
    book.dispatch(edit_note, edited, "шлях")
    save(store, [book])
    found = find_everywhere(store, "дорога")
    assert len(found) == MOST_EVERYWHERE
    assert [note.text for note in found[:2]] == ["дорога 216", "дорога 215"]
    assert [note.text for note in find_everywhere(store, "шлях")] == ["шлях"]
    assert answers(store, "SELECT count(*) FROM note_search") == [(MOST_EVERYWHERE + 18,)]


def test_a_session_is_found_behind_more_newer_notes_than_are_listed(store: Store) -> None:
    clock = SetClock(Instant(10**12))
    old = new_session(store, HERE, "Осінь", clock=clock)
    old.dispatch(capture, "Стара дорога")
    clock.advance(10**9)
    new = new_session(store, HERE, "Зима", clock=clock)
    new.dispatch(add_notes, [ReadNote(f"дорога {n}") for n in range(MOST_EVERYWHERE + 1)], {})
    save(store, [old, new])
    assert {note.session_id for note in find_everywhere(store, "дорога")} == {new.session}
    assert find_sessions(store, "дорога") == {old.session, new.session}
    assert find_sessions(store, "стара дор") == {old.session}
    assert find_sessions(store, "…") == find_sessions(store, "щука") == frozenset()


def test_the_newest_are_given_also_where_a_file_brought_many_in_one_moment(store: Store) -> None:
    """Five thousand of one instant, and then others within the same second: none of them hides a newer one."""
    clock = SetClock(Instant(10**12))
    book = new_session(store, HERE, "Осінь", clock=clock)
    book.dispatch(add_notes, [ReadNote(f"дорога з файлу {n}") for n in range(5_000)], {})
    for n in range(150):
        clock.advance(20)
        book.dispatch(capture, f"дорога {n}")
    save(store, [book])
    found = [note.text for note in find_everywhere(store, "дорога")]
    of_file = [f"дорога з файлу {n}" for n in reversed(range(4_950, 5_000))]
    assert found == [*(f"дорога {n}" for n in reversed(range(150))), *of_file]
    assert answers(store, "SELECT count(*) FROM note_search") == [(5_150,)]


@pytest.mark.parametrize("note_id", ["w.1", "w." + "9" * 5_000, "w.-1", "w.٣", "🚌", "", "w.1.x"])
@pytest.mark.parametrize("at_ms", [-5, 0, 10**12, MOST_MS])
def test_every_note_has_a_number_in_the_index(note_id: str, at_ms: int) -> None:
    """Ids and times come from other laptops, and may be anything."""
    note = note_of(note_id, at_ms)
    assert 0 <= search_number(SessionId("s"), note) < 2**63


def note_of(note_id: str, at_ms: int) -> Note:
    history = History()
    place = {"session": SessionId("s"), "writer": WriterId("w"), "first_seq": 1, "lamport": 1}
    history.add(sealed([NewEvent(NoteAdded("x"))], encode, **place, at_ms=Instant(0)))  # type: ignore[arg-type]
    (note,) = history.state.notes.values()
    return msgspec.structs.replace(note, note_id=NoteId(note_id), at_ms=Instant(at_ms))


def save(store: Store, consoles: list[Console]) -> None:
    saves = consoles[-1].saves
    assert store.saver.wait(saves.committed + saves.waiting, 20)


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_note_is_found_by_its_translation_until_that_is_taken_away(store: Store, *, is_saved: bool) -> None:
    notes = Notebook(store)
    note_id = notes.note("Їхній ґанок")
    notes.save()
    with nullcontext() if is_saved else store.log.connection():
        notes.console.dispatch(translate_note, note_id, LanguageId("en"), "Their porch 🏚")
        if is_saved:
            notes.save()
        assert notes.find("porch") == notes.find("ганок") == {note_id}
        notes.console.dispatch(translate_note, note_id, LanguageId("en"), "")
        if is_saved:
            notes.save()
        assert notes.find("porch") == set()


# -- a damaged index -------------------------------------------------------------------------------------


def _flip_in_the_index(path: Path) -> None:
    """Turn a letter of one word of the index into another one, as a drive may."""
    content = path.read_bytes()
    path.write_bytes(content.replace("їжак".replace("ї", "і").encode(), "іжук".encode()))


def _change(sql: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(dbapi2.connect(path)) as connection:
            connection.execute(sql)
            connection.commit()

    return change


HARMS = {
    "another letter": _flip_in_the_index,
    "lost": _change("DELETE FROM note_search_data WHERE id > 100"),
    "emptied": _change("DELETE FROM note_search_content"),
    "noise": _change("UPDATE note_search_data SET block = x'00ff00ff00' WHERE id > 100"),
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("first", ["all sessions", "this session", "a note"])
def test_a_damaged_index_is_rebuilt_before_it_is_asked_or_written(tmp_path: Path, harm: str, first: str) -> None:
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        book = Notebook(store)
        book.note("Їжак у листі")
        book.save()
    HARMS[harm](path)
    bugs: list[BaseException] = []
    with Store.open(path, on_bug=bugs.append) as store:
        if first == "all sessions":
            assert [note.text for note in find_everywhere(store, "їжак")] == ["Їжак у листі"]
        again = open_session(store, store.log.sessions()[0], HERE, SetClock(Instant(10**12)))
        if first == "this session":
            assert len(again.find_notes("їжак") or ()) == 1
        again.dispatch(capture, "Другий їжак")
        save(store, [again])
        assert len(again.find_notes("їжак") or ()) == 2
        assert len(find_everywhere(store, "їжак")) == 2
    assert bugs == []
    assert check(path).is_sound
