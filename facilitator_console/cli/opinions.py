"""Runs `opinions`: reports on a conversation that was exported from Polis, on paper ballots, or on a session's vote.

Everything is read before anything is written.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from functools import partial

from facilitator_console.cli.stores import find_session, history_that_may_leave, source
from facilitator_console.cli.terminal import Terminal, one_line
from facilitator_console.cli.votes import read_vote, vote_in_words
from facilitator_console.exchange.conversation import marks_in_words, read_conversation
from facilitator_console.exchange.polis_export import polis_files
from facilitator_console.opinions.conversation import Conversation
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
from facilitator_console.report.votes import TWICE, WORDS, VoteResult, left_out_words
from facilitator_console.words import UserError, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Compute the report, write its files, and print what is shared and what divides.

    Raises:
        UserError: Neither a file nor a session is named, or both; or there is nothing to compute.
    """
    if (arguments.votes is None) == (arguments.session is None):
        raise UserError(say("Name a file with votes, or a session with --session."))
    read = _of_file if arguments.session is None else _of_session
    conversation, files, tell = read(arguments, terminal)
    if arguments.raw:
        files |= raw_file(conversation)
    if arguments.polis:
        files |= {f"polis/{name}": text.encode() for name, text in polis_files(conversation).items()}
    written = write_files(arguments.out, files)
    tell()
    if written:
        terminal.say(say("Written: {files}", files=tuple(map(str, written))))
    if arguments.raw or arguments.polis:
        terminal.say(
            say("The raw mathematics and the export tell how single people voted: they are not for publishing.")
        )
    return 0


Read = tuple[Conversation, dict[str, bytes], Callable[[], None]]
"""Holds what was voted, the files for people, and what prints the result."""


def _of_file(arguments: Namespace, terminal: Terminal) -> Read:
    """Read votes from a file; the result is told in figures."""
    conversation, marks = read_conversation(arguments.votes, arguments.comments)
    if marks:
        terminal.say(marks_in_words(marks))
    report = opinion_report(conversation, terminal.progress)
    return conversation, opinion_files(report, terminal.catalogue), _Table(terminal, report).print


def _of_session(arguments: Namespace, terminal: Terminal) -> Read:
    """Read the last closed vote of a session; the result is told in words, as in the window.

    Raises:
        UserError: No vote of it is closed, or its ballots are not settled yet.
    """
    with source(arguments) as store:
        session = find_session(store, arguments.session)
        state = history_that_may_leave(store, session).state
        conversation = read_vote(store, session, state)
    result = vote_in_words(state, conversation, terminal)
    return conversation, {}, partial(_print_words, result, terminal)


def _print_words(result: VoteResult, terminal: Terminal) -> None:
    """Print what came out: what is shared, then where answers differ, then the others, then how sure it is."""
    for remark in (*result.counted, TWICE):
        terminal.say(remark)
    for title, rows in (
        (say("What is shared"), result.shared),
        (say("Where answers differ"), result.differs),
        (say("All other statements"), result.others),
    ):
        if rows:
            terminal.write("\n")
            terminal.say(title)
        for row in rows:
            answers = " · ".join(terminal.text(WORDS[answer]) for answer in row.answers)
            terminal.write(f"  {row.number:>3}  {one_line(row.text)}\n       {answers}\n")
    terminal.write("\n")
    for remark in result.sure:
        terminal.say(remark)
    if (left_out := left_out_words(result)) is not None:
        terminal.say(left_out)


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
