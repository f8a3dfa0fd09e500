"""Keeps one window for a store: a second start brings the first to the front; commands ask it for what they read.

They meet at a local socket, for this user alone, named from a hash of the store's path, so that its name tells nobody
where the store is. What is asked and answered is in ui.questions. Only an answer counts: a window that is about to
close may still accept a connection, and the second start would do nothing. Where no answer comes, opening is tried
again for a while: the other window may just be closing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QThread
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from facilitator_console.store.opening import StoreInUseError
from facilitator_console.store.store import Store
from facilitator_console.ui.shell.questions import Form, Question, Want, line_of, read_line

WAIT_MS = 500
ANSWER_MS = 2_000
"""A window that works has answered by then."""
LONGEST_MS = 4_000
"""A closing window has let go of its store by then: it waits 3 s for its last commit."""
PAUSE_MS = 50
LONGEST_QUESTION = 4096


def server_name(store: Path) -> str:
    """Return the name under which a store's window listens; it tells nothing of the path."""
    digest = hashlib.sha256(str(store.resolve()).encode()).hexdigest()
    return f"facilitator-console-{digest[:24]}"


def ask(store: Path, question: Question, form: type[Form]) -> Form | None:
    """Ask the window that has a store open; None where it does not answer.

    Args:
        store: The store.
        question: The question.
        form: Of the answer.

    Returns:
        The answer; None where nobody answers.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(store))
    answer = bytearray()
    if socket.waitForConnected(WAIT_MS) and _is_own(socket.fullServerName()):
        socket.write(line_of(question))
        while not answer.endswith(b"\n") and socket.waitForReadyRead(ANSWER_MS):
            answer += socket.readAll().data()
    socket.abort()
    return read_line(bytes(answer), form)


def raise_running(store: Path) -> bool:
    """Bring the window that has this store open to the front; tell whether it has answered."""
    return ask(store, Question(Want.FRONT), bool) or False


def _is_own(place: str) -> bool:
    """Tell whether a socket is this user's: in a folder that is everybody's, somebody else may have taken its name."""
    return os.name != "posix" or Path(place).stat().st_uid == os.getuid()


def open_or_raise(path: Path, open_store: Callable[[], Store]) -> Store | None:
    """Open a store as soon as nobody else has it open, or bring the window that has it to the front.

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
    """Answers what other programs ask about the store that is open."""

    def __init__(self, answer: Callable[[Question], object], parent: QObject | None = None) -> None:
        """Build it; it does not listen yet.

        Args:
            answer: Returns the answer to a question; None where there is none.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._answer = answer
        self.server = QLocalServer(self)
        self.server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self.server.newConnection.connect(self._on_server_new_connection)

    def listen(self, store: Path) -> None:
        """Listen for the open store, and for no other; its lock has made sure that nobody else does."""
        self.server.close()
        # What a killed program left behind would keep us from listening.
        QLocalServer.removeServer(server_name(store))
        self.server.listen(server_name(store))

    def close(self) -> None:
        """Stop listening."""
        self.server.close()

    def _on_server_new_connection(self) -> None:
        while self.server.hasPendingConnections():
            asking = self.server.nextPendingConnection()
            asking.setReadBufferSize(LONGEST_QUESTION)
            asking.disconnected.connect(asking.deleteLater)
            asking.readyRead.connect(partial(self._on_asked, asking))
            self._on_asked(asking)

    def _on_asked(self, asking: QLocalSocket) -> None:
        """Answer once the whole question is there; what is not a question gets no answer."""
        if not asking.canReadLine():
            if asking.bytesAvailable() >= LONGEST_QUESTION:
                asking.abort()
            return
        question = read_line(bytes(asking.readLine().data()), Question)
        answer = None if question is None else self._answer(question)
        if answer is not None:
            asking.write(line_of(answer))
        asking.disconnectFromServer()
