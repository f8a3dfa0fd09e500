import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2
from sqlite_utils import Database

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.log import (
    NO_TIME,
    THE_SESSION,
    Duration,
    Erased,
    Event,
    Instant,
    NewEvent,
    SessionId,
    SpeakingForgotten,
    Subject,
    Undone,
    WriterId,
    sealed,
)
from facilitator_console.notes.events import (
    ListEntryAdded,
    ListEntryEdited,
    MarkAdded,
    NoteAdded,
    NoteFlagged,
    NoteRemoved,
    NoteTagged,
    NoteThemed,
    NoteUntagged,
    ObjectionAdded,
    TagAdded,
    TextChecked,
    TextTranslated,
    ThemeAdded,
    ThemeEdited,
)
from facilitator_console.notes.ids import CheckStatus, Column, Flag, GroupList, MarkId, NoteId, TagId, ThemeId, Version
from facilitator_console.opinions.events import StatementAdded, StatementRejected, StatementTranslated
from facilitator_console.session.events import (
    ConsentSet,
    GroupAdded,
    GroupRemoved,
    ItemAdded,
    ItemEnded,
    ItemStarted,
    ParticipantAdded,
    ParticipantRemoved,
    SessionClosed,
    SessionCreated,
)
from facilitator_console.session.ids import (
    SOMEONE_ELSE,
    ConsentUse,
    GroupId,
    ItemId,
    LanguageId,
    ParticipantId,
    Role,
    TurnId,
    TurnKind,
)
from facilitator_console.session.room_events import (
    GapFound,
    SpeakingSummed,
    TableOpened,
    TalkSum,
    TurnEnded,
    TurnStarted,
)
from facilitator_console.store.derived import read_tables
from facilitator_console.store.derived.rows import all_rows, changed_rows
from facilitator_console.store.derived.views import VIEWS
from facilitator_console.store.store import Store
from tests.helpers.controller import SESSION, START_MS, Meeting
from tests.helpers.played import log_of, played
from tests.helpers.scribe import Scribe
from tests.helpers.strategies import logs

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[dbapi2.Connection]:
    with closing(dbapi2.connect(tmp_path / "dialogue.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        read_tables.create(connection)
        yield connection


def contents(connection: dbapi2.Connection) -> Rows:
    return {
        table: sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)
        for table, columns in read_tables.TABLES.items()
    }


def rebuilt(connection: dbapi2.Connection, events: list[Event]) -> Rows:
    """The rows of a rebuild, in the place of what was there."""
    read_tables.clear_session(connection, SESSION)
    read_tables.apply(connection, all_rows(SESSION, History(events).state))
    return contents(connection)


# -- rows that follow the fold are the rows of a rebuild ---------------------------------------------------


@given(data=st.data(), events=logs() | played().map(log_of))
def test_incremental_rows_equal_a_rebuild(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, events: list[Event]
) -> None:
    arriving = data.draw(st.permutations(events) | st.just(events), label="arriving")
    arriving += data.draw(st.lists(st.sampled_from(events), max_size=5) if events else st.just([]), label="again")
    history = History()
    path = tmp_path_factory.mktemp("tables") / "dialogue.sqlite"
    with closing(dbapi2.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        read_tables.create(connection)
        while arriving:
            size = data.draw(st.integers(1, 12), label="size")
            batch, arriving = arriving[:size], arriving[size:]
            changes = history.add(batch)
            read_tables.apply(connection, changed_rows(SESSION, history.state, changes))
        if events:
            assert contents(connection) == rebuilt(connection, events)
        connection.execute("INSERT INTO note_search(note_search) VALUES ('integrity-check')")
        for view in VIEWS:
            connection.execute(f"SELECT * FROM {view}").fetchall()


def whole_meeting() -> History:
    """A session that leaves rows in every table."""
    meeting = Meeting(people=3)
    # Of a first part that was forgotten.
    meeting.write(NewEvent(SpeakingSummed({meeting.people[1]: TalkSum(2, Duration(90_000))})))
    meeting.write(NewEvent(SpeakingForgotten(1), THE_SESSION))
    meeting.write(NewEvent(GroupAdded("Схід", 6)))
    meeting.write(NewEvent(TurnStarted(meeting.people[0], meeting.item)))
    meeting.write(NewEvent(GapFound(Duration(1))))
    meeting.write(NewEvent(TableOpened(meeting.item, "біля вікна")))
    mark = MarkId(meeting.write(NewEvent(MarkAdded(meeting.item)))[0].subject)
    note = meeting.write(NewEvent(NoteAdded("вода", (TagId("need"), TagId("need")), fills=mark)))[0].subject
    meeting.write(NewEvent(TagAdded("Наше")))
    meeting.write(NewEvent(TextTranslated(LanguageId("en"), "water", "О."), Subject(note)))
    meeting.write(NewEvent(ConsentSet(ConsentUse.QUOTES, given=True), Subject(meeting.people[0])))
    meeting.write(NewEvent(ListEntryAdded(GroupList.OUTCOMES, "говорити далі", sources=(NoteId(note),))))
    theme = ThemeId(meeting.write(NewEvent(ThemeAdded("Води!", Column.SHARED, "V")))[0].subject)
    meeting.write(NewEvent(NoteThemed(theme, "V"), Subject(note)))
    meeting.write(NewEvent(TextChecked(Version(theme), CheckStatus.CHECKED), Subject(theme)))
    meeting.write(NewEvent(ObjectionAdded(Subject(theme), Version(theme), 0, 5)))
    statement = Subject(meeting.write(NewEvent(StatementAdded("Вода потрібна всім")))[0].subject)
    meeting.write(NewEvent(StatementTranslated("en", "Everybody needs water", "team"), statement))
    meeting.write(NewEvent(StatementRejected("said already"), statement))
    return meeting.history


def test_a_whole_meeting_reaches_every_table(connection: dbapi2.Connection) -> None:
    read_tables.apply(connection, all_rows(SESSION, whole_meeting().state))
    assert [table for table, found in contents(connection).items() if not found] == []


def test_two_sessions_do_not_touch_each_other(connection: dbapi2.Connection) -> None:
    other = SessionId("s2")
    state = whole_meeting().state
    read_tables.apply(connection, all_rows(SESSION, state))
    alone = contents(connection)
    read_tables.apply(connection, all_rows(other, state))
    assert len(contents(connection)["notes"]) == 2 * len(alone["notes"])
    read_tables.clear_session(connection, other)
    assert contents(connection) == alone


def test_a_session_of_which_nothing_is_known_is_there(connection: dbapi2.Connection) -> None:
    unreadable = Event(SESSION, WriterId("w1"), 1, 1, Instant(START_MS), "of_tomorrow", Subject(SESSION), "{}")
    history = History()
    changes = history.add([unreadable])
    read_tables.apply(connection, changed_rows(SESSION, history.state, changes))
    assert [row[0] for row in contents(connection)["sessions"]] == [SESSION]


# -- the schema --------------------------------------------------------------------------------------------


def test_create_stays_in_the_transaction_that_it_is_in() -> None:
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        read_tables.create(connection)
        assert connection.in_transaction
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


def test_foreign_keys_are_declared_and_name_what_is_there(connection: dbapi2.Connection) -> None:
    database = Database(connection, execute_plugins=False)
    for name in read_tables.SHAPES:
        for key in database.table(name).foreign_keys:
            target = database.table(key.other_table)
            assert set(key.other_columns) <= set(target.columns_dict)
            assert list(key.other_columns) == target.pks
    assert {key.other_table for key in database.table("notes").foreign_keys} == {
        "sessions", "agenda_items", "turns", "participants", "groups", "marks",
    }  # fmt: skip


# -- what a report writer asks -----------------------------------------------------------------------------


TITLE = "Вода"


class Log:
    """A session written by hand: each call is one command, ten seconds after the one before."""

    def __init__(self, connection: dbapi2.Connection) -> None:
        self.connection = connection
        self.history = History()
        self.seq = self.lamport = 0

    def write(self, *new: NewEvent) -> str:
        """Write one command; the id of its first event's entity."""
        self.lamport += 1
        first = self.seq + 1
        self.seq += len(new)
        events = sealed(
            new,
            encode,
            session=SESSION,
            writer=WriterId("w"),
            first_seq=first,
            lamport=self.lamport,
            at_ms=Instant(START_MS + 10_000 * self.lamport),
        )
        changes = self.history.add(events)
        read_tables.apply(self.connection, changed_rows(SESSION, self.history.state, changes))
        return f"w.{first}"

    def rows(self, view: str, columns: str = "*") -> list[tuple[object, ...]]:
        return self.connection.execute(f"SELECT {columns} FROM {view}").fetchall()


@pytest.fixture
def log(connection: dbapi2.Connection) -> Log:
    log = Log(connection)
    log.write(NewEvent(SessionCreated(TITLE), Subject(SESSION)))
    return log


def speak(log: Log, who: str, kind: TurnKind = TurnKind.CONTRIBUTION) -> None:
    turn = log.write(NewEvent(TurnStarted(ParticipantId(who), kind=kind)))
    log.write(NewEvent(TurnEnded(), Subject(turn)))


def test_talk_time_by_participant(log: Log) -> None:
    group = GroupId(log.write(NewEvent(GroupAdded("Схід", 6))))
    anna = log.write(NewEvent(ParticipantAdded(1, "Анна", group)))
    speak(log, anna)
    log.write(NewEvent(ParticipantAdded(2, "")))
    entered_by_mistake = log.write(NewEvent(ParticipantAdded(3, "помилка")))
    left = log.write(NewEvent(ParticipantAdded(4, "пішов")))
    speak(log, anna, TurnKind.DIRECT_RESPONSE)
    speak(log, anna, TurnKind.POINT_OF_PROCESS)
    speak(log, left)
    speak(log, SOMEONE_ELSE, TurnKind.SOMEONE_ELSE)
    speak(log, SOMEONE_ELSE)
    for person in (entered_by_mistake, left):
        log.write(NewEvent(ParticipantRemoved(), Subject(person)))
    assert [column[0] for column in log.connection.execute("SELECT * FROM talk_time_by_participant").description] == [
        "session_id", "label", "group_name", "turns", "talk_ms", "session_title",
    ]  # fmt: skip
    assert log.rows("talk_time_by_participant") == [
        (SESSION, "Анна", "Схід", 2, 20_000, TITLE),
        (SESSION, "2", None, 0, 0, TITLE),
        (SESSION, "пішов", None, 1, 10_000, TITLE),
    ]


def test_talk_time_is_the_same_from_sums(log: Log) -> None:
    group = GroupId(log.write(NewEvent(GroupAdded(head_count=6))))
    people = [log.write(NewEvent(ParticipantAdded(seat, "", group))) for seat in (1, 2)]
    turns = [log.write(NewEvent(TurnStarted(ParticipantId(who)))) for who in (people[0], people[1], people[0])]
    log.write(NewEvent(ParticipantRemoved(), Subject(people[1])))
    log.write(*[NewEvent(TurnEnded(), Subject(turn)) for turn in turns], NewEvent(SessionClosed(), THE_SESSION))
    views = ("talk_time_by_participant", "talk_time_by_group")
    before = [log.rows(view) for view in views]
    assert before[0] == [(SESSION, "1", "A", 2, 30_000, TITLE), (SESSION, "2", "A", 1, 10_000, TITLE)]
    sums = {ParticipantId(people[0]): TalkSum(2, Duration(30_000)), ParticipantId(people[1]): TalkSum(1, NO_TIME)}
    log.write(NewEvent(SpeakingSummed(sums)), NewEvent(SpeakingForgotten(1), THE_SESSION))
    assert [log.rows(view) for view in views] == [
        [(SESSION, "1", "A", 2, 30_000, TITLE), (SESSION, "2", "A", 1, 0, TITLE)],
        [(SESSION, "A", 6, 1, 3, 30_000, TITLE)],
    ]
    assert log.rows("turns_in_order") == []
    assert log.rows("sessions", "speaking_forgotten") == [(1,)]


def test_talk_time_by_group_leaves_out_those_outside_the_balance(log: Log) -> None:
    first = GroupId(log.write(NewEvent(GroupAdded(head_count=12))))
    second = GroupId(log.write(NewEvent(GroupAdded("Захід"))))
    gone = GroupId(log.write(NewEvent(GroupAdded())))
    for group in (first, first, second, gone):
        speak(log, log.write(NewEvent(ParticipantAdded(label="x", group_id=group))))
    speak(log, log.write(NewEvent(ParticipantAdded(0, "expert", first, Role.EXPERT))))
    log.write(NewEvent(GroupRemoved(), Subject(gone)))
    assert log.rows("talk_time_by_group") == [
        (SESSION, "A", 12, 2, 2, 20_000, TITLE),
        (SESSION, "Захід", None, 1, 1, 10_000, TITLE),
    ]
    assert [row[0] for row in log.rows("talk_time_by_participant", "group_name")] == ["A", "A", "Захід", None, "A"]


def test_a_groups_letter_follows_an_undone_one(log: Log) -> None:
    log.write(NewEvent(GroupAdded()))
    first = log.lamport
    log.write(NewEvent(GroupAdded()))
    assert log.rows("groups", "letter") == [("A",), ("B",)]
    log.write(NewEvent(Undone(WriterId("w"), first), THE_SESSION))
    assert log.rows("groups", "letter") == [("A",)]


def test_agenda_planned_and_held(log: Log) -> None:
    second = log.write(NewEvent(ItemAdded("Питання", "V", planned_ms=Duration(5_000))))
    log.write(NewEvent(ItemAdded("Вступ", "B", planned_ms=Duration(60_000))))
    log.write(NewEvent(ItemStarted(), Subject(second)))
    log.write(NewEvent(ItemEnded(), Subject(second)))
    assert log.rows("agenda_planned_and_held", "position, title, status, planned_ms, used_ms, over_ms") == [
        (1, "Вступ", "planned", 60_000, 0, None),
        (2, "Питання", "done", 5_000, 10_000, 5_000),
    ]
    assert log.rows("agenda_planned_and_held", "started_at_utc") == [(None,), ("2023-11-14T22:14:00Z",)]


def test_notes_by_tag_quotes_proposals_and_what_is_for_next_time(log: Log) -> None:
    own = TagId(log.write(NewEvent(TagAdded("Наше"))))
    item = ItemId(log.write(NewEvent(ItemAdded("Питання", "V"))))
    log.write(NewEvent(NoteAdded("колодязь", (TagId("proposal"), own), (Flag.QUOTE,), item)))
    log.write(NewEvent(NoteAdded("без теми", turn_id=TurnId("w.404"), item_id=ItemId("w.404"))))
    removed = log.write(NewEvent(NoteAdded("прибрана", (TagId("proposal"),), (Flag.QUOTE, Flag.PARKING_LOT))))
    log.write(NewEvent(NoteRemoved(), Subject(removed)))
    later = log.write(NewEvent(NoteAdded("про дороги")))
    log.write(NewEvent(NoteFlagged(Flag.PARKING_LOT), Subject(later)))
    log.write(NewEvent(ListEntryAdded(GroupList.PARKING_LOT, "про школу")))
    log.write(NewEvent(ListEntryAdded(GroupList.AGREEMENTS, "говоримо по черзі")))
    first = log.write(NewEvent(ListEntryAdded(GroupList.AGREEMENTS, "слухаємо", "V", (NoteId(later),))))
    log.write(NewEvent(ListEntryEdited(is_done=True), Subject(first)))
    assert log.rows("notes_by_tag", "tag, tag_name, text, item_title") == [
        ("proposal", "proposal", "колодязь", "Питання"),
        (own, "Наше", "колодязь", "Питання"),
        (None, None, "без теми", None),
        (None, None, "про дороги", None),
    ]
    assert log.rows("quotes", "text, tags, item_title") == [("колодязь", "proposal, Наше", "Питання")]
    assert log.rows("proposals", "text") == [("колодязь",)]
    assert sorted(log.rows("for_next_time", "text, written_on")) == [("про дороги", "note"), ("про школу", "list")]
    assert log.rows("group_lists", "list, position, text, done") == [
        ("agreements", 1, "слухаємо", 1),
        ("agreements", 2, "говоримо по черзі", 0),
        ("parking_lot", 1, "про школу", 0),
    ]
    assert log.rows("list_entry_sources", "list_entry_id, note_id") == [(first, later)]
    assert ("без теми", "w.404", "w.404") in log.rows("notes", "text, item_id, turn_id")


def test_themes_show_their_notes_how_far_they_came_and_what_was_said_of_them(log: Log) -> None:
    first, second = (NoteId(log.write(NewEvent(NoteAdded(text)))) for text in ("автобус 🚌", "школа"))
    shared = ThemeId(log.write(NewEvent(ThemeAdded("Ніхто до шостої", Column.SHARED, "V", "Раз. Два."))))
    opened = ThemeId(log.write(NewEvent(ThemeAdded("Скільки дітей?", Column.OPEN, "B"))))
    for note, theme, key in ((first, shared, "V"), (second, shared, "B"), (second, opened, "V")):
        log.write(NewEvent(NoteThemed(theme, key), Subject(note)))
    log.write(NewEvent(TextChecked(Version(shared), CheckStatus.CHECKED), Subject(shared)))
    log.write(NewEvent(ObjectionAdded(Subject(shared), Version(shared), 21, 25, "не моє")))
    board = "board_column, position, title, read_back, notes, objections"
    assert log.rows("themes_on_the_board", board) == [
        ("shared", 1, "Ніхто до шостої", "checked", 2, 1),
        ("open", 1, "Скільки дітей?", "draft", 1, 0),
    ]
    assert log.rows("notes_by_theme", "theme, position, text") == [
        ("Ніхто до шостої", 1, "школа"),
        ("Ніхто до шостої", 2, "автобус 🚌"),
        ("Скільки дітей?", 1, "школа"),
    ]
    assert log.rows("objections_to_themes", "theme, sentence, said_instead") == [("Ніхто до шостої", "Два.", "не моє")]
    log.write(NewEvent(ThemeEdited(Version(shared), text="Три."), Subject(shared)))
    log.write(NewEvent(NoteThemed(opened, ""), Subject(second)))
    assert log.rows("themes_on_the_board", "read_back, notes") == [("draft", 2), ("draft", 0)]
    assert log.rows("objections_to_themes", "sentence, said_instead") == [(None, "не моє")]
    log.write(NewEvent(ThemeEdited(removed=True), Subject(shared)))
    assert log.rows("notes_by_theme", "text") == []


def test_a_note_follows_its_tags(log: Log) -> None:
    note = Subject(log.write(NewEvent(NoteAdded("вода", (TagId("need"), TagId("fear"))))))
    log.write(NewEvent(NoteUntagged(TagId("need")), note))
    log.write(NewEvent(NoteTagged(TagId("value")), note))
    assert log.rows("note_tags", "note_id, tag, position") == [(note, "fear", 1), (note, "value", 2)]
    log.write(NewEvent(Erased(note), THE_SESSION))
    assert log.rows("note_tags") == log.rows("notes") == log.rows("note_search") == []


def test_numbers_that_no_table_holds_are_kept_within_bounds(log: Log) -> None:
    for _ in range(3):
        log.write(NewEvent(ParticipantAdded(10**30)))
    assert log.rows("participants", "sum(seat) > 0") == [(1,)]


def test_a_mark_is_open_until_a_note_fills_it(log: Log) -> None:
    mark = MarkId(log.write(NewEvent(MarkAdded())))
    other = log.write(NewEvent(MarkAdded()))
    note = log.write(NewEvent(NoteAdded("це було так", fills=mark)))
    assert log.rows("open_marks", "mark_id") == [(other,)]
    log.write(NewEvent(NoteRemoved(), Subject(note)))
    assert log.rows("open_marks", "mark_id") == [(mark,), (other,)]


def test_turns_in_order_name_who_and_what(log: Log) -> None:
    item = ItemId(log.write(NewEvent(ItemAdded("Питання", "V"))))
    anna = ParticipantId(log.write(NewEvent(ParticipantAdded(1, "Анна"))))
    log.write(NewEvent(TurnStarted(anna, item)))
    log.write(NewEvent(TurnStarted(SOMEONE_ELSE, item, TurnKind.SOMEONE_ELSE)))
    assert log.rows("turns_in_order", "label, item_title, kind, talk_ms") == [
        ("Анна", "Питання", "contribution", 10_000),
        (None, "Питання", "someone_else", 0),
    ]


def test_people_can_read_a_store_with_an_sqlite_of_their_own(tmp_path: Path) -> None:
    """Python's own sqlite3, whatever its version: Debian 12 has 3.40, which knows no ORDER BY within an aggregate."""
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        scribe = Scribe("w1")
        for batch in islice(scribe.batches(), 40):
            store.saver.submit(batch)
        first, second = scribe.note("перша"), scribe.note("друга")
        note = NoteId(f"w1.{second.events[0].seq}")
        for batch in (first, second, scribe.batch(NewEvent(NoteRemoved(), Subject(f"w1.{first.events[0].seq}")))):
            store.saver.submit(batch)
        for body in (NoteFlagged(Flag.QUOTE), NoteTagged(TagId("need")), NoteTagged(TagId("fear"))):
            store.saver.submit(scribe.batch(NewEvent(body, Subject(note))))
    with closing(sqlite3.connect(path)) as connection:
        kinds = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
        for (name,) in connection.execute(kinds).fetchall():
            connection.execute(f"SELECT * FROM {name}").fetchall()
        quotes = connection.execute("SELECT text, tags FROM quotes WHERE note_id = ?", (note,)).fetchall()
    assert quotes == [("друга", "need, fear")]


def test_every_column_stands_in_the_data_dictionary_with_its_meaning(log: Log) -> None:
    found = log.connection.execute("SELECT table_name, column_name, meaning FROM data_dictionary").fetchall()
    assert {table for table, _, _ in found} == {*read_tables.TABLES, *VIEWS}
    assert [(table, column) for table, column, meaning in found if not meaning] == []


def test_agreements_and_outcomes_are_views_with_the_sessions_title(log: Log) -> None:
    log.write(NewEvent(ListEntryAdded(GroupList.OUTCOMES, "староста пише в чат")))
    log.write(NewEvent(ListEntryAdded(GroupList.AGREEMENTS, "говоримо по черзі")))
    assert log.rows("agreements", "position, text, session_title") == [(1, "говоримо по черзі", TITLE)]
    assert log.rows("outcomes", "position, text") == [(1, "староста пише в чат")]


def test_a_note_tells_the_place_of_its_item(log: Log) -> None:
    second = ItemId(log.write(NewEvent(ItemAdded("Друге", "V"))))
    log.write(NewEvent(ItemAdded("Перше", "B")))
    log.write(NewEvent(NoteAdded("тут", item_id=second)))
    log.write(NewEvent(NoteAdded("ніде")))
    assert log.rows("notes_by_tag", "text, item_title, item_position") == [("тут", "Друге", 2), ("ніде", None, None)]
