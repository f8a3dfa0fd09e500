"""One window for a store: a second start finds the running one and brings it to the front.

The two meet at a local socket named from a hash of the store's path, so that its name tells nobody where the store is.
Only an answer counts: a window that is about to end still hears a knock, and would let the second start come to
nothing. Where nobody answers, opening is tried again for a while: the other may just be closing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QThread
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from facilitator_console.store import Store
from facilitator_console.store.lock import StoreInUseError

WAIT_MS = 500
ANSWER_MS = 2_000
"""A window that works has answered by then."""
LONGEST_MS = 4_000
"""A closing window has let go of its store by then: it waits 3 s for its last commit."""
PAUSE_MS = 50
ANSWER = b"up"


def _name(store: Path) -> str:
    digest = hashlib.sha256(str(store.resolve()).encode()).hexdigest()
    return f"facilitator-console-{digest[:24]}"


def raise_running(store: Path) -> bool:
    """Bring the window that has this store open to the front; whether it has answered."""
    socket = QLocalSocket()
    socket.connectToServer(_name(store))
    answered = socket.waitForConnected(WAIT_MS) and socket.waitForReadyRead(ANSWER_MS)
    socket.abort()
    return answered


def open_or_raise(path: Path, open_store: Callable[[], Store]) -> Store | None:
    """Open a store that somebody has open, as soon as it is closed; or bring their window to the front.

    Returns:
        The store; None where the running window has come to the front.

    Raises:
        UserError: It can't be opened; `StoreInUseError` where whoever has it neither answers nor lets go of it.
    """
    since = QElapsedTimer()
    since.start()
    while not raise_running(path):
        try:
            return open_store()
        except StoreInUseError:
            if since.hasExpired(LONGEST_MS):
                raise
        QThread.msleep(PAUSE_MS)
    return None


class OneWindow(QObject):
    """Hears of other starts for the store that is open, and answers."""

    def __init__(self, come_up: Callable[[], bool], parent: QObject | None = None) -> None:
        """Listen to nobody yet.

        Args:
            come_up: Brings the window to the front; whether there is still one.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._come_up = come_up
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_server_new_connection)

    def listen(self, store: Path) -> None:
        """Listen for the store that is open now, and for no other; its lock has made sure that nobody else does."""
        self._server.close()
        # What a killed program left behind would keep us from listening.
        QLocalServer.removeServer(_name(store))
        self._server.listen(_name(store))

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_server_new_connection(self) -> None:
        while self._server.hasPendingConnections():
            knocked = self._server.nextPendingConnection()
            knocked.disconnected.connect(knocked.deleteLater)
            if self._come_up():
                knocked.write(ANSWER)
                knocked.flush()
            knocked.disconnectFromServer()
