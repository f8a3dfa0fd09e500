"""Voting: one statement at a time by the draw, looked at again and changed until the vote is closed.

Of one phone for all each person is a voter of their own, who begins where the one before has ended.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import NO_STATEMENT, StatementId
from facilitator_console.phones.codes import new_token
from facilitator_console.phones.content import (
    Block,
    Button,
    Buttons,
    Content,
    Heading,
    Link,
    Look,
    Notice,
    Space,
    Steps,
    Words,
)
from facilitator_console.phones.registry import Ballot
from facilitator_console.phones.visit import BACK, HOME, Fields, Page, Visit
from facilitator_console.views.phone_view import PhoneStatement
from facilitator_console.words import Message, UserError, say, say_p, titled

PATH = "/vote"
EACH = 12
"""The most of one's votes on one page, which stays below 20 KB."""
ANSWERS: dict[Vote, Message] = {
    Vote.AGREE: say_p("a vote on a phone", "Agree"),
    Vote.DISAGREE: say_p("a vote on a phone", "Disagree"),
    Vote.SKIP: say_p("a vote on a phone", "Don’t know, skip"),
}
FOR_GOOD = say("Single votes are shown to nobody. Once the vote is closed no vote can be changed or taken back.")
JOINABLE = say(
    "Until the vote is closed, whoever takes over the team’s laptop could find out which votes came from your phone. "
    "Closing the vote destroys that link."
)
ONE_EACH = say("Please vote once, on one phone.")


ELSEWHERE = say(
    "This vote was opened on another laptop. So that each phone counts once, vote with the code on its screen; or ask "
    "the team for a card: with a card you can vote here too."
)


def may_vote(visit: Visit) -> bool:
    """Tell whether a phone can vote on this laptop.

    A browser tells one laptop nothing of another, so phones that came by the QR for all vote on one laptop alone.
    """
    return visit.phone.decided.card or visit.phone.decided.kiosk or visit.deed.counts_all


def ballot_of(visit: Visit) -> Ballot:
    """Return the ballot of this phone, as far as it is in the box; of one phone for all that of the present person."""
    phone = visit.phone
    if phone.ballot is None:
        token = f"kiosk:{new_token()}" if phone.decided.kiosk else f"phone:{phone.key}"
        phone.ballot = Ballot(token, visit.deed.votes_of(token))
    return phone.ballot


def show(visit: Visit) -> Content | str:
    """Show a statement to vote on, one's own votes, or that all were seen."""
    if not visit.view.is_voting:
        visit.phone.ballot = None
        return HOME
    if not may_vote(visit):
        return _not_now(ELSEWHERE)
    ballot = ballot_of(visit)
    if "mine" in visit.query:
        return _own_votes(visit, ballot)
    try:
        statement = _numbered(visit, visit.query.get("at", "")) or _now(visit, ballot)
    except UserError as error:
        return _not_now(error.message)
    return _statement(visit, ballot, statement) if statement else _all_seen(visit)


async def act(visit: Visit, fields: Fields) -> str:
    """Take a vote, and draw what comes next; or begin the next person's on one phone for all."""
    if fields.get("do") == "next_person" and visit.phone.decided.kiosk:
        visit.phone.ballot = None
        return PATH
    if not may_vote(visit):
        return PATH
    ballot = ballot_of(visit)
    vote = next((vote for vote in ANSWERS if vote.name.lower() == fields.get("vote")), None)
    statement = _numbered(visit, fields.get("statement", ""))
    if vote is None or statement is None:
        return PATH
    about = statement.statement_id
    await visit.deed.vote(ballot.token, {about: vote})
    is_new = about not in ballot.votes
    ballot.votes[about] = vote
    if about == ballot.now:
        ballot.now = NO_STATEMENT
    if not is_new:
        return f"{PATH}?mine=1"
    ballot.order.append(about)
    return PATH


def offer(visit: Visit) -> Block | None:
    """Offer to vote while a vote is open."""
    return Link(say("Vote on the statements"), PATH, look=Look.MAIN) if visit.view.is_voting else None


# -- what is shown -----------------------------------------------------------------------------------------


def _not_now(why: Message) -> Content:
    back = Link(BACK, HOME, look=Look.MAIN)
    return (Heading(say("Vote on the statements")), Words(why), Space(), back)


def _known(visit: Visit, statement_id: StatementId) -> PhoneStatement | None:
    return next((statement for statement in visit.view.statements if statement.statement_id == statement_id), None)


def _numbered(visit: Visit, number: str) -> PhoneStatement | None:
    """Return a statement by its number, which stays its own; an id would tell how much else there was."""
    return next((statement for statement in visit.view.statements if str(statement.number) == number), None)


