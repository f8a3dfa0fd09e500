"""Makes the summary as a PDF for the team, from plain data.

The only place that turns a summary's Messages into words. Text from outside stays plain text: it is escaped, never
read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table

from facilitator_console.report.files import write_whole
from facilitator_console.report.paper import WIDTH_PT, set_pages
from facilitator_console.report.pictures import CourseRow, EndsRow, ShareRow
from facilitator_console.report.summary import AgendaLine, Section, Summary, Text
from facilitator_console.report.typography import (
    GROUPS,
    HAIRLINE,
    INK,
    MUTED,
    STYLES,
    UNPRINTABLE,
    printable,
)
from facilitator_console.session.disclosure import USUAL
from facilitator_console.words import Catalogue, Message, Percent, say, say_n, titled

_NUMBER_PT = 62.0
"""The width of a column of minutes."""


def write_summary(summary: Summary, catalogue: Catalogue, path: Path) -> None:
    """Write a summary as a PDF, all or nothing; a PDF that is there is replaced, and nothing else.

    Args:
        summary: What it says.
        catalogue: The language of the program's words in it; people's words stay as they are.
        path: The file.

    Raises:
        UserError: There is no such folder, the path is not a file or not a PDF, or it can't be written.
    """
    write_whole(path, summary_pdf(summary, catalogue))


def summary_pdf(summary: Summary, catalogue: Catalogue) -> bytes:
    """Make a summary as a PDF; the same summary gives the same bytes."""
    words = _Words(catalogue)
    story = [
        *_opening(words, summary),
        *_agenda(words, summary.agenda),
        *_talk(words, summary),
        *_notes(words, summary.notes),
    ]
    for section in (summary.quotes, summary.proposals, summary.agreements, summary.outcomes, summary.next_time):
        if section.texts:
            story += [words.set(section.title, "section"), *words.texts(section.texts)]
    if words.unprintable:
        note = say("{sign} stands for signs that can’t be printed here.", sign=UNPRINTABLE)
        story += [Spacer(0, 18), words.set(note, "small")]
    return set_pages(story, words.line(titled(summary.title)), catalogue.text(say("Internal")))


class _Words:
    """Makes paragraphs in one language. Their content is escaped: it is text, never markup.

    Attributes:
        unprintable: Whether anything so far had signs that the font lacks.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.unprintable = False

    def plain(self, text: str | Message) -> str:
        """Return the text as it can be printed, without markup; lines stay apart."""
        if isinstance(text, Message):
            text = self._catalogue.text(text)
        safe = printable(text)
        self.unprintable |= UNPRINTABLE in safe and UNPRINTABLE not in text
        return safe

    def line(self, text: str | Message) -> str:
        """Return the text as it can be printed, on one line."""
        return self.plain(text).replace("\n", " ")

    def set(self, text: str | Message, style: str) -> Paragraph:
        """Make a paragraph of plain text."""
        return Paragraph(escape(self.line(text)), STYLES[style])

    def texts(self, texts: tuple[Text, ...]) -> list[Flowable]:
        """Make paragraphs of texts that people wrote; quotes are in the language's own marks."""
        story: list[Flowable] = []
        for text in texts:
            words = say("“{quote}”", quote=text.text) if text.is_quote else text.text
            words = say("{text} (done)", text=text.text) if text.is_done else words
            story += self._lines(words, "quote" if text.is_quote else "text", "•")
            for other in text.other_texts:
                story[-1].keepWithNext = 1
                story += self._lines(say("Also written: {text}", text=other), "other", None)
        return story

    def _lines(self, text: str | Message, style: str, bullet: str | None) -> list[Paragraph]:
        """Make a paragraph for each line: reportlab's time grows with the square of the line breaks in a paragraph."""
        lines = [line for line in self.plain(text).split("\n") if line.strip()] or [""]
        paragraphs = [Paragraph(escape(line), STYLES[style]) for line in lines]
        paragraphs[0] = Paragraph(escape(lines[0]), STYLES[style], bulletText=bullet)
        for paragraph in paragraphs[:-1]:
            paragraph.spaceAfter = 0
        return paragraphs


