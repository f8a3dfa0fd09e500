"""Compares how much people speak and how long they wait: first come, first heard against who spoke less first.

Rooms are played through the real commands and the real fold, at a clock that is moved. A wish to speak comes at an
instant and lasts so long once it is called; whoever wants to say more while they wait says it in the same turn.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from bench.figures import Section
from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.exchange.rttm import Recording, read_rttm
from facilitator_console.log import (
    THE_SESSION,
    Instant,
    LaptopId,
    NewEvent,
    RunStarted,
    SessionId,
    WriterId,
    sealed,
)
from facilitator_console.session import agenda, floor, people, queue
from facilitator_console.session.balance import NOT_HEARD, heard
from facilitator_console.session.formats import ORDER, all_orders, format_with
from facilitator_console.session.ids import ItemId, ParticipantId

AMI = Path(__file__).resolve().parents[2] / "shared" / "data" / "ami"
ORDERS = ("stack", "balanced_stack")
CHANGE_MS = 3_000
"""From the end of a turn to the next one."""
SHORTEST_MS, PAUSE_MS = 1_500, 1_000
"""Of a recording: a shorter sound is not a wish to speak, and a shorter pause does not end one."""
MINUTE_MS = 60_000
SEEDS = 30
LENGTH_MS = 90 * MINUTE_MS
WANTED = 0.7
"""Of a simulated room's time the others want about that much."""


class Wish(NamedTuple):
    """A wish to speak: when, whose (by number), how long."""

    at_ms: int
    person: int
    length_ms: int


class Outcome(NamedTuple):
    """Represents the outcome of one room.

    Attributes:
        turns: How many turns there were.
        gini: Of talk time so far, the mean over the minutes from the tenth on.
        longest_ms: The longest wait, of those who are still waiting at the end, too.
        others_ms: The same without the first person.
        mean_ms: The mean wait of those who were called.
        first_part: The talk time of the first person, as a part of all.
    """

    turns: int
    gini: float
    longest_ms: int
    others_ms: int
    mean_ms: float
    first_part: float


class Room:
    """A session with an item that runs, played by one laptop."""

    def __init__(self, count: int, order_name: str) -> None:
        """Begin an item with so many people and this order."""
        self._history, self._writer, self.now_ms, self._seq = History(), WriterId("w"), 1_700_000_000_000, 0
        self._write([NewEvent(RunStarted(LaptopId("bench")), THE_SESSION)])
        self.do(agenda.create_session, "Bench")
        self.do(people.add_participants, count)
        self.people = list(self._history.state.participants)
        (order,) = (one for one in all_orders() if one.name == order_name)
        self.do(agenda.add_item, "Talk", format=format_with(order).name, settings={ORDER: order_name})
        self.do(agenda.start_item, ItemId(next(iter(self._history.state.items))))

    def do(self, command: Callable[..., Sequence[NewEvent]], *args: object, **options: object) -> None:
        """Carry a command out."""
        self._write(command(self._history.state, Instant(self.now_ms), *args, **options))

    def _write(self, new: Sequence[NewEvent]) -> None:
        events = sealed(
            new,
            encode,
            session=SessionId("bench"),
            writer=self._writer,
            first_seq=self._seq + 1,
            lamport=self._history.lamport + 1,
            at_ms=Instant(self.now_ms),
        )
        self._seq += len(events)
        self._history.add(events)

    @property
    def speaks(self) -> ParticipantId | None:
        """Return who has the floor."""
        turn = floor.speaking(self._history.state)
        return turn.participant_id if turn else None

    def is_waiting(self) -> bool:
        """Tell whether anybody waits."""
        return bool(self._history.state.queue)

    def talk_ms(self) -> list[int]:
        """Return the talk time of each, in milliseconds."""
        had = heard(self._history.state, Instant(self.now_ms))
        return [had.get(person, NOT_HEARD).talk_ms for person in self.people]


def gini(amounts: Sequence[int]) -> float:
    """Compute the Gini coefficient of amounts: 0 where all are alike, near 1 where one has all."""
    ordered, total, count = sorted(amounts), sum(amounts), len(amounts)
    if not total:
        return 0.0
    return sum((2 * place - count - 1) * amount for place, amount in enumerate(ordered, 1)) / (count * total)


def play(count: int, order_name: str, wishes: Sequence[Wish], until_ms: int, again: int = -1) -> Outcome:
    """Play a room.

    Args:
        count: People.
        order_name: Of the speaking order.
        wishes: What they want, by time.
        until_ms: When it is over.
        again: Who wants to speak again as soon as they have, as long as at first; -1: nobody.
    """
    room = Room(count, order_name)
    began_ms, coming = room.now_ms, list(wishes)
    heapify(coming)
    wanted, since = dict.fromkeys(range(count), 0), dict.fromkeys(range(count), 0)
    waits, ginis, free_at_ms, minute, turns = list[tuple[int, int]](), list[float](), 0, 0, 0
    speaker, length_ms = -1, 0
    while True:
        calls = speaker < 0 and room.is_waiting()
        ends = speaker >= 0 or calls
        next_ms = min(coming[0].at_ms if coming else until_ms, free_at_ms if ends else until_ms, until_ms)
        while (minute + 1) * MINUTE_MS <= next_ms:
            minute += 1
            room.now_ms = began_ms + minute * MINUTE_MS
            ginis.append(gini(room.talk_ms()))
        room.now_ms = began_ms + next_ms
        if next_ms >= until_ms:
            break
        if coming and coming[0].at_ms == next_ms:
            wish = heappop(coming)
            if not wanted[wish.person]:
                room.do(queue.join_queue, room.people[wish.person])
                since[wish.person], free_at_ms = next_ms, max(free_at_ms, next_ms)
            wanted[wish.person] += wish.length_ms
        elif speaker >= 0:
            room.do(floor.end_turn, floor.speaking(room._history.state).turn_id)  # type: ignore[union-attr]  # noqa: SLF001 - its state without a copy
            if speaker == again:
                heappush(coming, Wish(next_ms + CHANGE_MS, speaker, length_ms))
            speaker, free_at_ms = -1, next_ms + CHANGE_MS
        else:
            room.do(floor.done)
            assert room.speaks is not None
            speaker = room.people.index(room.speaks)
            waits.append((speaker, next_ms - since[speaker]))
            length_ms, wanted[speaker], turns = wanted[speaker], 0, turns + 1
            free_at_ms = next_ms + length_ms
    talk, called = room.talk_ms(), [wait for _, wait in waits]
    waits += [(person, until_ms - since[person]) for person, length in wanted.items() if length]
    longest, others = (max((wait for person, wait in waits if person >= least), default=0) for least in (0, 1))
    return Outcome(turns, fmean(ginis[9:] or ginis), longest, others, fmean(called), talk[0] / sum(talk))


