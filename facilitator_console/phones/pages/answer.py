"""Answering what the experts conclude, while it is shown. Who answers may keep a code to withdraw the words later."""

from __future__ import annotations

import asyncio

from facilitator_console.dialogue.answering import send_answer
from facilitator_console.dialogue.ids import Wish
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.submissions import LONGEST_TEXT
from facilitator_console.log import Instant, NewEvent
from facilitator_console.phones.codes import KEPT_CODE_SIGNS, kept_code_hash, new_code
from facilitator_console.phones.content import Block, Content, Field, Form, Heading, Link, Look, Words
from facilitator_console.phones.pages.write import CODE_HINT, NO_NAMES, Sent, lost_text, remember
from facilitator_console.phones.visit import HOME, Fields, Page, Visit
from facilitator_console.session.ids import LanguageId
from facilitator_console.words import UserError, say, titled

STANDS = say("Your answer stands in the report below the conclusion. Nobody is named.")
GONE = say("Another conclusion is shown by now. Look at it, then answer.")


def show(visit: Visit) -> Content | str:
    """Ask for the answer, below the conclusion."""
    concluded = visit.view.concluded
    if concluded is None:
        return HOME
    text = Field("text", say("Your answer"), most=LONGEST_TEXT, hint=NO_NAMES)
    code = Field("code", say("Give me a code to withdraw it later"), kind="choice", hint=CODE_HINT)
    return (
        Heading(say("Your answer to the experts")),
        Words(titled(concluded.text)),
        Words(STANDS, quiet=True),
        Form("/answer", (text, code), say("Send the answer"), hidden=(("to", str(concluded.number)),)),
        Link(say("Don’t send"), HOME, look=Look.QUIET),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Send it, unless another conclusion is shown by now than the one that was read."""
    concluded, text = visit.view.concluded, fields.get("text", "")
    if concluded is None or str(concluded.number) != fields.get("to"):
        raise UserError(GONE)
    code = new_code(KEPT_CODE_SIGNS) if fields.get("code") else ""
    code_hash = await asyncio.to_thread(kept_code_hash, visit.deed.session, code) if code else ""
    language = LanguageId(visit.language)
    found: list[Sent] = []

    def send(state: State, now_ms: Instant) -> list[NewEvent]:
        if lost := lost_text(state, visit.registry.is_lost, text, Wish.ANSWER):
            found.append(lost)
            return []
        return send_answer(state, now_ms, concluded.entry_id, text, language=language, code_hash=code_hash)

    changes = await visit.deed.post(send)
    if found:
        code = ""  # The text came with another one, which went with the killed run.
    else:
        found = [Sent(next(iter(changes["submissions"])), "")]
    return await remember(visit, found[0], text, code)


def offer(visit: Visit) -> Block | None:
    """Offer to answer while a conclusion is shown."""
    return Link(say("Answer the experts"), "/answer", look=Look.MAIN) if visit.view.concluded else None


PAGE = Page("/answer", show, act, offer=offer)
