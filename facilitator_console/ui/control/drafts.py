"""Holds the texts that are typed and not kept yet; they survive whatever happens to the program. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from facilitator_console.console import Console, subject_of_field
from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import NO_MARK, NO_NOTE, MarkId, NoteId, ThemeId
from facilitator_console.session.ids import NO_TURN, TurnId
from facilitator_console.store.beside_log import NOTE_LINE

DRAFT_MS = 200
"""A draft is on the disk within 300 ms; not each letter is a write of its own."""


@dataclass
class NoteDraft:
    """Holds what belongs to the text in the note line, on whichever page it is typed.

    Attributes:
        turn_id: The turn that ran at its first letter, or that it was given to since; None while nothing is typed.
        fills: The mark that the note is for.
        reply_to: The note that it answers.
    """

    turn_id: TurnId | None = None
    fills: MarkId = NO_MARK
    reply_to: NoteId = NO_NOTE


class Drafts(QObject):
    """Holds the drafts of a session's fields, by the name of the field.

    Attributes:
        of_note: What belongs to the draft in the note line.

    Signals:
        typed(): Somebody types; never what.
    """

    typed = Signal()

    def __init__(self, console: Console, of_note: NoteDraft | None = None, parent: QObject | None = None) -> None:
        """Read which fields hold a draft.

        Args:
            console: The session.
            of_note: What belongs to the text that is being typed, where the window is built anew around it.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._console = console
        self._texts: dict[str, str] = {}
        self._filled = set(console.drafted_fields())
        self._waiting: set[str] = set()
        # Of a draft from an earlier run nobody knows any more whose words it holds.
        self.of_note = of_note or NoteDraft(NO_TURN if self.text() else None)
        self._timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._timer.timeout.connect(self.flush)

    def text(self, field: str = NOTE_LINE) -> str:
        """Return what stood in a field, by default the note line, when this session was left, or is typed now."""
        if field not in self._texts:
            self._texts[field] = self._console.draft(field)
        return self._texts[field]

    def has(self, field: str) -> bool:
        """Tell whether something stands in a field that was never kept."""
        return field in self._filled

    def keep(self, text: str, field: str = NOTE_LINE) -> None:
        """Keep what stands in a field, by default the note line, whatever happens to this program."""
        self._texts[field] = text
        if text:
            self.typed.emit()
        (self._filled.add if text else self._filled.discard)(field)
        self._waiting.add(field)
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Give the drafts to the writer now."""
        self._timer.stop()
        for field in sorted(self._waiting):
            self._console.keep_draft(self._texts[field], field)
        self._waiting.clear()

    def drop_withdrawn(self, changes: Changes) -> None:
        """Empty what was typed over words that were withdrawn, here or elsewhere: it goes with them."""
        state = self._console.state
        changed = changes.get("notes", frozenset()) | changes.get("themes", frozenset())
        for field in [field for field in self._filled if subject_of_field(field) in changed]:
            subject = subject_of_field(field)
            note, theme = state.notes.get(NoteId(subject)), state.themes.get(ThemeId(subject))
            if not (note and note.text) and not (theme and (theme.title or theme.text)):
                self.keep("", field)
