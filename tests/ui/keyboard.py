"""Typing as a person does; QTest's own keys know no Cyrillic."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def type_text(widget: QWidget, text: str) -> None:
    """Press and release a key for each letter."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def typed(text: str) -> None:
    """Type into whatever has the focus."""
    focus = QApplication.focusWidget()
    assert focus is not None
    type_text(focus, text)


def press(widget: QWidget, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys, one after the other, as the window system tells of them."""
    for key in keys:
        QTest.keyClick(widget.windowHandle(), key, held)
    QCoreApplication.processEvents()


def tab_round(window: QWidget) -> list[QWidget]:
    """Go on with Tab, also out of texts that would take it, until what has the focus had it before."""
    reached: list[QWidget] = []
    while (focus := QApplication.focusWidget()) is not None and focus not in reached:
        reached.append(focus)
        window.focusNextChild()
    return reached
