"""Lists what the palette and the menu of the title offer in an open session."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, cast

from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.ui.control.action import Action, Group, press
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.parts.palette import Command
from facilitator_console.ui.parts.top_bar import PAGE_TITLES
from facilitator_console.ui.shell.window_actions import (
    CONCLUSIONS,
    END_SESSION,
    OF_LAPTOP,
    QUEUE_COMMANDS,
    erase_action,
    forget_action,
    settings_action,
    team_action,
)
from facilitator_console.words import say

if TYPE_CHECKING:
    from facilitator_console.ui.run.lead_page import LeadPage
    from facilitator_console.ui.shell.session_view import SessionView


class SessionCommands:
    """Turns what can be done in a session's window into commands."""

    def __init__(self, view: SessionView, opens_palette: Action) -> None:
        """List for a view whose panels are built.

        Args:
            view: The session's window.
            opens_palette: Shows the commands; it is none of them.
        """
        self._view, self._controller, self._opens_palette = view, view.controller, opens_palette
        forget = forget_action(self._ask_to_forget)
        erase = erase_action(partial(view.open_panel, view.erase_panel))
        open_ones = [settings_action(partial(view.open_panel, view.settings_panel))]
        if view.controller.teamwork is not None:
            open_ones.append(team_action(partial(view.open_panel, view.team_panel)))
        # What ends the meeting or deletes it comes last, where a hasty Enter doesn't fall.
        self._groups = (tuple(open_ones), OF_LAPTOP, (CONCLUSIONS,), (forget, erase), (END_SESSION,))

    def all(self) -> list[Command]:
        """Return all that can be done now, for the palette."""
        view, text = self._view, self._controller.text
        doing = [self._command(action) for action in view.offered_actions() if action is not self._opens_palette]
        doing += [self._command(action) for action in view.display.actions()]
        showing = [
            Command(text(say("Show: {what}", what=title)), "", partial(view.show_page, name))
            for name, title in PAGE_TITLES.items()
        ]
        speaking = [
            Command(name, "", partial(view.language_chosen.emit, language)) for language, name in LANGUAGE_NAMES.items()
        ]
        return [*doing, *showing, *chain.from_iterable(self.of_session()), *speaking]

    def of_session(self) -> list[list[Command]]:
        """Return what concerns the session as a whole, in groups: what changes nothing first, what ends it last."""
        view, text = self._view, self._controller.text
        harmless = [
            Command(text(say("The session’s timeline")), "", view.show_timeline),
            Command(text(say("All sessions")), "", view.left.emit),
            Command(text(say("Copy all to a stick…")), "", self._copy),
            Command(text(say("Save elsewhere…")), "", view.elsewhere_asked.emit),
        ]
        own: list[Command] = []
        if not self._controller.is_watched:
            harmless.append(Command(text(say("Use the plan again")), "", view.copy_asked.emit))
            own = [Command(text(say("Delete the session…")), "", view.deletion_asked.emit)]
        offered = ([action for action in group if action.refusal(self._controller) is None] for group in self._groups)
        return [harmless, *([self._command(action) for action in group] for group in offered), own]

    def _command(self, action: Action) -> Command:
        label, why_not = action.shown(self._controller)
        if action.group is Group.QUEUE:
            label = QUEUE_COMMANDS[label.msgid]
        key, tip = chord_text(action.chord) if action.chord else "", self._controller.text(why_not) if why_not else ""
        return Command(self._controller.text(label), key, partial(press, action, self._controller), tip)

    def _copy(self) -> None:
        self._controller.let_leave(self._view.backup_asked.emit)

    def _ask_to_forget(self) -> None:
        self._view.show_page("run")
        cast("LeadPage", self._view.page("lead")).closing.ask()
