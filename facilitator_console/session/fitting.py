"""Does the plan fit? What does not work out is said in words, each with what would help.

The program warns, the facilitator decides: a fix is a command that somebody may choose, and one undo takes it back.
Everything is told from the plan alone, before anything has begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple, TypeAlias

from facilitator_console.log import Duration, Instant, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session.adjusting import least_of
from facilitator_console.session.agenda import MINUTE_MS, held_items
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.durations import each_words, length_words
from facilitator_console.session.editing import edit_items
from facilitator_console.session.formats import FORMATS, format_of
from facilitator_console.session.ids import NO_ITEM, ItemId, ItemStatus, Role, Shrinks
from facilitator_console.session.people import seated
from facilitator_console.session.plan import TightRound, people_in_rounds, tight_rounds
from facilitator_console.session.promise import set_promised_end
from facilitator_console.session.schedule import (
    DAY_MS,
    HOUR_MS,
    Schedule,
    Slot,
    clock_text,
    schedule,
    slack_ms,
)
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.table_plan import name_hosts
from facilitator_console.session.tables import HOSTS_STAY
from facilitator_console.words import Message, say, say_n, titled

LEAST_SLACK_MS = 5 * MINUTE_MS
LONGEST_STRETCH_MS = 2 * HOUR_MS
"""The longest that people sit without a break."""
BREAK_MS = Duration(15 * MINUTE_MS)
STEP_MS = 5 * MINUTE_MS
"""Proposed lengths are whole steps, as people plan."""
EACH_STEP_MS, SHORT_STEP_MS = 30_000, 15_000
REST = next(known for known in FORMATS.values() if known.rests)
"""The format in which people rest."""


Giving: TypeAlias = Callable[[], Mapping[ItemId, int]]
"""Tells what each item can give; reckoned when the first fix wants to know."""


class Fix(NamedTuple):
    """Proposes what would help.

    Attributes:
        label: What its link says.
        command: Takes the state, the present instant and `args`.
        title: The title of an item that it adds: its last argument, in the language of the screen.
    """

    label: Message
    command: Callable[..., Sequence[NewEvent]]
    args: tuple[Any, ...] = ()
    title: Message | None = None


class Finding(NamedTuple):
    """Represents something that does not fit.

    Attributes:
        kind: A fixed word for what it is.
        item_id: The item that it is about; `NO_ITEM` for the plan as a whole.
        head: What it is about, in a few words.
        text: What does not fit.
        fixes: What would help, the best first.
        is_wrong: It can't take place like this; otherwise it is only advice.
    """

    kind: str
    item_id: ItemId
    head: Message
    text: Message
    fixes: tuple[Fix, ...]
    is_wrong: bool = True


def add_break(state: SessionState, now_ms: Instant, before: ItemId, title: str) -> list[NewEvent]:
    """Put a break before an item."""
    draft = ItemDraft(title, format=REST.name, planned_ms=BREAK_MS, shrinks=Shrinks.FIXED)
    return add_items(state, now_ms, [draft], before)


def findings(
    state: SessionState, plan: Schedule | None = None, tight: Sequence[TightRound] | None = None
) -> tuple[Finding, ...]:
    """Return what does not fit, in the agenda's order; what concerns the end comes last.

    Args:
        state: The session.
        plan: Its timetable, where somebody has it already; likewise `tight`.
        tight: The rounds that are too short.
    """
    plan = schedule(state) if plan is None else plan
    tight = tight_rounds(state) if tight is None else tight
    if not plan.slots:
        return ()
    places = {slot.item_id: place for place, slot in enumerate(plan.slots)}
    can_give = cache(partial(_can_give, state))
    found = [*_tight(state, tight), *_fixed(state, plan, can_give), *_parts(state, plan, can_give)]
    found += [*_stretches(state, plan), *_hosts(state, plan)]
    found.sort(key=lambda finding: places[finding.item_id])
    return (*found, *_end(state, plan, can_give))


def _can_give(state: SessionState) -> Mapping[ItemId, int]:
    """Return what items that are still to come can give, by the rules by which the plan is adjusted later."""
    people = people_in_rounds(state)
    return {
        item.item_id: max(0, item.planned_ms - least_of(item, people).length_ms)
        for item in held_items(state)
        if item.status is ItemStatus.PLANNED and format_of(item).gives_time
    }


def _tight(state: SessionState, rounds: Sequence[TightRound]) -> Iterator[Finding]:
    """Find rounds in which not everyone's turn fits: people × minutes."""
    for tight in rounds:
        item = state.items[tight.item_id]
        text = say_n(
            "{n} person × {each} does not fit in {planned}.",
            "{n} people × {each} do not fit in {planned}.",
            tight.people,
            each=length_words(tight.each_ms),
            planned=length_words(item.planned_ms),
        )
        fixes = []
        fair_ms = item.planned_ms // tight.people
        each_ms = fair_ms // EACH_STEP_MS * EACH_STEP_MS or fair_ms // SHORT_STEP_MS * SHORT_STEP_MS
        if each_ms:
            edit = ev.ItemEdited(turn_limit_ms=Duration(each_ms))
            fixes.append(Fix(each_words(each_ms), edit_items, ((item.item_id,), edit)))
        longer = ev.ItemEdited(planned_ms=Duration(_up(tight.needed_ms)))
        fixes.append(Fix(length_words(_up(tight.needed_ms)), edit_items, ((item.item_id,), longer)))
        yield Finding("tight", item.item_id, titled(item.title), text, tuple(fixes))


