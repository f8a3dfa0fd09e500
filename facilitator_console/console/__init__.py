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
from facilitator_console.console.opening import new_session, open_session, receive_session
from facilitator_console.console.posting import RunSoon

__all__ = [
    "Command",
    "Console",
    "RunSoon",
    "answer_field",
    "new_session",
    "objection_field",
    "open_session",
    "receive_session",
    "rewriting_field",
    "sentence_field",
    "subject_of_field",
    "theme_field",
    "translating_field",
]
