"""Counts who took part, in one-way tables: by group, and by what the team asked. Never crossed, never by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

from facilitator_console.dialogue.ids import CellId
from facilitator_console.dialogue.state import State
from facilitator_console.report.disclosure.counts import merged_counts
from facilitator_console.report.disclosure.figures import (
    CONNECTIONS,
    PEOPLE,
    connections,
    people_counted,
    sizes_of_groups,
)
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Bar, Bars, Block, Column, Paragraph, Rank, Section
from facilitator_console.session.ids import NO_GROUP, GroupId
from facilitator_console.session.people import group_name
from facilitator_console.views.seat_words import AGE_BANDS, GENDERS, NOT_SAID
from facilitator_console.words import Message, say, say_n

K = TypeVar("K")
ALL_PEOPLE, ALL_CONNECTIONS = CellId(f"{PEOPLE}/all"), CellId(f"{CONNECTIONS}/all")


def participation(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of who took part: those who talk, without team, interpreters, experts and observers."""
    title = say("Who took part")
    phones, of_phones = _connections(state, policy)
    if PEOPLE in policy.withheld:
        changed = say("The numbers of people have changed since an earlier public report and are not told again.")
        return Section("participation", title, (Paragraph(changed), *phones), of_phones)
    people = people_counted(state)
    tables = [
        _groups(state, policy),
        _asked("by_age", say("By age"), Counter(person.age_band for person in people), AGE_BANDS, policy),
        _asked("by_gender", say("By gender"), Counter(person.gender for person in people), GENDERS, policy),
        _asked("by_oblast", say("By oblast"), Counter(person.oblast for person in people), {}, policy),
    ]
    shown = [bars for bars, _hidden in tables if bars is not None]
    blocks: list[Block] = [*shown]
    cells = [CellId(f"{PEOPLE}/{bars.name}/{at}") for bars in shown for at in range(len(bars.bars))]
    if policy.small_groups.allows(len(people)):
        took_part = say_n("{n} person took part.", "{n} people took part.", len(people))
        blocks.insert(0, Paragraph(took_part))
        cells.append(ALL_PEOPLE)
    blocks += phones
    cells += of_phones
    if shown:
        merged = say(
            "Where fewer than {n} people gave an answer, it is counted with “Others”, or the table is left out.",
            n=policy.small_groups.smallest_group,
        )
        blocks.append(Paragraph(merged, Rank.SMALL))
    hidden = sum(hidden for _bars, hidden in tables)
    return Section("participation", title, tuple(blocks), tuple(cells), hidden) if blocks else None


def _connections(state: State, policy: ReportPolicy) -> tuple[tuple[Paragraph, ...], tuple[CellId, ...]]:
    """Say how many phones were connected, where they are enough and were not told otherwise before."""
    number = connections(state)
    if CONNECTIONS in policy.withheld or not number or not policy.small_groups.allows(number):
        return (), ()
    words = say_n(
        "Phones were connected {n} time: connections are counted, not people.",
        "Phones were connected {n} times: connections are counted, not people.",
        number,
    )
    return (Paragraph(words),), (ALL_CONNECTIONS,)


def _groups(state: State, policy: ReportPolicy) -> tuple[Bars | None, int]:
    """Return the table of the groups; their head-counts count where there are any."""

    def name(group_id: GroupId) -> Message:
        return say("in no group") if group_id == NO_GROUP else group_name(state, group_id)

    return _table("by_group", say("By group"), sizes_of_groups(state), name, policy)


def _asked(
    name: str, title: Message, sizes: Mapping[str, int], words: Mapping[str, Message], policy: ReportPolicy
) -> tuple[Bars | None, int]:
    """Return the table of something that was asked of people; None where nobody said anything."""
    if not any(sizes):
        return None, 0
    order = [*words, *sorted(set(sizes) - set(words))]
    known = {key: sizes[key] for key in sorted(order, key=lambda key: not key) if key in sizes}
    return _table(
        name, title, known, lambda key: NOT_SAID if not key else words.get(key, say("{name}", name=key)), policy
    )


def _table(
    name: str, title: Message, sizes: Mapping[K, int], words: Callable[[K], Message], policy: ReportPolicy
) -> tuple[Bars | None, int]:
    """Return the counts that may be shown, and how many are hidden among others or with the whole table."""
    rows = merged_counts(sizes, policy.small_groups)
    bars = tuple(Bar(say("Others") if row.key is None else words(row.key), row.people) for row in rows)
    hidden = len([size for size in sizes.values() if size]) - len([row for row in rows if row.key is not None])
    of = Column("who", say("Who"), say("The answer, or the group; “Others” are small ones together."))
    unit = Column("people", say("people"), say("How many people."), is_number=True)
    return (Bars(name, title, of, unit, bars), hidden) if bars else (None, hidden)
