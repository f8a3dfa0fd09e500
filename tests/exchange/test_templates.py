"""The templates that come with the program."""

from __future__ import annotations

import pytest

from facilitator_console.exchange.script import read_script
from facilitator_console.exchange.templates import NAMES, TEMPLATE_IDS, TITLES, planned_items, read_templates
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.session.formats import FORMATS, ORDER

# terms.md: name, minutes, people.
OFFERED = {
    "structured_go_around": (120, 6, 10),
    "community_dialogue": (180, 8, 20),
    "circle": (150, 8, 15),
    "world_cafe": (120, 16, 40),
    "fishbowl": (90, 0, 0),
    "online_marathon_session": (120, 0, 0),
    "statement_voting": (45, 0, 0),
}


def test_all_seven_are_offered_with_their_minutes_and_people() -> None:
    found = {one.name: (one.minutes, one.people_from, one.people_to) for one in read_templates()}
    assert found == OFFERED
    assert {path.stem for path in resource_path("templates").glob("*.json")} == set(TEMPLATE_IDS) == set(NAMES)


def test_every_part_has_words_and_every_word_is_used() -> None:
    used = {part.title for template in read_templates() for part in template.parts}
    assert used == set(TITLES)


def test_every_part_has_a_known_format_and_one_of_its_orders() -> None:
    for part in (part for template in read_templates() for part in template.parts):
        known = FORMATS[part.format]
        assert part.settings.get(ORDER, known.orders[0].name) == known.order(dict(part.settings)).name


def test_the_samples_have_known_formats() -> None:
    for name in resource_path("samples").glob("*.json"):
        for item in read_script(name).agenda:
            known = FORMATS[item.format]
            assert item.settings.get(ORDER, known.orders[0].name) == known.order(item.settings).name


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agenda_is_made_in_the_words_of_the_language(language: str) -> None:
    catalogue = load_catalogue(language)
    for template in read_templates():
        items = planned_items(template, catalogue)
        assert sum(item.planned_ms for item in items) == template.minutes * 60_000
        assert [item.title for item in items] == [catalogue.text(TITLES[part.title]) for part in template.parts]
