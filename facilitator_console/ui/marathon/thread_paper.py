"""Shows the thread as the pages that it will be on paper; prints it, or saves it as a PDF."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from facilitator_console.dialogue.threads import Thread
from facilitator_console.report.handouts.thread_picture import read
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.marathon.thread_view import HEADS
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.printing_panel import PrintingPanel
from facilitator_console.words import Message, UserError, say

TITLE = say("The thread on paper")
FILE_NAME = "thread.pdf"
FOLDER = "marathon/print_folder"
"""The key under which the settings keep the folder of the last PDF; never the file."""


class ThreadPaper(PrintingPanel):
    """Shows the pages."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Lay nothing out yet."""
        super().__init__(controller, say("Back to the thread"), FOLDER, parent)
        self._head.setContentsMargins(26, 14, 26, 0)
        self._head.insertWidget(0, label(controller.text(TITLE), Rank.HEAD), 1)
        self.pass_focus_to(self.print_button)

    @property
    def title(self) -> Message:
        """Return what the print is called."""
        return TITLE

    @property
    def file_name(self) -> str:
        """Return the proposed name of a file."""
        return FILE_NAME

    def show_thread(self, thread: Thread) -> None:
        """Lay a thread out."""
        self.lay_out(partial(read, thread, self._controller.state.info.title, HEADS))

    def ask_printer(self) -> None:
        """Ask for the printer; not while a session of the marathon waits for a decision."""
        if self._may_leave():
            super().ask_printer()

    def ask_file(self) -> None:
        """Ask where to save the pages; not while a session of the marathon waits for a decision."""
        if self._may_leave():
            super().ask_file()

    def _may_leave(self) -> bool:
        controller = self._controller
        try:
            controller.others.require_decided_in(controller.session)
        except (UserError, StorageError) as error:
            controller.refused.emit(error.message)
            return False
        return True
