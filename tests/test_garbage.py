"""No search for garbage while a large file is made; afterwards as before, whoever ends last."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from facilitator_console.report.document import Document, Paragraph, Section
from facilitator_console.report.export import export
from facilitator_console.runtime.interpreter import garbage_later
from facilitator_console.words import say
from facilitator_console.words.message import ENGLISH


@pytest.fixture
def searches() -> Iterator[list[str]]:
    """Each search for garbage, as Python tells of it."""
    told: list[str] = []

    def hear(phase: str, _info: dict[str, int]) -> None:
        told.append(phase)

    gc.callbacks.append(hear)
    yield told
    gc.callbacks.remove(hear)


@pytest.mark.parametrize("file_format", ["pdf", "docx", "xlsx"])
def test_nothing_is_searched_while_a_file_is_made(searches: list[str], file_format: str) -> None:
    blocks = tuple(Paragraph(f"{number}. somebody waits for the bus") for number in range(600))
    report = Document("Bus", None, (Section("notes", say("What was said"), blocks),))
    export(report, ENGLISH, file_format)  # Its libraries are loaded.
    assert gc.isenabled()
    gc.collect()
    searches.clear()
    assert export(report, ENGLISH, file_format)
    assert searches.count("start") <= 1, "one may follow at once"


def test_the_thresholds_are_those_from_before_once_the_last_is_done() -> None:
    before = gc.get_threshold()
    first, second = garbage_later(), garbage_later()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() != before
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
