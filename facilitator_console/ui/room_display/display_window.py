"""The display's window: paints one frame as large as the screen allows. It knows no session, only frames.

Nothing on it is red, blinks or moves but the bar. Text is plain, and right-to-left where its first strong letter says.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from facilitator_console.session.clock import boot_ms
from facilitator_console.session.timers import Timer, Urgency
from facilitator_console.ui.look.theme import DARK, LIGHT, Tokens, font, text_font
from facilitator_console.ui.parts.qr import paint_qr
from facilitator_console.ui.room_display.frame import COVERED, Field, Frame, Join, bar_of
from facilitator_console.ui.room_display.screens import screen_called, screen_key
from facilitator_console.views.clock_words import digits
from facilitator_console.views.public_view import PublicKind
from facilitator_console.words import is_right_to_left

TICK_MS = 200
GROUND_DARK = "#0F1620"
"""Darker than the console's: it lights a whole room."""
MARGIN, GAP = 0.045, 0.03
"""The margin and the gap, as shares of the window's height."""
HEADING, QUIET, NUMBER, FIGURE, LINE = 0.095, 0.045, 0.13, 0.36, 0.07
"""Sizes of type, of the window's height, at the usual scale."""
SMALLEST = 0.5
"""Text that does not fit is set smaller, down to this part of its size."""
SMALLEST_ALONE = 0.25
"""The same for what stands alone: a long message."""
TITLE_SHARE, LIST_SHARE = 1.15, 1.25
"""The size of the title of a theme that is read back, and of a short list, as shares of that of a line."""
LIST_GAP, ANSWER_SHARE, SMALLEST_LINE_PX = 0.035, 0.7, 8
"""The most that lies between the entries of a list, as a share of the height; what stands under one, of its size."""
BAR = 0.028
CELL_PART = 0.94
"""The share of a table's width on the display that its seats have."""
BESIDE_TABLES = 0.2
"""The share of the height that the question has while people look for their table."""
ONE_COLUMN = 3
"""The most tables that stand one below the other."""
WORDS = Qt.TextFlag.TextWordWrap


class DisplayWindow(QWidget):
    """Shows the frames of the room display on the second screen.

    Signals:
        screen_gone(): The screen that it stood on was taken away; it has hidden itself.
        screen_here(): That screen is back; it stands on it again.
    """

    screen_gone = Signal()
    screen_here = Signal()

    def __init__(self, clock: Callable[[], int] = boot_ms, parent: QWidget | None = None) -> None:
        """Build it, covered and not shown yet.

        Args:
            clock: The machine's boot clock, which its console reads too; in ms.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._boot_ms = clock
        self.setCursor(Qt.CursorShape.BlankCursor)
        # Somebody may be typing a note when it comes, or comes back.
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setMinimumSize(320, 180)
        self.frame = Frame(COVERED)
        self._stands_on = ""
        self._screen: QScreen | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._bar_px = -1
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._on_screen_removed)
            application.screenAdded.connect(self._on_screen_added)

    def show_frame(self, frame: Frame) -> None:
        """Show a frame, on the screen that it names."""
        before, self.frame = self.frame, frame
        self.setAccessibleName(frame.heading)
        self.setWindowTitle(frame.title)
        self._stand_on(frame.screen, again=before.screen != frame.screen or not self._stands_on)
        if frame.clock is not None and frame.clock.runs:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def timer_now(self) -> Timer | None:
        """Return the reading of the frame's clock, by the boot clock; None where it has none."""
        return bar_of(self.frame, self._boot_ms())

    # -- where it stands ---------------------------------------------------------------------------------

    def _stand_on(self, name: str, *, again: bool) -> None:
        if not name:
            if not self.isVisible():
                self.resize(960, 540)
                self.show()
            self._stands_on = "window"
            return
        screen = screen_called(name)
        if screen is None:
            self._leave()
        elif again or not self.isVisible():
            self._stands_on, self._screen = name, screen
            self.setGeometry(screen.geometry())
            self.setScreen(screen)
            self.setWindowState(Qt.WindowState.WindowFullScreen)  # `showFullScreen` would ask for the keys.
            self.show()

    def _leave(self) -> None:
        """Hide: without its screen the window would come up on the lead's."""
        self.hide()
        self._stands_on = ""
        self.screen_gone.emit()

    def _on_screen_removed(self, screen: QScreen) -> None:
        if self._stands_on and screen is self._screen:
            self._leave()

    def _on_screen_added(self, screen: QScreen) -> None:
        if screen_key(screen) == self.frame.screen and not self._stands_on:
            self._stand_on(self.frame.screen, again=True)
            self.screen_here.emit()

    # -- painting ----------------------------------------------------------------------------------------

    def _on_timer_timeout(self) -> None:
        """Paint anew only where the bar has moved by a pixel, or digits are shown."""
        timer = self.timer_now()
        filled_px = round(self.width() * _part_left(timer)) if timer else -1
        if filled_px != self._bar_px or self.frame.look.digits:
            self._bar_px = filled_px
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the present frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self.frame.look
        colours = DARK if look.dark else LIGHT
        painter.fillRect(self.rect(), QColor(GROUND_DARK if look.dark else colours.paper))
        if self.frame.kind != COVERED:
            _Picture(painter, QRectF(self.rect()), self.frame, colours).paint(self.timer_now())


