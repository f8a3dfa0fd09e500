"""Settings of a session, and of an item that differs: lengths and choices which its team can change.

They lie as JSON in `SessionInfo.settings` and `AgendaItem.settings`, beside what a format or another release put there;
here each has its default. What can't be read, or lies outside its limits, counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from facilitator_console.log import Duration
from facilitator_console.session.ids import ItemId
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say

_SECOND_MS = 1000
_MINUTE_MS = 60 * _SECOND_MS


class RoomSettings(msgspec.Struct, frozen=True, gc=False):
    """Holds the settings, each under its name in the JSON.

    Attributes:
        quiet_ms: Length of a quiet minute.
        extend_turn_ms: What "more time" gives a turn.
        extend_item_ms: What "more time" gives an item.
        call_back_ms: For so long after a turn its speaker can be called back.
        several_entries: Somebody may be in the queue more than once with a contribution.
        long_queue: From so many contributions on the queue is called long.
        check_in_ms: Length of the check-in after everything was frozen.
        check_in_after_freeze: The check-in after a freeze is proposed.
    """

    quiet_ms: Duration = Duration(_MINUTE_MS)
    extend_turn_ms: Duration = Duration(30 * _SECOND_MS)
    extend_item_ms: Duration = Duration(_MINUTE_MS)
    call_back_ms: Duration = Duration(30 * _SECOND_MS)
    several_entries: bool = False
    long_queue: int = 8
    check_in_ms: Duration = Duration(5 * _MINUTE_MS)
    check_in_after_freeze: bool = False


class Limits(NamedTuple):
    """Holds what a number may be, both ends included."""

    least: int
    most: int


LIMITS: Mapping[str, Limits] = MappingProxyType(
    {
        "quiet_ms": Limits(_SECOND_MS, 60 * _MINUTE_MS),
        "extend_turn_ms": Limits(_SECOND_MS, 60 * _MINUTE_MS),
        "extend_item_ms": Limits(_SECOND_MS, 240 * _MINUTE_MS),
        "call_back_ms": Limits(0, 10 * _MINUTE_MS),
        "long_queue": Limits(2, 1000),
        "check_in_ms": Limits(_MINUTE_MS, 60 * _MINUTE_MS),
    }
)
"""The limits of each number; the other settings are choices of yes or no."""
DEFAULTS = RoomSettings()


def settings_of(state: SessionState, item_id: ItemId | None = None) -> RoomSettings:
    """Return the settings that hold in an item, by default in the one that is on: its own, else the session's."""
    item = state.items.get(state.room.item_id if item_id is None else item_id)
    own = item.settings if item else {}
    if not own and not state.info.settings:
        return DEFAULTS
    read = {name: _read(name, own, state.info.settings) for name in RoomSettings.__struct_fields__}
    return RoomSettings(**read)


def require_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as they are kept; None for one that is to hold as if it was never set.

    Those that are not of this module stay as they are.

    Raises:
        UserError: One of them is not what it may be.
    """
    for name, value in settings.items():
        if name not in RoomSettings.__struct_fields__ or value is None or _is_sound(name, value):
            continue
        if name not in LIMITS:
            raise UserError(say("This can only be on or off."))
        least, most = (_as_typed(name, end) for end in LIMITS[name])
        raise UserError(say("This must lie between {least} and {most}.", least=least, most=most))
    return dict(settings)


def _as_typed(name: str, value: int) -> str:
    """Write a number as people type it: a length in minutes and seconds."""
    minutes, seconds = divmod(value // _SECOND_MS, 60)
    return f"{minutes}:{seconds:02}" if name.endswith("_ms") else str(value)


def _read(name: str, *places: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of any of the fields' types
    """Return a setting from the first place that has a sound one; else its default."""
    found = (place[name] for place in places if name in place)
    return next((value for value in found if _is_sound(name, value)), getattr(DEFAULTS, name))


def _is_sound(name: str, value: object) -> bool:
    limits = LIMITS.get(name)
    if limits is None:
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and limits.least <= value <= limits.most
