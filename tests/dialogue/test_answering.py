"""What experts conclude is shown to everybody and answered before it is published."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.answering import (
    answer_conclusion,
    answers_to,
    conclusion_on_display,
    send_answer,
    show_conclusion,
)
from facilitator_console.dialogue.ids import Audience, FormatId, Outcome
from facilitator_console.dialogue.reporting import record_export
from facilitator_console.dialogue.submissions import LONGEST_TEXT
from facilitator_console.log import Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList, ListEntryId
from facilitator_console.report.disclosure.policy import PUBLIC
from facilitator_console.report.sections import make_report
from facilitator_console.session.agenda import close_session
from facilitator_console.session.display import show_room
from facilitator_console.session.ids import LanguageId
from facilitator_console.views.phone_view import phone_view
from facilitator_console.views.public_view import PublicKind, public_view
from facilitator_console.words import Message, UserError
from tests.helpers.controller import Meeting


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def concluded(meeting: Meeting, text: str) -> ListEntryId:
    return ListEntryId(meeting.do(add_list_entry, GroupList.CONCLUSIONS, text)[0].subject)


def texts(meeting: Meeting, entry_id: ListEntryId) -> list[str]:
    return [answer.text for answer in answers_to(meeting.state, Subject(entry_id))]


def test_one_conclusion_is_shown_and_no_answer_to_it(meeting: Meeting) -> None:
    first, second = concluded(meeting, "Рейс о сьомій можливий"), concluded(meeting, "Порахуйте дітей")
    meeting.do(answer_conclusion, second, "тільки взимку")
    meeting.do(close_session)
    meeting.do(show_conclusion, second)
    assert conclusion_on_display(meeting.state)
    seen = public_view(meeting.state, meeting.now_ms)
    assert (seen.kind, seen.lines) == (PublicKind.CONCLUSION, ("Порахуйте дітей",))
    assert seen.below == Message("{number} of {most}", {"number": 2, "most": 2})
    assert "тільки взимку" not in repr(phone_view(meeting.state, meeting.now_ms))
    assert not meeting.do(show_conclusion, second), "it is shown already"
    meeting.do(show_conclusion, first)
    assert public_view(meeting.state, meeting.now_ms).lines == ("Рейс о сьомій можливий",)
    meeting.erase(first)
    assert public_view(meeting.state, meeting.now_ms).kind is not PublicKind.CONCLUSION
    meeting.do(show_room)
    assert phone_view(meeting.state, meeting.now_ms).concluded is None


def test_an_answer_of_a_phone_is_withdrawn_with_what_was_sent(meeting: Meeting) -> None:
    entry = concluded(meeting, "Рейс о сьомій можливий")
    sent = meeting.do(send_answer, entry, " Добре, якщо взимку теж 💧 ", language=LanguageId("uk"))
    meeting.do(answer_conclusion, entry, "А о шостій?")
    assert texts(meeting, entry) == ["А о шостій?", "Добре, якщо взимку теж 💧"]
    (submission,) = meeting.state.submissions.values()
    assert submission.outcome is Outcome.ANSWER
    meeting.erase(sent[0].subject)
    assert texts(meeting, entry) == ["А о шостій?"]


def test_what_is_no_answer_or_comes_after_publication_is_refused(meeting: Meeting) -> None:
    entry = concluded(meeting, "Рейс о сьомій можливий")
    agreed = ListEntryId(meeting.do(add_list_entry, GroupList.AGREEMENTS, "слухаємо")[0].subject)
    for command in (answer_conclusion, send_answer):
        with pytest.raises(UserError, match="too long by 1 character"):
            meeting.do(command, entry, "ї" * (LONGEST_TEXT + 1))
        with pytest.raises(UserError):
            meeting.do(command, entry, "  ")
        with pytest.raises(UserError, match="not a conclusion"):
            meeting.do(command, agreed, "так")
    meeting.do(record_export, Audience.PUBLIC, FormatId("pdf"), LanguageId("uk"), {}, (), ())
    for command in (answer_conclusion, send_answer):
        with pytest.raises(UserError, match="published"):
            meeting.do(command, entry, "так")


def test_answers_stand_in_the_report_below_what_they_answer(meeting: Meeting) -> None:
    entry = concluded(meeting, "a run at seven is possible")
    concluded(meeting, "count the children")
    meeting.do(answer_conclusion, entry, "only in winter")
    section = next(one for one in make_report(meeting.state, PUBLIC).sections if one.name == "experts")
    said = [block.text for block in section.blocks]  # type: ignore[union-attr]
    assert [str(getattr(words, "params", words)) for words in said] == [
        "a run at seven is possible",
        "{}",
        "{'quote': 'only in winter'}",
        "count the children",
    ]
