"""The room display in the window: its pill in the top bar, its menu, its questions and what is said of its screen."""

from __future__ import annotations

from functools import partial
from itertools import chain

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QLineEdit

from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.session.display import LONGEST_MESSAGE, show_message
from facilitator_console.ui.control.action import Action, press
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, Lit
from facilitator_console.ui.parts.banners import Banner, BannerAction, FootBanners
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.pills import IconPill
from facilitator_console.ui.room_display.display_actions import STATES, display_actions
from facilitator_console.ui.room_display.room_display import DisplayState, RoomDisplay
from facilitator_console.ui.room_display.screens import bring_to
from facilitator_console.ui.shell.asked_line import ask_line
from facilitator_console.words import say

LITS = {
    DisplayState.SHOWN: Lit.ON,
    DisplayState.NO_SCREEN: Lit.WARN,
    DisplayState.FAILED: Lit.WARN,
}


class DisplayCorner(QObject):
    """Keeps the pill of the room display in step, and asks what has to be asked.

    Signals:
        seen_changed(bool): The room sees from now on what is on the display, or no longer does.
    """

    seen_changed = Signal(bool)

    def __init__(
        self, room_display: RoomDisplay, controller: SessionController, pill: IconPill, banners: FootBanners
    ) -> None:
        """Follow the display from the window of a session."""
        super().__init__(pill)
        self._display, self._controller, self._pill, self._banners = room_display, controller, pill, banners
        self._was = room_display.state
        pill.clicked.connect(self._on_pill_clicked)
        room_display.changed.connect(self._on_display_changed)
        controller.tables.message_asked.connect(self._ask_message)
        self._refresh()

    def actions(self) -> tuple[Action, ...]:
        """Return what the list of commands offers."""
        return tuple(chain.from_iterable(self._groups()))

    def _groups(self) -> tuple[tuple[Action, ...], ...]:
        return display_actions(self._display, self._ask_to_open, self._ask_message)

    def _on_display_changed(self) -> None:
        self._refresh()
        before, self._was = self._was, self._display.state
        if self._was is before:
            return
        text = self._controller.text
        self.seen_changed.emit(self._was is DisplayState.SHOWN)
        if self._was is DisplayState.NO_SCREEN:
            gone = say("The room’s screen was unplugged. The room display is hidden until it is back.")
            self._banners.show_banner(
                "display", Banner(text(gone), kind=BannerKind.ASK, lasts=True, dismiss=text(say("I see")))
            )
        elif self._was is DisplayState.FAILED:
            failed = say("The room display ended by itself several times. Open it again to try once more.")
            self._banners.show_banner(
                "display", Banner(text(failed), kind=BannerKind.ASK, lasts=True, dismiss=text(say("I see")))
            )
        else:
            self._banners.dismiss("display")

    def _refresh(self) -> None:
        state = self._display.state
        self._pill.show_words(self._controller.text(STATES[state]), LITS.get(state, Lit.OFF))

    def _on_pill_clicked(self) -> None:
        menu = new_menu(self._pill)
        for place, group in enumerate(self._groups()):
            if place:
                menu.addSeparator()
            for action in group:
                shown = action.shown(self._controller)
                entry = menu.addAction(self._controller.text(shown.label), partial(press, action, self._controller))
                entry.setEnabled(shown.why_not is None)
        if self._display.is_on:
            menu.addSeparator()
            for language, name in LANGUAGE_NAMES.items():
                entry = menu.addAction(name, partial(self._display.set_language, language))
                entry.setCheckable(True)
                chosen = self._display.language or self._controller.state.info.language
                entry.setChecked(chosen == language)
        right = self._pill.mapToGlobal(self._pill.rect().bottomRight()).x() - menu.sizeHint().width()
        menu.popup(QPoint(right, self._pill.mapToGlobal(self._pill.rect().bottomLeft()).y() + 4))

    def _ask_to_open(self) -> None:
        """Open it where that shows the room nothing of the console; else say so first."""
        text, other, room = self._controller.text, self._display.other_screen(), self._display.remembered_screen()
        if other is None:
            headline = say("There is only one screen.")
            detail = say("The room display would open in a window on this screen, where the room may see what you see.")
            actions = [BannerAction(text(say("Open it in a window")), self._display.open)]
        elif room is not None and room is self._pill.screen():
            headline = say("This window is on the screen on which the room display stood last.")
            detail = say("The room may see what you see.")
            actions = [
                BannerAction(text(say("Bring this window to the other screen")), partial(self._change, room, other)),
                BannerAction(text(say("Open it on the other screen")), self._display.open),
            ]
        else:
            self._display.open()
            return
        banner = Banner(text(headline), text(detail), actions, kind=BannerKind.ASK, dismiss=text(say("Cancel")))
        self._banners.show_banner("display_open", banner)

    def offer_to_show(self) -> None:
        """Offer what is still to be done before the room sees what was just put on its display."""
        if not self._display.is_on:
            self._ask_to_open()
        elif self._display.is_covered:
            text = self._controller.text
            show = BannerAction(text(say("Show it to the room")), partial(self._display.set_covered, on=False))
            covered = Banner(text(STATES[DisplayState.COVERED]), "", (show,), kind=BannerKind.ASK)
            self._banners.show_banner("display_open", covered)

    def _change(self, room: QScreen, other: QScreen) -> None:
        """Open the display where this window is, and bring this window to another screen."""
        bring_to(self._pill.window(), other)
        self._display.open(room)

    def _ask_message(self) -> None:
        field = QLineEdit()
        field.setMaxLength(LONGEST_MESSAGE)
        field.setAccessibleName(self._controller.text(say("Message to the room")))

        def show(text: str) -> None:
            self._controller.do(show_message, text)

        question, label = say("What should everyone read?"), say("Show it")
        ask_line(self._controller.text, self._banners, "display_message", question, field, label, show)
