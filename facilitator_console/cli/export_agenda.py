"""Runs `export-agenda`: writes the agenda of a session as a table, a workbook, a list or a calendar."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from facilitator_console.cli.stores import read_to_export, warn_of_missing_events
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.agendas.writing import FileFormat, agenda_file
from facilitator_console.report.files import write_whole
from facilitator_console.session.drafts import drafts_of
from facilitator_console.session.events import LocalTime
from facilitator_console.words import UserError, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the agenda and say where it is."""
    out: Path = arguments.out
    state, missing = read_to_export(arguments)
    begins = _local_time(arguments.begins) if arguments.begins else state.info.begins
    drafts, kind = drafts_of(state), FileFormat(arguments.format)
    language = state.info.language or terminal.language
    write_whole(out, agenda_file(kind, state.info.title, drafts, begins=begins, language=language))
    warn_of_missing_events(missing, terminal)
    terminal.say(say("Agenda: {path}", path=str(out)))
    if kind is not FileFormat.ICS and any(draft.team_note or draft.led_by or draft.internal for draft in drafts):
        terminal.say(say("It also holds what is only for the team."))
    return 0


def _local_time(typed: str) -> LocalTime:
    """Read a day and a time; without an offset from UTC it is this machine's."""
    try:
        at = datetime.fromisoformat(typed)
        offset = (at if at.tzinfo else at.astimezone()).utcoffset()
    except (ValueError, OverflowError, OSError) as error:
        problem = say(
            "“{text}” is not a day with a time, such as 2026-11-28T14:00 or 2026-11-28T14:00+02:00.", text=typed
        )
        raise UserError(problem) from error
    minutes = round(offset.total_seconds() / 60) if offset else 0
    return LocalTime(f"{at:%Y-%m-%d}", f"{at:%H:%M}", minutes)
