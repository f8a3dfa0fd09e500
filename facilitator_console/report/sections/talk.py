"""Talk time by group, for internal reports only; see report.disclosure.talk for what is shown of it."""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.talk import GroupShare, Stretch, group_shares
from facilitator_console.report.document import Bar, Bars, Block, Figure, Paragraph, Rank, Row, Section
from facilitator_console.session.balance import group_sizes, heard, to_half_minutes
from facilitator_console.session.ids import COUNTED, NO_GROUP, OUTSIDE_BALANCE, GroupId, ParticipantId
from facilitator_console.session.people import group_name, group_of
from facilitator_console.words import Message, say, say_n


def talk(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of the talk by group, with its course where it is known."""
    spoken = [] if state.info.speaking_forgotten else _spoken(state)
    shares = group_shares(group_sizes(state), _summed(state), spoken, policy.small_groups)
    if not shares:
        return None
    blocks: list[Block] = [_course(state, shares)] if shares[0].course else []
    caption = say(
        "Shares of the time in which these groups spoke. Groups of fewer than {n} people are not shown separately.",
        n=policy.small_groups.smallest_group,
    )
    bars = tuple(Bar(_name(state, share), share.share) for share in shares)
    blocks.append(Bars("talk", say("Talk time by group"), bars, caption))
    if state.info.speaking_forgotten:
        forgotten = say("Who spoke when was forgotten after the meeting, so the course of the talk is not shown.")
        blocks.append(Paragraph(forgotten, Rank.SMALL))
    return Section("talk", say("Who talked"), tuple(blocks))


def _course(state: State, shares: tuple[GroupShare, ...]) -> Figure:
    caption = say_n(
        "The time in which these groups spoke. The taller the bar, the larger their share.",
        "The time in which these groups spoke, in {n} equal parts. The taller the bar, the larger their share.",
        len(shares[0].course),
    )
    rows = tuple(Row(_name(state, share), share.course) for share in shares)
    return Figure("talk_course", say("Course of the talk by group"), rows, caption)


def _name(state: State, share: GroupShare) -> Message:
    return say("Others") if share.heading is None else group_name(state, share.heading)


def _summed(state: State) -> list[Stretch]:
    """Return each person's whole talk time, in half minutes: forgetting who spoke when does not change it."""
    had = to_half_minutes(heard(state, state.room.as_of_ms))
    return [
        Stretch(group_id, talk_ms)
        for participant_id, (_, talk_ms) in had.items()
        if (group_id := _group_in_balance(state, participant_id))
    ]


def _spoken(state: State) -> list[Stretch]:
    """Return the turns that count, of people inside the balance who are in a group, in the order of speaking."""
    return [
        Stretch(group_id, turn.talk_ms)
        for turn in state.turns.values()
        if turn.kind in COUNTED and (group_id := _group_in_balance(state, turn.participant_id))
    ]


def _group_in_balance(state: State, participant_id: ParticipantId) -> GroupId:
    """Return the group that a person's talk counts for; `NO_GROUP` outside the balance."""
    person = state.participants.get(participant_id)
    return NO_GROUP if person is None or person.role in OUTSIDE_BALANCE else group_of(state, participant_id)
