"""Decides commands on statements: add, translate, reword, split, merge, reject, accept.

Strict: they raise `UserError` and return events.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.opinions import events as ev
from facilitator_console.opinions.ids import Source, StatementId, Status
from facilitator_console.opinions.state import OpinionsState, Statement, is_open
from facilitator_console.opinions.voting import vote_of_statements
from facilitator_console.words import Message, UserError, kept_label, kept_text, say

LONGEST_STATEMENT = 140
"""The most characters of a statement: a sentence that can be voted on at a glance (Polis)."""
LONGEST_REASON = 1_000
LONGEST_LABEL = 40
"""The most characters of a language's tag, or of a translator's role or initials."""


def add_statement(
    _state: OpinionsState,
    _now_ms: Instant,
    text: str,
    *,
    language: str = "",
    source: Source = Source.SEED,
    meta: bool = False,
    sources: Sequence[Subject] = (),
) -> list[NewEvent]:
    """Add a statement; `meta` where it is about the voters themselves.

    Args:
        text: At most 140 characters.
        language: Of the text; empty where nobody said.
        source: What participants sent waits for the team (see opinions.voting).
        meta: As above.
        sources: The notes and themes that it was made from. What is made out of one submission alone has its id.
    """
    body = ev.StatementAdded(statement_text(text), _label(language), source, meta, sources=tuple(sources))
    return [NewEvent(body)]


def offer_rewording(state: OpinionsState, _now_ms: Instant, statement_id: StatementId, text: str) -> list[NewEvent]:
    """Offer the author of a statement another wording: until they say yes the first one stands as it is."""
    old = open_statement(state, statement_id)
    if old.source is not Source.PARTICIPANT:
        raise UserError(say("The team wrote this statement: reword it without asking."))
    return [_made_from(old, text, offered=True)]


def agree_to_rewording(state: OpinionsState, _now_ms: Instant, offered_id: StatementId) -> list[NewEvent]:
    """Take the author's yes: the offered wording stands, in the place of the first."""
    offered = known_statement(state, offered_id)
    if not offered.offered or offered.status is not Status.NEW:
        raise UserError(say("This wording is not offered to anybody."))
    accepted = NewEvent(ev.StatementAccepted(), Subject(offered_id))
    old = state.statements.get(offered.made_from)
    if old is None or not is_open(state, old):
        return [accepted]
    return [accepted, NewEvent(ev.StatementReworded(), Subject(old.statement_id))]


def translate_statement(
    state: OpinionsState, _now_ms: Instant, statement_id: StatementId, language: str, text: str, translated_by: str
) -> list[NewEvent]:
    """Add a statement's text in another language; `translated_by` is a role or initials."""
    statement = open_statement(state, statement_id)
    if not kept_label(language) or not kept_label(translated_by):
        raise UserError(say("A translation needs a language and a translator."))
    if kept_label(language) == statement.language:
        raise UserError(say("The statement is in that language already. Reword it instead."))
    body = ev.StatementTranslated(_label(language), statement_text(text), _label(translated_by))
    return [NewEvent(body, Subject(statement_id))]


def reword_statement(
    state: OpinionsState, _now_ms: Instant, statement_id: StatementId, text: str, reason: str = ""
) -> list[NewEvent]:
    """Replace a statement by a better wording; votes on the old one, about other words, are not carried over."""
    old = open_statement(state, statement_id)
    return [_made_from(old, text), NewEvent(ev.StatementReworded(_reason(reason)), Subject(statement_id))]


def split_statement(
    state: OpinionsState, _now_ms: Instant, statement_id: StatementId, texts: Sequence[str], reason: str = ""
) -> list[NewEvent]:
    """Replace a statement that says several things by its parts."""
    old = open_statement(state, statement_id)
    if len(texts) < 2:  # noqa: PLR2004 - one part is the whole
        raise UserError(say("A statement is split into at least two parts. Type another part."))
    parts = [_made_from(old, text) for text in texts]
    return [*parts, NewEvent(ev.StatementSplit(_reason(reason)), Subject(statement_id))]


