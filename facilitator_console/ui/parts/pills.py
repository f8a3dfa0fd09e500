"""Shows the pills of the top bar: what is saved, and what this laptop does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.ui.look.icons import drawn_icon
from facilitator_console.ui.look.styles import ButtonKind, Lit, StyleFlag, set_flag, set_style
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.words import Message, say, say_n

if TYPE_CHECKING:
    from facilitator_console.dialogue.state import Changes
    from facilitator_console.store.saver import SaveState
    from facilitator_console.ui.control.session_controller import SessionController

DOT_PX = 8
DOT_AT_PX = 17
MANY_WAIT = 10
"""Rarely more commands wait to be saved."""
AROUND_PX = 38
"""The width of a pill beside its words: edge, dot and space."""


class Pill(QPushButton):
    """Shows a small round button."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Build it; a press leaves the focus where somebody types; Tab still comes here."""
        super().__init__(text, parent)
        set_style(self, ButtonKind.PILL)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)  # Enter presses it.


class SavePill(Pill):
    """Shows what is saved: "Saved" only once the commit has returned."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the controller."""
        super().__init__(parent=parent)
        set_flag(self, StyleFlag.DOT, on=True)
        self._controller = controller
        self._dot = "ok"
        self._is_short = True
        if controller.teamwork is not None:
            controller.teamwork.changed.connect(self._on_teamwork_changed)
        controller.saves_changed.connect(self.refresh)
        controller.changed.connect(self._on_controller_changed)
        self.refresh(controller.saves)

    def _on_controller_changed(self, _changes: Changes) -> None:
        self.refresh(self._controller.saves)

    def _on_teamwork_changed(self) -> None:
        self.refresh(self._controller.saves)

    def set_short(self, *, on: bool) -> None:
        """Leave to the tip where else it is saved, or not."""
        self._is_short = on
        self.refresh(self._controller.saves)

    def _saved(self) -> Message:
        """Return where all is saved: here, and on which other laptops of the team."""
        picture = self._controller.teamwork.picture if self._controller.teamwork is not None else None
        if picture is None or not picture.members:
            return say("Saved")
        if picture.level > 1:
            return say_n("Saved · on {n} laptop", "Saved · on {n} laptops", picture.level)
        if picture.alone_since_ms:
            since = self._controller.times.wall_time(picture.alone_since_ms)
            return say("Saved · here only since {time}", time=since)
        return say("Saved")

    def refresh(self, saves: SaveState) -> None:
        """Show what is saved now."""
        self._keep_room()
        if saves.why and saves.is_safe and self._controller.words_remain:
            self._show(say("Not erased yet"), "over", why=saves.why)
        elif saves.why:
            self._show(say("Not saved"), "over", why=saves.why)
        elif saves.waiting:
            self._show(say_n("Saving {n}", "Saving {n}", saves.waiting), "warn")
        else:
            where = self._saved()
            self._show(say("Saved") if self._is_short else where, "ok", tip=where if self._is_short else None)

    def _keep_room(self) -> None:
        """Keep room for the longest that it says while all goes well: its neighbours stand still."""
        teamwork, text = self._controller.teamwork, self._controller.text
        texts = [say("Saved"), say_n("Saving {n}", "Saving {n}", MANY_WAIT)]
        if teamwork is not None and teamwork.picture.members and not self._is_short:
            texts.append(say("Saved · here only since {time}", time="00:00"))
        least_px = max(self.fontMetrics().horizontalAdvance(text(words)) for words in texts) + AROUND_PX
        if least_px != self.minimumWidth():
            self.setMinimumWidth(least_px)

    def _show(self, message: Message, dot: str, why: Message | None = None, tip: Message | None = None) -> None:
        shown = why or (tip if tip != message else None)
        text, tip_text = self._controller.text(message), self._controller.text(shown) if shown else ""
        if (text, dot, tip_text) == (self.text(), self._dot, self.toolTip()):
            return
        self._dot = dot
        self.setText(text)
        self.setToolTip(tip_text)
        set_style(self, Lit.WARN if why else Lit.OFF)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill and its dot."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(self._dot))
        # The words stand in the middle of what room is kept for longer ones.
        beside_px = max(0, self.width() - self.sizeHint().width()) / 2
        painter.drawEllipse(QPointF(DOT_AT_PX + beside_px, self.height() / 2), DOT_PX / 2, DOT_PX / 2)


