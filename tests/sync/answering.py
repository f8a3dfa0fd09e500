"""A machine at an address that answers whoever calls with the same words, and holds the connection."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

HERE = "127.0.0.1"


class Answering:
    """Answers in a thread of its own until it is closed.

    Attributes:
        port: Where it listens.
    """

    def __init__(
        self, said: bytes, context: ssl.SSLContext | None = None, port: int = 0, *, holds: bool = False
    ) -> None:
        """Listen; with a context only TLS is understood. One that holds never ends what the caller has ended."""
        self._said, self._context = said, context
        self._may_end = threading.Event()
        if not holds:
            self._may_end.set()
        self._listening = socket.create_server((HERE, port))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with self._listening, suppress(OSError):  # It is closed.
            while True:
                caller, _ = self._listening.accept()
                with caller, suppress(OSError):
                    self._talk(caller)

    def _talk(self, caller: socket.socket) -> None:
        with self._context.wrap_socket(caller, server_side=True) if self._context else caller as talk:
            talk.sendall(self._said)
            while talk.recv(1 << 16):
                pass
            self._may_end.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._may_end.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
