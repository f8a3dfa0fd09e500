"""The note line: keys as a person presses them, tokens, completion, drafts, and whom a note names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import mark_moment
from facilitator_console.notes.capture import tokens
from facilitator_console.notes.codebook import tag_name
from facilitator_console.notes.commands import LONGEST_TEXT
from facilitator_console.notes.ids import Flag, TagId
from facilitator_console.notes.state import Note, marks_to_fill
from facilitator_console.notes.tag_commands import add_tag
from facilitator_console.session.agenda import edit_item, edit_session
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.ids import NO_TURN, Attribution, Role
from facilitator_console.session.people import at_seat, edit_participant
from facilitator_console.ui.control.presses import TWICE_WITHIN_MS
from facilitator_console.ui.run.note_line import NoteLine
from facilitator_console.ui.run.token_edit import TokenEdit, cursor_px, token_bounds
from facilitator_console.words import say
from tests.helpers.talking import talking
from tests.ui.keyboard import type_text
from tests.ui.sample import SampleSessionController


@pytest.fixture
def line(controller: SampleSessionController, qtbot: QtBot) -> NoteLine:
    line = NoteLine(controller)
    line.resize(800, 70)
    qtbot.addWidget(line)
    line.show()
    line.focus_line()
    return line


def type_in(line: NoteLine, text: str, *keys: Qt.Key) -> None:
    type_text(line.edit, text)
    for key in keys:
        QTest.keyClick(line.edit, key)


def take_back(line: NoteLine) -> None:
    """Undo until nothing is left."""
    while line.edit.text():
        line.edit.undo()


def last_note(controller: SampleSessionController) -> Note:
    return next(reversed(controller.state.notes.values()))


def test_enter_keeps_the_note_and_empties_the_line(line: NoteLine, controller: SampleSessionController) -> None:
    type_in(line, "! #need the evening bus", Qt.Key.Key_Return)
    note = last_note(controller)
    assert (note.text, note.tags, note.flags) == ("the evening bus", (TagId("need"),), frozenset({Flag.FOR_REPORT}))
    assert line.is_empty
    assert controller.drafts.text() == ""


def test_a_refusal_keeps_what_was_typed(line: NoteLine, controller: SampleSessionController) -> None:
    refused: list[object] = []
    controller.refused.connect(refused.append)
    type_in(line, "+99 too many", Qt.Key.Key_Return)
    assert len(refused) == 1
    assert line.text == "+99 too many"


def test_a_long_paste_is_kept_whole_or_refused(line: NoteLine, controller: SampleSessionController) -> None:
    line.edit.insert("😀" * 40_000)
    type_in(line, "", Qt.Key.Key_Return)
    assert len(last_note(controller).text) == 40_000
    refused: list[object] = []
    controller.refused.connect(refused.append)
    line.edit.insert("й" * (LONGEST_TEXT + 1))
    type_in(line, "", Qt.Key.Key_Return)
    assert (len(refused), len(line.text)) == (1, LONGEST_TEXT + 1)


def test_enter_on_an_empty_line_does_nothing(line: NoteLine, controller: SampleSessionController) -> None:
    before = len(controller.state.notes)
    refused: list[object] = []
    controller.refused.connect(refused.append)
    type_in(line, "", Qt.Key.Key_Return)
    assert (len(controller.state.notes), refused) == (before, [])


def test_tab_completes_a_tag_in_any_language(line: NoteLine, controller: SampleSessionController) -> None:
    type_in(line, "#com", Qt.Key.Key_Tab)
    assert line.text == "#common-ground "
    type_in(line, "we agree", Qt.Key.Key_Return)
    assert last_note(controller).tags == (TagId("common_ground"),)
    type_in(line, "№потр", Qt.Key.Key_Return)
    assert line.text == "№need "


def tag_names(controller: SampleSessionController) -> list[str]:
    return [str(tag_name(controller.state, tag)) for tag in last_note(controller).tags]


def test_signs_beyond_the_first_plane_move_no_place(line: NoteLine, controller: SampleSessionController) -> None:
    type_in(line, "good 😀 thanks", Qt.Key.Key_Return)
    assert last_note(controller).text == "good 😀 thanks"
    line.edit.insert("#𝕏𝕐 #nee 😀 bus")
    line.edit.setCursorPosition(len("##XXYY nee"))  # In UTF-16.
    type_in(line, "", Qt.Key.Key_Tab)
    assert line.text == "#𝕏𝕐 #need 😀 bus"
    line.edit.grab()
    type_in(line, "", Qt.Key.Key_Return)
    assert (last_note(controller).text, tag_names(controller)) == ("😀 bus", ["𝕏𝕐", "need"])


def test_a_tag_is_completed_and_kept_however_its_letters_come(
    line: NoteLine, controller: SampleSessionController
) -> None:
    typed = unicodedata.normalize("NFD", "№спільне")
    type_in(line, typed[:-2], Qt.Key.Key_Tab)
    assert line.text == "№common-ground "
    line.edit.clear()
    type_in(line, f"{unicodedata.normalize('NFD', '№пережитий №досвід')} ми разом", Qt.Key.Key_Return)
    assert tag_names(controller) == ["пережитий", "experience"]


def test_arrows_choose_among_suggestions_and_escape_closes_them(line: NoteLine) -> None:
    type_in(line, "#p")
    first = line.suggestions.current
    QTest.keyClick(line.edit, Qt.Key.Key_Down)
    second = line.suggestions.current
    assert first is not None
    assert second is not None
    assert first != second
    QTest.keyClick(line.edit, Qt.Key.Key_Up)
    assert line.suggestions.current == first
    QTest.keyClick(line.edit, Qt.Key.Key_Escape)
    assert not line.suggestions.shown
    assert line.text == "#p"


def test_a_click_takes_a_suggestion(line: NoteLine) -> None:
    type_in(line, "#nee")
    first, _ = line.suggestions.shown[0]
    QTest.mouseClick(line.suggestions, Qt.MouseButton.LeftButton, pos=first.center().toPoint())
    assert line.text == "#need "


def test_seats_are_completed_for_the_queue_and_enter_saves_at_once(
    line: NoteLine, controller: SampleSessionController
) -> None:
    type_in(line, "+2")
    offered = [suggestion.text for _, suggestion in line.suggestions.shown]
    assert offered == ["2", "20", "21", "22", "23", "24"]
    type_in(line, "", Qt.Key.Key_Return)
    waiting = [controller.state.participants[entry.participant_id].seat for entry in controller.state.queue.values()]
    assert waiting == [11, 8, 15, 2]


def test_words_further_on_are_no_tokens(line: NoteLine) -> None:
    type_in(line, "the bus #ne")
    assert line.suggestions.current is None


@pytest.mark.parametrize(
    ("typed", "token", "advice"),
    [
        ("the evening bus #need", "#need", "put it first"),
        ("автобус №потреба, і ще", "№потреба", "put it first"),
        ("the bus +12", "+12", "put it first"),
        ("#need the bus =4", "=4", "put it first"),
        ("!text", "!", "put a space behind it"),
        ("№потреба, вода", "№потреба", "put a space behind it"),
        ("! =4, the bus", "=4", "put a space behind it"),
        ("+12; the bus", "+12", "put a space behind it"),
        ("#volcano, the bus", "#volcano", "put a space behind it"),
        ("the bus #вулкан", "#вулкан", "put it first"),
    ],
)
def test_a_token_that_is_none_for_its_place_is_said_to_be_text(
    line: NoteLine, controller: SampleSessionController, typed: str, token: str, advice: str
) -> None:
    type_in(line, typed)
    assert line.hint == f"{token} stays in the text: {advice}"
    type_in(line, "", Qt.Key.Key_Return)
    assert token in last_note(controller).text
    assert line.hint.startswith("Enter saves")


@pytest.mark.parametrize(
    "typed",
    [
        "+99, the bus",
        "! #need =4 the bus",
        "№5 of 12",
        "2+2 is 4",
        "the bus +99",
    ],
)
def test_what_is_no_token_anywhere_is_no_hint(line: NoteLine, typed: str) -> None:
    type_in(line, typed)
    assert line.hint.startswith("Enter saves")


def test_who_is_named_has_its_room_and_the_hint_yields(line: NoteLine, controller: SampleSessionController) -> None:
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    type_in(line, "the bus")
    line.resize(420, 70)
    QCoreApplication.processEvents()
    named, hint = line.named_label, line.hint_label
    assert named.width() >= named.fontMetrics().horizontalAdvance(line.named)
    assert hint.text() == "Enter saves · # or № tag"
    assert hint.toolTip() == line.hint


def test_without_a_queue_nothing_offers_to_add_a_seat(line: NoteLine, controller: SampleSessionController) -> None:
    controller.do(edit_item, controller.state.room.item_id, **talking("open_floor"))
    assert line.hint == "Enter saves · # or № tag · ! for the report"
    type_in(line, "+2")
    assert line.suggestions.current is None
    type_in(line, " degrees")
    assert line.hint == "+2 stays in the text: nobody can queue now"
    type_in(line, " and +3")
    assert line.hint == "+2 stays in the text: nobody can queue now"
    type_in(line, "", Qt.Key.Key_Return)
    assert last_note(controller).text == "+2 degrees and +3"
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    assert line.hint == "Enter saves · # or № tag · =12 seat · ! for the report"
    type_in(line, "+2 =9 words")
    assert line.named.startswith("said by seat 4")
    type_in(line, "", Qt.Key.Key_Return)
    assert last_note(controller).text == "+2 =9 words"
    type_in(line, "+99 years")
    assert line.hint.startswith("Enter saves")


def test_who_watches_is_not_offered_for_the_queue(line: NoteLine, controller: SampleSessionController) -> None:
    controller.do(edit_participant, at_seat(controller.state, 22).participant_id, role=Role.OBSERVER)
    type_in(line, "+2")
    assert "22" not in [suggestion.text for _, suggestion in line.suggestions.shown]


def test_what_a_token_may_become_has_the_row_for_itself(line: NoteLine) -> None:
    type_in(line, "#")
    assert not line.named_label.isVisible()
    type_in(line, "nee", Qt.Key.Key_Tab)
    assert line.named_label.isVisible()


def test_undo_takes_back_a_completion_as_typed(line: NoteLine) -> None:
    type_in(line, "#nee", Qt.Key.Key_Tab)
    line.edit.undo()
    assert line.text.startswith("#nee")
    line.edit.undo()
    assert line.text in {"", "#nee"}


def test_words_taken_back_and_brought_back_belong_to_the_turn_of_their_first_letter(
    line: NoteLine, controller: SampleSessionController, qtbot: QtBot
) -> None:
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    type_in(line, "#nee", Qt.Key.Key_Tab)
    type_in(line, "of 4")
    take_back(line)
    controller.do(done)
    assert controller.drafts.text() == "#need of 4"
    assert line.named == "said by seat 11"
    while line.edit.isRedoAvailable():
        line.edit.redo()
    assert line.text == "#need of 4"
    assert line.named.startswith("said by seat 4")
    take_back(line)
    other = NoteLine(controller)
    qtbot.addWidget(other)
    other.show()
    assert other.text == "#need of 4"
    assert other.named.startswith("said by seat 4")
    type_in(line, "of 11")
    assert controller.drafts.text() == "of 11"
    assert line.named.startswith("said by seat 11")


def test_what_is_deleted_is_no_draft(line: NoteLine, controller: SampleSessionController) -> None:
    type_in(line, "x", Qt.Key.Key_Backspace)
    assert (line.text, controller.drafts.text(), controller.drafts.of_note.turn_id) == ("", "", None)


def test_a_draft_is_there_again_and_follows_to_another_page(
    line: NoteLine, controller: SampleSessionController, qtbot: QtBot
) -> None:
    type_in(line, "half a thou")
    assert controller.drafts.text() == "half a thou"
    other = NoteLine(controller)
    qtbot.addWidget(other)
    assert other.text == "half a thou"
    type_in(line, "ght")
    other.show()
    assert other.text == "half a thought"


def test_a_mark_is_filled_by_the_next_note(line: NoteLine, controller: SampleSessionController) -> None:
    mark = marks_to_fill(controller.state)[0]
    line.set_fills(mark.mark_id)
    assert line.hint == "Fills the mark of 14:51 · Esc lets it go"
    type_in(line, "what it was about", Qt.Key.Key_Return)
    assert last_note(controller).fills == mark.mark_id
    assert len(marks_to_fill(controller.state)) == 2
    assert line.hint.startswith("Enter saves")


def test_a_mark_names_who_spoke_at_it_and_not_who_speaks_now(
    line: NoteLine, controller: SampleSessionController
) -> None:
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    controller.do(start_turn, at_seat(controller.state, 4).participant_id)
    marked = 4
    controller.do(mark_moment)
    controller.do(done)
    controller.do(start_turn, at_seat(controller.state, 5).participant_id)
    mark = next(reversed(controller.state.marks.values()))
    type_in(line, "what it was about")
    assert not line.named.startswith(f"said by seat {marked}")
    line.set_fills(mark.mark_id)
    assert line.named == f"said by seat {marked}"
    QTest.keyClick(line.edit, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert line.named == f"said by seat {marked}"
    type_in(line, "", Qt.Key.Key_Return)
    assert controller.state.participants[last_note(controller).participant_id].seat == marked


def test_a_late_token_and_the_mark_are_both_said(line: NoteLine, controller: SampleSessionController) -> None:
    line.set_fills(marks_to_fill(controller.state)[0].mark_id)
    type_in(line, "the bus #need")
    assert line.hint.startswith("#need stays in the text: put it first · Fills the mark of 14:51")


def test_escape_lets_the_mark_go(line: NoteLine, controller: SampleSessionController) -> None:
    line.set_fills(marks_to_fill(controller.state)[0].mark_id)
    type_in(line, "", Qt.Key.Key_Escape)
    assert line.hint.startswith("Enter saves")


def test_unattributed_names_no_one_and_offers_no_seats(line: NoteLine) -> None:
    type_in(line, "=1")
    assert line.named == "no one is named"
    assert line.suggestions.current is None
    assert "=12" not in line.hint_label.text()


def test_a_note_belongs_to_the_turn_of_its_first_letter(line: NoteLine, controller: SampleSessionController) -> None:
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    turn_id = controller.state.room.floor[0]
    assert line.named == "said by seat 4"
    type_in(line, "w")
    assert line.named == "said by seat 4 · Alt+← the turn before"
    controller.do(done)
    type_in(line, "hat 4 said")
    assert line.named.startswith("said by seat 4")
    type_in(line, "", Qt.Key.Key_Return)
    assert last_note(controller).turn_id == turn_id
    assert line.named.startswith("said by seat 11")


def test_alt_left_gives_a_note_to_the_turn_before(line: NoteLine, controller: SampleSessionController) -> None:
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    type_in(line, "said before")
    QTest.keyClick(line.edit, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert line.named.startswith("said by seat 7")
    QTest.keyClick(line.edit, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert line.named.startswith("said by seat 4")
    QTest.keyClick(line.edit, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    type_in(line, "", Qt.Key.Key_Return)
    note = last_note(controller)
    assert controller.state.turns[note.turn_id].participant_id == note.participant_id
    assert controller.state.participants[note.participant_id].seat == 7


def test_with_nobody_speaking_a_note_names_no_one(line: NoteLine, controller: SampleSessionController) -> None:
    controller.do(edit_session, attribution=Attribution.GROUP)
    assert line.named == "only the group of seat 4 is kept"
    type_in(line, "x")
    assert line.named == "only the group of seat 4 is kept · Alt+← the turn before"
    type_in(line, "", Qt.Key.Key_Backspace)
    for _ in range(4):
        controller.do(done)
    assert line.named == "no one is speaking"
    type_in(line, "a sigh", Qt.Key.Key_Return)
    assert (last_note(controller).turn_id, last_note(controller).group_id) == (NO_TURN, "")


def test_a_hint_shows_for_three_seconds(line: NoteLine, controller: SampleSessionController) -> None:
    controller.hinted.emit(say("Once more."))
    assert line.hint == "Once more."
    assert line.hint_timer.isActive()
    assert line.hint_timer.interval() == TWICE_WITHIN_MS
    line.hint_timer.timeout.emit()
    assert line.hint.startswith("Enter saves")


def test_the_frame_shows_that_it_has_the_keys(line: NoteLine, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    assert line.property("on") == "true"
    line.edit.clearFocus()
    assert line.property("on") == ""


def _stops(edit: TokenEdit) -> Iterator[int]:
    """Every place at which the cursor can stand, which it is moved to."""
    edit.home(False)
    while True:
        yield edit.cursorPosition()
        before = edit.cursorPosition()
        edit.cursorForward(False)
        if edit.cursorPosition() == before:
            return


@pytest.mark.parametrize("typed", ["#𝕏 #need x", "=12 #שלום так", "№потреба\n№спокій x", "!"])
def test_a_badge_lies_over_its_token(line: NoteLine, typed: str) -> None:
    """The layout that tells where a token is agrees with where the field puts the cursor, all along the line."""
    edit = line.edit
    edit.insert(typed + " 😀 й")
    shown = edit.text()
    layout = edit.laid_out(shown)
    found = {edit.cursorRect().center().x() - round(cursor_px(layout, at)) for at in _stops(edit)}
    assert max(found) - min(found) <= 1
    for token in tokens(shown):
        bounds = token_bounds(layout, shown, token)
        assert 0 < bounds.width() <= layout.lineAt(0).naturalTextWidth()


def test_badges_are_painted_over_finished_tokens_only(line: NoteLine) -> None:
    type_in(line, "№потреба")
    typing = line.edit.grab().toImage()
    type_in(line, " x")
    finished = line.edit.grab().toImage()
    y = typing.height() // 2 - 6 * typing.devicePixelRatio()
    first = (typing.pixelColor(8, int(y)).name(), finished.pixelColor(8, int(y)).name())
    assert first[0] != first[1]


def test_a_tag_of_nearly_the_name_of_another_is_asked_about_before_it_is_made(
    line: NoteLine, controller: SampleSessionController
) -> None:
    controller.do(add_tag, "дорога")
    before = len(controller.state.tags)
    type_in(line, "№дороги розбиті 🛣", Qt.Key.Key_Return)
    assert (len(controller.state.tags), line.text) == (before, "№дороги розбиті 🛣")
    assert "№дороги is new · Tab takes “дорога”" in line.hint
    type_in(line, "", Qt.Key.Key_Tab)
    assert line.text == "№дорога розбиті 🛣"
    type_in(line, "", Qt.Key.Key_Return)
    assert (len(controller.state.tags), last_note(controller).text) == (before, "розбиті 🛣")
    type_in(line, "№дороги знову", Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert (len(controller.state.tags), last_note(controller).text) == (before + 1, "знову")
