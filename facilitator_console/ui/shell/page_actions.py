"""Lists what can be done on the page that a session's window shows, also with what only another page has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from facilitator_console.ui.control.action import Action, Meaning, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import say

if TYPE_CHECKING:
    from facilitator_console.ui.shell.session_view import SessionView


class PageActions:
    """Collects the actions of a session's pages."""

    def __init__(self, view: SessionView) -> None:
        """Collect for a view; which page it shows is asked each time."""
        self._view, self._stack, self._controller = view, view.stack, view.controller

    def now(self) -> tuple[Action, ...]:
        """Return what can be done on the page that is shown."""
        own = _actions_of(self._stack.currentWidget())
        if self._stack.shows("lead"):
            return (*own, Action("find", always(say("Find in the notes"), self._find_in_notes), "F"))
        if self._stack.shows("timeline"):
            there = _actions_of(self._stack.page("lead" if self._controller.leads else "notes"))
            return tuple(self._at_the_ring(action) for action in there)
        if not self._stack.looks_at_notes:
            return own
        of_lead = (action for action in _actions_of(self._stack.page("lead")) if action.on_lead)
        return (*own, *map(self._at_the_ring, of_lead))

    def do_among_notes(self, name: str) -> None:
        """Show the notes, also to who leads, and do one of their actions."""
        self._view.show_page("run", notes=True)
        for action in _actions_of(self._stack.currentWidget()):
            if action.name == name:
                action.do(self._controller)

    def _find_in_notes(self) -> None:
        self.do_among_notes("find")

    def _at_the_ring(self, action: Action) -> Action:
        """Return an action that shows the ring's page first, because it needs what only that page has."""

        def do() -> None:
            self._view.show_page("run")
            action.do(self._controller)

        def means(controller: SessionController) -> Meaning:
            label, why_not = action.shown(controller)
            return Meaning(label, do, why_not)

        return replace(action, means=means)


def _actions_of(page: QWidget | None) -> tuple[Action, ...]:
    offered: Callable[[], tuple[Action, ...]] | None = getattr(page, "offered_actions", None)
    return offered() if offered else ()
