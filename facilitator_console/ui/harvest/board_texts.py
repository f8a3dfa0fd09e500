"""Rewrites the texts of the board in place, and settles which one holds where two laptops wrote one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from facilitator_console.console import theme_field
from facilitator_console.notes.commands import edit_list_entry, edit_note
from facilitator_console.notes.ids import NoteId, ThemeId, Version
from facilitator_console.notes.read_back import has_two_texts
from facilitator_console.notes.themes import edit_theme, themes_kept
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board import Board
from facilitator_console.ui.harvest.board_model import BoardRow, RowKind
from facilitator_console.ui.harvest.rewriting import drop
from facilitator_console.ui.parts.note_strip import NoteStrip
from facilitator_console.ui.parts.text_field import TextField


class BoardTexts(QObject):
    """Opens, keeps and settles texts of notes, entries and themes."""

    def __init__(
        self,
        controller: SessionController,
        board: Board,
        strip: NoteStrip,
        toggle_card: Callable[[], None],
        parent: QObject,
    ) -> None:
        """Serve this board, and ask in this strip; the row behind the notes of a card opens the card."""
        super().__init__(parent)
        self._controller, self._board, self._strip, self._toggle_card = controller, board, strip, toggle_card
        strip.text_kept.connect(self._settle)
        strip.rewriting_asked.connect(self._write_anew)

    def rewrite(self) -> None:
        """Open the text of what is chosen; where two texts of it wait, ask which one holds."""
        row, state = self._board.active.current, self._controller.state
        if row is None:
            return
        note, theme = state.notes.get(row.note_id), state.themes.get(row.theme_id)
        if row.kind is RowKind.MORE:
            self._toggle_card()
        elif note and note.other_texts:
            self._strip.ask_settling(note)
            self._strip.enter()
        elif row.kind is RowKind.THEME and theme and has_two_texts(theme):
            self._strip.ask_settling_theme(theme)
            self._strip.enter()
        else:
            self._board.active.rewrite()

    def take_up_draft(self) -> None:
        """Go on with a theme that was being rewritten when the program ended."""
        for theme in themes_kept(self._controller.state):
            if self._controller.drafts.has(theme_field(theme.theme_id)):
                self._board.show_theme(theme.theme_id)
                self._board.active.rewrite()
                return

    def keep(self, row: BoardRow, field: TextField) -> None:
        """Keep what stands in the field over a row."""
        if self._is_kept(row, field):
            drop(self._controller, field)
        else:  # Nothing that was typed is lost where it is refused.
            QTimer.singleShot(0, self, self.rewrite)

    def _is_kept(self, row: BoardRow, field: TextField) -> bool:
        base, text = str(field.property("base")), field.text
        if row.kind is RowKind.ENTRY:
            return self._controller.do(edit_list_entry, row.entry_id, text, base=Version(base))
        if row.kind is not RowKind.THEME:
            return self._controller.do(edit_note, row.note_id, text, base=Version(base))
        of_title, _, of_text = base.partition(" ")
        old, new = (_title_and_text(words) for words in (field.began_with, text))
        return self._controller.do(
            edit_theme,
            row.theme_id,
            title=new[0] if new[0] != old[0] else None,
            text=new[1] if new[1] != old[1] else None,
            bases=(Version(of_title), Version(of_text)),
        )

    def _write_anew(self) -> None:
        self._board.active.rewrite()

    def _settle(self, subject: str, text: str) -> None:
        theme = self._controller.state.themes.get(ThemeId(subject))
        if theme is None:
            self._controller.do(edit_note, NoteId(subject), text)
        elif theme.other_titles:
            self._controller.do(edit_theme, theme.theme_id, title=text)
        else:
            self._controller.do(edit_theme, theme.theme_id, text=text)
        self._strip.close_question()


def _title_and_text(words: str) -> tuple[str, str]:
    """Return title and sentences of a theme: what stands in the first line, and what stands below it."""
    title, _, text = words.strip().partition("\n")
    return title, text.strip()
