"""Runs `opinions`: reports on a conversation that was exported from Polis, or on paper ballots.

Everything is read before anything is written.
"""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.terminal import Terminal, one_line
from facilitator_console.exchange.conversation import marks_in_words, read_conversation
from facilitator_console.exchange.polis_export import polis_files
from facilitator_console.opinions.findings import StatementOpinion
from facilitator_console.report.files import write_files
from facilitator_console.report.opinions import (
    OpinionReport,
    Part,
    dividing_part,
    figure_of_both,
    in_words,
    opinion_report,
    remarks,
    set_size,
    shared_parts,
    stand_for,
    tallies,
)
from facilitator_console.report.opinions_files import opinion_files, raw_file
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Compute the report, write its files, and print what is shared and what divides."""
    conversation, marks = read_conversation(arguments.votes, arguments.comments)
    if marks:
        terminal.say(marks_in_words(marks))
    report = opinion_report(conversation, terminal.progress)
    files = opinion_files(report, terminal.catalogue)
    if arguments.raw:
        files |= raw_file(conversation)
    if arguments.polis:
        files |= {f"polis/{name}": text.encode() for name, text in polis_files(conversation).items()}
    written = write_files(arguments.out, files)
    _Table(terminal, report).print()
    terminal.say(say("Written: {files}", files=tuple(map(str, written))))
    if arguments.raw or arguments.polis:
        terminal.say(
            say("The raw mathematics and the export tell how single people voted: they are not for publishing.")
        )
    return 0


class _Table:
    """Prints a report as text: how many agree and disagree, over all and in each set of similar answers."""

    def __init__(self, terminal: Terminal, report: OpinionReport) -> None:
        self._terminal, self._report, self._shown = terminal, report, report.opinions

    def print(self) -> None:
        """Print the whole report: what is shared comes before what divides."""
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
        if not part.statements:
            self._terminal.say(say("{title}: {nothing}", title=part.title, nothing=part.nothing))
            return
        self._terminal.say(say("{title} (agree / disagree, of those who voted on it)", title=part.title))
        for opinion in part.statements:
            self._print_statement(opinion)

    def _print_statement(self, opinion: StatementOpinion) -> None:
        text = self._terminal.text
        words = self._report.text(opinion.statement)
        rows = [(text(name), text(figure_of_both(tally)), text(in_words(tally))) for name, tally in tallies(opinion)]
        self._terminal.write(f"  {one_line(words if isinstance(words, str) else text(words))}\n")
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        for name, figures, in_short in rows:
            self._terminal.write(f"      {name:<{widths[0]}}  {figures:>{widths[1]}}  {in_short}\n")
