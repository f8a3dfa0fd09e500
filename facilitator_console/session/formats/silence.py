"""Time to think: nobody needs to speak. It is short, so no time is taken from it."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format, SpeakingOrder


class NoTurns(SpeakingOrder):
    """Gives nobody the floor: people think, rest, or talk among themselves. Who waited in the queue goes on waiting."""

    name = "no_turns"
    takes_turns = False
    has_queue = False


NO_TURNS = NoTurns()
SILENCE = Format("silence", (NO_TURNS,), gives_time=False)
