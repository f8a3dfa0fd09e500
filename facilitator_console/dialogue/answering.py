"""Brings experts' conclusions before the people who talked: written down, shown large, answered before publication.

An answer tells nobody who gave it. From a phone it is a submission as well, so that whoever sent it can withdraw it.
"""

from __future__ import annotations

from typing import cast

from facilitator_console.dialogue.entities import Answer
from facilitator_console.dialogue.events import AnswerAdded, SubmissionAdded, SubmissionSettled
from facilitator_console.dialogue.ids import Audience, CodeHash, Outcome, Wish
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.submissions import LONGEST_TEXT
from facilitator_console.log import Instant, Made, NewEvent, Subject
from facilitator_console.notes.commands import known_list_entry, note_text
from facilitator_console.notes.ids import GroupList, ListEntryId
from facilitator_console.notes.state import ListEntry, entries_on
from facilitator_console.session.display import on_display
from facilitator_console.session.ids import MAIN, NO_LANGUAGE, LanguageId, Shows
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.room_events import DisplaySet
from facilitator_console.words import UserError, say, say_n

PUBLISHED = say("The report is published: answers are taken no more.")


def show_conclusion(state: State, _now_ms: Instant, entry_id: ListEntryId) -> list[NewEvent]:
    """Show a conclusion on the room display and on phones, which can answer it from then on."""
    require_allowed(state, DisplaySet)
    _known_conclusion(state, entry_id)
    shown = conclusion_on_display(state)
    if shown and shown.list_entry_id == entry_id:
        return []
    return [NewEvent(DisplaySet(Shows.CONCLUSION, of_id=Subject(entry_id)))]


def answer_conclusion(state: State, _now_ms: Instant, entry_id: ListEntryId, text: str) -> list[NewEvent]:
    """Write down what somebody in the room answers to a conclusion."""
    _require_unpublished(state)
    _known_conclusion(state, entry_id)
    return [NewEvent(AnswerAdded(Subject(entry_id), text=_answer_text(text)))]


def send_answer(
    state: State,
    _now_ms: Instant,
    entry_id: ListEntryId,
    text: str,
    *,
    language: LanguageId = NO_LANGUAGE,
    code_hash: str = "",
) -> list[NewEvent]:
    """Take an answer to a conclusion from a phone; also once the meeting is over, as experts may conclude after it.

    Args:
        state: The dialogue.
        entry_id: The conclusion.
        text: As typed.
        language: In which language its writer saw the page.
        code_hash: As of `submissions.send_text`.
    """
    _require_unpublished(state)
    _known_conclusion(state, entry_id)
    text = _answer_text(text)
    made = Subject(cast("str", Made(0)))
    return [
        NewEvent(SubmissionAdded(text, Wish.ANSWER, language, MAIN, CodeHash(code_hash))),
        NewEvent(AnswerAdded(Subject(entry_id), text=text, language=language), made),
        NewEvent(SubmissionSettled(Outcome.ANSWER), made),
    ]


# -- queries -------------------------------------------------------------------------------------------


def conclusion_on_display(state: State) -> ListEntry | None:
    """Return the conclusion that is shown to everybody; None where something else is, or it is gone."""
    shown = on_display(state, MAIN)
    if shown is None or shown.shows is not Shows.CONCLUSION:
        return None
    return next(
        (conclusion for conclusion in conclusions(state) if Subject(conclusion.list_entry_id) == shown.of_id), None
    )


def conclusions(state: State) -> tuple[ListEntry, ...]:
    """Return what experts conclude, in its order."""
    return tuple(entries_on(state, GroupList.CONCLUSIONS))


def answers_to(state: State, about: Subject) -> tuple[Answer, ...]:
    """Return the answers to a conclusion that were not withdrawn, in the order of their words.

    The order in which they came would tell of who wrote first.
    """
    found = (answer for answer in state.answers.values() if answer.about == about and answer.text)
    return tuple(sorted(found, key=lambda answer: (answer.text.casefold(), answer.answer_id)))


def _known_conclusion(state: State, entry_id: ListEntryId) -> ListEntry:
    entry = known_list_entry(state, entry_id)
    if entry.group_list is not GroupList.CONCLUSIONS:
        raise UserError(say("That is not a conclusion of experts."))
    return entry


def _require_unpublished(state: State) -> None:
    if any(export.audience is Audience.PUBLIC for export in state.exports.values()):
        raise UserError(PUBLISHED)


def _answer_text(text: str) -> str:
    text = note_text(text)
    if len(text) > LONGEST_TEXT:
        raise UserError(
            say_n(
                "Your text is too long by {n} character. Shorten it.",
                "Your text is too long by {n} characters. Shorten it.",
                len(text) - LONGEST_TEXT,
            )
        )
    return text
