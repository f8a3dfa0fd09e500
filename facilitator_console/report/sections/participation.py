"""Who took part, in one-way tables: by group, and by what the team asked. Never crossed, never by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

from facilitator_console.dialogue.state import State
from facilitator_console.report.disclosure.counts import merged_counts
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Cell, Column, Paragraph, Rank, Section, Table
from facilitator_console.session.balance import group_sizes
from facilitator_console.session.ids import NO_GROUP, OUTSIDE_BALANCE, GroupId
from facilitator_console.session.people import group_name, group_of, seated
from facilitator_console.session.state import Participant
from facilitator_console.views.seat_words import AGE_BANDS, GENDERS, NOT_SAID
from facilitator_console.words import Message, say, say_n

K = TypeVar("K")


def participation(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of who took part: those who talk, without team, interpreters, experts and observers."""
    people = [person for person in seated(state) if person.role not in OUTSIDE_BALANCE]
    tables = [
        _groups(state, people, policy),
        _asked("by_age", say("By age"), Counter(person.age_band for person in people), AGE_BANDS, policy),
        _asked("by_gender", say("By gender"), Counter(person.gender for person in people), GENDERS, policy),
        _asked("by_oblast", say("By oblast"), Counter(person.oblast for person in people), {}, policy),
    ]
    blocks: list[Block] = [table for table in tables if table is not None]
    if policy.small_groups.allows(len(people)):
        took_part = say_n("{n} person took part.", "{n} people took part.", len(people))
        blocks.insert(0, Paragraph(took_part))
    if any(isinstance(block, Table) for block in blocks):
        merged = say(
            "Where fewer than {n} people gave an answer, it is counted with “Others”, or the table is left out.",
            n=policy.small_groups.smallest_group,
        )
        blocks.append(Paragraph(merged, Rank.SMALL))
    return Section("participation", say("Who took part"), tuple(blocks)) if blocks else None


def _groups(state: State, people: list[Participant], policy: ReportPolicy) -> Table | None:
    """Return the table of the groups; their head-counts count where there are any."""
    without = sum(group_of(state, person.participant_id) == NO_GROUP for person in people)
    sizes = {**group_sizes(state), NO_GROUP: without}

    def name(group_id: GroupId) -> Message:
        return say("in no group") if group_id == NO_GROUP else group_name(state, group_id)

    return _table("by_group", say("By group"), sizes, name, policy)


def _asked(
    name: str, title: Message, sizes: Mapping[str, int], words: Mapping[str, Message], policy: ReportPolicy
) -> Table | None:
    """Return the table of something that was asked of people; None where nobody said anything."""
    if not any(sizes):
        return None
    order = [*words, *sorted(set(sizes) - set(words))]
    known = {key: sizes[key] for key in sorted(order, key=lambda key: not key) if key in sizes}
    return _table(
        name, title, known, lambda key: NOT_SAID if not key else words.get(key, say("{name}", name=key)), policy
    )


def _table(
    name: str, title: Message, sizes: Mapping[K, int], words: Callable[[K], Message], policy: ReportPolicy
) -> Table | None:
    rows: list[tuple[Cell, ...]] = [
        (say("Others") if row.key is None else words(row.key), row.people)
        for row in merged_counts(sizes, policy.small_groups)
    ]
    columns = (
        Column("who", say("Who"), say("The answer, or the group; “Others” are small ones together.")),
        Column("people", say("people"), say("How many people."), is_number=True),
    )
    return Table(name, title, columns, tuple(rows)) if rows else None
