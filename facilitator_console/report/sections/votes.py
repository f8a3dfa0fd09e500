"""Tells the result of the vote: what is shared, where answers differ, all other statements, and how sure that is.

In words, as on the screen (report.votes). Ballots are not part of the log: the result comes with the policy, from who
has computed it. Its caution stands before any statement.
"""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.voting import votes_closed
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Cell, Column, Heading, Paragraph, Rank, Section, Table
from facilitator_console.report.votes import TWICE, WORDS, ResultRow, VoteResult, left_out_words
from facilitator_console.words import Message, say, say_p

_STATEMENT = Column("statement", say("Statement"), say("The words that were voted on."))
_ALL = Column("all", say_p("who voted", "All together"), say("How all who voted on it answered, in words."))
CAUTION = say(
    "Read this with care: it tells how the people in this room voted on these statements, not what others think. It is "
    "told in words, so that nobody can be found in it."
)


def votes(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section of the vote that was closed last."""
    if not votes_closed(state):
        return None
    result = policy.votes
    if result is None:
        blocks: tuple[Block, ...] = (Paragraph(NOT_COMPUTED),) if not policy.is_public else ()
    elif policy.small_groups.smallest_group > result.smallest_group:
        blocks = (Paragraph(TOO_FEW),)
    else:
        blocks = tuple(_blocks(state, result))
    return Section("votes", say("What came out of the vote"), blocks) if blocks else None


NOT_COMPUTED = say("The result of the vote is not computed yet. Look at it in Harvest first.")
TOO_FEW = say("How people voted is not told here: fewer than the chosen number of people could be found in it.")


def _blocks(state: State, result: VoteResult) -> list[Block]:
    blocks: list[Block] = [Paragraph(CAUTION), *(Paragraph(words) for words in result.counted), Paragraph(TWICE)]
    for name, title, rows in (
        ("votes_shared", say("What is shared"), result.shared),
        ("votes_differ", say("Where answers differ"), result.differs),
        ("votes_others", say("All other statements"), result.others),
    ):
        if rows:
            blocks.append(_table(state, name, title, rows, len(result.sets)))
    blocks.append(Heading(say("How sure this is")))
    blocks += [Paragraph(words, Rank.SMALL) for words in result.sure]
    if words := left_out_words(result):
        blocks.append(Paragraph(words, Rank.SMALL))
    return blocks


def _table(state: State, name: str, title: Message, rows: tuple[ResultRow, ...], sets: int) -> Table:
    """Return statements with their words: of each set of similar answers where there are some, else of all."""
    if not sets:
        cells: tuple[tuple[Cell, ...], ...] = tuple((_statement(state, row), WORDS[row.answers[0]]) for row in rows)
        return Table(name, title, (_STATEMENT, _ALL), cells, rests_on=_rests_on(rows))
    columns = tuple(
        Column(
            f"similar_{place}",
            say("Similar answers {number}", number=place),
            say("How people with similar answers {number} answered, in words.", number=place),
        )
        for place in range(1, sets + 1)
    )
    rows_of = [(_statement(state, row), [WORDS[answer] for answer in row.answers]) for row in rows]
    cells = tuple((words, *answers, *([None] * (sets - len(answers)))) for words, answers in rows_of)
    caption = say("Where only one answer stands, it is that of all together: too few of one set voted on it.")
    has_alone = any(not row.is_by_set for row in rows)
    return Table(
        name, title, (_STATEMENT, *columns), cells, caption=caption if has_alone else None, rests_on=_rests_on(rows)
    )


def _statement(state: State, row: ResultRow) -> Cell:
    """Return the words of a statement as they may be told now: since the result was computed they may be withdrawn."""
    statement = state.statements.get(StatementId(str(row.statement)))
    return statement.text if statement and statement.text else say("a withdrawn statement")


def _rests_on(rows: tuple[ResultRow, ...]) -> tuple[Subject, ...]:
    return tuple(Subject(str(row.statement)) for row in rows)
