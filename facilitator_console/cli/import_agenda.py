"""Runs `import-agenda`: makes a session from an agenda that was planned elsewhere."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.shared_arguments import named_path
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console import new_session
from facilitator_console.exchange.agendas.preview import AgendaPreview
from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.exchange.script import set_up
from facilitator_console.log import THE_SESSION, NewEvent
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.events import LocalTime, SessionEdited
from facilitator_console.store.store import Store
from facilitator_console.words import UserError, say, say_n


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Read the file, make the session in one command, and say what could not be taken."""
    path: Path = arguments.agenda
    preview = read_agenda(path, sheet=arguments.sheet)
    _refuse_nothing(path, arguments.sheet, preview)
    title = arguments.title or preview.title or path.stem
    begins_with = set_up(preview.drafts, 0)
    if preview.begins:
        # The day, and with it the offset from UTC, is set by people.
        begins_with.append(NewEvent(SessionEdited(begins=LocalTime(time=preview.begins)), THE_SESSION))
    with Store.open(named_path(arguments), on_bug=terminal.crash_reports.report) as store:
        console = new_session(store, this_laptop(), title, language=terminal.language, begins_with=begins_with)
    # Said only now: the store saves what waits before it is closed.
    _say_rows(preview, terminal)
    terminal.say(say("Session: {session}", session=console.session))
    terminal.say(say_n("{n} item is on its agenda.", "{n} items are on its agenda.", len(preview.items)))
    return 0


def _refuse_nothing(path: Path, sheet: str, preview: AgendaPreview) -> None:
    if sheet and sheet != preview.sheet:
        raise UserError(
            say("{path} has no sheet “{sheet}”, only: {sheets}.", path=str(path), sheet=sheet, sheets=preview.sheets)
        )
    if not preview.items and preview.refused:
        line, why, _ = preview.refused[0]
        raise UserError(
            say("{path} has no agenda items. Row {line}: {problem}", path=str(path), line=line, problem=why)
        )
    if not preview.items:
        raise UserError(
            say(
                "{path} has no agenda items. A table needs a row with the names of its columns, such as “Title”.",
                path=str(path),
            )
        )


def _say_rows(preview: AgendaPreview, terminal: Terminal) -> None:
    for line, why, text in preview.refused:
        terminal.complain(say("row {line} was not taken: {problem} ({text})", line=line, problem=why, text=text))
    for item in preview.items:
        for remark in item.remarks:
            terminal.complain(say("row {line}: {remark}.", line=item.line, remark=remark))
