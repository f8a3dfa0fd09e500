"""Presents pairs and threes: the part's clock, who is with whom, and the switch."""

from __future__ import annotations

from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import leave_item
from facilitator_console.session.formats.pairs import (
    PAIRS,
    PART_MS,
    PARTS,
    SIZE,
    deal_others,
    give_part_more,
    next_part,
    part_length_ms,
    part_on,
    sets_on,
    size_of,
    switch,
)
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import round_clock
from facilitator_console.views.clock_words import more_time_words
from facilitator_console.views.formats.format_view import FormatView, Middle, Move, SettingKind, SettingView, Stage
from facilitator_console.views.formats.silence import NO_TURNS_VIEW, OF_TURNS
from facilitator_console.words import say

SPEAKS = dict(zip(PARTS, (say("The first speaks"), say("The other speaks"), say("The third speaks")), strict=True))
THEN = dict(zip(PARTS, (say("Then the first"), say("Then the other"), say("Then the third")), strict=True))
SECOND_OF_THREE = (say("The second speaks"), say("Then the second"))


class PairsView(FormatView):
    """Shows the part that is on, and the sets of seats. A turn that was open when it began ends with the switch."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the part's clock and the pairs."""
        part, following = part_on(state), next_part(state)
        seats = {person.participant_id: person.seat for person in state.participants.values()}
        of_three = size_of(item) == len(PARTS)
        speaks = SECOND_OF_THREE[0] if of_three and part == PARTS[1] else SPEAKS[part]
        then = SECOND_OF_THREE[1] if of_three and following == PARTS[1] else THEN.get(following or PARTS[0])
        return Stage(
            middle=Middle.SETS,
            moves={
                "done": Move(say("Switch"), switch),
                "extend_item": Move(more_time_words(settings_of(state).extend_item_ms), give_part_more),
                "next_item": Move(say("Back together"), leave_item, (item.item_id,)),
            },
            hidden=OF_TURNS,
            more=(("deal_others", Move(say("Other threes") if of_three else say("Other pairs"), deal_others)),),
            part=speaks,
            part_clock=round_clock(state),
            then=then if following else None,
            then_ms=part_length_ms(item) if following else Duration(0),
            sets=tuple(
                tuple(seats[participant_id] for participant_id in together) for together in sets_on(state, item)
            ),
        )


SETTINGS = (
    SettingView(SIZE, say("How many talk together"), SettingKind.NUMBER, size_of),
    SettingView(PART_MS, say("Each has"), SettingKind.LENGTH, part_length_ms),
)
PAIRS_VIEW = PairsView(PAIRS, say("pairs"), (NO_TURNS_VIEW,), settings=SETTINGS)
