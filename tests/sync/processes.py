"""Laptops in processes of their own, as a test drives them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.sync.namespaces import Place

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5


class PeerFailedError(AssertionError):
    """Says what a laptop could not do."""


class LaptopProcess:
    """Represents a laptop in a process."""

    def __init__(self, folder: Path, name: str, place: Place | None = None) -> None:
        """Start it.

        Args:
            folder: Where its store and keys are.
            name: Its id.
            place: Where it is, if not on loopback.
        """
        self.folder, self.name, self.place = folder / name, name, place or Place()
        self.folder.mkdir(exist_ok=True)
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        self.process = subprocess.Popen(
            [
                *self.place.inside,
                sys.executable,
                "-m",
                "tests.sync.peer",
                str(self.folder),
                self.name,
                self.place.address,
            ],
            cwd=ROOT,
            env=os.environ | {"XDG_DATA_HOME": str(self.folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, what: str, *args: object) -> None:
        """Tell it to do something, and don’t wait."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, *args]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """Wait for what came of it."""
        assert self.process.stdout is not None
        done = json.loads(self.process.stdout.readline() or '{"error": "it is gone"}')
        if "error" in done:
            raise PeerFailedError(f"{self.name}: {done['error']}")
        return done["ok"]

    def do(self, what: str, *args: object) -> Any:
        """Tell it to do something; what came of it."""
        self.ask(what, *args)
        return self.answer()

    def kill(self) -> None:
        """Kill it in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def close(self) -> None:
        """Let it end."""
        if self.process.poll() is None:
            self.process.communicate(timeout=20)


def assert_same(laptops: Sequence[LaptopProcess]) -> None:
    """Wait until all is the same on all of these; a different digest of as many events is a fault at once.

    Nobody can ask all of them in one instant: one that has measured a clock anew meanwhile has written that down, and
    all are asked once more.
    """
    digests: list[list[object]] = []
    for _ in range(ROUNDS):
        for one in laptops:
            one.ask("level", len(laptops) - 1)
        for one in laptops:
            one.answer()
        digests = [one.do("digest") for one in laptops]
        if len({events for events, *_ in digests}) == 1:
            assert digests == [digests[0]] * len(laptops)
            return
    raise AssertionError(digests)
