"""Gives the session templates of the program: agendas to begin with.

A template is plain JSON that names its parts by id; their words are here, so that they go through the catalogue.
What is made of one is an ordinary agenda, to be changed at will. Minutes: see the field's handbooks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.words import Catalogue, Message, say, say_p

if TYPE_CHECKING:
    from facilitator_console.session.drafts import ItemDraft

MINUTE_MS = 60_000

TEMPLATE_IDS = (
    "structured_go_around",
    "community_dialogue",
    "circle",
    "world_cafe",
    "fishbowl",
    "online_marathon_session",
    "statement_voting",
)
"""The templates, in the order in which they are offered."""

NAMES: dict[str, Message] = {
    "structured_go_around": say("Structured go-around"),
    "community_dialogue": say("Community dialogue"),
    "circle": say("Circle"),
    "world_cafe": say("World café"),
    "fishbowl": say("Fishbowl"),
    "online_marathon_session": say("Online marathon session"),
    "statement_voting": say("Statement voting"),
}

TITLES: dict[str, Message] = {
    "opening": say("Opening"),
    "agreements": say_p("an item of the agenda", "Agreements"),
    "check_in": say("Check-in"),
    "think_1": say("Time to think: question 1"),
    "question_1": say("Question 1"),
    "think_2": say("Time to think: question 2"),
    "question_2": say("Question 2"),
    "think_3": say("Time to think: question 3"),
    "question_3": say("Question 3"),
    "break": say("Break"),
    "curiosity": say("Questions out of curiosity"),
    "closing": say("Closing round"),
    "topic": say("The topic"),
    "pairs": say("In pairs"),
    "dialogue": say("Dialogue"),
    "harvest": say("Harvest"),
    "read_back": say("What we heard, read back"),
    "evaluation": say("Evaluation"),
    "values": say("Values and agreements"),
    "stories": say("Stories"),
    "needs": say("Needs"),
    "ways_forward": say("Ways forward"),
    "tables": say("At the tables"),
    "plenary_harvest": say("Harvest, all together"),
    "inner_circle": say("Inner circle"),
    "swap": say("Circles swap"),
    "plenary": say_p("an item of the agenda", "All together"),
    "checks": say("Sound checks and agreements"),
    "speaker": say("The speaker opens"),
    "experts": say("Experts’ conclusions, apart"),
    "collect": say("Collect statements"),
    "tidy": say("Tidy them up"),
    "vote": say("Vote"),
    "discuss": say("Discuss the result"),
}


class Part(NamedTuple):
    """Represents one item of a template.

    Attributes:
        title: Key of `TITLES`.
        turn_limit_s: Planned length of a turn; 0 without a limit.
        settings: The format's own.
    """

    title: str
    minutes: int
    format: str = "open_floor"
    turn_limit_s: int = 0
    settings: Mapping[str, Any] = MappingProxyType({})


class Template(NamedTuple):
    """Represents a kind of session.

    Attributes:
        people_from: For so many people at least; 0 where it does not matter.
        people_to: For so many at most; likewise.
    """

    name: str
    parts: tuple[Part, ...]
    people_from: int = 0
    people_to: int = 0

    @property
    def minutes(self) -> int:
        """Return how long the session takes, in minutes."""
        return sum(part.minutes for part in self.parts)


class OwnTemplate(NamedTuple):
    """Represents a template that somebody saved on this laptop, as it is offered; see exchange.template_files.

    Attributes:
        key: Names it where a session begins with it.
        people_from: As of `Template`; likewise `people_to`.
    """

    key: str
    title: str
    minutes: int
    people_from: int = 0
    people_to: int = 0


def words_of_templates(catalogues: Iterable[Catalogue], catalogue: Catalogue) -> dict[str, str]:
    """Return what the titles of all templates in these languages are called in another one."""
    titles = [(known.text(title), catalogue.text(title)) for known in catalogues for title in TITLES.values()]
    return dict(titles)


def read_templates(ids: Iterable[str] = TEMPLATE_IDS) -> tuple[Template, ...]:
    """Read the templates of the program, as they are offered; a wrong one is a bug, not bad input."""
    return tuple(_template(json.loads(resource_path(f"templates/{name}.json").read_bytes())) for name in ids)


def _template(read: dict[str, Any]) -> Template:
    return Template(**read | {"parts": tuple(Part(**part) for part in read["parts"])})


def planned_items(template: Template, catalogue: Catalogue) -> tuple[ItemDraft, ...]:
    """Return the agenda that a template plans, in the words of a language."""
    # The list of templates is read without it.
    from facilitator_console.log import Duration
    from facilitator_console.session.drafts import ItemDraft

    return tuple(
        ItemDraft(
            catalogue.text(TITLES[part.title]),
            format=part.format,
            planned_ms=Duration(part.minutes * MINUTE_MS),
            turn_limit_ms=Duration(part.turn_limit_s * 1000),
            settings=dict(part.settings),
        )
        for part in template.parts
    )
