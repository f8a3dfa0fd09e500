"""Names the figures about people that a public report may tell, in families: what is counted over the same people.

Of a family all is told or nothing once any of it has changed since an earlier public report: each of its tables adds up
to the same total, so one changed figure would open the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from facilitator_console.dialogue.state import State
from facilitator_console.session.balance import group_sizes
from facilitator_console.session.ids import NO_GROUP, OUTSIDE_BALANCE
from facilitator_console.session.people import group_of, seated
from facilitator_console.session.state import Participant

PEOPLE, ANSWERS, CONNECTIONS = "people", "answers", "connections"


class Family(NamedTuple):
    """Represents a family of figures.

    Attributes:
        kinds: Of the events that it is counted from.
        count: Counts everything that any of its tables could show.
    """

    kinds: frozenset[str]
    count: Callable[[State], Any]


def people_counted(state: State) -> list[Participant]:
    """Return those who talk: without team, interpreters, experts and observers."""
    return [person for person in seated(state) if person.role not in OUTSIDE_BALANCE]


def sizes_of_groups(state: State) -> dict[Any, int]:
    """Return the people of each group, those in no group last; head-counts count where there are any."""
    without = sum(group_of(state, person.participant_id) == NO_GROUP for person in people_counted(state))
    return {**group_sizes(state), NO_GROUP: without}


def _people(state: State) -> tuple[Any, ...]:
    people = people_counted(state)
    answers = (Counter(getattr(person, name) for person in people) for name in ("age_band", "gender", "oblast"))
    return (len(people), sizes_of_groups(state), *answers)


def connections(state: State) -> int:
    """Return how many connections of phones there were, on all laptops; one phone may have had several."""
    return sum(count.connections for count in state.phone_counts.values())


def _answers(state: State) -> Counter[tuple[str, str]]:
    return Counter((str(answer.about), str(answer.choice)) for answer in state.answers.values() if answer.choice)


FAMILIES: dict[str, Family] = {
    PEOPLE: Family(
        frozenset(
            [
                "participant_added",
                "participant_edited",
                "participant_removed",
                "group_added",
                "group_edited",
                "group_removed",
            ]
        ),
        _people,
    ),
    ANSWERS: Family(frozenset({"answer_added"}), _answers),
    CONNECTIONS: Family(frozenset({"phones_counted"}), connections),
}
