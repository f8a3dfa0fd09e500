"""Makes the website of a marathon from a store: every report is checked, recorded as one that leaves, and then made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from facilitator_console.console.opening import open_session
from facilitator_console.console.publishing import publish
from facilitator_console.dialogue.ids import Audience
from facilitator_console.dialogue.marathons import questions_in_order
from facilitator_console.dialogue.state import State
from facilitator_console.log import SessionId
from facilitator_console.opinions.conversation import conversation_matrix
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.representation import Representation, representation
from facilitator_console.opinions.state import merged_statements, open_vote
from facilitator_console.report.marathon import Part, make_marathon_report, meetings_in
from facilitator_console.report.publication import Chosen, policy_for
from facilitator_console.report.sections import make_report
from facilitator_console.report.website import make_site
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import missing_events, sessions_of
from facilitator_console.store.store import Store
from facilitator_console.words import UserError, say, titled

SITE = "site"
"""The form of a file, as the log keeps it: all forms of the site at once."""


def publish_site(
    store: Store, marathon: SessionId, laptop: Laptop, chosen: Chosen, languages: Sequence[str]
) -> dict[str, bytes]:
    """Record that the public reports of a marathon leave, and return the files of its website.

    Raises:
        UserError: It is no marathon, a session is not closed yet, or something in one is not decided yet.
        StorageError: A session can't be read, or its record can't be saved.
    """
    parts = _parts(store, marathon, laptop, chosen, languages[0])
    states = {session: part.state for session, part in parts.items()}
    heard = how_many_are_heard(store, marathon, states[marathon])
    reports = [make_report(parts[session].state, parts[session].policy) for session in meetings_in(marathon, states)]
    return make_site(make_marathon_report(marathon, parts, heard), reports, languages)


def _parts(store: Store, marathon: SessionId, laptop: Laptop, chosen: Chosen, language: str) -> dict[SessionId, Part]:
    """Return every session with the policy under which its report leaves, once all of them may."""
    listed = [each for each in sessions_of(store) if marathon in {each.session_id, each.marathon_id}]
    consoles = {each.session_id: open_session(store, each.session_id, laptop) for each in listed}
    if marathon not in consoles or consoles[marathon].state.info.purpose is not Purpose.MARATHON:
        raise UserError(say("That session is not a marathon. Name one with “sessions”."))
    missing = missing_events(store.read_connection)
    _refuse_unfinished(console.state for console in consoles.values())
    parts = {}
    for session, console in consoles.items():
        is_complete = not missing.get(session, 0)
        try:
            now_ms = publish(console, chosen, SITE, language, is_complete=is_complete)
        except UserError as error:
            title = titled(console.state.info.title)
            raise UserError(say("“{title}”: {why}", title=title, why=error.message)) from error
        policy = policy_for(console.history, Audience.PUBLIC, now_ms, chosen=chosen, is_complete=is_complete)
        parts[session] = Part(console.state, policy)
    return parts


def _refuse_unfinished(states: Iterable[State]) -> None:
    for state in states:
        if state.info.purpose is not Purpose.MARATHON and not state.info.closed_at_ms:
            title = titled(state.info.title)
            raise UserError(say("“{title}” is not closed yet. Close it, or take it out of the marathon.", title=title))


def how_many_are_heard(store: Store, marathon: SessionId, state: State) -> Representation | None:
    """Return how well the questions of a marathon stand for all who voted in it; None without a vote that is over."""
    if open_vote(state) is not None:
        return None
    ballots = store.ballots.read(marathon)
    if not len(ballots.voters):
        return None
    kept = merged_statements(state)
    rest_on = [
        [kept.get(StatementId(ref.subject), StatementId(ref.subject)) for ref in question.sources]
        for question in questions_in_order(state)
    ]
    return representation(conversation_matrix(state, ballots), rest_on)