class _Picture:
    """Paints one frame from top to bottom; each part takes its height from what is left."""

    def __init__(self, painter: QPainter, area: QRectF, frame: Frame, colours: Tokens) -> None:
        self._painter, self._frame, self._colours = painter, frame, colours
        self._height = area.height()
        margin = MARGIN * self._height
        self._left = area.adjusted(margin * 1.5, margin, -margin * 1.5, -margin)

    def paint(self, timer: Timer | None) -> None:
        if timer is not None and timer.urgency is not Urgency.UNLIMITED:
            self._bar(timer)
        self._foot(self._frame.listening)
        is_message = self._frame.kind == PublicKind.TEXT and not self._frame.lines
        if is_message or self._frame.kind in {PublicKind.PAUSE, PublicKind.NOTHING}:
            self._in_the_middle()
            return
        if self._frame.kind in {PublicKind.THEME, PublicKind.CONCLUSION}:
            self._theme()
            return
        if self._frame.join is not None:
            self._join(self._frame.join)
            return
        self._fields(self._frame.fields)
        most = BESIDE_TABLES if self._frame.tables else 0.42
        self._words(self._frame.heading, HEADING, 700, self._heading_ink(), most)
        self._words(self._frame.below, QUIET, 400, self._colours.muted, most=0.15)
        if self._frame.figure:
            self._figure()
        self._tables(self._frame.tables)
        self._list(self._frame.lines or self._frame.sets)

    def _px(self, part: float) -> int:
        return max(8, round(part * self._height * self._frame.look.scale))

    def _heading_ink(self) -> str:
        return self._colours.muted if self._frame.kind == PublicKind.REST else self._colours.ink

    def _words(self, text: str, size: float, weight: int, ink: str, most: float) -> None:
        """Paint a text at the top of what is left, smaller where it would take more than `most` of the height."""
        if not text:
            return
        room = QRectF(self._left)
        room.setHeight(min(room.height(), most * self._height))
        shown, used = self._fitted(text, room, self._px(size), weight)
        self._painter.setFont(shown)
        self._painter.setPen(QColor(ink))
        self._painter.drawText(room, WORDS | _side(text), text)
        self._left.setTop(self._left.top() + min(used, room.height()) + GAP * self._height / 2)

    def _fitted(
        self, text: str, room: QRectF, size_px: int, weight: int, smallest: float = SMALLEST
    ) -> tuple[QFont, float]:
        """Return the largest font in which a text fits into a room, down to a part of the usual one, and its height."""
        least_px = max(8, round(size_px * smallest / max(1.0, self._frame.look.scale)))
        for px in range(size_px, least_px - 1, -2):
            shown = text_font(px, weight)
            used = QFontMetricsF(shown).boundingRect(QRectF(0, 0, room.width(), 10_000), WORDS, text)
            if used.height() <= room.height() and used.width() <= room.width():
                return shown, used.height()
        return text_font(least_px, weight), room.height()

    def _theme(self) -> None:
        """Paint the words of a theme between the question whether they are right and which of how many it is."""
        self._foot(self._frame.below)
        self._words(self._frame.heading, HEADING, 700, self._colours.ink, most=0.2)
        title, *texts = self._frame.lines or ("",)
        self._words(title, LINE * TITLE_SHARE, 500, self._colours.ink, most=0.34)
        for text in texts:
            self._words(text, LINE * 0.8, 400, self._colours.muted, most=1.0)

    def _foot(self, text: str) -> None:
        """Paint a quiet line at the bottom of what is left."""
        if not text:
            return
        shown = text_font(self._px(QUIET), 400)
        foot = QRectF(self._left)
        foot.setTop(foot.bottom() - QFontMetricsF(shown).height())
        self._painter.setFont(shown)
        self._painter.setPen(QColor(self._colours.muted))
        self._painter.drawText(foot, 0, text)
        self._left.setBottom(foot.top() - GAP * self._height)

    def _in_the_middle(self) -> None:
        """Paint the heading large in the middle, and the quiet line under it."""
        room = QRectF(self._left)
        middle = Qt.AlignmentFlag.AlignHCenter
        heading, used = self._fitted(self._frame.heading, room, self._px(HEADING * 1.8), 700, SMALLEST_ALONE)
        below, below_used = self._fitted(self._frame.below, room, self._px(QUIET * 1.4), 400)
        top = room.top() + max(0.0, (room.height() - used - below_used) / 2)
        for text, shown, ink, height in (
            (self._frame.heading, heading, self._colours.ink, used),
            (self._frame.below, below, self._colours.muted, below_used),
        ):
            self._painter.setFont(shown)
            self._painter.setPen(QColor(ink))
            self._painter.drawText(QRectF(room.left(), top, room.width(), room.bottom() - top), WORDS | middle, text)
            top += height + GAP * self._height

    def _join(self, join: Join) -> None:
        """Paint the QR at the left, as large as it can be, and beside it what is typed instead."""
        side = min(self._left.height(), self._left.width() * 0.5)
        square = QRectF(self._left.left(), self._left.center().y() - side / 2, side, side)
        paint_qr(self._painter, square, join.modules)
        self._left.setLeft(square.right() + GAP * self._height * 1.5)
        self._left.setTop(square.top())
        self._words(self._frame.heading, QUIET * 1.5, 700, self._colours.ink, most=0.3)
        self._words(self._frame.below, QUIET, 400, self._colours.muted, most=0.15)
        self._words(join.host, LINE * 1.2, 700, self._colours.ink, most=0.2)
        self._words(join.code, LINE * 1.2, 700, self._colours.accent, most=0.2)

    def _figure(self) -> None:
        room = QRectF(self._left)
        size_px = min(self._px(FIGURE), round(room.height()))
        while size_px > 20 and QFontMetricsF(font(size_px, 700)).horizontalAdvance(self._frame.figure) > room.width():  # noqa: PLR2004 - px
            size_px -= 8
        self._painter.setFont(font(size_px, 700))
        self._painter.setPen(QColor(self._colours.ink))
        self._painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._frame.figure)

    def _fields(self, fields: tuple[Field, ...]) -> None:
        """Paint numbers at the bottom of what is left, where they stay however long the question is."""
        if not fields:
            return
        at = self._left.left()
        title, number = text_font(self._px(QUIET), 400), font(self._px(NUMBER), 700)
        top = self._left.bottom() - QFontMetricsF(title).height() - QFontMetricsF(number).height()
        for field in fields:
            self._painter.setFont(title)
            self._painter.setPen(QColor(self._colours.muted))
            line = QFontMetricsF(title).height()
            self._painter.drawText(QRectF(at, top, self._left.width(), line), 0, field.title)
            self._painter.setFont(number)
            self._painter.setPen(QColor(self._colours.muted if field.quiet else self._colours.ink))
            metrics = QFontMetricsF(number)
            self._painter.drawText(QRectF(at, top + line, self._left.width(), metrics.height()), 0, field.number)
            wide = max(QFontMetricsF(title).horizontalAdvance(field.title), metrics.horizontalAdvance(field.number))
            at += wide + 2.5 * GAP * self._height
        self._left.setBottom(top - GAP * self._height / 2)

    def _tables(self, tables: tuple[Field, ...]) -> None:
        """Paint who sits at which table, side by side where there are many."""
        if not tables:
            return
        columns = 1 if len(tables) <= ONE_COLUMN else 2
        rows = -(-len(tables) // columns)
        wide, high = self._left.width() / columns, self._left.height() / rows
        title = text_font(min(self._px(QUIET), round(high * 0.3)), 400)
        line = QFontMetricsF(title).height()
        seats_px = self._one_line_px(tables, wide * CELL_PART, min(self._px(LINE * 1.1), round((high - line) * 0.8)))
        for place, table in enumerate(tables):
            column, row = divmod(place, rows)
            at = QRectF(self._left.left() + column * wide, self._left.top() + row * high, wide * CELL_PART, high)
            self._painter.setFont(title)
            self._painter.setPen(QColor(self._colours.muted))
            self._painter.drawText(at, 0, table.title)
            room = at.adjusted(0, line, 0, 0)
            seats, _ = self._fitted(table.number, room, seats_px, 600)
            self._painter.setFont(seats)
            self._painter.setPen(QColor(self._colours.ink))
            self._painter.drawText(room, WORDS, table.number)

    def _one_line_px(self, tables: tuple[Field, ...], room_px: float, size_px: int) -> int:
        """Return the largest size at which all seats of each table stand in a line; the given one where none is."""
        widest = max(QFontMetricsF(text_font(size_px, 600)).horizontalAdvance(table.number) for table in tables)
        fits_px = int(size_px * room_px / max(widest, room_px))
        return fits_px if fits_px >= SMALLEST * size_px else size_px

    def _list(self, lines: tuple[str, ...]) -> None:
        """Paint a list, a text each, all as large as the room for them allows; who is with whom stands side by side."""
        if self._frame.lines:
            size_px, height = self._list_fits()
            # As far from each other as there is room for, so that each is seen to be one.
            gap = (self._left.height() - height) / len(lines)
            gap = min(LIST_GAP * self._height, max(0.0, gap))
            for line, answer in self._entries():
                for text, shown, ink in self._parts_of_entry(line, answer, size_px):
                    height = _height_of(text, shown, self._left.width())
                    self._painter.setFont(shown)
                    self._painter.setPen(QColor(ink))
                    room = QRectF(self._left)
                    room.setHeight(min(height, room.height()))
                    self._painter.drawText(room, WORDS | _side(text), text)
                    self._left.setTop(room.bottom())
                self._left.setTop(self._left.top() + gap)
        elif lines:
            self._words(
                "      ".join(seats.replace(" ", "\u00a0·\u00a0") for seats in lines),
                LINE,
                600,
                self._colours.ink,
                most=1.0,
            )

    def _entries(self) -> list[tuple[str, str]]:
        """Return the lines of a list, each with what stands under it."""
        return list(zip_longest(self._frame.lines, self._frame.answers, fillvalue=""))

    def _parts_of_entry(self, line: str, answer: str, size_px: int) -> list[tuple[str, QFont, str]]:
        """Return the texts of an entry of a list, with font and ink, at a size."""
        parts = [(line, text_font(size_px, 500), self._colours.ink)]
        return (
            [*parts, (answer, text_font(round(size_px * ANSWER_SHARE), 400), self._colours.muted)] if answer else parts
        )

    def _list_fits(self) -> tuple[int, float]:
        """Return the largest size at which a whole list fits into what is left, and how high it is then."""
        most_px, wide = self._px(LINE * LIST_SHARE), self._left.width()
        height = 0.0
        for size_px in range(most_px, SMALLEST_LINE_PX - 1, -1):
            parts = [part for entry in self._entries() for part in self._parts_of_entry(*entry, size_px)]
            height = sum(_height_of(text, shown, wide) for text, shown, _ in parts)
            if height + LIST_GAP / 2 * self._height * len(self._frame.lines) <= self._left.height():
                return size_px, height
        return SMALLEST_LINE_PX, height

    def _bar(self, timer: Timer) -> None:
        height = BAR * self._height
        bar = QRectF(self._left.left(), self._left.bottom() - height, self._left.width(), height)
        if self._frame.look.digits:
            shown = font(self._px(QUIET), 600)
            text = digits(timer)
            wide = QFontMetricsF(shown).horizontalAdvance(text) + GAP * self._height
            self._painter.setFont(shown)
            self._painter.setPen(QColor(self._colours.muted))
            room = QRectF(bar.right() - wide, bar.center().y() - height * 2, wide, height * 4)
            self._painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            bar.setWidth(bar.width() - wide)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(self._colours.track))
        self._painter.drawRoundedRect(bar, height / 2, height / 2)
        part = _part_left(timer)
        if part > 0:
            self._painter.setBrush(QColor(self._colours.accent if timer.runs else self._colours.still))
            filled = QRectF(bar.left(), bar.top(), max(height, bar.width() * part), height)
            self._painter.drawRoundedRect(filled, height / 2, height / 2)
        self._left.setBottom(bar.top() - GAP * self._height)


def _height_of(text: str, shown: QFont, wide: float) -> float:
    return QFontMetricsF(shown).boundingRect(QRectF(0, 0, wide, 10_000), WORDS, text).height()


def _part_left(timer: Timer) -> float:
    return min(1.0, max(0.0, timer.left_ms / timer.length_ms)) if timer.length_ms else 0.0


def _side(text: str) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if is_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
