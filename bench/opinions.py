"""Measures the opinion map against red-dwarf 0.4.0, the one other implementation that computes all of it.

red-dwarf lives in an environment of its own, in the user's cache; it is made at the first run and needs the network
then. Both run in processes of their own, on one core, in turn.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench import opinion_rooms
from bench.figures import Figure, Section, percentile
from bench.opinions_programs import OURS, SERVE, THEIRS
from bench.other_pythons import python_with
from facilitator_console.exchange.polis import read_comments, read_export
from facilitator_console.opinions.clusters import Initialisation
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.opinions.opinion_map import opinion_map
from facilitator_console.opinions.stability import adjusted_rand_index

ROOT = Path(__file__).parent.parent
POLIS = ROOT.parent / "shared" / "data" / "polis"
REQUIREMENTS = Path(__file__).parent / "red-dwarf.txt"
ROUNDS = 9
LARGE = (2_000, 900, 225_000)
CLEAR, FAINT = 0.3, 0.8
"""How often somebody of the made conversations votes by chance; where it is often, the PCA has the hardest work."""
AIM = 10.0
AIM_CHECKED_S = 1.0
UPDATE_AIM_MS = 5.0
UPDATES = 200
PEOPLE = (125, 250, 500, 1_000, 2_000, 4_000)
STATEMENTS = (50, 100, 200, 400, 800)
NO_AIM = "as it is"

Votes = dict[str, Any]
"""Columns voters, statements, votes and at; and rejected, the statements moderated out."""


def measure(folder: Path) -> tuple[Section, ...]:
    """Measure everything about opinions; without red-dwarf's figures where it can't be installed."""
    theirs = python_with("red-dwarf-0.4.0", REQUIREMENTS)
    conversations = {path.parent.name: held(path) for path in sorted(POLIS.glob("*/votes.csv"))}
    return (
        _whole(folder, theirs, conversations),
        _growth(folder),
        _one_vote(folder),
        _beginning(folder, theirs),
        _agreement(),
        opinion_rooms.section(),
    )


# -- votes ---------------------------------------------------------------------------------------------------


def held(path: Path) -> Votes:
    """Read a conversation that took place."""
    cast = read_export(path).ballots
    columns = {"voters": cast.voters, "statements": cast.statements, "votes": cast.votes, "at": cast.revisions}
    rejected = sorted(read_comments(path.with_name("comments.csv")).rejected)
    return {name: list(column) for name, column in columns.items()} | {"rejected": rejected}


def made(people: int, statements: int, votes: int, doubt: float = CLEAR) -> Votes:
    """Make the votes of people of three leanings on some statements each, drawn by chance; always the same ones."""
    chance = np.random.default_rng(5)
    cells = np.sort(chance.choice(people * statements, votes, replace=False))
    voters, about = np.divmod(cells, statements)
    lean = chance.choice([-1, 0, 1], (3, statements), p=[0.4, 0.2, 0.4])
    cast = np.where(chance.random(votes) < doubt, chance.integers(-1, 2, votes), lean[voters % 3, about])
    columns = {"voters": voters, "statements": about, "votes": cast, "at": np.arange(votes)}
    return {name: column.tolist() for name, column in columns.items()} | {"rejected": []}


# -- processes -----------------------------------------------------------------------------------------------


class Process:
    """Represents a Python that measures what it is told to."""

    def __init__(self, python: Path | str, program: str) -> None:
        self._process = subprocess.Popen(
            [str(python), "-c", program + SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=_one_core(),
        )

    def seconds(self, name: str, path: Path | str = "") -> float:
        """Prepare a run of these votes, or take the last `again`, and time it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([name, str(path)]) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


def _one_core() -> dict[str, str]:
    return os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@contextmanager
def _running(python: Path | str, program: str) -> Iterator[Process]:
    process = Process(python, program)
    try:
        yield process
    finally:
        process.end()


def _written(folder: Path, name: str, votes: Votes) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(votes), encoding="utf-8")
    return path


# -- the figures -----------------------------------------------------------------------------------------------


