"""Makes the report on a conversation as a PDF: what is shared, the map, what each set stands for, and what divides.

Plain data in, pages out. Statements are text from outside: they are escaped, never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from facilitator_console.opinions.findings import StatementOpinion, Tally
from facilitator_console.report.opinions import (
    OpinionReport,
    Part,
    dividing_part,
    figure,
    in_words,
    remarks,
    set_size,
    shared_parts,
    shares,
    stand_for,
    tallies,
)
from facilitator_console.report.opinions_pictures import AreaMap, ShareBars, SharesHead, VoteBar, group_colour
from facilitator_console.report.paper import WIDTH_PT, set_pages
from facilitator_console.report.paragraphs import set_text
from facilitator_console.report.signs import UNPRINTABLE, printable
from facilitator_console.report.tags import TaggedParagraph
from facilitator_console.report.typography import STYLES
from facilitator_console.words import Catalogue, Message, say, say_p

_WHOLE_WIDTH = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]


def opinions_pdf(report: OpinionReport, catalogue: Catalogue) -> bytes:
    """Make the report as a PDF; the same report gives the same bytes.

    Args:
        report: What it says.
        catalogue: The language of the program's words in it; statements stay as they are.
    """
    page = _Page(report, catalogue)
    title = say("Opinions on the statements")
    story = [
        *page.set(title, "title"),
        *(line for remark in remarks(report) for line in page.set(remark, "lead")),
        *(flowable for part in shared_parts(report.opinions) for flowable in page.part(part)),
        *page.similar_answers(),
        *page.small_print(),
    ]
    return set_pages(story, catalogue.text(title), catalogue.text(say("Internal")))


class _Page:
    """Sets the parts of the report on pages, in one language."""

    def __init__(self, report: OpinionReport, catalogue: Catalogue) -> None:
        self._report, self._shown, self._catalogue = report, report.opinions, catalogue
        self._is_printable = True

    def set(self, text: str | Message, style: str) -> list[TaggedParagraph]:
        """Make a paragraph of plain text; of one that runs from right to left, a paragraph for each line."""
        return set_text(self._plain(text), STYLES[style], WIDTH_PT)

    def part(self, part: Part) -> list[Flowable]:
        """Make a part with a bar for each figure; its head is repeated on each of its pages."""
        title = self.set(part.title, "section")
        if not part.statements:
            return [*title, *self.set(part.nothing, "body")]
        shares = (say_p("of votes", "agree"), say("skipped"), say_p("of votes", "disagree"))
        head = SharesHead(*map(self._plain, shares))
        table = Table(
            [[[*title]], [head], *([self._statement(opinion)] for opinion in part.statements)],
            colWidths=[WIDTH_PT],
            # The title is set once; the head, the second of the first two rows, is repeated on each page.
            repeatRows=(1,),
            style=[*_WHOLE_WIDTH, ("NOSPLIT", (0, 0), (-1, 2))],
        )
        return [Spacer(0, STYLES["section"].spaceBefore), table]

    def similar_answers(self) -> Iterator[Flowable]:
        """Yield the map, what each set of similar answers stands for, and what divides."""
        sets = self._shown.similar_answers
        if not sets:
            return
        caption = say(
            "Each area shows where most people with similar answers are; the nearer two areas, the "
            "more alike the opinions. Left, right, up and down mean nothing by themselves. Single "
            "people are not shown."
        )
        areas = AreaMap([alike.area for alike in sets], [str(place) for place in range(1, len(sets) + 1)])
        head = self.set(say("Similar answers"), "section")
        yield KeepTogether([*head, *self.set(caption, "small"), Spacer(0, 6), areas])
        for place, alike in enumerate(sets):
            name = self.set(set_size(place, alike.people), "tag")
            stands = [part for line in stand_for(self._report, alike) for part in self.set(line, "text")]
            yield KeepTogether([*name, *(stands or self.set(say("Nothing sets these apart clearly."), "text"))])
        yield from self.part(dividing_part(self._shown))

    def small_print(self) -> list[Flowable]:
        """Make the lines that say how to read the figures."""
        remarks_on_figures = [
            say("Figures are of those who voted on the statement; below 20 people they are counts, not percentages."),
            say("Almost all: 85% and more. About half: 40% to 50%."),
            say(
                "Not shown: similar answers of fewer than {n} people, votes of fewer than {n} people on a "
                "statement, and anything from which either could be worked out.",
                n=self._shown.smallest_group,
            ),
        ]
        if not self._is_printable:
            remarks_on_figures.append(say("{sign} stands for signs that can’t be printed here.", sign=UNPRINTABLE))
        return [
            KeepTogether([Spacer(0, 16), *(part for line in remarks_on_figures for part in self.set(line, "small"))])
        ]

    def _statement(self, opinion: StatementOpinion) -> list[Flowable]:
        bars = [
            self._share(self._plain(name), tally, place - 1 if opinion.total else place)
            for place, (name, tally) in enumerate(tallies(opinion))
        ]
        return [*self.set(self._words(opinion), "body"), ShareBars(bars), Spacer(0, 4)]

    def _share(self, label: str, tally: Tally, place: int) -> VoteBar:
        agree, disagree = shares(tally)
        agreeing, disagreeing = (self._plain(figure(votes, tally.voters)) for votes in (tally.agree, tally.disagree))
        colour = group_colour(place) if place >= 0 else None
        return VoteBar(label, agree, disagree, agreeing, disagreeing, self._plain(in_words(tally)), colour)

    def _words(self, opinion: StatementOpinion) -> str:
        """Return a statement's words; its number comes first where some can't be printed, so that it can be found."""
        words = self._report.text(opinion.statement)
        printable_words = self._plain(words)
        if UNPRINTABLE not in printable_words or isinstance(words, Message):
            return printable_words
        return f"{self._plain(say('Statement {number}', number=opinion.statement))}: {printable_words}"

    def _plain(self, text: str | Message) -> str:
        if isinstance(text, Message):
            text = self._catalogue.text(text)
        safe = printable(text, fallback=True).replace("\n", " ")
        self._is_printable &= UNPRINTABLE not in safe or UNPRINTABLE in text
        return safe
