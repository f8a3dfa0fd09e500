"""The agreements for the wall: all of them, in type that is read from a few metres, and room to write more."""

from __future__ import annotations

from typing import NamedTuple

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.flowables import HRFlowable

from facilitator_console.dialogue.state import State
from facilitator_console.notes.ids import GroupList
from facilitator_console.report.handouts.sheets import (
    NOTE,
    bold,
    lines,
    note_below,
    set_as_large_as_fits,
    style,
    words,
)
from facilitator_console.report.sections.chosen import entries_shown
from facilitator_console.report.typography import MUTED, REGULAR
from facilitator_console.words import Catalogue, say

SIZES_PT = (30, 26, 23, 20, 18)
EMPTY_LINES = 8
"""The number of empty lines to write on by hand, where nothing is agreed yet."""


class AgreementsSheet(NamedTuple):
    """Represents the agreements, in plain words."""

    title: str
    agreed: tuple[str, ...]
    note: str

    def write(self) -> bytes:
        """Return the PDF of the group's agreements."""
        return set_as_large_as_fits(self._story, SIZES_PT, self.title)

    def _story(self, size_pt: float) -> list[Flowable]:
        story: list[Flowable] = [*lines(self.title, bold(size_pt * 1.4)), Spacer(0, size_pt * 0.8)]
        if not self.agreed:
            rule = HRFlowable("100%", 0.7, color=MUTED, spaceBefore=size_pt * 1.5)
            return [*story, *[rule] * EMPTY_LINES]
        look = style(size_pt)
        look.leftIndent, look.bulletFontName, look.bulletFontSize = size_pt * 1.6, REGULAR, size_pt
        look.spaceAfter = size_pt * 0.5
        for number, text in enumerate(self.agreed, 1):
            story += lines(text, look, f"{number}.")
        return [*story, *note_below(self.note, *self.agreed)]


def read(state: State, catalogue: Catalogue) -> AgreementsSheet:
    """Read the agreements; without any the sheet has lines to write on."""
    agreed = tuple(words(catalogue, entry.text) for entry in entries_shown(state, GroupList.AGREEMENTS))
    title = words(catalogue, say("Agreements of the group"))
    return AgreementsSheet(title, agreed, words(catalogue, NOTE))
