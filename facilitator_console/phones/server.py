"""Runs the web server in a thread and event loop of its own, from a socket that is bound until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import uvicorn

from facilitator_console.phones.protocol import PhoneProtocol
from facilitator_console.runtime.interpreter import switching
from facilitator_console.words import UserError, say

SWITCH_S = 0.001
"""While the server runs Python changes threads more often: else each answer waits for 5 ms of somebody's work."""
FILES = 8192
"""Connections, each of which is an open file; macOS gives 256 by itself."""
BACKLOG = 1024
"""The most connections that may wait before the server has begun."""
MOST_HEADERS = 16 * 1024
KEEP_ALIVE_S = 5

Application = Callable[[Any, Any, Any], Awaitable[None]]


def bound_socket(address: str, port: int) -> socket.socket:
    """Return a socket that is bound to this one address.

    Raises:
        UserError: It can't be.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # There it would let another program take the port too.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
        bound.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UserError(
            say(
                "Phones can’t be let in at {address}, port {port}: {reason}. Choose another port or network.",
                address=address,
                port=port,
                reason=reason,
            )
        ) from error
    return bound


class ServerThread:
    """Serves an application until it is stopped."""

    def __init__(self, bound: socket.socket, on_bug: Callable[[BaseException], None]) -> None:
        """Serve on this socket, which is closed at the end.

        Args:
            bound: Where.
            on_bug: Called in the server's thread with what must not happen.
        """
        self._socket, self._on_bug = bound, on_bug
        self.loop = asyncio.new_event_loop()
        self._server: uvicorn.Server | None = None
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="phones", daemon=True)
        self._work: Callable[[ServerThread], Coroutine[Any, Any, None]] | None = None

    def start(self, work: Callable[[ServerThread], Coroutine[Any, Any, None]]) -> None:
        """Start the thread and its loop; `work` runs in the loop, and calls `serve`."""
        self._work = work
        self._thread.start()

    async def serve(self, application: Application) -> None:
        """Serve requests until the server is stopped."""
        config = uvicorn.Config(
            application,
            http=PhoneProtocol,
            ws="none",
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            h11_max_incomplete_event_size=MOST_HEADERS,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
        )
        # What somebody sends us is nobody's business, and a broken request is not worth a line.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        self._server = uvicorn.Server(config)
        if not self._is_stopped:
            await self._server.serve(sockets=[self._socket])

    def call(self, act: Callable[[], Any]) -> None:
        """Call something in the loop, soon; nothing is called where the loop has ended."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(act)

    def stop(self) -> None:
        """End soon; from any thread, and without waiting."""
        self._is_stopped = True
        if self._server is not None:
            self._server.should_exit = True

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; tell whether it has come."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        with switching(SWITCH_S):
            self._serve()

    def _serve(self) -> None:
        _allow_files()
        asyncio.set_event_loop(self.loop)
        try:
            if self._work is not None:
                self.loop.run_until_complete(self._work(self))
        except BaseException as bug:  # noqa: BLE001 - a thread has nobody to raise it to
            self._on_bug(bug)
        finally:
            self._socket.close()
            with suppress(RuntimeError):
                self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()


def _allow_files() -> None:
    """Allow as many open files as there may be phones, where the system lets us."""
    try:
        import resource
    except ImportError:  # Windows has no such limit.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
