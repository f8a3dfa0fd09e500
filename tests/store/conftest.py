"""Stores to look at; a test that harms one takes a copy."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from facilitator_console.store.connection import connect
from tests.store.sample_store import EVENTS, insert, make_store


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound store, closed and written anew, so that every row stands in one place."""
    path = tmp_path_factory.mktemp("whole") / "dialogue.sqlite"
    make_store(path, EVENTS)
    with closing(connect(path)) as connection:
        connection.execute("VACUUM")
    return path


@pytest.fixture(scope="session")
def unmoved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a crash leaves it: half of it in the file, half in the write-ahead log."""
    folder = tmp_path_factory.mktemp("unmoved")
    path = folder / "open.sqlite"
    make_store(path, EVENTS[::2])
    with closing(connect(path)) as connection:
        insert(connection, EVENTS[1::2])
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{folder}/dialogue.sqlite{suffix}")
    return folder / "dialogue.sqlite"
