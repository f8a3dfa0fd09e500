"""A vote as it runs: from a vote to new totals and priorities, and a large one that opens while the window goes on.

The bare twin of a vote is the same row put into the same table, committed, and nothing more.
"""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.figures import Figure, Section, percentile
from bench.window import probe
from facilitator_console.console import Console, new_session
from facilitator_console.dialogue.voting import begin_vote
from facilitator_console.log import Instant, LaptopId
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.matrix import VoteMatrix, matrix_of_parts
from facilitator_console.opinions.priority import running_priorities
from facilitator_console.opinions.voting import votable
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.store import Store

PEOPLE, STATEMENTS, VOTES = 500, 100, 60
LARGE = (2_250, 100)
"""Voters and statements of 225,000 votes."""
AIM_MS, FRAME_AIM_MS = 5.0, 33.0
BENCH = Laptop(LaptopId("bench"))


def measure(folder: Path) -> Section:
    """Measure on a real store."""
    here = folder / "voting"
    here.mkdir()
    with Store.open(here / "votes.sqlite") as store:
        console = begun(store, "Vote", STATEMENTS)
        fill(store, console, PEOPLE)
        totals, kept, rows = one_by_one(store, console)
    frames = probe("votes", here, "bench.voting_probe")
    opened_ms, result_ms = max(frames["opened_ms"]), max(frames["result_ms"])
    figures = (
        Figure(
            f"a new vote to new totals and priorities, {PEOPLE} × {STATEMENTS}, median",
            f"{median(totals):.1f} ms",
            "",
            0,
            f"{AIM_MS:.0f} ms",
            median(totals) <= AIM_MS,
        ),
        Figure(
            "a vote from a phone until it is kept and counted, p95",
            f"{percentile(kept, 0.95):.1f} ms",
            f"{percentile(rows, 0.95):.1f} ms",
            percentile(kept, 0.95) / percentile(rows, 0.95),
            "–",
            met=True,
        ),
        Figure(
            f"{LARGE[0] * LARGE[1]:,} votes open: the longest frame of the window meanwhile",
            f"{opened_ms:.0f} ms",
            "",
            0,
            f"{FRAME_AIM_MS:.0f} ms",
            opened_ms <= FRAME_AIM_MS,
        ),
        Figure(
            "the same votes are closed, counted and told: the longest frame meanwhile",
            f"{result_ms:.0f} ms",
            "",
            0,
            "–",
            met=True,
        ),
    )
    remark = "The real window is painted whole sixty times a second, without a screen."
    return Section("A vote as it runs", figures, (remark,))


def begun(store: Store, title: str, statements: int, laptop: Laptop = BENCH) -> Console:
    """A session whose vote is open."""
    console = new_session(store, laptop, title, clock=SetClock(Instant(1_700_000_000_000)))
    for number in range(statements):
        console.dispatch(add_statement, f"Statement {number}")
    console.dispatch(begin_vote)
    console.voting.key()  # Made before anybody has voted.
    return console


def fill(store: Store, console: Console, people: int) -> None:
    """Let so many people vote on everything, in three leanings."""
    chance = random.Random(5)
    ids = [one.statement_id for one in votable(console.state)]
    rows = [
        (1 + person * 7919, statement, chance.choice((-1, 0, 1, 1 if person % 3 else -1)), 0)
        for person in range(people)
        for statement in ids
    ]
    store.ballots.add(console.session, Ballots(*map(list, zip(*rows, strict=True))))


def one_by_one(store: Store, console: Console) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds of votes: the totals and priorities alone; kept and counted; the bare row."""
    voting = console.voting
    ids = [one.statement_id for one in votable(console.state)]
    voting.next_statement("phone:first", 0.5)
    matrix = matrix_of_parts(store.ballots.parts(console.session), ids)
    totals, kept, rows = [], [], []
    for number in range(VOTES):
        voter, statement = matrix.voters[number * 7].item(), ids[number % len(ids)]
        before = perf_counter()
        after = matrix.with_vote(voter, statement, Vote(number % 3 - 1))
        totals_and_priorities(after)
        totals.append((perf_counter() - before) * 1000)
        before = perf_counter()
        voting.cast(f"phone:{number}", {statement: Vote.AGREE})
        kept.append((perf_counter() - before) * 1000)
        before = perf_counter()
        store.ballots.add(console.session, Ballots([10**9 + number], [statement], [1], [0]))
        rows.append((perf_counter() - before) * 1000)
    return totals, kept, rows


def totals_and_priorities(matrix: VoteMatrix) -> None:
    """Compute what a vote changes for who draws next."""
    matrix.seen.sum(axis=0)
    running_priorities(matrix, (), ())
