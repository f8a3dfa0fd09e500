"""One window for a store: a second start finds the running one and brings it to the front.

The two meet at a local socket named from a hash of the store's path, so that its name tells nobody where the store is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 500


def _name(store: Path) -> str:
    digest = hashlib.sha256(str(store.resolve()).encode()).hexdigest()
    return f"facilitator-console-{digest[:24]}"


def raise_running(store: Path) -> bool:
    """Bring the window that has this store open to the front; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name(store))
    found = socket.waitForConnected(WAIT_MS)
    socket.abort()
    return found


class OneWindow(QObject):
    """Hears of other starts for the store that is open.

    Signals:
        asked(): Somebody started the program again.
    """

    asked = Signal()

    def __init__(self, store: Path, parent: QObject | None = None) -> None:
        """Listen; the store's lock has made sure that nobody else does."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_server_new_connection)
        # What a killed program left behind would keep us from listening.
        QLocalServer.removeServer(_name(store))
        self._server.listen(_name(store))

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_server_new_connection(self) -> None:
        while self._server.hasPendingConnections():
            self._server.nextPendingConnection().deleteLater()
            self.asked.emit()