def _now(visit: Visit, ballot: Ballot) -> PhoneStatement | None:
    """Return the statement that is drawn for this phone; the same one until it has voted on it."""
    if ballot.now not in ballot.votes and (known := _known(visit, ballot.now)):
        return known
    drawn = visit.deed.next_statement(ballot.token)
    ballot.now = drawn or NO_STATEMENT
    return _known(visit, ballot.now)


def _statement(visit: Visit, ballot: Ballot, statement: PhoneStatement) -> Content:
    statements = visit.view.statements
    done = sum(statement.statement_id in ballot.votes for statement in statements)
    voted = ballot.votes.get(statement.statement_id)
    number = done if voted is not None else min(done + 1, len(statements))
    steps = Steps(say("Statement {n} of {of}", n=number, of=len(statements)), done, len(statements))
    fields = (("statement", str(statement.number)),)
    answers = [
        Button(label, PATH, Look.QUIET if vote is Vote.SKIP else Look.PLAIN, (*fields, ("vote", vote.name.lower())))
        for vote, label in ANSWERS.items()
    ]
    own = [Notice(say("Your vote so far"), ANSWERS[voted])] if voted in ANSWERS else []
    links = _links(visit, ballot)
    first = [Words(ONE_EACH, quiet=True)] if not done else []
    return (
        steps,
        *_words_of(visit, statement),
        *own,
        Space(),
        *answers,
        Buttons(links),
        *_told(visit),
        *first,
    )


def _told(visit: Visit) -> tuple[Words, ...]:
    """Return what a voter must know; on one phone for all no vote belongs to a phone of one's own."""
    told = (FOR_GOOD,) if visit.phone.decided.kiosk else (FOR_GOOD, JOINABLE)
    return tuple(Words(one, quiet=True) for one in told)


def _words_of(visit: Visit, statement: PhoneStatement) -> list[Block]:
    """Return the statement in the page's language, or as it was written; a translation is marked as one."""
    text = statement.text(visit.language)
    is_original = "original" in visit.query or visit.language not in statement.texts
    if is_original or statement.language == visit.language:
        return [Heading(titled(statement.texts[statement.language]))]
    original = Words(titled(statement.texts[statement.language]), quiet=True)
    return [Heading(titled(text)), Words(say("Translated by the team. As it was written:"), quiet=True), original]


def _links(visit: Visit, ballot: Ballot) -> tuple[Link, ...]:
    """Return the ways back, to one's own votes, and to a statement of one's own."""
    links = []
    last = _known(visit, ballot.order[-1]) if ballot.order else None
    if last:
        links.append(Link(say("The one before"), f"{PATH}?at={last.number}", look=None))
    if ballot.votes:
        links.append(Link(say("My votes"), f"{PATH}?mine=1", look=None))
    if visit.view.collects and not visit.own.muted:
        links.append(Link(say("Add one"), "/statement", look=None))
    return tuple(links) or (Link(say_p("to the first page", "Back"), HOME, look=None),)


def _own_votes(visit: Visit, ballot: Ballot) -> Content:
    rows: list[Block] = []
    voted = ((one, ballot.votes.get(one.statement_id)) for one in visit.view.statements)
    votes = [(one, vote) for one, vote in voted if vote in ANSWERS]
    first = visit.number("from")
    for one, vote in votes[first : first + EACH]:
        rows += [
            Words(titled(one.text(visit.language))),
            Link(say("{vote}: change", vote=ANSWERS[vote]), f"{PATH}?at={one.number}", look=None),
        ]
    if len(votes) > first + EACH:
        rows.append(Link(say("The next ones"), f"{PATH}?mine=1&from={first + EACH}"))
    back = Link(say("Go on voting"), PATH, look=Look.MAIN)
    return (Heading(say("My votes")), *(rows or [Words(say("You have not voted yet."))]), Space(), back)


def _all_seen(visit: Visit) -> Content:
    if visit.phone.decided.kiosk:
        following = Button(say("Next person"), PATH, Look.MAIN, (("do", "next_person"),))
        return (Heading(say("Thank you")), Words(say("All statements are done. Leave this page to the next person.")),
                Space(), following)  # fmt: skip
    ends: Sequence[Block] = (
        Link(say("My votes"), f"{PATH}?mine=1"),
        *([Link(say("Add a statement"), "/statement")] if visit.view.collects else []),
        Link(BACK, HOME, look=Look.QUIET),
    )
    words = Words(say("You have seen all statements. New ones come up here."))
    return (Heading(say("Thank you")), words, Space(), *ends, *_told(visit))


PAGE = Page(PATH, show, act, offer=offer)