def merge_statement(
    state: OpinionsState, _now_ms: Instant, duplicate: StatementId, remaining: StatementId, reason: str = ""
) -> list[NewEvent]:
    """Close a statement that says the same as another; its ballots count on the other one."""
    open_statement(state, duplicate)
    open_statement(state, remaining)
    if duplicate == remaining:
        raise UserError(say("A statement can’t be merged with itself. Choose another one."))
    return [NewEvent(ev.StatementMerged(remaining, _reason(reason)), Subject(duplicate))]


def reject_statement(state: OpinionsState, _now_ms: Instant, statement_id: StatementId, reason: str) -> list[NewEvent]:
    """Remove a statement from the vote and from all that is counted, for a reason."""
    open_statement(state, statement_id)
    if not kept_text(reason):
        raise UserError(say("Type the reason why the statement is rejected."))
    return [NewEvent(ev.StatementRejected(_reason(reason)), Subject(statement_id))]


def accept_statement(
    state: OpinionsState, _now_ms: Instant, statement_id: StatementId, reason: str = ""
) -> list[NewEvent]:
    """Allow votes on a statement, also on one that was closed; of an offered wording it is the author's yes."""
    statement = known_statement(state, statement_id)
    refuse_counted(state, statement_id)
    if statement.offered and statement.status is Status.NEW:
        return agree_to_rewording(state, _now_ms, statement_id)
    if statement.status is Status.ACCEPTED:
        return []
    return [NewEvent(ev.StatementAccepted(_reason(reason)), Subject(statement_id))]


# -- queries -------------------------------------------------------------------------------------------


def statement_text(text: str) -> str:
    """Return a statement's text as it is stored: on one line.

    Raises:
        UserError: Nothing is left without the space around it, or it is longer than 140 characters.
    """
    text = kept_label(text)
    if not text:
        raise UserError(say("The statement is empty. Type its text."))
    return _short_enough(
        text,
        LONGEST_STATEMENT,
        say("The statement is too long: at most {most} characters. Shorten or split it.", most=LONGEST_STATEMENT),
    )


def refuse_counted(state: OpinionsState, statement_id: StatementId) -> None:
    """Refuse to decide anew about what people voted on: the result of a vote stays what it was.

    Raises:
        UserError: The statement was in a vote that is closed.
    """
    if vote_of_statements(state).get(statement_id) is not None:
        raise UserError(say("People voted on that statement, and the vote is closed. Add a new statement instead."))


def known_statement(state: OpinionsState, statement_id: StatementId) -> Statement:
    """Return a statement, open or closed.

    Raises:
        UserError: There is none with this id.
    """
    if statement := state.statements.get(statement_id):
        return statement
    raise UserError(say("That statement is not in this session."))


def open_statement(state: OpinionsState, statement_id: StatementId) -> Statement:
    """Return a statement that is open for votes.

    Raises:
        UserError: There is none with this id, or it is closed.
    """
    statement = known_statement(state, statement_id)
    if not is_open(state, statement):
        raise UserError(say("That statement is closed. Accept it first."))
    refuse_counted(state, statement_id)
    return statement


def _made_from(old: Statement, text: str, *, offered: bool = False) -> NewEvent:
    """Make a statement from another: from the same notes, so that withdrawing one of them reaches it too.

    What was made of a submission stays its own: it names the submission.
    """
    sources = (*old.sources, Subject(old.statement_id))
    fields = (statement_text(text), old.language, old.source, old.meta, old.statement_id)
    return NewEvent(ev.StatementAdded(*fields, sources=sources, offered=offered))


def _reason(reason: str) -> str:
    problem = say("The reason is too long: at most {most} characters.", most=LONGEST_REASON)
    return _short_enough(kept_text(reason), LONGEST_REASON, problem)


def _label(label: str) -> str:
    problem = say("“{label}” is too long: at most {most} characters.", label=label[:LONGEST_LABEL], most=LONGEST_LABEL)
    return _short_enough(kept_label(label), LONGEST_LABEL, problem)


def _short_enough(text: str, most: int, problem: Message) -> str:
    if len(text) > most:
        raise UserError(problem)
    return text
