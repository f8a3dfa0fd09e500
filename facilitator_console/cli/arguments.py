"""Defines the commands of the command line and the arguments that each takes.

README's table lists the same; a test compares them. Nothing is run here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import NoReturn

from facilitator_console import __version__
from facilitator_console.cli.exchange_arguments import (
    add_export_agenda,
    add_export_tags,
    add_import_agenda,
    add_import_notes,
    add_import_tags,
    add_opinions,
)
from facilitator_console.cli.screen import has_screen
from facilitator_console.cli.shared_arguments import Text, add_force, add_out, add_session, add_store, path_of
from facilitator_console.cli.terminal import PROGRAM, Terminal
from facilitator_console.report.export import FORMATS
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.words import Message, UserError, say

WITH_SCREEN, WITHOUT_SCREEN = "window", "demo"
"""The commands that are run where none is named: with a screen, and without one."""


FASTEST = 10_000


class _Parser(argparse.ArgumentParser):
    """Represents a parser that raises an error instead of printing the usage and ending the program."""

    def error(self, message: str) -> NoReturn:
        raise UserError(say("{problem}. See {command} --help.", problem=message, command=self.prog))


def parse(arguments: Sequence[str], terminal: Terminal) -> argparse.Namespace | int:
    """Read the arguments of one call.

    Returns:
        What was read, with `command` naming the module that runs it; or the exit code where all is said already
        (`--help`, `--version`).

    Raises:
        UserError: They don't fit.
    """
    parser = build_parser(terminal)
    try:
        return parser.parse_args(arguments or [WITH_SCREEN if has_screen(os.environ) else WITHOUT_SCREEN])
    except SystemExit as ended:
        return int(ended.code or 0)
    except BrokenPipeError:
        raise
    except OSError as error:
        # Of the help: newer Pythons pass over it, and the terminal finds it when it finishes.
        raise terminal.output_error(error) from error


def build_parser(terminal: Terminal) -> argparse.ArgumentParser:
    """Make the parser of all commands, in the person's language."""
    text = terminal.text
    parser = _Parser(
        prog=PROGRAM,
        description=text(say("The console for a dialogue. Without a command, its window opens.")),
    )
    parser.add_argument(
        "--version", action="version", version=f"{PROGRAM} {__version__}", help=text(say("say which version this is"))
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (help_message, add_arguments) in COMMANDS.items():
        # A lone percent sign would be a place for argparse.
        shown = text(help_message).replace("%", "%%")
        add_arguments(commands.add_parser(name, help=shown, description=shown), text)
    return parser


def _add_demo(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument(
        "--marathon", action="store_true", help=text(say("make the sample marathon with its website instead"))
    )
    parser.add_argument(
        "--out", type=path_of, metavar="DIR", help=text(say("the folder for store and summary; by default a new one"))
    )


def _add_replay(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("recording", type=path_of, metavar="FILE.rttm", help=text(say("who spoke when")))
    parser.add_argument(
        "--recording",
        dest="chosen",
        metavar="NAME",
        default="",
        help=text(say("which recording to play, if the file contains several")),
    )
    parser.add_argument("--transcript", type=path_of, metavar="FILE.json", help=text(say("what was said")))
    add_out(parser, text, "DIR", say("the folder for dialogue.sqlite and summary.pdf"))
    parser.add_argument(
        "--acks", action="store_true", help=text(say("print the number of each command once it is saved"))
    )
    parser.add_argument("--window", action="store_true", help=text(say("watch it in the window")))
    parser.add_argument(
        "--speed", type=_speed, default=1, metavar="N", help=text(say("how many times as fast as it happened"))
    )


def _add_report(parser: argparse.ArgumentParser, text: Text) -> None:
    add_session(parser, text)
    add_out(parser, text, "FILE.pdf")
    add_store(parser, text)


def _add_policy(parser: argparse.ArgumentParser, text: Text) -> None:
    """Add what a person chooses of a public report."""
    parser.add_argument(
        "--smallest-group",
        type=int,
        choices=(5, 10),
        default=5,
        help=text(say("of a public report: how few people may be counted together")),
    )
    parser.add_argument(
        "--place",
        choices=("oblast", "region", "none"),
        default="oblast",
        help=text(say("of a public report: how exactly it tells the place")),
    )
    parser.add_argument(
        "--date",
        choices=("month", "year", "none"),
        default="month",
        help=text(say("of a public report: how exactly it tells the day")),
    )
    parser.add_argument(
        "--no-quotes", action="store_true", help=text(say("of a public report: no quotes, confirmed or not"))
    )


def _add_export(parser: argparse.ArgumentParser, text: Text) -> None:
    add_session(parser, text)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        required=True,
        help=text(say("the format of the file; csv is a ZIP of tables, with a data dictionary")),
    )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        help=text(say("the language of the program’s words in it; by default the session’s")),
    )
    for_whom = parser.add_mutually_exclusive_group(required=True)
    for_whom.add_argument(
        "--internal",
        action="store_true",
        help=text(say("it is for the participants and their team, and not for publishing")),
    )
    for_whom.add_argument(
        "--public",
        action="store_true",
        help=text(say("it is for everyone: nobody is named, small numbers are left out; that it leaves is recorded")),
    )
    _add_policy(parser, text)
    add_out(parser, text, "PATH")
    add_force(parser, text)
    add_store(parser, text)


def _add_publish(parser: argparse.ArgumentParser, text: Text) -> None:
    add_session(parser, text, "MARATHON")
    _add_policy(parser, text)
    add_out(parser, text, "DIR", say("the folder for the website"))
    parser.add_argument("--force", action="store_true", help=text(say("write over files that are there")))
    add_store(parser, text)


def _add_delete(parser: argparse.ArgumentParser, text: Text) -> None:
    add_session(parser, text)
    parser.add_argument("--yes", action="store_true", help=text(say("don’t ask")))
    add_store(parser, text)


def _add_give(parser: argparse.ArgumentParser, text: Text) -> None:
    add_session(parser, text)
    add_out(parser, text, "FILE", say("the locked file to write, such as on a stick"))
    parser.add_argument(
        "--for-team",
        action="store_true",
        help=text(say("lock it for the laptops of the session’s team; by default a passphrase is asked for")),
    )
    add_store(parser, text)


def _add_take(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("file", type=path_of, metavar="FILE", help=text(say("what “give” wrote on another laptop")))
    add_store(parser, text)


def _add_backup(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("target", type=path_of, metavar="TARGET", help=text(say("a new file, or a folder")))
    add_store(parser, text)


def _add_doctor(parser: argparse.ArgumentParser, text: Text) -> None:
    add_store(parser, text)
    mending = parser.add_mutually_exclusive_group()
    mending.add_argument(
        "--rebuild", action="store_true", help=text(say("rebuild the readable tables from the record"))
    )
    mending.add_argument(
        "--recover", type=path_of, metavar="FILE", help=text(say("recover what can be read into this new file"))
    )


COMMANDS: dict[str, tuple[Message, Callable[[argparse.ArgumentParser, Text], None]]] = {
    "window": (say("open the window"), add_store),
    "demo": (say("play the built-in sample dialogue"), _add_demo),
    "replay": (say("play a recorded meeting through the program"), _add_replay),
    "report": (say("print the summary of a session as a PDF, for internal use"), _add_report),
    "export": (
        say("write the report of a session, for the team or for everyone, in one of several formats"),
        _add_export,
    ),
    "publish": (say("make a website of the public reports of a marathon"), _add_publish),
    "sessions": (say("list the sessions in the store"), add_store),
    "delete": (say("delete a session for good"), _add_delete),
    "opinions": (say("find what people share and what divides them in the votes on statements"), add_opinions),
    "import-agenda": (say("make a session from an agenda that was planned elsewhere"), add_import_agenda),
    "export-agenda": (say("write the agenda of a session as a table or a calendar"), add_export_agenda),
    "import-tags": (say("add the tags of another program’s codebook to a session"), add_import_tags),
    "export-tags": (say("write the tags of a session for another program"), add_export_tags),
    "give": (say("write a session into a locked file, for a laptop without a network"), _add_give),
    "take": (say("merge what “give” wrote on another laptop"), _add_take),
    "import-notes": (say("add the texts of a file to a session as notes"), add_import_notes),
    "backup": (say("copy the store, for example to a USB stick"), _add_backup),
    "doctor": (say("check the store, and repair what can be repaired"), _add_doctor),
}
"""By command, its purpose and the function that adds its arguments."""


def _speed(typed: str) -> int:
    speed = int(typed)
    if not 1 <= speed <= FASTEST:
        raise ValueError
    return speed
