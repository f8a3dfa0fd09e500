"""Asks about notes in a strip below the list: withdraw a note, theme or tag, take seats off, which text holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.console.other_sessions import Copied
from facilitator_console.dialogue.withdrawing import gone_with, tags_used_only_by
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import tag_name
from facilitator_console.notes.coming_in import ReadNote
from facilitator_console.notes.ids import NoteId, TagId
from facilitator_console.notes.read_back import objections_to
from facilitator_console.notes.state import Note, Theme, entries_from
from facilitator_console.notes.themes import themes_from
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.danger_button import DangerButton
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.thin_scroll import ScrolledWords
from facilitator_console.words import Message, say, say_n, titled

REACH = say(
    "Its words are erased here, and on other laptops once they meet this one. "
    "Copies, backups, prints and the drive itself may keep them. This can’t be undone."
)
TIME_LEADS = say("Until who spoke when is forgotten, the time and order of notes can lead to a seat.")
HIGHEST_TEXT_PX = 140
"""The height of each of two texts that stand beside each other; what is longer scrolls."""
LONGEST_BEGINNING, SHOWN_BEGINNINGS = 110, 5
"""The most characters of each of the texts that come in, and how many of them are shown."""
LONGEST_SHOWN = 280
"""The most characters of a text that are shown for choosing it."""


def _scrolled(text: str, rank: Rank = Rank.NONE) -> ScrolledWords:
    words = ScrolledWords(rank)
    words.show_text(text)
    return words


def also_carried(controller: SessionController, copied: Sequence[Copied]) -> Message:
    """Return the offer to withdraw words in the other sessions that have them."""
    titles = tuple(controller.text(titled(copy.title)) for copy in copied)
    return say("Also withdraw it where it was carried to: {sessions}", sessions=titles)


class NoteStrip(QFrame):
    """Asks a question about the chosen note or theme; it is hidden while there is none.

    Signals:
        withdrawing_confirmed(Subject, bool): Erase it; and what was carried from it into other sessions.
        speaker_confirmed(object): Take what leads to a speaker off these notes, a tuple of ids; off all for None.
        adding_confirmed(object): Add these texts, a tuple, as notes.
        one_wanted(str): What was pasted is one text.
        text_kept(Subject, str): This one of its texts holds.
        rewriting_asked(): None of the texts holds.
        opened(): It has a question now.
        left(bool): Answered, or left without an answer; whether the next key is for the list still.
    """

    withdrawing_confirmed = Signal(str, bool)
    speaker_confirmed = Signal(object)
    adding_confirmed = Signal(object)
    one_wanted = Signal(str)
    text_kept = Signal(str, str)
    rewriting_asked = Signal()
    opened = Signal()
    left = Signal(bool)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without a question."""
        super().__init__(parent)
        set_part(self, Part.CARD)
        self._controller = controller
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(16, 10, 16, 10)
        self._question = QWidget(self)
        self._frame.addWidget(self._question)
        self._first: QPushButton | None = None
        self._copies: CheckRow | None = None
        self._asked_about: tuple[str, ...] = ()
        self._by_key = False
        self.hide()

    def ask_withdrawing(self, note: Note) -> None:
        """Ask whether to erase a note, and say what that does not reach."""
        column = self._begin(say("Withdraw this note for good?"), (note.note_id, note.version))
        # Which one it is must be plain: the chosen row may be far away, and this can't be undone.
        column.addWidget(_scrolled(first_words(note.text, LONGEST_SHOWN)))
        if entries := entries_from(self._controller.state, note.note_id):
            texts = "\n".join(first_words(entry.text, LONGEST_SHOWN) for entry in entries)
            made = say_n(
                "An entry of the group’s lists was made from it, and goes too:",
                "{n} entries of the group’s lists were made from it, and go too:",
                len(entries),
            )
            column.addWidget(label(self._controller.text(made), wraps=True))
            column.addWidget(_scrolled(texts))
        if themes := themes_from(self._controller.state, note.note_id):
            texts = "\n".join(first_words(theme.title or theme.text, LONGEST_SHOWN) for theme in themes)
            repeats = say_n(
                "A theme repeats its words, and goes too:", "{n} themes repeat its words, and go too:", len(themes)
            )
            column.addWidget(label(self._controller.text(repeats), wraps=True))
            column.addWidget(_scrolled(texts))
        gone = ""
        if tags := tags_used_only_by(self._controller.history, note.note_id):
            names = tuple(self._controller.text(tag_name(self._controller.state, tag)) for tag in tags)
            message = say_n(
                "A tag that no other note has goes too: {tags}",
                "Tags that no other note has go too: {tags}",
                len(tags),
                tags=names,
            )
            gone = self._controller.text(message)
        self._offer_copies(column, note.note_id, (note.text,))
        self._end_with(column, lambda: self._withdraw(note.note_id), gone)

    def ask_withdrawing_theme(self, theme: Theme) -> None:
        """Ask whether to erase a theme's words; its notes stay."""
        column = self._begin(say("Withdraw this theme for good? Its notes stay."))
        column.addWidget(_scrolled("\n".join(filter(None, (theme.title, theme.text)))))
        self._offer_copies(column, theme.theme_id, (theme.title, theme.text))
        has_objections = bool(objections_to(self._controller.state, theme.theme_id))
        gone = (
            self._controller.text(say("Objections to its sentences (“this is not mine”) go too."))
            if has_objections
            else ""
        )
        self._end_with(column, lambda: self._withdraw(theme.theme_id), gone)

    def ask_erasing(self, tag_id: TagId) -> None:
        """Ask whether to erase a tag's words for good."""
        column = self._begin(say("Erase this tag for good? Notes lose it."))
        column.addWidget(_scrolled(self._controller.text(tag_name(self._controller.state, tag_id))))
        self._end_with(column, lambda: self._withdraw(tag_id))

    def _offer_copies(self, column: QVBoxLayout, subject: str, shown: Collection[str]) -> None:
        """Say into which other sessions the words were carried, and offer to withdraw them there too.

        Args:
            column: Takes it.
            subject: What is withdrawn.
            shown: Its words, which stand there already.
        """
        copied = self._controller.copies_elsewhere(gone_with(self._controller.history, Subject(subject)))
        if not copied:
            return
        self._copies = CheckRow(self._controller.text(also_carried(self._controller, copied)))
        self._copies.setChecked(True)
        column.addWidget(self._copies)
        if others := dict.fromkeys(text for copy in copied for text in copy.words if text not in shown):
            column.addWidget(_scrolled("\n".join(first_words(text, LONGEST_SHOWN) for text in others)))

    def _withdraw(self, subject: str) -> None:
        copies = self._copies is not None and self._copies.isChecked()
        self.withdrawing_confirmed.emit(subject, copies)

    def _end_with(self, column: QVBoxLayout, confirmed: Callable[[], None], gone: str = "") -> None:
        """Say what else is gone and how far it reaches, and let somebody keep it or not."""
        # One text that scrolls: a low window has no room for two above the answers.
        reach = "\n".join(filter(None, (gone, self._controller.text(REACH))))
        column.addWidget(_scrolled(reach, Rank.MUTED))
        self._answers(column, say("Withdraw for good"), confirmed)

    def _answers(self, column: QVBoxLayout, does: Message, confirmed: Callable[[], None]) -> None:
        row = QHBoxLayout()
        keep = self._button(say("Keep it"), row)
        keep.clicked.connect(self.close_question)
        self._put(DangerButton(self._controller.text(does)), row).clicked.connect(confirmed)
        row.addStretch(1)
        column.addLayout(row)
        self.show()
        self.enter()

    def ask_speakers(self, note_ids: Sequence[NoteId]) -> None:
        """Ask whether to take all that leads to a speaker off notes."""
        asked = say_n("Take the seat off this note for good?", "Take the seats off {n} notes for good?", len(note_ids))
        self._ask_speakers(asked, tuple(note_ids))

    def ask_all_speakers(self) -> None:
        """Ask whether to take all that leads to a speaker off all notes and marks."""
        self._ask_speakers(say("Take the seats off all notes for good?"), None)

    def _ask_speakers(self, asked: Message, chosen: tuple[NoteId, ...] | None) -> None:
        """Ask before speakers are taken off, and say what still leads to a speaker."""
        column, state = self._begin(asked), self._controller.state
        words = [say("Seat, turn and group are erased from them here, and on other laptops once they meet this one.")]
        if state.turns and not state.info.speaking_forgotten:
            words.append(TIME_LEADS)
        words.append(say("Copies made before keep it. This can’t be undone."))
        column.addWidget(_scrolled(" ".join(map(self._controller.text, words)), Rank.MUTED))
        self._answers(column, say("Take off for good"), lambda: self.speaker_confirmed.emit(chosen))

    def ask_adding(self, notes: Sequence[ReadNote], pasted: str = "") -> None:
        """Ask whether several texts come in as notes, and show how they begin.

        Args:
            notes: The texts.
            pasted: The page that they are parts of, which may be meant as one; empty where they come from a file.
        """
        n = len(notes)
        column = self._begin(say_n("Add this text as a note?", "Add these {n} texts as notes?", n))
        begins = [first_words(note.text, LONGEST_BEGINNING) for note in notes[:SHOWN_BEGINNINGS]]
        column.addWidget(_scrolled("\n".join(begins) + ("\n…" if n > SHOWN_BEGINNINGS else "")))
        row = QHBoxLayout()
        add = self._button(say_n("Add {n} note", "Add {n} notes", n), row, kind=ButtonKind.PRIMARY)
        add.clicked.connect(lambda: self._confirm_adding(tuple(notes)))
        if pasted:
            self._button(say("It is one note"), row).clicked.connect(lambda: self._want_one(pasted))
        self._button(say("Add nothing"), row).clicked.connect(self.close_question)
        row.addStretch(1)
        column.addLayout(row)
        self.show()
        self.enter()

    def _confirm_adding(self, notes: tuple[ReadNote, ...]) -> None:
        self.close_question()
        self.adding_confirmed.emit(notes)

    def _want_one(self, pasted: str) -> None:
        self.close_question()
        self.one_wanted.emit(pasted)

    def ask_settling(self, note: Note) -> None:
        """Ask which of a note's texts holds; the list keeps the focus."""
        question = say("Two laptops wrote this note at the same time. Which text holds?")
        self._ask_settling(question, (note.note_id, note.version), (note.text, *note.other_texts))

    def ask_settling_theme(self, theme: Theme) -> None:
        """Ask which of a theme's titles holds, or of its texts where the title is settled."""
        if theme.other_titles:
            question = say("Two laptops wrote the title of this theme at the same time. Which one holds?")
            self._ask_settling(question, (theme.theme_id, theme.title_version), (theme.title, *theme.other_titles))
        else:
            question = say("Two laptops wrote the text of this theme at the same time. Which one holds?")
            self._ask_settling(question, (theme.theme_id, theme.text_version), (theme.text, *theme.other_texts))

    def _ask_settling(self, question: Message, asked: tuple[str, str], texts: Sequence[str]) -> None:
        if asked == self._asked_about:
            return
        column = self._begin(question, asked)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        for text in texts:
            beside.addLayout(self._choice(asked[0], text), 1)
        column.addLayout(beside)
        row = QHBoxLayout()
        self._button(say("Write it anew"), row, kind=ButtonKind.LINK).clicked.connect(self.rewriting_asked)
        row.addStretch(1)
        column.addLayout(row)
        self.show()

    def _choice(self, subject: str, text: str) -> QVBoxLayout:
        """Build one of the texts, whole and to scroll, with the button that keeps it below."""
        column = QVBoxLayout()
        column.setSpacing(6)
        words = _scrolled(text)
        words.setMaximumHeight(HIGHEST_TEXT_PX)
        column.addWidget(words, 1)
        row = QHBoxLayout()
        keep = self._button(say("Keep this"), row)
        keep.clicked.connect(lambda: self.text_kept.emit(subject, text))
        keep.setAccessibleDescription(first_words(text, LONGEST_SHOWN))
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _begin(self, question: Message, about: tuple[str, ...] = ()) -> QVBoxLayout:
        """Forget the question before, and put this one, which is about this version of a note or theme, if any."""
        self._first, self._asked_about, self._copies = None, about, None
        old, self._question = self._question, QWidget(self)
        self._frame.replaceWidget(old, self._question)
        old.hide()
        old.deleteLater()
        column = QVBoxLayout(self._question)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(self._controller.text(question), Rank.STRONG, wraps=True))
        return column

    def _button(self, text: Message, row: QHBoxLayout, *, kind: ButtonKind = ButtonKind.PLAIN) -> QPushButton:
        button = QPushButton(self._controller.text(text))
        set_style(button, kind)
        return self._put(button, row)

    def _put(self, button: QPushButton, row: QHBoxLayout) -> QPushButton:
        button.setAutoDefault(True)  # Enter presses it.
        button.installEventFilter(self)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._first = self._first or button
        return button

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """See whether an answer comes from the keys or from the mouse."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress}:
            self._by_key = event.type() == QEvent.Type.KeyPress
        return False

    @property
    def holds_another(self) -> bool:
        """Tell whether there is a question that is about no single note: it stays until it is answered."""
        return not (self.isHidden() or self._asked_about)

    def close_unless_about(self, note: Note | None) -> None:
        """Hide a question about a note if that is another one than this, or has another text now."""
        if self._asked_about and (note is None or self._asked_about != (note.note_id, note.version)):
            self.close_question()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that there is a question."""
        super().showEvent(event)
        self.opened.emit()

    def enter(self) -> None:
        """Put the focus on the first answer."""
        if self._first:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_question(self) -> None:
        """Hide it, and let the list have the focus if the strip had it."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self._asked_about = ()
        self._first = None
        self.hide()
        if had_focus:
            self.left.emit(self._by_key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the question on Esc; go from answer to answer with the arrows."""
        if event.key() == Qt.Key.Key_Escape:
            self._by_key = False
            self.close_question()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Right}:
            self.focusNextChild()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Left}:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)
