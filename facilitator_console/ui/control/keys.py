"""Keys: which chord means which action, on any keyboard layout, also while somebody types.

Ctrl (Cmd) with a digit goes by the physical key; with a letter by what is printed on Latin layouts (QWERTZ!) and by
the physical key on others. The minus is the key behind the digits, that of the keypad, and one on which it is printed.
Held keys do not repeat.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog

from facilitator_console.ui.control.action import Action, press
from facilitator_console.ui.control.session_controller import SessionController

_DIGITS = "1234567890"
MINUS = "−"
"""The minus as it is written on buttons; no keyboard writes this sign."""
EVERYWHERE = {*_DIGITS, MINUS, "L"}
"""The room's chords and the cover's: they hold in dialogs too, where nobody types with them."""

_ROW_OF_DIGITS = _DIGITS + MINUS
_LETTERS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_MACOS_LETTERS = (
    (12, 13, 14, 15, 17, 16, 32, 34, 31, 35),
    (0, 1, 2, 3, 5, 4, 38, 40, 37),
    (6, 7, 8, 9, 11, 45, 46),
)


def _signs_by_code(platform: str) -> dict[int, str]:
    """Return what a US keyboard has printed on each physical key: digits, minus, letters, by the platform's key code.

    X11 and Wayland count evdev's codes from 8; Windows has scan codes, macOS virtual keys (its scan codes say
    nothing).
    """
    if platform == "darwin":
        rows = [(18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 27), *_MACOS_LETTERS]
    elif platform in {"linux", "win32"}:
        behind = 8 if platform == "linux" else 0
        starts = zip((2, 16, 30, 44), (_ROW_OF_DIGITS, *_LETTERS), strict=True)
        rows = [tuple(range(start + behind, start + behind + len(row))) for start, row in starts]
    else:
        return {}
    return {
        code: sign
        for codes, row in zip(rows, (_ROW_OF_DIGITS, *_LETTERS), strict=True)
        for code, sign in zip(codes, row, strict=True)
    }


_SIGNS = _signs_by_code(sys.platform)

# For key presses without a code (from a test, an input method, a remote controller). The Ukrainian and Russian layouts
# hold one key's letters at the same places; і/ы and є/э differ.
_CYRILLIC = ("ЙЦУКЕНГШЩЗ", "ФІВАПРОЛД", "ЯЧСМИТЬ"), ("ЙЦУКЕНГШЩЗ", "ФЫВАПРОЛД", "ЯЧСМИТЬ")
_LATIN_OF = {
    cyrillic: latin
    for rows in _CYRILLIC
    for cyrillics, latins in zip(rows, _LETTERS, strict=True)
    for cyrillic, latin in zip(cyrillics, latins, strict=True)
}

_COMMAND = Qt.KeyboardModifier.ControlModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_MODIFIERS = (
    _COMMAND | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def chord_of(event: QKeyEvent) -> str:
    """Return the sign that goes with Ctrl (Cmd) in this key press: a digit, a Latin capital, the minus, or empty.

    Ctrl with Shift, Alt or the system key is never ours: those switch layouts and type ґ.
    """
    return sign_of(event) if event.modifiers() & _MODIFIERS == _COMMAND else ""


def sign_of(event: QKeyEvent) -> str:
    """Return the digit, Latin capital or minus of a key, whatever layout and modifiers; empty for other keys."""
    code = event.nativeVirtualKey() if sys.platform == "darwin" else event.nativeScanCode()
    physical = "" if event.modifiers() & _KEYPAD else _SIGNS.get(code, "")
    if physical in _DIGITS and physical:
        return physical
    key = event.key()
    if key == Qt.Key.Key_Minus:
        return MINUS
    printed = chr(key).upper() if 0 < key <= sys.maxunicode else ""
    if _is_sign(printed):
        return printed
    return physical or _LATIN_OF.get(printed, "")


def typed_letter(event: QKeyEvent) -> str:
    """Return what a key press would write; empty for keys that write nothing, and for a space at the beginning."""
    modifiers = event.modifiers() & (_MODIFIERS & ~Qt.KeyboardModifier.ShiftModifier)
    text = event.text().strip()
    return text if text.isprintable() and not modifiers else ""


def _in_dialog() -> bool:
    """Tell whether somebody is asked for a file or a printer: what they type there is not for the room."""
    return isinstance(QApplication.activeWindow(), QDialog) or QApplication.activeModalWidget() is not None


def _is_sign(printed: str) -> bool:
    return len(printed) == 1 and (printed in _DIGITS or "A" <= printed <= "Z")


class Keys(QObject):
    """Hears every key of the application before any widget does.

    QLineEdit keeps Ctrl+Z for itself, and on X11 Ctrl+U erases its whole line: so the bound chords are taken at
    ShortcutOverride already.
    """

    def __init__(self, controller: SessionController, actions: Iterable[Action], parent: QObject) -> None:
        """Listen for these actions' chords until the parent goes."""
        super().__init__(parent)
        self._controller = controller
        self._by_chord: dict[str, Action] = {}
        self._by_key: dict[int, tuple[Action, Callable[[], bool]]] = {}
        self.bind(actions)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def bind(self, actions: Iterable[Action]) -> None:
        """Let these actions' chords hold, and no others."""
        self._by_chord = {action.chord: action for action in actions if action.chord}

    def bind_key(self, key: Qt.Key, action: Action, where: Callable[[], bool]) -> None:
        """Let a plain key (a clicker's PgDn) do an action wherever `where` says so."""
        self._by_key[key] = (action, where)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the bound chords; all else goes on its way."""
        # All events of the application come by, some hundred at a key: most are told apart by their class alone.
        if not isinstance(event, QKeyEvent):
            return False
        kind = event.type()
        if kind not in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}:
            return False
        action = self._action_of(event)
        # A menu that is open has the keys to itself.
        if action is None or QApplication.activePopupWidget():
            return False
        if _in_dialog() and chord_of(event) not in EVERYWHERE:
            return False
        # Taken: else Qt would offer it to the widget's parents, and to us again.
        event.accept()
        if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            press(action, self._controller)
        return True

    def _action_of(self, event: QKeyEvent) -> Action | None:
        if action := self._by_chord.get(chord_of(event)):
            return action
        modifiers = event.modifiers() & _MODIFIERS
        # Most layouts have the plus above another sign.
        shifted = (
            Qt.KeyboardModifier.ShiftModifier if event.key() == Qt.Key.Key_Plus else Qt.KeyboardModifier.NoModifier
        )
        bound = self._by_key.get(event.key()) if not modifiers & ~shifted else None
        return bound[0] if bound and bound[1]() else None


def chord_text(sign: str) -> str:
    """Return a chord as it is written on the screen, such as "Ctrl U"."""
    return f"⌘{sign}" if sys.platform == "darwin" else f"Ctrl {sign}"