def _fixed(state: SessionState, plan: Schedule, can_give: Giving) -> Iterator[Finding]:
    """Find items at a fixed time that others run past, or that can't begin then at all."""
    for place, slot in enumerate(plan.slots):
        item = state.items[slot.item_id]
        if item.fixed_at and plan.has_begin:
            if slot.starts_ms < plan.begins_ms:
                text = say("{time} is before the session begins.", time=item.fixed_at)
                yield Finding("fixed", slot.item_id, titled(item.title), text, _unfixing(item, plan, place))
            elif slot.gap_ms < 0:
                yield _overlap(state, plan, place, can_give)


def _overlap(state: SessionState, plan: Schedule, place: int, can_give: Giving) -> Finding:
    slot = plan.slots[place]
    item, over_ms = state.items[slot.item_id], -slot.gap_ms
    since = next((at for at in range(place - 1, -1, -1) if state.items[plan.slots[at].item_id].fixed_at), 0)
    before = [state.items[other.item_id] for other in plan.slots[since:place] if not other.is_heading]
    fixes = _unfixing(item, plan, place)
    if sum(can_give().get(other.item_id, 0) for other in before) < over_ms:
        text = say_n(
            "{time} can’t be kept: what comes before it takes {n} min more, and can’t shrink so far.",
            "{time} can’t be kept: what comes before it takes {n} min more, and can’t shrink so far.",
            _whole_minutes(over_ms),
            time=item.fixed_at,
        )
        return Finding("fixed", slot.item_id, titled(item.title), text, fixes)
    text = say_n(
        "It begins at {time}, and what comes before it takes {n} min more.",
        "It begins at {time}, and what comes before it takes {n} min more.",
        _whole_minutes(over_ms),
        time=item.fixed_at,
    )
    return Finding("overlap", slot.item_id, titled(item.title), text, (*_shortening(before, over_ms, can_give), *fixes))


