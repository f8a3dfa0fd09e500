"""Defines arguments that several commands have in one form: a session, a store, a file to write."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from facilitator_console.runtime.laptop import default_store, refuse_name
from facilitator_console.words import Message, UserError, say

Text = Callable[[Message], str]
SESSION = say("its id, the beginning of its id, or “last”")
FILE = say("the file to write")


def add_store(parser: argparse.ArgumentParser, text: Text) -> None:
    """Take another store than the usual one."""
    parser.add_argument(
        "--store", type=path_of, metavar="FILE", help=text(say("use this store instead of the usual one"))
    )


def named_path(arguments: argparse.Namespace) -> Path:
    """Return the path of the store that the arguments name, or of the usual one."""
    path: Path = arguments.store or default_store()
    return path


def add_session(parser: argparse.ArgumentParser, text: Text, metavar: str = "SESSION") -> None:
    """Add the argument that names a session."""
    parser.add_argument("session", metavar=metavar, help=text(SESSION))


def path_of(typed: str) -> Path:
    """Read the name of a file or folder.

    Raises:
        UserError: It is empty, or not a name that a file can have.
    """
    path = Path(typed)
    if not typed:
        raise UserError(say("The name of a file or folder is empty. Type its name."))
    refuse_name(path)
    return path


def add_out(parser: argparse.ArgumentParser, text: Text, metavar: str, what: Message = FILE) -> None:
    """Take the file or folder to write; nothing is written without one."""
    parser.add_argument("--out", type=path_of, metavar=metavar, required=True, help=text(what))


def add_force(parser: argparse.ArgumentParser, text: Text) -> None:
    """Let a file be written over."""
    parser.add_argument("--force", action="store_true", help=text(say("write over a file that is there")))
