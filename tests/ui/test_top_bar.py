"""The top bar in a small window: words go one after the other, and no tab is cut."""

from __future__ import annotations

import itertools
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from facilitator_console.ui.parts.top_bar import TopBar
from tests.ui.sample import sample_controller


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_no_tab_is_cut_beside_all_pills(tmp_path: Path, qtbot: QtBot, language: str) -> None:
    with closing(sample_controller(tmp_path, language)) as controller:
        bar = TopBar(controller)
        qtbot.addWidget(bar)
        bar.show()
        for width, has_team in itertools.product((1440, 1024, 1000, 960, 1024, 1008), (False, True)):
            bar.team.setVisible(has_team)
            bar.resize(width, bar.height())
            bar.fit()
            QCoreApplication.processEvents()
            frame = bar.tabs["run"].parentWidget()
            assert frame is not None
            assert frame.width() >= frame.minimumSizeHint().width(), (width, has_team)
