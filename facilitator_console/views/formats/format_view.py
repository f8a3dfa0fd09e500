"""Defines how a format is presented: its name, the words of its speaking orders, and its part of the lead's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from facilitator_console.log import Duration, Instant, NewEvent
from facilitator_console.session.formats import Format, SpeakingOrder
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import Clock
from facilitator_console.words import Message, say

NOBODY_WAITS = say("Nobody is waiting. Click a seat to add it.")


class Move(NamedTuple):
    """Represents something that a format lets the lead do now: what its button is called, and its command.

    Attributes:
        command: Takes the state, the present instant and `args`; a module's function, so that equal moves are equal.
        choices: Of these people the lead chooses one; the command takes the id behind `args`. Empty: it takes none.
        in_menu: What it is called in the menu of one of these people's seats; None where it is not offered there.
        check: Takes the state and the instant, and is refused where the command is; for a command that takes long.
        asks: Said at a first press where it wants a second one, because it can't be undone.
    """

    label: Message
    command: Callable[..., Sequence[NewEvent]]
    args: tuple[Any, ...] = ()
    choices: tuple[ParticipantId, ...] = ()
    in_menu: Message | None = None
    check: Callable[..., Sequence[NewEvent]] | None = None
    asks: Message | None = None


class Middle(StrEnum):
    """Names what stands in the middle of the lead's page."""

    RING = "ring"
    """The ring of seats beside the clocks."""
    SETS = "sets"
    """The part's clock, and who is with whom."""
    TABLES = "tables"
    """The round's clock, and a card for each table."""
    STATEMENTS = "statements"
    """The part's clock, and the statements that are collected or voted on."""
    REST = "rest"
    """Only the time: when it goes on, or how long it lasts."""


class Page(StrEnum):
    """Names what a format's item is done on, beside the lead's page."""

    HARVEST = "harvest"
    """The board of themes."""
    READ_BACK = "read_back"
    """The themes, one at a time."""
    VOTES = "votes"
    """The result of a vote."""


NO_MOVES: Mapping[str, Move] = MappingProxyType({})


class Stage(msgspec.Struct, frozen=True, gc=False):
    """Holds a format's own part of the lead's page; the default is a plenary's.

    Attributes:
        middle: What stands in the middle.
        moves: What the format makes of the ten stage buttons, by the name of their action (`done`, `someone_else` …);
            an action that is not among them means what it always means.
        hidden: Names of stage actions that mean nothing in this format: neither button nor key.
        more: Further moves beside the clocks, each with the name of its action; at most three.
        part: What goes on in the present part, above its clock, such as "The first speaks".
        part_clock: Its clock; None where the item is not parted.
        then: What comes after this part; None after the last one.
        then_ms: How long that will last; 0 without a length.
        sets: Who is with whom, as seat numbers.
        inside: The seats on the inner chairs; empty without an inner ring.
        free_chairs: Inner chairs that nobody sits on.
        had: Who counts as heard in the ring; None: who was heard in the session.
        later: Who passed for now, and is asked again.
        to_go: How many are still to come in this round, those who passed for now too; None without a round.
        remaining: Who is still to come, in words, such as "6 to go, seat 6 later".
        warning: What does not work out, such as a round that no longer fits.
        remedy: What would help.
        leads_to: What its item is done on; None where it is done on the lead's page.
        goes_on_at_end: The time of day at which the item's time is over stands largest.
        holds_until_ms: As in `RoomView`: the first instant at which time alone may change it.
    """

    middle: Middle = Middle.RING
    moves: Mapping[str, Move] = NO_MOVES
    hidden: frozenset[str] = frozenset()
    more: tuple[tuple[str, Move], ...] = ()
    part: Message | None = None
    part_clock: Clock | None = None
    then: Message | None = None
    then_ms: Duration = Duration(0)
    sets: tuple[tuple[int, ...], ...] = ()
    inside: tuple[int, ...] = ()
    free_chairs: int = 0
    had: frozenset[ParticipantId] | None = None
    later: frozenset[ParticipantId] = frozenset()
    to_go: int | None = None
    remaining: Message | None = None
    warning: Message | None = None
    remedy: Move | None = None
    leads_to: Page | None = None
    goes_on_at_end: bool = False
    holds_until_ms: Instant | None = None


PLAIN_STAGE = Stage()


class SettingKind(StrEnum):
    """Names what a setting of a format is."""

    NUMBER = "number"
    LENGTH = "length"
    """The setting is a length in milliseconds."""
    CHOICE = "choice"
    """Yes or no."""
    SEAT = "seat"
    """The number of a seat; 0 for none."""


class SettingView(NamedTuple):
    """Represents a setting of a format that is chosen in the plan.

    Attributes:
        name: Its name among the item's settings.
        value: Returns what an item has, with the format's own default.
    """

    name: str
    label: Message
    kind: SettingKind
    value: Callable[[AgendaItem], int]


@dataclass(frozen=True)
class OrderView:
    """Holds the words for a speaking order. One whose page differs from a plenary's overrides `stage`.

    Attributes:
        order: The order.
        name: What it is called where it is chosen.
        manner: How people speak, in a few words beside an item.
        empty_queue: What the queue says where nobody is in it and anybody could be chosen.
        settings: What is chosen for it in the plan.
        leads_to: What its item is done on, beside the lead's page.
    """

    order: SpeakingOrder
    name: Message
    manner: Message
    empty_queue: Message = NOBODY_WAITS
    settings: tuple[SettingView, ...] = ()

    def stage(self, _state: SessionState, _item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return this order's part of the lead's page."""
        return PLAIN_STAGE


@dataclass(frozen=True)
class FormatView:
    """Holds the words for a format. One whose page differs from that of its speaking order overrides `stage`.

    Attributes:
        format: The format.
        name: What it is called.
        orders: Its speaking orders, as the format has them.
        labels: What its moves may call stage buttons, each with the name of its action: they keep room for the longest.
        settings: What is chosen for it in the plan, beside what its speaking orders want chosen.
    """

    format: Format
    name: Message
    orders: tuple[OrderView, ...]
    labels: tuple[tuple[str, Message], ...] = ()
    settings: tuple[SettingView, ...] = ()
    leads_to: Page | None = None

    def order(self, item: AgendaItem) -> OrderView:
        """Return the presentation of the speaking order that an item has."""
        chosen = self.format.order(item.settings)
        return next(view for view in self.orders if view.order is chosen)

    def settings_of(self, item: AgendaItem) -> tuple[SettingView, ...]:
        """Return what is chosen for an item in the plan: for its format, and for its speaking order."""
        return (*self.settings, *self.order(item).settings)

    def stage(self, state: SessionState, item: AgendaItem, now_ms: Instant) -> Stage:
        """Return this format's own part of the lead's page while an item of it is on."""
        stage = self.order(item).stage(state, item, now_ms)
        return msgspec.structs.replace(stage, leads_to=self.leads_to) if self.leads_to else stage
