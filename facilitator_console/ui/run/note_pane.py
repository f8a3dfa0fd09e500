"""Shows one note whole below the list: a long text, its translations beside it, what it answers and what answers it.

A translation is written here. What is typed and not kept yet is a draft, as everywhere.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.console import translating_field
from facilitator_console.dialogue.attribution import speaker_words
from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import NO_NOTE, NoteId
from facilitator_console.notes.languages import is_old, replies_to, translate_note, translations_of
from facilitator_console.notes.room_states import STATES, is_state
from facilitator_console.notes.state import Note
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.session.ids import LanguageId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.text_field import LINE_BREAKS
from facilitator_console.ui.parts.thin_scroll import ScrolledWords
from facilitator_console.ui.run.timeline_words import from_to
from facilitator_console.words import Message, say, say_n, say_p

LONG = 160
"""Signs from which on a text is shown whole by itself."""
REPLY_WORDS = 120
HIGHEST_PX = 280
"""The most height of the pane; in a low window a third of the page, and the text scrolls."""
FIELD_PX = 96
BETWEEN = " · "


class NotePane(QFrame):
    """Shows a note; hidden while none is to be read.

    Signals:
        left(): Esc, or the translation was kept.
    """

    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        set_part(self, Part.CARD)
        self._controller = controller
        self._note_id, self._language = NO_NOTE, LanguageId("")
        self._is_wanted = False
        self._room_px = HIGHEST_PX
        self.facts = label(rank=Rank.SMALL, wraps=True)
        self.close_link = Link(controller.text(say_p("a panel", "Close")))
        self.words, self.others = ScrolledWords(), ScrolledWords(Rank.SMALL)
        self.field = QPlainTextEdit()
        self.keep = QPushButton(controller.text(say("Keep the translation")))
        set_style(self.keep, ButtonKind.PRIMARY)
        self._lay_out()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.keep.clicked.connect(self._keep_translation)
        self.close_link.clicked.connect(self.close_pane)
        controller.changed.connect(self._on_controller_changed)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.facts, 1)
        head.addWidget(self.close_link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.words, 1)
        column.addWidget(self.others, 1)
        self.field.setFixedHeight(FIELD_PX)
        self.field.setTabChangesFocus(True)
        column.addWidget(self.field)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self._refresh_height()

    # -- what is shown -----------------------------------------------------------------------------------

    @property
    def is_translating(self) -> bool:
        """Tell whether a translation is being written."""
        return bool(self._language)

    def show_note(self, note: Note | None) -> None:
        """Show a note where it has more than its row shows; otherwise nothing, unless somebody asked for it."""
        if note is None or note.note_id != self._note_id:
            self._is_wanted, self._language = False, LanguageId("")
        self._note_id = note.note_id if note else NO_NOTE
        self._refresh()

    def toggle(self) -> None:
        """Show the note that is chosen, also a short one, or hide it again."""
        self._is_wanted = not self.isVisible()
        self._refresh(asked_to_hide=not self._is_wanted)

    def close_pane(self) -> None:
        """Hide it until another note is chosen."""
        had_focus = self.field.hasFocus() or self.keep.hasFocus()
        self._is_wanted, self._language = False, LanguageId("")
        self.hide()
        if had_focus:
            self.left.emit()

    def show_found(self, text: str, where: str) -> None:
        """Show a note of another session: its text, and where it was written."""
        self._note_id, self._language = NO_NOTE, LanguageId("")
        self._refresh_height()
        set_text(self.facts, where)
        self.words.show_text(text)
        for part in (self.others, self.field, self.keep):
            part.hide()
        self.show()

    def _refresh(self, *, asked_to_hide: bool = False) -> None:
        note = self._controller.state.notes.get(self._note_id)
        if note is None or asked_to_hide or not (self._is_wanted or self.is_translating or self._has_more(note)):
            self.hide()
            return
        set_text(self.facts, BETWEEN.join(self._facts(note)))
        self.words.show_text(note.text)
        others = self._others(note)
        self.others.show_text("\n".join(others))
        self.others.setVisible(bool(others))
        self.field.setVisible(self.is_translating)
        self.keep.setVisible(self.is_translating)
        self._refresh_height()
        self.show()

    def set_room(self, height: int) -> None:
        """Be at most so high, except where somebody types."""
        self._room_px = min(HIGHEST_PX, height)
        self._refresh_height()

    def _refresh_height(self) -> None:
        self.setMaximumHeight(HIGHEST_PX if self.is_translating else self._room_px)

    def _has_more(self, note: Note) -> bool:
        state = self._controller.state
        is_long = len(note.text) >= LONG or "\n" in note.text
        is_about_room = (mark := state.marks.get(note.fills)) is not None and is_state(mark)
        return (
            is_long
            or is_about_room
            or bool(note.reply_to or translations_of(state, note) or replies_to(state, note.note_id))
        )

    def _facts(self, note: Note) -> list[str]:
        state, text = self._controller.state, self._controller.text
        facts = [self._controller.times.time_of_day(note.at_ms, note.writer)]
        if note.language:
            facts.append(LANGUAGE_NAMES.get(note.language, note.language))
        if speaker := speaker_words(state, note):
            facts.append(text(speaker))
        facts.append(text(say_n("{n} character", "{n} characters", len(note.text))))
        return facts

    def _others(self, note: Note) -> list[str]:
        """Return translations, the note that is answered, and replies, as lines."""
        state, text = self._controller.state, self._controller.text
        lines: list[str] = []
        mark = state.marks.get(note.fills)
        if mark and is_state(mark):
            when = from_to(self._controller, mark.at_ms, mark.ended_at_ms)
            lines.append(text(say("How the room was: {state}, {when}", state=STATES[mark.state], when=when)))
        answered = state.notes.get(note.reply_to)
        if answered and answered.text and not answered.removed:
            lines.append(text(say("Answers: {text}", text=first_words(answered.text, REPLY_WORDS))))
        for found in translations_of(state, note):
            name = LANGUAGE_NAMES.get(found.language, found.language)
            lines.append(f"{name}: {found.text}")
            lines.append(text(_about_translation(found.translated_by, old=is_old(note, found))))
        lines += [
            text(say("Reply: {text}", text=first_words(reply.text, REPLY_WORDS)))
            for reply in replies_to(state, note.note_id)
        ]
        return lines

    # -- translating -------------------------------------------------------------------------------------

    def translate(self, note: Note, language: str) -> None:
        """Let somebody write a note in another language; what stood there, kept or a draft, stands there again."""
        self._note_id, self._language = note.note_id, LanguageId(language)
        known = self._controller.state.translations.get(f"{note.note_id}/{language}")
        drafted = self._controller.drafts.text(self._draft_field)
        self.field.setPlainText(drafted or (known.text if known else ""))
        name = LANGUAGE_NAMES.get(language, language)
        into = self._controller.text(say("Translation into {language}", language=name))
        self.field.setPlaceholderText(into)
        self.field.setAccessibleName(into)
        self._refresh()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _draft_field(self) -> str:
        return translating_field(self._note_id, self._language)

    def _on_field_text_changed(self) -> None:
        if self.is_translating:
            self._controller.drafts.keep(self._typed(), self._draft_field)

    def _typed(self) -> str:
        return self.field.document().toRawText().translate(LINE_BREAKS)

    def _keep_translation(self) -> None:
        note_id, language = NoteId(self._note_id), self._language
        run = self._controller.state.runs.get(self._controller.writer)
        author = run.started.author if run else ""
        if self._controller.do(translate_note, note_id, language, self._typed(), author):
            self._controller.drafts.keep("", self._draft_field)
            self._language = LanguageId("")
            self._refresh()
            self.left.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the translation on Enter; Shift+Enter is a new line, Esc leaves it as a draft."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
            return True
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not shifted:
            self._keep_translation()
            return True
        return False

    def _on_controller_changed(self, changes: Changes) -> None:
        if self._note_id and changes.keys() & {"notes", "translations"}:
            if self._note_id not in self._controller.state.notes and self._language:
                self._controller.drafts.keep("", self._draft_field)
            self._refresh(asked_to_hide=not self.isVisible() and not self._is_wanted)


def _about_translation(translated_by: str, *, old: bool) -> Message:
    """Return who translated, and that the original was rewritten since."""
    if old and translated_by:
        return say("Translated before the note was rewritten, by: {who}", who=translated_by)
    if old:
        return say("Translated before the note was rewritten.")
    return say("Translated by: {who}", who=translated_by) if translated_by else say("Translated by the team.")
