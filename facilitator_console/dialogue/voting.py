"""Decides on votes: to open one, to close it for good. Where a statement vote is on, its parts go along.

Ballots are not events: they go into the box by `Console.cast`. Closing can't be undone: the key that joins phones and
papers to votes is destroyed then, so no vote could be changed or taken back afterwards.
"""

from __future__ import annotations

from facilitator_console.dialogue.events import SubmissionSettled
from facilitator_console.dialogue.ids import Outcome, Wish
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.submissions import send_text
from facilitator_console.log import Duration, Instant, LaptopId, Made, NewEvent, Ref, SessionId, Subject
from facilitator_console.notes.events import ListEntryAdded, ThemeAdded
from facilitator_console.notes.ids import Column, GroupList, NoteId
from facilitator_console.notes.state import entries_on
from facilitator_console.opinions import events as ev
from facilitator_console.opinions.commands import (
    accept_statement,
    known_statement,
    reject_statement,
    statement_text,
)
from facilitator_console.opinions.events import StatementAdded
from facilitator_console.opinions.ids import Digest, Source, StatementId, VoteId
from facilitator_console.opinions.state import Vote, open_vote
from facilitator_console.opinions.voting import (
    is_voting,
    is_waiting,
    laptops_counted,
    laptops_missing,
    laptops_uncounted,
    next_ballot_number,
    to_be_numbered,
    votable,
    voting_laptops,
)
from facilitator_console.session.agenda import MINUTE_MS
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.formats import voting_begins
from facilitator_console.session.ids import LanguageId, SubmissionId
from facilitator_console.session.legality import require_open
from facilitator_console.session.order import key_between
from facilitator_console.words import Message, UserError, say

TALK_MS = Duration(20 * MINUTE_MS)
"""The planned length of a statement that is put on the agenda, until somebody changes it."""
FEWEST_STATEMENTS = 2
"""The fewest statements of a vote: of one alone nobody learns what is shared and what divides."""
DECLINED = "–"
"""The reason of a rewording that its author did not want: nobody typed one."""
NOT_OPEN = say("No vote is open.")
ASKS_TO_CLOSE = say("Votes can’t be changed or taken back once the vote is closed. Press again to close it.")
NOT_CLOSED = say("The vote is open: its result is hidden from everyone until it is closed.")
WAITING = say(
    "Ballots of {here} of {known} laptops are here. The result is told once, when all are: of two results anybody "
    "would learn how the few between them voted."
)
COUNTED_ELSEWHERE = say(
    "Another laptop told the result of this vote before the ballots that are here came to it: it stands without them. "
    "Look at it there."
)
IS_CLOSED = say("The vote is closed: votes can’t be changed or taken back any more.")


def begin_vote(state: State, now_ms: Instant) -> list[NewEvent]:
    """Open the vote on the statements that are accepted; where a statement vote is on, its part for it begins."""
    require_open(state)
    if is_voting(state):
        raise UserError(say("A vote is open already. Close it first."))
    if len(votable(state)) < FEWEST_STATEMENTS:
        raise UserError(say("There are fewer than two statements to vote on. Collect and accept some first."))
    item_id, begun = voting_begins(state, now_ms)
    return [*begun, NewEvent(ev.VoteOpened(item_id, to_be_numbered(state)))]


def end_vote(state: State, _now_ms: Instant) -> list[NewEvent]:
    """Close the vote that is open, for good."""
    vote = open_vote(state)
    if vote is None:
        raise UserError(NOT_OPEN)
    return [NewEvent(ev.VoteClosed(), Subject(vote.vote_id))]


def print_ballots(state: State, _now_ms: Instant, count: int) -> list[NewEvent]:
    """Take the next numbers for so many ballots on paper."""
    require_open(state)
    return [NewEvent(ev.BallotsPrinted(next_ballot_number(state), count, to_be_numbered(state)))]


def take_votes_too(state: State, _now_ms: Instant, vote_id: VoteId) -> list[NewEvent]:
    """Say that this laptop was given the key of the vote and takes votes too, once."""
    return [NewEvent(ev.BallotsOpened(), Subject(vote_id))] if vote_id in state.votes else []


def note_brought(state: State, _now_ms: Instant, vote_id: VoteId, laptops: frozenset[LaptopId]) -> list[NewEvent]:
    """Say whose ballots were brought to this laptop, where that is new."""
    return [NewEvent(ev.BallotsBrought(tuple(sorted(laptops))), Subject(vote_id))] if vote_id in state.votes else []