class IconPill(Pill):
    """Shows a small drawing, and words beside it where there is room."""

    def __init__(self, icon: str, after: str = "", parent: QWidget | None = None) -> None:
        """Build it, without words.

        Args:
            icon: Its drawing.
            after: A sign after the words.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent=parent)
        self._is_short = True  # Else the words would widen the window before anybody knows its width.
        self._words = self._least = ""
        self._icon, self._after = icon, after
        self.setIcon(drawn_icon(icon))

    def show_words(self, words: str, lit: Lit, least: str = "") -> None:
        """Show a state in words; where there is little room the least of it, such as a number."""
        self._words, self._least = words, least
        self.setAccessibleName(words)
        set_style(self, lit)
        self._refresh()

    def set_short(self, *, on: bool) -> None:
        """Leave the words to the tip, or not."""
        if on != self._is_short:
            self._is_short = on
            self._refresh()

    def _refresh(self) -> None:
        self.setText(self._least if self._is_short else f"{self._words}{self._after}")
        self.setToolTip(self._words if self._is_short else "")
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Draw it anew in other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(drawn_icon(self._icon))


class RolePill(Pill):
    """Shows whether this laptop leads or takes notes; a press offers both, each with what it means.

    Signals:
        role_chosen(bool): This laptop is to lead, or to take notes.
    """

    role_chosen = Signal(bool)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the controller."""
        super().__init__(parent=parent)
        self._controller = controller
        self.setToolTip(controller.text(say("What this laptop does: lead, or take notes")))
        self.clicked.connect(self._on_clicked)
        controller.role_changed.connect(self.refresh)
        controller.lead_changed.connect(self.refresh)
        controller.watching_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the role; who takes notes sees at once why the room's keys are off."""
        leads = self._controller.leads
        is_watched = self._controller.is_watched
        role = self._controller.text(say("You watch") if is_watched else self._role())
        self.setEnabled(not is_watched)
        self.setAccessibleName(role)
        self.setText(role if is_watched else f"{role} ▾")
        set_style(self, Lit.OFF if leads else Lit.ON)
        self.updateGeometry()

    def _role(self) -> Message:
        if not self._controller.leads:
            return say("You take notes")
        if tables := self._controller.led_tables:
            from facilitator_console.session.tables import table_name  # The start screen needs no session.

            return say("You lead {table}", table=table_name(self._controller.state, tables[0]))
        return say("You lead")

    def _on_clicked(self) -> None:
        leads = self._controller.leads
        lead = say("Lead: clock, queue and turns are in your hands")
        if self._controller.led_tables:
            lead = say("Lead: your table’s clock, queue and turns are in your hands")
        elif not self._controller.holds_lead:
            lead = say("Lead: take clock and queue over from the other laptop")
        menu = new_menu(self)
        for text, wanted in ((lead, True), (say("Take notes: they fill the window, the room’s keys are off"), False)):
            entry = menu.addAction(self._controller.text(text))
            entry.setCheckable(True)
            entry.setChecked(leads is wanted)
            if leads is not wanted:
                entry.triggered.connect(lambda _checked, wanted=wanted: self.role_chosen.emit(wanted))
        right = self.mapToGlobal(self.rect().bottomRight()).x() - menu.sizeHint().width()
        menu.popup(QPoint(right, self.mapToGlobal(self.rect().bottomLeft()).y() + 4))