def _whole(folder: Path, theirs: Path | None, conversations: dict[str, Votes]) -> Section:
    size = "{:,} people, {:,} statements, {:,} votes".format(*LARGE)
    large = {f"made, clear leanings: {size}": made(*LARGE), f"made, faint leanings: {size}": made(*LARGE, FAINT)}
    figures, raw = [], []
    with _running(sys.executable, OURS) as one, _running(theirs or sys.executable, THEIRS if theirs else OURS) as two:
        for name, votes in {**conversations, **large}.items():
            path = _written(folder, "votes", votes)
            ours, other = [one.seconds("unchecked", path)], [two.seconds("whole", path)]
            for _ in range(ROUNDS):
                ours.append(one.seconds("again"))
                other.append(two.seconds("again"))
            twin = min(other[1:]) if theirs else 0.0
            checked = _least(one, "whole", path)
            people = f": {len(set(votes['voters']))} people, {len(votes['votes']):,} votes" if name not in large else ""
            figures.append(_against(f"{name}{people}", min(ours[1:]), twin, f"{AIM:.0f}× faster", AIM))
            aim = (f"{AIM_CHECKED_S:.0f} s", twin / AIM_CHECKED_S) if name in large else (NO_AIM, 0.0)
            figures.append(_against(f"{name.partition(':')[0]}, with the check", checked, twin, *aim))
            raw.append(f"{name.partition(':')[0]} {_ms(_least(one, 'raw', path))}")
    how = (
        "From the votes in memory to all that is shown, without and with the check of whether similar answers hold "
        "(resamples, and rooms without structure). The twin is red-dwarf 0.4.0's `run_pipeline`, which has no such "
        f"check, in turn, on one core; minimum of {ROUNDS} after a first run. The ratio is the twin's time over ours. "
        "Each gets the votes as its own reader hands them on: columns, and a list of dicts."
    )
    apart = f"The raw mathematics, all of Polis': {', '.join(raw)}."
    return Section("Opinions: the whole map", tuple(figures), (how, "", apart))


def _least(process: Process, name: str, path: Path) -> float:
    """Return the seconds of the fastest run, after a first one."""
    process.seconds(name, path)
    return min(process.seconds("again") for _ in range(ROUNDS))


def _against(what: str, ours_s: float, theirs_s: float, aim: str, ratio_wanted: float) -> Figure:
    ratio = theirs_s / ours_s
    twin = _ms(theirs_s) if theirs_s else "not installed"
    return Figure(what, _ms(ours_s), twin, ratio, aim, met=ratio >= ratio_wanted)


