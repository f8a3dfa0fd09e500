"""Shows the pages before somebody is in: the welcome, which says what is kept and can be seen, and the door's words."""

from __future__ import annotations

from facilitator_console.phones.codes import CODE_SIGNS
from facilitator_console.phones.content import Content, Field, Form, Heading, Link, Notice, Space, Words
from facilitator_console.views.phone_view import PhoneView
from facilitator_console.views.public_view import listening_words
from facilitator_console.words import say

NOT_READY = Notice(say("One moment, please."), say("The laptop is busy. Try again in a moment."))
TOO_MANY = Notice(say("That was too fast."), say("Wait a few seconds, then try again."))
TURNED_AWAY = Notice(say("This code opens nothing."), say("A card works once. Ask the team for another one."))

KEPT = say(
    "What you write is kept until the team deletes it. Which phone it came from is forgotten as soon as the team "
    "closes this page for everyone."
)
NETWORK = say("Whoever runs the Wi-Fi can see that your phone is connected, and could read what you send.")
RECORDING = say("Somebody in the room may be recording. Nobody can rule that out.")


def welcome_page(view: PhoneView, code: str) -> Content:
    """Return the welcome for who comes with a code; one that can't be a code is asked for."""
    if not code:
        return code_page(view, TURNED_AWAY)
    return (
        Heading(say("Welcome")),
        *_about_joining(view),
        Space(),
        Form("/join", (), say("Join"), hidden=(("code", code),)),
    )


def wait_page(notice: Notice, again: str) -> Content:
    """Return the page for who has to wait, with what loads the page again that they wanted."""
    words = [Words(notice.text)] if notice.text else []
    return (Heading(notice.title), *words, Space(), Link(say("Try again"), again))


def code_page(view: PhoneView, notice: Notice | None = None) -> Content:
    """Return the page that asks for the code, for who typed the address."""
    field = Field("code", say("The code on your card or on the screen"), kind="line", most=CODE_SIGNS * 2)
    notices = [notice] if notice else []
    return (Heading(say("Welcome")), *notices, *_about_joining(view), Space(), Form("/join", (field,), say("Join")))


def _about_joining(view: PhoneView) -> tuple[Words, ...]:
    """Return what everyone is told before they join."""
    experts = [Words(listening_words(view.experts))] if view.experts else []
    return (Words(KEPT), *experts, Words(NETWORK, quiet=True), Words(RECORDING, quiet=True))
