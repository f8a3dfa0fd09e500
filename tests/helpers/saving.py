"""Waiting for the writer, and asking the tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from facilitator_console.store.store import Store


def wait_until_saved(store: Store, timeout_s: float = 10) -> None:
    """Wait until all that was handed to the writer so far is on the disk.

    The state is read once: between two readings a batch could go from waiting to committed and be counted in neither.
    """
    saves = store.saver.save_state
    assert store.saver.wait(saves.committed + saves.waiting, timeout_s)


def answers(store: Store, sql: str) -> list[tuple[Any, ...]]:
    """The rows with which a store's tables answer."""
    with store.reading() as connection:
        return connection.execute(sql).fetchall()


@contextmanager
def closed_as_in_a_sweep(store: Store) -> Iterator[None]:
    """The saver's thread is in the middle of a sweep."""
    begun, may_end = threading.Event(), threading.Event()

    def sweep() -> None:
        with store.readers.closed():
            begun.set()
            may_end.wait(60)

    thread = threading.Thread(target=sweep)
    thread.start()
    assert begun.wait(60)
    yield
    may_end.set()
    thread.join()
