"""Reads the themes back, one at a time: large here and on the room display, checked, approved, objected to.

Who is at the laptop reads with the group: arrows turn to the next theme and choose a sentence, Enter rewrites it in
place, letters do the rest. Each step is noted at the side.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.console import sentence_field
from facilitator_console.dialogue.reading_back import changes_of, show_theme, theme_on_display
from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import NO_THEME, CheckStatus, ThemeId, Version
from facilitator_console.notes.read_back import (
    Heard,
    heard,
    open_objections,
    rewrite_sentence,
    sentences,
    set_status,
    theme_status,
)
from facilitator_console.notes.state import Objection, Theme
from facilitator_console.notes.themes import themes_kept
from facilitator_console.session.display import show_room
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.objection_line import ObjectionLine
from facilitator_console.ui.harvest.rewriting import drop
from facilitator_console.ui.harvest.sentences import LETTERS, Sentences
from facilitator_console.ui.harvest.theme_words import COLUMN_NAMES, STATUS_WORDS
from facilitator_console.ui.harvest.themes_read import ThemesRead
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.key_button import KeyButton
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.text_field import TextField
from facilitator_console.ui.parts.thin_scroll import ScrolledWords, ThinScrollBar
from facilitator_console.words import say

THEMES_PX, CHANGES_PX, NARROW_PX = 236, 260, 1150
ROW_PX = 52
CHECK = say("Checked with the group")
APPROVE = say("Approved")
DRAFT_AGAIN = say("A draft again")
NOT_MINE = say("This is not mine")
SETTLED = say("Settled")
ON_DISPLAY = say("On the room display")
OFF_DISPLAY = say("Off the room display")


class ReadBackView(PassesFocus):
    """Shows the read-back: one theme at a time, large, with its sentences.

    Signals:
        left(ThemeId): Back to the board, with the theme that was shown last.
        paper_asked(): The draft is wanted on paper.
    """

    left = Signal(str)
    paper_asked = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it; `begin` shows a theme."""
        super().__init__(parent)
        self._controller = controller
        self._theme_id = NO_THEME
        text = controller.text
        self.themes = ThemesRead(controller)
        self.about = label(rank=Rank.MUTED, wraps=True)
        self.sentences = Sentences(controller)
        self.earlier = label(rank=Rank.SMALL, wraps=True)
        self.objection = ObjectionLine(controller)
        self.check, self.approve = KeyButton("C", ButtonKind.PRIMARY), KeyButton("A")
        self.not_mine, self.settled, self.display = KeyButton("N"), KeyButton("S"), KeyButton("D")
        self.before, self.after = KeyButton("←"), KeyButton("→")
        self.changes = ScrolledWords()
        self.paper = Link(text(say("The draft on paper")))
        self.back = Link(text(say("← Back to the board")))
        self._lay_out()
        self._connect()

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        text = self._controller.text
        self._side, self._changes = QFrame(), QFrame()
        set_part(self._side, Part.SIDE)
        set_part(self._changes, Part.ASIDE)
        side = _column(self._side, 14)
        side.addWidget(self.back)
        side.addWidget(label(text(say("Read-back")), Rank.SECTION))
        side.addWidget(self.themes, 1)
        side.addWidget(self.paper)
        aside = _column(self._changes, 18)
        aside.addWidget(label(text(say("What changed")), Rank.SECTION))
        aside.addWidget(self.changes, 100)
        aside.addStretch(1)
        self.changes.setAccessibleName(text(say("What changed in this theme, the newest first")))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._side)
        whole.addLayout(self._lay_out_middle(), 1)
        whole.addWidget(self._changes)
        self.pass_focus_to(self.sentences)

    def _lay_out_middle(self) -> QVBoxLayout:
        text = self._controller.text
        middle = QVBoxLayout()
        middle.setContentsMargins(26, 18, 26, 12)
        middle.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(text(say("Did we hear you right?")), Rank.TITLE, wraps=True), 1)
        for button, words in ((self.before, say("Before")), (self.after, say("Next"))):
            button.show_label(text(words))
            head.addWidget(button)
        middle.addLayout(head)
        middle.addWidget(self.about)
        middle.addWidget(self.sentences, 1)
        middle.addWidget(self.earlier)
        middle.addWidget(self.objection)
        buttons = QWidget()
        row = FlowLayout(buttons)
        named = ((self.check, CHECK), (self.approve, APPROVE), (self.not_mine, NOT_MINE), (self.settled, SETTLED))
        for button, words in (*named, (self.display, ON_DISPLAY)):
            button.show_label(text(words))
            row.addWidget(button)
        middle.addWidget(buttons)
        ThinScrollBar(self.sentences)
        return middle

    def _connect(self) -> None:
        self.themes.currentRowChanged.connect(self._on_themes_current_row_changed)
        shown = self.sentences
        shown.pressed_letter.connect(self._on_sentences_pressed_letter)
        shown.turned.connect(self.turn)
        shown.rewritten.connect(self._on_sentences_rewritten)
        shown.left.connect(self.leave)
        self.objection.ended.connect(partial(self.sentences.setFocus, Qt.FocusReason.OtherFocusReason))
        buttons = (self.check, self.approve, self.not_mine, self.settled, self.display)
        for button, letter in zip(buttons, LETTERS, strict=True):
            button.clicked.connect(partial(self._on_sentences_pressed_letter, letter))
        self.before.clicked.connect(partial(self.turn, -1))
        self.after.clicked.connect(partial(self.turn, 1))
        self.back.clicked.connect(self.leave)
        self.paper.clicked.connect(self.paper_asked)
        self._controller.changed.connect(self._on_controller_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the words the room of a narrow window."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < NARROW_PX
        self._side.setFixedWidth(THEMES_PX - 40 if is_narrow else THEMES_PX)
        self._changes.setFixedWidth(CHANGES_PX - 50 if is_narrow else CHANGES_PX)

    # -- showing ---------------------------------------------------------------------------------------

    def begin(self, theme_id: ThemeId) -> None:
        """Show a theme, or the first one; what was being typed when the program ended goes on."""
        themes = [theme.theme_id for theme in themes_kept(self._controller.state)]
        self._theme_id = theme_id if theme_id in themes else themes[0] if themes else NO_THEME
        self._take_up_draft(themes)
        self._show_objection()
        self.refresh()
        self.sentences.choose(0)

    @property
    def theme(self) -> Theme | None:
        """Return the theme that is shown."""
        return self._controller.state.themes.get(self._theme_id)

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & {"themes", "checks", "objections", "displays"}:
            self.refresh()

    def refresh(self) -> None:
        """Show the theme anew; the next one where it is gone."""
        state = self._controller.state
        themes = themes_kept(state)
        ids = [theme.theme_id for theme in themes]
        if self._theme_id not in ids:
            if not ids:
                self.left.emit(NO_THEME)
                return
            self._theme_id = ids[min(max(0, self.themes.currentRow()), len(ids) - 1)]
        self.themes.show_themes(themes, ids.index(self._theme_id))
        theme = state.themes[self._theme_id]
        rows, earlier = heard(state, theme)
        self.sentences.show_theme(theme, rows)
        words = [self.sentences.rows.objection_text(objection) for objection in earlier]
        head = say("Of an earlier wording: {words}", words=" ".join(words))
        set_text(self.earlier, self._controller.text(head) if words else "")
        self.earlier.setVisible(bool(words))
        self._say_about(theme, ids.index(self._theme_id) + 1, len(ids))
        self._list_changes()

    def _say_about(self, theme: Theme, number: int, most: int) -> None:
        state, text = self._controller.state, self._controller.text
        status = theme_status(state, theme)
        column, words = COLUMN_NAMES[theme.column], STATUS_WORDS[status]
        about = say("{number} of {most} · {column} · {status}", number=number, most=most, column=column, status=words)
        set_text(self.about, text(about))
        self.check.show_label(text(CHECK if status is CheckStatus.DRAFT else DRAFT_AGAIN))
        why = self._controller.refusal(set_status, theme.theme_id, CheckStatus.APPROVED)
        self.approve.setEnabled(why is None and status is not CheckStatus.APPROVED)
        self.approve.setToolTip(text(why) if why else "")
        set_style(self.check, ButtonKind.PRIMARY if status is CheckStatus.DRAFT else ButtonKind.PLAIN)
        set_style(self.approve, ButtonKind.PRIMARY if status is CheckStatus.CHECKED else ButtonKind.PLAIN)
        self.settled.setVisible(bool(open_objections(state, theme.theme_id)))
        on_display = theme_on_display(state)
        self.display.show_label(text(OFF_DISPLAY if on_display else ON_DISPLAY))
        self.display.setVisible(self._controller.holds_lead)
        self.before.setEnabled(number > 1)
        self.after.setEnabled(number < most)

    def _list_changes(self) -> None:
        changes = []
        for change in reversed(changes_of(self._controller.history, self._theme_id)):
            when, what = (
                self._controller.times.time_of_day(change.at_ms, change.writer),
                self._controller.text(change.what),
            )
            words = say("{time}  {what}", time=when, what=what)
            if change.text:
                words = say("{time}  {what}: {text}", time=when, what=what, text=change.text)
            changes.append(self._controller.text(words))
        self.changes.show_text("\n\n".join(changes))

    # -- turning ---------------------------------------------------------------------------------------

    def turn(self, step: int) -> None:
        """Turn to a theme before or after; the room display turns too where it shows one."""
        row = self.themes.currentRow() + step
        if 0 <= row < self.themes.count():
            self.themes.setCurrentRow(row)

    def _on_themes_current_row_changed(self, row: int) -> None:
        themes = themes_kept(self._controller.state)
        if not 0 <= row < len(themes):
            return
        self._theme_id = themes[row].theme_id
        self._show_objection()
        if theme_on_display(self._controller.state):
            self._controller.do(show_theme, self._theme_id)
        self.refresh()
        self.sentences.choose(0)

    def leave(self) -> None:
        """Go back to the board; the room display shows the room again."""
        if theme_on_display(self._controller.state) and self._controller.holds_lead:
            self._controller.do(show_room)
        self.left.emit(self._theme_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the read-back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    # -- doing -----------------------------------------------------------------------------------------

    def _on_sentences_pressed_letter(self, letter: str) -> None:
        acts = (self._check, self._approve, self._object, self._settle, self.toggle_display)
        dict(zip(LETTERS, acts, strict=True))[letter]()

    def _check(self) -> None:
        if theme := self.theme:
            is_draft = theme_status(self._controller.state, theme) is CheckStatus.DRAFT
            status = CheckStatus.CHECKED if is_draft else CheckStatus.DRAFT
            self._controller.do(set_status, theme.theme_id, status)

    def _approve(self) -> None:
        if theme := self.theme:
            self._controller.do(set_status, theme.theme_id, CheckStatus.APPROVED)

    def toggle_display(self) -> None:
        """Show the theme on the room display, or the room again."""
        if not self._controller.holds_lead:
            self._controller.refused.emit(say("Only the laptop that leads has the room display."))
        elif theme_on_display(self._controller.state):
            self._controller.do(show_room)
        elif self.theme:
            self._controller.do(show_theme, self._theme_id)

    def _object(self) -> None:
        if row := self.sentences.current:
            self.objection.object_to(self._theme_id, row.sentence)

    def _settle(self) -> None:
        """Settle what is open of the chosen sentence; else of earlier wordings, else of another sentence."""
        state, row, theme = self._controller.state, self.sentences.current, self.theme
        waiting = _waiting(row) if row else []
        if not waiting and theme:
            rows, earlier = heard(state, theme)
            waiting = [*earlier]
            place = next((place for place, each in enumerate(rows) if _waiting(each)), None)
            if not waiting and place is not None:
                self.sentences.choose(place)
                waiting = _waiting(rows[place])
        if waiting:
            self.objection.settle(self._theme_id, [each.objection_id for each in waiting])
        else:
            self._controller.refused.emit(say("Nobody objects to this theme, or it is settled."))

    def _on_sentences_rewritten(self, row: Heard, field: TextField) -> None:
        version = Version(str(field.property("base")))
        if self._controller.do(rewrite_sentence, self._theme_id, row.sentence, field.text, version):
            drop(self._controller, field)
        else:  # Nothing that was typed is lost where it is refused.
            QTimer.singleShot(0, self, self.sentences.rewrite)

    # -- drafts ----------------------------------------------------------------------------------------

    def _show_objection(self) -> None:
        """Show what was typed as an objection to this theme and never kept."""
        row = self.sentences.current
        self.objection.show_draft(self._theme_id, row.sentence if row else None)

    def _take_up_draft(self, themes: list[ThemeId]) -> None:
        """Go on with a sentence that was being rewritten when the program ended."""
        for theme_id in themes:
            for place, _ in enumerate(sentences(self._controller.state.themes[theme_id])):
                if self._controller.drafts.has(sentence_field(theme_id, place)):
                    self._theme_id = theme_id
                    QTimer.singleShot(0, self, partial(self._go_on, place))
                    return

    def _go_on(self, place: int) -> None:
        self.sentences.choose(place)
        self.sentences.rewrite()


def _waiting(row: Heard) -> list[Objection]:
    return [each for each in row.objections if not each.is_settled]


def _column(frame: QFrame, side_px: int) -> QVBoxLayout:
    column = QVBoxLayout(frame)
    column.setContentsMargins(side_px, 16, side_px, 12)
    column.setSpacing(8)
    return column
