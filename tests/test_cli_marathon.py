"""`demo --marathon` makes a marathon that can be opened, followed and published, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator_console.app.sample_marathon import read_content
from facilitator_console.cli import main
from facilitator_console.console import open_session
from facilitator_console.console.marathon_site import how_many_are_heard
from facilitator_console.dialogue.threads import Step, sessions_in, thread
from facilitator_console.log import LaptopId
from facilitator_console.opinions.commands import LONGEST_STATEMENT
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.store import Store

US = Laptop(LaptopId("ours"))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_sample_has_two_hundred_short_statements(language: str) -> None:
    content = read_content(language)
    statements = content.statements()
    assert len(set(statements)) == 200
    assert max(map(len, statements)) <= LONGEST_STATEMENT
    assert {at for _, numbers in content.questions for at in numbers} <= set(range(200))


def test_one_command_makes_the_sample_marathon_and_its_website(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    assert main(["demo", "--marathon", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "site" / "index.html") in said
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        states = {session: open_session(store, session, US).state for session in store.log.sessions()}
        (marathon,) = (session for session, state in states.items() if state.info.purpose == "marathon")
        steps = thread(marathon, states)
        assert len(sessions_in(marathon, states)) == 5
        assert len(steps.at(Step.STATEMENT)) == 200
        leads_back = [steps.back_from(theme.ref)[-1].step for theme in steps.at(Step.THEME)]
        assert set(leads_back) == {Step.STATEMENT}
        heard = how_many_are_heard(open_session(store, marathon, US).voting, states[marathon])
        assert heard is not None
        assert heard.voters == 60
    index = (tmp_path / "site" / "uk" / "index.html").read_text(encoding="utf-8")
    assert "Коли має їхати автобус і хто про це каже?" in index
    assert (tmp_path / "site" / "ru" / "report-4-report.pdf").read_bytes().startswith(b"%PDF")
