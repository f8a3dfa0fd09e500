"""Figures across exports: what was public once is told again only while it is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.dialogue import events as own
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience, CellId, ChoiceId, FormatId
from facilitator_console.log import THE_SESSION, Erased, Instant, Redacted, Subject, Undone, WriterId, command_of
from facilitator_console.report.disclosure.counts import merged_counts
from facilitator_console.report.disclosure.earlier import withheld_families
from facilitator_console.report.disclosure.figures import ANSWERS, PEOPLE, people_counted
from facilitator_console.report.document import Document
from facilitator_console.report.publication import policy_for, record_of
from facilitator_console.report.sections import make_report
from facilitator_console.session import events as session
from facilitator_console.session.disclosure import DisclosurePolicy
from facilitator_console.session.ids import AttributeId, LanguageId, Role
from tests.report.meeting import Meeting
from tests.report.reading import rows, said

Room = tuple[int, ...]
SMALL, STRICTER = DisclosurePolicy(3), DisclosurePolicy(4)
MOST = 10
ROOMS = [*product(range(MOST), repeat=3)]
NEAR = [change for change in product((-1, 0, 1), repeat=3) if sum(map(abs, change)) <= 1]
"""Nobody, or one person, comes or goes between two exports."""


def told(room: Room, policy: DisclosurePolicy) -> Hashable:
    """What one export tells of a room: its table, and how many took part."""
    total = sum(room)
    return merged_counts(dict(enumerate(room)), policy), total if policy.allows(total) else None


def worked_out(pairs: list[tuple[Room, Room]], seen: Callable[[Room, Room], Hashable], small: int) -> list[Hashable]:
    """Go through every two rooms: what has to be seen for a small number, or one person's place, to be certain?"""
    possible: dict[Hashable, list[tuple[Room, Room]]] = {}
    for pair in pairs:
        possible.setdefault(seen(*pair), []).append(pair)
    found = []
    for view, rooms in possible.items():
        cells = zip(*((*before, *after) for before, after in rooms), strict=True)
        is_certain = any(len(set(cell)) == 1 and 0 < cell[0] < small for cell in cells)
        moves = {tuple(b - a for a, b in zip(before, after, strict=True)) for before, after in rooms}
        if is_certain or (len(moves) == 1 and any(next(iter(moves)))):
            found.append(view)
    # At the edge of the rooms that are tried not all possible ones were seen.
    return [view for view in found if max(sum(room) for pair in possible[view] for room in pair) < MOST]


PAIRS = [
    (room, after)
    for room in ROOMS
    for change in NEAR
    if min(after := tuple(a + b for a, b in zip(room, change, strict=True))) >= 0 and max(after) < MOST
]


@pytest.mark.parametrize(("first", "second"), [(SMALL, SMALL), (SMALL, STRICTER), (STRICTER, SMALL)])
def test_two_exports_tell_no_more_than_the_rule_allows(first: DisclosurePolicy, second: DisclosurePolicy) -> None:
    def seen(before: Room, after: Room) -> Hashable:
        return told(before, first), told(after, second) if before == after else "withheld"

    assert worked_out(PAIRS, seen, SMALL.smallest_group) == []


def test_without_the_rule_one_person_would_be_found() -> None:
    def seen(before: Room, after: Room) -> Hashable:
        return told(before, SMALL), told(after, SMALL)

    assert worked_out(PAIRS, seen, SMALL.smallest_group)


def public(meeting: Meeting) -> Document:
    history = History(meeting.events)
    return make_report(history.state, policy_for(history, Audience.PUBLIC, Instant(meeting.at_ms)))


def publish(meeting: Meeting) -> str:
    history = History(meeting.events)
    policy = policy_for(history, Audience.PUBLIC, Instant(meeting.at_ms))
    record = record_of(make_report(history.state, policy), policy, history)
    form, language = FormatId("pdf"), LanguageId("uk")
    return meeting.tell(own.Exported(Audience.PUBLIC, form, language, record.policy, record.open_cells, record.quotes))


@pytest.fixture
def meeting() -> Meeting:
    meeting = Meeting()
    meeting.group("Село", seated=6)
    meeting.group("Місто", seated=7)
    return meeting


def test_the_same_figures_are_told_again(meeting: Meeting) -> None:
    publish(meeting)
    meeting.note("something else", "need")
    assert rows(public(meeting), "by_group") == [("Село", 6), ("Місто", 7)]


def test_an_event_keeps_no_figures(meeting: Meeting) -> None:
    publish(meeting)
    body = meeting.events[-1].body
    assert "people/by_group/0" in body
    assert '":6' not in body.replace(f'"writer":{len(meeting.events) - 1}', "")


