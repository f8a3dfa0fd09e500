"""Finds figures that were public once and have changed since: told again, the difference would show one person.

An export keeps which cells were open and how much of the log its writer knew, no figures. Its figures are counted anew
from that part of the log. Whatever was erased of it since can't be compared, and counts as changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from facilitator_console.dialogue.entities import Export
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience, CellId
from facilitator_console.dialogue.state import State
from facilitator_console.log import Erased, Event, Redacted, WriterId
from facilitator_console.report.disclosure.figures import FAMILIES

KNOWN = "known"
"""The field of an export's policy that holds by writer the number of the last event that was known."""


def known_events(history: History) -> dict[str, int]:
    """Return by writer the number of the last event that is known."""
    known: dict[str, int] = {}
    for event in history.events():
        known[event.writer] = max(known.get(event.writer, 0), event.seq)
    return known


def withheld_families(history: History) -> frozenset[str]:
    """Return the families of figures that may not be told again; see disclosure.figures."""
    exports = [export for export in history.state.exports.values() if export.audience is Audience.PUBLIC]
    return frozenset(
        name
        for name in FAMILIES
        if any(_was_open(export, name) and _has_changed(history, export, name) for export in exports)
    )


def family_of(cell: CellId) -> str:
    """Return the family that a cell belongs to."""
    return cell.partition("/")[0]


def _was_open(export: Export, family: str) -> bool:
    return any(family_of(cell) == family for cell in export.open_cells)


def _has_changed(history: History, export: Export, family: str) -> bool:
    known: Any = export.policy.get(KNOWN)
    if not isinstance(known, dict):
        return True
    events = [*history.events()]
    then = [event for event in events if _is_known(event, known)]
    if _was_erased(history, then, known, family):
        return True
    counted = FAMILIES[family].count
    return bool(counted(_state_of(then)) != counted(history.state))


def _is_known(event: Event, known: dict[str, Any]) -> bool:
    number = known.get(event.writer, 0)
    return isinstance(number, int) and event.seq <= number


def _state_of(events: Iterable[Event]) -> State:
    return History(events).state


def _was_erased(history: History, then: list[Event], known: dict[str, Any], family: str) -> bool:
    """Tell whether anything that the family was counted from has been emptied since."""
    kinds = FAMILIES[family].kinds
    counted = [event for event in then if event.kind in kinds]
    subjects = {event.subject for event in counted}
    identities = {(event.writer, event.seq) for event in counted}
    for entry in history:
        if _is_known(entry.event, known):
            continue
        body = entry.body
        if isinstance(body, Erased) and body.subject in subjects:
            return True
        if isinstance(body, Redacted) and (WriterId(body.writer), body.seq) in identities:
            return True
    return False
