"""`opinions`: the opinion map of a conversation that was exported, or of ballots on paper.

Everything is read before anything is written.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from facilitator_console.cli.terminal import Terminal, one_line
from facilitator_console.exchange.paper_ballots import read_paper_ballots
from facilitator_console.exchange.polis import Comments, is_export, read_comments, read_export, rows_of_table
from facilitator_console.exchange.polis_export import polis_files
from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.findings import StatementOpinion, opinions
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.opinions.opinion_map import opinion_map
from facilitator_console.report.files import write_whole
from facilitator_console.report.opinions import (
    OpinionReport,
    Part,
    dividing_part,
    figure_of_both,
    in_words,
    opinions_csv,
    opinions_json,
    remarks,
    set_size,
    shared_parts,
    stand_for,
    tallies,
)
from facilitator_console.report.opinions_pdf import opinions_pdf
from facilitator_console.report.opinions_raw import raw_json
from facilitator_console.words import Message, UserError, say

JSON, CSV, PDF, RAW = "opinions-internal.json", "opinions-internal.csv", "opinions.pdf", "opinions-raw.json"


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Compute the map, print what is shared and what divides, and write the files."""
    matrix, comments, is_moderated = _conversation(arguments.votes, arguments.comments, terminal)
    shown = opinions(matrix, rejected=comments.rejected, meta=comments.meta, on_draw=terminal.progress)
    texts: dict[Id, str] = dict(comments.texts.items())
    # What was rejected is not in what is shown; nor may its words be.
    told = {one.statement for one in shown.statements}
    report = OpinionReport(shown, {one: text for one, text in texts.items() if one in told}, is_moderated)
    folder: Path = arguments.out
    _make(folder)
    files = {
        name: made(report, terminal.catalogue)
        for name, made in ((JSON, opinions_json), (CSV, opinions_csv), (PDF, opinions_pdf))
    }
    if arguments.raw:
        files[RAW] = raw_json(opinion_map(matrix, rejected=comments.rejected, meta=comments.meta))
    if arguments.polis:
        exported = polis_files(matrix, texts, comments.rejected, comments.meta)
        files |= {f"polis/{name}": text.encode() for name, text in exported.items()}
        _make(folder / "polis")
    for name, content in files.items():
        write_whole(folder / name, content)
    _Table(terminal, report).print()
    terminal.say(say("Written: {files}", files=tuple(str(folder / name) for name in files)))
    if arguments.raw or arguments.polis:
        terminal.say(
            say("The raw mathematics and the export tell how single people voted: they are not for publishing.")
        )
    return 0


def _conversation(votes: Path, comments_file: Path | None, terminal: Terminal) -> tuple[VoteMatrix, Comments, bool]:
    """The votes, the statements as far as they are known, and whether it is known which were moderated out."""
    comments = read_comments(comments_file) if comments_file else None
    known = comments.texts.keys() if comments else None
    is_from_polis = is_export(next(rows_of_table(votes)).cells)
    cast = read_export(votes, known) if is_from_polis else read_paper_ballots(votes, known)
    if not len(cast.ballots.votes):
        raise UserError(say("{path} holds no votes. Name another file.", path=str(votes)))
    matrix = vote_matrix(cast.ballots, known or cast.statements)
    if cast.marks:
        terminal.say(_how_read(cast.marks))
    # On paper nothing is moderated out: what is on the ballot is what is asked.
    return matrix, comments or Comments(cast.texts), bool(comments) or not is_from_polis


def _how_read(marks: Mapping[str, int]) -> Message:
    """What stood on the ballots, and how it was taken: nothing is taken in silently."""
    agree, passed, disagree = (
        tuple(sorted(f"“{mark}”" for mark, vote in marks.items() if vote == wanted)) or "–" for wanted in (1, 0, -1)
    )
    return say(
        "Read as agreement: {agree}; as disagreement: {disagree}; as skipped: {passed}.",
        agree=agree,
        disagree=disagree,
        passed=passed,
    )


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
    """Prints a report as text: how many agree and disagree, over all and in each set of similar answers."""

    def __init__(self, terminal: Terminal, report: OpinionReport) -> None:
        self._terminal, self._report, self._shown = terminal, report, report.opinions

    def print(self) -> None:
        """Print what is shared before what divides."""
        for remark in remarks(self._report):
            self._terminal.say(remark)
        for part in shared_parts(self._shown):
            self._print_part(part)
        for place, alike in enumerate(self._shown.similar_answers):
            self._terminal.write("\n")
            self._terminal.say(set_size(place, alike.people))
            for line in stand_for(self._report, alike):
                self._terminal.write("  ")
                self._terminal.say(line)
        if self._shown.similar_answers:
            self._print_part(dividing_part(self._shown))
        self._terminal.write("\n")

    def _print_part(self, part: Part) -> None:
        self._terminal.write("\n")
        if not part.told:
            self._terminal.say(say("{title}: {nothing}", title=part.title, nothing=part.nothing))
            return
        self._terminal.say(say("{title} (agree / disagree, of those who voted on it)", title=part.title))
        for one in part.told:
            self._print_statement(one)

    def _print_statement(self, one: StatementOpinion) -> None:
        text = self._terminal.text
        words = self._report.text(one.statement)
        rows = [(text(name), text(figure_of_both(tally)), text(in_words(tally))) for name, tally in tallies(one)]
        self._terminal.write(f"  {one_line(words if isinstance(words, str) else text(words))}\n")
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        for name, figures, in_short in rows:
            self._terminal.write(f"      {name:<{widths[0]}}  {figures:>{widths[1]}}  {in_short}\n")