@pytest.mark.parametrize("what", ["came", "left", "moved", "counted", "erased", "redacted", "late"])
def test_changed_figures_are_withheld_all_of_them(meeting: Meeting, what: str) -> None:
    person = next(iter(meeting.state.participants))
    group = next(iter(meeting.state.groups))
    asked = meeting.tell(session.ParticipantEdited(oblast="PLANTED"), person)
    assert asked
    edit = meeting.events[-1]
    publish(meeting)
    match what:
        case "came":
            meeting.person(group)
        case "left":
            meeting.tell(session.ParticipantRemoved(), person)
        case "moved":
            other = list(meeting.state.groups)[1]
            meeting.tell(session.ParticipantEdited(group_id=other), person)
        case "counted":
            meeting.tell(session.GroupEdited(head_count=9), group)
        case "erased":
            meeting.tell(Erased(Subject(person)), THE_SESSION)
        case "redacted":
            meeting.tell(Redacted(edit.writer, edit.seq, ("oblast",)), THE_SESSION)
        case _:
            # From another laptop, ordered before the export and arrived after it.
            meeting.tell(session.ParticipantAdded(group_id=group))
            late = meeting.events.pop()
            meeting.events.append(
                replace(late, writer=WriterId("another"), seq=1, lamport=2, subject=Subject("another.1"))
            )
    report = public(meeting)
    assert rows(report, "by_group") == []
    assert said(report, "participation", "have changed since an earlier public report")
    assert not said(report, "participation", "took part")


def test_a_new_label_or_a_chair_left_for_a_while_changes_no_figure(meeting: Meeting) -> None:
    person = next(iter(meeting.state.participants))
    publish(meeting)
    meeting.tell(session.ParticipantEdited(label="AB", seat=30), person)
    assert withheld_families(History(meeting.events)) == frozenset()


@pytest.mark.parametrize(
    "answer",
    [
        session.ParticipantEdited(age_band=AttributeId("65_up")),
        session.ParticipantEdited(gender=AttributeId("woman")),
        session.ParticipantEdited(oblast="another"),
    ],
)
def test_what_one_person_answers_anew_changes_the_figures(meeting: Meeting, answer: session.ParticipantEdited) -> None:
    publish(meeting)
    meeting.tell(answer, next(iter(meeting.state.participants)))
    assert withheld_families(History(meeting.events)) == {PEOPLE}


def test_who_carries_the_talk_over_is_not_counted(meeting: Meeting) -> None:
    publish(meeting)
    meeting.person(next(iter(meeting.state.groups)), role=Role.INTERPRETER)
    assert withheld_families(History(meeting.events)) == frozenset()
    assert len(people_counted(meeting.state)) == 13


def test_an_export_that_does_not_say_what_it_knew_is_not_added_to(meeting: Meeting) -> None:
    cells = (CellId(f"{PEOPLE}/all"),)
    meeting.tell(own.Exported(Audience.PUBLIC, FormatId("pdf"), LanguageId("uk"), {}, cells))
    assert withheld_families(History(meeting.events)) == {PEOPLE}


def test_an_internal_export_publishes_nothing(meeting: Meeting) -> None:
    meeting.tell(own.Exported(Audience.INTERNAL, FormatId("pdf"), LanguageId("uk")))
    meeting.person(next(iter(meeting.state.groups)))
    assert withheld_families(History(meeting.events)) == frozenset()


def test_answers_are_a_family_of_their_own(meeting: Meeting) -> None:
    for choice, number in (("yes", 7), ("no", 6)):
        for _ in range(number):
            meeting.tell(own.AnswerAdded(Subject("again"), ChoiceId(choice)))
    assert rows(public(meeting), "evaluation_again") == [("yes", 7), ("no", 6)]
    publish(meeting)
    meeting.tell(own.AnswerAdded(Subject("again"), ChoiceId("no")))
    assert withheld_families(History(meeting.events)) == {ANSWERS}
    report = public(meeting)
    assert rows(report, "evaluation_again") == []
    assert rows(report, "by_group")


@pytest.mark.parametrize(("about", "choice"), [("again", "yes"), ("safe", "no")])
def test_an_answer_in_the_place_of_one_taken_back_changes_the_figures(
    meeting: Meeting, about: str, choice: str
) -> None:
    for answer in ("yes",) * 7 + ("no",) * 6:
        meeting.tell(own.AnswerAdded(Subject("again"), ChoiceId(answer)))
    answered = meeting.events[-1]
    publish(meeting)
    meeting.tell(Undone(*command_of(answered)), THE_SESSION)
    meeting.tell(own.AnswerAdded(Subject(about), ChoiceId(choice)))
    assert len(meeting.state.answers) == 13
    assert withheld_families(History(meeting.events)) == {ANSWERS}


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["come", "leave", "publish", "note"]), max_size=8))
def test_whatever_happens_figures_are_told_only_as_they_were_told_before(acts: list[str]) -> None:
    meeting = Meeting()
    group = meeting.group("Село", seated=6)[0]
    meeting.group("Місто", seated=6)
    ever: set[tuple[tuple[object, ...], ...]] = set()
    for act in acts:
        if act == "come":
            meeting.person(group)
        elif act == "leave":
            person = next(iter(reversed(meeting.state.participants)))
            meeting.tell(session.ParticipantRemoved(), person)
        elif act == "note":
            meeting.note("said")
        else:
            found = rows(public(meeting), "by_group")
            publish(meeting)
            ever |= {tuple(found)} if found else set()
            assert len(ever) <= 1
    assert PEOPLE not in withheld_families(History(meeting.events)) or ever
