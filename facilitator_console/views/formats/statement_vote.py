"""Presents a statement vote: the part that is on and its clock; key 9 leads from part to part, and closes the vote."""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.voting import ASKS_TO_CLOSE, begin_vote, end_vote
from facilitator_console.log import Duration, Instant
from facilitator_console.opinions.voting import is_voting, votes_closed
from facilitator_console.session.agenda import leave_item
from facilitator_console.session.formats.statement_vote import (
    COLLECT,
    EDIT,
    LENGTHS,
    LOOK,
    PARTS,
    STATEMENT_VOTE,
    VOTE,
    begin_part,
    give_part_more,
    next_part,
    part_length_ms,
    part_on,
    parts_of,
)
from facilitator_console.session.ids import RoundPart
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import round_clock
from facilitator_console.views.clock_words import more_time_words
from facilitator_console.views.formats.format_view import (
    FormatView,
    Middle,
    Move,
    Page,
    SettingKind,
    SettingView,
    Stage,
)
from facilitator_console.views.formats.silence import NO_TURNS_VIEW, OF_TURNS
from facilitator_console.words import Message, say

GOES_ON = {
    COLLECT: say("Collecting statements"),
    EDIT: say("Editing them together"),
    VOTE: say("Voting"),
    LOOK: say("What came out"),
}
THEN = {EDIT: say("Then editing"), VOTE: say("Then the vote"), LOOK: say("Then what came out")}
LENGTH_LABELS = {
    COLLECT: say("Time to collect"),
    EDIT: say("Time to edit"),
    VOTE: say("Time to vote"),
    LOOK: say("Time to look at it"),
}
OPEN_VOTE, CLOSE_VOTE = say("Open the vote"), say("Close the vote")
NOT_OPEN, IS_CLOSED = say("The vote is not open yet"), say("The vote is closed")
BACK_TO = {COLLECT: say("Collect more"), EDIT: say("Edit again")}


class StatementVoteView(FormatView):
    """Shows the part's clock; the statements stand below it."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the part that is on, and what leads to the next."""
        part, following = part_on(state), next_part(state)
        votes = state if isinstance(state, State) else State()
        moves = {"extend_item": Move(more_time_words(settings_of(state).extend_item_ms), give_part_more)}
        if leads := _next(votes, item, part, following):
            moves["next_item"] = leads
        return Stage(
            middle=Middle.STATEMENTS,
            moves=moves,
            hidden=OF_TURNS if state.room.floor else OF_TURNS | {"done"},
            more=_more(votes, item, part),
            part=_part_words(votes, item, part),
            part_clock=round_clock(state) if len(parts_of(item)) > 1 else None,
            then=THEN.get(following) if following else None,
            then_ms=part_length_ms(item, following) if following else Duration(0),
            leads_to=Page.VOTES if _has_closed(votes, item) or (part == LOOK and votes_closed(votes)) else None,
        )


def _next(state: State, item: AgendaItem, part: RoundPart, following: RoundPart | None) -> Move | None:
    """Return what key 9 means: the next part, or the vote's opening or closing; None for what it always means."""
    is_open = is_voting(state)
    if part == VOTE and is_open:
        return Move(CLOSE_VOTE, end_vote, asks=ASKS_TO_CLOSE)
    if not is_open and (following == VOTE or (part == VOTE and not _has_closed(state, item))):
        return Move(OPEN_VOTE, begin_vote)
    return Move(_begins(following), begin_part, (following,)) if following else None


def _begins(part: RoundPart) -> Message:
    return {EDIT: say("Edit them"), LOOK: say("What came out")}.get(part, GOES_ON[part])


def _more(state: State, item: AgendaItem, part: RoundPart) -> tuple[tuple[str, Move], ...]:
    """Return the way back to the part before, while the vote has not begun; and the way on without a vote."""
    parts = parts_of(item)
    before = parts[parts.index(part) - 1] if parts.index(part) else None
    back = [("part_before", Move(BACK_TO[before], begin_part, (before,)))] if before in BACK_TO else []
    on = (
        [("back_together", Move(say("Back together"), leave_item, (item.item_id,)))]
        if part != parts[-1] or (part == VOTE and not _has_closed(state, item))
        else []
    )
    return tuple(back + on)


def _part_words(state: State, item: AgendaItem, part: RoundPart) -> Message:
    if part != VOTE or is_voting(state):
        return GOES_ON[part]
    return IS_CLOSED if _has_closed(state, item) else NOT_OPEN


def _has_closed(state: State, item: AgendaItem) -> bool:
    return any(vote.item_id == item.item_id for vote in votes_closed(state))


def _setting(part: RoundPart) -> SettingView:
    return SettingView(LENGTHS[part], LENGTH_LABELS[part], SettingKind.LENGTH, lambda item: part_length_ms(item, part))


STATEMENT_VOTE_VIEW = StatementVoteView(
    STATEMENT_VOTE,
    say("vote on statements"),
    (NO_TURNS_VIEW,),
    labels=(("next_item", OPEN_VOTE), ("next_item", CLOSE_VOTE)),
    settings=tuple(map(_setting, PARTS)),
)
