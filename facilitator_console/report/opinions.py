"""Puts the report on a conversation in words: remarks, figures, and the parts in which they are shown.

No file is made here. What may be shown is decided by opinions.findings; only percentages are computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.conversation import Conversation
from facilitator_console.opinions.findings import (
    Extent,
    Missing,
    Opinions,
    RepresentativeStatement,
    SimilarAnswers,
    StatementOpinion,
    Tally,
    dividing,
    opinions,
)
from facilitator_console.opinions.representative import Side
from facilitator_console.words import Message, Percent, say, say_n, say_p

FEWEST_FOR_PERCENT = 20
"""The fewest people of whom a share is given in per cent; below, one per cent would be less than one person."""
_ALMOST_ALL, _ABOUT_HALF = 0.85, 0.4


class OpinionReport(msgspec.Struct, frozen=True):
    """Represents what may be shown of a conversation, with the words that were voted on.

    Attributes:
        opinions: The figures.
        texts: By statement; some may be missing.
        moderation_known: Whether it is known which statements were moderated out.
    """

    opinions: Opinions
    texts: Mapping[Id, str]
    moderation_known: bool = True

    def text(self, statement: Id) -> str | Message:
        """Return a statement's words, or its number where they are not known."""
        return self.texts.get(statement) or say("Statement {number}", number=statement)


def opinion_report(conversation: Conversation, on_draw: Callable[[int, int], None]) -> OpinionReport:
    """Compute what may be shown of a conversation.

    Args:
        conversation: The votes and statements.
        on_draw: Hears how far the work is; see `findings.opinions`.
    """
    shown = opinions(conversation.matrix, rejected=conversation.rejected, meta=conversation.meta, on_draw=on_draw)
    # What was rejected is not in what is shown; nor may its words be.
    statements = {opinion.statement for opinion in shown.statements}
    texts = {statement: text for statement, text in conversation.texts.items() if statement in statements}
    return OpinionReport(shown, texts, conversation.moderation_known)


class Part(NamedTuple):
    """Represents a part of the report.

    Attributes:
        title: Its title.
        statements: Its statements, in order.
        nothing: The text for a part without statements.
    """

    title: Message
    statements: tuple[StatementOpinion, ...]
    nothing: Message


