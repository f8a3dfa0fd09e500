"""Shows the top bar: the session's neutral title, the pages' tabs, the pills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from facilitator_console.ui.look.styles import ButtonKind, Part, StyleFlag, set_flag, set_part, set_style
from facilitator_console.ui.look.theme import font
from facilitator_console.ui.parts.menus import Menu
from facilitator_console.ui.parts.pills import IconPill, Pill, RolePill, SavePill
from facilitator_console.ui.parts.plain_bar import HEIGHT_PX
from facilitator_console.words import Message, say, say_p, titled

if TYPE_CHECKING:
    from facilitator_console.dialogue.state import Changes
    from facilitator_console.ui.control.session_controller import SessionController
    from facilitator_console.ui.parts.palette import Command

PAGE_TITLES: dict[str, Message] = {
    "prepare": say("Prepare"),
    "run": say("Run"),
    "harvest": say("Harvest"),
    "report": say("Report"),
}
"""The titles of the pages by id, in the order of the work."""
TITLE_PX, SHORT_TITLE_PX = 260, 132
ROOMY_PX = 1200
"""The width from which pills have their words, as many as have room."""
GAP_PX, LEAST_GAP_PX = 14, 6
TAB_BESIDE_PX, SHORT_TAB_BESIDE_PX, TAB_WEIGHT = 16, 9, 650
"""The padding and the weight of the tabs, as in the style sheet."""
LEAST_TITLE_PX = 60


class TitleButton(QPushButton):
    """Shows the session's title; a press offers what concerns the session as a whole."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the controller."""
        super().__init__(parent)
        set_style(self, ButtonKind.TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._most_px = SHORT_TITLE_PX
        self.setMaximumWidth(self._most_px)
        self._controller = controller
        self._menu = Menu(self)
        self._commands: Callable[[], Sequence[Sequence[Command]]] = tuple
        self._menu.aboutToShow.connect(self._on_menu_about_to_show)
        self.clicked.connect(lambda: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft())))
        controller.changed.connect(self._on_controller_changed)
        self._refresh()

    def set_short(self, *, on: bool) -> None:
        """Take less room, or not."""
        self.take_at_most(SHORT_TITLE_PX if on else TITLE_PX)

    def take_at_most(self, most_px: int) -> None:
        """Take no more room than this; the title is shortened."""
        if most_px != self._most_px:
            self._most_px = most_px
            self.setMaximumWidth(most_px)
            self._refresh()

    def offer(self, commands: Callable[[], Sequence[Sequence[Command]]]) -> None:
        """Offer what these are when the menu opens, with a line between one group and the next."""
        self._commands = commands

    def _on_menu_about_to_show(self) -> None:
        self._menu.clear()
        for group in self._commands():
            if group and not self._menu.isEmpty():
                self._menu.addSeparator()
            for command in group:
                self._menu.addAction(command.text, command.do).setEnabled(not command.why_not)

    def _on_controller_changed(self, changes: Changes) -> None:
        if "info" in changes:
            self._refresh()

    def _refresh(self) -> None:
        title = self._controller.text(titled(self._controller.state.info.title))
        room = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, self._most_px - 50)
        self.setText(f"{room} ▾".replace("&", "&&"))
        self.setAccessibleName(title)
        self.setToolTip(self._controller.text(say("All sessions, end the session, copies")))


class TopBar(QFrame):
    """Shows the top bar of an open session.

    Signals:
        page_chosen(str): A tab was pressed.
        role_chosen(bool): This laptop is to lead, or to take notes.
        save_pressed(): The pill of what is saved was pressed.
        team_pressed(): The pill of the team was pressed.
        cover_pressed(): The cover is wanted.
    """

    page_chosen = Signal(str)
    role_chosen = Signal(bool)
    save_pressed = Signal()
    team_pressed = Signal()
    cover_pressed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the widget."""
        super().__init__(parent)
        set_part(self, Part.BAR)
        self.setFixedHeight(HEIGHT_PX)
        self.title = TitleButton(controller)
        self.role = RolePill(controller)
        self.save = SavePill(controller)
        self.phones = IconPill("phone")
        self.display = IconPill("display", " ▾")
        self.team = IconPill("laptops")
        self.team.setVisible(False)
        self._has_team = False
        self._teamwork = controller.teamwork
        if self._teamwork is not None:
            self._teamwork.changed.connect(self._on_teamwork_changed)
        self.team.clicked.connect(self.team_pressed)
        self.cover = Pill(controller.text(say_p("hide the screen", "Cover")))
        self.role.role_chosen.connect(self.role_chosen)
        self.save.clicked.connect(self.save_pressed)
        self.cover.clicked.connect(self.cover_pressed)
        row = QHBoxLayout(self)
        self._row = row
        row.setContentsMargins(10, 0, 16, 0)
        row.addWidget(self.title)
        row.addWidget(self._build_tabs(controller), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for pill in (self.role, self.save, self.team, self.phones, self.display, self.cover):
            row.addWidget(pill)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where there is little room."""
        super().resizeEvent(event)
        self.fit()

    def _on_teamwork_changed(self) -> None:
        """Make room for where else all is saved, once there are other laptops."""
        has_team = self._teamwork is not None and bool(self._teamwork.picture.members)
        if has_team != self._has_team:
            self._has_team = has_team
            self.fit()

    def fit(self) -> None:
        """Show all words where they have room; else leave them out one after the other, and the space between last."""
        parts = (self.phones, self.display, self.team, self.save, self.title)
        for part in parts:
            part.set_short(on=self.width() < ROOMY_PX and part is not self.title)
        self._row.setSpacing(GAP_PX)
        self._tighten_tabs(on=False)
        for part in parts:
            if self._is_cut():
                part.set_short(on=True)
        if self._is_cut():
            self._tighten_tabs(on=True)
        if self._is_cut():
            self._row.setSpacing(LEAST_GAP_PX)
        if self._is_cut():
            missing_px = self._row.minimumSize().width() - self.width()
            self.title.take_at_most(max(self.title.sizeHint().width() - missing_px, LEAST_TITLE_PX))

    def _tighten_tabs(self, *, on: bool) -> None:
        beside_px = SHORT_TAB_BESIDE_PX if on else TAB_BESIDE_PX
        for tab in self.tabs.values():
            set_flag(tab, StyleFlag.SHORT, on=on)
            # Room for its words as they are on the page that is shown: bolder, and Qt does not count that.
            tab.setMinimumWidth(QFontMetrics(font(weight=TAB_WEIGHT)).horizontalAdvance(tab.text()) + 2 * beside_px)
        # Else the tabs would take the room of before until the next turn of the loop, and be judged by it.
        self._tabs_row.invalidate()
        self._tabs.updateGeometry()

    def _is_cut(self) -> bool:
        self._row.invalidate()
        return self._row.minimumSize().width() > self.width()

    def show_page(self, name: str) -> None:
        """Check the tab of the page that is shown."""
        self.tabs[name].setChecked(True)

    def _build_tabs(self, controller: SessionController) -> QWidget:
        self._tabs = frame = QFrame()
        set_part(frame, Part.TABS)
        self._tabs_row = row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        group = QButtonGroup(self)
        self.tabs: dict[str, QPushButton] = {}
        for name, title in PAGE_TITLES.items():
            tab = QPushButton(controller.text(title))
            set_style(tab, ButtonKind.TAB)
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tab.clicked.connect(lambda _checked, name=name: self.page_chosen.emit(name))
            group.addButton(tab)
            row.addWidget(tab)
            self.tabs[name] = tab
        return frame
