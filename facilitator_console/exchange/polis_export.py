"""Writes a conversation in Polis' CSV format, so that its tools can read it.

Every row is a person's: these files are for computing, not for publishing. No vote has a time, so all times are 0;
voters get new numbers, in the order of their random numbers, which tells nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

import numpy as np

from facilitator_console.opinions.conversation import Conversation

VOTES_FILE, COMMENTS_FILE, PARTICIPANTS_FILE = "votes.csv", "comments.csv", "participants-votes.csv"

_AT = (0, "Thu Jan 01 00:00:00 UTC 1970")
_NO_VOTER = 0
"""Stands for the author of every statement: voters are numbered from 1."""


def polis_files(conversation: Conversation) -> dict[str, str]:
    """Make the three files of an export, by name.

    Statements that are numbers keep them, others are numbered in the order of their ids.
    """
    matrix, texts, rejected, meta, _ = conversation
    ids = matrix.statements.tolist()
    numbers = ids if matrix.statements.dtype.kind == "i" else list(range(len(ids)))
    votes = [
        (*_AT, numbers[column], row + 1, int(matrix.votes[row, column]))
        for column, row in np.argwhere(matrix.seen.T).tolist()
    ]
    agrees, disagrees = (np.count_nonzero(matrix.votes == side, axis=0).tolist() for side in (1, -1))
    comments = [
        (
            *(*_AT, number, _NO_VOTER, agree, disagree, -1 if statement in rejected else 1),
            *(statement in meta, texts.get(statement, "")),
        )
        for number, statement, agree, disagree in zip(numbers, ids, agrees, disagrees, strict=True)
    ]
    people = []
    for row, (votes_of_voter, seen) in enumerate(zip(matrix.votes.tolist(), matrix.seen.tolist(), strict=True), 1):
        cells = [vote if voted else "" for vote, voted in zip(votes_of_voter, seen, strict=True)]
        people.append((row, "", 0, sum(seen), votes_of_voter.count(1), votes_of_voter.count(-1), *cells))
    return {
        VOTES_FILE: _table(("timestamp", "datetime", "comment-id", "voter-id", "vote"), votes),
        COMMENTS_FILE: _table(
            (
                *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"),
                *("moderated", "is-meta", "comment-body"),
            ),
            comments,
        ),
        PARTICIPANTS_FILE: _table(
            ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *numbers), people
        ),
    }


def _table(header: Collection[object], rows: Collection[Collection[object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue()
