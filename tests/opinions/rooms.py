"""Rooms to vote in: ballots made from camps and chance, and conversations that were held with Polis."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facilitator_console.opinions.ballots import Ballots, Id
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix

POLIS = Path(__file__).parents[3] / "shared" / "data" / "polis"
FIXTURE = "fixture-35x44"
CONVERSATIONS = (
    "15-per-hour-seattle",
    "brexit-consensus",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.biodiversity",
    "scoop-hivemind.taxes",
    "vtaiwan.uberx",
)
needs_polis = pytest.mark.skipif(not POLIS.is_dir(), reason="the shared data is not here")

Row = tuple[Id, Id, int, int]
"""Voter, statement, vote, revision."""


def ballots(rows: Iterable[Row]) -> Ballots:
    return Ballots(*map(list, zip(*rows, strict=True)))


def matrix_of(rows: Sequence[Sequence[int | None]]) -> VoteMatrix:
    """A matrix written as a table; None is not seen. Voters and statements count from 0."""
    cells = [(v, s, vote, 0) for v, row in enumerate(rows) for s, vote in enumerate(row) if vote is not None]
    return vote_matrix(ballots(cells), range(len(rows[0])))


def camps(
    sizes: tuple[int, ...], statements: int, *, seed: int = 0, doubt: float = 0.15, seen: float = 1.0
) -> list[Row]:
    """People of several opinions: each camp leans one way on each statement, some vote otherwise, some see less."""
    chance = np.random.default_rng(seed)
    lean = chance.choice([-1, 1], (len(sizes), statements))
    rows: list[Row] = []
    for voter, camp in enumerate(np.repeat(np.arange(len(sizes)), sizes).tolist()):
        for statement in range(statements):
            if chance.random() < seen:
                other = int(chance.choice([-1, 0, 1]))
                rows.append((voter, statement, other if chance.random() < doubt else int(lean[camp, statement]), 0))
    return rows


def noise(people: int, statements: int, *, seed: int = 0) -> list[Row]:
    """People whose votes have nothing to do with each other."""
    return camps((people,), statements, seed=seed, doubt=1.0)


def loaded(conversation: str, name: str) -> Any:
    return json.loads((POLIS / conversation / name).read_text(encoding="utf-8"))


def exported(conversation: str) -> VoteMatrix:
    """The votes of a conversation as Polis exports them; the last of several counts."""
    with (POLIS / conversation / "votes.csv").open(encoding="utf-8", newline="") as file:
        cast = list(csv.DictReader(file))
    return vote_matrix(
        ballots((int(one["voter-id"]), int(one["comment-id"]), int(one["vote"]), int(one["timestamp"])) for one in cast)
    )