def _opening(words: _Words, summary: Summary) -> list[Flowable]:
    kind = say("Summary of the meeting")
    if summary.day:
        kind = say("Summary of the meeting · {day}", day=summary.day)
    holes = () if summary.is_complete else (say("Part of the record is missing."),)
    return [
        words.set(titled(summary.title), "title"),
        *(words.set(line, "lead") for line in holes),
        words.set(kind, "lead"),
        words.set(say("For the participants and their team. Please do not pass it on."), "lead"),
    ]


def _agenda(words: _Words, agenda: tuple[AgendaLine, ...]) -> list[Flowable]:
    if not agenda:
        return []
    columns = (say("Item"), say("planned, min"), say("used, min"))
    head = [words.set(column, "small_number" if at else "small") for at, column in enumerate(columns)]
    rows = [head, *([_item(words, line), *_minutes(words, line.planned_min, line.used_min)] for line in agenda)]
    used_minutes = [line.used_min for line in agenda if line.used_min is not None]
    planned_min = sum(line.planned_min for line in agenda)
    used_min = sum(used_minutes) if used_minutes else None
    rows.append([words.set(say("Total"), "small"), *_minutes(words, planned_min, used_min)])
    table = Table(rows, [WIDTH_PT - 2 * _NUMBER_PT, _NUMBER_PT, _NUMBER_PT], repeatRows=1, splitInRow=1)
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ("LINEBELOW", (0, 0), (-1, -2), 0.5, HAIRLINE),
            ("LINEABOVE", (0, -1), (-1, -1), 0.75, INK),
        ]
    )
    return [words.set(say("Agenda"), "section"), table]


def _item(words: _Words, line: AgendaLine) -> Paragraph:
    title, question = escape(words.line(titled(line.title))), escape(words.line(line.question))
    below = f'<br/><font size="9" color="{MUTED.hexval().replace("0x", "#")}">{question}</font>' if question else ""
    return Paragraph(title + below, STYLES["body"])


def _minutes(words: _Words, planned_min: int, used_min: int | None) -> list[Paragraph]:
    planned = str(planned_min) if planned_min else "–"
    used_text = "–" if used_min is None else str(used_min)
    return [words.set(planned, "number"), words.set(used_text, "number")]


def _talk(words: _Words, summary: Summary) -> list[Flowable]:
    talk = summary.talk
    if not talk:
        return []
    names = [words.line(group.name) for group in talk]
    colours = [GROUPS[at % len(GROUPS)] for at in range(len(talk))]
    pictures: list[Flowable] = []
    if talk[0].course:
        rows = [CourseRow(*each) for each in zip(names, (group.course for group in talk), colours, strict=True)]
        ends = EndsRow(words.plain(say("beginning")), words.plain(say("end")), MUTED)
        caption = say_n(
            "The time in which these groups spoke. The taller the bar, the larger their share.",
            "The time in which these groups spoke, in {n} equal parts. The taller the bar, the larger their share.",
            len(talk[0].course),
        )
        pictures += _picture(words, say("Course of the talk by group"), caption, [*rows, ends])
    figures = [words.plain(say("{share}", share=Percent(group.share))) for group in talk]
    shares: list[Flowable] = [
        ShareRow(name, group.share, figure, colour)
        for name, group, figure, colour in zip(names, talk, figures, colours, strict=True)
    ]
    caption = say(
        "Shares of the time in which these groups spoke. Groups of fewer than {n} people are not shown separately.",
        n=USUAL.smallest_group,
    )
    if summary.speaking_forgotten:
        forgotten = say("Who spoke when was forgotten after the meeting, so the course of the talk is not shown.")
        shares += [Spacer(0, 6), words.set(forgotten, "small")]
    return pictures + _picture(words, say("Talk time by group"), caption, shares)


def _picture(words: _Words, title: Message, caption: Message, rows: Sequence[Flowable]) -> list[Flowable]:
    return [KeepTogether([words.set(title, "section"), words.set(caption, "small"), Spacer(0, 6), *rows])]


def _notes(words: _Words, notes: tuple[Section, ...]) -> list[Flowable]:
    if not notes:
        return []
    story: list[Flowable] = [words.set(say("Notes by tag"), "section")]
    for section in notes:
        story += [words.set(section.title, "tag"), *words.texts(section.texts)]
    return story
