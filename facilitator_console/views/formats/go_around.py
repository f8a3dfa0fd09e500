"""Presents a round."""

from __future__ import annotations

from facilitator_console.log import Instant
from facilitator_console.session.formats.go_around import (
    BACKWARDS,
    FIRST_SEAT,
    GO_AROUND,
    ROUND,
    Progress,
    Round,
    first_seat,
    goes_backwards,
)
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.rounds import (
    RoundTime,
    another_round,
    begin_round_with,
    pass_for_now,
    round_time,
    shorten_turns,
    turn_round,
)
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.views.formats.format_view import FormatView, Move, OrderView, SettingKind, SettingView, Stage
from facilitator_console.words import Message, say, say_n

PASS_FOR_NOW = Move(say("Pass for now"), pass_for_now)
EACH = {
    300: say("5 minutes each"),
    240: say("4 minutes each"),
    180: say("3 minutes each"),
    120: say("2 minutes each"),
    90: say("A minute and a half each"),
    60: say("A minute each"),
    45: say("45 seconds each"),
    30: say("Half a minute each"),
}
"""The words for the times that are proposed, by their seconds."""


class RoundView(OrderView):
    """Shows who has had a turn in this round, who is left, and whether they fit."""

    def stage(self, state: SessionState, item: AgendaItem, now_ms: Instant) -> Stage:
        """Return the ring of this round, its words and moves."""
        order = self.order
        if not isinstance(order, Round):
            return super().stage(state, item, now_ms)
        time, progress = round_time(state, now_ms), order.progress(state, item)
        asked = tuple(person.participant_id for person in order.asked(state, item))
        left = set(asked) - set(progress.had)  # Those to whom a talking piece comes again are not counted.
        return Stage(
            moves={"pass_for_now": PASS_FOR_NOW},
            more=_more(order, asked, backwards=order.goes_backwards(state)),
            had=frozenset(progress.had) - frozenset(progress.speaking),
            later=frozenset(progress.later),
            to_go=len(left),
            remaining=_remaining(state, progress, left),
            warning=_warning(time) if time and not time.fits else None,
            remedy=_remedy(item, time) if time else None,
            holds_until_ms=time.holds_until_ms if time else None,
        )


def _more(order: Round, asked: tuple[ParticipantId, ...], *, backwards: bool) -> tuple[tuple[str, Move], ...]:
    """Return the moves beside the clocks: another round, the other way, with whom it goes on."""
    again = [("another_round", Move(say("Another round"), another_round))] if order.asks_once else []
    other_way = Move(say("The other way round"), turn_round, (not backwards,))
    here = say("The round goes on from here")
    go_on_with = Move(say("Go on with seat…"), begin_round_with, choices=asked, in_menu=here)
    return (*again, ("turn_round", other_way), *((("begin_round_with", go_on_with),) if asked else ()))


def _remaining(state: SessionState, progress: Progress, left: set[ParticipantId]) -> Message:
    """Say how many are still to come, and which seats later."""
    later = tuple(_seat(state, participant_id) for participant_id in progress.later if participant_id in left)
    to_go = len(left) - len(later)
    if not left:
        return say("nobody is left in this round")
    if not later:
        return say_n("{n} to go", "{n} to go", to_go)
    if not to_go:
        return say_n("seat {seats} later", "seats {seats} later", len(later), seats=later)
    if len(later) == 1:
        return say_n("{n} to go, seat {seats} later", "{n} to go, seat {seats} later", to_go, seats=later)
    return say_n("{n} to go, seats {seats} later", "{n} to go, seats {seats} later", to_go, seats=later)


def _seat(state: SessionState, participant_id: ParticipantId) -> str:
    return str(state.participants[participant_id].seat)


def _warning(time: RoundTime) -> Message:
    return say_n(
        "{n} person × {each} does not fit any more with a minute to close.",
        "{n} people × {each} do not fit any more with a minute to close.",
        time.people,
        each=_minutes(time.each_ms),
    )


def _remedy(item: AgendaItem, time: RoundTime) -> Move | None:
    if time.shorter_ms is None:
        return None
    return Move(EACH[time.shorter_ms // 1000], shorten_turns, (item.item_id, time.shorter_ms))


def _minutes(length_ms: int) -> str:
    minutes, seconds = divmod(length_ms // 1000, 60)
    return f"{minutes}:{seconds:02}"


SETTINGS = (
    SettingView(FIRST_SEAT, say("Begins with seat"), SettingKind.SEAT, first_seat),
    SettingView(BACKWARDS, say("Against the order of the seats"), SettingKind.CHOICE, goes_backwards),
)
ROUND_VIEW = RoundView(
    ROUND,
    say("A round"),
    say("a word from each, in turn"),
    say("Everyone has been asked. Click a seat to add it."),
    SETTINGS,
)
GO_AROUND_VIEW = FormatView(GO_AROUND, say("round"), (ROUND_VIEW,))
