import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.log import Erased, Instant, NewEvent, SessionId, Subject, WriterId, sealed
from facilitator_console.notes.events import NoteAdded, NoteEdited, NoteRemoved
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.store import read_tables
from facilitator_console.store.rows import changed_rows
from facilitator_console.store.views import rebuild_search, search

SESSION = SessionId("s1")


class Notebook:
    """One session's notes in a store's read tables."""

    def __init__(self, connection: dbapi2.Connection, session: SessionId = SESSION) -> None:
        self.connection, self.session = connection, session
        self.history = History()
        self.seq = 0

    def write(self, body: NewEvent, at_ms: int = 0) -> NoteId:
        self.seq += 1
        events = sealed(
            [body],
            encode,
            session=self.session,
            writer=WriterId("w"),
            first_seq=self.seq,
            lamport=self.seq,
            at_ms=Instant(at_ms or 1_000 * self.seq),
        )
        changes = self.history.add(events)
        read_tables.apply(self.connection, changed_rows(self.session, self.history.state, changes))
        return NoteId(f"w.{self.seq}")

    def note(self, text: str, at_ms: int = 0) -> NoteId:
        return self.write(NewEvent(NoteAdded(text)), at_ms)

    def find(self, text: str) -> tuple[NoteId, ...]:
        return search(self.connection, self.session, text)


@pytest.fixture(scope="module")
def empty() -> Iterator[dbapi2.Connection]:
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as connection:
        read_tables.create(connection)
        yield connection


@pytest.fixture
def notes(empty: dbapi2.Connection) -> Notebook:
    read_tables.clear(empty)
    return Notebook(empty)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Пам’ять про дім", "пам'ять"),
        ("пам'ять", "ПАМʼЯТЬ"),
        ("ґанок", "ганок"),
        ("їжа і вода", "іжа"),
        ("мёд", "мед"),
        ("будь-який стіл", "будь-який"),
        ("потреба у безпеці", "безпе"),
        ("потреба у безпеці", "безпеці потреба"),
        ("О 9:00 тихо", "9:00"),
        ('say "yes" AND no', '"yes" AND'),
        ("рядок\nдругий", "другий"),
        ("Straße", "STRASSE"),
        ("спокій їхній", "спокій їх"),
    ],
)
def test_finds(notes: Notebook, written: str, asked: str) -> None:
    notes.note("щось інше")
    wanted = notes.note(written)
    assert notes.find(asked) == (wanted,)
    # Also in a note from before letters of two signs were kept as one, and however it is asked.
    apart = notes.note(unicodedata.normalize("NFD", written))
    assert notes.find(unicodedata.normalize("NFD", asked)) == (apart, wanted)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("йод", "иод"),
        ("потреба у безпеці", "потр безпеці"),
        ("потреба", "потреба миру"),
        ("потреба", ""),
        ("потреба", " \t "),
        ("потреба", "!?"),
        ("потреба", "text:потреба"),
        ("потреба", "потреба*миру"),
    ],
)
def test_does_not_find(notes: Notebook, written: str, asked: str) -> None:
    notes.note(written)
    assert notes.find(asked) == ()


def test_marks_among_words_ask_for_nothing(notes: Notebook) -> None:
    wanted = notes.note("вода і світло")
    for asked in ("! вода", "вода —", "— вода ! світ", "(вода)", "вода*", "^вода", "-вода"):
        assert notes.find(asked) == (wanted,), asked


def test_newest_first_and_the_later_one_of_equal_times(notes: Notebook) -> None:
    old = notes.note("вода", at_ms=1_000)
    for _ in range(6):
        notes.note("інше", at_ms=2_000)
    same = [notes.note("вода", at_ms=3_000) for _ in range(4)]
    assert same[0] == "w.8"
    assert same[-1] == "w.11"
    assert notes.find("вода") == (*reversed(same), old)


def test_an_edit_is_found_and_its_rival_too(notes: Notebook) -> None:
    note = notes.note("колодязь")
    notes.write(NewEvent(NoteEdited(Version(note), "криниця"), Subject(note)))
    assert notes.find("колодязь") == ()
    notes.write(NewEvent(NoteEdited(Version(note), "джерело"), Subject(note)))
    assert notes.find("криниця") == notes.find("джерело") == (note,)


def test_removed_notes_are_not_found(notes: Notebook) -> None:
    note = notes.note("вода")
    notes.write(NewEvent(NoteRemoved(), Subject(note)))
    assert notes.find("вода") == ()


def test_each_session_by_itself(notes: Notebook) -> None:
    other = Notebook(notes.connection, SessionId("s2"))
    mine, theirs = notes.note("вода"), other.note("вода")
    assert mine == theirs
    assert notes.find("вода") == other.find("вода") == (mine,)
    read_tables.clear(notes.connection, SessionId("s2"))
    assert notes.find("вода") == (mine,)
    assert other.find("вода") == ()


@given(asked=st.text(st.characters(codec=None), max_size=30))
def test_nothing_that_is_typed_is_an_error(empty: dbapi2.Connection, asked: str) -> None:
    assert search(empty, SessionId("nowhere"), asked) == ()


@given(word=st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_every_word_is_found_by_itself(empty: dbapi2.Connection, word: str) -> None:
    read_tables.clear(empty)
    notes = Notebook(empty)
    note = notes.note(f"так, {word}!")
    assert notes.find(word) == (note,)


def test_a_withdrawn_note_leaves_no_word_in_the_index(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    # The index leaves out what a word has in common with the one before it.
    rare = "криворівня".encode()[2:]
    with closing(dbapi2.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = OFF")
        read_tables.create(connection)
        notes = Notebook(connection)
        for number in range(100):
            notes.note(f"звичайні слова {number}")
        note = notes.note("Криворівня")
        for number in range(100):
            notes.note(f"звичайні слова {number}")
        assert path.read_bytes().count(rare) >= 2
        notes.write(NewEvent(Erased(Subject(note)), Subject("")))
        assert notes.find("криворівня") == ()
        rebuild_search(connection)
    assert rare not in path.read_bytes()
