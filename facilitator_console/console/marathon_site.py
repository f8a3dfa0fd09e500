"""The public reports of a marathon on their way out: gathered, checked, made, recorded in every session, in this order.

What leaves is made before it is recorded and recorded before it is written: who stops in between has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from facilitator_console.console.console import Console
from facilitator_console.console.opening import open_session
from facilitator_console.console.voting import Voting
from facilitator_console.dialogue.ids import Audience, FormatId
from facilitator_console.dialogue.marathons import questions_in_order
from facilitator_console.dialogue.reporting import record_export
from facilitator_console.dialogue.state import State
from facilitator_console.log import SessionId
from facilitator_console.opinions.conversation import conversation_matrix
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.representation import Representation, most_heard, representation
from facilitator_console.opinions.state import merged_statements, open_vote
from facilitator_console.opinions.voting import votes_closed
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.disclosure.texts import Found
from facilitator_console.report.document import Document
from facilitator_console.report.marathon import Given, make_marathon_report, meetings_in, read_part
from facilitator_console.report.publication import Chosen, exports_concerned, policy_for, record_of, refuse_undecided
from facilitator_console.report.website import site_files
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.forgetting import require_decided
from facilitator_console.session.ids import LanguageId, Purpose
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say, titled

SITE = "site"
"""The form of a file, as the log keeps it: all forms of the site at once."""
Consoles = Mapping[SessionId, Console]
Tell = Callable[[int, int], None]
"""A function that is told how much is done, and of how much; an exception from it ends the work."""


def _tell_nobody(_done: int, _of: int) -> None:
    pass


class Gathered(NamedTuple):
    """Represents a marathon as it stood when its reports were asked for.

    Attributes:
        marathon: Its id.
        consoles: It, and the sessions that belong to it.
        given: Of each what its report is made of; nothing else changes it.
        lengths: How many events were known of each: with more of them the reports would be others.
    """

    marathon: SessionId
    consoles: Consoles
    given: Mapping[SessionId, Given]
    lengths: Mapping[SessionId, int]


class Reports(NamedTuple):
    """Represents the reports of a marathon.

    Attributes:
        whole: Its own.
        sessions: Those of its sessions in which people talked, in their order.
    """

    whole: Document
    sessions: Mapping[SessionId, Document]


def publish_site(
    store: Store, marathon: SessionId, laptop: Laptop, chosen: Chosen, languages: Sequence[str]
) -> dict[str, bytes]:
    """Record that the public reports of a marathon leave, and return the files of its website.

    Raises:
        UserError: It is not a marathon, a session is not closed yet, or something in one is not decided yet.
        StorageError: A session can't be read, or its record can't be saved.
    """
    gathered = gather(consoles_in(open_session(store, marathon, laptop)), marathon, Audience.PUBLIC, chosen)
    if refusals := waiting(gathered):
        raise UserError(next(iter(refusals.values())))
    reports = make_reports(gathered)
    files = dict(site_files(reports.whole, [*reports.sessions.values()], languages))
    record_leaving(gathered, reports, SITE, languages[0])
    return files


# -- gathering -----------------------------------------------------------------------------------------


def consoles_in(marathon: Console, known: Consoles | None = None) -> Consoles:
    """Return a console for a marathon and for each session that belongs to it, to be read.

    Args:
        marathon: The one through which the marathon is open.
        known: Earlier ones: those that still know all that is saved are kept.

    Raises:
        UserError: It is not a marathon, or something is being taken into one of its sessions now.
        StorageError: A session can't be read.
    """
    if marathon.state.info.purpose is not Purpose.MARATHON:
        raise UserError(say("That session is not a marathon. Name one with “sessions”."))
    return {marathon.session: marathon, **marathon.others.opened_in(marathon.session, known or {})}


def gather(consoles: Consoles, marathon: SessionId, audience: Audience, chosen: Chosen) -> Gathered:
    """Return what the reports of a marathon are made of: copies, so that they can be made in another thread."""
    given = {}
    for session, console in consoles.items():
        now_ms, is_complete = console.clock.now_ms(), not console.history.missing
        policy = policy_for(console.history, audience, now_ms, chosen=chosen, is_complete=is_complete)
        given[session] = Given(console.state.copy(), policy)
    lengths = {session: len(console.history) for session, console in consoles.items()}
    return Gathered(marathon, consoles, given, lengths)


def waiting(gathered: Gathered) -> dict[SessionId, Message]:
    """Return by session why its report may not leave: it is not closed, or something in it is not decided."""
    refusals = {}
    for session, (state, policy) in gathered.given.items():
        title = titled(state.info.title)
        if state.info.purpose is not Purpose.MARATHON and not state.info.closed_at_ms:
            refusals[session] = say(
                "“{title}” is not closed yet. Close it, or take it out of the marathon.", title=title
            )
            continue
        history = gathered.consoles[session].history
        try:
            require_decided(state, tells_who_spoke=history.tells_who_spoke)
            refuse_undecided(policy, open_mentions(state, policy))
        except UserError as error:
            refusals[session] = say("“{title}”: {why}", title=title, why=error.message)
    return refusals


def undecided(gathered: Gathered) -> tuple[SessionId, tuple[Found, ...]]:
    """Return the first session with words that may show somebody and wait for a decision, and these words."""
    for session, (state, policy) in gathered.given.items():
        if found := open_mentions(state, policy):
            return session, found
    return gathered.marathon, ()


# -- making --------------------------------------------------------------------------------------------


def make_reports(gathered: Gathered, tell: Tell = _tell_nobody) -> Reports:
    """Make the report of a marathon and of its sessions, with what came out of their votes; it takes seconds.

    Args:
        gathered: What they are made of.
        tell: Is told before each session.

    Raises:
        StorageError: Ballots can't be read.
    """
    marathon, parts = gathered.marathon, {}
    for done, (session, given) in enumerate(gathered.given.items()):
        tell(done, len(gathered.given))
        parts[session] = read_part(_with_votes(gathered.consoles[session], *given))
    heard = how_many_are_heard(gathered.consoles[marathon].voting, gathered.given[marathon].state)
    whole = make_marathon_report(marathon, parts, heard)
    order = meetings_in(marathon, parts)
    return Reports(whole, {session: report for session in order if (report := parts[session].report)})


def _with_votes(console: Console, state: State, policy: ReportPolicy) -> Given:
    closed = votes_closed(state)
    if closed:
        console.voting.result(closed[-1].vote_id)
    return Given(state, replace(policy, votes=console.voting.words_at_hand() if closed else None))


def votes_cast(voting: Voting, state: State) -> VoteMatrix | None:
    """Return the votes of a marathon that are over; None where nobody voted, or a vote is open."""
    if open_vote(state) is not None:
        return None
    ballots = voting.all_ballots()
    return conversation_matrix(state, ballots) if len(ballots.voters) else None


def how_many_are_heard(voting: Voting, state: State) -> Representation | None:
    """Return how well the questions of a marathon stand for all who voted in it; None without a vote that is over."""
    matrix = votes_cast(voting, state)
    if matrix is None:
        return None
    return representation(matrix, _rest_on(state))


def _rest_on(state: State) -> list[list[StatementId]]:
    """Return of each question the statements that it rests on, as they are counted."""
    merged = merged_statements(state)
    return [
        [merged.get(StatementId(ref.subject), StatementId(ref.subject)) for ref in question.sources]
        for question in questions_in_order(state)
    ]


def next_most_heard(voting: Voting, state: State) -> StatementId | None:
    """Return the statement with which most of those agree who are in no question yet; None where there is none."""
    matrix = votes_cast(voting, state)
    if matrix is None:
        return None
    already = [statement for question in _rest_on(state) for statement in question]
    return next((StatementId(str(statement_id)) for statement_id in most_heard(matrix, 1, already)), None)


# -- recording -----------------------------------------------------------------------------------------


def record_leaving(gathered: Gathered, reports: Reports, file_format: str, language: str) -> None:
    """Record in every session that its public report leaves, before any file is written.

    Raises:
        UserError: Something was changed since the reports were made: another one would leave.
    """
    marathon = gathered.consoles[gathered.marathon]
    saved = marathon.others.saved_events()
    now = {session: max(len(console.history), saved.get(session, 0)) for session, console in gathered.consoles.items()}
    if now != gathered.lengths:
        raise UserError(say("Something was changed in a session meanwhile. Nothing was published; try once more."))
    for session, console in gathered.consoles.items():
        policy = gathered.given[session].policy
        report = reports.whole if session == gathered.marathon else reports.sessions.get(session)
        record = record_of(report or Document("", None, ()), policy, console.history)
        exported = (
            Audience.PUBLIC,
            FormatId(file_format),
            LanguageId(language),
            record.policy,
            record.open_cells,
            record.quotes,
            exports_concerned(console.state, Audience.PUBLIC),
        )
        if session == gathered.marathon:
            marathon.dispatch(record_export, *exported)
        else:
            marathon.others.do(session, record_export, *exported)
