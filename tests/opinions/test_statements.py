"""Statements: put to the vote, translated, reworded, split, merged, rejected; and how their ballots then count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.naming import name_command
from facilitator_console.log import NOTHING_ERASED, Event, as_kept, with_erasures
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.opinions.commands import (
    LONGEST_STATEMENT,
    accept_statement,
    add_statement,
    merge_statement,
    reject_statement,
    reword_statement,
    split_statement,
    translate_statement,
)
from facilitator_console.opinions.conversation import conversation_matrix
from facilitator_console.opinions.ids import NO_STATEMENT, Source, StatementId, Status
from facilitator_console.opinions.state import Translation, kept_statement, statements_open
from facilitator_console.words import UserError
from tests.dialogue.plain_fold import plain_fold
from tests.helpers.controller import SessionController

BUS, SCHOOL = "The bus should stop at the school", "The school should open earlier"


class Room(SessionController):
    """A controller with two statements put to the vote."""

    def __init__(self) -> None:
        super().__init__()
        self.bus = self.made(add_statement, BUS, language="en")
        self.school = self.made(add_statement, SCHOOL, language="en", source=Source.PARTICIPANT)

    def made(self, command: Callable[..., Any], *args: object, **kwargs: object) -> StatementId:
        """Carry a command out; the statement that its first event makes."""
        return StatementId(self.do(command, *args, **kwargs)[0].subject)

    @property
    def open_texts(self) -> list[str]:
        return [statement.text for statement in statements_open(self.state)]


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_statement_is_kept_on_one_line_with_where_it_comes_from(room: Room) -> None:
    added = room.made(add_statement, "  Дві\n зупинки ", source=Source.PARTICIPANT, meta=True)
    statement = room.state.statements[added]
    assert (statement.text, statement.source, statement.meta, statement.status) == (
        "Дві зупинки",
        Source.PARTICIPANT,
        True,
        Status.NEW,
    )


def test_140_characters_fit_and_no_more(room: Room) -> None:
    assert room.state.statements[room.made(add_statement, "ї" * LONGEST_STATEMENT)].text == "ї" * 140
    with pytest.raises(UserError, match="at most 140 characters"):
        room.do(add_statement, "x" * 141)
    with pytest.raises(UserError, match="Type its text"):
        room.do(add_statement, " \n ")


def test_a_translation_says_who_made_it_and_a_better_one_takes_its_place(room: Room) -> None:
    room.do(translate_statement, room.bus, "uk", "Автобус", "interpreter")
    room.do(translate_statement, room.bus, "ru", "Автобус", "OK")
    room.do(translate_statement, room.bus, "uk", "Автобус має зупинятися", "OK")
    assert room.state.statements[room.bus].translations == (
        Translation("ru", "Автобус", "OK"),
        Translation("uk", "Автобус має зупинятися", "OK"),
    )
    for language, who in (("uk", " "), ("", "OK"), ("en", "OK"), ("x" * 41, "OK")):
        with pytest.raises(UserError):
            room.do(translate_statement, room.bus, language, "text", who)


def test_a_better_wording_is_a_new_statement_made_from_the_old(room: Room) -> None:
    new = room.made(reword_statement, room.school, "School should begin at nine", "clearer")
    statement = room.state.statements[new]
    assert (statement.made_from, statement.source, statement.language) == (room.school, Source.PARTICIPANT, "en")
    assert room.state.statements[room.school].status is Status.REWORDED
    assert room.open_texts == [BUS, "School should begin at nine"]


def test_the_parts_of_a_split_statement_are_made_from_it(room: Room) -> None:
    room.do(split_statement, room.bus, ["The bus should stop", "The stop should be at the school"])
    parts = [one for one in room.state.statements.values() if one.made_from == room.bus]
    assert [one.text for one in parts] == ["The bus should stop", "The stop should be at the school"]
    assert room.state.statements[room.bus].status is Status.SPLIT
    with pytest.raises(UserError, match="at least two parts"):
        room.do(split_statement, room.school, ["only one"])


def test_what_is_closed_is_refused_until_it_is_accepted(room: Room) -> None:
    room.do(reject_statement, room.bus, "names a person")
    closed: list[tuple[Callable[..., Any], tuple[object, ...]]] = [
        (reject_statement, (room.bus, "again")),
        (reword_statement, (room.bus, "other")),
        (split_statement, (room.bus, ["one", "two"])),
        (merge_statement, (room.bus, room.school)),
        (merge_statement, (room.school, room.bus)),
        (translate_statement, (room.bus, "uk", "text", "OK")),
    ]
    for command, args in closed:
        with pytest.raises(UserError, match="closed"):
            room.do(command, *args)
    room.do(accept_statement, room.bus, "name taken out")
    assert room.open_texts == [BUS, SCHOOL]
    assert room.do(accept_statement, room.bus) == []


def test_other_refusals(room: Room) -> None:
    with pytest.raises(UserError, match="Type the reason"):
        room.do(reject_statement, room.bus, " ")
    with pytest.raises(UserError, match="with itself"):
        room.do(merge_statement, room.bus, room.bus)
    with pytest.raises(UserError, match="not in this session"):
        room.do(accept_statement, StatementId("nobody’s"))
    with pytest.raises(UserError, match="reason is too long"):
        room.do(reject_statement, room.bus, "x" * 1001)


def test_the_moderation_log_keeps_every_decision(room: Room) -> None:
    room.do(reject_statement, room.bus, "names a person")
    room.do(accept_statement, room.bus)
    undone = room.do(reject_statement, room.bus, "a slip")
    room.undo(undone)
    room.do(merge_statement, room.school, room.bus, "the same")
    told = [(one.statement_id, one.status, one.reason, one.kept) for one in room.state.moderation.values()]
    assert told == [
        (room.bus, Status.REJECTED, "names a person", NO_STATEMENT),
        (room.bus, Status.ACCEPTED, "", NO_STATEMENT),
        (room.school, Status.MERGED, "the same", room.bus),
    ]


def test_a_withdrawn_statement_takes_its_words_along_everywhere(room: Room) -> None:
    room.do(translate_statement, room.school, "uk", "planted переклад", "OK")
    room.do(merge_statement, room.bus, room.school, "planted reason")
    room.do(reject_statement, room.school, "planted too")
    room.do(accept_statement, room.school)
    room.made(reword_statement, room.school, "planted wording")
    room.erase(room.school)
    left = str([room.state.statements, room.state.moderation])
    assert SCHOOL not in left
    assert "planted too" not in left
    assert "переклад" not in left
    # Its rewording is a statement of its own, and what was merged with it stands again.
    assert room.open_texts == [BUS, "planted wording"]
    erasures = with_erasures(NOTHING_ERASED, room.written)
    blank = [as_kept(one, erasures, KINDS) for one in room.written]
    assert room.state == History(blank).state == plain_fold(blank)


def test_commands_are_named_for_undo(room: Room) -> None:
    def name(events: list[Event]) -> str:
        entries = [entry for entry in room.history if entry.event in events]
        return str(name_command(room.state, entries))

    assert name(room.do(reword_statement, room.bus, "other words")) == "statement reworded"
    assert name(room.do(split_statement, room.school, ["one", "two"])) == "statement split"
    assert name(room.do(add_statement, "new")) == "statement added"


# -- which ballots count -----------------------------------------------------------------------------------


def ballots(*rows: tuple[int, str, int]) -> Ballots:
    voters, statements, votes = map(list, zip(*rows, strict=True))
    return Ballots(voters, statements, votes, [0] * len(rows))


def test_on_a_merged_statement_the_ballot_on_the_kept_one_counts(room: Room) -> None:
    third = room.made(add_statement, "The bus must stop at the school")
    room.do(merge_statement, third, room.bus)
    cast = ballots((1, room.bus, 1), (1, third, -1), (2, third, -1), (3, room.school, 0))
    matrix = conversation_matrix(room.state, cast)
    assert matrix.statements.tolist() == [room.bus, room.school]
    assert matrix.votes[:, 0].tolist() == [1, -1, 0]
    assert matrix.seen.tolist() == [[True, False], [True, False], [False, True]]


def test_mergers_go_on_to_the_last_and_a_circle_ends_at_the_lowest_id(room: Room) -> None:
    third = room.made(add_statement, "third")
    room.do(merge_statement, third, room.school)
    room.do(merge_statement, room.school, room.bus)
    assert kept_statement(room.state, third) == room.bus
    # Another laptop, which did not know of it, merges the other way round.
    other = SessionController(History(room.written[:3]), writer="b")
    other.do(merge_statement, room.bus, room.school)
    room.history.add(other.written)
    assert kept_statement(room.state, room.bus) == kept_statement(room.state, room.school) == min(room.bus, room.school)
    assert room.open_texts == [BUS]


def test_a_merger_with_what_is_gone_has_no_effect(room: Room) -> None:
    room.do(merge_statement, room.school, room.bus)
    room.erase(room.bus)
    assert room.open_texts == [SCHOOL]
    cast = ballots((1, room.bus, 1), (2, room.school, -1))
    assert conversation_matrix(room.state, cast).voters.tolist() == [2]


def test_without_ballots_there_is_an_empty_matrix(room: Room) -> None:
    assert conversation_matrix(room.state, Ballots()).seen.shape == (0, 2)
