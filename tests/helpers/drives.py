"""Drives of their own for tests: small ones that fill up, and ones that may only be read. Only root can mount those."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facilitator_console.store.store import Store


@contextmanager
def small_drive(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A drive that holds so much, at this folder."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """This folder on a drive that may only be read, for root too."""
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,ro,bind", str(folder))
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def set_page_limit(store: Store, more: int) -> None:
    """Let a store's file grow by so many pages and no further, by SQLite's own limit."""
    with store.log.connection() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + more}")


def _mount(*arguments: str) -> None:
    if sys.platform != "linux":
        pytest.skip("mounts as Linux has them")
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
