"""Console: the one way in for everything that anybody does to a session. No Qt, no rule of the room."""

from facilitator_console.console.console import Command, Console
from facilitator_console.console.drafts import (
    answer_field,
    objection_field,
    rewriting_field,
    sentence_field,
    subject_of_field,
    theme_field,
    translating_field,
)
from facilitator_console.console.opening import Received, new_session, open_session, receive_session, take_votes
from facilitator_console.console.posting import RunSoon
from facilitator_console.console.receiving import beside
from facilitator_console.console.voting import VotesBrought

__all__ = [
    "Command",
    "Console",
    "Received",
    "RunSoon",
    "VotesBrought",
    "answer_field",
    "beside",
    "new_session",
    "objection_field",
    "open_session",
    "receive_session",
    "rewriting_field",
    "sentence_field",
    "subject_of_field",
    "take_votes",
    "theme_field",
    "translating_field",
]
