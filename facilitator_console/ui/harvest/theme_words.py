"""Words about themes that several parts of the harvest use: columns, states of a read-back, counts."""

from __future__ import annotations

from facilitator_console.notes.ids import CheckStatus, Column
from facilitator_console.notes.state import Theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import say, say_n, say_p

COLUMN_NAMES = {
    Column.SHARED: say_p("what the group shares", "Shared"),
    Column.DIFFERENT: say_p("where the group sees it differently", "Different"),
    Column.OPEN: say_p("what stays open", "Open"),
}
"""The names of the columns, in their order on the board."""
STATUS_WORDS = {
    CheckStatus.DRAFT: say("draft"),
    CheckStatus.CHECKED: say("checked with the group"),
    CheckStatus.APPROVED: say("approved"),
}


def notes_text(controller: SessionController, notes: int) -> str:
    """Return how many notes there are, in words."""
    return controller.text(say_n("{n} note", "{n} notes", notes))


def shown_title(controller: SessionController, theme: Theme) -> str:
    """Return a theme's title in quotation marks: a sentence from the room."""
    return controller.text(say("“{quote}”", quote=" ".join(theme.title.split())))
