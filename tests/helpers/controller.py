"""A laptop at work on a session, without a store: commands decide, events are sealed, the history folds.

Given events (`write`), when a command (`do`), then events (what `do` gives) and state (`state`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Concatenate, ParamSpec

import msgspec

from facilitator_console.dialogue.codec import decode, encode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import (
    NOTHING_ERASED,
    THE_SESSION,
    CommandId,
    Duration,
    Erased,
    Event,
    Instant,
    LaptopId,
    NewEvent,
    Redone,
    RunStarted,
    SessionId,
    Subject,
    Undone,
    WriterId,
    command_of,
    sealed,
    with_erasures,
)
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.agenda import add_item, create_session, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.consent import set_consent
from facilitator_console.session.forgetting import in_era, sum_tables
from facilitator_console.session.ids import Attribution, ConsentUse, GroupId, ItemId, ParticipantId, TurnId
from facilitator_console.session.leading import follow_session
from facilitator_console.session.people import add_participant
from facilitator_console.session.promise import with_promise
from facilitator_console.words import Message, UserError
from tests.helpers.talking import talking

P = ParamSpec("P")
SESSION = SessionId("s")
START_MS = Instant(1_700_000_000_000)
SECOND_MS = 1000
MINUTE_MS = 60_000
UKRAINIAN = load_catalogue("uk")


class SessionController:
    """One laptop's work.

    Attributes:
        history: The session as this laptop knows it; controllers may share one.
        laptop: Which it is.
        clock: Stands until it is moved.
        written: Everything that this controller wrote.
    """

    def __init__(
        self,
        history: History | None = None,
        *,
        writer: str = "a",
        laptop: str = "",
        at_ms: int = START_MS,
        boot_id: str = "",
    ) -> None:
        """Open the session for work: the writer's first event names the laptop and this start of the machine."""
        self.history = History() if history is None else history
        self.writer = WriterId(writer)
        self.clock = SetClock(Instant(at_ms))
        self.written: list[Event] = []
        self.laptop = LaptopId(laptop or f"laptop-{writer}")
        self.write(NewEvent(RunStarted(self.laptop, boot_id=boot_id), THE_SESSION))

    @property
    def state(self) -> State:
        """What everything known here folds to."""
        return self.history.state

    @property
    def now_ms(self) -> Instant:
        """What this laptop's clock says."""
        return self.clock.now_ms()

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(round(seconds * SECOND_MS))

    def do(
        self, command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
    ) -> list[Event]:
        """Carry a command out; the events that it decided on."""
        try:
            new = command(self.state, self.now_ms, *args, **kwargs)
        except UserError as refused:
            _require_translated(refused.message)
            raise
        return self.write(*with_promise(self.state, new, self.clock.wall_ms(self.now_ms), self.clock.utc_offset_min()))

    def make(
        self, command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
    ) -> str:
        """Carry a command out; the id of what it made."""
        return self.do(command, *args, **kwargs)[-1].subject

    def write(self, *new: NewEvent) -> list[Event]:
        """Put events into the log as they are, as one command."""
        events = sealed(
            in_era(self.state, new),
            encode,
            session=SESSION,
            writer=self.writer,
            first_seq=len(self.written) + 1,
            lamport=self.history.lamport + 1,
            at_ms=self.now_ms,
        )
        self.written += events
        self.history.add(events)
        return events

    def receive(self, events: Iterable[Event]) -> None:
        """Take in what another laptop told, as the console does: sums come first, and its tables follow the session."""
        told = list(events)
        era = with_erasures(NOTHING_ERASED, told).era
        if era > self.state.info.era and (sums := sum_tables(self.state, self.now_ms, self.laptop, era)):
            self.write(*sums)
        self.history.add(told)
        if answers := follow_session(self.state, self.now_ms, self.laptop):
            self.write(*answers)

    def undo(self, events: Sequence[Event]) -> list[Event]:
        """Undo the command that these events are of."""
        return self.write(NewEvent(Undone(*command_of(events[0])), THE_SESSION))

    def redo(self, events: Sequence[Event]) -> list[Event]:
        """Redo the command that these events are of."""
        return self.write(NewEvent(Redone(*command_of(events[0])), THE_SESSION))

    def erase(self, subject: str) -> list[Event]:
        """Withdraw what has this id."""
        return self.write(NewEvent(Erased(Subject(subject)), THE_SESSION))


class Meeting(SessionController):
    """A controller with a session on, an item that runs, and people on the seats 1, 2, 3 ….

    Attributes:
        people: Those on the seats.
        item: The item that runs.
        items: The items planned behind it before it began.
    """

    def __init__(
        self,
        people: int = 4,
        *,
        order: str = "stack",
        turn_limit_ms: int = 2 * MINUTE_MS,
        planned_ms: int = 20 * MINUTE_MS,
        then_ms: Sequence[int] = (),
        attribution: Attribution = Attribution.NONE,
    ) -> None:
        """Begin it."""
        super().__init__()
        self.do(create_session, "Dialogue", attribution=attribution)
        self.people = [ParticipantId(self.make(add_participant)) for _ in range(people)]
        self.item = self.add_item("First", planned_ms=planned_ms, order=order, turn_limit_ms=turn_limit_ms)
        self.items = [self.add_item("Then", planned_ms=length_ms) for length_ms in then_ms]
        if attribution is Attribution.NAMED:  # All of them have said yes.
            self.do(set_consent, self.people, ConsentUse.NAMED_NOTES, given=True)
        self.do(start_item, self.item)

    def add_item(self, title: str, *, planned_ms: int = 0, order: str = "stack", turn_limit_ms: int = 0) -> ItemId:
        """Put an item at the agenda's end."""
        return ItemId(
            self.make(
                add_item,
                title,
                planned_ms=Duration(planned_ms),
                turn_limit_ms=Duration(turn_limit_ms),
                **talking(order),
            )
        )

    @property
    def speaks(self) -> int:
        """The seat that has the floor; 0 where nobody has."""
        if not self.state.room.floor:
            return 0
        person = self.state.turns[self.state.room.floor[-1]].participant_id
        return self.state.participants[person].seat if person else 0

    def turn(self, seat: int) -> TurnId:
        """The last turn of a seat."""
        turns = [turn.turn_id for turn in self.state.turns.values() if turn.participant_id == self.people[seat - 1]]
        return turns[-1]

    def group(self, seat: int) -> GroupId:
        """The group of a seat."""
        return self.state.participants[self.people[seat - 1]].group_id


def _require_translated(message: Message) -> None:
    """Whatever a test sees refused is said in Ukrainian too."""
    assert UKRAINIAN.text(message) != str(message), message.msgid


def kinds(events: Iterable[Event]) -> list[str]:
    """What happened, in order."""
    return [event.kind for event in events]


def bodies(events: Iterable[Event]) -> list[msgspec.Struct | None]:
    """What the events say, in order."""
    return [decode(event) for event in events]


def command(events: Sequence[Event]) -> CommandId:
    """The command that made these events."""
    return command_of(events[0])


def contents(state: State) -> dict[str, object]:
    """All of a state that can be seen, the order of its tables included."""
    tables = {name: list(table.items()) for name, table in state.tables().items()}
    return {**tables, **state.singles(), "last_at_ms": sorted(state.last_at_ms.items())}
