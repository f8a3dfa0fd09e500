"""`opinions`: the opinion map of a conversation that was exported, or of ballots on paper.

Everything is read before anything is written.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from facilitator_console.cli.terminal import Terminal, one_line
from facilitator_console.exchange.paper_ballots import read_paper_ballots
from facilitator_console.exchange.paper_ballots_xlsx import is_workbook
from facilitator_console.exchange.polis import Comments, is_export, read_comments, read_export
from facilitator_console.exchange.polis_export import polis_files
from facilitator_console.exchange.polis_rows import rows_of
from facilitator_console.report.files import write_whole
from facilitator_console.report.opinions import (
    OpinionReport,
    group_title,
    has_counts,
    opinions_csv,
    opinions_json,
    percent,
    remarks,
    shared_tallies,
)
from facilitator_console.report.opinions_pdf import opinions_pdf
from facilitator_console.report.opinions_raw import raw_json
from facilitator_console.voices.ballots import Id
from facilitator_console.voices.matrix import vote_matrix
from facilitator_console.voices.opinion_map import OpinionMap, opinion_map
from facilitator_console.voices.opinions import Extent, StatementOpinion, Tally, dividing, opinions
from facilitator_console.words import Message, UserError, say

JSON, CSV, PDF, RAW = "opinions.json", "opinions.csv", "opinions.pdf", "opinions-raw.json"


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Compute the map, print what is shared and what divides, and write the files."""
    raw, comments = _conversation(arguments.votes, arguments.comments)
    shown = opinions(raw, on_resample=terminal.progress)
    texts: dict[Id, str] = dict(comments.texts.items())
    # What was rejected is not in what is shown; nor may its words be.
    told = {one.statement for one in shown.statements}
    report = OpinionReport(shown, {one: text for one, text in texts.items() if one in told})
    folder: Path = arguments.out
    _make(folder)
    files = {JSON: opinions_json(report), CSV: opinions_csv(report), PDF: opinions_pdf(report, terminal.catalogue)}
    if arguments.raw:
        files[RAW] = raw_json(raw)
    if arguments.polis:
        exported = polis_files(raw.matrix, texts, comments.rejected, comments.meta)
        files |= {f"polis/{name}": text.encode() for name, text in exported.items()}
        _make(folder / "polis")
    for name, content in files.items():
        write_whole(folder / name, content)
    _Table(terminal, report).print()
    terminal.say(say("Written: {files}", files=", ".join(str(folder / name) for name in files)))
    if arguments.raw or arguments.polis:
        terminal.say(
            say("The raw mathematics and the export tell how single people voted: they are not for publishing.")
        )
    return 0


def _conversation(votes: Path, comments_file: Path | None) -> tuple[OpinionMap, Comments]:
    """The raw map, and the statements as far as they are known."""
    comments = read_comments(comments_file) if comments_file else None
    known = comments.texts.keys() if comments else None
    is_table = not is_workbook(votes) and is_export(next(rows_of(votes)).cells)
    cast = read_export(votes, known) if is_table else read_paper_ballots(votes, known)
    if not len(cast.ballots.votes):
        raise UserError(say("{path} holds no votes. Name another file.", path=str(votes)))
    matrix = vote_matrix(cast.ballots, known or cast.statements)
    comments = comments or Comments(cast.texts)
    return opinion_map(matrix, rejected=comments.rejected, meta=comments.meta), comments


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UserError(say("{path} is a file. Name a folder for --out.", path=str(folder))) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UserError(
            say("{path} can't be used: {reason}. Choose another folder for --out.", path=str(folder), reason=reason)
        ) from error


class _Table:
    """Prints a report as text: per cent of agreement and disagreement, by group where there are groups."""

    def __init__(self, terminal: Terminal, report: OpinionReport) -> None:
        self._terminal, self._report, self._shown = terminal, report, report.opinions

    def print(self) -> None:
        """Print what is shared before what divides."""
        for remark in remarks(self._shown):
            self._terminal.say(remark)
        if self._shown.extent is Extent.COUNTS_ONLY:
            self._section(say("Votes"), has_counts(self._shown))
            return
        self._section(say("What is shared"), [one for _, one in shared_tallies(self._shown)])
        if self._shown.groups:
            for place, group in enumerate(self._shown.groups):
                self._terminal.say(say("{name}: {n} people", name=group_title(place), n=group.people))
            self._section(say("What divides"), dividing(self._shown))

    def _section(self, title: Message, told: Sequence[StatementOpinion]) -> None:
        text = self._terminal.text
        names = [say("All together"), *(group_title(place) for place in range(len(self._shown.groups)))]
        rows = [[*map(text, names), text(say("Statement"))]]
        for one in told:
            tallies = [one.total, *(one.by_group or [None] * len(self._shown.groups))]
            words = self._report.text(one.statement)
            rows.append([*map(_figures, tallies), words if isinstance(words, str) else text(words)])
        widths = [max(len(row[column]) for row in rows) for column in range(len(names))]
        meaning = text(say("per cent agree / disagree"))
        self._terminal.write(f"\n{text(title)} ({meaning})\n" if told else f"\n{text(title)}: –\n")
        for row in rows if told else ():
            cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=False)]
            self._terminal.write(one_line("  ".join((*cells, row[-1]))) + "\n")
        self._terminal.write("\n")


def _figures(tally: Tally | None) -> str:
    if tally is None:
        return "–"
    return f"{percent(tally.agree, tally.voters)} / {percent(tally.disagree, tally.voters)}"
