"""Commands of a marathon: its questions, and the sessions that take them up.

A marathon is a session whose purpose is marathon: its items are its stages, its statements are what was collected.
Sessions name it. They decide strictly and return events; what spans several sessions is in dialogue.threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import UNSET, UnsetType

from facilitator_console.dialogue.entities import Question
from facilitator_console.dialogue.events import QuestionDrawn, QuestionEdited
from facilitator_console.dialogue.ids import QuestionId, RuleId
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, Duration, Instant, NewEvent, Ref, SessionId, Subject
from facilitator_console.notes.carrying import Carried, take_in
from facilitator_console.opinions.commands import LONGEST_STATEMENT
from facilitator_console.opinions.events import StatementAdded
from facilitator_console.session.agenda import MINUTE_MS
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.events import SessionEdited
from facilitator_console.session.ids import NO_ITEM, ItemId, Purpose
from facilitator_console.session.order import key_between
from facilitator_console.words import UserError, kept_label, say

LONGEST_QUESTION = 400
QUESTION_MS = Duration(30 * MINUTE_MS)
"""The planned length of a question that a session takes up, until somebody changes it."""


class Rule(StrEnum):
    """Names the ways in which a question is drawn from statements."""

    BY_HAND = "by_hand"
    """Somebody of the team chose."""
    BY_LOT = "by_lot"
    """Chance chose; the seed is kept."""
    MOST_HEARD = "most_heard"
    """The questions were chosen in which most people are heard who are not heard yet, see opinions.representation."""


def draw_question(
    state: State,
    _now_ms: Instant,
    text: str,
    sources: Sequence[Ref] = (),
    *,
    rule: Rule = Rule.BY_HAND,
    seed: int = 0,
) -> list[NewEvent]:
    """Put a question behind the others; who drew it is the author of the run that writes it."""
    require_marathon(state)
    last = max((question.key for question in questions_in_order(state)), default="")
    key = key_between(last, "")
    return [NewEvent(QuestionDrawn(_question_text(text), key, tuple(sources), RuleId(rule), seed))]


def edit_question(state: State, _now_ms: Instant, question_id: QuestionId, text: str) -> list[NewEvent]:
    """Write a question anew."""
    question = known_question(state, question_id)
    text = _question_text(text)
    if text == question.text and not question.other_texts:
        return []
    return [NewEvent(QuestionEdited(question.version, text), Subject(question_id))]


def move_question(state: State, _now_ms: Instant, question_id: QuestionId, place: int) -> list[NewEvent]:
    """Put a question at a place among the others, 0 for the first."""
    known_question(state, question_id)
    others = [question for question in questions_in_order(state) if question.question_id != question_id]
    place = max(0, min(place, len(others)))
    low = others[place - 1].key if place else ""
    high = next((other.key for other in others[place:] if other.key > low), "")
    return [NewEvent(QuestionEdited(key=key_between(low, high)), Subject(question_id))]


def remove_question(state: State, _now_ms: Instant, question_id: QuestionId) -> list[NewEvent]:
    """Take a question off; undo brings it back."""
    known_question(state, question_id)
    return [NewEvent(QuestionEdited(removed=True), Subject(question_id))]


def make_marathon(_state: State, _now_ms: Instant) -> list[NewEvent]:
    """Make a marathon of a session."""
    return [NewEvent(SessionEdited(purpose=Purpose.MARATHON), THE_SESSION)]


def join_marathon(
    state: State,
    _now_ms: Instant,
    marathon: SessionId,
    stage: ItemId = NO_ITEM,
    purpose: Purpose | UnsetType = UNSET,
) -> list[NewEvent]:
    """Make a session part of a marathon, at one of its stages; an empty id takes it out again.

    Args:
        state: Of the session.
        marathon: Its id, or empty.
        stage: An item of the marathon.
        purpose: What the session is for, where that changes.
    """
    if state.info.purpose is Purpose.MARATHON and marathon:
        raise UserError(say("A marathon can’t be part of another one."))
    return [NewEvent(SessionEdited(marathon_id=marathon, stage_id=stage, purpose=purpose), THE_SESSION)]


def take_up(
    state: State, now_ms: Instant, questions: Iterable[tuple[str, Ref]], planned_ms: Duration = QUESTION_MS
) -> list[NewEvent]:
    """Put questions on a session's agenda, each naming where it comes from; those that are on it already stay.

    Args:
        state: Of the session.
        now_ms: Now.
        questions: Each with the marathon and its id there, or an open question of another session.
        planned_ms: For each of them.
    """
    on_it = {item.origin for item in state.items.values() if not item.removed}
    new = [
        ItemDraft(title=text, question=text, planned_ms=planned_ms, origin=origin)
        for text, origin in questions
        if origin not in on_it
    ]
    return add_items(state, now_ms, new) if new else []


def carry_over(state: State, now_ms: Instant, left: Iterable[tuple[str, Ref]], language: str = "") -> list[NewEvent]:
    """Open a collection with what another marathon left open: statements, each naming where it comes from.

    What is too long for a statement goes to the list “For later”, from where a question can be drawn as well.

    Args:
        state: Of the marathon.
        now_ms: Now.
        left: Each with its words and its place in the other marathon.
        language: Of the words.

    Raises:
        UserError: This is not a marathon, or all of it is here already.
    """
    require_marathon(state)
    here = {statement.origin for statement in state.statements.values()}
    here |= {entry.origin for entry in state.list_entries.values() if not entry.removed}
    new = [(kept_label(text), origin) for text, origin in left if origin not in here]
    if not new:
        raise UserError(say("There is nothing open that is not in this marathon already."))
    long = [Carried(origin, "", text) for text, origin in new if len(text) > LONGEST_STATEMENT]
    short = ((text, origin) for text, origin in new if len(text) <= LONGEST_STATEMENT)
    statements = [NewEvent(StatementAdded(text, language, origin=origin)) for text, origin in short]
    return [*statements, *(take_in(state, now_ms, long) if long else ())]


# -- queries -------------------------------------------------------------------------------------------


def questions_in_order(state: State) -> tuple[Question, ...]:
    """Return the questions of a marathon that are not removed and whose words were not erased, in their order."""
    questions = (question for question in state.questions.values() if question.text and not question.removed)
    return tuple(sorted(questions, key=lambda question: (question.key, question.question_id)))


def known_question(state: State, question_id: QuestionId) -> Question:
    """Return the question with this id.

    Raises:
        UserError: There is none with this id.
    """
    question = state.questions.get(question_id)
    if question is None or question.removed:
        raise UserError(say("That question is not in this marathon any more."))
    return question


def require_marathon(state: State) -> None:
    """Make sure that a session is a marathon.

    Raises:
        UserError: It is a meeting.
    """
    if state.info.purpose is not Purpose.MARATHON:
        raise UserError(say("Questions are drawn in a marathon. Open the marathon first."))


def _question_text(text: str) -> str:
    text = kept_label(text)
    if not text:
        raise UserError(say("The question is empty. Type its text."))
    if len(text) > LONGEST_QUESTION:
        raise UserError(say("The question is too long: at most {most} characters.", most=LONGEST_QUESTION))
    return text
