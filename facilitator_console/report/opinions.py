"""Opinions for people: the caution that goes with them, and the files that programs read. No PDF here.

What is in them was made fit to be shown by voices.opinions; nothing of it is computed here but percentages.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import msgspec

from facilitator_console.voices.ballots import Id
from facilitator_console.voices.opinions import Extent, Opinions, SharedStatement, StatementOpinion, Tally
from facilitator_console.voices.representative import Side
from facilitator_console.words import Message, say, say_n

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


class OpinionReport(msgspec.Struct, frozen=True):
    """What may be shown of a conversation, with the words that were voted on.

    Attributes:
        opinions: The figures.
        texts: By statement; some may be missing.
    """

    opinions: Opinions
    texts: Mapping[Id, str]

    def text(self, statement: Id) -> str | Message:
        """A statement's words, or its number where they are not known."""
        return self.texts.get(statement) or say("Statement {number}", number=statement)


def percent(part: int, whole: int) -> int:
    """A share in whole per cent, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def group_title(place: int) -> Message:
    """What a group of opinion is called: by its place, since the letters are those of the groups in the room."""
    return say("Opinion {number}", number=place + 1)


def remarks(shown: Opinions) -> tuple[Message, ...]:
    """What must be said before any figure: over whom, and how far it goes."""
    told = [
        say_n("{n} person is counted in all that follows.", "{n} people are counted in all that follows.", shown.voters)
    ]
    if shown.extent is Extent.COUNTS_ONLY:
        told.append(say("Fewer than 15 people voted. So there are counts only, and no map."))
    if shown.extent is Extent.EXPLORATORY:
        told.append(say("Fewer than 50 people are in the map: it is exploratory, a beginning for a conversation."))
    if shown.extent is not Extent.COUNTS_ONLY and not shown.groups:
        told.append(say("No groups of opinion are shown: there are none, or none of five people and more."))
    if shown.stable is False:
        told.append(say("The groups are unstable: had a few others voted, or on other statements, they would differ."))
    return tuple(told)


def has_counts(shown: Opinions) -> tuple[StatementOpinion, ...]:
    """The statements with a total that may be shown, those agreed with most first."""
    told = [one for one in shown.statements if one.total]
    return tuple(sorted(told, key=lambda one: -one.total.agree / one.total.voters if one.total else 0.0))


def shared_tallies(shown: Opinions) -> tuple[tuple[SharedStatement, StatementOpinion], ...]:
    """What is shared, each with all its figures."""
    by_id = {one.statement: one for one in shown.statements}
    return tuple((one, by_id[one.statement]) for one in shown.shared)


def opinions_json(report: OpinionReport) -> bytes:
    """The whole report for programs."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def opinions_csv(report: OpinionReport) -> bytes:
    """A row for each statement, for spreadsheets; what may not be shown is left empty.

    A text that a spreadsheet would compute has an apostrophe before it.
    """
    shown = report.opinions
    sides: dict[Id, Side] = {one.statement: one.side for one in shown.shared}
    kinds = Tally.__struct_fields__
    groups = [f"opinion_{place}_{kind}" for place in range(1, len(shown.groups) + 1) for kind in kinds]
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(("statement", "text", "shared", *kinds, *groups, "group_aware_consensus"))
    for one in shown.statements:
        text = report.texts.get(one.statement, "")
        safe = f"'{text}" if text.startswith(_FORMULA) else text
        by_group = [count for tally in one.by_group for count in _counts(tally)] or [""] * len(groups)
        total = _counts(one.total) if one.total else [""] * len(kinds)
        consensus = "" if one.group_aware_consensus is None else f"{one.group_aware_consensus:.6f}"
        table.writerow((one.statement, safe, sides.get(one.statement, ""), *total, *by_group, consensus))
    # With the mark by which spreadsheets know UTF-8.
    return written.getvalue().encode("utf-8-sig")


def _counts(tally: Tally) -> list[int | str]:
    return [getattr(tally, kind) for kind in Tally.__struct_fields__]
