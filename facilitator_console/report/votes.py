"""Puts the result of a vote in words: what is shared first, then what divides, then how sure; for screen and report.

Words only, never a count of one side: a number beside a number leaves the one who voted otherwise. So that words leave
nobody either, where few voted there are fewer words (`answer_words`); and statements of one kind stand in the order of
their numbers, since an order by votes would tell which of two had one vote more. Who voted is counted, not how.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from facilitator_console.dialogue.state import State
from facilitator_console.log import LaptopId
from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import Vote
from facilitator_console.opinions.voting import laptops_counted, statement_numbers, voting_laptops
from facilitator_console.views.vote_display import ChosenResult
from facilitator_console.words import Message, say, say_n

if TYPE_CHECKING:  # Whoever only writes a result down does without the mathematics, and without loading it.
    from facilitator_console.opinions.findings import Area, StatementOpinion, Tally
    from facilitator_console.report.opinions import OpinionReport

FEWEST_FOR_ALL_WORDS = 10
"""The fewest people for whom all words are used: of five, "about half" would be three, and these known."""
_ALMOST_ALL, _HALF, _ABOUT_HALF = 0.85, 0.5, 0.4


class Answer(StrEnum):
    """Names how people voted on a statement, as far as it is told."""

    ALMOST_ALL_AGREE = "almost_all_agree"
    MORE_AGREE = "more_than_half_agree"
    ABOUT_HALF_AGREE = "about_half_agree"
    DIFFER = "answers_differ"
    ABOUT_HALF_DISAGREE = "about_half_disagree"
    MORE_DISAGREE = "more_than_half_disagree"
    ALMOST_ALL_DISAGREE = "almost_all_disagree"
    ALMOST_ALL_UNSURE = "almost_all_do_not_know"
    UNTOLD = "untold"


WORDS = {
    Answer.ALMOST_ALL_AGREE: say("almost all agree"),
    Answer.MORE_AGREE: say("more than half agree"),
    Answer.ABOUT_HALF_AGREE: say("about half agree"),
    Answer.DIFFER: say("answers differ"),
    Answer.ABOUT_HALF_DISAGREE: say("about half disagree"),
    Answer.MORE_DISAGREE: say("more than half disagree"),
    Answer.ALMOST_ALL_DISAGREE: say("almost all disagree"),
    Answer.ALMOST_ALL_UNSURE: say("almost all don’t know"),
    Answer.UNTOLD: say("too few to say"),
}
TWICE = say(
    "Votes are counted by phone and by paper. Unless cards for one use were handed out, somebody may have voted twice."
)
DRAWN = {
    Answer.ALMOST_ALL_AGREE: 0.93,
    Answer.MORE_AGREE: 0.68,
    Answer.ABOUT_HALF_AGREE: 0.45,
    Answer.DIFFER: 0.3,
    Answer.ABOUT_HALF_DISAGREE: 0.25,
    Answer.MORE_DISAGREE: 0.16,
    Answer.ALMOST_ALL_DISAGREE: 0.04,
}
"""The place of each answer's dot on a line from 0, all disagree, to 1, all agree: one for each word that has a side."""
AGREEING = frozenset({Answer.ALMOST_ALL_AGREE, Answer.MORE_AGREE})
DISAGREEING = frozenset({Answer.ALMOST_ALL_DISAGREE, Answer.MORE_DISAGREE})
FEWEST_APART = 0.25
"""The distance of two words on that line from which a statement is said to set similar answers apart."""


class ResultPart(StrEnum):
    """Names the parts of a result that can be shown to the room, as the log keeps them."""

    SHARED = "shared"
    DIFFERS = "differs"


class ResultRow(msgspec.Struct, frozen=True):
    """Represents a statement of the result.

    Attributes:
        number: Under which it was voted on.
        text: As it was voted on.
        answers: How people answered: those of each set of similar answers, or where none are told all together. Never
            both: "about half of all" beside "almost all" of seven would leave few of the others.
    """

    statement: Id
    number: int
    text: str
    answers: tuple[Answer, ...]

    @property
    def is_by_set(self) -> bool:
        """Tell whether the answers are those of each set."""
        return len(self.answers) > 1


class VoteResult(msgspec.Struct, frozen=True):
    """Represents what is shown of a vote.

    Attributes:
        voters: How many voted.
        counted: Who is counted, and who is not in the map and why; in words.
        shared: What is shared.
        differs: What sets similar answers apart.
        others: All other statements.
        too_few: On how many of these too few voted to say anything.
        sets: People in each set of similar answers, and where it lies in the map; empty where none are shown.
        sure: How sure all this is; in words.
        smallest_group: People that a set, and a figure, needed.
    """

    voters: int
    counted: tuple[Message, ...]
    shared: tuple[ResultRow, ...]
    differs: tuple[ResultRow, ...]
    others: tuple[ResultRow, ...]
    too_few: int
    sets: tuple[tuple[int, Area], ...]
    sure: tuple[Message, ...]
    smallest_group: int


