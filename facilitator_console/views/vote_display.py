"""What the room sees of a vote: how many voted while it is open, never how; its result only once the team chooses.

Ballots lie apart from the state, and a result takes seconds, so both are handed in; the public view is made without.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from facilitator_console.dialogue.state import State
from facilitator_console.opinions.voting import is_voting
from facilitator_console.session.display import on_display
from facilitator_console.session.ids import MAIN, Shows
from facilitator_console.views.public_view import PublicKind, PublicView
from facilitator_console.words import Message, say


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
