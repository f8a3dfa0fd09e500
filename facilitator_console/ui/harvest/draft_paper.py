"""Shows the draft of the themes as the page that it will be on paper; prints it, or saves it as a PDF."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.report.handouts import THEME_DRAFT, HandoutKind
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.printing_panel import HandoutPanel
from facilitator_console.words import say

FOLDER = "harvest/print_folder"
"""The key under which the settings keep the folder of the last PDF; never the file."""


class DraftPaper(HandoutPanel):
    """Shows the draft of the themes as it prints."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Lay nothing out before it is shown."""
        super().__init__(controller, say("Back to the read-back"), FOLDER, parent)
        self._head.setContentsMargins(26, 14, 26, 0)
        self._head.insertWidget(0, label(controller.text(THEME_DRAFT.title), Rank.HEAD, wraps=True), 1)
        self.pass_focus_to(self.print_button)

    @property
    def kind(self) -> HandoutKind:
        """Return the draft of the themes."""
        return THEME_DRAFT

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the page out as the themes are now, without the news of the last print."""
        self.preview.outcome.tell(None)
        super().showEvent(event)

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"themes", "checks", "info"}:
            super()._on_controller_changed(changes)
