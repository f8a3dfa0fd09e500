"""Qt's positions and Python's places: one for the other, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics, QTextDocument
from pytestqt.qtbot import QtBot

from facilitator_console.ui.look.text_positions import place_of, position_of
from facilitator_console.ui.look.theme import text_font
from facilitator_console.ui.look.wrapped import wrapped

TEXTS = st.text(st.sampled_from("ab й\u0306ש\u202e😀𝕏\U0010ffff"), max_size=20)


@given(TEXTS, TEXTS)
def test_a_place_is_found_again(before: str, behind: str) -> None:
    text = before + behind
    position = position_of(text, len(before))
    assert position == QTextDocument(before).characterCount() - 1
    assert place_of(text, position) == len(before)
    assert text[: place_of(text, position)] == before


@pytest.mark.parametrize(("position", "place"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (9, 3)])
def test_within_a_sign_and_behind_the_text_there_is_a_place(position: int, place: int) -> None:
    assert place_of("a😀b", position) == place


@pytest.mark.parametrize("width", [60, 140])
@pytest.mark.parametrize("text", ["😀 good 😀😀 thanks 𝕏𝕐𝕑 again", "😀" * 40, "й 😀\n😀 ш"])
def test_text_wraps_where_its_signs_end(qtbot: QtBot, text: str, width: int) -> None:
    del qtbot
    lines = wrapped(text, text_font(), width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(0 < QFontMetrics(text_font()).horizontalAdvance(line) <= width for line in lines)
