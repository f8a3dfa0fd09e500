"""Asks, before the first thing leaves this laptop after a meeting, whether who spoke when is forgotten.

Until then time and order lead from a note to a seat, and what has left can't be called back. Once it is chosen, here or
at the end of the meeting, nothing is asked any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.forgetting import keep_speaking
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction, FootBanners
from facilitator_console.ui.run.closing import (
    ASKED_FOR_GOOD,
    BACK,
    CONFIRM,
    COPIES,
    FOR_GOOD,
    FORGET,
    KEEP,
    NAMED_NOTES,
)
from facilitator_console.words import Message, say

LEAVING = "leaving"
"""The name of the question among the banners."""
TOLD = say(
    "Until then time and order lead from a note to a seat. How long each seat spoke stays; who spoke when goes for "
    "good."
)
BEFORE = say("Before anything leaves this laptop: forget who spoke when?")


class Leaving(QObject):
    """Asks in the banners of a session's window, and lets go on what wanted to leave."""

    def __init__(self, controller: SessionController, banners: FootBanners, parent: QObject) -> None:
        """Follow the controller."""
        super().__init__(parent)
        self._controller, self._banners = controller, banners
        self._waiting: Callable[[], object] | None = None
        controller.leaving_asked.connect(self._ask)
        controller.saves_changed.connect(self._go_on)
        controller.changed.connect(self._on_controller_changed)

    def _ask(self, then: Callable[[], object]) -> None:
        controller, text = self._controller, self._controller.text
        if not controller.holds_lead:
            controller.refused.emit(
                say(
                    "Whether who spoke when is forgotten is not decided yet. Decide it on the laptop that leads, or "
                    "take the lead here; then this can leave."
                )
            )
            return
        answers = (
            BannerAction(text(FORGET), partial(self._ask_for_good, then)),
            BannerAction(text(KEEP), partial(self._keep, then)),
        )
        named = any(note.participant_id for note in controller.state.notes.values())
        self._show(BEFORE, (TOLD, NAMED_NOTES) if named else (TOLD,), answers)

    def _ask_for_good(self, then: Callable[[], object]) -> None:
        """Ask once more, as the end of the meeting does: nothing brings it back."""
        confirm = BannerAction(self._controller.text(CONFIRM), partial(self._forget, then), ButtonKind.DANGER)
        self._show(ASKED_FOR_GOOD, (COPIES, FOR_GOOD), (confirm,))

    def _show(self, asked: Message, details: Sequence[Message], answers: Sequence[BannerAction]) -> None:
        text = self._controller.text
        detail = " ".join(map(text, details))
        banner = Banner(text(asked), detail, answers, kind=BannerKind.ASK, dismiss=text(BACK))
        self._banners.show_banner(LEAVING, banner)

    def _forget(self, then: Callable[[], object]) -> None:
        if self._controller.forget_speaking():
            self._waiting = then
            self._go_on()

    def _keep(self, then: Callable[[], object]) -> None:
        if self._controller.do(keep_speaking):
            then()

    def _go_on(self) -> None:
        """Let it leave as soon as nothing of what is forgotten lies in the store's file any more."""
        controller, then = self._controller, self._waiting
        if then is not None and not (controller.saves.waiting or controller.words_remain):
            self._waiting = None
            then()

    def _on_controller_changed(self, changes: Changes) -> None:
        """Ask no more once it is chosen elsewhere, or the session goes on."""
        if "info" in changes and not self._controller.is_forgetting_undecided:
            self._banners.dismiss(LEAVING)
