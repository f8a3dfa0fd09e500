"""One long meeting by keys alone in a real window: a round, a freeze, a fishbowl, wrong keys undone, a kill."""

from __future__ import annotations

from collections.abc import Callable

from facilitator_console.session.ids import ItemStatus, StretchKind, TurnKind
from facilitator_console.session.room_state import Turn
from tests.e2e.desktop import DIGITS, END, ENTER, MINUS, SHIFT, TAB, Desktop, needs_x11

pytestmark = needs_x11

MINUTE_S, MINUTE_MS = 60, 60_000
LETTERS = {
    **dict(zip("qwertyuiop", range(24, 34), strict=True)),
    **dict(zip("asdfghjkl", range(38, 47), strict=True)),
    **dict(zip("zxcvbnm", range(52, 59), strict=True)),
    " ": 65,
    **DIGITS,
}


class Story:
    """Somebody's hands on the program, whose clock they let run."""

    def __init__(self, hands: Desktop) -> None:
        self.hands = hands
        self.seen = hands.tell("look")

    def later(self, seconds: int) -> None:
        """Time passes; what is seen then."""
        self.seen = self.hands.tell(f"later {seconds}")

    def chord(self, key: str, *, after_s: int = 1) -> None:
        """Control and a digit or letter, a second after what was before."""
        self.later(after_s)
        self.hands.chord(MINUS if key == "-" else LETTERS[key])
        self.later(0)

    def type(self, words: str, *, shift: bool = False) -> None:
        """Letters and digits, then Enter."""
        self.later(1)
        self.hands.keys(*(LETTERS[letter] for letter in words))
        if shift:
            self.hands.chord(ENTER, SHIFT)
        else:
            self.hands.keys(ENTER)
        self.later(0)

    def command(self, words: str) -> None:
        """One of the list of all commands."""
        self.chord("k")
        self.type(words)

    @property
    def speaks(self) -> int:
        """The seat that has the floor; 0 for nobody."""
        return int(self.seen["speaks"])


def hold_a_round(at: Story) -> None:
    """Six seats: one passes for now and is asked at the end, one passes; each speaks for ten seconds."""
    at.chord("6")
    assert at.seen["item"] == "What brings you here?"
    at.chord("1")
    assert at.speaks == 1
    at.chord("1", after_s=10)
    at.chord("-")
    assert at.speaks == 3  # Seat 2 is asked later.
    at.chord("-", after_s=5)
    at.chord("-", after_s=0)
    assert at.speaks == 4  # Seat 3 has passed.
    for seat in (5, 6, 2):
        at.chord("1", after_s=10)
        assert at.speaks == seat
    at.chord("1", after_s=10)
    assert at.speaks == 0


def interrupt_with_a_point_of_process(at: Story) -> None:
    """Two in the queue; while the first speaks somebody says how we talk, and the turn goes on."""
    at.chord("9")
    assert at.seen["item"] == "What matters"
    at.chord("j")
    at.type("4 5")
    at.chord("1")
    assert at.speaks == 4
    at.later(20)
    at.chord("r")
    at.hands.keys(DIGITS["3"])
    at.type("6", shift=True)
    assert (at.speaks, at.seen["turns"]) == (6, 2)
    at.chord("1", after_s=10)
    assert (at.speaks, at.seen["turns"]) == (4, 1)


def freeze_for_38_minutes(at: Story) -> None:
    """Everything stands; Enter goes on with the adjusted plan, and nobody has spoken meanwhile."""
    at.chord("0")
    assert at.seen["frozen"]
    at.later(38 * MINUTE_S)
    at.hands.keys(ENTER)
    at.later(0)
    assert (at.seen["frozen"], at.speaks) == (False, 4)


def take_a_wrong_done_back_behind_a_note(at: Story) -> None:
    """The wrong key, then a note; the key goes, the note stays."""
    at.chord("1", after_s=5)
    assert at.speaks == 5
    at.type("the bus is late")
    at.chord("u")
    assert at.speaks == 4
    at.chord("1", after_s=5)
    assert at.speaks == 5
    at.chord("1", after_s=5)


