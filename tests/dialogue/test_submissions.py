"""Texts from phones, without a phone: given events, when a command, then events and state."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.events import SubmissionAdded, SubmissionSettled
from facilitator_console.dialogue.ids import Outcome, Wish
from facilitator_console.dialogue.submissions import (
    LONGEST_TEXT,
    count_phones,
    hide_texts,
    let_be,
    make_note,
    queue_text,
    send_text,
    show_text,
    waiting_texts,
)
from facilitator_console.log import NewEvent, Subject
from facilitator_console.session.agenda import close_session
from facilitator_console.session.display import on_display, show_message
from facilitator_console.session.floor import call_back, done, start_turn
from facilitator_console.session.ids import SOMEONE_ELSE, EntryId, SubmissionId
from facilitator_console.session.queue import close_queue, join_without_seat, leave_queue
from facilitator_console.views.phone_view import phone_view
from facilitator_console.views.public_view import PublicKind, public_view
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, bodies, kinds


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def sent(meeting: Meeting, text: str = "the evening bus", wish: Wish = Wish.TEAM) -> SubmissionId:
    return SubmissionId(meeting.do(send_text, text, wish)[0].subject)


def test_a_text_waits_for_the_team_until_it_is_settled_and_undo_lets_it_wait_again(meeting: Meeting) -> None:
    first, second = sent(meeting), sent(meeting, "and the school")
    assert [text.text for text in waiting_texts(meeting.state)] == ["the evening bus", "and the school"]
    settled = meeting.do(let_be, first)
    assert bodies(settled) == [SubmissionSettled(Outcome.NOTHING)]
    assert [text.submission_id for text in waiting_texts(meeting.state)] == [second]
    meeting.undo(settled)
    assert len(waiting_texts(meeting.state)) == 2


def test_a_note_of_a_text_is_nobodys_and_goes_with_it(meeting: Meeting) -> None:
    meeting.do(start_turn, meeting.people[0])
    text = sent(meeting)
    assert kinds(meeting.do(make_note, text)) == ["note_added", "submission_settled"]
    [note] = meeting.state.notes.values()
    assert (note.text, note.participant_id, note.turn_id, note.group_id) == ("the evening bus", "", "", "")
    with pytest.raises(UserError, match="a note of this text already"):
        meeting.do(make_note, text)
    meeting.erase(text)
    assert not meeting.state.notes
    assert not meeting.state.submissions
    with pytest.raises(UserError, match="it was withdrawn"):
        meeting.do(let_be, text)


def test_a_text_to_be_read_aloud_comes_into_the_queue_with_it_in_one_command(meeting: Meeting) -> None:
    events = meeting.do(send_text, "read this", Wish.READ_ALOUD)
    assert kinds(events) == ["submission_added", "queue_joined", "submission_settled"]
    [entry] = meeting.state.queue.values()
    text = SubmissionId(events[0].subject)
    assert (entry.participant_id, entry.read_aloud, entry.submission_id) == (SOMEONE_ELSE, True, text)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(done)
    read = list(meeting.state.turns.values())[-1]
    assert (read.read_aloud, read.submission_id) == (True, text)
    meeting.do(call_back)  # Seat 1 goes on, and the written word heads the queue again, still named.
    [again] = meeting.state.queue.values()
    assert (again.ahead, again.read_aloud, again.submission_id) == (True, True, text)


def test_a_written_word_lapses_with_its_text_and_a_turn_that_read_it_stays(meeting: Meeting) -> None:
    first = meeting.do(send_text, "read this", Wish.READ_ALOUD)[0].subject
    second = meeting.do(send_text, "and this", Wish.READ_ALOUD)[0].subject
    meeting.do(done)
    meeting.erase(first)
    meeting.erase(second)
    assert not meeting.state.queue
    assert [turn.read_aloud for turn in meeting.state.turns.values()] == [True]


def test_where_the_queue_is_closed_nothing_of_a_text_to_be_read_aloud_is_kept(meeting: Meeting) -> None:
    meeting.do(close_queue)
    with pytest.raises(UserError, match="queue is closed"):
        meeting.do(send_text, "read this", Wish.READ_ALOUD)
    assert not meeting.state.submissions
    assert sent(meeting)  # To the team one can always write.


def test_a_text_to_the_team_can_go_to_the_queue_once_at_a_time(meeting: Meeting) -> None:
    text = sent(meeting)
    meeting.do(queue_text, text)
    with pytest.raises(UserError, match="in the queue already"):
        meeting.do(queue_text, text)
    [entry] = meeting.state.queue
    meeting.do(leave_queue, entry)
    meeting.do(queue_text, text)


def test_a_shown_text_is_named_and_never_copied_and_is_gone_with_it(meeting: Meeting) -> None:
    text = sent(meeting, "для всіх 😀")
    events = meeting.do(show_text, text)
    assert "для всіх" not in events[0].body
    shown = public_view(meeting.state, meeting.now_ms)
    assert (shown.kind, str(shown.heading)) == (PublicKind.TEXT, "для всіх 😀")
    meeting.erase(text)
    assert public_view(meeting.state, meeting.now_ms).kind is PublicKind.TALK
    assert not any("для всіх" in event.body for event in meeting.history.events())


def test_one_command_takes_a_text_off_the_display_and_leaves_the_leads_message(meeting: Meeting) -> None:
    assert meeting.do(hide_texts) == []
    meeting.do(show_message, "Back at three")
    assert meeting.do(hide_texts) == []
    meeting.do(show_text, sent(meeting))
    meeting.do(hide_texts)
    assert on_display(meeting.state) is None


@pytest.mark.parametrize("text", ["", "  \n\t ", "x" * (LONGEST_TEXT + 1), "😀" * (LONGEST_TEXT + 2)])
def test_no_text_and_too_long_a_text_are_refused(meeting: Meeting, text: str) -> None:
    with pytest.raises(UserError):
        meeting.do(send_text, text)
    assert meeting.do(send_text, "е\u0301" * (LONGEST_TEXT // 2))


def test_after_the_meeting_nothing_is_taken(meeting: Meeting) -> None:
    meeting.do(close_session)
    with pytest.raises(UserError, match="closed"):
        meeting.do(send_text, "too late")
    assert kinds(meeting.do(count_phones, 31)) == ["phones_counted"]
    assert [count.connections for count in meeting.state.phone_counts.values()] == [31]


def test_a_text_undone_elsewhere_or_settled_before_it_arrives_is_sound(meeting: Meeting) -> None:
    meeting.write(NewEvent(SubmissionSettled(Outcome.NOTE), Subject("unheard.1")))
    meeting.write(NewEvent(SubmissionAdded("late", Wish.TEAM), Subject("unheard.1")))
    assert meeting.state.submissions[SubmissionId("unheard.1")].outcome is Outcome.WAITS


# -- hands without a seat, and what phones may know ------------------------------------------------------


def test_a_hand_without_a_seat_waits_speaks_and_comes_back_as_anybody_does(meeting: Meeting) -> None:
    entry = EntryId(meeting.do(join_without_seat)[0].subject)
    assert phone_view(meeting.state, meeting.now_ms).ahead == {entry: 0}
    meeting.do(done)
    assert phone_view(meeting.state, meeting.now_ms).speaking == {entry}
    [turn] = meeting.state.turns.values()
    assert (turn.participant_id, turn.read_aloud) == (SOMEONE_ELSE, False)
    meeting.do(done)
    assert phone_view(meeting.state, meeting.now_ms).speaking == frozenset()


def test_the_phone_view_says_why_no_hand_is_taken_in_the_rules_own_words(meeting: Meeting) -> None:
    assert phone_view(meeting.state, meeting.now_ms).no_hands is None
    meeting.do(close_queue)
    assert "queue is closed" in str(phone_view(meeting.state, meeting.now_ms).no_hands)


def test_the_phone_view_names_nobody(meeting: Meeting) -> None:
    meeting.do(send_text, "a secret", Wish.TEAM)
    view = repr(phone_view(meeting.state, meeting.now_ms))
    assert "a secret" not in view
    assert not any(person in view for person in meeting.people)
