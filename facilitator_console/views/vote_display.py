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
from facilitator_console.words import Message


class ChosenResult(msgspec.Struct, frozen=True, gc=False):
    """Holds the part of a result that the team chose for the room.

    Attributes:
        heading: Of the part; None where none was chosen.
        statements: The ids of its statements, each with what is told of how people answered it, which may be nothing.
    """

    heading: Message | None = None
    statements: tuple[tuple[StatementId, tuple[Message, ...]], ...] = ()


class VoteFigures(msgspec.Struct, frozen=True, gc=False):
    """Holds what is known of a vote beside the state.

    Attributes:
        voted: How many voted.
        heading: Of the part of a result that the team chose to show; None for none, as where it is not made yet.
        lines: Its statements.
        answers: What is told of how people answered each of them.
    """

    voted: int = 0
    heading: Message | None = None
    lines: tuple[str, ...] = ()
    answers: tuple[tuple[Message, ...], ...] = ()


def vote_figures(state: State, voted: int, chosen: ChosenResult) -> VoteFigures:
    """Return what the room may see of a vote; what was withdrawn from the chosen result is left out.

    Args:
        state: The session.
        voted: How many voted.
        chosen: The part of the result that is shown.
    """
    known = ((state.statements.get(statement_id), answers) for statement_id, answers in chosen.statements)
    there = [(statement.text, answers) for statement, answers in known if statement is not None]
    lines, answers = zip(*there, strict=True) if there else ((), ())
    return VoteFigures(voted, chosen.heading, lines, answers)


def with_figures(view: PublicView, state: State, figures: VoteFigures) -> PublicView:
    """Return a public view with what it shows of a vote."""
    if state.room.frozen:
        return view
    shown = on_display(state, MAIN)
    if shown is not None and shown.shows is Shows.RESULTS and figures.heading is not None:
        return PublicView(PublicKind.TEXT, figures.heading, lines=figures.lines, answers=figures.answers)
    if view.kind is PublicKind.VOTE and is_voting(state):
        return replace(view, voted=figures.voted)
    return view
