"""Makes the handouts for a meeting, one file each: agendas for wall and team, agreements, cards, table plans.

Each is a function `read(state, catalogue)` that takes what it needs from the state, in plain words of one language;
what it returns writes itself as a PDF, in any thread. Equal ones look the same. A new one is its file here and its line
in `HANDOUTS`. Their libraries are loaded only when one is wanted.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, Protocol, cast

from facilitator_console.dialogue.state import State
from facilitator_console.words import Catalogue, Message, say


class Handout(Protocol):
    """Represents something to print, in plain words."""

    def write(self) -> bytes:
        """Return the PDF of a handout."""


class HandoutKind(NamedTuple):
    """Represents a kind of handout.

    Attributes:
        name: That of its file here.
        title: What it is called where it is chosen.
        file_name: Neutral: a title in a file's name is read by whoever sees the folder.
    """

    name: str
    title: Message
    file_name: str


TABLE_PLANS = HandoutKind("table_plans", say("Table plans"), "tables.pdf")
"""Shows how people were dealt to the tables; see session.table_plan."""
HANDOUTS = (
    HandoutKind("wall_agenda", say("Agenda for the wall"), "agenda.pdf"),
    HandoutKind("team_agenda", say("Agenda for the team"), "agenda-team.pdf"),
    HandoutKind("agreements", say("Agreements for the wall"), "agreements.pdf"),
    HandoutKind("seat_cards", say("Seat cards"), "cards.pdf"),
    TABLE_PLANS,
)
"""The handouts, in the order in which they are offered before a meeting."""
THEME_DRAFT = HandoutKind("theme_draft", say("The draft, to read at home"), "draft.pdf")
"""Offered at the read-back."""


class _Reader(Protocol):
    def read(self, state: State, catalogue: Catalogue) -> Handout: ...


def read_handout(kind: HandoutKind, state: State, catalogue: Catalogue) -> Handout:
    """Read what is to be printed from the state.

    Raises:
        UserError: There is nothing to print yet; it says what is missing.
    """
    module = cast("_Reader", import_module(f"{__name__}.{kind.name}"))
    return module.read(state, catalogue)
