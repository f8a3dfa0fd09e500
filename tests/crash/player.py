"""Plays stories in processes that are recorded, or killed at one of their calls.

One process with the recorder in it loads the program once; each telling is a fork of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.crash.shim import watch
from tests.crash.stories import tell

LATE = ("sqlite_utils", "facilitator_console.store.making")
"""What the program loads only when it is wanted: here before the fork, not in each telling."""


class Player:
    """Tells stories, one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Use a process that `player` began."""
        self._process = process

    def record(self, story: str, seed: int, root: Path, trace: Path) -> None:
        """Tell a story to its end, in the folder that was prepared, and record its calls."""
        if status := self._tell(story=story, seed=seed, root=str(root), trace=str(trace), kill=0):
            raise RuntimeError(f"the story “{story}” ended with {status}")

    def kill(self, story: str, seed: int, root: Path, number: int) -> bool:
        """Tell a story and kill it before its call of this number; False where it ended before."""
        status = self._tell(story=story, seed=seed, root=str(root), trace="", kill=number)
        if status not in {0, -signal.SIGKILL}:
            raise RuntimeError(f"the story “{story}” ended with {status}")
        return status != 0

    def _tell(self, **asked: str | int) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def player(library: Path) -> Iterator[Player]:
    """A player with the recorder that `shim.build` made."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.player"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "LD_PRELOAD": str(library)},
    ) as process:
        yield Player(process)
        assert process.stdin
        process.stdin.close()


def _play(story: str, seed: int, root: str, trace: str, kill: int) -> None:
    into = os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if trace else -1
    watch(Path(root), into, kill)
    tell(story, seed, Path(root))


def main() -> None:
    """Fork for each line that asks for a story, and answer how it ended."""
    for late in LATE:
        import_module(late)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _play(**json.loads(line))
            except BaseException:  # noqa: BLE001 - a fork must not go on with its parent's work.
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)


if __name__ == "__main__":
    main()
