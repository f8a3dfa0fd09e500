"""Moves notes and themes on the board: dropped by the mouse, moved with Alt and arrows, begun in a column."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt

from facilitator_console.notes.ids import Column, ThemeId
from facilitator_console.notes.themes import (
    add_theme,
    move_theme,
    notes_by_theme,
    put_into_theme,
    take_out_of_theme,
)
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board import Board, Place
from facilitator_console.ui.harvest.board_column import proposed_title
from facilitator_console.ui.harvest.board_list import BoardList
from facilitator_console.ui.harvest.board_model import RowKind


class Moving(QObject):
    """Carries out what is dropped, moved and begun on a board."""

    def __init__(self, controller: SessionController, board: Board) -> None:
        """Listen to this board, which owns it."""
        super().__init__(board)
        self._controller, self._board = controller, board
        for shown in board.lists:
            shown.moved_by.connect(self._on_list_moved_by)
        for column, shown_column in board.columns.items():
            shown_column.field.entered.connect(partial(self._on_field_entered, column))
        board.notes_dropped.connect(self._on_board_notes_dropped)
        board.theme_dropped.connect(self._on_board_theme_dropped)

    def _on_field_entered(self, column: Column, title: str) -> None:
        shown = self._board.columns[column]
        known = set(self._controller.state.themes)
        notes, leaves = shown.field.notes, shown.field.leaves
        if self._controller.do(add_theme, column, title, "", notes, leaves=leaves):
            shown.field.clear_all()
            for theme_id in self._controller.state.themes.keys() - known:
                shown.show_theme(theme_id)

    def _on_board_notes_dropped(self, shown: BoardList, place: Place) -> None:
        notes, row = shown.selected_notes, shown.selected[0]
        if place.is_new and place.column is not None:
            title = proposed_title(self._controller.state.notes[notes[0]].text)
            self._board.columns[place.column].field.take(notes, row.theme_id, title)
        elif place.theme_id:
            at = self._place_in(place) if place.theme_id == row.theme_id else None
            self._controller.do(put_into_theme, notes, place.theme_id, place=at, leaves=row.theme_id)
        elif place.column is None and row.theme_id:
            self._controller.do(take_out_of_theme, notes, row.theme_id)

    def _place_in(self, place: Place) -> int | None:
        """Return the place among a theme's notes at which something is dropped."""
        notes = [note.note_id for note in notes_by_theme(self._controller.state)[place.theme_id]]
        return notes.index(place.note_id) if place.note_id in notes else None

    def _on_board_theme_dropped(self, theme_id: str, place: Place) -> None:
        if place.column is None or place.theme_id == theme_id:
            return
        at = self._board.columns[place.column].place_of(place.theme_id) if place.theme_id else None
        self._controller.do(move_theme, ThemeId(theme_id), place.column, at)
        self._board.show_theme(ThemeId(theme_id))

    def _on_list_moved_by(self, key: int) -> None:
        row, column = self._board.active.current, self._board.column_of(self._board.active)
        if row is None or column is None:
            return
        step = -1 if key in {Qt.Key.Key_Left, Qt.Key.Key_Up} else 1
        if row.kind is RowKind.THEME:
            if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
                self._move_beside(row.theme_id, column, step)
            else:
                at = self._board.columns[column].place_of(row.theme_id) + step
                self._controller.do(move_theme, row.theme_id, column, max(0, at))
                self._board.columns[column].show_theme(row.theme_id)
        elif row.note_id and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            notes = [note.note_id for note in notes_by_theme(self._controller.state)[row.theme_id]]
            at = max(0, notes.index(row.note_id) + step)
            self._controller.do(put_into_theme, [row.note_id], row.theme_id, place=at)
            self._board.columns[column].show_note(row.note_id, row.theme_id)

    def _move_beside(self, theme_id: ThemeId, column: Column, step: int) -> None:
        columns = list(Column)
        at = columns.index(column) + step
        if 0 <= at < len(columns):
            self.move_to_column(theme_id, columns[at])

    def move_to_column(self, theme_id: ThemeId, column: Column) -> None:
        """Move a theme to the end of a column, and stay with it."""
        if self._controller.do(move_theme, theme_id, column):
            self._board.show_theme(theme_id)