def untold(state: State, vote: Vote, laptop_id: LaptopId) -> Message | None:
    """Return why the result of a closed vote is not told on a laptop; None where it is.

    Of two results, with and without the ballots of another laptop, anybody learns how the few between them voted.
    """
    if laptops_uncounted(vote, laptop_id):
        return COUNTED_ELSEWHERE
    missing = laptops_missing(vote, laptop_id)
    took_part = laptop_id in {run.started.laptop for run in state.runs.values()}
    if not missing or (not took_part and len(voting_laptops(vote)) == 1):
        return None  # Who reads a copy of the store elsewhere has all that one laptop collected.
    known = len(voting_laptops(vote))
    return say(WAITING.msgid, here=known - len(missing), known=known)


def count_vote(state: State, _now_ms: Instant, vote_id: VoteId, laptop_id: LaptopId) -> list[NewEvent]:
    """Record that the result of a vote is told with the ballots that are on this laptop, and with no others."""
    vote = state.votes.get(vote_id)
    if vote is None or not vote.closed_at_ms:
        raise UserError(NOT_CLOSED)
    if vote.counted:
        return []
    return [NewEvent(ev.VoteCounted(tuple(sorted(laptops_counted(vote, laptop_id) | {laptop_id}))), Subject(vote_id))]


def report_ballots(_state: State, _now_ms: Instant, vote_id: VoteId, digest: Digest) -> list[NewEvent]:
    """Say that this laptop's ballots of a vote are complete, and its key destroyed."""
    return [NewEvent(ev.BallotsClosed(digest), Subject(vote_id))]


# -- what a statement becomes ------------------------------------------------------------------------------


def make_theme(state: State, _now_ms: Instant, statement_id: StatementId, column: Column) -> list[NewEvent]:
    """Make a theme of a statement, at the end of a column of the board; withdrawing the statement withdraws it."""
    statement = known_statement(state, statement_id)
    source = NoteId(statement_id)
    if any(source in theme.sources and not theme.removed for theme in state.themes.values()):
        raise UserError(say("A theme was made of this statement before."))
    last = max((theme.key for theme in state.themes.values() if theme.column is column), default="")
    body = ThemeAdded(statement.text, column, key_between(last, ""), sources=(source,))
    return [NewEvent(body)]


def plan_statement(state: State, now_ms: Instant, session: SessionId, statement_id: StatementId) -> list[NewEvent]:
    """Put a statement on the agenda, as the question of an item of its own."""
    statement = known_statement(state, statement_id)
    origin = Ref(session, Subject(statement_id))
    if any(item.origin == origin and not item.removed for item in state.items.values()):
        raise UserError(say("This statement is on the agenda already."))
    draft = ItemDraft(title=statement.text, question=statement.text, planned_ms=TALK_MS, origin=origin)
    return add_items(state, now_ms, [draft])


def keep_for_later(state: State, _now_ms: Instant, statement_id: StatementId) -> list[NewEvent]:
    """Put a statement on the list for later, as a question for the next session."""
    statement = known_statement(state, statement_id)
    source = NoteId(statement_id)
    if any(source in entry.sources for entry in entries_on(state, GroupList.PARKING_LOT)):
        raise UserError(say("This statement is on the list for later already."))
    last = max((entry.key for entry in entries_on(state, GroupList.PARKING_LOT)), default="")
    return [NewEvent(ListEntryAdded(GroupList.PARKING_LOT, statement.text, key_between(last, ""), sources=(source,)))]


# -- what the room sends -----------------------------------------------------------------------------------


def send_statement(state: State, now_ms: Instant, text: str, language: LanguageId) -> list[NewEvent]:
    """Take a statement from a phone: it waits for the team, and withdrawing the text withdraws it."""
    statement = StatementAdded(statement_text(text), language, Source.PARTICIPANT)
    return [*send_text(state, now_ms, text, Wish.STATEMENT, language=language), NewEvent(statement, Subject(Made(0)))]


def accept_sent(state: State, now_ms: Instant, statement_id: StatementId) -> list[NewEvent]:
    """Accept a statement; a phone that sent it is told so."""
    return [*accept_statement(state, now_ms, statement_id), *_settled(state, statement_id, Outcome.STATEMENT)]


def leave_out_sent(state: State, now_ms: Instant, statement_id: StatementId, reason: str) -> list[NewEvent]:
    """Leave a statement out, for a reason that stays with the team; a phone that sent it is told that it is settled."""
    return [*reject_statement(state, now_ms, statement_id, reason), *_settled(state, statement_id, Outcome.NOTHING)]


def decline_rewording(state: State, now_ms: Instant, offered_id: StatementId) -> list[NewEvent]:
    """Take the author's no: the first wording stands as it is, or nothing."""
    offered = known_statement(state, offered_id)
    if not offered.offered or not is_waiting(offered):
        return []
    return reject_statement(state, now_ms, offered_id, DECLINED)


def _settled(state: State, statement_id: StatementId, outcome: Outcome) -> list[NewEvent]:
    sent = state.submissions.get(SubmissionId(statement_id))
    if sent is None or sent.outcome is outcome:
        return []
    return [NewEvent(SubmissionSettled(outcome), Subject(statement_id))]
