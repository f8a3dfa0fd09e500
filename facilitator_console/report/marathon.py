"""Makes the report of a marathon: its questions, what all rooms said of them, what stays open, what experts conclude.

Each session goes in as its own policy leaves it, so that nothing stands here that its own report would not tell.
Numbers of people of different sessions are never added up: with the sum and all parts but one, that one is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import sessions_in, thread
from facilitator_console.log import SessionId
from facilitator_console.opinions.representation import Representation
from facilitator_console.report.disclosure.places import coarse_place
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.publishable import publishable
from facilitator_console.report.document import Document, Section
from facilitator_console.report.marathon_sections import MARATHON_SECTIONS, Part, Whole
from facilitator_console.report.sections import is_included, make_report, sections_in_order, usual_keys, with_words
from facilitator_console.report.sections.day import coarse_day, day_of
from facilitator_console.report.sections.written import written_blocks
from facilitator_console.session.ids import Purpose

USUAL = usual_keys(MARATHON_SECTIONS)


class Given(NamedTuple):
    """Represents a session as it is given to the report of its marathon.

    Attributes:
        state: What its log folds to; all of it.
        policy: What its own report keeps to.
    """

    state: State
    policy: ReportPolicy


def read_part(given: Given) -> Part:
    """Return what the policy of a session leaves of it, and its own report where people talked in it."""
    state, policy = given
    seen = publishable(state, policy)
    is_meeting = state.info.purpose is Purpose.DIALOGUE
    return Part(state, policy, seen, make_report(state, policy, seen) if is_meeting else None)


def make_marathon_report(
    marathon: SessionId, parts: Mapping[SessionId, Part], heard: Representation | None = None
) -> Document:
    """Make the report of a marathon from its sessions.

    Args:
        marathon: It is one of the parts.
        parts: It, and the sessions that belong to it.
        heard: How well its questions stand for all who voted, where there was a vote.
    """
    own, seen = parts[marathon], {session: part.seen for session, part in parts.items()}
    whole = Whole(marathon, parts, sessions_in(marathon, seen), thread(marathon, seen), heard)
    made = (_section(whole, name) for name in sections_in_order(own.state, USUAL) if is_included(own.state, name))
    return Document(
        own.seen.info.title,
        coarse_day(day_of(own.state), own.policy.date),
        tuple(filter(None, made)),
        is_complete=all(part.policy.is_complete for part in parts.values()),
        audience=own.policy.audience,
        place=coarse_place(own.state.info.place, own.policy.place),
        of_marathon=True,
    )


def meetings_in(marathon: SessionId, parts: Mapping[SessionId, Part]) -> tuple[SessionId, ...]:
    """Return the sessions of a marathon that have a report of their own, in their order."""
    order = sessions_in(marathon, {session: part.state for session, part in parts.items()})
    return tuple(session for session in order if parts[session].report is not None)


def _section(whole: Whole, name: SectionId) -> Section | None:
    kind = MARATHON_SECTIONS[name]
    section = kind.make(whole) if kind.make else None
    return with_words(section, name, kind.title, written_blocks(whole.parts[whole.marathon].seen, name))