def percent(part: int, whole: int) -> int:
    """Return a share in whole per cent, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def similar_title(place: int) -> Message:
    """Name a set of similar answers: by a number, since letters and "group" are for the groups in the room."""
    return say("Similar answers {number}", number=place + 1)


def set_size(place: int, people: int) -> Message:
    """Name a set of similar answers, and say how many people it has."""
    return say_n("{name}: {n} person", "{name}: {n} people", people, name=similar_title(place))


def figure(part: int, whole: int) -> Message:
    """Say a share and of how many people it is; below 20 people it is a count."""
    return say("{n} of {whole}", n=Percent(percent(part, whole)) if _is_many(whole) else part, whole=whole)


def figure_of_both(tally: Tally) -> Message:
    """Say how many agree and disagree, and of how many people; below 20 people these are counts."""
    both = map(Percent, shares(tally)) if _is_many(tally.voters) else (tally.agree, tally.disagree)
    agree, disagree = both
    return say("{agree} / {disagree} of {n}", agree=agree, disagree=disagree, n=tally.voters)


def _is_many(people: int) -> bool:
    return people >= FEWEST_FOR_PERCENT


def shares(tally: Tally) -> tuple[int, int]:
    """Return whole per cent that agree and that disagree; at most 100 together, though both may be rounded up."""
    agree = percent(tally.agree, tally.voters)
    return agree, min(percent(tally.disagree, tally.voters), 100 - agree)


def in_words(tally: Tally) -> Message:
    """Say in words how many are on the larger side; on that of agreement where both are equal."""
    agrees = tally.agree >= tally.disagree
    share = max(tally.agree, tally.disagree) / tally.voters
    if share >= _ALMOST_ALL:
        return say("almost all agree") if agrees else say("almost all disagree")
    if share > 0.5:  # noqa: PLR2004 - what the words say
        return say("more than half agree") if agrees else say("more than half disagree")
    if share >= _ABOUT_HALF:
        return say("about half agree") if agrees else say("about half disagree")
    return say("fewer than half agree") if agrees else say("fewer than half disagree")


def remarks(report: OpinionReport) -> Iterator[Message]:
    """Yield what must be said before any figure: whose votes these are, and how much they can tell."""
    shown = report.opinions
    yield say_n("{n} person voted and is in the totals.", "{n} people voted; all are in the totals.", shown.voters)
    if shown.extent is not Extent.COUNTS_ONLY:
        yield _in_map(shown)
    if shown.missing:
        yield _missing(shown, shown.missing)
    elif steady := shown.steadiness:
        yield say(
            "The similar answers are stable. In {n} draws, each of four fifths of the people and "
            "statements, they came out alike ({likeness} of 100 points; 50 are needed). Of {rooms} "
            "made-up rooms with the same totals and no pattern, {reached} were as stable. Drawing ends "
            "once the result is clear.",
            n=steady.resamples,
            likeness=round(100 * steady.stability),
            rooms=steady.rooms,
            reached=steady.as_stable,
        )
    if shown.extent is Extent.EXPLORATORY:
        yield say(
            "Fewer than 50 people are in the map, so everything here is exploratory: a beginning for a conversation."
        )
    if not report.moderation_known:
        yield say(
            "It is not known which statements were moderated out, so all are counted. Name the file "
            "with the statements (comments.csv) as well."
        )


def _in_map(shown: Opinions) -> Message:
    left_out = shown.voters - shown.in_map
    if not left_out:
        return say_n(
            "All of them are in the map: each voted on {n} statement or more.",
            "All of them are in the map: each voted on {n} statements or more.",
            shown.votes_for_entry,
        )
    return say_n(
        "{in_map} of them are in the map. {n} person is not: votes on fewer than {needed} statements tell too little.",
        "{in_map} of them are in the map. {n} people are not: votes on fewer than {needed} statements tell too little.",
        left_out,
        in_map=shown.in_map,
        needed=shown.votes_for_entry,
    )


def _missing(shown: Opinions, why: Missing) -> Message:
    steady = shown.steadiness
    if why is Missing.TOO_FEW_VOTERS:
        return say("Fewer than 15 people voted, so there are only counts and no map.")
    if why is Missing.TOO_FEW_IN_MAP:
        return say("Fewer than 15 people are in the map, so there is no search for similar answers.")
    if why is Missing.UNSTABLE and steady:
        return say(
            "No similar answers are shown: with other people or other statements, they would come out "
            "different ({likeness} of 100 points in {n} draws; 50 are needed).",
            likeness=round(100 * steady.stability),
            n=steady.resamples,
        )
    if why is Missing.AS_CHANCE and steady:
        return say(
            "No similar answers are shown: they may be due to chance. Of {rooms} made-up rooms with "
            "the same totals and no pattern, {reached} were as stable.",
            rooms=steady.rooms,
            reached=steady.as_stable,
        )
    return say("No similar answers are shown: there are not two sets of {n} people or more.", n=shown.smallest_group)


def shared_parts(shown: Opinions) -> Iterator[Part]:
    """Yield the parts with what is shared: first agreement, then disagreement; of few people all votes instead."""
    if shown.extent is Extent.COUNTS_ONLY:
        yield Part(say("Votes"), _by_agreement(shown), say("No statement has {n} votes yet.", n=shown.smallest_group))
        return
    by_id = {opinion.statement: opinion for opinion in shown.statements}
    titles = {Side.AGREE: say("What is shared: agreement"), Side.DISAGREE: say("What is shared: disagreement")}
    for side, title in titles.items():
        if statements := tuple(by_id[shared.statement] for shared in shown.shared if shared.side is side):
            yield Part(title, statements, _nothing_shared(shown))
    if not shown.shared:
        yield Part(say("What is shared"), (), _nothing_shared(shown))


def dividing_part(shown: Opinions) -> Part:
    """Return the part with the statements that set similar answers apart."""
    return Part(say("What divides"), dividing(shown), say("No statement sets the similar answers apart clearly."))


def stand_for(report: OpinionReport, alike: SimilarAnswers) -> list[Message]:
    """Return the statements that stand for a set and are not shared, with how many people of the set are for each."""
    shared = {opinion.statement for opinion in report.opinions.shared}
    return [_stands_for(report, opinion) for opinion in alike.representative if opinion.statement not in shared]


def _stands_for(report: OpinionReport, statement: RepresentativeStatement) -> Message:
    fields = {"text": report.text(statement.statement), "figure": figure(statement.votes, statement.voters)}
    if statement.side is Side.AGREE:
        return say("Agree: {text} ({figure})", **fields)
    return say("Disagree: {text} ({figure})", **fields)


def _nothing_shared(shown: Opinions) -> Message:
    if not shown.similar_answers:
        return say("On no statement do clearly more than half of those who voted on it agree, or disagree.")
    return say_n(
        "No statement is clearly shared by more than half of each set of similar answers. Of all "
        "people, more than half are on one side on {n} statement.",
        "No statement is clearly shared by more than half of each set of similar answers. Of all "
        "people, more than half are on one side on {n} statements.",
        shown.shared_over_all,
    )


def _by_agreement(shown: Opinions) -> tuple[StatementOpinion, ...]:
    """Return the statements with a total that may be shown, those agreed with most first."""
    with_total = [(opinion, opinion.total) for opinion in shown.statements if opinion.total]
    by_agreement = sorted(with_total, key=lambda pair: -pair[1].agree / pair[1].voters)
    return tuple(opinion for opinion, _ in by_agreement)


def tallies(opinion: StatementOpinion) -> Iterator[tuple[Message, Tally]]:
    """Yield the votes on a statement that may be shown: over all, then of each set of similar answers."""
    if opinion.total:
        yield say_p("a total", "All together"), opinion.total
    for place, tally in enumerate(opinion.by_similar_answers):
        yield similar_title(place), tally
