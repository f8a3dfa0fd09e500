"""Reading aloud: somebody else reads the words of a seat, or of somebody who is not in the room.

Above queue and floor: whether the words wait or are read at once depends on the speaking order. They count for the
seat whose words they are, not for who reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import Instant, NewEvent
from facilitator_console.session.calling_order import has_queue
from facilitator_console.session.floor import start_at_seat, start_turn
from facilitator_console.session.ids import SOMEONE_ELSE
from facilitator_console.session.queue import join_queue, join_seats
from facilitator_console.session.state import SessionState


def read_aloud(state: SessionState, now_ms: Instant, seats: Sequence[int] = ()) -> list[NewEvent]:
    """Let words be read aloud for seats; without seats, for somebody who is not in the room.

    They wait in the queue; in a free conversation, which has none, they are read now.
    """
    if has_queue(state):
        if seats:
            return join_seats(state, now_ms, seats, read_aloud=True)
        return join_queue(state, now_ms, SOMEONE_ELSE, read_aloud=True)
    if seats:
        return start_at_seat(state, now_ms, seats, read_aloud=True)
    return start_turn(state, now_ms, SOMEONE_ELSE, read_aloud=True)
