"""The draft of the themes for those who read at home: one page, with room for what is not theirs or is missing.

Nothing that somebody said of a sentence stands on it, and no note: only the words that were read back.
"""

from __future__ import annotations

from typing import NamedTuple

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.flowables import HRFlowable

from facilitator_console.dialogue.state import State
from facilitator_console.notes.ids import CheckStatus, Column
from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.themes import themes_in
from facilitator_console.report.handouts.sheets import (
    NOTE,
    bold,
    lines,
    muted,
    note_below,
    set_as_large_as_fits,
    style,
    words,
)
from facilitator_console.report.typography import MUTED
from facilitator_console.words import Catalogue, UserError, say

SIZES_PT = (15, 14, 13, 12, 11, 10, 9)
EMPTY_LINES = 4
"""The number of empty lines to write on by hand."""
HEADS = {
    Column.SHARED: say("What we share"),
    Column.DIFFERENT: say("Where we see it differently"),
    Column.OPEN: say("What stays open"),
}
STATUS = {
    CheckStatus.DRAFT: say("draft"),
    CheckStatus.CHECKED: say("checked with the group"),
    CheckStatus.APPROVED: say("approved"),
}


class Part(NamedTuple):
    """Represents a column: its heading, and title, text and state of each theme."""

    head: str
    themes: tuple[tuple[str, str, str], ...]


class ThemeDraft(NamedTuple):
    """Represents the draft, in plain words."""

    title: str
    session: str
    parts: tuple[Part, ...]
    ask: str
    note: str

    def write(self) -> bytes:
        """Return the PDF of the themes' draft, for those who read at home."""
        return set_as_large_as_fits(self._story, SIZES_PT, self.session)

    def _story(self, size_pt: float) -> list[Flowable]:
        small = size_pt * 0.8
        story: list[Flowable] = [*lines(self.title, bold(size_pt * 1.5)), *lines(self.session, muted(small))]
        for part in self.parts:
            story += [Spacer(0, size_pt * 1.1), *lines(part.head, bold(small, muted=True))]
            for title, text, status in part.themes:
                story += [Spacer(0, size_pt * 0.6), *lines(title, bold(size_pt))]
                story += [*lines(text, style(size_pt)), *lines(status, muted(small))]
        story += [Spacer(0, size_pt * 1.4), *lines(self.ask, style(size_pt))]
        story += [HRFlowable("100%", 0.7, color=MUTED, spaceBefore=size_pt * 1.7)] * EMPTY_LINES
        return [
            *story,
            *note_below(self.note, *(text for part in self.parts for theme in part.themes for text in theme)),
        ]


def read(state: State, catalogue: Catalogue) -> ThemeDraft:
    """Read the themes, column by column.

    Raises:
        UserError: There is no theme yet.
    """
    parts = []
    for column, head in HEADS.items():
        themes = tuple(
            (
                words(catalogue, say("“{quote}”", quote=theme.title)) if theme.title else "",
                theme.text,
                words(catalogue, STATUS[theme_status(state, theme)]),
            )
            for theme in themes_in(state, column)
        )
        if themes:
            parts.append(Part(words(catalogue, head), themes))
    if not parts:
        raise UserError(say("There is no theme yet. Put notes into one with T."))
    ask = say("Is something not yours, or is something missing? Write it here, and give it back to the team.")
    title = words(catalogue, say("Did we hear you right?"))
    return ThemeDraft(title, state.info.title, tuple(parts), words(catalogue, ask), words(catalogue, NOTE))
