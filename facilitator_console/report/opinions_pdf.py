"""Opinions on paper: what is shared, then the map and what divides, with the bars of agreement by group.

Plain data in, pages out. Statements are text from outside: they are escaped, never read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer

from facilitator_console.report.opinions import (
    OpinionReport,
    group_title,
    has_counts,
    percent,
    remarks,
    shared_tallies,
)
from facilitator_console.report.opinions_pictures import AreaMap, Share, ShareBars, SharesHead, group_colour
from facilitator_console.report.paper import set_pages
from facilitator_console.report.typography import STYLES, UNPRINTABLE, printable
from facilitator_console.voices.opinions import Extent, StatementOpinion, Tally, dividing
from facilitator_console.words import Catalogue, Message, say, say_n


def opinions_pdf(report: OpinionReport, catalogue: Catalogue) -> bytes:
    """The report as a PDF; the same bytes for the same report.

    Args:
        report: What it says.
        catalogue: The language of the program's words in it; statements stay as they are.
    """
    page = _Page(report, catalogue)
    title = say("Opinions on the statements")
    story = [
        page.set(title, "title"),
        *(page.set(remark, "lead") for remark in remarks(report.opinions)),
        *(page.counts() if report.opinions.extent is Extent.COUNTS_ONLY else page.shared()),
        *page.groups(),
        *page.divides(),
        *page.small_print(),
    ]
    return set_pages(story, catalogue.text(title), catalogue.text(say("Internal")))


class _Page:
    """Sets the parts of the report, in one language."""

    def __init__(self, report: OpinionReport, catalogue: Catalogue) -> None:
        self._report, self._shown, self._catalogue = report, report.opinions, catalogue
        self._is_printable = True

    def set(self, text: str | Message, style: str) -> Paragraph:
        """One paragraph of plain text."""
        return Paragraph(escape(self._plain(text)), STYLES[style])

    def counts(self) -> list[Flowable]:
        """Where there are too few people for anything else."""
        return self._section(say("Votes"), has_counts(self._shown), say("No statement has five votes yet."))

    def shared(self) -> list[Flowable]:
        """What more than half agree with, or disagree with."""
        nothing = say("Nothing is shared so clearly that chance would not explain it.")
        return self._section(say("What is shared"), [one for _, one in shared_tallies(self._shown)], nothing)

    def groups(self) -> list[Flowable]:
        """The map."""
        groups = self._shown.groups
        if not groups:
            return []
        caption = say(
            "Each area is where most people of one opinion stand; near is alike, far is unlike. Left and right, up and "
            "down mean nothing by themselves. No person is drawn."
        )
        sizes = [
            say_n("{name}: {n} person", "{name}: {n} people", group.people, name=group_title(place))
            for place, group in enumerate(groups)
        ]
        areas = AreaMap([group.area for group in groups], [str(place) for place in range(1, len(groups) + 1)])
        below = self.set(" · ".join(self._plain(size) for size in sizes), "small")
        head = self.set(say("Groups of opinion"), "section")
        return [KeepTogether([head, self.set(caption, "small"), Spacer(0, 6), areas, Spacer(0, 5), below])]

    def divides(self) -> list[Flowable]:
        """What sets the groups apart."""
        if not self._shown.groups:
            return []
        nothing = say("No statement sets these groups apart clearly.")
        return self._section(say("What divides"), dividing(self._shown), nothing)

    def small_print(self) -> list[Flowable]:
        """How to read the figures."""
        told = [
            say("Per cent of those who voted on the statement; the rest passed."),
            say("No group of fewer than five people is shown, nor what fewer than five voted on."),
        ]
        if not self._is_printable:
            told.append(say("{sign} stands for signs that can't be printed here.", sign=UNPRINTABLE))
        return [KeepTogether([Spacer(0, 16), *(self.set(line, "small") for line in told)])]

    def _section(self, title: Message, told: Sequence[StatementOpinion], nothing: Message) -> list[Flowable]:
        head = self.set(title, "section")
        if not told:
            return [head, self.set(nothing, "body")]
        columns = SharesHead(self._plain(say("agree")), self._plain(say("disagree")))
        first, *others = [self._statement(one) for one in told]
        return [KeepTogether([head, columns, *first]), *(KeepTogether(block) for block in others)]

    def _statement(self, one: StatementOpinion) -> list[Flowable]:
        shares = [_share(self._plain(group_title(place)), tally, place) for place, tally in enumerate(one.by_group)]
        if one.total and not shares:
            shares = [_share(self._plain(say("All together")), one.total)]
        # The catalogue's text as it is, with its place: filled for each figure.
        figure = self._plain(say("{share}%", share="{share}"))
        return [self.set(self._words(one), "body"), ShareBars(shares, figure), Spacer(0, 4)]

    def _words(self, one: StatementOpinion) -> str:
        """A statement's words; before those that can't be printed, its number, so that it can be found."""
        words = self._report.text(one.statement)
        told = self._plain(words)
        if UNPRINTABLE not in told or isinstance(words, Message):
            return told
        return f"{self._plain(say('Statement {number}', number=one.statement))}: {told}"

    def _plain(self, text: str | Message) -> str:
        if isinstance(text, Message):
            text = self._catalogue.text(text)
        safe = printable(text).replace("\n", " ")
        self._is_printable &= UNPRINTABLE not in safe or UNPRINTABLE in text
        return safe


def _share(label: str, tally: Tally, place: int | None = None) -> Share:
    agree, disagree = percent(tally.agree, tally.voters), percent(tally.disagree, tally.voters)
    # Both may be rounded up.
    return Share(label, agree, min(disagree, 100 - agree), None if place is None else group_colour(place))
