"""A damaged store in the window: it is said in plain words, what can be read is offered, and the window goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import encode
from facilitator_console.log import Event, Instant, LaptopId, SessionId, Subject, WriterId
from facilitator_console.notes.events import NoteAdded
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.doctor import check
from facilitator_console.store.integrity import PAGE_BYTES
from facilitator_console.store.store import Store
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.file_dialog import FileDialog
from tests.ui.running import Running, running

TITLE, NOTE = "Осіннє коло", "Ніхто не спитав нас про автобус"
EVENTS = 3

Harm = Callable[[bytearray], None]


def letter_of_the_title(content: bytearray) -> None:
    """In the table that the list of sessions is read from."""
    _turn_a_bit(content, TITLE, within_event=False)


def letter_of_the_note(content: bytearray) -> None:
    """In the event itself; no text any more."""
    _turn_a_bit(content, NOTE, within_event=True)


def another_letter_of_the_note(content: bytearray) -> None:
    """In the event itself; still a text."""
    place = _place(content, NOTE, within_event=True)
    content[place + 1] ^= 1


def page_of_the_title(content: bytearray) -> None:
    page = _place(content, TITLE, within_event=False) // PAGE_BYTES
    content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = bytes(PAGE_BYTES)


def first_page(content: bytearray) -> None:
    content[:PAGE_BYTES] = bytes(PAGE_BYTES)


def _turn_a_bit(content: bytearray, text: str, *, within_event: bool) -> None:
    content[_place(content, text, within_event=within_event)] ^= 1 << 6


def _place(content: bytearray, text: str, *, within_event: bool) -> int:
    """Where a text stands, in the body of an event or elsewhere."""
    place = content.find(text.encode())
    while (content[place - 3 : place] == b'":"') is not within_event:
        place = content.find(text.encode(), place + 1)
        assert place >= 0
    return place


@pytest.fixture
def session(tmp_path: Path) -> SessionId:
    """A session in the store that the program will open, which is closed again."""
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        console = new_session(store, Laptop(LaptopId("ours")), TITLE, language="uk", clock=SetClock(Instant(10**12)))
        console.dispatch(capture, NOTE)
        return console.session


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def harm(path: Path, how: Harm) -> bytes:
    content = bytearray(path.read_bytes())
    how(content)
    path.write_bytes(content)
    return bytes(content)


def words(program: Running) -> list[str]:
    """What the page says."""
    assert program.view is not None
    return [one.text() for one in program.view.findChildren(QLabel)]


def press(program: Running, name: str, answer: str) -> None:
    """Press a button of a bar."""
    assert program.view is not None
    bar = program.view.banners.banner(name)
    assert bar is not None
    next(one for one in bar.findChildren(QPushButton) if one.text() == answer).click()


def recover(program: Running, qtbot: QtBot, damaged: Path, target: Path) -> None:
    """Press the button of the bar, type a name, wait for the new store."""
    assert program.view is not None
    assert program.view.banners.banner("bug") is None
    bar = program.view.banners.banner("refusal")
    assert bar is not None
    assert bar.accessibleName() == f"{damaged} is damaged."
    press(program, "refusal", "Recover into a new file…")
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert [Path(path).name for path in dialog.selectedFiles()] == ["recovered.sqlite"]
    program.choose_file(target)
    qtbot.waitUntil(lambda: program.store is not None and program.store.path == target)


def titles(program: Running) -> list[str]:
    model = program.start.sessions.rows
    return [row.title for place in range(model.rowCount()) if (row := model.row(model.index(place, 0)))]


@pytest.mark.usefixtures("qapp", "session")
@pytest.mark.parametrize("how", [page_of_the_title, first_page, letter_of_the_title])
def test_a_store_whose_sessions_can_not_be_listed_is_recovered_from_the_start(
    qtbot: QtBot, tmp_path: Path, how: Harm
) -> None:
    damaged, new = tmp_path / "dialogue.sqlite", tmp_path / "new.sqlite"
    content = harm(damaged, how)
    with running(tmp_path) as program:
        qtbot.waitActive(program.window)
        assert not program.start.begin.isEnabled()
        assert "There are no sessions in this store yet." not in words(program)
        assert f"{EVENTS} events can be read into a new file. The damaged one stays as it is." in words(program)
        recover(program, qtbot, damaged, new)
        assert titles(program) == [TITLE]
        assert f"{EVENTS} events of 1 session were read into {new}." in " ".join(words(program))
    assert check(new).is_sound
    if how is not letter_of_the_title:  # That one could be opened, and was.
        assert damaged.read_bytes() == content


@pytest.mark.parametrize("how", [letter_of_the_note, another_letter_of_the_note])
def test_a_session_that_can_not_be_opened_is_recovered_without_what_is_damaged(
    qtbot: QtBot, tmp_path: Path, session: SessionId, how: Harm
) -> None:
    damaged, new = tmp_path / "dialogue.sqlite", tmp_path / "new.sqlite"
    harm(damaged, how)
    with running(tmp_path) as program:
        qtbot.waitActive(program.window)
        assert titles(program) == [TITLE]
        program.start.sessions.chosen.emit(session)
        assert program.controller is None
        assert f"{EVENTS - 1} events can be read into a new file. The damaged one stays as it is." in words(program)
        recover(program, qtbot, damaged, new)
        program.start.sessions.chosen.emit(session)
        assert program.session.controller.state.info.title == TITLE


@pytest.mark.usefixtures("qapp")
def test_the_recovery_of_a_long_record_is_cancelled_and_offered_again(
    qtbot: QtBot, tmp_path: Path, session: SessionId
) -> None:
    damaged, new = tmp_path / "dialogue.sqlite", tmp_path / "new.sqlite"
    with Store.open(damaged) as store:
        store.log.append([_note(session, seq) for seq in range(1, 3_001)])
        store.saver.save_draft(session, "чернетка")
    harm(damaged, first_page)
    with running(tmp_path) as program:
        qtbot.waitActive(program.window)
        press(program, "refusal", "Recover into a new file…")
        program.choose_file(new)
        assert [one for one in words(program) if one.endswith("% is read. A very long record takes half a minute.")]
        press(program, "recovery", "Cancel")
        qtbot.waitUntil(lambda: "The recovery was cancelled. No new file was made." in words(program))
        assert not new.exists()
        recover(program, qtbot, damaged, new)
        assert program.store is not None
        assert program.store.saver.draft(session) == "чернетка"
    assert check(new).is_sound


@pytest.mark.usefixtures("qapp")
def test_the_progress_stays_in_another_language(qtbot: QtBot, tmp_path: Path, session: SessionId) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        store.log.append([_note(session, seq) for seq in range(1, 3_001)])
    harm(tmp_path / "dialogue.sqlite", first_page)
    with running(tmp_path) as program:
        qtbot.waitActive(program.window)
        press(program, "refusal", "Recover into a new file…")
        program.choose_file(tmp_path / "new.sqlite")
        program.choose_language("uk")
        assert program.view is not None
        view = program.view
        qtbot.waitUntil(lambda: view.banners.banner("recovery") is not None)
        qtbot.waitUntil(lambda: program.store is not None)
        assert program.view.banners.banner("recovery") is None


def _note(session: SessionId, seq: int) -> Event:
    kind, body = encode(NoteAdded(f"{NOTE} {seq}"))
    return Event(session, WriterId("z"), seq, 100 + seq, Instant(10**12), kind, Subject(f"z.{seq}"), body)


def begun(program: Running) -> tuple[Store, SessionController]:
    """A session that has begun and is saved: its store, which is still sound, and its controller."""
    program.create_session("circle", TITLE, 3)
    program.saved()
    assert program.store is not None
    assert program.controller is not None
    return program.store, program.controller


def test_a_copy_of_a_damaged_store_holds_what_is_remembered_and_the_store_is_called_damaged(
    program: Running, tmp_path: Path
) -> None:
    store, controller = begun(program)
    with store.log.changing() as connection:
        connection.execute("UPDATE events SET checksum = checksum + 1 WHERE seq = 2")
    program.session.backup_asked.emit()
    program.choose_file(tmp_path / "copy.sqlite")
    assert "The session is saved in" in " ".join(words(program))
    assert "but not all that was in the old file" in " ".join(words(program))
    assert f"{store.path} is damaged." in words(program)
    assert check(tmp_path / "copy.sqlite").is_sound
    with Store.open(tmp_path / "copy.sqlite") as copy:
        assert list(copy.log.read(controller.session)) == [*controller.history.events()]


def test_a_damaged_store_is_not_left_without_a_word(program: Running, qtbot: QtBot) -> None:
    """All changes are on the disk, but nobody knows how well."""
    store, controller = begun(program)
    with store.log.changing() as connection:
        connection.execute("DROP TABLE drafts")
    store.saver.save_draft(controller.session, NOTE)
    qtbot.waitUntil(lambda: program.session.banners.banner("save") is not None)
    assert not program.window.close()
    assert any(one.startswith("If you close now, all that was saved there may be lost.") for one in words(program))
    press(program, "close", "Close without it")
    assert not program.window.isVisible()


def test_while_the_store_is_damaged_nothing_is_called_safe(program: Running, qtbot: QtBot, tmp_path: Path) -> None:
    store, controller = begun(program)
    with store.log.changing() as connection:
        connection.execute("DROP TRIGGER events_added")
        connection.execute("CREATE TRIGGER events_added AFTER INSERT ON events BEGIN DELETE FROM evemts; END")
    controller.do(capture, NOTE)
    qtbot.waitUntil(lambda: program.session.banners.banner("save") is not None)
    assert "1 change is not saved." in " ".join(words(program))
    assert any(one.startswith("What was saved before may be damaged too.") for one in words(program))
    assert not [one for one in words(program) if "is safe" in one or "are safe" in one]
    store.save_elsewhere(tmp_path / "elsewhere.sqlite", controller.history.events())
    program.saved()
    assert check(tmp_path / "elsewhere.sqlite").is_sound
