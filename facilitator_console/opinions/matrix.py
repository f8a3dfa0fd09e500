"""Makes the vote matrix: a row for each voter, a column for each statement, one vote or none in each cell.

Here it is settled which ballot counts, so that ballots in any order and any number of times give one matrix.
Rows and columns are in the order of their ids: no later step can depend on the order in which votes came. Ids may
tell that order too, as the numbers of paper ballots do; `by_votes` gives the order that the votes alone decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.ballots import FIRST_WINS, Ballots, Id, Vote
from facilitator_console.words import UserError, say

MOST_CELLS = 25_000_000
"""The most voters times statements that are still computed: 200 MB for each of the few tables of this size."""

_BY_NUMBER = sorted(Vote)
_RANKS = np.array([FIRST_WINS.index(vote) for vote in _BY_NUMBER], np.int8)
_UNSEEN = len(FIRST_WINS)
_NO_VOTE = 9
"""Stands in a cell for no ballot, while ballots are read in parts."""
_DENSE = 4
_VOTES = np.array([0 if vote is Vote.TAKEN_BACK else vote for vote in FIRST_WINS] + [0], np.int8)
# The multiplier of splitmix64, and one beginning for each vote.
_MULTIPLIER = np.uint64(0xBF58476D1CE4E5B9)
_SALTS = np.array([[0x9E3779B97F4A7C15], [0x3C6EF372FE94F82A], [0xDAA66D2C7DDF743F]], np.uint64)

Ids: TypeAlias = NDArray[Any]
"""Ids of one type, int64 or str."""


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """Represents who voted how.

    Attributes:
        voters: Ids of the rows, ascending as `vote_matrix` makes it; only people with a vote that counts.
        statements: Ids of the columns, ascending likewise; also those that nobody has voted on.
        votes: int8, voters × statements: +1 agree, 0 pass, -1 disagree; 0 where not seen.
        seen: bool, voters × statements: whether there is a vote.
    """

    voters: Ids
    statements: Ids
    votes: NDArray[np.int8]
    seen: NDArray[np.bool_]

    def columns(self, statements: Collection[Id]) -> NDArray[np.bool_]:
        """Tell which columns are these statements; bool, statements."""
        wanted = frozenset(statements)
        return np.array([statement in wanted for statement in self.statements.tolist()], np.bool_)

    def rows(self, voters: Collection[Id]) -> NDArray[np.bool_]:
        """Tell which rows are these voters; bool, voters."""
        wanted = frozenset(voters)
        return np.array([voter in wanted for voter in self.voters.tolist()], np.bool_)

    def part(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> VoteMatrix:
        """Return the matrix of some people and statements, given as positions in the wanted order."""
        # Whole rows first, then of these the columns: four times as fast as cell by cell.
        votes = self.votes.take(rows, axis=0).take(columns, axis=1)
        seen = self.seen.take(rows, axis=0).take(columns, axis=1)
        return VoteMatrix(self.voters[rows], self.statements[columns], votes, seen)

    def by_votes(self) -> VoteMatrix:
        """Return the same matrix in an order that depends on the votes alone, not on ids or the order of input.

        A row is placed by its votes, each weighed by the votes in its column, and a column likewise
        (colour refinement: Weisfeiler and Leman 1968). Rows that this can't distinguish keep their order; but for
        rare symmetries they are equal.
        """
        cells = np.flatnonzero(self.seen)
        rows, columns = np.divmod(cells, max(self.statements.size, 1))
        kinds = self.votes.take(cells).astype(np.intp) + 1
        by_row, by_column = (np.zeros(size) for size in self.seen.shape)
        for _ in range(2):
            by_column = _sums(columns, _scattered(by_row).take(kinds * by_row.size + rows), by_column.size)
            by_row = _sums(rows, _scattered(by_column).take(kinds * by_column.size + columns), by_row.size)
        return self.part(np.argsort(by_row, kind="stable"), np.argsort(by_column, kind="stable"))

    def shuffled(self, chance: np.random.Generator) -> VoteMatrix:
        """Return a room of the same size and totals without structure: votes are shuffled within each statement."""
        columns, rows = np.divmod(np.flatnonzero(self.seen.T), max(self.voters.size, 1))
        votes = self.votes.copy()
        votes[rows, columns] = self.votes[rows[np.argsort(columns + chance.random(columns.size))], columns]
        return VoteMatrix(self.voters, self.statements, votes, self.seen)

    def with_vote(self, voter: Id, statement: Id, vote: Vote) -> VoteMatrix:
        """Return the matrix after one more ballot, whose revision is above the voter's others on the statement.

        Raises:
            UserError: The statement is not one of the conversation's.
        """
        wanted = _ids([statement])
        column = int(_positions(wanted, self.statements, wanted)[0])
        row = int(np.searchsorted(self.voters, voter))
        voters, votes, seen = self.voters, self.votes, self.seen
        if row == voters.size or voters[row] != voter:
            new = np.insert(voters.astype(object), row, voter)
            voters = _ids(new.tolist())
            votes, seen = np.insert(votes, row, 0, axis=0), np.insert(seen, row, 0, axis=0)
        else:
            votes, seen = votes.copy(), seen.copy()
        votes[row, column] = _VOTES[FIRST_WINS.index(vote)]
        seen[row, column] = vote is not Vote.TAKEN_BACK
        return _without_the_silent(VoteMatrix(voters, self.statements, votes, seen))


def vote_matrix(
    ballots: Ballots, statements: Collection[Id] | None = None, merged: Mapping[Id, Id] | None = None
) -> VoteMatrix:
    """Make the matrix of the ballots that count.

    The higher revision wins; of equal ones, `FIRST_WINS`. On a merged statement the ballot on the one that is kept
    counts, whatever its revision; who has none there is counted with the ballots on the others.

    Args:
        ballots: In any order; repetitions are harmless.
        statements: The conversation's statements (those merged away may be left out); without it, those that the
            ballots name.
        merged: From each statement merged away to the one that is kept.

    Raises:
        UserError: A vote has an unknown value, a statement is not among `statements`, or there are too many votes.
    """
    ranks = _ranks(ballots.votes)
    named = _ids(ballots.statements)
    remaining = _ids([merged.get(statement, statement) for statement in named.tolist()]) if merged else named
    known, columns = _numbered(remaining)
    if statements is not None:
        not_merged = [statement for statement in statements if statement not in (merged or ())]
        named_only, known = known, np.unique(_ids(not_merged))
        columns = _positions(named_only, known, remaining)[columns]
    voters, rows = _numbered(_ids(ballots.voters))
    if voters.size * known.size > MOST_CELLS:
        raise UserError(
            say(
                "{people} voters on {statements} statements are too many for one map; divide the conversation.",
                people=voters.size,
                statements=known.size,
            )
        )
    cells = rows * known.size + columns
    before = [_numbers(ballots.revisions)] if not merged else [named == remaining, _numbers(ballots.revisions)]
    standing = _standing(cells, before, ranks, voters.size * known.size).reshape(voters.size, known.size)
    seen = (standing != FIRST_WINS.index(Vote.TAKEN_BACK)) & (standing != _UNSEEN)
    return _without_the_silent(VoteMatrix(voters, known, _VOTES[standing], seen))


def matrix_of_parts(parts: Iterable[Sequence[tuple[int, str, int]]], statements: Collection[str]) -> VoteMatrix:
    """Make the matrix of ballots that come in parts, by voter, one for each voter and statement; none is merged.

    It is the same that `vote_matrix` makes; but no step of it takes long, so that other threads go on.

    Args:
        parts: Voter, statement and vote; those on other statements don't count.
        statements: The conversation's.
    """
    names = sorted(statements)
    column_of = {name: at for at, name in enumerate(names)}
    voters: list[int] = []
    cells = bytearray()
    for part in parts:
        for voter, statement, vote in part:
            if not voters or voters[-1] != voter:
                voters.append(voter)
                cells += bytes([_NO_VOTE]) * len(names)
            if (column := column_of.get(statement)) is not None:
                cells[(len(voters) - 1) * len(names) + column] = vote + 1
    numbers = np.frombuffer(bytes(cells), np.uint8).reshape(len(voters), len(names))
    seen = numbers < Vote.TAKEN_BACK + 1
    votes = np.where(seen, numbers.astype(np.int8) - 1, 0).astype(np.int8)
    return _without_the_silent(VoteMatrix(_ids(voters), _ids(names), votes, seen))


def _scattered(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scatter each number in three ways, one for each vote: equal numbers stay equal, others are far apart.

    Returns:
        Whole numbers below 2**31 as float64, 3 × numbers: sums of up to four million are exact, in whatever order.
    """
    scattered = numbers.astype(np.uint64) * _MULTIPLIER + _SALTS
    for _ in range(2):
        scattered = (scattered ^ (scattered >> np.uint64(29))) * _MULTIPLIER
    return (scattered >> np.uint64(33)).astype(np.float64)


