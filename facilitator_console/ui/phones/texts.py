"""Shows the texts from phones, one at a time, and what can be made of it: a note, an entry in the queue, or nothing.

The words of one text are on the screen only while somebody has chosen it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue import submissions
from facilitator_console.dialogue.entities import Submission
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session.ids import SubmissionId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import (
    paint_selectable,
)
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.parts.danger_button import DangerButton
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.key_button import KeyButton
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.thin_scroll import ScrolledWords, ThinScrollBar
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.phones.texts_model import TextsModel
from facilitator_console.words import Message, say, say_n

ROW_PX, MOST_ROWS = 34, 4
PAD_PX = 10
NONE = say("Nothing waits for you.")
HOW = say("The arrows choose; the digits do what the buttons say.")

QUESTION = say("Erase this text for good, everywhere? What was made of it goes with it. This can’t be undone.")
Settle = Callable[[State, Instant, SubmissionId], list[NewEvent]]
COMMANDS: dict[str, Settle] = {
    "1": submissions.make_note,
    "2": submissions.queue_text,
    "3": submissions.show_text,
    "4": submissions.let_be,
}
"""The commands that settle a text, by the sign of their button."""
LABELS: dict[str, Message] = {
    "1": say("Make a note"),
    "2": say("To the queue"),
    "3": say("Show to all"),
    "4": say("Nothing more"),
    "5": say("Mute this phone"),
    "6": say("Send this phone away"),
    "7": say("Erase it…"),
}
UNMUTE = say("Take from this phone again")


class RowDelegate(QStyledItemDelegate):
    """Paints a row on one line; a chosen one has a bar at its side."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a line."""
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one text from a phone."""
        painter.save()
        rect: QRect = option.rect
        paint_selectable(painter, option)
        painter.setFont(text_font())
        painter.setPen(color("ink"))
        inner = rect.adjusted(PAD_PX, 0, -PAD_PX, 0)
        words = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
        painter.restore()


class PhoneTexts(QWidget):
    """Shows the list, the chosen text, and the buttons for it."""

    def __init__(self, host: PhoneHost, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the session."""
        super().__init__(parent)
        self._host, self._controller = host, controller
        text = controller.text
        self.model = TextsModel(controller, self)
        self.head = label(rank=Rank.SECTION, wraps=True)
        self.list = self._build_list()
        self.words = ScrolledWords(Rank.STRONG)
        self.how = label(text(HOW), Rank.HINT, wraps=True)
        self._deeds: dict[str, Callable[[Submission], object]] = {
            **{sign: partial(self._settle, command) for sign, command in COMMANDS.items()},
            "5": self._mute,
            "6": self._remove,
            "7": self._ask,
        }
        self._asked: Submission | None = None
        self.buttons = {sign: KeyButton(sign) for sign in self._deeds}
        self.question = label(text(QUESTION), Rank.STRONG, wraps=True)
        self.keep = QPushButton(text(say("Don’t erase")))
        self.confirm = DangerButton(text(say("Erase for good")))
        self.confirm_all = DangerButton(text(say("Erase all from this phone")))
        self._lay_out()
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(self._refresh_chosen)
        controller.changed.connect(self._on_changed)
        host.changed.connect(self._refresh_chosen)

    def _build_list(self) -> QListView:
        shown = QListView()
        shown.setModel(self.model)
        shown.setAccessibleName(self._controller.text(say("Texts from phones")))
        shown.setItemDelegate(RowDelegate(shown))
        shown.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ThinScrollBar(shown)
        return shown

    def _lay_out(self) -> None:
        answers = QWidget()
        row = FlowLayout(answers)
        for sign, button in self.buttons.items():
            button.clicked.connect(partial(self.do, sign))
        self.keep.clicked.connect(self._leave_question)
        self.confirm.clicked.connect(self._erase)
        self.confirm_all.clicked.connect(lambda: self._erase(all_of_phone=True))
        pressed: tuple[QPushButton, ...] = (*self.buttons.values(), self.keep, self.confirm, self.confirm_all)
        for clickable in pressed:
            clickable.setAutoDefault(True)
            row.addWidget(clickable)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.head, self.list, self.words, self.question, answers, self.how):
            column.addWidget(part)

    # -- the chosen text ---------------------------------------------------------------------------------

    @property
    def chosen(self) -> Submission | None:
        """Return the chosen text; None for none."""
        return self.model.text_at(self.list.currentIndex().row())

    def leave(self) -> None:
        """Choose none: its words leave the screen."""
        self.list.setCurrentIndex(self.model.index(-1))

    def refresh(self) -> None:
        """Show what there is now; who was chosen stays chosen."""
        before = self.chosen
        row = self.list.currentIndex().row()
        self.model.refresh()
        if before is not None:
            found = self.model.row_of(before.submission_id)
            still = self.model.text_at(found)
            # What was settled leaves its place; the next one takes it.
            stays = still is not None and still.outcome is before.outcome
            place = found if stays else min(row, self.model.rowCount() - 1)
            self.list.setCurrentIndex(self.model.index(place))
        self._refresh_chosen()

    def do(self, sign: str) -> None:
        """Do what the button with this sign says, with the chosen text."""
        sent = self.chosen
        if sent is not None and self.buttons[sign].isEnabled():
            self._deeds[sign](sent)

    def _settle(self, command: Settle, sent: Submission) -> None:
        self._controller.do(command, sent.submission_id)

    def _mute(self, sent: Submission) -> None:
        phones = self._host.phones
        self._host.mute(sent.submission_id, on=phones is None or not phones.is_muted(sent.submission_id))

    def _remove(self, sent: Submission) -> None:
        self._host.remove(sent.submission_id)

    def _ask(self, sent: Submission) -> None:
        """Ask before a text is erased: nothing brings it back."""
        self._asked = sent
        self._refresh_chosen()
        self.keep.setFocus()

    def _erase(self, *, all_of_phone: bool = False) -> None:
        sent, phones = self._asked, self._host.phones
        self._asked = None
        if sent is not None:
            others = phones.sent_with(sent.submission_id) if all_of_phone and phones else ()
            for sent_id in dict.fromkeys((sent.submission_id, *others)):
                known = self._controller.state.submissions.get(SubmissionId(sent_id))
                if known is not None and known.text:
                    self._controller.withdraw(Subject(sent_id))
        self._leave_question()

    def _leave_question(self) -> None:
        self._asked = None
        self.refresh()
        self.list.setFocus()

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _refresh_chosen(self) -> None:
        text, sent, phones = self._controller.text, self.chosen, self._host.phones
        rows = self.model.rowCount()
        set_text(self.head, text(say_n("Texts from phones · {n}", "Texts from phones · {n}", rows)))
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(min(rows, MOST_ROWS) * ROW_PX + 2 * self.list.frameWidth())
        self.how.setVisible(rows > 0)
        self.words.show_text(sent.text if sent else "" if rows else text(NONE))
        muted = sent is not None and phones is not None and phones.is_muted(sent.submission_id)
        known = sent is not None and phones is not None and phones.is_from_here(sent.submission_id)
        asking = self._asked is not None
        for sign, button in self.buttons.items():
            button.show_label(text(UNMUTE if muted and sign == "5" else LABELS[sign]))
            command = COMMANDS.get(sign)
            button.setVisible(sent is not None and not asking and (command is not None or sign == "7" or known))
            button.setToolTip("")
            if sent is not None and command is not None:
                why_not = self._controller.refusal(command, sent.submission_id)
                button.setEnabled(why_not is None)
                button.setToolTip(text(why_not) if why_not else "")
        self.question.setVisible(asking)
        self.keep.setVisible(asking)
        self.confirm.setVisible(asking)
        others = phones.sent_with(sent.submission_id) if phones and sent else ()
        self.confirm_all.setVisible(asking and len(others) > 1)

    # -- keys --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do with a digit what its button says."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            sign = event.text()
            if sign in self._deeds and not event.isAutoRepeat():
                self.do(sign)
                return True
        return super().eventFilter(watched, event)