def swap_in_a_fishbowl(at: Story) -> None:
    """Who waits takes the free chair, one leaves, then all inside change."""
    at.chord("9")
    assert (at.seen["item"], at.seen["inside"]) == ("What would you not give up?", [1, 2, 3])
    at.chord("j")
    at.type("5")
    at.chord("1")
    assert at.seen["inside"] == [1, 2, 3, 5]
    at.chord("3")
    at.type("2")
    assert at.seen["inside"] == [1, 3, 5]
    at.command("swap all")
    assert at.seen["inside"] == [2, 4, 6]


def correct_the_last_turn(at: Story) -> None:
    """Seat 4 had the floor, and in the record it is seat 6 by mistake; the course of the session puts it right."""
    at.chord("j")
    at.type("6")
    assert at.speaks == 6
    at.chord("1", after_s=30)
    assert at.speaks == 0
    at.command("timeline")
    at.hands.keys(END, TAB, TAB, ENTER)
    at.type("4")
    at.chord("n")


def test_a_long_meeting_by_keys_alone(desktop: Callable[..., Desktop]) -> None:
    at = Story(desktop("us", "story"))
    hold_a_round(at)
    interrupt_with_a_point_of_process(at)
    freeze_for_38_minutes(at)
    take_a_wrong_done_back_behind_a_note(at)
    swap_in_a_fishbowl(at)
    correct_the_last_turn(at)
    at.chord("j")
    at.type("2")
    assert at.speaks == 2
    at.later(20)
    at.hands.kill()
    back_ms = int(at.seen["now_ms"]) + MINUTE_MS
    again = Story(desktop("us", "again", str(back_ms)))
    again.hands.keys(ENTER)
    again.later(0)
    assert (again.speaks, again.seen["item"]) == (2, "What would you not give up?")
    again.chord("1", after_s=10)
    again.command("end the session")
    check(again.hands)


def check(hands: Desktop) -> None:
    """What the record has of it."""
    state, draft = hands.closed()
    seat = {person.participant_id: person.seat for person in state.participants.values()}
    turns = list(state.turns.values())
    said = [(seat[turn.participant_id], turn.kind) for turn in turns]
    round_, matters, bowl, pause, last = list(state.items.values())
    assert said[:8] == [(one, TurnKind.CONTRIBUTION) for one in (1, 4, 5, 6, 2, 4)] + [
        (6, TurnKind.POINT_OF_PROCESS),
        (5, TurnKind.CONTRIBUTION),
    ]
    assert [(seat[one.participant_id], one.for_now) for one in state.passes.values()] == [
        (2, True),
        (3, True),
        (3, False),
    ]
    assert [note.text for note in state.notes.values()] == ["the bus is late"]
    frozen = [one for one in state.stretches.values() if one.kind is StretchKind.FROZEN]
    assert [(one.to_ms - one.from_ms) // MINUTE_MS for one in frozen] == [38]
    assert matters.elapsed_ms < 3 * MINUTE_MS  # What was frozen does not count.
    # The plan that was adjusted: the break, two hours after the last, kept ten minutes, a round half a minute a person.
    assert (pause.planned_ms + pause.extra_ms, last.extra_ms < 0) == (10 * MINUTE_MS, True)
    assert last.planned_ms + last.extra_ms >= 6 * MINUTE_MS // 2
    assert said[8:] == [(4, TurnKind.CONTRIBUTION), (2, TurnKind.CONTRIBUTION)]
    assert of_seat(turns, -2) // 1000 == 30
    assert of_seat(turns, -1) // 1000 == 20 + 60 + 10  # It went on while the program was dead.
    assert [item.status for item in (round_, matters, bowl)] == [ItemStatus.DONE] * 3
    assert (draft, state.info.closed_at_ms > 0) == ("", True)


def of_seat(turns: list[Turn], place: int) -> int:
    return turns[place].talk_ms
