"""Shows quiet banners: what happened, what is safe, what to do; at the foot of the page, never over a clock.

A banner that only tells goes by itself; one that asks stays until it is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Part, Rank, has_style, set_part, set_style
from facilitator_console.ui.parts.danger_button import DangerButton
from facilitator_console.ui.parts.labels import Lines
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.words import Catalogue, say

SHOWN_MS = 8_000
LARGE_PX = 84
"""Height of a banner of the most lines."""
MOST_LINES = 2
"""Lines of the headline, and of the detail; what is longer shows on hovering."""
KEPT_PX = 322
"""Height of a page that several banners together never cover: keys and note line are there."""


class BannerAction(NamedTuple):
    """Represents a button on a banner; pressing it ends the banner.

    Attributes:
        text: Its label, in the language of the screen.
        do: What it does.
        kind: PRIMARY: it is most often meant; DANGER: what it does can't be undone; else SMALL.
    """

    text: str
    do: Callable[[], object]
    kind: ButtonKind = ButtonKind.SMALL


class Notice(QFrame):
    """Represents anything that can stand among the banners.

    Signals:
        ended(): It was answered, dismissed, or its time is over.
    """

    ended = Signal()

    def __init__(self, kind: BannerKind, parent: QWidget | None = None) -> None:
        """Take the look of its kind."""
        super().__init__(parent)
        set_part(self, Part.NOTICE)
        set_style(self, kind)

    @property
    def lasts(self) -> bool:
        """Tell whether it stays until it is answered or dismissed."""
        return True

    def set_short(self, *, on: bool) -> None:
        """Take less height: what is longer shows on hovering."""
        for words in self.findChildren(Lines):
            words.set_most(1 if on else MOST_LINES)


class Banner(Notice):
    """Shows one message above the page, with what can be done about it."""

    def __init__(
        self,
        headline: str,
        detail: str = "",
        actions: Sequence[BannerAction] = (),
        *,
        kind: BannerKind = BannerKind.TELL,
        dismiss: str = "",
        extra: QWidget | None = None,
        lasts: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build the banner.

        Args:
            headline: What happened.
            detail: What is safe, what to do.
            actions: Buttons, in order; a banner without any goes by itself, unless it lasts.
            kind: What it is about.
            dismiss: Label of the button that only closes it; empty where it must be answered.
            extra: A field that belongs to the last answer.
            lasts: It stays until it is dismissed.
            parent: Owner in Qt's sense.
        """
        super().__init__(kind, parent)
        self.setAccessibleName(headline)
        self.setAccessibleDescription(detail)
        self.timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self.timer.timeout.connect(self.ended)
        self._lasts = lasts or bool(actions)
        self._can_go = bool(dismiss) or not self._lasts
        self._lay_out(headline, detail, actions, dismiss, extra)

    def _lay_out(
        self, headline: str, detail: str, actions: Sequence[BannerAction], dismiss: str, extra: QWidget | None
    ) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        for text, rank in ((headline, Rank.STRONG), (detail, Rank.SMALL)):
            if text:
                shown = Lines(rank, most=MOST_LINES)
                shown.setText(text)
                words.addWidget(shown)
                self._detail = shown
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for answer in actions:
            buttons.addWidget(self._button(answer))
        if extra:
            buttons.addWidget(extra)
        if dismiss:
            buttons.addWidget(self._button(BannerAction(dismiss, lambda: None)))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 12, 7)
        row.setSpacing(20)
        row.addLayout(words, 1)
        row.addLayout(buttons)
        row.setAlignment(buttons, Qt.AlignmentFlag.AlignVCenter)

    @property
    def lasts(self) -> bool:
        """Tell whether it stays until it is answered or dismissed."""
        return self._lasts

    def set_detail(self, detail: str) -> None:
        """Change what stands below the headline of a banner that had something there; a screen reader is not told."""
        self.setAccessibleDescription(detail)
        self._detail.setText(detail)

    def _button(self, answer: BannerAction) -> QPushButton:
        if answer.kind is ButtonKind.PRIMARY:
            button: QPushButton = PrimaryButton(answer.text)
        elif answer.kind is ButtonKind.DANGER:
            button = DangerButton(answer.text)
        else:
            button = QPushButton(answer.text)
            set_style(button, answer.kind)
        # A click leaves the focus in the note line: the button goes at once, and what is typed next must arrive.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def press() -> None:
            self.ended.emit()
            answer.do()

        button.clicked.connect(press)
        return button

    def showEvent(self, event: QShowEvent) -> None:
        """Announce it to screen readers, and start its time."""
        # Imported here: the start page has no banner as a rule, and these two take long to load.
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        super().showEvent(event)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if not self._lasts:
            self.timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop its time."""
        super().hideEvent(event)
        self.timer.stop()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Dismiss what only tells on a click: there may be something under it."""
        super().mouseReleaseEvent(event)
        if not self._lasts:
            self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss it on Esc, where it may be dismissed."""
        if event.key() == Qt.Key.Key_Escape and self._can_go:
            self.ended.emit()
            return
        super().keyPressEvent(event)


class Banners(QWidget):
    """Shows banners, one of each name.

    Signals:
        focus_left(): The banner that has the keyboard focus is about to go. Whoever hears it takes it; else Qt gives
            it to the first button of the window.
    """

    focus_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without banners."""
        super().__init__(parent)
        self.shown: dict[str, Notice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_banner(self, name: str, banner: Notice) -> None:
        """Show a banner in the place of the one with its name."""
        self.dismiss(name)
        self.shown[name] = banner
        banner.ended.connect(lambda: self._end(name, banner))
        self._column.addWidget(banner)
        banner.show()

    def dismiss(self, name: str) -> None:
        """Remove a banner, if it is shown."""
        if banner := self.shown.get(name):
            self._end(name, banner)

    def banner(self, name: str) -> Notice | None:
        """Return the banner with this name, if it is shown."""
        return self.shown.get(name)

    def _end(self, name: str, banner: Notice) -> None:
        if self.shown.get(name) is banner:
            del self.shown[name]
        if banner.isAncestorOf(self.window().focusWidget()):
            self.focus_left.emit()
        banner.hide()
        self._column.removeWidget(banner)
        banner.deleteLater()


class FootBanners(Banners):
    """Shows banners over the foot of their parent: what stands above does not move when they come and go.

    Signals:
        height_changed(int): So many px of the foot are covered from now on.
    """

    height_changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        """Begin without banners."""
        super().__init__(parent)
        self._below = parent
        self._height_px = self._lasting_px = 0
        parent.installEventFilter(self)
        self.hide()

    @property
    def height_px(self) -> int:
        """Return how much of the foot is covered."""
        return self._height_px

    @property
    def lasting_px(self) -> int:
        """Return how much of it is covered until somebody answers."""
        return self._lasting_px

    def show_banner(self, name: str, banner: Notice) -> None:
        """Show a banner in the place of the one with its name."""
        super().show_banner(name, banner)
        self._place()

    def _end(self, name: str, banner: Notice) -> None:
        super()._end(name, banner)
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Follow a banner that changes its words."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _show_some(self, width: int, foot: int) -> None:
        """Show what there is room for: what went wrong first, then the newest; others come later."""
        room_px, self._lasting_px = foot - KEPT_PX, 0
        is_short = room_px < LARGE_PX
        newest_first = reversed(list(self.shown.values()))
        for place, banner in enumerate(sorted(newest_first, key=_urgency)):
            banner.set_short(on=is_short)
            height_px = max(banner.heightForWidth(width), banner.minimumSizeHint().height())
            room_px -= height_px
            is_seen = place == 0 or room_px >= 0
            banner.setVisible(is_seen)
            self._lasting_px += height_px if is_seen and banner.lasts else 0

    def _place(self) -> None:
        self.setVisible(bool(self.shown))
        before = self._height_px, self._lasting_px
        width, foot = self._below.width(), self._below.height()
        self._show_some(width, foot)
        wraps = self._column.hasHeightForWidth()
        wanted = self._column.totalHeightForWidth(width) if wraps else self._column.totalSizeHint().height()
        height = wanted if self.shown else 0
        self.setGeometry(0, foot - height, width, height)
        self.raise_()
        if (height, self._lasting_px) != before:
            self._height_px = height
            self.height_changed.emit(height)


def _urgency(banner: Notice) -> int:
    """Return the place of a banner among the others: what went wrong comes first."""
    return 0 if has_style(banner, BannerKind.WRONG) else 1


def put_back_banner(catalogue: Catalogue) -> Banner:
    """Return the banner that the clock shows less than when this session was last open here."""
    headline = say("The clock of this laptop has been put back.")
    detail = say("Nothing is lost, and the session’s clocks go on. Times of day from before that may be wrong.")
    return Banner(catalogue.text(headline), catalogue.text(detail))


def bug_banner(catalogue: Catalogue, folder: Path) -> Banner:
    """Return the banner that the program has a fault of its own; the report of it lies in this folder."""
    headline = say("Something in the program failed.")
    detail = say(
        "What is saved is safe, and the session goes on. A report without any content lies in {folder}.",
        folder=str(folder),
    )
    return Banner(catalogue.text(headline), catalogue.text(detail), kind=BannerKind.WRONG)
