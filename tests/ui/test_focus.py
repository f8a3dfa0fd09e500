"""A page gives the focus to one of its parts, and Tab comes to all of them, also to those before that one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.log import WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.marathon.thread_page import ThreadPage
from facilitator_console.ui.shell.page_stack import PageStack
from facilitator_console.ui.shell.shown_keys import TIMELINE
from tests.ui.gathered import gathered_controller
from tests.ui.keyboard import tab_round
from tests.ui.marathon_sample import sample_marathon
from tests.ui.sample import SampleSessionController


@pytest.fixture
def gathered(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SampleSessionController]:
    """A session with themes, and with what experts conclude."""
    del qapp
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with closing(gathered_controller(tmp_path)) as made:
        made.do(add_list_entry, GroupList.CONCLUSIONS, "One run at seven is possible")
        yield made


@pytest.fixture
def marathon(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SampleSessionController]:
    del qapp
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with closing(sample_marathon(tmp_path).controller) as made:
        yield made


def is_stop(part: QWidget) -> bool:
    """Tell whether Tab must come to a part: it is there, takes Tab, and hands it to no other."""
    takes_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and part.isVisible() and part.isEnabled() and not part.focusProxy()


@contextmanager
def shown(qtbot: QtBot, controller: SampleSessionController, name: str) -> Iterator[QWidget]:
    """A page alone in a window, with the focus."""
    stack = PageStack(controller)
    stack.resize(1440, 818)
    page = stack.page(name)
    stack.setCurrentWidget(page)
    with qtbot.waitActive(stack):
        stack.show()
        stack.activateWindow()
    page.setFocus()
    try:
        yield page
    finally:
        stack.close()
        stack.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def check(page: QWidget) -> None:
    """Check that one of the page's parts has the focus, and that Tab comes to all of them."""
    QCoreApplication.processEvents()
    first = QApplication.focusWidget()
    assert first is not None
    assert page.isAncestorOf(first)
    reached = tab_round(page.window())
    missed = [part for part in page.findChildren(QWidget) if is_stop(part) and part not in reached]
    assert not missed


def _as_it_is(_page: QWidget) -> None:
    pass


def _on_paper(page: QWidget) -> None:
    assert isinstance(page, ThreadPage)
    page.show_paper()


def _reading(page: QWidget) -> None:
    assert isinstance(page, HarvestPage)
    page.read_back()


def _draft(page: QWidget) -> None:
    assert isinstance(page, HarvestPage)
    page.show_paper()


def _concluding(page: QWidget) -> None:
    assert isinstance(page, HarvestPage)
    page.show_conclusions()


@pytest.mark.parametrize(
    ("name", "open_part"),
    [
        ("lead", _as_it_is),
        ("notes", _as_it_is),
        (TIMELINE, _as_it_is),
        ("conclusions", _as_it_is),
        ("prepare", _as_it_is),
        ("report", _as_it_is),
        (WorkPhase.HARVEST, _as_it_is),
        (WorkPhase.HARVEST, _reading),
        (WorkPhase.HARVEST, _draft),
        (WorkPhase.HARVEST, _concluding),
    ],
)
def test_tab_comes_to_everything_on_a_page_of_a_session(
    qtbot: QtBot, gathered: SampleSessionController, name: str, open_part: Callable[[QWidget], object]
) -> None:
    with shown(qtbot, gathered, name) as page:
        open_part(page)
        check(page)


@pytest.mark.parametrize(
    ("name", "open_part"),
    [
        ("stages", _as_it_is),
        ("thread", _as_it_is),
        ("thread", _on_paper),
        ("across", _as_it_is),
        ("marathon_report", _as_it_is),
    ],
)
def test_tab_comes_to_everything_on_a_page_of_a_marathon(
    qtbot: QtBot, marathon: SampleSessionController, name: str, open_part: Callable[[QWidget], object]
) -> None:
    with shown(qtbot, marathon, name) as page:
        open_part(page)
        check(page)
