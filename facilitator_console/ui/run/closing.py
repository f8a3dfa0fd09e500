"""Shows the end of a meeting: the offer to forget who spoke when, its outcome, and where to go from here.

It stands where the clocks stood. Forgetting can't be undone, so that it asks before it is done, as deleting does.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.log import Instant
from facilitator_console.session.agenda import reopen_session
from facilitator_console.session.forgetting import keep_speaking
from facilitator_console.store.saver import SaveState
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Rank, StyleFlag, set_flag, set_style
from facilitator_console.ui.parts.danger_button import DangerButton
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.words import say

READ_MS = 700
"""An Enter so soon after a question was meant for what had the focus before."""

ASKED = say("Forget who spoke when?")
ASKED_FOR_GOOD = say("Forget for good who spoke when?")
STAYS = say("How often and how long each seat spoke stays. Who spoke, waited or passed at which time goes for good.")
COPIES = say("Copies and backups made before keep it.")
FOR_GOOD = say("This can’t be undone.")
NAMED_NOTES = say("Notes that name a seat stay as they are.")
FORGETTING = say("Who spoke when is being forgotten.")
NOT_YET = say("Who spoke when is not out of the file yet.")
AGAIN = say("The program tries again by itself.")
FORGOTTEN = say("Who spoke when is forgotten.")
SUMS = say("How often and how long each seat spoke stays, in half minutes.")
KEPT = say("Who spoke when is kept.")
FORGET, KEEP = say("Forget who spoke when…"), say("Keep it")
BACK, CONFIRM = say("Not now"), say("Forget for good")


class Closing(QWidget):
    """Shows what the leading page shows once the session is over.

    Signals:
        report_requested(): Somebody wants to see the report.
        answered(): One of the buttons was pressed, and its place may be gone.
    """

    report_requested = Signal()
    answered = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the controller."""
        super().__init__(parent)
        self._controller = controller
        self._asks_again = self._asks_for_good = False
        self._wants_focus = self._saving_fails = False
        self._offered_at_ms = Instant(0)
        text = controller.text
        self._title = label(text(say("The session is over.")), Rank.OVER_TITLE, wraps=True)
        self._when = label(rank=Rank.MUTED)
        self._asked, self._detail = label(rank=Rank.STRONG, wraps=True), label(rank=Rank.SMALL, wraps=True)
        self.forget = QPushButton(text(FORGET))
        self.keep = QPushButton(text(KEEP))
        self.back = QPushButton(text(BACK))
        self.confirm = DangerButton(text(CONFIRM))
        self.report = QPushButton(text(say("Go to the report")))
        self.reopen = QPushButton(text(say("Reopen")))
        set_style(self.back, ButtonKind.PRIMARY)
        for button, press in (
            (self.forget, self.ask),
            (self.keep, self._on_keep_clicked),
            (self.back, self._on_back_clicked),
            (self.confirm, self._on_confirm_clicked),
            (self.report, self.report_requested.emit),
            (self.reopen, self._on_reopen_clicked),
        ):
            button.setAutoDefault(True)  # Enter presses it as well as the space bar.
            button.installEventFilter(self)
            button.clicked.connect(press)
        self._build()
        controller.saves_changed.connect(self._on_controller_saves_changed)
        self.refresh()

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addSpacing(3)
        column.addWidget(self._when)
        column.addSpacing(16)
        column.addWidget(self._asked)
        column.addSpacing(3)
        column.addWidget(self._detail)
        column.addSpacing(12)
        self._choice = QWidget()
        choice = FlowLayout(self._choice)
        for button in (self.forget, self.keep, self.back, self.confirm):
            choice.addWidget(button)
        column.addWidget(self._choice)
        column.addSpacing(10)
        self._onward = QHBoxLayout()
        self._onward.addWidget(self.report)
        self._onward.addWidget(self.reopen)
        self._onward.addStretch(1)
        column.addLayout(self._onward)
        column.addStretch(1)

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        set_flag(self._title, StyleFlag.SHORT, on=on)

    def height_px(self, width_px: int) -> int:
        """Return the height that it needs at this width."""
        return self._column.totalMinimumHeightForWidth(width_px)

    # -- following -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show when the session ended, and the question or its outcome."""
        info = self._controller.state.info
        if not info.closed_at_ms:
            self._asks_again = self._asks_for_good = self._wants_focus = False
            return
        can = self._controller.forgetting_refusal() is None
        asks = can and (not info.speaking_kept or self._asks_again)
        headline, detail = self._words(asks=asks, is_kept=can)
        ended = say("It ended at {time}.", time=self._controller.times.time_of_day(info.closed_at_ms, info.closed_by))
        set_text(self._when, self._controller.text(ended))
        for words, shown in ((self._asked, headline), (self._detail, detail)):
            set_text(words, shown)
            words.setVisible(bool(shown))
        self._show_choice(asks=asks, description=f"{headline} {detail}")
        set_style(self.report, ButtonKind.LINK if asks else ButtonKind.PRIMARY)
        set_style(self.reopen, ButtonKind.LINK if asks else ButtonKind.PLAIN)
        self._onward.setSpacing(20 if asks else 8)
        self._take_focus()

    def _show_choice(self, *, asks: bool, description: str) -> None:
        """Show the buttons of the offer, or those of the question that follows it."""
        self._choice.setVisible(asks)
        for button in (self.forget, self.keep):
            button.setVisible(not self._asks_for_good)
        for button in (self.back, self.confirm):
            button.setVisible(self._asks_for_good)
        # What is not on the disk yet can't be erased there yet.
        is_saved = not self._controller.saves.waiting
        for button in (self.forget, self.confirm):
            button.setEnabled(is_saved)
            button.setAccessibleDescription(description)

    def _on_controller_saves_changed(self, saves: SaveState) -> None:
        self._saving_fails = bool(saves.why)
        self.refresh()

    def _words(self, *, asks: bool, is_kept: bool) -> tuple[str, str]:
        """Return headline and detail."""
        state, text = self._controller.state, self._controller.text
        if asks:
            parts = [
                STAYS,
                *([NAMED_NOTES] if any(note.participant_id for note in state.notes.values()) else []),
                COPIES,
                *([FOR_GOOD] if self._asks_for_good else []),
            ]
            if self._saving_fails:
                parts.append(say("It waits until all is saved."))
            return text(ASKED_FOR_GOOD if self._asks_for_good else ASKED), " ".join(map(text, parts))
        if is_kept:
            return text(KEPT), ""
        return self._forgetting_words() if state.info.speaking_forgotten else ("", "")

    def _forgetting_words(self) -> tuple[str, str]:
        """Say that it is forgotten only once nothing of it is left in the file."""
        text, saves = self._controller.text, self._controller.saves
        if not (saves.waiting or self._controller.words_remain):
            return text(FORGOTTEN), text(SUMS)
        if saves.why:
            return text(NOT_YET), f"{text(saves.why)} {text(AGAIN)}"
        return text(FORGETTING), text(SUMS)

    def ask(self) -> None:
        """Ask whether to forget for good, also where it was decided to keep it; Enter leaves all as it is."""
        self._asks_again = self._asks_for_good = True
        self.refresh()
        self.offer()

    def offer(self) -> None:
        """Let Enter be the answer: the session has just ended, or somebody wants to decide."""
        self._wants_focus = True
        self._offered_at_ms = self._controller.now_ms()
        self._take_focus()

    def _take_focus(self) -> None:
        """Give the focus to the first button as soon as it can be pressed."""
        if self._wants_focus and self.isVisible():
            button = self._first_button()
            if button.isEnabled():
                self._wants_focus = False
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_button(self) -> QPushButton:
        """Return the button that gets the focus: none that forgets for good."""
        if not self._choice.isVisibleTo(self):
            return self.report
        return self.back if self._asks_for_good else self.forget

    # -- doing -----------------------------------------------------------------------------------------------

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Ignore an Enter that is held down, or that came before anybody could read what it would do.

        Also the second half of a double click: by then another button stands there.
        """
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        presses = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
        offered_ms = self._controller.now_ms() - self._offered_at_ms
        return presses and (event.isAutoRepeat() or 0 <= offered_ms < READ_MS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc leave the question first."""
        if event.key() == Qt.Key.Key_Escape and self._asks_for_good:
            self._on_back_clicked()
            return
        super().keyPressEvent(event)

    def _on_back_clicked(self) -> None:
        self._asks_again = self._asks_for_good = False
        self.refresh()
        button = self.forget if self._choice.isVisibleTo(self) else self.report
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_confirm_clicked(self) -> None:
        had_focus = self.confirm.hasFocus()
        if self._controller.forget_speaking():
            self._asks_again = self._asks_for_good = False
            self._go_on(had_focus=had_focus)

    def _on_keep_clicked(self) -> None:
        had_focus = self.keep.hasFocus()
        self._asks_again = False
        if self._controller.do(keep_speaking):
            self._go_on(had_focus=had_focus)

    def _on_reopen_clicked(self) -> None:
        if self._controller.do(reopen_session):
            self.answered.emit()

    def _go_on(self, *, had_focus: bool) -> None:
        """Follow an answer: whoever pressed its button with a key finds the focus on the next one."""
        self.refresh()
        if had_focus:
            self.report.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.answered.emit()
