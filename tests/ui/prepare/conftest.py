"""The page Prepare on a session that has not begun, in a window of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from facilitator_console.log import WorkPhase
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.words import Message
from tests.ui.preparing import shown
from tests.ui.sample import SampleSessionController, prepared_controller


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:
    """The sample session as it was before it began, on a store of its own."""
    del qtbot
    with closing(prepared_controller(tmp_path)) as made:
        made.phase = WorkPhase.PREPARE
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[PreparePage]:
    """The page, shown and active."""
    yield from shown(qtbot, controller)


@pytest.fixture
def refusals(controller: SampleSessionController) -> list[Message]:
    """What the session has refused, in order."""
    heard: list[Message] = []
    controller.refused.connect(heard.append)
    return heard