def _sums(places: NDArray[np.intp], numbers: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Add up the numbers of each place; 0 where there are none."""
    return np.bincount(places, numbers, size).astype(np.float64, copy=False)


def _standing(
    cells: NDArray[np.intp], before: Sequence[NDArray[Any]], ranks: NDArray[np.int8], size: int
) -> NDArray[np.int8]:
    """Return the rank of the ballot that counts in each cell: the highest by each of `before`, then the lowest rank."""
    standing = np.full(size, _UNSEEN, np.int8)
    standing[cells] = ranks
    number = np.arange(cells.size)
    last = np.empty(size, np.intp)
    last[cells] = number
    # Few cells have several ballots; only these must be settled.
    several = np.zeros(size, np.bool_)
    several[cells[last[cells] != number]] = True
    standing[several] = _UNSEEN
    left = np.flatnonzero(several[cells])
    for key in before:
        _, place = np.unique(cells[left], return_inverse=True)
        highest = np.full(left.size, np.iinfo(np.int64).min)
        np.maximum.at(highest, place, key[left])
        left = left[key[left] == highest[place]]
    np.minimum.at(standing, cells[left], ranks[left])
    return standing


def _without_the_silent(matrix: VoteMatrix) -> VoteMatrix:
    """Leave out people without a vote that counts: whoever takes back the last one counts as never there."""
    spoke = matrix.seen.any(axis=1)
    if spoke.all():
        return matrix
    return VoteMatrix(matrix.voters[spoke], matrix.statements, matrix.votes[spoke], matrix.seen[spoke])


def _ranks(votes: Sequence[int]) -> NDArray[np.int8]:
    """Return each ballot's place in `FIRST_WINS`; refuse what is not a vote."""
    numbers = _numbers(votes)
    wrong = (numbers < _BY_NUMBER[0]) | (numbers > _BY_NUMBER[-1])
    if wrong.any():
        at = int(np.argmax(wrong))
        raise UserError(
            say(
                "Ballot {number}: {vote} is not a vote; use 1 for agree, 0 for skip, -1 for disagree.",
                number=at + 1,
                vote=int(numbers[at]),
            )
        )
    ranks: NDArray[np.int8] = _RANKS[numbers - _BY_NUMBER[0]]
    return ranks


def _numbered(ids: Ids) -> tuple[Ids, NDArray[np.intp]]:
    """Return the different ids, ascending, and the place of each given id among them."""
    if ids.dtype.kind == "i" and ids.size and ids.min() >= 0 and ids.max() < _DENSE * ids.size:
        # Small whole numbers, as Polis gives them, need no sorting.
        present = np.zeros(int(ids.max()) + 1, np.bool_)
        present[ids] = True
        return np.flatnonzero(present), (np.cumsum(present) - 1)[ids]
    different, number = np.unique(ids, return_inverse=True)
    return different, number


def _positions(named: Ids, known: Ids, in_ballots: Ids) -> NDArray[np.intp]:
    """Return the place of each statement among the known ones; refuse an unknown one by the number of its ballot."""
    if not named.size:
        return np.empty(0, np.intp)
    at = np.searchsorted(known, named)
    found = known[np.minimum(at, known.size - 1)] == named if known.size else np.zeros(named.size, np.bool_)
    if not found.all():
        first = int(np.argmax(np.isin(in_ballots, named[~found])))
        raise UserError(
            say(
                "Ballot {number}: there is no statement {statement} in this conversation.",
                number=first + 1,
                statement=str(in_ballots[first]),
            )
        )
    return at


def _ids(ids: Sequence[Id]) -> Ids:
    """Return ids as an array that sorts as they do."""
    array = np.asarray(ids) if len(ids) else np.empty(0, np.int64)
    if array.dtype.kind not in "iU":
        msg = "ids are all integers below 2**63, or all strings"
        raise TypeError(msg)
    return array


def _numbers(numbers: Sequence[int]) -> NDArray[np.int64]:
    """Return whole numbers as an array."""
    array = np.asarray(numbers) if len(numbers) else np.empty(0, np.int64)
    if array.dtype.kind not in "ib":
        msg = "votes and revisions are integers"
        raise TypeError(msg)
    return array.astype(np.int64, copy=False)
