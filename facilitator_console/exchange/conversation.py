"""Reads a conversation from files: its votes, joined with the statements that they are about.

The votes come from an export of Polis or from ballots on paper; the first row of a file tells which.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from facilitator_console.exchange.paper_ballots import read_paper_ballots
from facilitator_console.exchange.polis import Comments, is_export, read_comments, read_export, rows_of_table
from facilitator_console.opinions.conversation import Conversation
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.words import Message, UserError, say


class ImportedConversation(NamedTuple):
    """Holds a conversation that was read from files.

    Attributes:
        conversation: Its votes and statements.
        marks: The signs on paper ballots by the vote that each was read as; empty for an export.
    """

    conversation: Conversation
    marks: Mapping[str, int]


def read_conversation(votes: Path, comments_file: Path | None = None) -> ImportedConversation:
    """Read votes and, where a file with them is named, statements.

    Args:
        votes: votes.csv or participants-votes.csv from Polis, or a grid of paper ballots (CSV, XLSX).
        comments_file: comments.csv from Polis.

    Raises:
        UserError: A file can't be read or has another form, or there is no vote in it.
    """
    comments = read_comments(comments_file) if comments_file else None
    known = comments.texts.keys() if comments else None
    is_from_polis = is_export(next(rows_of_table(votes)).cells)
    imported = read_export(votes, known) if is_from_polis else read_paper_ballots(votes, known)
    if not len(imported.ballots.votes):
        raise UserError(say("{path} contains no votes. Name another file.", path=str(votes)))
    statements = comments or Comments(imported.texts)
    conversation = Conversation(
        matrix=vote_matrix(imported.ballots, known or imported.statements),
        texts=dict(statements.texts.items()),
        rejected=statements.rejected,
        meta=statements.meta,
        # On paper nothing is moderated out: what is on the ballot is what is asked.
        moderation_known=bool(comments) or not is_from_polis,
    )
    return ImportedConversation(conversation, imported.marks)


def marks_in_words(marks: Mapping[str, int]) -> Message:
    """Say how the signs on paper ballots were read, so that a person can notice a wrong reading."""
    agree, skipped, disagree = (
        tuple(sorted(f"“{mark}”" for mark, vote in marks.items() if vote == wanted)) or "–" for wanted in (1, 0, -1)
    )
    return say(
        "Read as agreement: {agree}; as disagreement: {disagree}; as skipped: {passed}.",
        agree=agree,
        disagree=disagree,
        passed=skipped,
    )
