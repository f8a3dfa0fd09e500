"""Writes what the commands say: in the person's language, one line at a time, on any terminal.

The only place of the command line that writes to the standard streams.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from facilitator_console.runtime.crash_report import CrashReports, discard_output, write_error
from facilitator_console.words import Catalogue, Message, Percent, UserError, say

PROGRAM = "facilitator-console"


class Stopped(Exception):  # noqa: N818 - it is not an error
    """Tells that somebody stopped the command; the message says what is saved."""

    def __init__(self, message: Message) -> None:
        """Keep the message that says what is wrong."""
        super().__init__(message)
        self.message = message


class Terminal:
    """Writes messages for people to the standard streams.

    Attributes:
        catalogue: The words of the person's language.
        language: Which that is.
        crash_reports: Keeps what our own bugs leave.
    """

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        """Prepare the standard streams for messages in this language."""
        self.catalogue = catalogue
        self.language = language
        self.crash_reports = CrashReports(catalogue)
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # Started without it: then nobody listens.
                setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
            # A terminal that can't show a letter shows its number instead.
            if reconfigure := getattr(getattr(sys, name), "reconfigure", None):
                reconfigure(errors="backslashreplace")
        self._percent = -1

    def text(self, message: Message) -> str:
        """Return a message in the person's language."""
        return self.catalogue.text(message)

    def say(self, message: Message) -> None:
        """Write a message to standard output, on one line."""
        self.write(one_line(self.text(message)) + "\n")

    def write(self, text: str) -> None:
        """Write a text to standard output, at once.

        Raises:
            BrokenPipeError: Nobody reads it any more.
            UserError: It can't be written, as on a full disk.
        """
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self.output_error(error) from error

    def output_error(self, error: OSError) -> UserError:
        """Return the error for standard output that takes nothing, and write nothing more to it."""
        discard_output(sys.stdout)
        return UserError(say("The output can’t be written: {reason}.", reason=error.strerror or type(error).__name__))

    def complain(self, message: Message) -> None:
        """Write a message about a problem to standard error, on one line."""
        self._clear_progress()
        write_error(f"{PROGRAM}: {one_line(self.text(message))}\n")

    def progress(self, done: int, total: int) -> None:
        """Show how far a long work is, if standard error is a terminal; at the end the figure is taken away."""
        percent = done * 100 // max(1, total)
        if percent == self._percent or not sys.stderr.isatty():
            return
        self._percent = percent
        write_error("\r" + self.text(say("{share}", share=Percent(percent))))
        if done >= total:
            self._clear_progress()

    def finish(self) -> None:
        """Write what is still buffered; raises as `write` does."""
        self.write("")

    def abandon(self) -> None:
        """Give up both streams, since nobody reads them: nothing is left that Python would try to write at its end."""
        discard_output(sys.stdout)
        discard_output(sys.stderr)

    def _clear_progress(self) -> None:
        if self._percent >= 0:
            write_error("\r\x1b[K")
            self._percent = -1


def one_line(text: str) -> str:
    """Return a text on one line: line breaks and other signs that would move the cursor become escapes."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
