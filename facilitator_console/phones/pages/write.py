"""Writing: to the team, or to be read aloud. Who writes may keep a code to withdraw the words later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from facilitator_console.dialogue.ids import Wish
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.submissions import LONGEST_TEXT, send_text
from facilitator_console.log import Instant, NewEvent
from facilitator_console.phones.codes import KEPT_CODE_SIGNS, kept_code_hash, new_code
from facilitator_console.phones.content import Block, Content, Field, Form, Heading, Link, Look, Words
from facilitator_console.phones.visit import HOME, Fields, Page, Visit
from facilitator_console.session.ids import MAIN, LanguageId
from facilitator_console.words import kept_text, say

NO_NAMES = say("Don’t write names, addresses or telephone numbers.")
TEAM_SEES = say("Only the team sees it until it is shown to all.")
READ_ALOUD = say("It is read aloud when its turn comes, without a name or a seat.")
CODE_HINT = say(
    "With this code the team can withdraw your words until the report is published. A code that you keep is a trace."
)


class Sent(NamedTuple):
    """Represents a text that was sent, and its entry in the queue where it is read aloud."""

    sent_id: str
    entry_id: str


def lost_text(state: State, is_lost: Callable[[str], bool], text: str, wish: Wish) -> Sent | None:
    """Return a text that a killed run of the program had kept, but not yet from whom.

    Its phone had no answer, and sends it again: it must not be there twice.
    """
    words = kept_text(text)
    same = (sent.submission_id for sent in state.submissions.values() if (sent.text, sent.wish) == (words, wish))
    lost = next((sent_id for sent_id in same if is_lost(sent_id)), None)
    if lost is None:
        return None
    entries = (entry.entry_id for entry in state.queue.values() if entry.submission_id == lost)
    return Sent(lost, next(entries, ""))


def show(visit: Visit) -> Content:
    """Ask for the text."""
    aloud = visit.query.get("for") == Wish.READ_ALOUD
    wish = Wish.READ_ALOUD if aloud else Wish.TEAM
    text = Field("text", say("Your text"), most=LONGEST_TEXT, hint=NO_NAMES)
    code = Field("code", say("Give me a code to withdraw it later"), kind="choice", hint=CODE_HINT)
    sends = say("Send it to be read aloud") if aloud else say("Send to the team")
    return (
        Heading(say("Read it for me") if aloud else say("Your text to the team")),
        Words(READ_ALOUD if aloud else TEAM_SEES, quiet=True),
        Form(f"/write?for={wish}", (text, code), sends, hidden=(("wish", wish),)),
        Link(say("Don’t send"), HOME, look=Look.QUIET),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Send the text to the team."""
    wish = Wish.READ_ALOUD if fields.get("wish") == Wish.READ_ALOUD else Wish.TEAM
    code = new_code(KEPT_CODE_SIGNS) if fields.get("code") else ""
    # Slow by intention, and no other phone waits for it.
    code_hash = await asyncio.to_thread(kept_code_hash, visit.deed.session, code) if code else ""
    table = visit.view.table(visit.table_id)
    text = fields.get("text", "")
    table_id = table.table_id if table and (table.has_queue or wish is Wish.TEAM) else MAIN
    language = LanguageId(visit.language)
    found: list[Sent] = []

    def send(state: State, now_ms: Instant) -> list[NewEvent]:
        lost = lost_text(state, visit.registry.is_lost, text, wish)
        found.extend([lost] if lost else [])
        return (
            []
            if lost
            else send_text(state, now_ms, text, wish, language=language, table_id=table_id, code_hash=code_hash)
        )

    changes = await visit.deed.post(send)
    if found:
        code = ""  # The text came with another one, which went with the killed run.
    else:
        found = [Sent(next(iter(changes["submissions"])), next(iter(changes.get("queue", ())), ""))]
    return await remember(visit, found[0], text, code)


async def remember(visit: Visit, sent: Sent, text: str, code: str = "") -> str:
    """Remember from whom it is, so that they can be told what became of it; of one phone for all nothing is told.

    Returns:
        Where the form leads.
    """
    phone, is_kiosk = visit.phone, visit.phone.decided.kiosk
    phone.code = code
    if not is_kiosk:
        phone.words[sent.sent_id] = text
        phone.decided.hand = sent.entry_id or phone.decided.hand
    leads = "/sent?code=1" if code else "/?done=1" if is_kiosk else "/sent?new=1"
    return await visit.registry.link(phone, visit.form, leads, text=sent.sent_id, hand=sent.entry_id)


def offer(_visit: Visit) -> Block:
    """Offer to write, whatever the room does."""
    return Link(say("Write to the team"), "/write")


PAGE = Page("/write", show, act, offer=offer)
