"""Computes the result of a closed vote in a thread of its own, with progress: the window goes on meanwhile."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from facilitator_console.opinions.ids import VoteId
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import UserError


class _GivenUp(Exception):  # noqa: N818 - it is not an error
    """Ends the work of a result that nobody wants any more."""


class VoteWork(QObject):
    """Represents the work on one result.

    Signals:
        progressed(int, int): So many draws of so many are done.
        done(VoteResult): The result.
        failed(object): A message of what the world did, or a bug of ours.
    """

    progressed = Signal(int, int)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, controller: SessionController, vote_id: VoteId, parent: QObject | None = None) -> None:
        """Begin the work on the results of a vote."""
        super().__init__(parent)
        self._controller, self._vote_id = controller, vote_id
        self._wanted = True
        self._thread = threading.Thread(target=self._work, name="result of a vote", daemon=True)

    def start(self) -> None:
        """Start to compute the results in a thread."""
        self._thread.start()

    def close(self) -> None:
        """Give it up, and wait until its thread has ended."""
        self._wanted = False
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        try:
            result = self._controller.voting.result_in_words(self._vote_id, self._on_draw)
        except _GivenUp:
            return
        except (UserError, StorageError) as error:
            self.failed.emit(error.message)
        except Exception as error:  # noqa: BLE001 - raised again in the window's thread by who hears of it
            self.failed.emit(error)
        else:
            if self._wanted:
                self.done.emit(result)

    def _on_draw(self, done: int, of: int) -> None:
        if not self._wanted:
            raise _GivenUp
        self.progressed.emit(done, of)
