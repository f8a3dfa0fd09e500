"""The public report of a marathon tells no number that its sessions' reports would not, however often it leaves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.dialogue.ids import Audience, FormatId
from facilitator_console.dialogue.marathons import join_marathon, make_marathon
from facilitator_console.dialogue.reporting import record_export
from facilitator_console.dialogue.submissions import count_phones
from facilitator_console.log import Instant, SessionId
from facilitator_console.report.document import Document, Table
from facilitator_console.report.marathon import Given, make_marathon_report, read_part
from facilitator_console.report.marathon_sections import Part
from facilitator_console.report.publication import policy_for, record_of
from facilitator_console.report.sections.participation import ALL_CONNECTIONS, ALL_PEOPLE
from facilitator_console.session.agenda import close_session, create_session
from facilitator_console.session.disclosure import USUAL
from facilitator_console.session.ids import LanguageId
from facilitator_console.session.people import add_participants
from tests.helpers.controller import SessionController

MARATHON = SessionId("m")
NOW_MS = Instant(10)
LEAST = USUAL.smallest_group
few_or_many = st.integers(0, 9)


def opened(title: str) -> SessionController:
    desk = SessionController()
    desk.do(create_session, title)
    return desk


def marathon(rooms: list[tuple[int, int]]) -> dict[SessionId, SessionController]:
    """A marathon whose rooms have so many seats and phones each."""
    whole = opened("Дорога")
    whole.do(make_marathon)
    desks = {MARATHON: whole}
    for number, (seats, phones) in enumerate(rooms):
        desk = opened(f"кімната {number}")
        desk.do(join_marathon, MARATHON)
        if seats:
            desk.do(add_participants, seats)
        if phones:
            desk.do(count_phones, phones)
        desk.do(close_session)
        desks[SessionId(str(number))] = desk
    return desks


def published(desks: dict[SessionId, SessionController]) -> tuple[dict[SessionId, Part], Document]:
    """Make the public reports, and record in every session that they leave."""
    parts = {}
    for session, desk in desks.items():
        parts[session] = read_part(Given(desk.state, policy_for(desk.history, Audience.PUBLIC, NOW_MS)))
    whole = make_marathon_report(MARATHON, parts)
    for session, desk in desks.items():
        record = record_of(parts[session].report or whole, parts[session].policy, desk.history)
        fixed = (Audience.PUBLIC, FormatId("site"), LanguageId("uk"))
        desk.do(record_export, *fixed, record.policy, record.open_cells, record.quotes)
    return parts, whole


def numbers(whole: Document) -> list[tuple[object, object]]:
    """Seats and connections of each room, as the table of the sessions tells them."""
    tables = (block for section in whole.sections for block in section.blocks if isinstance(block, Table))
    return [(row[2], row[3]) for table in tables if table.name == "sessions" for row in table.rows]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(few_or_many, few_or_many), min_size=1, max_size=3))
def test_each_number_is_one_that_the_sessions_own_report_tells(rooms: list[tuple[int, int]]) -> None:
    desks = marathon(rooms)
    parts, whole = published(desks)
    told = numbers(whole)
    assert told == [(seats if seats >= LEAST else None, phones if phones >= LEAST else None) for seats, phones in rooms]
    for number, (seats, phones) in enumerate(told):
        report = parts[SessionId(str(number))].report
        assert report is not None
        cells = {cell for section in report.sections for cell in section.open_cells}
        assert (seats is not None) is (ALL_PEOPLE in cells)
        assert (phones is not None) is (ALL_CONNECTIONS in cells)
    sums = {sum(room[at] for room in rooms) for at in (0, 1)} - {number for room in rooms for number in room}
    assert not sums & {cell for row in told for cell in row}, "rooms are never added up"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(few_or_many, few_or_many), min_size=2, max_size=3),
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["seats", "phones"])), max_size=4),
)
def test_published_again_no_number_that_has_changed_is_told_beside_the_old_one(
    rooms: list[tuple[int, int]], changes: list[tuple[int, str]]
) -> None:
    desks = marathon(rooms)
    editions = [numbers(published(desks)[1])]
    for room, what in changes:
        desk = desks[SessionId(str(room))]
        if what == "seats":
            desk.do(add_participants, 1)
        else:
            now = sum(count.connections for count in desk.state.phone_counts.values())
            desk.do(count_phones, now + 1)
        editions.append(numbers(published(desks)[1]))
    for room in range(len(rooms)):
        for at in (0, 1):
            told = {edition[room][at] for edition in editions} - {None}
            assert len(told) <= 1, "the difference would show one person"
