"""Waiting for the writer."""

from __future__ import annotations

from facilitator_console.store.store import Store


def wait_until_saved(store: Store, timeout_s: float = 10) -> None:
    """Wait until all that was handed to the writer so far is on the disk.

    The state is read once: between two readings a batch could go from waiting to committed and be counted in neither.
    """
    saves = store.saver.save_state
    assert store.saver.wait(saves.committed + saves.waiting, timeout_s)
