"""The style sheet and the enums of its names are in step; a style that changes is seen at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

import facilitator_console
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.ui.look.styles import (
    PROPERTIES,
    BannerKind,
    ButtonKind,
    FieldKind,
    Lit,
    Part,
    Rank,
    StyleFlag,
    has_style,
    set_style,
)
from facilitator_console.ui.look.theme import DARK, LIGHT, Tokens, style_sheet
from facilitator_console.ui.parts.danger_button import DangerButton

PACKAGE = Path(facilitator_console.__file__).parent
QTS_OWN = {"sidebar"}
"""A part of Qt's file dialog, named by Qt."""
KINDS = {"QPushButton": ButtonKind, "#notice": BannerKind}
"""By the beginning of the selector; the kinds of all others are those of fields."""


def selectors() -> list[str]:
    """Each simple selector of the style sheet."""
    sheet = re.sub(r"/\*.*?\*/", "", resource_path("theme.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{[^}]*\}", sheet)
    return [simple for rule in rules for selector in rule.split(",") for simple in selector.split()]


def values(names: Iterable[StrEnum]) -> set[str]:
    """The names themselves; the empty one stands for no style."""
    return {name.value for name in names if name.value}


def selected(of_property: str, begins: str = "") -> set[str]:
    """The values of a property for which the sheet has a rule."""
    found = [s for s in selectors() if s.startswith(begins)]
    return {value for s in found for value in re.findall(rf'\[{of_property}="(\w+)"\]', s)}


def test_every_style_has_a_rule_and_every_rule_a_style() -> None:
    assert selected("rank") == values(Rank)
    assert selected("on") == values(Lit)
    for begins, kinds in KINDS.items():
        assert selected("kind", begins) == values(kinds)
    fields = {s for s in selectors() if "[kind=" in s and not s.startswith(tuple(KINDS))}
    assert {value for s in fields for value in re.findall(r'\[kind="(\w+)"\]', s)} == values(FieldKind)


def test_every_flag_and_part_has_a_rule_and_every_rule_one_of_them() -> None:
    properties = {name for s in selectors() for name in re.findall(r"\[(\w+)=", s)}
    assert properties == set(PROPERTIES.values()) | values(StyleFlag)
    assert all(selected(flag.value) == {"true"} for flag in StyleFlag)
    assert {name for s in selectors() for name in re.findall(r"#(\w+)", s)} == values(Part) | QTS_OWN


def test_a_style_that_changes_is_seen_at_once(qtbot: QtBot) -> None:
    button = QPushButton("Go on")
    qtbot.addWidget(button)
    button.setStyleSheet('QPushButton { font-size: 14px; } QPushButton[kind="small"] { font-size: 9px; }')
    button.show()
    set_style(button, ButtonKind.SMALL)
    assert (has_style(button, ButtonKind.SMALL), button.font().pixelSize()) == (True, 9)
    set_style(button, ButtonKind.PLAIN)
    assert (has_style(button, ButtonKind.SMALL), button.font().pixelSize()) == (False, 14)


def test_what_cant_be_undone_takes_a_press_of_its_own(qtbot: QtBot) -> None:
    button = DangerButton("Delete for good")
    presses: list[int] = []
    qtbot.addWidget(button)
    button.setAutoDefault(True)
    button.clicked.connect(lambda: presses.append(1))
    button.show()
    at, left, none = QPointF(button.rect().center()), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # What Qt sends to a button that stands under the pointer by the second half of a double click.
    kind = QEvent.Type.MouseButtonDblClick
    QApplication.sendEvent(button, QMouseEvent(kind, at, button.mapToGlobal(at), left, left, none))
    QTest.mouseRelease(button, left)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(button, QKeyEvent(kind, key, none, "", autorep=True))
    assert presses == []
    QTest.mouseClick(button, left)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert len(presses) == 2


def test_no_other_button_looks_like_it() -> None:
    dressed = "set_style(self, ButtonKind.DANGER)"
    found = [
        (path.name, line.strip())
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"set_style\(.*ButtonKind\.DANGER", line)
    ]
    assert found == [("danger_button.py", dressed)]


@pytest.mark.parametrize("appearance", [LIGHT, DARK])
def test_a_ticked_box_shows_a_tick(qtbot: QtBot, appearance: Tokens) -> None:
    box = QCheckBox("It is here")
    qtbot.addWidget(box)
    box.setTristate(True)
    box.setStyleSheet(style_sheet(appearance))
    box.show()

    def shown(state: Qt.CheckState) -> int:
        box.setCheckState(state)
        picture = box.grab(QRect(4, 4, 12, 12)).toImage()
        inks = [picture.pixelColor(x, y).name().upper() for x in range(12) for y in range(12)]
        return inks.count(appearance.on_accent)

    assert shown(Qt.CheckState.Checked) > 5
    assert shown(Qt.CheckState.PartiallyChecked) > 5
