"""Covers everything with a bare clock, for when somebody looks at the screen. It does not protect anything."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.parts.kept_focus import KeptFocus
from facilitator_console.words import say_p

MINUTE_MS = 60_000
SIZE_SHARE = 4
"""The digits are a quarter of the window high."""
BIGGEST_PX = 220
HINT_FROM_BOTTOM_PX = 64
HINT_SIZE = QSizeF(58, 32)


class Cover(QWidget):
    """Covers its parent while it is shown.

    Signals:
        toggled(): It was shown or hidden.
    """

    toggled = Signal()

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        """Build it, hidden at first."""
        super().__init__(parent)
        self.setAccessibleName(controller.text(say_p("what hides the screen", "Cover")))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._controller = controller
        self._below = parent
        self._focus = KeptFocus()
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._on_timer_timeout)
        parent.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Cover the window, or uncover it and go on where the focus was."""
        if self.isVisible():
            self.hide()
            self._focus.give_back()
            self.toggled.emit()
            return
        self._focus.keep()
        self.setGeometry(self._below.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self.toggled.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Start to follow the minutes."""
        super().showEvent(event)
        self._on_timer_timeout()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop to follow the minutes."""
        super().hideEvent(event)
        self.timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window below."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._below.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the time of day and how to get back, and nothing else."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("paper"))
        painter.setPen(color("ink"))
        painter.setFont(font(min(BIGGEST_PX, self.height() // SIZE_SHARE), 650))
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignCenter, self._controller.times.time_of_day(self._controller.now_ms())
        )
        self._paint_hint(painter)

    def _paint_hint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() - HINT_FROM_BOTTOM_PX)
        key = QRectF(QPointF(), HINT_SIZE)
        key.moveCenter(middle)
        painter.setPen(color("edge"))
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(color("ink"))
        painter.setFont(font(15, 550))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, "Esc")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Uncover on Esc; nothing is typed through the cover."""
        if event.key() == Qt.Key.Key_Escape:
            self.toggle()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Uncover on a click."""
        self.toggle()

    def _on_timer_timeout(self) -> None:
        self.update()
        self.timer.start(MINUTE_MS - self._controller.times.wall_ms(self._controller.now_ms()) % MINUTE_MS)