def part_for_room(result: VoteResult, part: str) -> ChosenResult:
    """Return a part of a result as the room is shown it; nothing where the part is not known.

    What is shared is told alone, unless most disagree with it; where answers differ every view is told in words.
    """
    if part == ResultPart.SHARED:
        rows = [(row, _told(row) if row.answers[0] in DISAGREEING else ()) for row in result.shared]
        heading = say("What is shared")
    elif part == ResultPart.DIFFERS:
        rows, heading = [(row, _told(row)) for row in result.differs], say("Where answers differ")
    else:
        return ChosenResult()
    return ChosenResult(heading, tuple((StatementId(str(row.statement)), answers) for row, answers in rows))


def _told(row: ResultRow) -> tuple[Message, ...]:
    """Return how people answered, in words, each once."""
    return tuple(WORDS[answer] for answer in dict.fromkeys(row.answers))


def answer_of(tally: Tally | None) -> Answer:
    """Return how people answered, as far as it may be told of so many."""
    if tally is None or not tally.voters:
        return Answer.UNTOLD
    agrees = tally.agree >= tally.disagree
    share = max(tally.agree, tally.disagree) / tally.voters
    if share >= _ALMOST_ALL:
        return Answer.ALMOST_ALL_AGREE if agrees else Answer.ALMOST_ALL_DISAGREE
    if tally.passes >= _ALMOST_ALL * tally.voters:
        return Answer.ALMOST_ALL_UNSURE
    if tally.voters < FEWEST_FOR_ALL_WORDS or share < _ABOUT_HALF:
        return Answer.DIFFER
    if share > _HALF:
        return Answer.MORE_AGREE if agrees else Answer.MORE_DISAGREE
    return Answer.ABOUT_HALF_AGREE if agrees else Answer.ABOUT_HALF_DISAGREE


def laptops_words(here: int, known: int) -> Message | None:
    """Say whose ballots a result counts; None where one laptop has collected all.

    Args:
        here: Laptops whose ballots are counted.
        known: Laptops that are known to have collected some.
    """
    if here < known:
        return say(
            "Ballots of {here} of {known} laptops are counted: the result was told before the others’ came.",
            here=here,
            known=known,
        )
    return say("Ballots of all {known} laptops are counted.", known=known) if known > 1 else None


def result_in_words(state: State, vote: Vote, report: OpinionReport, laptop_id: LaptopId) -> VoteResult:
    """Return what is told of a vote that is closed, as it is known on a laptop.

    Args:
        state: Of the session.
        vote: The vote.
        report: What may be shown of it in figures.
        laptop_id: The laptop whose ballots were counted.
    """
    known = voting_laptops(vote)
    counted = known & vote.counted if vote.counted else laptops_counted(vote, laptop_id)
    laptops = laptops_words(len(counted), len(known))
    return vote_result(report, dict(statement_numbers(state).items()), laptops=laptops)


def vote_result(report: OpinionReport, numbers: Mapping[Id, int], *, laptops: Message | None = None) -> VoteResult:
    """Return what is shown of a vote.

    Args:
        report: What may be shown of it in figures.
        numbers: The numbers under which the statements were voted on.
        laptops: Whose ballots it counts.
    """
    from facilitator_console.opinions.findings import Extent
    from facilitator_console.report.opinions import remarks

    shown = report.opinions
    named = {row.statement for row in shown.shared}
    # What was withdrawn since counts for the others, and stands nowhere itself.
    opinions = (opinion for opinion in shown.statements if opinion.statement in report.texts)
    rows = sorted((_row(report, opinion, numbers) for opinion in opinions), key=lambda row: row.number)
    is_small = shown.extent is Extent.COUNTS_ONLY
    shared = tuple(row for row in rows if (is_small or row.statement in named) and is_clear(row))
    differs = tuple(row for row in rows if row not in shared and apart(row) >= FEWEST_APART)
    found = tuple(remarks(report))
    whose = 1 if is_small else 2
    return VoteResult(
        voters=shown.voters,
        counted=(*found[:whose], *((laptops,) if laptops else ())),
        shared=shared,
        differs=differs,
        others=tuple(row for row in rows if row not in shared and row not in differs),
        too_few=sum(row.answers == (Answer.UNTOLD,) for row in rows),
        sets=tuple((alike.people, alike.area) for alike in shown.similar_answers),
        sure=found[whose:],
        smallest_group=shown.smallest_group,
    )


def is_clear(row: ResultRow) -> bool:
    """Tell whether more than half of each set, or of all, are on one side; as far as the words say so."""
    answers = set(row.answers)
    return answers <= AGREEING or answers <= DISAGREEING


def apart(row: ResultRow) -> float:
    """Return how far apart the words of the sets are: 0 to 1.

    It asks the words and no test: which statements stand here tells nothing that the words beside them don't.
    """
    places = [DRAWN[answer] for answer in row.answers if answer in DRAWN]
    return max(places, default=0.0) - min(places, default=0.0)


def _row(report: OpinionReport, opinion: StatementOpinion, numbers: Mapping[Id, int]) -> ResultRow:
    return ResultRow(
        opinion.statement,
        numbers.get(opinion.statement, 0),
        str(report.texts.get(opinion.statement, "")),
        tuple(map(answer_of, opinion.by_similar_answers)) or (answer_of(opinion.total),),
    )


def left_out_words(result: VoteResult) -> Message | None:
    """Say on how many statements nothing is told because too few voted on them; None where on none."""
    if not result.too_few:
        return None
    return say_n(
        "{n} statement is left out here: fewer than five voted on it.",
        "{n} statements are left out here: fewer than five voted on them.",
        result.too_few,
    )
