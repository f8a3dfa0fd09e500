"""Points at statements that say nearly the same: by the trigrams of their folded words, in any of their languages.

A measure for pointing, never for deciding: people merge statements, the program only shows which to look at. Words and
their order count little, letters much, so other endings and a typing mistake hide nothing; another wording does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import Statement
from facilitator_console.words import fold_text

ALIKE = 0.5
"""The likeness from which on a statement is pointed at; of unlike meaning two rarely reach 0.4, with a letter wrong
0.8."""
_GRAM = 3

Trigrams = frozenset[str]


class Alike(NamedTuple):
    """Represents a statement that another one is like.

    Attributes:
        likeness: 0 to 1 (Dice's coefficient).
    """

    statement_id: StatementId
    likeness: float


def trigrams(text: str) -> Trigrams:
    """Return the trigrams of a text's folded words, each with a space before and behind it."""
    words = f" {' '.join(fold_text(text).split())} "
    return frozenset(words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1))


def likeness(one: Trigrams, other: Trigrams) -> float:
    """Return how alike two texts are: 0 to 1, 1 for the same words."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


class Texts:
    """Holds the trigrams of the statements that are looked at, in all their languages, so that each is cut up once."""

    def __init__(self) -> None:
        """Begin without statements."""
        self._of: dict[StatementId, tuple[tuple[str, ...], tuple[Trigrams, ...]]] = {}

    def keep(self, statements: Mapping[StatementId, Statement]) -> None:
        """Hold these statements and no others: what was withdrawn is not here any more."""
        kept = {}
        for statement_id, statement in statements.items():
            texts = (statement.text, *(translation.text for translation in statement.translations))
            before = self._of.get(statement_id)
            known = before is not None and before[0] == texts
            kept[statement_id] = before if known and before else (texts, tuple(map(trigrams, texts)))
        self._of = kept

    def like_statement(self, statement_id: StatementId, among: Iterable[StatementId]) -> list[Alike]:
        """Return those of these statements that another one is like in any language; never itself."""
        own = self._of.get(statement_id, ((), ()))[1]
        return _sorted(self._alike(own, (other for other in among if other != statement_id)))

    def _alike(self, own: tuple[Trigrams, ...], among: Iterable[StatementId]) -> Iterator[Alike]:
        for other in among:
            pairs = (likeness(one, two) for one in own for two in self._of.get(other, ((), ()))[1])
            yield Alike(other, max(pairs, default=0.0))


def _sorted(found: Iterator[Alike]) -> list[Alike]:
    return sorted(
        (alike for alike in found if alike.likeness >= ALIKE), key=lambda alike: (-alike.likeness, alike.statement_id)
    )
