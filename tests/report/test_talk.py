"""Talk time in the report: who counts, what is hidden, and what stays when it is forgotten who spoke when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.history import History
from facilitator_console.log import THE_SESSION, Instant, LaptopId
from facilitator_console.report.disclosure.policy import PUBLIC
from facilitator_console.report.document import Document
from facilitator_console.report.sections import make_report
from facilitator_console.session import events as session
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.ids import NO_GROUP, SOMEONE_ELSE, Role, TurnKind
from tests.report.meeting import Meeting
from tests.report.reading import section, talk

LESS, ABOUT, MORE = "much less than their part", "about their part", "much more than their part"


def test_talk_counts_turns_of_those_in_the_balance() -> None:
    meeting = Meeting()
    first, seats = meeting.group(head_count=20, seated=1)
    _, others = meeting.group("Town", seated=5)
    meeting.speak(seats[0], 30)
    meeting.speak(others[0], 1)
    meeting.speak(others[1], 50, TurnKind.POINT_OF_PROCESS)
    meeting.speak(SOMEONE_ELSE, 50)
    meeting.speak(meeting.person(first, role=Role.INTERPRETER), 50)
    assert talk(make_report(meeting.state)) == {"Group A": ABOUT, "Town": LESS}


def test_nothing_is_said_before_twenty_minutes_nor_in_a_public_report() -> None:
    meeting = Meeting()
    _, seats = meeting.group("Village", seated=5)
    _, others = meeting.group("Town", seated=5)
    meeting.speak(seats[0], 15)
    meeting.speak(others[0], 4)
    assert talk(make_report(meeting.state)) == {}
    meeting.speak(seats[0], 1)
    report = make_report(meeting.state)
    assert talk(report) == {"Village": MORE, "Town": LESS}
    assert "%" not in repr(section(report, "talk"))
    assert talk(make_report(meeting.state, PUBLIC)) == {}


def test_experts_and_observers_make_no_group_large_enough() -> None:
    meeting = Meeting()
    small, seats = meeting.group("Small", seated=1)
    _, others = meeting.group("Village", seated=5)
    meeting.group("Town", seated=5)
    for _ in range(9):
        meeting.person(small, role=Role.OBSERVER)
    meeting.speak(seats[0], 10)
    meeting.speak(others[0], 20)
    assert talk(make_report(meeting.state)) == {"Village": MORE, "Town": LESS}


def a_meeting(turns: list[tuple[int, int]], hidden: list[int]) -> Document:
    """Four groups, the last hidden; those of its turns that are not in `hidden` are held by nobody with a seat."""
    meeting = Meeting()
    meeting.tell(session.ItemStarted(), meeting.item("Talk", 60))
    people = [meeting.group(name, seated=size)[1] for name, size in (("A", 5), ("B", 6), ("C", 5), ("PLANTED", 4))]
    for at, (group, minutes) in enumerate(turns):
        if group == 3 and at not in hidden:
            meeting.speak(SOMEONE_ELSE, minutes)
        else:
            meeting.speak(people[group][0], minutes)
    return make_report(meeting.state)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12), st.lists(st.integers(0, 11)))
def test_whether_a_hidden_group_spoke_can_not_be_seen(turns: list[tuple[int, int]], hidden: list[int]) -> None:
    report = a_meeting(turns, hidden)
    assert report == a_meeting(turns, [])
    assert "PLANTED" not in repr(report)


def forgotten(meeting: Meeting) -> Document:
    """The report once the meeting has ended and who spoke when is forgotten."""
    meeting.tell(session.SessionClosed(), THE_SESSION)
    history = History(meeting.events)
    for body, subject in forget_speaking(history.state, Instant(meeting.at_ms), LaptopId("laptop")):
        meeting.tell(body, subject)
    return make_report(meeting.state)


SPOKEN = st.lists(st.tuples(st.integers(0, 8), st.floats(0, 9), st.sampled_from(TurnKind)), min_size=1, max_size=20)


@given(SPOKEN, st.lists(st.just("Talk"), max_size=1))
def test_the_sums_give_the_same_report(turns: list[tuple[int, float, TurnKind]], items: list[str]) -> None:
    meeting = Meeting()
    meeting.wait(3 * 24 * 60)
    for title in items:
        meeting.tell(session.ItemStarted(), meeting.item(title, 60))
    people = meeting.group("A", seated=5)[1] + meeting.group("B", seated=3, head_count=6)[1]
    people.append(meeting.person(NO_GROUP))
    for seat, minutes, kind in turns:
        meeting.speak(people[seat], minutes, kind)
    meeting.note("said", "need")
    before = make_report(meeting.state)
    after = forgotten(meeting)
    assert talk(after) == talk(before)
    others = ("talk", "agenda")
    assert [part for part in after.sections if part.name not in others] == [
        part for part in before.sections if part.name not in others
    ]


def test_later_talk_adds_to_the_sums() -> None:
    meeting = Meeting()
    _, first = meeting.group("Village", seated=5)
    _, second = meeting.group("Town", seated=5)
    meeting.speak(first[0], 30)
    assert talk(forgotten(meeting)) == {"Village": MORE, "Town": LESS}
    meeting.tell(session.SessionReopened(), THE_SESSION)
    meeting.speak(second[0], 25)
    assert talk(make_report(meeting.state)) == {"Village": ABOUT, "Town": ABOUT}
