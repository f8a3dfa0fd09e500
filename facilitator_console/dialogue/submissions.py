"""Commands about texts from phones: they arrive, become a note or an entry in the queue, are shown, or are let be.

Nothing of a phone is in them. Who wrote a text knows what became of it through the phones' server, for as long as
phones are in.
"""

from __future__ import annotations

from typing import cast

from facilitator_console.dialogue.entities import Submission
from facilitator_console.dialogue.events import PhonesCounted, SubmissionAdded, SubmissionSettled
from facilitator_console.dialogue.ids import CodeHash, Outcome, Wish
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, Instant, Made, NewEvent, Subject
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import NoteId
from facilitator_console.session.display import on_display
from facilitator_console.session.ids import (
    MAIN,
    NO_LANGUAGE,
    LanguageId,
    Shows,
    SubmissionId,
    TableId,
)
from facilitator_console.session.legality import require_allowed, require_open
from facilitator_console.session.queue import join_without_seat
from facilitator_console.session.room_events import DisplaySet
from facilitator_console.words import UserError, kept_text, say, say_n

LONGEST_TEXT = 500
"""The most characters of a text from a phone: they can be read aloud in less than a minute."""


def send_text(
    state: State,
    now_ms: Instant,
    text: str,
    wish: Wish = Wish.TEAM,
    *,
    language: LanguageId = NO_LANGUAGE,
    table_id: TableId = MAIN,
    code_hash: str = "",
) -> list[NewEvent]:
    """Take a text from a phone; one that is to be read aloud comes into the queue with it.

    Args:
        state: The dialogue.
        now_ms: Now.
        text: As typed.
        wish: What is to be done with it.
        language: In which language its writer saw the page.
        table_id: The table whose number they chose.
        code_hash: Of the code with which they can withdraw it; empty where they want none.
    """
    require_open(state)
    text = kept_text(text)
    if not text:
        raise UserError(say("Nothing was written. Type a text."))
    if len(text) > LONGEST_TEXT:
        raise UserError(
            say_n(
                "Your text is too long by {n} character. Shorten it.",
                "Your text is too long by {n} characters. Shorten it.",
                len(text) - LONGEST_TEXT,
            )
        )
    added = NewEvent(SubmissionAdded(text, wish, language, table_id, CodeHash(code_hash)))
    if wish is not Wish.READ_ALOUD:
        return [added]
    made = cast("SubmissionId", Made(0))
    settled = NewEvent(SubmissionSettled(Outcome.QUEUE), Subject(made))
    return [added, *_queued(state, now_ms, made, table_id), settled]


def make_note(state: State, _now_ms: Instant, submission_id: SubmissionId) -> list[NewEvent]:
    """Make a note of a text from a phone, unattributed; withdrawing the text withdraws the note."""
    require_open(state)
    sent = known_submission(state, submission_id)
    if NoteId(submission_id) in state.notes:
        raise UserError(say("There is a note of this text already."))
    subject = Subject(submission_id)
    noted = NoteAdded(sent.text, item_id=state.room.item_id, table_id=sent.table_id, language=sent.language)
    return [NewEvent(noted, subject), NewEvent(SubmissionSettled(Outcome.NOTE), subject)]


def queue_text(state: State, now_ms: Instant, submission_id: SubmissionId) -> list[NewEvent]:
    """Put a text from a phone into the queue, to be read aloud."""
    sent = known_submission(state, submission_id)
    if any(entry.submission_id == submission_id for entry in state.queue.values()):
        raise UserError(say("This text is in the queue already."))
    settled = NewEvent(SubmissionSettled(Outcome.QUEUE), Subject(submission_id))
    return [*_queued(state, now_ms, submission_id, sent.table_id), settled]


def show_text(state: State, _now_ms: Instant, submission_id: SubmissionId) -> list[NewEvent]:
    """Show a text from a phone on the room display; it is named there, never copied."""
    require_allowed(state, DisplaySet)
    known_submission(state, submission_id)
    shown = DisplaySet(Shows.MESSAGE, of_id=Subject(submission_id))
    return [NewEvent(shown), NewEvent(SubmissionSettled(Outcome.SHOWN), Subject(submission_id))]


def hide_texts(state: State, _now_ms: Instant) -> list[NewEvent]:
    """Take a text from a phone off the room display, where one is on it."""
    shown = on_display(state)
    is_text = shown is not None and SubmissionId(shown.of_id) in state.submissions
    return [NewEvent(DisplaySet(Shows.ROOM))] if is_text else []


def let_be(state: State, _now_ms: Instant, submission_id: SubmissionId) -> list[NewEvent]:
    """Settle a text from a phone: the team has read it, and nothing more is made of it."""
    known_submission(state, submission_id)
    return [NewEvent(SubmissionSettled(Outcome.NOTHING), Subject(submission_id))]


def count_phones(_state: State, _now_ms: Instant, connections: int) -> list[NewEvent]:
    """Keep how many connections there were."""
    return [NewEvent(PhonesCounted(connections), THE_SESSION)]


# -- queries -------------------------------------------------------------------------------------------


def known_submission(state: State, submission_id: SubmissionId) -> Submission:
    """Return a text from a phone that is there.

    Raises:
        UserError: It was withdrawn.
    """
    sent = state.submissions.get(submission_id)
    if sent is None or not sent.text:
        raise UserError(say("That text is not there any more: it was withdrawn."))
    return sent


def with_code(state: State, code_hash: str) -> Submission:
    """Return the text that can be withdrawn with a code.

    Raises:
        UserError: There is none.
    """
    found = next((sent for sent in state.submissions.values() if sent.text and sent.code_hash == code_hash), None)
    if found is None or not code_hash:
        raise UserError(say("No text belongs to this code. Compare it letter by letter."))
    return found


def waiting_texts(state: State) -> tuple[Submission, ...]:
    """Return the texts from phones of which nothing has become yet, in the order in which they came.

    Statements wait where statements are decided about.
    """
    waiting = (sent for sent in state.submissions.values() if sent.text and sent.outcome is Outcome.WAITS)
    return tuple(sent for sent in waiting if sent.wish is not Wish.STATEMENT)


def _queued(state: State, now_ms: Instant, submission_id: SubmissionId, table_id: TableId) -> list[NewEvent]:
    return join_without_seat(state, now_ms, submission_id=submission_id, table_id=table_id)