def _growth(folder: Path) -> Section:
    sizes = [(people, 100) for people in PEOPLE] + [(500, statements) for statements in STATEMENTS]
    figures = []
    with _running(sys.executable, OURS) as one:
        for people, statements in sizes:
            path = _written(folder, "votes", made(people, statements, people * statements // 2))
            least = _least(one, "unchecked", path)
            figures.append(Figure(f"{people:,} people, {statements} statements", _ms(least), "", 0, NO_AIM, met=True))
    return Section(
        "Opinions: growth", tuple(figures), ("Half of the cells hold a vote. As above without the check, ours alone.",)
    )


def _one_vote(folder: Path) -> Section:
    with _running(sys.executable, OURS) as one:
        one.seconds("running", _written(folder, "votes", made(500, 100, 25_000)))
        took_ms = [one.seconds("again") * 1000 for _ in range(UPDATES)]
    least, middle = min(took_ms), percentile(took_ms, 0.5)
    aim = f"{UPDATE_AIM_MS:.0f} ms"
    figures = (
        Figure("500 people, 100 statements, least", f"{least:.1f} ms", "", 0, aim, least <= UPDATE_AIM_MS),
        Figure("500 people, 100 statements, median", f"{middle:.1f} ms", "", 0, aim, middle <= UPDATE_AIM_MS),
    )
    remark = f"{UPDATES} votes one after the other, each followed by a whole new map that hands on to the next."
    return Section("Opinions: one more vote", figures, (remark,))


IMPORTING = """
import sys, time
start = time.perf_counter()
import {module}
print(time.perf_counter() - start)
status = open("/proc/self/status").read() if sys.platform == "linux" else ""
print(next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0))
"""


def _beginning(folder: Path, theirs: Path | None) -> Section:
    """Measure how long it takes to load the code, and to read a file of votes."""
    ours, other = [], []
    for _ in range(ROUNDS):
        ours.append(_imported(sys.executable, "facilitator_console.opinions.findings"))
        if theirs:
            other.append(_imported(theirs, "reddwarf.implementations.polis"))
    (ours_s, ours_mb), (other_s, other_mb) = (
        map(min, zip(*(each or [(0.0, 0.0)]), strict=True)) for each in (ours, other)
    )
    path = folder / "votes.csv"
    votes = made(*LARGE)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("timestamp", "datetime", "comment-id", "voter-id", "vote"))
        columns = (votes["at"], votes["statements"], votes["voters"], votes["votes"])
        table.writerows((at, "", statement, voter, vote) for at, statement, voter, vote in zip(*columns, strict=True))
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter()
        read_export(path)
        taken.append(perf_counter() - start)
    figures = (
        Figure("loading the code", _ms(ours_s), _ms(other_s), other_s / ours_s, NO_AIM, met=True),
        Figure(
            "memory once loaded",
            f"{ours_mb:.0f} MB",
            f"{other_mb:.0f} MB",
            other_mb / max(ours_mb, 1),
            NO_AIM,
            met=True,
        ),
        Figure(f"reading a votes.csv of {LARGE[2]:,} votes", _ms(min(taken)), "", 0, NO_AIM, met=True),
    )
    remark = f"Each in a new process, in turn with red-dwarf; minimum of {ROUNDS}."
    return Section("Opinions: loading and reading", figures, (remark,))


def _imported(python: Path | str, module: str) -> tuple[float, float]:
    """Return the seconds that importing a module takes, and the megabytes at the peak."""
    command = [str(python), "-W", "ignore", "-c", IMPORTING.format(module=module)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=_one_core()).stdout.split()
    return float(told[0]), float(told[1])


def _agreement() -> Section:
    """Compare our groups with those that Polis published: a diagnostic, not an aim."""
    lines = ["| conversation | spread | polis | red-dwarf |", "|---|---|---|---|"]
    for path in sorted(POLIS.glob("*/votes.csv")):
        matrix = vote_matrix(read_export(path).ballots)
        rejected = read_comments(path.with_name("comments.csv")).rejected
        with path.with_name("participants-votes.csv").open(encoding="utf-8", newline="") as file:
            published = {int(row["participant"]): row["group-id"] for row in csv.DictReader(file) if row["group-id"]}
        computed = []
        for initialisation in (Initialisation.SPREAD, Initialisation.POLIS):
            raw = opinion_map(matrix, rejected=rejected, initialisation=initialisation)
            labels = dict(zip(matrix.voters.tolist(), raw.labels.tolist(), strict=True))
            computed.append({voter: label for voter, label in labels.items() if label >= 0})
        told = json.loads(path.with_name("red-dwarf.json").read_text(encoding="utf-8"))["participants"]
        computed.append({int(voter): told[voter][0] for voter in told if told[voter][0] is not None})
        indices = " | ".join(f"{_alike(published, labels):.2f}" for labels in computed)
        lines.append(f"| {path.parent.name} | {indices} |")
    intro = (
        "Adjusted Rand index against the groups that Polis published, over the people in both: 1 is the same groups, 0 "
        "is chance. Polis' groups depend on the whole history of a conversation, so this is a diagnostic."
    )
    return Section("Opinions: groups beside Polis' own", (), (intro, "", *lines))


def _alike(published: dict[int, str], labels: dict[int, int]) -> float:
    both = sorted(published.keys() & labels.keys())
    one = np.unique([published[voter] for voter in both], return_inverse=True)[1]
    other = np.unique([labels[voter] for voter in both], return_inverse=True)[1]
    return adjusted_rand_index(one, other)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"
