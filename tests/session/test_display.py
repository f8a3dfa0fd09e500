"""What the lead puts on the room display: what is written into the log, and what is refused."""

from __future__ import annotations

import pytest

from facilitator_console.log import NewEvent, Subject
from facilitator_console.session import display
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import ALL_TABLES, ShownId, Shows, TableId
from facilitator_console.session.room_state import OnDisplay
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController, bodies

VOTE = Subject("a.40")
LONGEST = "ї" * display.LONGEST_MESSAGE


def test_what_is_shown_is_written_as_it_is_shown() -> None:
    controller = SessionController()
    for command, args, body in (
        (display.show_agreements, (), rev.DisplaySet(Shows.AGREEMENTS)),
        (display.show_message, (f" {LONGEST}\n",), rev.DisplaySet(Shows.MESSAGE, text=LONGEST)),
        (display.show_results, (VOTE, "groups"), rev.DisplaySet(Shows.RESULTS, of_id=VOTE, part="groups")),
        (display.show_join, (), rev.DisplaySet(Shows.JOIN)),
        (display.show_room, (), rev.DisplaySet(Shows.ROOM)),
    ):
        said = controller.do(command, *args)
        assert bodies(said) == [body]
        shown = display.on_display(controller.state)
        expected = OnDisplay(ShownId(said[0].subject), body.shows, ALL_TABLES, body.of_id, body.text, body.part)
        assert shown == (None if body.shows is Shows.ROOM else expected)
    assert controller.do(display.show_room) == []


def test_a_message_says_something_that_can_be_read_from_the_last_row() -> None:
    controller = SessionController()
    with pytest.raises(UserError) as refused:
        controller.do(display.show_message, " \n ")
    assert str(refused.value) == "Nothing was written. Type a text."
    with pytest.raises(UserError) as refused:
        controller.do(display.show_message, LONGEST + "ї")
    assert str(refused.value) == "At most 400 characters can be read from the last row."


def test_a_table_shows_what_was_put_on_it_or_on_all_last() -> None:
    meeting, one, other = Meeting(), TableId("a.90"), TableId("a.91")
    meeting.do(display.show_agreements)
    meeting.write(NewEvent(rev.DisplaySet(Shows.MESSAGE, table_id=one, text="Slowly")))
    shown = {table: display.on_display(meeting.state, table) for table in (ALL_TABLES, one, other)}
    assert {table: known and known.shows for table, known in shown.items()} == {
        ALL_TABLES: Shows.AGREEMENTS,
        one: Shows.MESSAGE,
        other: Shows.AGREEMENTS,
    }


@pytest.mark.parametrize(("fields", "is_shown"), [({}, False), ({"text": "x"}, True), ({"of_id": VOTE}, True)])
def test_a_message_whose_words_were_erased_shows_nothing(fields: dict[str, str], *, is_shown: bool) -> None:
    controller = SessionController()
    controller.do(display.show_agreements)
    controller.write(NewEvent(rev.DisplaySet(Shows.MESSAGE, **fields)))  # type: ignore[arg-type]
    assert (display.on_display(controller.state) is not None) is is_shown
