"""Whether a few questions stand for all who voted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.opinions.representation import Unheard, most_heard, representation


def room(*rows: str) -> VoteMatrix:
    """Votes of people on statements a, b, c …: + agree, - disagree, 0 pass, a dot for none."""
    meant = {"+": Vote.AGREE, "-": Vote.DISAGREE, "0": Vote.SKIP}
    cast = [
        (voter, chr(ord("a") + at), meant[sign], 1)
        for voter, row in enumerate(rows, 1)
        for at, sign in enumerate(row)
        if sign != "."
    ]
    return vote_matrix(Ballots(*zip(*cast, strict=True)))


def test_a_position_that_enough_people_share_is_found_where_no_question_rests_on_it() -> None:
    votes = room("+-.", "+-.", "+0.", "-+.", "-+.", ".++")
    audit = representation(votes, [["a"]])
    assert tuple(audit) == (6, 1, 3, (Unheard("b", 3), Unheard("c", 1)))
    assert audit.is_justified  # Six people share one question: three are fewer than six.
    assert not representation(votes, [["a"], ["a"]]).is_justified
    assert representation(votes, [["a"], ["b"]]).unheard == ()


def test_without_questions_nobody_is_heard() -> None:
    assert not representation(room("+"), []).is_justified
    assert representation(room("+"), []).heard == 0


ROOMS = (
    st.integers(1, 6)
    .flatmap(lambda width: st.lists(st.text("+-0.", min_size=width, max_size=width), min_size=1, max_size=14))
    .filter(lambda rows: any(set(row) - {"."} for row in rows))
)


@given(ROOMS, st.integers(1, 5))
def test_chosen_statements_leave_no_large_set_without_a_question(rows: list[str], count: int) -> None:
    votes = room(*rows)
    chosen = most_heard(votes, count)
    assert len(set(chosen)) == len(chosen) <= count
    audit = representation(votes, [[statement] for statement in chosen])
    # Fewer than asked for: all who agree with anything are heard.
    assert audit.is_justified if len(chosen) == count else audit.unheard == ()


@given(ROOMS, st.data())
def test_the_audit_agrees_with_counting_by_hand(rows: list[str], data: st.DataObject) -> None:
    votes = room(*rows)
    slate = data.draw(st.lists(st.sampled_from(votes.statements.tolist()), max_size=3))
    cells = {
        (person, statement): bool(votes.seen[row, column]) and int(votes.votes[row, column]) == 1
        for row, person in enumerate(votes.voters.tolist())
        for column, statement in enumerate(votes.statements.tolist())
    }
    people = {person for person in votes.voters.tolist() if not any(cells[person, on] for on in slate)}
    expected = {on: sum(cells[person, on] for person in people) for on in votes.statements.tolist()}
    found = representation(votes, [[on] for on in slate])
    assert dict(found.unheard) == {on: number for on, number in expected.items() if number}
    assert found.heard == votes.voters.size - len(people)
    numbers = [number for _, number in found.unheard]
    assert numbers == sorted(numbers, reverse=True)
