"""The templates that come with the program."""

from __future__ import annotations

import pytest

from facilitator_console.exchange.samples import OTHER_SAMPLE, SAMPLES
from facilitator_console.exchange.script import read_script, set_up
from facilitator_console.exchange.templates import NAMES, TEMPLATE_IDS, TITLES, planned_items, read_templates
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.session.agenda import create_session
from facilitator_console.session.fitting import findings
from facilitator_console.session.formats import FORMATS, ORDER
from facilitator_console.session.plan import people_in_rounds, tight_rounds
from facilitator_console.words.message import ENGLISH
from tests.helpers.controller import SessionController

# terms.md: name, minutes, people.
OFFERED = {
    "structured_go_around": (120, 6, 9),
    "community_dialogue": (180, 8, 20),
    "circle": (150, 8, 15),
    "world_cafe": (120, 16, 40),
    "fishbowl": (90, 12, 24),
    "online_marathon_session": (120, 10, 60),
    "statement_voting": (45, 8, 60),
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
    for name in {*SAMPLES.values(), OTHER_SAMPLE}:
        for item in read_script(resource_path(name)).agenda:
            known = FORMATS[item.format]
            assert item.settings.get(ORDER, known.orders[0].name) == known.order(item.settings).name


@pytest.mark.parametrize("name", TEMPLATE_IDS)
def test_every_template_fits_the_people_that_it_is_for(name: str) -> None:
    (template,) = read_templates([name])
    for people in range(template.people_from, template.people_to + 1):
        controller = SessionController()
        controller.do(create_session, "x", begins_with=set_up(planned_items(template, ENGLISH), people))
        assert people_in_rounds(controller.state) == people
        assert tight_rounds(controller.state) == ()
        assert findings(controller.state) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_template_is_translated(language: str) -> None:
    catalogue = load_catalogue(language)
    for words in (*NAMES.values(), *TITLES.values()):
        assert (catalogue.text(words) != str(words)) == (language != "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agenda_is_made_in_the_words_of_the_language(language: str) -> None:
    catalogue = load_catalogue(language)
    for template in read_templates():
        items = planned_items(template, catalogue)
        assert sum(item.planned_ms for item in items) == template.minutes * 60_000
        assert [item.title for item in items] == [catalogue.text(TITLES[part.title]) for part in template.parts]
