"""Shows the texts of a phone and their outcomes, folded until tapped, in words that blame nobody; withdraws them."""

from __future__ import annotations

from facilitator_console.dialogue.ids import Outcome
from facilitator_console.log import Subject
from facilitator_console.phones.codes import written_code
from facilitator_console.phones.content import Block, Button, Content, Fold, Heading, Link, Look, Notice, Words
from facilitator_console.phones.pages.statement import offer_wording
from facilitator_console.phones.pages.write import CODE_HINT, TEAM_SEES
from facilitator_console.phones.visit import BACK, HOME, Fields, Page, Visit
from facilitator_console.words import Message, say, say_n, titled

EACH = 4
"""The most texts on one page, which stays below 20 KB."""
BECAME: dict[Outcome, Message] = {
    Outcome.WAITS: say("The team has it."),
    Outcome.NOTE: say("It is among the notes."),
    Outcome.QUEUE: say("It is in the queue, to be read aloud."),
    Outcome.STATEMENT: say("It became a statement to vote on."),
    Outcome.ANSWER: say("It is among the answers."),
    Outcome.SHOWN: say("It was shown to everyone."),
    Outcome.NOTHING: say("The team has read it."),
}


def show(visit: Visit) -> Content:
    """Show that a text has arrived, its code once, and what became of earlier ones."""
    phone = visit.phone
    if "code" not in visit.query:
        phone.code = ""
    head: list[Block] = []
    if phone.code:
        code = say("{name}", name=written_code(phone.code))
        head = [
            Heading(say("Your code")),
            Notice(code),
            Words(CODE_HINT),
            Words(say("Write it down, or leave it. It is not shown again."), quiet=True),
        ]
    elif "new" in visit.query:
        outcome = visit.outcome(phone.sent[-1]) if phone.sent else None
        became = TEAM_SEES if outcome is None or outcome is Outcome.WAITS else BECAME[outcome]
        head = [Heading(say("Your text has arrived")), Words(became)]
    else:
        head = [Heading(say("What you sent"))]
    offered = offer_wording(visit)
    texts = [] if phone.decided.kiosk else [*([offered] if offered else []), *_texts(visit)]
    return (*head, *texts, Link(BACK, HOME, look=Look.MAIN))


def _texts(visit: Visit) -> list[Block]:
    last = visit.number("to") or len(visit.phone.sent)
    numbered = [(number, sent) for number, sent in enumerate(visit.phone.sent, 1) if visit.outcome(sent) is not None]
    shown = [one for one in numbered if one[0] <= last][-EACH:]
    earlier = [Link(say("Earlier ones"), f"/sent?to={shown[0][0] - 1}")] if shown and shown[0] != numbered[0] else []
    return [*earlier, *(_folded(visit, sent, number) for number, sent in shown)]


def _folded(visit: Visit, sent_id: str, number: int) -> Fold:
    outcome = visit.outcome(sent_id) or Outcome.WAITS
    words = visit.phone.words.get(sent_id, "")
    inside: list[Block] = [Words(titled(words))] if words else []
    return Fold(
        say("Text {number}", number=number),
        (
            *inside,
            Words(BECAME[outcome], quiet=True),
            Button(say("Withdraw it for good"), "/sent", Look.QUIET, (("withdraw", str(number)),)),
        ),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Withdraw one's own text: it is erased everywhere."""
    # Its number on this phone: an id would tell how much else there was.
    numbers = {str(number): sent for number, sent in enumerate(visit.phone.sent, 1)}
    sent_id = numbers.get(fields.get("withdraw", ""), "")
    if visit.outcome(sent_id) is not None and not visit.phone.decided.kiosk:
        await visit.deed.withdraw(Subject(sent_id))
        visit.phone.words.pop(sent_id, None)
    return "/sent"


def offer(visit: Visit) -> Block | None:
    """Offer to look at what was sent."""
    if not visit.own.sent:
        return None
    return Link(say_n("Sent before: {n}", "Sent before: {n}", visit.own.sent), "/sent", look=None)


PAGE = Page("/sent", show, act, offer=offer)
