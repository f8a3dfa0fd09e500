"""Asking for a file: beside a room that goes on, in our style, and gone with the cover and the window."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QListView,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from facilitator_console.session.agenda import next_item
from facilitator_console.session.floor import start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.ui.look.icons import LINES, drawn_icon
from facilitator_console.ui.parts.file_dialog import (
    FileDialog,
    ask_folder,
    ask_open,
    ask_save,
    documents,
    free_name,
    places,
)
from facilitator_console.words import say
from tests.ui.running import CTRL, Running

K = Qt.Key


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with something in it."""
    folder = tmp_path / "kept"
    (folder / "autumn").mkdir(parents=True)
    (folder / "copy.sqlite").write_bytes(b"x")
    return folder


Asking = tuple[Running, FileDialog, list[Path]]


@pytest.fixture
def asking(program: Running, kept: Path, qtbot: QtBot) -> Asking:
    """A room whose clock runs, the dialog for a new file beside it, and what was chosen."""
    program.create_session("circle", "Autumn circle", 8)
    program.session.controller.do(next_item)
    chosen: list[Path] = []
    ask_save(program.session, program.screen.catalogue, say("Save"), kept / "copy.sqlite", "*.sqlite", chosen.append)
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return program, dialog, chosen


def is_open(program: Running) -> bool:
    """Whether a file is being asked for."""
    return any(dialog.isVisible() for dialog in program.window.findChildren(FileDialog))


def field(dialog: FileDialog) -> QLineEdit:
    found = dialog.findChild(QLineEdit)
    assert found is not None
    return found


def test_the_rooms_chords_work_while_a_file_is_asked_for(asking: Asking) -> None:
    program, dialog, _ = asking
    assert QApplication.activeModalWidget() is None
    QTest.keyClick(dialog.windowHandle(), K.Key_3, CTRL)
    assert program.session.controller.state.room.floor
    assert is_open(program)


def test_what_is_typed_in_the_dialog_is_no_word_to_the_room(asking: Asking) -> None:
    program, dialog, _ = asking
    controller = program.session.controller
    controller.do(start_turn, at_seat(controller.state, 3).participant_id)
    before = len(controller.history)
    for key in (K.Key_Z, K.Key_Y, K.Key_U, K.Key_J, K.Key_R):
        QTest.keyClick(field(dialog), key, CTRL)
    QTest.keyClick(field(dialog), K.Key_PageDown)
    assert len(controller.history) == before
    assert is_open(program)


def test_typing_is_undone_in_the_dialog(asking: Asking) -> None:
    _, dialog, _ = asking
    before = field(dialog).text()
    QTest.keyClicks(field(dialog), "x")
    QTest.keyClick(field(dialog), K.Key_Z, CTRL)
    assert field(dialog).text() == before


def test_the_cover_takes_the_names_of_files_away(asking: Asking) -> None:
    program, dialog, chosen = asking
    QTest.keyClick(dialog.windowHandle(), K.Key_L, CTRL)
    assert program.session.cover.isVisible()
    assert not is_open(program)
    assert chosen == []


def test_it_closes_with_the_window(asking: Asking) -> None:
    program, _, _ = asking
    program.window.close()
    assert not is_open(program)


def test_it_goes_with_the_page_that_asked(asking: Asking) -> None:
    program, _, chosen = asking
    program.saved()
    program.show_start()
    QApplication.processEvents()
    assert not is_open(program)
    assert chosen == []


def test_a_name_that_is_free_is_proposed_and_a_typed_one_gets_its_suffix(asking: Asking, kept: Path) -> None:
    _, dialog, chosen = asking
    assert field(dialog).text() == "copy 2.sqlite"
    field(dialog).setText("spring")
    QTest.keyClick(field(dialog), K.Key_Return)
    assert chosen == [kept / "spring.sqlite"]


def test_esc_chooses_nothing(asking: Asking) -> None:
    program, dialog, chosen = asking
    QTest.keyClick(dialog.windowHandle(), K.Key_Escape)
    assert not is_open(program)
    assert chosen == []


def test_a_file_that_is_there_is_opened(program: Running, kept: Path, qtbot: QtBot) -> None:
    chosen: list[Path] = []
    ask_open(program.start, program.screen.catalogue, say("Open"), kept, "*.sqlite", chosen.append)
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    field(dialog).setText("copy.sqlite")
    QTest.keyClick(field(dialog), K.Key_Return)
    assert chosen == [kept / "copy.sqlite"]


