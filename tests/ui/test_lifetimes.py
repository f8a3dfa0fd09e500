"""What outlives a page lets go of it: the walk through all pages and roles leaves nothing behind."""

from __future__ import annotations

import gc
from collections import Counter
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMetaMethod, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget
from shiboken6 import isValid

from facilitator_console.dialogue.capture import capture
from facilitator_console.session import agenda
from facilitator_console.ui.parts.top_bar import PAGE_TITLES
from tests.ui.running import CTRL, Running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    """A session whose first item is on, with a note."""
    program.create_session("community_dialogue", "Autumn circle", 12)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.controller.do(capture, "To know beforehand when the bus will not come")
    settle()
    return program


def settle() -> None:
    """Let what was asked to go be gone."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()


def walk(program: Running) -> None:
    """Every page in every role, and back to where it began."""
    assert program.controller is not None
    for takes_notes in (False, True, False):
        program.controller.take_notes(on=takes_notes)
        settle()
        for name in PAGE_TITLES:
            program.session.show_page(name)
            settle()
    for view in ({"notes": True}, {"timeline": True}, {}):
        program.session.show_page("run", **view)
        settle()


def change_language(program: Running) -> None:
    """Build the window anew in another language, and back."""
    for language in ("uk", "en"):
        program.choose_language(language)
        settle()


def receivers(sender: QObject) -> dict[str, int]:
    """How many connections each of a sender's signals has."""
    meta = sender.metaObject()
    methods = (meta.method(number) for number in range(meta.methodCount()))
    signals = [
        bytes(method.methodSignature().data()).decode()
        for method in methods
        if method.methodType() == QMetaMethod.MethodType.Signal
    ]
    return {signal: count for signal in signals if (count := sender.receivers(f"2{signal}"))}


def listeners(program: Running) -> dict[str, object]:
    """What listens to all that lives longer than a page."""
    assert program.controller is not None
    assert program.store is not None
    application = QApplication.instance()
    assert application is not None
    lasting = {"controller": program.controller, "application": application, "style": QGuiApplication.styleHints()}
    lasting |= {"program": program, "view": program.session, "keys": program.session.keys, "top": program.session.top}
    return {
        **{name: receivers(sender) for name, sender in lasting.items()},
        "console": len(program.controller.console.recorder.listeners),
        "writer": len(program.store.saver.listeners),
    }


def dead_widgets() -> Counter[str]:
    """Widgets that Qt has deleted and that something in Python still holds."""
    found = gc.get_objects()
    return Counter(type(one).__name__ for one in found if isinstance(one, QWidget) and not isValid(one))


def test_a_walk_through_all_pages_and_roles_leaves_nothing_behind(opened: Running) -> None:
    walk(opened)
    heard, held = listeners(opened), dead_widgets()
    # A language builds the controller anew too, and with it goes whatever a page has left hanging on it.
    for between in (settle, partial(change_language, opened)):
        between()
        walk(opened)
        assert listeners(opened) == heard
        assert not dead_widgets() - held
        assert opened.session.banners.banner("bug") is None


@pytest.mark.parametrize("over", [(K.Key_F1, Qt.KeyboardModifier.NoModifier), (K.Key_L, CTRL)])
def test_the_keys_come_back_where_there_is_still_something(
    opened: Running, over: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    opened.session.show_page("prepare")
    table = opened.focus()
    assert isinstance(table, QTableView)
    table.setCurrentIndex(table.model().index(0, 1))
    opened.press(K.Key_F2)
    assert isinstance(opened.focus(), QLineEdit)
    opened.press(*over)
    settle()
    opened.press(K.Key_Escape)
    assert opened.focus() is table


def test_the_list_of_keys_goes_with_its_page(opened: Running) -> None:
    opened.session.show_page("run", notes=True)
    opened.press(K.Key_F1)
    assert opened.session.keys_help.isVisible()
    opened.session.show_page("run")
    settle()
    assert not opened.session.keys_help.isVisible()
    opened.press(K.Key_F1)
    opened.press(K.Key_F1)
    assert isinstance(opened.focus(), QLineEdit)
