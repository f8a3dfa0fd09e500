"""A real X server: real key codes on Latin and Cyrillic layouts, and a mouse. Skips where there is no Xvfb."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import TurnKind
from facilitator_console.session.tables import people_at, tables_on
from tests.e2e.desktop import ALT, ENTER, KEYPAD_MINUS, LEFT, MINUS, SLASH, Desktop, needs_x11

SIX, THREE, U, Y, Z, A, S, D = 15, 12, 30, 29, 52, 38, 39, 40

pytestmark = needs_x11


def test_chords_and_letters_on_a_ukrainian_layout(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("ua")
    hands.chord(SIX)
    hands.keys(A, S, D)
    hands.chord(THREE)
    hands.chord(U)
    state, draft = hands.closed()
    assert state.room.item_id
    assert speaking(state) is None
    assert draft == "фів"


def test_control_u_undoes_the_room_and_erases_no_line(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us")
    hands.keys(A, S, D)
    hands.chord(SIX)
    hands.chord(U)
    state, draft = hands.closed()
    assert not state.room.item_id
    assert draft == "asd"


def test_letters_go_by_what_is_printed_on_a_german_layout(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("de")
    hands.chord(SIX)
    hands.chord(Y)  # Z is printed on it
    state, _ = hands.closed()
    assert not state.room.item_id


def test_a_click_acts_and_leaves_the_keys_in_the_note_line(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us")
    hands.click("action_item")
    hands.click("action_someone_else")
    hands.keys(A)
    state, draft = hands.closed()
    turn = speaking(state)
    assert turn is not None
    assert turn.kind is TurnKind.SOMEONE_ELSE
    assert draft == "a"


@pytest.mark.parametrize("layout", ["us", "ua"])
def test_alt_left_gives_a_note_to_the_turn_before(desktop: Callable[..., Desktop], layout: str) -> None:
    hands = desktop(layout, "spoken")
    hands.keys(A, S, D)
    hands.chord(LEFT, ALT)
    hands.keys(ENTER)
    state, draft = hands.closed()
    (note,) = state.notes.values()
    assert state.participants[note.participant_id].seat == 1
    assert draft == ""


def test_control_minus_passes_for_now_and_at_once_again_passes(desktop: Callable[..., Desktop]) -> None:
    """The key behind the digits, whatever is printed on it; the one on which a German layout has it; the keypad's."""
    keys = [("us", MINUS), ("ua", MINUS), ("de", MINUS), ("de", SLASH), ("fr", MINUS), ("ua", KEYPAD_MINUS)]
    hands = desktop("us", "round")
    hands.keys(A)
    for layout, code in keys:
        hands.type_on(layout)
        hands.chord(code)
        hands.chord(code)
        assert hands.tell("later 4")["turns"] == 1
    state, draft = hands.closed()
    passes = [(state.participants[one.participant_id].seat, one.for_now) for one in state.passes.values()]
    assert passes == [(seat, for_now) for seat, _ in enumerate(keys, 1) for for_now in (True, False)]
    turn = speaking(state)
    assert turn is not None
    assert state.participants[turn.participant_id].seat == len(keys) + 1
    assert len(draft) == 1


def test_a_seat_is_dragged_to_another_table_and_the_drag_undone(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us", "tables")
    one, other = hands.tell("look")["tables"][0][:2]
    hands.drag(f"seat {one}", "table 3")
    assert one in hands.tell("look")["tables"][2]
    hands.drag("table 3", "table 4")  # Beside any seat: nothing is held.
    hands.chord(U)
    assert hands.tell("look")["tables"][0][:2] == [one, other]
    hands.keys(A)
    state, draft = hands.closed()
    assert one in [person.seat for person in people_at(state, tables_on(state)[0].table_id)]
    assert draft == "a"


def test_a_click_passes_for_now(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us", "round")
    hands.click("action_pass_for_now")
    hands.keys(A)
    state, draft = hands.closed()
    assert [one.for_now for one in state.passes.values()] == [True]
    assert draft == "a"


def test_items_of_the_agenda_are_dragged_to_another_place(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us", "prepare")
    hands.click("item 5")
    hands.drag("item 5", "item 2")
    state, _ = hands.closed()
    assert [list(state.items).index(item.item_id) for item in items_in_order(state)][:5] == [0, 4, 1, 2, 3]


def test_killed_in_a_turn_the_meeting_goes_on_by_the_mouse_alone(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us", "story")
    hands.click("action_item")
    hands.tell("later 1")
    hands.look_for_buttons()  # A round has a row of its own above them.
    hands.click("action_done")
    killed_ms = hands.tell("later 20")["now_ms"]
    hands.kill()
    again = desktop("us", "again", str(killed_ms + 60_000))
    again.click("Go on with “Autumn circle”")
    assert again.tell("later 10")["speaks"] == 1
    again.look_for_buttons()
    again.click("action_done")
    assert again.tell("look")["speaks"] == 2
    state, _ = again.closed()
    first = next(iter(state.turns.values()))
    assert first.talk_ms == 90_000  # It went on while the program was dead.
