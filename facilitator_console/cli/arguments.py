"""Defines the commands of the command line and the arguments that each takes.

README's table lists the same; a test compares them. Nothing is run here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from facilitator_console import __version__
from facilitator_console.cli.screen import has_screen
from facilitator_console.cli.terminal import PROGRAM, Terminal
from facilitator_console.report.export import FORMATS
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.runtime.laptop import refuse_name
from facilitator_console.words import Message, UserError, say

WITH_SCREEN, WITHOUT_SCREEN = "window", "demo"
"""The commands that are run where none is named: with a screen, and without one."""


FASTEST = 10_000
SESSION = say("its id, the beginning of its id, or “last”")


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


Text = Callable[[Message], str]


def _add_store(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument(
        "--store", type=_path, metavar="FILE", help=text(say("use this store instead of the usual one"))
    )


def _add_demo(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument(
        "--marathon", action="store_true", help=text(say("make the sample marathon with its website instead"))
    )
    parser.add_argument(
        "--out", type=_path, metavar="DIR", help=text(say("the folder for store and summary; by default a new one"))
    )


def _add_replay(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("recording", type=_path, metavar="FILE.rttm", help=text(say("who spoke when")))
    parser.add_argument(
        "--recording",
        dest="chosen",
        metavar="NAME",
        default="",
        help=text(say("which recording to play, if the file contains several")),
    )
    parser.add_argument("--transcript", type=_path, metavar="FILE.json", help=text(say("what was said")))
    parser.add_argument(
        "--out",
        type=_path,
        metavar="DIR",
        required=True,
        help=text(say("the folder for dialogue.sqlite and summary.pdf")),
    )
    parser.add_argument(
        "--acks", action="store_true", help=text(say("print the number of each command once it is saved"))
    )
    parser.add_argument("--window", action="store_true", help=text(say("watch it in the window")))
    parser.add_argument(
        "--speed", type=_speed, default=1, metavar="N", help=text(say("how many times as fast as it happened"))
    )


def _add_report(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument("--out", type=_path, metavar="FILE.pdf", required=True, help=text(say("the file to write")))
    _add_store(parser, text)


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
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
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
    parser.add_argument("--out", type=_path, metavar="PATH", required=True, help=text(say("the file to write")))
    parser.add_argument("--force", action="store_true", help=text(say("write over a file that is there")))
    _add_store(parser, text)


def _add_publish(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="MARATHON", help=text(SESSION))
    _add_policy(parser, text)
    parser.add_argument("--out", type=_path, metavar="DIR", required=True, help=text(say("the folder for the website")))
    parser.add_argument("--force", action="store_true", help=text(say("write over files that are there")))
    _add_store(parser, text)


def _add_delete(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument("--yes", action="store_true", help=text(say("don’t ask")))
    _add_store(parser, text)


def _add_import_agenda(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter  # The picture stays as it is.
    parser.epilog = text(
        say(
            "A table needs a row with the names of its columns, in English, Ukrainian or Russian; it may stand\n"
            "anywhere, and any order will do:\n"
            "\n"
            "    Min  | Title      | Question\n"
            "    10   | Welcome    |\n"
            "    1h30 | What next? | What could work?\n"
            "\n"
            "A list has a length before or behind each title: “- 10m Welcome”. CSV may be in UTF-8, UTF-16 or\n"
            "Windows-1251. Rows that can’t be taken are named, and why."
        )
    )
    parser.add_argument(
        "agenda",
        type=_path,
        metavar="FILE",
        help=text(say("a table (CSV, XLSX, ODS), a list (Markdown, text), a rundown of Ontime or a template (JSON)")),
    )
    parser.add_argument(
        "--title", default="", help=text(say("the session’s title; by default the file’s own, or its name"))
    )
    parser.add_argument(
        "--sheet",
        metavar="NAME",
        default="",
        help=text(say("which sheet of a workbook to read; by default the first that fits")),
    )
    _add_store(parser, text)


def _add_export_agenda(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument(
        "--format",
        choices=("csv", "xlsx", "md", "ics"),
        required=True,
        help=text(say("a table (csv, xlsx, md), with what is for the team; or a calendar for everyone (ics)")),
    )
    parser.add_argument("--out", type=_path, metavar="PATH", required=True, help=text(say("the file to write")))
    parser.add_argument("--force", action="store_true", help=text(say("write over a file that is there")))
    parser.add_argument(
        "--begins",
        metavar="TIME",
        default="",
        help=text(say("when it begins, such as 2026-11-28T14:00; by default as it was planned")),
    )
    _add_store(parser, text)


def _add_import_tags(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument(
        "codebook", type=_path, metavar="FILE", help=text(say("a codebook: REFI-QDA (.qdc) or Taguette’s CSV"))
    )
    _add_store(parser, text)


def _add_export_tags(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument(
        "--out",
        type=_path,
        metavar="PATH",
        required=True,
        help=text(say("the file to write: REFI-QDA where its name ends in .qdc, else Taguette’s CSV")),
    )
    parser.add_argument("--force", action="store_true", help=text(say("write over a file that is there")))
    _add_store(parser, text)


def _add_import_notes(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument(
        "notes",
        type=_path,
        metavar="FILE",
        help=text(say("text, Markdown, DOCX, ODT, or the highlights of Taguette as CSV; each paragraph is a note")),
    )
    parser.add_argument(
        "--item", type=int, metavar="N", default=0, help=text(say("the number of the item to which they belong"))
    )
    parser.add_argument("--language", choices=LANGUAGES, help=text(say("the language in which they are")))
    parser.add_argument("--preview", action="store_true", help=text(say("only say what would be added")))
    _add_store(parser, text)


def _add_opinions(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter  # The picture stays as it is.
    parser.epilog = text(
        say(
            "Ballots on paper are typed in like this, a row for each ballot, a column for each statement:\n"
            "\n"
            "    Ballot | Bus every hour | Benches on the square\n"
            "    1      | +              | -\n"
            "    2      | yes            |\n"
            "    3      | 0              | no\n"
            "\n"
            "Agree: + 1 ✓ yes for. Disagree: - -1 ✗ x no against. Skipped: 0 skip. Empty: not voted on.\n"
            "The words of a Ukrainian or Russian ballot do as well. A title may stand above; in a workbook\n"
            "the votes may be on any one sheet. How each sign was read is said."
        )
    )
    parser.add_argument(
        "votes",
        type=_path,
        nargs="?",
        metavar="VOTES",
        help=text(say("votes.csv or participants-votes.csv from Polis, or ballots on paper as a CSV or XLSX grid")),
    )
    parser.add_argument(
        "--session",
        metavar="SESSION",
        help=text(
            say("instead of VOTES: tell the result of a session’s vote in words; its id, or the beginning of it")
        ),
    )
    _add_store(parser, text)
    parser.add_argument(
        "--comments", type=_path, metavar="COMMENTS.csv", help=text(say("the statements, as Polis exports them"))
    )
    parser.add_argument(
        "--out",
        type=_path,
        metavar="DIR",
        default=Path(),
        help=text(
            say("the folder for opinions.pdf, opinions-internal.json and opinions-internal.csv; by default this one")
        ),
    )
    parser.add_argument(
        "--raw",
        action="store_true",
        help=text(say("also write the whole mathematics, for checking; not for publishing")),
    )
    parser.add_argument(
        "--polis", action="store_true", help=text(say("also write the votes in Polis’ CSV format; not for publishing"))
    )


def _add_give(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("session", metavar="SESSION", help=text(SESSION))
    parser.add_argument(
        "--out",
        type=_path,
        metavar="FILE",
        required=True,
        help=text(say("the locked file to write, such as on a stick")),
    )
    parser.add_argument(
        "--for-team",
        action="store_true",
        help=text(say("lock it for the laptops of the session’s team; by default a passphrase is asked for")),
    )
    _add_store(parser, text)


def _add_take(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("file", type=_path, metavar="FILE", help=text(say("what “give” wrote on another laptop")))
    _add_store(parser, text)


def _add_backup(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("target", type=_path, metavar="TARGET", help=text(say("a new file, or a folder")))
    _add_store(parser, text)


def _add_doctor(parser: argparse.ArgumentParser, text: Text) -> None:
    _add_store(parser, text)
    mending = parser.add_mutually_exclusive_group()
    mending.add_argument(
        "--rebuild", action="store_true", help=text(say("rebuild the readable tables from the record"))
    )
    mending.add_argument(
        "--recover", type=_path, metavar="FILE", help=text(say("recover what can be read into this new file"))
    )


COMMANDS: dict[str, tuple[Message, Callable[[argparse.ArgumentParser, Text], None]]] = {
    "window": (say("open the window"), _add_store),
    "demo": (say("play the built-in sample dialogue"), _add_demo),
    "replay": (say("play a recorded meeting through the program"), _add_replay),
    "report": (say("print the summary of a session as a PDF, for internal use"), _add_report),
    "export": (
        say("write the report of a session, for the team or for everyone, in one of several formats"),
        _add_export,
    ),
    "publish": (say("make a website of the public reports of a marathon"), _add_publish),
    "sessions": (say("list the sessions in the store"), _add_store),
    "delete": (say("delete a session for good"), _add_delete),
    "opinions": (say("find what people share and what divides them in the votes on statements"), _add_opinions),
    "import-agenda": (say("make a session from an agenda that was planned elsewhere"), _add_import_agenda),
    "export-agenda": (say("write the agenda of a session as a table or a calendar"), _add_export_agenda),
    "import-tags": (say("add the tags of another program’s codebook to a session"), _add_import_tags),
    "export-tags": (say("write the tags of a session for another program"), _add_export_tags),
    "give": (say("write a session into a locked file, for a laptop without a network"), _add_give),
    "take": (say("merge what “give” wrote on another laptop"), _add_take),
    "import-notes": (say("add the texts of a file to a session as notes"), _add_import_notes),
    "backup": (say("copy the store, for example to a USB stick"), _add_backup),
    "doctor": (say("check the store, and repair what can be repaired"), _add_doctor),
}
"""By command: its purpose, and the function that adds its arguments."""


def _path(typed: str) -> Path:
    path = Path(typed)
    if not typed:
        raise UserError(say("The name of a file or folder is empty. Type its name."))
    refuse_name(path)
    return path


def _speed(typed: str) -> int:
    speed = int(typed)
    if not 1 <= speed <= FASTEST:
        raise ValueError
    return speed
