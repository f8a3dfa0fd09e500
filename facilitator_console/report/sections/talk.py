"""Tells in words how much the groups talked, under the window's own rule (session.balance); never in public reports.

No percentages and no minutes: with them a small group's time could be worked out, or one person's turn be read.
"""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Cell, Column, Section, Table
from facilitator_console.session.balance import SHARES_FROM_MS, Share, group_shares, group_sizes
from facilitator_console.session.people import group_name
from facilitator_console.words import Message, say

WORDS: dict[Share, Message] = {
    Share.MUCH_LESS: say("much less than their part"),
    Share.ABOUT: say("about their part"),
    Share.MUCH_MORE: say("much more than their part"),
}
_COLUMNS = (
    Column("group", say("Group"), say("The name of the group.")),
    Column("people", say("people"), say("How many people are in the group."), is_number=True),
    Column("talked", say("Talked"), say("How much it talked, compared with its part of the people.")),
)


def talk(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of the talk by group."""
    if policy.is_public:
        return None
    sizes = group_sizes(state)
    shares = group_shares(state, policy.as_of_ms or state.room.as_of_ms, policy.small_groups)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (group_name(state, group_id), sizes[group_id], WORDS[share]) for group_id, share in shares.items()
    )
    if not rows:
        return None
    caption = say(
        "Groups of {n} people or more, after {minutes} minutes of talk. Nobody is ranked.",
        n=policy.small_groups.smallest_group,
        minutes=SHARES_FROM_MS // 60_000,
    )
    return Section("talk", say("Who talked"), (Table("talk", say("Talk by group"), _COLUMNS, rows, caption=caption),))
