"""Keeps the console off the room's screen: a window that comes to lie there shows nothing but the ways back.

It may be dragged there, or be put there by the system when a screen goes or comes. File and printer dialogs are closed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.kept_focus import KeptFocus
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.room_display.screens import bring_to, lies_on, screen_key, screens_beside
from facilitator_console.words import Message, say

WORDS_PX = 620
MARGIN_PX, GAP_PX = 24, 12
MOVED = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.WindowStateChange,
        QEvent.Type.ScreenChangeInternal,
        QEvent.Type.ChildAdded,  # Another view, which would lie over the curtain.
    }
)
"""The events that may bring something of a window onto another screen."""


class Curtain(QWidget):
    """Covers all of a window; says why, and offers the ways back.

    Attributes:
        back: Brings the window to the other screen; where there is none, closes the display.
        swap: Puts the display on the other screen.
    """

    def __init__(self, window: QWidget) -> None:
        """Build it, hidden."""
        super().__init__(window)
        set_part(self, Part.PAGE)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.why, self.detail = label(rank=Rank.QUESTION, wraps=True), label(rank=Rank.MUTED, wraps=True)
        self.back, self.swap = PrimaryButton(), QPushButton()
        ways = QHBoxLayout()
        for button in (self.back, self.swap):
            button.setAutoDefault(True)  # Enter presses the one that has the focus.
            ways.addWidget(button)
        ways.addStretch(1)
        block = QWidget()
        block.setMaximumWidth(WORDS_PX)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.why)
        column.addWidget(self.detail)
        column.addLayout(ways)
        middle = QGridLayout(self)
        middle.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        middle.addWidget(block, 1, 1)
        for place, (row, across) in enumerate(((2, 1), (0, 100), (3, 1))):
            middle.setRowStretch(place, row)
            middle.setColumnStretch(place, across)
        self.hide()

    def focusNextPrevChild(self, _is_next: bool) -> bool:
        """Keep the focus among its buttons: nothing below is typed into."""
        other = self.swap if self.back.hasFocus() and self.swap.isVisible() else self.back
        other.setFocus(Qt.FocusReason.TabFocusReason)
        return True


class ScreenGuard(QObject):
    """Follows the console's windows, the screens, and where the room display stands.

    Attributes:
        curtain: Lies over the window while any of it would be seen on the room's screen.

    Signals:
        toggled(bool): The curtain is shown or hidden.
    """

    toggled = Signal(bool)

    def __init__(self, window: QWidget, display: RoomDisplay, text: Callable[[Message], str]) -> None:
        """Guard a window.

        Args:
            window: The console's.
            display: What may stand on a screen of its own.
            text: Translates into the language of the screen.
        """
        super().__init__(window)
        self._window, self._display, self._text = window, display, text
        self._focus, self._last = KeptFocus(), ""
        self.curtain = Curtain(window)
        self.curtain.back.clicked.connect(self._on_back_clicked)
        self.curtain.swap.clicked.connect(self._on_swap_clicked)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        window.installEventFilter(self)
        display.changed.connect(self._on_display_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._on_focus_window_changed)
            # The system moves windows behind these.
            application.screenAdded.connect(self._soon.start)
            application.screenRemoved.connect(self._soon.start)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look where a window lies after it may have moved."""
        if event.type() in MOVED and watched is not self.curtain:
            self._look()
        return False

    def _on_display_changed(self) -> None:
        """Stay above a display that has come to stand on this screen: the ways back must be seen."""
        self._look()
        if self.curtain.isVisible():
            self._window.raise_()

    def _on_focus_window_changed(self) -> None:
        """Follow the dialogs that have been opened."""
        for dialog in self._dialogs():
            dialog.installEventFilter(self)
        self._look()

    def _dialogs(self) -> list[QDialog]:
        return [dialog for dialog in self._window.findChildren(QDialog) if dialog.isVisible()]

    def _look(self) -> None:
        room = self._display.room_screen()
        if room is None or not lies_on(self._window, room):
            if room is not None and self._window.isVisible():
                self._last = screen_key(self._window.screen())
            self._show(on=False)
        else:
            self._show(on=True)
        for dialog in self._dialogs():
            if room is not None and (lies_on(dialog, room) or self.curtain.isVisible()):
                dialog.reject()

    def _show(self, *, on: bool) -> None:
        curtain = self.curtain
        if on:
            curtain.setGeometry(self._window.rect())
            self._say()
            curtain.raise_()
        if on is not curtain.isHidden():
            return
        if on:
            self._focus.keep()
            curtain.show()
            curtain.back.setFocus()
            self._window.raise_()
            self._window.activateWindow()
        else:
            curtain.hide()
            self._focus.give_back()
        self.toggled.emit(on)

    def _say(self) -> None:
        text, curtain = self._text, self.curtain
        other = self._other_screen()
        curtain.why.setText(text(say("This window is on the room’s screen.")))
        detail = say("So nothing of it is shown here: the room could read along. The clocks go on.")
        back = say("Bring it to the other screen")
        if other is None:
            detail = say("There is no other screen now. The clocks go on, and nothing of this window is shown.")
            back = say("Close the room display, and show this window here")
        curtain.detail.setText(text(detail))
        curtain.back.setText(text(back))
        curtain.swap.setText(text(say("Put the room display on the other screen")))
        curtain.swap.setVisible(other is not None)

    def _other_screen(self) -> QScreen | None:
        """Return the screen where the window stood before, or any but the room's."""
        room = self._display.room_screen()
        others = screens_beside(room) if room is not None else QGuiApplication.screens()
        return next(
            (candidate for candidate in others if screen_key(candidate) == self._last), others[0] if others else None
        )

    def _on_back_clicked(self) -> None:
        other = self._other_screen()
        if other is None:
            self._display.close()
        else:
            bring_to(self._window, other)

    def _on_swap_clicked(self) -> None:
        room, other = self._display.room_screen(), self._other_screen()
        if room is not None and other is not None:
            self._display.stand_on(other)
            if lies_on(self._window, other):
                bring_to(self._window, room)
