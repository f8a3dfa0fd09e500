"""Templates as files that people share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.exchange.template_files import (
    read_template,
    save_template,
    saved_templates,
    template_json,
    template_of,
)
from facilitator_console.log import Duration
from facilitator_console.runtime.laptop import data_folder
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.people import add_participant
from facilitator_console.words import UserError
from tests.e2e.command import home_variables
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home_variables(tmp_path).items():
        monkeypatch.setenv(name, value)


def prepared() -> SessionController:
    meeting = Meeting(0, planned_ms=0)
    meeting.do(add_participant, seat=7, label="Сімка")
    whole = ItemDraft("Столи", "Що, якби?", "world_cafe", {"places": 4}, Duration(60 * MINUTE_MS))
    meeting.do(
        add_items, [whole, ItemDraft("Коло 1", part=1, led_by="Оля", team_note="Сімка мовчить", fixed_at="15:15")]
    )
    return meeting


def test_a_template_holds_the_plan_and_nothing_of_people(tmp_path: Path) -> None:
    template = template_of(prepared().state)
    content = template_json(template)
    assert not any(word.encode() in content for word in ("Сімка", "Оля", "15:15"))
    path = tmp_path / "template.json"
    path.write_bytes(content)
    assert read_template(path) == template
    assert template.items[-2:] == (
        ItemDraft("Столи", "Що, якби?", "world_cafe", {"places": 4}, Duration(60 * MINUTE_MS)),
        ItemDraft("Коло 1", part=1),
    )


def test_a_template_is_imported_as_any_agenda(tmp_path: Path) -> None:
    template = template_of(prepared().state)
    (tmp_path / "x.json").write_bytes(template_json(template))
    preview = read_agenda(tmp_path / "x.json")
    assert (preview.title, preview.drafts) == (template.title, template.items)


def test_saved_templates_are_offered_as_they_came() -> None:
    assert saved_templates() == {}
    template = template_of(prepared().state)
    paths = [save_template(template) for _ in range(11)]
    assert [path.name for path in paths] == [f"{number}.json" for number in range(1, 12)]
    paths[0].write_bytes(b"{broken")
    (paths[0].parent / "notes.txt").write_text("x")
    assert list(saved_templates().values()) == [template] * 10


def test_where_nothing_can_be_saved_it_says_so() -> None:
    data_folder().parent.mkdir(parents=True, exist_ok=True)
    data_folder().write_text("a file")
    with pytest.raises(UserError, match="can’t be used"):
        save_template(template_of(prepared().state))


def test_an_empty_agenda_is_no_template() -> None:
    with pytest.raises(UserError, match="nothing on the agenda"):
        template_of(SessionController().state)


def test_fields_of_a_later_release_are_passed_over(tmp_path: Path) -> None:
    content = {"kind": "facilitator-console template", "title": "x", "items": [{"title": "A", "mood": 1}], "colour": 2}
    (tmp_path / "x.json").write_text(json.dumps(content))
    assert read_template(tmp_path / "x.json").items == (ItemDraft("A"),)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "is not whole JSON"),
        ("[]", "is not a template"),
        ('{"title": "x", "items": []}', "is not a template"),
        ('{"kind": "facilitator-console template", "title": "x"}', "not a template that can be read"),
        ('{"kind": "facilitator-console template", "title": "x", "items": [{"title": 5}]}', "that can be read"),
        ('{"kind": "facilitator-console template", "title": "x", "items": [{"title": ""}]}', "Nothing was written"),
    ],
)
def test_what_is_no_template_is_refused(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(UserError, match=why):
        read_template(tmp_path / "x.json")
