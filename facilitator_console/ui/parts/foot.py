"""Shows the foot: what can be undone now, what keys do here, the language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.ui.look.styles import ButtonKind, Part, set_part, set_style
from facilitator_console.ui.parts.hints import HintRow
from facilitator_console.ui.parts.menus import Menu
from facilitator_console.words import Catalogue, say

if TYPE_CHECKING:
    from facilitator_console.ui.control.session_controller import SessionController


class LanguageButton(QPushButton):
    """Offers the languages of the screen.

    Signals:
        chosen(str): Another one is wanted: its id.
    """

    chosen = Signal(str)

    def __init__(self, language: str, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        """Offer all of them."""
        super().__init__(f"{LANGUAGE_NAMES[language]} ▾", parent)
        set_style(self, ButtonKind.QUIET)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(catalogue.text(say("Language of the screen")))
        self._menu: Menu | None = None
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        # Made when it is first wanted: the start screen is seen sooner.
        menu = self._menu = self._menu or self._build_menu()
        size = menu.sizeHint()
        menu.popup(self.mapToGlobal(self.rect().topRight()) - QPoint(size.width(), size.height() + 4))

    def _build_menu(self) -> Menu:
        menu = Menu(self)
        for known, name in LANGUAGE_NAMES.items():
            menu.addAction(name, partial(self.chosen.emit, known))
        return menu


class Foot(QFrame):
    """Shows the lowest line of the window.

    Signals:
        language_chosen(str): Another language is wanted.
    """

    language_chosen = Signal(str)

    def __init__(
        self,
        language: str,
        catalogue: Catalogue,
        controller: SessionController | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build it, with an undo strip where a session is open."""
        super().__init__(parent)
        set_part(self, Part.FOOT)
        self.hints = HintRow()
        self.language = LanguageButton(language, catalogue)
        self.language.chosen.connect(self.language_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 3, 12, 3)
        row.setSpacing(22)
        if controller is not None:
            # The start screen has a foot too, and nothing to undo.
            from facilitator_console.ui.parts.undo_strip import UndoStrip

            self.undo = UndoStrip(controller)
            row.addWidget(self.undo)
        row.addWidget(self.hints, 1)
        row.addWidget(self.language)

    def show_hints(self, hints: Sequence[str]) -> None:
        """Show what keys do here."""
        self.hints.show_hints(hints)
