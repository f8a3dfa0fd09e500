"""Says what stands at a place of the timeline, for tips, screen readers and the strip of what is chosen."""

from __future__ import annotations

from facilitator_console.log import Instant
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.views.clock_words import clock_text
from facilitator_console.views.timeline import KINDS, STILL_ON, ItemSpan, Span, StillSpan, Tick, TurnSpan
from facilitator_console.words import Message, say


def from_to(controller: SessionController, from_ms: Instant, to_ms: Instant) -> Message:
    """Return from when to when something was, by the clock on the wall."""
    began = controller.times.time_of_day(from_ms)
    if to_ms == STILL_ON:
        return say("since {time}", time=began)
    return say("{from_time} to {to_time}", from_time=began, to_time=controller.times.time_of_day(to_ms))


def span_title(controller: SessionController, span: Span) -> str:
    """Return what something is, and when it was."""
    if isinstance(span, Tick):
        when = controller.times.time_of_day(span.at_ms)
        return controller.text(say("Mark, {time}", time=when) if span.is_mark else say("Note, {time}", time=when))
    when = controller.text(from_to(controller, span.from_ms, span.to_ms))
    if isinstance(span, ItemSpan):
        return controller.text(say("{what}, {when}", what=span.title, when=when))
    if isinstance(span, StillSpan):
        return controller.text(say("{what}, {when}", what=span.what, when=when))
    who = say("Seat {seat}", seat=span.seat) if span.seat else say("Somebody")
    return controller.text(say("{what}, {when}", what=who, when=when))


def turn_details(controller: SessionController, turn: TurnSpan) -> str:
    """Return the kind of a turn and how long it lasted."""
    kind = controller.text(KINDS[turn.kind])
    return kind if turn.to_ms == STILL_ON else f"{kind} · {clock_text(turn.talk_ms)}"


def span_words(controller: SessionController, span: Span) -> str:
    """Return all that is said of something in one line."""
    title = span_title(controller, span)
    return f"{title} · {turn_details(controller, span)}" if isinstance(span, TurnSpan) else title