def recorded(recording: Recording) -> tuple[int, list[Wish], int]:
    """A recorded meeting as wishes: how many people, what they wanted to say when, and when it was over."""
    names = list(dict.fromkeys(segment.speaker for segment in recording.segments))
    wishes: list[Wish] = []
    for person, name in enumerate(names):
        own = [segment for segment in recording.segments if segment.speaker == name]
        spans: list[list[int]] = []
        for segment in own:
            if spans and segment.start_ms - spans[-1][1] < PAUSE_MS:
                spans[-1][1] = max(spans[-1][1], segment.end_ms)
            else:
                spans.append([segment.start_ms, segment.end_ms])
        wishes += [Wish(start, person, end - start) for start, end in spans if end - start >= SHORTEST_MS]
    return len(names), sorted(wishes), max(segment.end_ms for segment in recording.segments)


def simulated(count: int, seed: int) -> list[Wish]:
    """A room in which the first person speaks for three minutes, again and again, the others for one, now and then."""
    chance = random.Random(seed)
    wishes = [Wish(0, 0, 3 * MINUTE_MS)]
    for person in range(1, count):
        at_ms = 0.0
        # The others together want that much of the time; with the first one the room is more than full.
        while (at_ms := at_ms + chance.expovariate(WANTED / (count * MINUTE_MS))) < LENGTH_MS:
            wishes.append(Wish(round(at_ms), person, round(MINUTE_MS * chance.uniform(0.5, 1.5))))
    return sorted(wishes)


def measure(_folder: Path) -> Section:
    """Play the recorded meetings, where they lie beside the checkout, and the simulated rooms."""
    head = (
        "| room | people | turns | Gini | longest wait | of the others | mean wait | the most talkative has |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    rows = [head, *_recorded_rows(), *_simulated_rows()]
    remark = (
        "First come, first heard → who spoke less first. Gini coefficient of talk time so far, the mean over the "
        "minutes from the tenth on: 0 is all alike. Recorded: AMI ES2011a–d, each stretch of speech a wish to speak, "
        "three seconds between turns, over when the recording is; the orders differ only where people wait. Simulated: "
        "90 minutes; one speaks for three minutes and asks again at once, the others for about one, together for "
        f"{WANTED:.0%} of the time; means of {SEEDS} rooms, the longest wait is the longest of all. The others are all "
        "but the most talkative."
    )
    return Section("Speaking orders", (), ("\n".join(rows), "", remark))


def _recorded_rows() -> Iterator[str]:
    for path in sorted(AMI.glob("*.rttm")) if AMI.exists() else ():
        recording = read_rttm(path)
        count, wishes, until_ms = recorded(recording)
        # Whoever spoke most in the recording stands first.
        most = max(range(count), key=lambda person: sum(w.length_ms for w in wishes if w.person == person))
        swapped = [wish._replace(person={most: 0, 0: most}.get(wish.person, wish.person)) for wish in wishes]
        outcomes = [[play(count, order, sorted(swapped), until_ms)] for order in ORDERS]
        yield _row(recording.name, count, outcomes)


def _simulated_rows() -> Iterator[str]:
    for count in (6, 12, 24):
        outcomes = [
            [play(count, order, simulated(count, seed), LENGTH_MS, again=0) for seed in range(SEEDS)]
            for order in ORDERS
        ]
        yield _row("simulated", count, outcomes)


def _row(name: str, count: int, outcomes: Sequence[Sequence[Outcome]]) -> str:
    """Return one line of the table: the means of several rooms, and the longest of their longest waits."""
    turns = round(fmean(outcome.turns for outcome in outcomes[-1]))
    cells = [name, str(count), str(turns)]
    measures: tuple[Callable[[Sequence[Outcome]], str], ...] = (
        lambda played: f"{fmean(outcome.gini for outcome in played):.2f}",
        lambda played: _minutes(max(outcome.longest_ms for outcome in played)),
        lambda played: _minutes(max(outcome.others_ms for outcome in played)),
        lambda played: _minutes(fmean(outcome.mean_ms for outcome in played)),
        lambda played: f"{fmean(outcome.first_part for outcome in played):.0%}",
    )
    cells += [" → ".join(measured(played) for played in outcomes) for measured in measures]
    return "| " + " | ".join(cells) + " |"


def _minutes(ms: float) -> str:
    return f"{ms / MINUTE_MS:.1f} min"
