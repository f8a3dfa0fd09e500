"""Holds the note line, in which everything that is said is typed. Its draft survives whatever happens.

It knows which turn ran when the first letter was typed, completes tags and seats, and says whom a note would name.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from facilitator_console.dialogue.capture import capture, queues_seats
from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.capture import Token, TokenKind, tokens
from facilitator_console.notes.codebook import similar_tags, tag_name
from facilitator_console.notes.commands import LONGEST_TEXT
from facilitator_console.notes.ids import NO_MARK, NO_NOTE, MarkId, NoteId
from facilitator_console.session.ids import MAIN, NO_TURN, TableId
from facilitator_console.session.tables import table_name
from facilitator_console.ui.control.action import call
from facilitator_console.ui.control.presses import TWICE_WITHIN_MS
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Lit, Part, Rank, StyleFlag, set_flag, set_part, set_style
from facilitator_console.ui.parts.hints import PARTS, ElidedHint
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.tag_badges import Chip
from facilitator_console.ui.run.note_hints import FOLLOWED, NoteHints, is_unattributed, turns_and_place
from facilitator_console.ui.run.suggestions import Suggestion, Suggestions, completions, of_tag
from facilitator_console.ui.run.token_edit import TokenEdit
from facilitator_console.words import Message, say, say_p

TURNING = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
"""The arrows that choose, with Alt, the turn before and the turn after."""


class NoteLine(QFrame):
    """Shows the line, and below it a hint or what a token may become.

    Signals:
        saved(): A line was kept.
        entered(): Enter was pressed in the empty line.
    """

    saved = Signal()
    entered = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with the draft."""
        super().__init__(parent)
        self._controller = controller
        self._hint: Message | None = None
        self._asked_tags = set[str]()
        self._nearly: tuple[Token, str] | None = None
        set_part(self, Part.NOTE_LINE)
        self.edit = TokenEdit(controller)
        self._hints = NoteHints(controller, self.edit.text)
        self.edit.setAccessibleName(controller.text(say_p("what is written down", "Note")))
        self.hint_label, self.named_label = ElidedHint(), label(rank=Rank.HINT)
        self.chip = Chip()
        self.suggestions = Suggestions()
        self.hint_timer = QTimer(self, interval=TWICE_WITHIN_MS, singleShot=True)
        self.hint_timer.timeout.connect(self._on_hint_timer_timeout)
        self._build()
        self.edit.setText(controller.drafts.text())
        self._typed, self._was_empty = self.edit.text(), self.is_empty
        self._connect()
        self._on_controller_watching_changed()
        self._refresh_chip()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 9, 14, 9)
        column.setSpacing(3)
        typed = QHBoxLayout()
        typed.setSpacing(8)
        typed.addWidget(self.chip)
        typed.addWidget(self.edit, 1)
        column.addLayout(typed)
        below = QHBoxLayout()
        below.setSpacing(16)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.hint_label)
        self._stack.addWidget(self.suggestions)
        holder.setFixedHeight(self.suggestions.sizeHint().height())
        below.addWidget(holder, 1)
        # What is said of names has the room that it wants; the hint yields.
        self.named_label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        below.addWidget(self.named_label)
        column.addLayout(below)
        self.setFocusProxy(self.edit)

    def _connect(self) -> None:
        self.edit.installEventFilter(self)
        self.edit.too_long.connect(self._on_edit_too_long)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.edit.cursorPositionChanged.connect(self._refresh_suggestions)
        self.suggestions.chosen.connect(self.edit.put_word)
        self._controller.changed.connect(self._on_controller_changed)
        self._controller.hinted.connect(self._on_controller_hinted)
        self._controller.did.connect(self._on_controller_did)
        self._controller.tables.changed.connect(self._on_tables_changed)
        self._controller.watching_changed.connect(self._on_controller_watching_changed)

    # -- for the page ------------------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is typed."""
        return not self.edit.text()

    @property
    def text(self) -> str:
        """Return what is typed."""
        return self.edit.text()

    @property
    def hint(self) -> str:
        """Return what the hint says."""
        return self.hint_label.whole_text

    @property
    def named(self) -> str:
        """Return what is said of whom the note would name."""
        return self.named_label.text()

    def focus_line(self) -> None:
        """Put the cursor into the line."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_text(self, text: str) -> None:
        """Take the focus, and the letters that were typed where nothing takes them."""
        if self._controller.is_watched:
            return
        self.focus_line()
        self.edit.insert(text)

    def set_fills(self, mark_id: MarkId) -> None:
        """Let the next note fill this mark; `NO_MARK` for none."""
        self._controller.drafts.of_note.fills = mark_id
        self._refresh_hint()

    def set_reply(self, note_id: NoteId) -> None:
        """Let the next note answer this one; `NO_NOTE` for none."""
        self._controller.drafts.of_note.reply_to = note_id
        self._refresh_hint()

    # -- typing --------------------------------------------------------------------------------------------

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean something here before the field does; show on the frame that it has the focus."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            set_style(self, Lit.ON if event.type() == QEvent.Type.FocusIn else Lit.OFF)
        return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._hears(event)

    def _hears(self, event: QKeyEvent) -> bool:
        """Do what a key means; False where it is for the field or the page."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        stepping = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if modifiers == Qt.KeyboardModifier.AltModifier and event.key() in {*TURNING, *stepping}:
            return self._hears_with_alt(Qt.Key(event.key()))
        if modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        if event.key() == Qt.Key.Key_Tab:
            return self._take_suggestion()
        if event.key() in stepping and self.suggestions.current:
            self.suggestions.step(stepping[Qt.Key(event.key())])
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not (self.is_empty and event.isAutoRepeat()):
                self._on_enter()
            return True
        return event.key() == Qt.Key.Key_Escape and self._on_escape()

    def _hears_with_alt(self, key: Qt.Key) -> bool:
        """Go to the turn before or after, or to another table; False where there are no tables."""
        if key in TURNING:
            self._move_to_turn(TURNING[key])
            return True
        return self._controller.tables.step(-1 if key == Qt.Key.Key_Up else 1)

    def _on_enter(self) -> None:
        token = self.edit.typed_token()
        # A tag alone is not a note, so Enter can only mean the tag; +12 alone is a whole line.
        if self.is_empty:
            self.entered.emit()
            return
        half_a_tag = token is not None and token.kind is TokenKind.TAG and token.end == len(self.edit.text())
        if half_a_tag and self._take_suggestion():
            return
        if self._asks_about_tag():
            return
        names, note_draft = self._controller.tag_names, self._controller.drafts.of_note
        caught = call(
            capture,
            self.edit.text(),
            names=names,
            turn_id=note_draft.turn_id,
            fills=note_draft.fills,
            table_id=self._table_id,
            reply_to=note_draft.reply_to,
        )
        if caught.do(self._controller):
            note_draft.fills, note_draft.reply_to = NO_MARK, NO_NOTE
            self.edit.clear()
            self.saved.emit()
            self._refresh_hint()

    def _asks_about_tag(self) -> bool:
        """Ask, where the line would make a tag of nearly the name of another; Tab takes that one, Enter makes it."""
        state, names = self._controller.state, self._controller.tag_names
        line = self.edit.text()
        for token in tokens(line, queues=queues_seats(state, line, self._table_id)):
            if token.kind is not TokenKind.TAG or token.word in self._asked_tags:
                continue
            if similar := similar_tags(state, token.word, names):
                self._asked_tags.add(token.word)
                self._nearly = (token, of_tag(self._controller, similar[0]).word)
                other, typed = tag_name(state, similar[0]), line[token.start : token.end]
                self._hint = say("{token} is new · Tab takes “{other}” · Enter again adds it", token=typed, other=other)
                self._refresh_hint()
                return True
        return False

    def _on_escape(self) -> bool:
        """Put the suggestions away, or let go of mark and reply; False where there is none of them."""
        if self.suggestions.current:
            self._offer(())
            return True
        note_draft = self._controller.drafts.of_note
        was_for = note_draft.fills != NO_MARK or note_draft.reply_to != NO_NOTE
        note_draft.reply_to = NO_NOTE
        self.set_fills(NO_MARK)
        return was_for

    def _take_suggestion(self) -> bool:
        if self._nearly:
            token, word = self._nearly
            self.edit.replace_word(token, word)
            return True
        current = self.suggestions.current
        if current is None or self._stack.currentWidget() is not self.suggestions:
            return False
        self.edit.put_word(current.word)
        return True

    def _on_edit_text_changed(self, text: str) -> None:
        was_empty, self._was_empty = self._was_empty, not text
        if not text and self.edit.isRedoAvailable():
            # Taken back, not deleted: words and turn stay for as long as redo can bring them back.
            self._controller.drafts.keep(self._typed)
        else:
            self._follow_typing(text, begins=was_empty and not self._is_brought_back(text))
        self._hint = self._nearly = None
        if not text:
            self._asked_tags.clear()
        self._refresh_hint()
        self._refresh_suggestions()

    def _follow_typing(self, text: str, *, begins: bool) -> None:
        """Keep what is typed, and the turn that ran at its first letter."""
        note_draft, floor = self._controller.drafts.of_note, self._controller.state.rooms[self._table_id].floor
        if not text:
            note_draft.turn_id = None
        elif begins or note_draft.turn_id is None:
            note_draft.turn_id = floor[-1] if floor else NO_TURN
        if not self.edit.isRedoAvailable():
            self._typed = text
        self._controller.drafts.keep(text)

    def _is_brought_back(self, text: str) -> bool:
        """Tell whether words came back into the empty line: by redo, or from another page's line."""
        return self.edit.isRedoAvailable() or text == self._controller.drafts.text()

    def _move_to_turn(self, by: int) -> None:
        """Give the note to the turn before or after."""
        ids, at = turns_and_place(self._controller)
        if not ids or self.is_empty or is_unattributed(self._controller) or self._controller.drafts.of_note.fills:
            return
        self._controller.drafts.of_note.turn_id = ids[max(0, min(len(ids) - 1, at + by))]
        self._refresh_hint()

    # -- tables --------------------------------------------------------------------------------------------

    @property
    def _table_id(self) -> TableId:
        """Return the table that is meant."""
        return self._controller.tables.table_id

    def _on_tables_changed(self) -> None:
        """Show which table is meant; a note that is being typed belongs to the turn that runs there."""
        self._refresh_chip()
        if not self.is_empty:
            floor = self._controller.state.rooms[self._table_id].floor
            self._controller.drafts.of_note.turn_id = floor[-1] if floor else NO_TURN
        self._refresh_hint()
        self._refresh_suggestions()

    def _refresh_chip(self) -> None:
        table_id = self._table_id
        name = table_name(self._controller.state, table_id) if table_id != MAIN else None
        self.chip.show_text(self._controller.text(name) if name else "")

    # -- hints ---------------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if "talk_tables" in changes:
            self._refresh_chip()
        if changes.keys() & FOLLOWED and self.isVisible():  # What is hidden is made anew once it is shown.
            self._refresh_hint()

    def _on_controller_watching_changed(self) -> None:
        """Disable the line while the session is only watched."""
        self.edit.setEnabled(not self._controller.is_watched)
        set_flag(self, StyleFlag.OFF, on=self._controller.is_watched)
        self._refresh_hint()

    def _on_controller_hinted(self, hint: Message) -> None:
        if not self.isVisible():
            return
        self._hint = hint
        self.hint_timer.start()
        self._offer(())
        self._refresh_hint()

    def _on_controller_did(self) -> None:
        if self._hint is not None:
            self._on_hint_timer_timeout()

    def _on_hint_timer_timeout(self) -> None:
        self._hint = None
        if self.isVisible():
            self._refresh_hint()

    def showEvent(self, _event: QEvent) -> None:
        """Go on with the draft: it may have been typed in another page's line."""
        if self.edit.text() != self._controller.drafts.text():
            self.edit.setText(self._controller.drafts.text())
        self._refresh_hint()

    def hideEvent(self, _event: QEvent) -> None:
        """Drop the hint: it does not come back with the page."""
        self.hint_timer.stop()
        self._hint = None

    def _refresh_hint(self) -> None:
        pressing = [self._hint] if self._hint else self._hints.of_this_note()
        warns = bool(pressing) and not self._controller.is_watched
        set_style(self.hint_label, Rank.HINT_WARN if warns else Rank.HINT)
        hints = pressing or [self._hints.of_tokens()]
        if self._controller.is_watched:
            hints = [say("You are watching. Notes are written by those in the room.")]
        self.hint_label.show_text(PARTS.join(self._controller.text(hint) for hint in hints))
        set_text(self.named_label, self._controller.text(self._hints.names()))
        self._share_row()

    def _share_row(self) -> None:
        """Hide whom the note names where a hint or suggestions need the row for themselves."""
        pushed_out = self._hint or self.suggestions.current or self._controller.is_watched
        self.named_label.setVisible(not pushed_out)

    # -- completion ----------------------------------------------------------------------------------------

    def _on_edit_too_long(self, signs: int) -> None:
        most = say(
            "The pasted text has {n} characters, and a note holds {most}. Nothing was pasted.",
            n=signs, most=LONGEST_TEXT,
        )  # fmt: skip
        self._controller.refused.emit(most)

    def _refresh_suggestions(self) -> None:
        token = self.edit.typed_token()
        offered = completions(self._controller, token, self._table_id) if token else []
        self._offer(offered)

    def _offer(self, offered: Sequence[Suggestion]) -> None:
        self.suggestions.offer(offered)
        self._stack.setCurrentWidget(self.suggestions if offered else self.hint_label)
        self._share_row()
