"""The sections of a report, one file each, in the order of terms.md; a new one is its file and its line here.

Each is `(state, policy) -> Section | None`, None where it would be empty. Nobody is named, no time of day is given, and
what was removed, withdrawn or flagged sensitive is in none of them. A text of which two versions wait to be settled is
in none either; method says how many there are.
"""

from __future__ import annotations

from collections.abc import Callable

from facilitator_console.dialogue.state import State
from facilitator_console.report.disclosure.policy import INTERNAL, ReportPolicy
from facilitator_console.report.document import Document, Section, Table
from facilitator_console.report.sections.agenda import agenda
from facilitator_console.report.sections.day import day_of
from facilitator_console.report.sections.lists import agreements, next_time, outcomes
from facilitator_console.report.sections.method import method
from facilitator_console.report.sections.notes import notes, proposals
from facilitator_console.report.sections.participation import participation
from facilitator_console.report.sections.purpose import purpose
from facilitator_console.report.sections.talk import talk

SECTIONS: tuple[Callable[[State, ReportPolicy], Section | None], ...] = (
    purpose,
    participation,
    agenda,
    agreements,
    talk,
    notes,
    outcomes,
    proposals,
    next_time,
    method,
)
OF_THE_PLAN = frozenset({"purpose", "participation", "agenda"})
"""Sections that stand in a report before anything has taken place."""


def make_report(state: State, policy: ReportPolicy = INTERNAL) -> Document:
    """Make the report of a session.

    Args:
        state: What its log folds to.
        policy: What every section keeps to.
    """
    sections = (make(state, policy) for make in SECTIONS)
    return Document(state.info.title, day_of(state), tuple(filter(None, sections)), is_complete=policy.is_complete)


def was_held(document: Document) -> bool:
    """Tell whether the agenda of a report says that any of it took place."""
    tables = (block for section in document.sections for block in section.blocks if isinstance(block, Table))
    return any(table.name == "agenda" and table.total[-1] is not None for table in tables)
