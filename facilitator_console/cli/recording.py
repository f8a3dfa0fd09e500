"""Records in the log of a session that a report leaves: in the store, or by the window that has it open."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import find_session, open_named_store, source
from facilitator_console.cli.terminal import Terminal
from facilitator_console.dialogue.ids import Audience
from facilitator_console.log import Instant
from facilitator_console.report.publication import Chosen
from facilitator_console.store.errors import StorageError
from facilitator_console.store.opening import StoreInUseError
from facilitator_console.words import UserError, say


def record_leaving(
    arguments: Namespace, terminal: Terminal, audience: Audience, file_format: str, chosen: Chosen, language: str = ""
) -> Instant:
    """Record that a report leaves, and return for which instant it was decided what stands in it.

    Raises:
        UserError: Something in a public one is not decided yet, or the window works on another session.
        StorageError: The store can't be written.
    """
    from facilitator_console.console import open_session
    from facilitator_console.console.publishing import record_export_of
    from facilitator_console.runtime.laptop import this_laptop
    from facilitator_console.store.contents import Reader

    try:
        with open_named_store(arguments, terminal) as store:
            reader = Reader(store.path, store.reading)
            session = find_session(reader, arguments.session)
            is_complete = not reader.missing().get(session, 0)
            console = open_session(store, session, this_laptop())
            return record_export_of(console, audience, chosen, file_format, language, is_complete=is_complete)
    except StoreInUseError:
        return _recorded_by_window(arguments, audience, file_format, chosen, language)


def record_internal(arguments: Namespace, terminal: Terminal, file_format: str, chosen: Chosen) -> None:
    """Record that an internal report has left, where the store can be written; else say that it is not recorded."""
    try:
        record_leaving(arguments, terminal, Audience.INTERNAL, file_format, chosen)
    except (StorageError, UserError):
        terminal.complain(say("The store does not record that this report left: it can’t be written just now."))


def _recorded_by_window(
    arguments: Namespace, audience: Audience, file_format: str, chosen: Chosen, language: str
) -> Instant:
    from facilitator_console.cli.asking import ask_to_publish
    from facilitator_console.ui.shell.questions import Wish

    wish = Wish(
        file_format,
        language,
        chosen.small_groups.smallest_group,
        str(chosen.place),
        str(chosen.date),
        quotes=chosen.quotes,
        audience=str(audience),
    )
    with source(arguments) as asked:
        answer = ask_to_publish(asked.path, find_session(asked, arguments.session), wish)
    if not answer.at_ms:
        raise UserError(say("{name}", name=answer.refusal))
    return Instant(answer.at_ms)
