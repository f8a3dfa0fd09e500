"""Shows the room how many voted while a vote is open, never how; its result only once the team chooses.

Ballots lie apart from the state, and a result takes seconds, so both are handed in; the public view is made without.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from facilitator_console.dialogue.state import State
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.voting import is_voting
from facilitator_console.session.display import on_display
from facilitator_console.session.ids import MAIN, Shows
from facilitator_console.views.public_view import PublicKind, PublicView
from facilitator_console.words import Catalogue, Message, say


class ChosenResult(msgspec.Struct, frozen=True, gc=False):
    """Holds the part of a result that the team chose for the room.

    Attributes:
        heading: Of the part; None where none was chosen.
        statements: The ids of its statements, each with the words beside it, which may be empty.
    """

    heading: Message | None = None
    statements: tuple[tuple[StatementId, str], ...] = ()


class VoteFigures(msgspec.Struct, frozen=True, gc=False):
    """Holds what is known of a vote beside the state.

    Attributes:
        voted: How many voted.
        heading: Of the part of a result that the team chose to show; None for none.
        lines: Its statements.
    """

    voted: int = 0
    heading: Message | None = None
    lines: tuple[str, ...] = ()


def vote_figures(state: State, voted: int, chosen: ChosenResult, catalogue: Catalogue) -> VoteFigures:
    """Return what the room may see of a vote; what was withdrawn from the chosen result is left out.

    Args:
        state: The session.
        voted: How many voted.
        chosen: The part of the result that is shown.
        catalogue: The language in which words stand beside a statement.
    """
    known = ((state.statements.get(statement_id), words) for statement_id, words in chosen.statements)
    lines = tuple(
        catalogue.text(say("{text} ({words})", text=statement.text, words=words)) if words else statement.text
        for statement, words in known
        if statement is not None
    )
    return VoteFigures(voted, chosen.heading, lines)


def with_figures(view: PublicView, state: State, figures: VoteFigures) -> PublicView:
    """Return a public view with what it shows of a vote."""
    if state.room.frozen:
        return view
    shown = on_display(state, MAIN)
    if shown is not None and shown.shows is Shows.RESULTS:
        heading = figures.heading or say("What came out of the vote")
        return PublicView(PublicKind.TEXT, heading, lines=figures.lines)
    if view.kind is PublicKind.VOTE and is_voting(state):
        return replace(view, voted=figures.voted)
    return view
