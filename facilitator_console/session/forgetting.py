"""Forgetting who spoke when, once a meeting is over: each person's sums stay, the turns go for good.

What is blanked is told by the registration of each kind (session.kinds). Notes are the notes' own.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from facilitator_console.log import THE_SESSION, Duration, Instant, LaptopId, NewEvent, SpeakingForgotten
from facilitator_console.log.fold import NO_ERA
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.balance import heard, to_half_minutes
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import ParticipantId, TableId
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say


def forget_speaking(state: SessionState, now_ms: Instant, laptop: LaptopId) -> list[NewEvent]:
    """Forget who spoke, waited or passed, and when: write the sums down, blank the rest for good.

    Args:
        state: The session, closed.
        now_ms: Now.
        laptop: This one; it sums the tables that it leads. Other laptops sum theirs when they hear of it.
    """
    if not state.info.closed_at_ms:
        raise UserError(say("The session is not over. End it first; then who spoke when can be forgotten."))
    era = state.info.era + 1
    return [*sum_tables(state, now_ms, laptop, era), NewEvent(SpeakingForgotten(era), THE_SESSION)]


def in_era(state: SessionState, new: Sequence[NewEvent]) -> list[NewEvent]:
    """Mark decided events with the present era: a later forgetting reaches them, an earlier one does not."""
    return [NewEvent(_in(body, state.info.era), subject) for body, subject in new]


def _in(body: msgspec.Struct, era: int) -> msgspec.Struct:
    return replace(body, era=era) if getattr(body, "era", None) == NO_ERA else body


def sum_tables(state: SessionState, now_ms: Instant, laptop: LaptopId, era: int) -> list[NewEvent]:
    """Write down what each had in all, at every table that this laptop leads and at which somebody spoke.

    Args:
        state: Before the forgetting.
        now_ms: Now.
        laptop: This one.
        era: Of the forgetting, perhaps not the next one: another laptop may have forgotten several times.
    """
    led = [table_id for table_id in state.rooms if lead_of(state, table_id) in {"", laptop}]
    sums = [rev.SpeakingSummed(_talk(state, now_ms, table_id), era, table_id=table_id) for table_id in led]
    return [NewEvent(summed, THE_SESSION) for summed in sums if summed.talk]


def _talk(state: SessionState, now_ms: Instant, table_id: TableId) -> dict[ParticipantId, rev.TalkSum]:
    """Return the sums by participant, in the order of their ids: no sum may tell who came first."""
    had = to_half_minutes(heard(state, now_ms, table_id))
    return {key: rev.TalkSum(had[key].turns, Duration(had[key].talk_ms)) for key in sorted(had)}


def is_undecided(state: SessionState, *, tells_who_spoke: bool) -> bool:
    """Tell whether a meeting is over and nobody has chosen yet whether who spoke when is forgotten or kept.

    Args:
        state: The session.
        tells_who_spoke: Whether its log says who had or wanted the floor.
    """
    return bool(state.info.closed_at_ms) and not state.info.speaking_kept and tells_who_spoke


def require_decided(state: SessionState, *, tells_who_spoke: bool) -> None:
    """Refuse to let anything leave before that is chosen; see `is_undecided`.

    Raises:
        UserError: It is not chosen yet.
    """
    if is_undecided(state, tells_who_spoke=tells_who_spoke):
        raise UserError(
            say(
                "The session is over, and it is not decided whether who spoke when is forgotten. Open the session and "
                "choose at the end of the page Run; then it can leave."
            )
        )


def keep_speaking(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Keep who spoke when, and don't ask again."""
    if not state.info.closed_at_ms:
        raise UserError(say("The session is not over, so this is not asked yet."))
    return [] if state.info.speaking_kept else [NewEvent(ev.SpeakingKept(), THE_SESSION)]