@pytest.mark.parametrize("wants_folder", [False, True])
@pytest.mark.parametrize("name", ["none.sqlite", "none/none.sqlite", "x" * 300])
def test_what_is_not_there_is_said_by_whoever_reads_it(
    program: Running, kept: Path, qtbot: QtBot, name: str, *, wants_folder: bool
) -> None:
    """Qt would say it in a box, and clocks and chords of the room would wait for its answer."""
    chosen: list[Path] = []
    if wants_folder:
        ask_folder(program.start, program.screen.catalogue, say("Open"), kept, chosen.append)
    else:
        ask_open(program.start, program.screen.catalogue, say("Open"), kept, "*.sqlite", chosen.append)
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    # Qt's box, if it comes, must not wait for somebody in vain.
    boxes: list[QWidget] = []

    def close_box() -> None:
        if box := QApplication.activeModalWidget():
            boxes.append(box)
            box.close()

    closing = QTimer(interval=10)
    closing.timeout.connect(close_box)
    closing.start()
    field(dialog).setText(str(kept / name))
    QTest.keyClick(field(dialog), K.Key_Return)
    closing.stop()
    assert (boxes, is_open(program), chosen) == ([], False, [kept / name])


def test_a_store_that_is_not_there_is_not_made(program: Running, kept: Path, qtbot: QtBot) -> None:
    program.start.store_asked.emit()
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    field(dialog).setText(str(kept / "none.sqlite"))
    QTest.keyClick(field(dialog), K.Key_Return)
    banner = program.start.banners.banner("refusal")
    assert banner is not None
    assert "none.sqlite is not there now." in banner.accessibleName()
    assert not (kept / "none.sqlite").exists()


def test_no_file_is_deleted_or_renamed(asking: Asking, kept: Path) -> None:
    _, dialog, _ = asking
    tree = dialog.findChild(QTreeView, "treeView")
    assert tree is not None
    model = tree.model()
    row = tree.rootIndex()
    tree.setCurrentIndex(model.index(0, 0, row))
    QTest.keyClick(tree, K.Key_F2)
    assert tree.state() is not QTreeView.State.EditingState
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), tree.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(tree.viewport(), event)
    assert QApplication.activePopupWidget() is None
    assert (kept / "copy.sqlite").exists()


def test_qts_own_dialog_wears_our_style(asking: Asking, kept: Path, qtbot: QtBot) -> None:
    _, dialog, _ = asking
    files, side = dialog.findChild(QTreeView, "treeView"), dialog.findChild(QListView, "sidebar")
    assert files is not None
    assert side is not None
    qtbot.waitUntil(lambda: files.model().rowCount(files.rootIndex()) == 2)
    dialog.grab()
    assert not any(
        button.isVisible() for button in dialog.findChildren(QToolButton) if button.objectName().endswith("ModeButton")
    )
    assert [url.toLocalFile() for url in dialog.sidebarUrls()] == places()
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    assert [button.property("kind") for button in box.buttons()].count("primary") == 1
    assert dialog.directoryUrl() == QUrl.fromLocalFile(str(kept))


def test_the_folders_above_are_offered_without_qts_pictures(asking: Asking) -> None:
    """Qt warned of a picture without a size, which it painted for the chosen row; a warning fails every test."""
    _, dialog, _ = asking
    combo = dialog.findChild(QComboBox, "lookInCombo")
    assert combo is not None
    QTest.mouseClick(combo, Qt.MouseButton.LeftButton)
    assert combo.view().isVisible()
    assert not combo.view().window().grab().isNull()
    combo.hidePopup()


def test_free_names_count_up(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        names.append(free_name(tmp_path / "summary.pdf"))
        (tmp_path / names[-1]).touch()
    assert names == ["summary.pdf", "summary 2.pdf", "summary 3.pdf"]


def test_on_a_drive_that_fails_a_name_is_proposed_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, fails)
    proposed = free_name(tmp_path / "summary.pdf")
    monkeypatch.undo()
    assert proposed == "summary.pdf"


def test_elsewhere_is_not_where_the_store_is(program: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    program.create_session("circle", "Autumn circle", 8)
    program.session.elsewhere_asked.emit()
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    assert dialog.directory().path() == str(home)
    (home / "Documents").mkdir()
    assert documents() == home / "Documents"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", LINES)
def test_every_sign_is_drawn(name: str) -> None:
    picture = drawn_icon(name).pixmap(18, 18).toImage()
    assert any(picture.pixelColor(x, y).alpha() > 200 for x in range(18) for y in range(18))
