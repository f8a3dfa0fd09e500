"""Laptops on a wire that cuts, delays and repeats; with clocks that are years wrong, and programs that are killed.

What happens is decided by numbers, so that Hypothesis can find the shortest history that goes wrong. `make crash` runs
thousands of them; see `python -m tests.sync.histories`.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any
from unittest.mock import patch

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.peers import refuse_peer
from facilitator_console.log import (
    NOTHING_ERASED,
    THE_SESSION,
    Event,
    Instant,
    LaptopId,
    SessionId,
    Undone,
    command_of,
    with_erasures,
)
from facilitator_console.log.envelope import NewEvent
from facilitator_console.notes.commands import edit_note
from facilitator_console.opinions.ids import VoteId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import close_session
from facilitator_console.session.floor import freeze, release
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.ids import TableId
from facilitator_console.session.leading import take_lead
from facilitator_console.sync import link as linking
from facilitator_console.sync.clocks import Offset, compare_clock
from facilitator_console.sync.link import Link
from facilitator_console.sync.log_copy import LogCopy
from facilitator_console.sync.messages import (
    Backstage,
    BallotsBrought,
    Batch,
    Hello,
    Members,
    Message,
    Part,
    Reason,
    Said,
    VotingKey,
)
from facilitator_console.words import UserError
from tests.helpers.controller import SESSION, START_MS, Meeting, SessionController

TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000
WORDS = "never again"


class NoVotes:
    """The votes of a laptop on which there are none."""

    def key(self) -> tuple[Said, ...]:
        return ()

    def take_key(self, message: VotingKey) -> None: ...

    def ballots(self, vote: VoteId | None = None) -> tuple[Said, ...]:
        del vote
        return ()

    def take_ballots(self, brought: BallotsBrought) -> None: ...


class Side:
    """One laptop: its session in memory, its disk, and its connections.

    Attributes:
        disk: What was committed.
        acknowledged: What was committed of its own: none of it may be lost.
        wrong: Whether another laptop was refused.
    """

    def __init__(self, name: str, controller: SessionController, number: int = 0) -> None:
        self.name, self.number = name, number
        self.laptop = Laptop(LaptopId(name), boot_id=f"boot-{name}")
        self.controller = controller
        self.disk: list[Event] = []
        self.log = LogCopy()
        self.votes = NoVotes()
        self.links: list[Link] = []
        self.acknowledged: set[tuple[str, int]] = set()
        self.wrong: list[Reason] = []
        self._waiting: deque[Callable[[], None]] = deque()
        self._seen = 0

    def wake(self, at_ms: int) -> None:
        """Start the program again: what was not committed is forgotten."""
        for link in self.links:
            link.close()
        self.links, self._seen = [], 0
        self.number += 1
        self._waiting.clear()
        history = History(self.disk)
        self.log = LogCopy(self.disk)
        self.controller = SessionController(
            history, writer=f"{self.name}-{self.number}", laptop=self.name, at_ms=max(1, at_ms), boot_id="boot"
        )
        self.keep()

    def keep(self) -> None:
        """Tell the connections of what was kept here."""
        new = self.controller.written[self._seen :]
        self._seen = len(self.controller.written)
        self.tell(new)

    def tell(self, events: Sequence[Event]) -> None:
        """Tell the connections of events."""
        self.log.add(events)
        for link in self.links:
            link.tell(self.log.kept(events))

    def commit(self) -> None:
        """Bring all to the disk, and do what waits for it."""
        self.disk = list(self.controller.history.events())
        self.acknowledged |= {(event.writer, event.seq) for event in self.controller.written}
        while self._waiting:
            self._waiting.popleft()()

    def do(self, command: Callable[..., Sequence[NewEvent]], *args: object) -> None:
        """Carry a command out, where it is allowed."""
        try:
            self.controller.do(command, *args)
        except UserError:
            return
        self.keep()

    # -- link.LinkHost ---------------------------------------------------------------------------------------

    def hello(self) -> Hello:
        return Hello(self.laptop.laptop_id, f"{self.name}-{self.number}", SESSION)

    def now_ms(self) -> Instant:
        return self.controller.now_ms

    def take_in(self, events: Sequence[Event], then: Callable[[Reason | None], None]) -> None:
        controller = self.controller
        refuse_peer(events, controller.history, SESSION, controller.writer, len(controller.written))
        fresh = [event for event in events if controller.history.lacks(event)]
        controller.receive(fresh)
        self.keep()
        self.tell(fresh)
        self._waiting.append(lambda: then(None))

    def compare(self, laptop: LaptopId, offset: Offset, then: Callable[[], None]) -> None:
        self.do(compare_clock, self.controller.writer, self.laptop, laptop, offset)
        self._waiting.append(then)

    def is_taking(self) -> bool:
        return any(one.is_taking for one in self.links)

    def is_deleted(self, session: SessionId) -> bool:
        del session
        return False

    def members(self) -> Members:
        return Members(())

    def meet(self, laptop: LaptopId, members: Members) -> None: ...

    def changed(self) -> None:
        for one in tuple(self.links):
            one.answer_offers()

    def heard(self, laptop: LaptopId, line: Backstage) -> None: ...

    def lead_offered(self, laptop: LaptopId, table_id: TableId) -> None: ...

    def merged(self, laptop: LaptopId, events: Sequence[Event]) -> None: ...


class Wire:
    """Two queues between two laptops."""

    def __init__(self, first: Side, second: Side) -> None:
        self.ends = (first, second)
        self.queues: tuple[deque[Said], deque[Said]] = (deque(), deque())
        self._erased = [side.controller.history.withdrawn for side in self.ends]
        self.links = (Link(first, self.queues[0].append), Link(second, self.queues[1].append))
        for side, link in zip(self.ends, self.links, strict=True):
            side.links.append(link)
        self.is_cut = False

    def deliver(self, way: int, count: int, *, twice: bool = False) -> None:
        """Bring some messages over."""
        for _ in range(count):
            if self.is_cut or not self.queues[way]:
                return
            message: Message = self.queues[way].popleft()  # type: ignore[assignment]
            if isinstance(message, Batch) and message.part is Part.REST:
                told = self._erased[1 - way]
                assert not any(event.body and event.subject in told for event in message.events), "it was erased there"
            for _ in range(2 if twice and isinstance(message, Batch) else 1):
                self.links[1 - way].hear(message)

    def cut(self) -> None:
        """Lose what is on the way."""
        self.is_cut = True
        for side, link in zip(self.ends, self.links, strict=True):
            link.close()
            if link in side.links:
                side.links.remove(link)


class World:
    """Some laptops in one session; the first began it."""

    def __init__(self, count: int, wrong_ms: Sequence[int]) -> None:
        meeting = Meeting(3)
        self.sides = [Side("l0", meeting)]
        self.sides[0].keep()
        self.sides[0].tell([event for event in meeting.history.events() if event not in meeting.written])
        self.sides[0].commit()
        self.now_ms = START_MS + 10_000
        self.wrong_ms = [0, *wrong_ms]
        for number in range(1, count):
            side = Side(f"l{number}", SessionController.__new__(SessionController))
            side.disk = list(self.sides[0].disk)
            side.wake(self.now_ms + self.wrong_ms[number])
            self.sides.append(side)
        self.wires: list[Wire] = []

    def step(self, what: int, which: int, number: int) -> None:
        """Let one thing happen."""
        self.now_ms += number % 7_000
        for side in self.sides:
            side.controller.clock.advance(number % 7_000)
        side = self.sides[which % len(self.sides)]
        if what <= 4:
            self._write(side, what, number)
        elif what == 5:
            other = self.sides[(which + 1 + number % (len(self.sides) - 1)) % len(self.sides)]
            self.wires = [one for one in self.wires if not one.is_cut]
            if len(self.wires) < 6:
                self.wires.append(Wire(side, other))
        elif what <= 8 and self.wires:
            wire = self.wires[number % len(self.wires)]
            if what == 8:
                wire.cut()
            else:
                wire.deliver(number % 2, 1 + number % 9, twice=number % 5 == 0)
        elif what == 9 and number % 4 == 0:
            for one in self.wires:
                if side in one.ends:
                    one.cut()
            side.wake(self.now_ms + self.wrong_ms[which % len(self.sides)] + number % 5 * 1000)
        else:
            side.commit()

    def _write(self, side: Side, what: int, number: int) -> None:
        notes = list(side.controller.state.notes)
        if what <= 1:
            side.do(capture, f"note {number} of {side.name} {WORDS}")
        elif what == 4:
            self._act(side, number)
        elif notes and what == 2:
            side.do(edit_note, notes[number % len(notes)], f"edited {number} {WORDS}")
        elif notes:
            side.controller.erase(notes[number % len(notes)])
            side.keep()

    @staticmethod
    def _act(side: Side, number: int) -> None:
        acts = (freeze, release, take_lead, close_session)
        act: Any = acts[number % len(acts)]
        if number % 11 == 0:
            side.do(lambda state, now_ms: forget_speaking(state, now_ms, side.laptop.laptop_id))
        elif number % 7 == 0 and side.controller.written:
            last = side.controller.written[-1]
            side.do(lambda _state, _now_ms: [NewEvent(Undone(*command_of(last)), THE_SESSION)])
        else:
            side.do(act)

    def end(self) -> None:
        """Let all meet in peace; then nothing may be lost, and all must be the same."""
        for one in self.wires:
            one.cut()
        for _ in range(2):
            for number, side in enumerate(self.sides):
                for other in self.sides[number + 1 :]:
                    self.meet(side, other)
        logs = [list(side.controller.history.events()) for side in self.sides]
        assert all(log == logs[0] for log in logs)
        assert all(side.log.digests() == self.sides[0].log.digests() for side in self.sides)
        states = [side.controller.state.tables() for side in self.sides]
        assert all(state == states[0] for state in states)
        here = {(event.writer, event.seq) for event in logs[0]}
        lost = set().union(*(side.acknowledged for side in self.sides)) - here
        assert not lost, f"lost: {lost}"
        erased = with_erasures(NOTHING_ERASED, logs[0]).subjects
        for side in self.sides:
            for event in (*side.disk, *side.log.lacking({}, erasing=False)):
                assert event.subject not in erased or not event.body, "an erased word came back"
        folded = History(logs[0]).state.tables()
        assert states[0] == folded

    def meet(self, first: Side, second: Side) -> None:
        """Let two meet until both have the same."""
        wire = Wire(first, second)
        for _ in range(10_000):
            if not any(wire.queues):
                first.commit()
                second.commit()
                if not any(wire.queues):
                    break
            wire.deliver(0, 100)
            wire.deliver(1, 100)
        assert all(link.is_level for link in wire.links), [link.phase for link in wire.links]
        assert not any(link.differs for link in wire.links)
        wire.cut()


Step = tuple[int, int, int]


def run(count: int, wrong_ms: Sequence[int], steps: Sequence[Step]) -> None:
    """Run one history, in which nearly all that a third laptop brought is offered first."""
    with patch.object(linking, "OFFERED_FROM", 1):
        world = World(count, wrong_ms)
        for step in steps:
            world.step(*step)
        world.end()


def main() -> int:
    """Run histories at random; 1 where one went wrong, which is then told by its seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.histories")
    parser.add_argument("--histories", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    asked = parser.parse_args()
    for seed in range(asked.seed, asked.seed + asked.histories):
        chance = random.Random(seed)
        count = chance.randint(2, 4)
        wrong = [chance.randint(-TEN_YEARS_MS, TEN_YEARS_MS) for _ in range(3)]
        steps = [
            (chance.randrange(11), chance.randrange(4), chance.randrange(2**16)) for _ in range(chance.randint(10, 120))
        ]
        try:
            run(count, wrong, steps)
        except Exception:
            print(f"history {seed} went wrong", flush=True)
            raise
    print(f"histories: {asked.histories} from seed {asked.seed}, 0 lost, 0 resurrected", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
