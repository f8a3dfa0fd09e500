"""The network's thread: a loop of its own, in which all is done between laptops, from its start to its end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from facilitator_console.runtime.interpreter import switching

ENDING_S = 2.0
"""The longest that connections have to end in good form."""
JOINING_S = 5.0
SWITCH_S = 0.0002
"""While it works Python changes threads more often: else a call of a frame waits 5 ms for what is read or saved."""


class NetworkThread:
    """Runs a loop in a thread of its own.

    Attributes:
        loop: What is done in it is done in its thread alone.
    """

    def __init__(self, name: str) -> None:
        """Make the loop; what is brought to it is done once the thread is started."""
        # Not the one that Windows has by default, which can't tell when somebody calls (see `wire.Server`).
        self.loop = asyncio.SelectorEventLoop()
        self.loop.set_exception_handler(_on_failure)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def soon(self, act: Callable[..., Any], *args: Any) -> None:  # noqa: ANN401 - the function's own
        """Have something done in the thread soon; from any thread. Nothing is done once it has ended."""
        with suppress(RuntimeError):  # The loop is closed: the session was left.
            self.loop.call_soon_threadsafe(act, *args)

    def end(self, begin: Callable[[], None]) -> None:
        """End all that is on its way, and the thread, and wait for that.

        Args:
            begin: Ends in good form what can be ended so, in the thread.
        """
        if self._thread.is_alive():
            self.soon(lambda: self.loop.create_task(self._end(begin)))
            self._thread.join(JOINING_S)

    def _work(self) -> None:
        asyncio.set_event_loop(self.loop)
        with switching(SWITCH_S):
            self.loop.run_forever()
        self.loop.close()

    async def _end(self, begin: Callable[[], None]) -> None:
        try:
            begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(ENDING_S):
                    # More than once: Python 3.11 may swallow a cancellation.
                    while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
                        for task in tasks:
                            task.cancel()
                        await asyncio.wait(tasks)
        finally:
            self.loop.stop()


def report(error: BaseException) -> None:
    """Report a bug of ours as that of a thread: whoever hears of those keeps a crash report."""
    threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))


def _on_failure(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report a bug of ours in the network's loop; asyncio would write it to the terminal, with what it was about."""
    error = context.get("exception")
    if isinstance(error, Exception) and not isinstance(error, OSError):
        report(error)
