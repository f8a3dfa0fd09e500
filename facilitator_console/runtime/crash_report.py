"""Writes a report when this program fails because of a bug: where in the code, and which versions.

Nothing of a session is in it: no message of an error (it may quote what people said), no values, no paths of this
machine. Nothing is sent anywhere.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TextIO

from facilitator_console import __version__
from facilitator_console.runtime.laptop import make_data_folder
from facilitator_console.words import Catalogue, Message, say

LIBRARIES = ("sqlcipher3", "sqlite-utils", "msgspec", "reportlab", "numpy", "platformdirs")


class CrashReports:
    """Writes a report of each bug that occurs while the program runs, and says where the report is."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Begin with the language of the messages."""
        self._catalogue = catalogue
        self._reported: set[str] = set()

    def install(self) -> None:
        """Report every exception that is not caught, in any thread, from now on."""
        sys.excepthook = self._in_main_thread
        threading.excepthook = self._in_other_thread

    def report(self, bug: BaseException) -> None:
        """Write a report and say where it is, once for each bug; if it can't be written, show it instead."""
        report = report_of(bug)
        if report in self._reported:
            return
        self._reported.add(report)
        try:
            path = _write(report)
        except OSError:
            write_error(report)
            self._say(say("This is a fault in the program. Please send the report above to those who make it."))
            return
        line = say(
            "This is a fault in the program. A report without any content is kept in {path}; please send it to those "
            "who make the program.",
            path=str(path),
        )
        self._say(line)

    def _say(self, line: Message) -> None:
        write_error(f"facilitator-console: {self._catalogue.text(line)}\n")

    def _in_main_thread(self, _kind: type[BaseException], bug: BaseException, _trace: TracebackType | None) -> None:
        self.report(bug)

    def _in_other_thread(self, failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            self.report(failed.exc_value)


def write_error(text: str) -> None:
    """Write to standard error; if that fails, as on a full disk, there is nowhere left to report it."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        discard_output(sys.stderr)


def discard_output(stream: TextIO) -> None:
    """Discard a standard stream's output, so that Python does not fail at exit over what is still buffered."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def report_of(bug: BaseException) -> str:
    """Return the report: versions, then the lines of code that led to the bug, the innermost last."""
    return "\n".join((*_versions(), "", *_trace(bug, set()))) + "\n"


def _versions() -> Iterator[str]:
    # These imports cost more than everything else here, and are not needed while nothing goes wrong.
    import platform
    from importlib import metadata

    yield f"facilitator-console {__version__}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}"
    for name in LIBRARIES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} is missing"


def _trace(bug: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(bug))
    before = bug.__cause__ or (None if bug.__suppress_context__ else bug.__context__)
    if before is not None and id(before) not in seen:
        yield from _trace(before, seen)
        yield "then:"
    for frame in traceback.extract_tb(bug.__traceback__):
        yield f"  {_place(frame.filename)}, line {frame.lineno}, in {frame.name}"
        if frame.line:
            yield f"    {frame.line}"
    yield _kind(bug)


def _kind(bug: BaseException) -> str:
    """Return the kind of error, with the number that the system or SQLite gave it."""
    name = f"{type(bug).__module__}.{type(bug).__qualname__}"
    numbers = (getattr(bug, "errno", None), getattr(bug, "sqlite_errorcode", None))
    return " ".join([name, *(str(number) for number in numbers if isinstance(number, int))])


def _place(filename: str) -> str:
    """Return a file's path below the folder of packages: what is above it tells whose machine this is."""
    path = Path(filename)
    for folder in map(Path, sys.path):
        if folder.is_absolute() and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def _write(report: str) -> Path:
    folder = make_data_folder()
    for number in count(1):
        path = folder / f"crash-report-{number}.txt"
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        path.write_text(report, encoding="utf-8")
        return path
    raise AssertionError("counting does not end")
