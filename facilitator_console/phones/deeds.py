"""Carries out on the console what phones ask for, and answers once it is on the disk and to be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Concatenate, ParamSpec

from facilitator_console.console import Console
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.phones.views import FreshView
from facilitator_console.session.legality import REFUSALS, Condition
from facilitator_console.words import Message, UserError, say

P = ParamSpec("P")
OFF = say("The phones have been turned off.")
MEETING_OVER = say("The meeting is over.")
PAUSED = say("Everything is paused. Try again in a while.")
NO_HANDS = say("No hands are taken just now.")
_FOR_PHONES: dict[str, Message] = {
    REFUSALS[Condition.CLOSED].msgid: MEETING_OVER,
    REFUSALS[Condition.FROZEN].msgid: PAUSED,
    REFUSALS[Condition.QUIET].msgid: PAUSED,
    "The queue is closed. Open it to add a seat.": NO_HANDS,
    "There is no queue at {table}. Give it one first.": NO_HANDS,
    "Nobody takes a turn in “{title}”.": NO_HANDS,
    "“{title}” is a free conversation without a queue.": say("You can speak freely now: there is no queue."),
    "Another laptop leads clock and queue. Take the lead first.": NO_HANDS,
}
"""The words for a phone, by the English words for whoever leads."""


def for_phones(refusal: Message) -> Message:
    """Return a refusal in words for who has a phone and can change nothing about it."""
    return _FOR_PHONES.get(refusal.msgid, refusal)


class ConsoleDeeds:
    """Carries out what phones ask for.

    Attributes:
        cares: Whether a care person can be reached at this laptop.
    """

    def __init__(self, console: Console, fresh: FreshView, ask_for_person: Callable[[str], None]) -> None:
        """Use this console, of which only `post` and `voting` are used."""
        self._console, self._fresh, self._ask = console, fresh, ask_for_person
        self.cares = False

    @property
    def session(self) -> str:
        """Return the session's id."""
        return self._console.session

    async def post(
        self,
        command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Changes:
        """Carry a command out; when this returns it is on the disk, and the view is read anew.

        Raises:
            UserError: It is refused.
        """
        return await self._done(self._console.post(command, *args, **kwargs))

    async def withdraw(self, subject: Subject) -> None:
        """Erase what has this id, and all that was made from it."""
        await self._done(self._console.post_withdrawal(subject))

    async def vote(self, token: str, votes: Mapping[StatementId, Vote]) -> None:
        """Put votes into the box; when this returns they are on the disk.

        Raises:
            UserError: The vote is not open, or a statement is not voted on.
        """
        await asyncio.to_thread(self._console.voting.cast, token, votes)

    def votes_of(self, token: str) -> dict[StatementId, Vote]:
        """Return what a token has voted in the vote that is open."""
        return self._console.voting.votes_of(token)

    def next_statement(self, token: str) -> StatementId | None:
        """Draw what a token sees next; None once it has seen all."""
        return self._console.voting.next_statement(token)

    @property
    def counts_all(self) -> bool:
        """Tell whether every phone here can vote, and not only those with a card; see `Voting.opened_here`."""
        return self._console.voting.opened_here

    def ask_for_person(self, where: str) -> None:
        """Tell the care person, and nobody else, that somebody asks for a person."""
        self._ask(where)

    async def _done(self, future: Future[Changes]) -> Changes:
        try:
            changes = await asyncio.shield(asyncio.wrap_future(future))
        except UserError as error:
            raise UserError(for_phones(error.message)) from error
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            raise UserError(OFF) from error
        self._fresh.ask()
        return changes
