"""Shows the pages before somebody is in: the welcome, which says what is kept and can be seen, and the door's words."""

from __future__ import annotations

from facilitator_console.phones.codes import CODE_SIGNS
from facilitator_console.phones.content import Content, Field, Form, Heading, Notice, Space, Words
from facilitator_console.views.phone_view import PhoneView
from facilitator_console.views.public_view import listening_words
from facilitator_console.words import say

NOT_READY = Notice(say("One moment, please."), say("The laptop is busy. Load this page again."))
TOO_MANY = Notice(say("That was too fast."), say("Wait a few seconds, then try again."))
TURNED_AWAY = Notice(say("This code opens nothing."), say("A card works once. Ask the team for another one."))

KEPT = say("What you write is kept until the team deletes it. Who wrote it is not.")
NETWORK = say("Whoever runs the Wi-Fi can see that your phone is connected, and could read what you send.")
RECORDING = say("Somebody in the room may be recording. Nobody can rule that out.")


def welcome_page(view: PhoneView, code: str) -> Content:
    """Return the welcome for who comes with a code."""
    experts = [Words(listening_words(view.experts))] if view.experts else []
    told = [Words(KEPT), *experts, Words(NETWORK, quiet=True), Words(RECORDING, quiet=True)]
    if not code:
        return (*code_page(TURNED_AWAY),)
    return (
        Heading(say("Welcome")),
        *told,
        Space(),
        Form("/join", (), say("Join"), hidden=(("code", code),)),
    )


def code_page(notice: Notice | None = None) -> Content:
    """Return the page that asks for the code, for who typed the address."""
    field = Field("code", say("The code on your card or on the screen"), kind="line", most=CODE_SIGNS * 2)
    said = [notice] if notice else []
    return (
        Heading(say("Welcome")),
        *said,
        Words(KEPT),
        Words(NETWORK, quiet=True),
        Words(RECORDING, quiet=True),
        Space(),
        Form("/join", (field,), say("Join")),
    )
