"""The sections of a report, one file each, in the order of terms.md; a new one is its file and its line here.

Each is `(state, policy) -> Section | None`, None where it would be empty. No time of day is given, and nobody is named:
only an internal report tells beside a note whose words it keeps, as far as the session's attribution goes. What was
removed, withdrawn or flagged sensitive is in none of them. A text of which two versions wait to be settled is in none
either; method says how many there are. A public report's sections see only what disclosure.publishable leaves.

The writer's own paragraphs stand in a section before its figures. Sections can stand in another order, and be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.dialogue.state import State
from facilitator_console.report.disclosure.places import coarse_place
from facilitator_console.report.disclosure.policy import INTERNAL, ReportPolicy
from facilitator_console.report.disclosure.publishable import publishable
from facilitator_console.report.document import Block, Document, Section, Table
from facilitator_console.report.sections.agenda import agenda
from facilitator_console.report.sections.chosen import choosing_once, codes
from facilitator_console.report.sections.day import coarse_day, day_of
from facilitator_console.report.sections.evaluation import evaluation
from facilitator_console.report.sections.lists import agreements, experts, next_time, outcomes
from facilitator_console.report.sections.method import method
from facilitator_console.report.sections.notes import common_ground, disagreements, next_steps, notes, proposals, shifts
from facilitator_console.report.sections.participation import participation
from facilitator_console.report.sections.purpose import purpose
from facilitator_console.report.sections.talk import talk
from facilitator_console.report.sections.themes import themes
from facilitator_console.report.sections.votes import votes
from facilitator_console.report.sections.written import written_blocks
from facilitator_console.session.order import keys_between
from facilitator_console.words import Message, say, say_p


class Kind(NamedTuple):
    """Represents a section that a report may have.

    Attributes:
        title: Where it consists of the writer's paragraphs alone, and in the list of sections.
        make: None where it has nothing but these.
    """

    title: Message
    make: Callable[[State, ReportPolicy], Section | None] | None


SECTIONS: dict[SectionId, Kind] = {
    SectionId("summary"): Kind(say_p("section of a report", "Summary"), None),
    SectionId("outcomes"): Kind(say("What we settled"), outcomes),
    SectionId("purpose"): Kind(say_p("section of a report", "Why and how"), purpose),
    SectionId("participation"): Kind(say("Who took part"), participation),
    SectionId("agenda"): Kind(say("How the session went"), agenda),
    SectionId("agreements"): Kind(say("Agreements of the group"), agreements),
    SectionId("talk"): Kind(say("Who talked"), talk),
    SectionId("themes"): Kind(say("What people talked about"), themes),
    SectionId("notes"): Kind(say("What was said"), notes),
    SectionId("common_ground"): Kind(say("What we share"), common_ground),
    SectionId("disagreements"): Kind(say("Where we differ"), disagreements),
    SectionId("shifts"): Kind(say("What changed for people"), shifts),
    SectionId("proposals"): Kind(say("Proposals"), proposals),
    SectionId("votes"): Kind(say("What came out of the vote"), votes),
    SectionId("experts"): Kind(say("What the experts conclude"), experts),
    SectionId("next_time"): Kind(say("For next time"), next_time),
    SectionId("evaluation"): Kind(say("How people found it"), evaluation),
    SectionId("next_steps"): Kind(say("Next steps"), next_steps),
    SectionId("method"): Kind(say("How this was made"), method),
}
"""The sections in the order in which they stand unless somebody moves them: what was decided comes first."""
OF_THE_PLAN = frozenset({"purpose", "participation", "agenda"})
"""Sections that stand in a report before anything has taken place."""


def usual_keys(names: Collection[SectionId]) -> dict[SectionId, str]:
    """Return the place that each of some sections has unless somebody moves it."""
    return dict(zip(names, keys_between("", "", len(names)), strict=True))


_KEYS = usual_keys(SECTIONS)


def section_key(state: State, name: SectionId, usual: Mapping[SectionId, str] = _KEYS) -> str:
    """Return a section's place: where somebody put it, else its usual one."""
    placed = state.sections.get(name)
    return (placed.key if placed else "") or usual[name]


def sections_in_order(state: State, usual: Mapping[SectionId, str] = _KEYS) -> list[SectionId]:
    """Return every section that a report may have, as they are ordered, included or not."""
    return sorted(usual, key=lambda name: (section_key(state, name, usual), usual[name]))


def is_included(state: State, name: SectionId) -> bool:
    """Tell whether a section is to stand in the report, if there is anything in it."""
    placed = state.sections.get(name)
    return placed is None or placed.included


def make_report(state: State, policy: ReportPolicy = INTERNAL, seen: State | None = None) -> Document:
    """Make the report of a session.

    Args:
        state: What its log folds to.
        policy: What every section keeps to.
        seen: What this policy leaves of the state, where that is known already.
    """
    seen = seen or publishable(state, policy)
    with choosing_once():
        made = [_section(seen, name, policy) for name in sections_in_order(state) if is_included(state, name)]
    return Document(
        seen.info.title,
        coarse_day(day_of(state), policy.date),
        tuple(filter(None, made)),
        is_complete=policy.is_complete,
        audience=policy.audience,
        place=coarse_place(state.info.place, policy.place),
        codes=codes(seen),
    )


def _section(state: State, name: SectionId, policy: ReportPolicy) -> Section | None:
    kind = SECTIONS[name]
    section = kind.make(state, policy) if kind.make else None
    words = written_blocks(state, name)
    return with_words(section, name, kind.title, words)


def with_words(section: Section | None, name: SectionId, title: Message, words: tuple[Block, ...]) -> Section | None:
    """Return a section with the writer's words before its own; None where it has neither."""
    if not words:
        return section
    return replace(section, blocks=words + section.blocks) if section else Section(name, title, words)


def was_held(document: Document) -> bool:
    """Tell whether the agenda of a report says that any of it took place."""
    tables = (block for section in document.sections for block in section.blocks if isinstance(block, Table))
    return any(table.name == "agenda" and table.total[-1] is not None for table in tables)
