"""Tells the laptops of a team, once, that a session was deleted here; they are told, never obeyed silently."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import suppress

from facilitator_console.log import SessionId
from facilitator_console.sync.frames import frame
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.messages import Reason, Refused
from facilitator_console.sync.sockets import call, hear_out, shut
from facilitator_console.sync.tls import client_context

PATIENCE_S = 3.0


def tell_deleted(keys: Keys, session: SessionId) -> threading.Thread:
    """Tell all laptops of the session that can be reached now, in a thread; this laptop forgets them with it."""
    others = keys.laptops(session)
    for other in others:
        keys.forget(other.laptop, session)
    thread = threading.Thread(target=lambda: asyncio.run(_tell(keys, others)), name="farewell", daemon=True)
    thread.start()
    return thread


async def _tell(keys: Keys, others: tuple[Remembered, ...]) -> None:
    await asyncio.gather(*(_tell_one(keys, other) for other in others if other.address and other.port))


async def _tell_one(keys: Keys, other: Remembered) -> None:
    with suppress(OSError, ssl.SSLError, TimeoutError):  # It is away: its own window says since when.
        context = client_context(keys, other.certificate)
        reader, writer = await call(other.address, other.port, context, PATIENCE_S)
        writer.write(frame(Refused(Reason.DELETED)))
        await hear_out(reader)
        await shut(writer)
