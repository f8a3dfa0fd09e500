"""Texts from outside where there is little room."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from facilitator_console.ui.look.tips import LONGEST_TIP, first_words, plain_tip


def test_first_words_are_whole_ones() -> None:
    assert first_words("To know beforehand when the bus will not come", 24) == "To know beforehand when…"
    assert first_words("short", 24) == "short"
    assert first_words("it turns\u202e\n nothing around", 30) == "it turns nothing around"
    assert first_words("x" * 30, 24) == "x" * 23 + "…"


def test_a_tip_says_its_text_and_no_markup() -> None:
    assert plain_tip("a <b>bus</b> &\n a\tschool") == "<qt>a &lt;b&gt;bus&lt;/b&gt; &amp; a school</qt>"


def test_no_tip_covers_the_screen(qtbot: QtBot) -> None:
    """A tip is a label, which shows a text of any length in little room."""
    for text in ("слово " * 20_000, "x" * 100_000, "\n" * 50_000 + "!", "😀" * 50_000):
        tip = QLabel(plain_tip(text))
        qtbot.addWidget(tip)
        tip.setWordWrap(True)
        assert tip.sizeHint().width() < 800
        assert tip.sizeHint().height() < 400
        assert len(plain_tip(text)) < 2 * LONGEST_TIP
