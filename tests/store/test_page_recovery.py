import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from facilitator_console.log import Event, Instant, SessionId, Subject, WriterId, blanked
from facilitator_console.store.connection import checksum, connect
from facilitator_console.store.integrity import PAGE_BYTES
from facilitator_console.store.page_recovery import events_in
from facilitator_console.store.store import Store
from tests.store.sample_store import EVENTS, TRUTH, insert


def test_a_sound_file_gives_every_event(whole: Path, unmoved: Path) -> None:
    for path in (whole, unmoved):
        assert sorted(map(astuple, events_in(path))) == sorted(TRUTH)


@given(
    sizes=st.lists(st.integers(0, 700) | st.integers(900, 1_100) | st.integers(4_000, 9_000), min_size=1, max_size=40),
    number=st.integers(-(2**63), 2**63 - 1),
)
def test_every_size_of_a_row_is_read(tmp_path_factory: pytest.TempPathFactory, sizes: list[int], number: int) -> None:
    path = tmp_path_factory.mktemp("sizes") / "dialogue.sqlite"
    shutil.copy(empty_store(tmp_path_factory), path)
    events = [
        Event(
            SessionId("с"),
            WriterId("w"),
            seq,
            number,
            Instant(number >> seq),
            "k",
            Subject(""),
            f'{{"":"{"x" * size}"}}',
        )
        for seq, size in enumerate(sizes, 1)
    ]
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        insert(connection, events)
        connection.execute("COMMIT")
    assert sorted(map(astuple, events_in(path))) == sorted(map(astuple, events))


def empty_store(factory: pytest.TempPathFactory) -> Path:
    path = factory.getbasetemp() / "empty.sqlite"
    if not path.exists():
        Store.open(path).close()
    return path