def _unfixing(item: AgendaItem, plan: Schedule, place: int) -> tuple[Fix, ...]:
    """Let an item begin when what comes before it is over, or at that time."""
    before = plan.slots[place - 1] if place else None
    at_ms = before.starts_ms + before.length_ms if before else plan.begins_ms
    at_ms = -(-at_ms // MINUTE_MS) * MINUTE_MS
    later = ev.ItemEdited(fixed_at=clock_text(at_ms))
    free = ev.ItemEdited(fixed_at="")
    return (
        Fix(say("Begin at {time}", time=clock_text(at_ms)), edit_items, ((item.item_id,), later)),
        Fix(say("No fixed time"), edit_items, ((item.item_id,), free)),
    )


def _parts(state: SessionState, plan: Schedule, can_give: Giving) -> Iterator[Finding]:
    """Find headings whose parts take longer than they are meant to."""
    for slot in plan.slots:
        item = state.items[slot.item_id]
        if slot.is_heading and 0 < item.planned_ms < slot.parts_ms:
            text = say(
                "Its parts take {parts}, and {target} are meant.",
                parts=length_words(slot.parts_ms),
                target=length_words(item.planned_ms),
            )
            edit = ev.ItemEdited(planned_ms=slot.parts_ms)
            parts = [state.items[other.item_id] for other in plan.slots if other.heading_id == slot.item_id]
            fixes = _shortening(parts, slot.parts_ms - item.planned_ms, can_give)
            keep = Fix(length_words(slot.parts_ms), edit_items, ((slot.item_id,), edit))
            yield Finding("parts", slot.item_id, titled(item.title), text, (*fixes, keep))


def _stretches(state: SessionState, plan: Schedule) -> Iterator[Finding]:
    """Find stretches of two hours and more without a break."""
    since_ms, stretch = plan.begins_ms, list[Slot]()
    for slot in plan.slots:
        if slot.is_heading:
            continue
        if format_of(state.items[slot.item_id]).rests or slot.gap_ms >= STEP_MS:
            yield from _stretch(state, stretch, since_ms, slot.starts_ms - max(slot.gap_ms, 0))
            rests = format_of(state.items[slot.item_id]).rests
            since_ms, stretch = slot.starts_ms + (slot.length_ms if rests else 0), [] if rests else [slot]
        else:
            stretch.append(slot)
    yield from _stretch(state, stretch, since_ms, plan.ends_ms)


def _stretch(state: SessionState, stretch: Sequence[Slot], since_ms: int, until_ms: int) -> Iterator[Finding]:
    if until_ms - since_ms <= LONGEST_STRETCH_MS or not stretch:
        return
    middle_ms = (since_ms + until_ms) // 2
    before = min(stretch[1:], key=lambda slot: abs(slot.starts_ms - middle_ms), default=None)
    first = state.items[stretch[0].item_id]
    hours, minutes = divmod((until_ms - since_ms) // MINUTE_MS, 60)
    text = say("{hours} h {minutes} min without a break, from “{title}” on.", hours=hours, minutes=minutes,
               title=titled(first.title))  # fmt: skip
    fixes: tuple[Fix, ...] = ()
    if before is not None:
        label = say("A break of 15 min before “{title}”", title=titled(state.items[before.item_id].title))
        fixes = (Fix(label, add_break, (before.item_id,), say("Break")),)
    at = before.item_id if before else stretch[0].item_id
    yield Finding("break", at, say("No break"), text, fixes, is_wrong=False)


def _hosts(state: SessionState, plan: Schedule) -> Iterator[Finding]:
    """Find items with tables at which no host stays; where heads are counted, none."""
    people = seated(state)
    hosts = sum(person.role is Role.TABLE_HOST for person in people)
    for slot in plan.slots if people else ():
        item = state.items[slot.item_id]
        tables = format_of(item).tables(item)
        if tables is None or not tables.has_hosts or hosts >= tables.tables or item.status is not ItemStatus.PLANNED:
            continue
        text = say_n("{n} table has no host.", "{n} tables have no host.", tables.tables - hosts)
        nobody_stays = ev.ItemEdited(settings={HOSTS_STAY: False})
        fixes = (
            Fix(say("The first seats host"), name_hosts, (item.item_id,)),
            Fix(say("Without hosts"), edit_items, ((item.item_id,), nobody_stays)),
        )
        yield Finding("hosts", item.item_id, titled(item.title), text, fixes, is_wrong=False)


def _end(state: SessionState, plan: Schedule, can_give: Giving) -> Iterator[Finding]:
    """The promised end: past it, or with no slack before it."""
    slack = slack_ms(state, plan)
    promised = state.info.promised
    if slack is None or promised is None or slack >= LEAST_SLACK_MS:
        return
    items = [state.items[slot.item_id] for slot in plan.slots if not slot.is_heading]
    fixes = _shortening(items, LEAST_SLACK_MS - slack if slack >= 0 else -slack, can_give)
    if slack >= 0:
        minutes = slack // MINUTE_MS
        text = say_n("{n} minute before the promised end.", "{n} minutes before the promised end.", minutes)
        yield Finding("slack", NO_ITEM, say("No slack"), text, fixes, is_wrong=False)
        return
    text = say_n(
        "The plan ends {n} min after the promised end, {time}.",
        "The plan ends {n} min after the promised end, {time}.",
        max(1, -slack // MINUTE_MS),  # As both times are shown.
        time=promised.time,
    )
    yield Finding("over", NO_ITEM, say("Over the promised end"), text, (*fixes, *_promising(state, plan)))


def _promising(state: SessionState, plan: Schedule) -> Iterator[Fix]:
    """Promise the end that the plan has, where it is on the same day."""
    promised = state.info.promised
    end_ms = -(-plan.ends_ms // STEP_MS) * STEP_MS
    if promised is not None and end_ms < DAY_MS:
        begins = state.info.begins
        end = ev.LocalTime(begins.date or promised.date, clock_text(end_ms), begins.utc_offset_min)
        yield Fix(say("Promise {time}", time=end.time), set_promised_end, (end,))


def _shortening(items: Sequence[AgendaItem], by_ms: int, can_give: Giving) -> tuple[Fix, ...]:
    """Propose to shorten that item which has most time to give, in whole minutes."""
    by_ms = -(-by_ms // MINUTE_MS) * MINUTE_MS
    able = [item for item in items if can_give().get(item.item_id, 0) >= by_ms]
    if not able:
        return ()
    longest = max(able, key=lambda item: can_give()[item.item_id])
    edit = ev.ItemEdited(planned_ms=Duration(longest.planned_ms - by_ms))
    label = say_n(
        "“{title}” {n} min shorter", "“{title}” {n} min shorter", by_ms // MINUTE_MS, title=titled(longest.title)
    )
    return (Fix(label, edit_items, ((longest.item_id,), edit)),)


def _up(length_ms: int) -> int:
    return -(-length_ms // STEP_MS) * STEP_MS


def _whole_minutes(length_ms: int) -> int:
    return -(-length_ms // MINUTE_MS)
