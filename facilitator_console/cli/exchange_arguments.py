"""Defines the arguments of the commands that exchange agendas, tags, notes and votes with other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from facilitator_console.cli.shared_arguments import Text, add_force, add_out, add_session, add_store, path_of
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.words import Message, say


def add_import_agenda(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define the arguments of `import-agenda`."""
    _show_picture(
        parser,
        text,
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
        ),
    )
    parser.add_argument(
        "agenda",
        type=path_of,
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
    add_store(parser, text)


def add_export_agenda(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define the arguments of `export-agenda`."""
    add_session(parser, text)
    parser.add_argument(
        "--format",
        choices=("csv", "xlsx", "md", "ics"),
        required=True,
        help=text(say("a table (csv, xlsx, md), with what is for the team; or a calendar for everyone (ics)")),
    )
    add_out(parser, text, "PATH")
    add_force(parser, text)
    parser.add_argument(
        "--begins",
        metavar="TIME",
        default="",
        help=text(say("when it begins, such as 2026-11-28T14:00; by default as it was planned")),
    )
    add_store(parser, text)


def add_import_tags(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define the arguments of `import-tags`."""
    add_session(parser, text)
    parser.add_argument(
        "codebook", type=path_of, metavar="FILE", help=text(say("a codebook: REFI-QDA (.qdc) or Taguette’s CSV"))
    )
    add_store(parser, text)


def add_export_tags(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define the arguments of `export-tags`."""
    add_session(parser, text)
    add_out(parser, text, "PATH", say("the file to write: REFI-QDA where its name ends in .qdc, else Taguette’s CSV"))
    add_force(parser, text)
    add_store(parser, text)


def add_import_notes(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define the arguments of `import-notes`."""
    add_session(parser, text)
    parser.add_argument(
        "notes",
        type=path_of,
        metavar="FILE",
        help=text(say("text, Markdown, DOCX, ODT, or the highlights of Taguette as CSV; each paragraph is a note")),
    )
    parser.add_argument(
        "--item", type=int, metavar="N", default=0, help=text(say("the number of the item to which they belong"))
    )
    parser.add_argument("--language", choices=LANGUAGES, help=text(say("the language in which they are")))
    parser.add_argument("--preview", action="store_true", help=text(say("only say what would be added")))
    add_store(parser, text)


def add_opinions(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define the arguments of `opinions`."""
    _show_picture(
        parser,
        text,
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
        ),
    )
    _add_votes(parser, text)
    add_store(parser, text)
    parser.add_argument(
        "--comments", type=path_of, metavar="COMMENTS.csv", help=text(say("the statements, as Polis exports them"))
    )
    _add_written_files(parser, text)


def _add_votes(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define where the votes come from: a file or a session."""
    parser.add_argument(
        "votes",
        type=path_of,
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


def _add_written_files(parser: argparse.ArgumentParser, text: Text) -> None:
    """Define which files are written, and where."""
    parser.add_argument(
        "--out",
        type=path_of,
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


def _show_picture(parser: argparse.ArgumentParser, text: Text, epilog: Message) -> None:
    """End the help of a command with a picture of a table, whose lines stay as they are."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = text(epilog)
