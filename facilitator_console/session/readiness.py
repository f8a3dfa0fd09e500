"""Lists the checks before a session begins: those that the plan itself answers, and those that people tick off.

Nothing here keeps a session from beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from facilitator_console.log import THE_SESSION, Instant, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session.ids import LanguageId
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import groups_shown, seated
from facilitator_console.session.state import SessionState

TICKED = "ready"
"""The session's setting that names what people have ticked off."""
DELETE_AFTER_DAYS = 30


class Check(StrEnum):
    """Names what to see to, in its order."""

    PROMISED = "promised"
    PEOPLE = "people"
    AGREEMENTS = "agreements"
    DISPLAY = "display"
    COPY = "copy"
    DELETE_BY = "delete_by"


TOLD: dict[Check, Callable[[SessionState], bool]] = {
    Check.PROMISED: lambda state: state.info.promised is not None,
    Check.PEOPLE: lambda state: bool(seated(state)) or any(group.head_count for group in groups_shown(state)),
    Check.DELETE_BY: lambda state: bool(state.info.delete_on),
}
"""The checks that the session itself answers; all others are ticked off by people."""


def tick(state: SessionState, _now_ms: Instant, check: Check, *, done: bool) -> list[NewEvent]:
    """Tick something off, or say that it is still to be done."""
    require_allowed(state, ev.SessionEdited)
    ticked = {known for known in Check if known not in TOLD and is_done(state, known)} - {check}
    names = [known.value for known in Check if known in ticked or (known is check and done and known not in TOLD)]
    return [NewEvent(ev.SessionEdited(settings={TICKED: names}), THE_SESSION)]


def offer_languages(state: SessionState, _now_ms: Instant, languages: tuple[LanguageId, ...]) -> list[NewEvent]:
    """Choose which languages the session offers, in this order."""
    require_allowed(state, ev.SessionEdited)
    return [NewEvent(ev.SessionEdited(languages=tuple(dict.fromkeys(languages))), THE_SESSION)]


def is_done(state: SessionState, check: Check) -> bool:
    """Tell whether something is seen to."""
    if check in TOLD:
        return TOLD[check](state)
    ticked = state.info.settings.get(TICKED)
    return isinstance(ticked, list) and check.value in ticked


def usual_deletion(day: str) -> str:
    """Return the day by which a session is usually deleted: 30 days after it; empty where the day can't be read."""
    try:
        return (date.fromisoformat(day) + timedelta(days=DELETE_AFTER_DAYS)).isoformat()
    except (OverflowError, ValueError):
        return ""