def pages_of(whole: Path) -> dict[Event, set[int]]:
    """By event: the pages, from 0, on which its own words stand."""
    content = whole.read_bytes()
    pages: dict[Event, set[int]] = {}
    for number, event in enumerate(EVENTS):
        name, found = f"[{number}]".encode(), set()
        for table_of_words in (b'"text":"', b'"label":"'):
            start = content.find(table_of_words + name)
            while start >= 0:
                found.add(start // PAGE_BYTES)
                start = content.find(table_of_words + name, start + 1)
        pages[event] = found
    return pages


def zeros(page: bytes, _chance: random.Random) -> bytes:
    return bytes(len(page))


def noise(page: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(len(page))


def first_half_lost(page: bytes, _chance: random.Random) -> bytes:
    return bytes(512) + page[512:]


@pytest.mark.parametrize("harm", [zeros, noise, first_half_lost])
@pytest.mark.parametrize("first_too", [False, True])
def test_damaged_pages_take_only_their_own_events_along(
    whole: Path, tmp_path: Path, harm: Callable[[bytes, random.Random], bytes], *, first_too: bool
) -> None:
    chance = random.Random(4)
    content = whole.read_bytes()
    pages = range(len(content) // PAGE_BYTES)
    homes = pages_of(whole)
    assert all(len(home) == 1 for home in homes.values())
    path = tmp_path / "dialogue.sqlite"
    for _ in range(12):
        damaged = set(chance.sample(pages, chance.choice((1, 1, 3, 20)))) | ({0} if first_too else set())
        harmed = bytearray(content)
        for page in damaged:
            where = slice(page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
            harmed[where] = harm(content[where], chance)
        path.write_bytes(harmed)
        found = {astuple(event) for event in events_in(path)}
        assert found <= TRUTH
        lost = {astuple(event) for event in EVENTS} - found
        short = {event for event in EVENTS if len(event.body.encode()) < 900}
        # A long text goes on over pages of its own, on any of which it may be lost.
        assert {astuple(event) for event in short} & lost == {
            astuple(event) for event in short if homes[event] <= damaged
        }


def test_a_file_cut_off_anywhere_gives_what_is_left(whole: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    content = whole.read_bytes()
    homes = pages_of(whole)
    path = tmp_path / "dialogue.sqlite"
    for _ in range(20):
        length = chance.randrange(len(content))
        path.write_bytes(content[:length])
        found = {astuple(event) for event in events_in(path)}
        assert found <= TRUTH
        for event in EVENTS:
            if len(event.body.encode()) < 900 and max(homes[event]) < length // PAGE_BYTES:
                assert astuple(event) in found


def test_what_stands_on_a_last_page_that_is_cut_off_is_read(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    homes = pages_of(whole)
    ends = {event: content.find(event.body.encode()) + len(event.body.encode()) for event in EVENTS}
    path = tmp_path / "dialogue.sqlite"
    read_of_cut_pages = 0
    for page in sorted({max(home) for home in homes.values()})[:12]:
        length = page * PAGE_BYTES + 3_000
        path.write_bytes(content[:length])
        found = {astuple(event) for event in events_in(path)}
        assert found <= TRUTH
        for event in EVENTS:
            # The checksum stands behind the body.
            if homes[event] == {page} and len(event.body.encode()) < 900 and ends[event] + 5 <= length:
                assert astuple(event) in found
                read_of_cut_pages += 1
    assert read_of_cut_pages > 20


def test_a_flipped_byte_harms_only_what_stands_on_its_page(whole: Path, tmp_path: Path) -> None:
    chance = random.Random(6)
    content = whole.read_bytes()
    homes = pages_of(whole)
    path = tmp_path / "dialogue.sqlite"
    for _ in range(40):
        place = chance.randrange(len(content))
        harmed = bytearray(content)
        harmed[place] ^= chance.randrange(1, 256)
        path.write_bytes(harmed)
        found = {astuple(event) for event in events_in(path)}
        # A letter changed within a text can't be told: it harms the one event that it belongs to.
        assert len(found - TRUTH) <= 1
        assert len(found) >= len(EVENTS) - 40
        elsewhere = {
            astuple(event)
            for event in EVENTS
            if homes[event] != {place // PAGE_BYTES} and len(event.body.encode()) < 900
        }
        assert elsewhere <= found


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_write_ahead_log_never_gives_what_was_not_written(unmoved: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "dialogue.sqlite"
    shutil.copy(unmoved, path)
    log = bytearray(unmoved.with_name("dialogue.sqlite-wal").read_bytes())
    frame_bytes = PAGE_BYTES + 24
    if seed % 4 == 0:
        log = log[: chance.randrange(len(log))]
    elif seed % 4 == 1:
        log[:32] = chance.randbytes(32)
    else:
        for _ in range(chance.choice((1, 5, 50))):
            log[chance.randrange(len(log))] ^= chance.randrange(1, 256)
    path.with_name("dialogue.sqlite-wal").write_bytes(log)
    found = {astuple(event) for event in events_in(path)}
    assert found <= TRUTH
    if seed % 4 == 1:
        assert len(found) > len(EVENTS) - 10
    if seed % 4 > 1:
        assert len(found) > len(EVENTS) / 2
    assert len(log) % frame_bytes == 32 or seed % 4 == 0


def test_what_was_not_committed_is_not_read(whole: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(whole, tmp_path / "open.sqlite"))
    ghosts = [
        Event(SessionId("s9"), WriterId("w"), n, 9, Instant(0), "k", Subject(""), f'{{"":"{"ghost" * 100}"}}')
        for n in range(1, 300)
    ]
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA cache_size = 10")  # So little that the log gets pages before the commit.
        connection.execute("BEGIN")
        insert(connection, ghosts)
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{tmp_path}/dialogue.sqlite{suffix}")
        connection.execute("ROLLBACK")
    assert b"ghost" in (tmp_path / "dialogue.sqlite-wal").read_bytes()
    assert {astuple(event) for event in events_in(tmp_path / "dialogue.sqlite")} == TRUTH


def test_what_the_last_commit_cut_off_is_not_read(whole: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(whole, tmp_path / "open.sqlite"))
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM events WHERE session = 's2'")
        connection.execute("VACUUM")
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{tmp_path}/dialogue.sqlite{suffix}")
    found = {astuple(event) for event in events_in(tmp_path / "dialogue.sqlite")}
    assert found == {astuple(event) for event in EVENTS if event.session == "s1"}


def test_of_a_full_and_a_blank_row_the_blank_one_is_believed(whole: Path, tmp_path: Path) -> None:
    """Its time is gone with its words, which is no contradiction."""
    path = Path(shutil.copy(whole, tmp_path / "dialogue.sqlite"))
    full = next(event for event in EVENTS if event.kind == "note_added")
    with closing(connect(path)) as connection:
        (table,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'events'").fetchone()
        connection.execute(table.replace("events", "left_over"))
        identity = (full.session, full.writer, full.seq)
        connection.execute(
            "INSERT INTO left_over SELECT * FROM events WHERE (session, writer, seq) = (?, ?, ?)", identity
        )
        blank = astuple(blanked(full))
        connection.execute("UPDATE left_over SET body = '', at_ms = 0, checksum = ?", (checksum(blank),))
    assert {astuple(event) for event in events_in(path)} == TRUTH - {astuple(full)} | {astuple(blanked(full))}
