"""A visit: one request of one phone, as the pages see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Concatenate, NamedTuple, ParamSpec, Protocol

from facilitator_console.dialogue.ids import Outcome
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.phones.content import Block, Content, Notice
from facilitator_console.phones.registry import Phone, Registry
from facilitator_console.session.ids import MAIN, EntryId, SubmissionId, TableId
from facilitator_console.views.phone_view import PhoneView
from facilitator_console.words import say

P = ParamSpec("P")
HOME = "/"
MOST_DIGITS = 4
BACK = say("Back to the question")
MUTED = Notice(say("The team takes nothing from this phone now."))


class Deed(Protocol):
    """Describes what carries a command out on the console: it returns once that is on the disk."""

    async def post(
        self,
        command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Changes:
        """Carry a command out.

        Raises:
            UserError: It is refused.
        """

    async def withdraw(self, subject: Subject) -> None:
        """Erase what has this id, and all that was made from it."""

    async def vote(self, token: str, votes: Mapping[StatementId, Vote]) -> None:
        """Put votes into the box; when this returns they are on the disk.

        Raises:
            UserError: The vote is not open, or a statement is not voted on.
        """

    def votes_of(self, token: str) -> dict[StatementId, Vote]:
        """Return what a token has voted in the vote that is open."""

    def next_statement(self, token: str) -> StatementId | None:
        """Draw what a token sees next; None once it has seen all."""

    @property
    def counts_all(self) -> bool:
        """Tell whether every phone here can vote, and not only those with a card."""

    def ask_for_person(self, where: str) -> None:
        """Tell the care person, and nobody else, that somebody asks for a person."""

    @property
    def cares(self) -> bool:
        """Tell whether a care person can be reached at this laptop."""

    @property
    def session(self) -> str:
        """Return the session's id."""


class Own(NamedTuple):
    """Holds all that a live page may show of one phone; phones with the same are sent the same bytes.

    Attributes:
        place: How many are called before it; None where it is not in a queue.
        speaks: It has the floor.
        table_id: The table that it chose, if that is still open; else all together.
        seat_asked: It gave its seat, which is still asked in this round.
        sent: How many of its texts are still there.
        cares: It can ask for a person.
    """

    place: int | None = None
    speaks: bool = False
    table_id: TableId = MAIN
    seat_asked: bool = False
    sent: int = 0
    kiosk: bool = False
    muted: bool = False
    cares: bool = False


class Visit(NamedTuple):
    """Represents one request of a phone, with who sent it.

    Attributes:
        phone: Who asks.
        view: What the server knows of the session now.
        language: Of the page.
        deed: Carries out what is asked.
        registry: All phones.
        query: What stands behind the question mark of the address.
        form: The id of the form that is sent; empty where none is.
    """

    phone: Phone
    view: PhoneView
    language: str
    deed: Deed
    registry: Registry
    query: Mapping[str, str]
    form: str = ""

    @property
    def own(self) -> Own:
        """Return what concerns this phone now."""
        phone, view = self.phone, self.view
        if phone.decided.kiosk:
            return Own(table_id=self.table_id, kiosk=True, muted=phone.decided.muted, cares=self.deed.cares)
        hand = EntryId(phone.decided.hand)
        return Own(
            place=view.ahead.get(hand) if hand else None,
            speaks=bool(hand) and hand in view.speaking,
            table_id=self.table_id,
            seat_asked=view.is_round and phone.seat in view.asked,
            sent=sum(1 for sent_id in phone.sent if SubmissionId(sent_id) in view.outcomes),
            muted=phone.decided.muted,
            cares=self.deed.cares,
        )

    @property
    def table_id(self) -> TableId:
        """Return the table whose queue this phone means: the one that it chose, else all together."""
        table = self.view.table(self.phone.table_id)
        return table.table_id if table else MAIN

    def number(self, name: str) -> int:
        """Return a number that stands in the address; 0 where there is none."""
        typed = self.query.get(name, "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else 0

    def outcome(self, sent_id: str) -> Outcome | None:
        """Return what became of a text; None where it is not there any more."""
        return self.view.outcomes.get(SubmissionId(sent_id))


Fields = Mapping[str, str]
"""The fields that a form sent."""
Show = Callable[[Visit], "Content | str"]
"""Returns what a page shows, or the path of the page to go to instead."""
Act = Callable[[Visit, Fields], Awaitable[str]]
"""Does what a form asks, and returns the path to go to; a `UserError` is shown on the page."""


class Page(NamedTuple):
    """Describes one page: a file in phones/pages, and its line in `PAGES`.

    Attributes:
        path: Its address, which also is where its forms are sent.
        show: Shows it.
        act: Does what its forms ask; None where it has none.
        live: What it shows follows the room by itself. Then it may depend on `Visit.view`, `own` and `language` alone,
            and its forms must be such that a second press changes nothing.
        offer: What the first page offers of it now; None for nothing.
    """

    path: str
    show: Show
    act: Act | None = None
    live: bool = False
    offer: Callable[[Visit], Block | None] = lambda _visit: None
