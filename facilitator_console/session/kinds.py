"""Registers the kinds of events of a session: names, folds, who may write them, and what can be erased of them."""

from __future__ import annotations

from facilitator_console.log import Kind, WorkPhase, WrittenBy
from facilitator_console.session import events as ev
from facilitator_console.session import evolve, evolve_clocks, evolve_room, evolve_tables
from facilitator_console.session import room_events as rev
from facilitator_console.session.naming import (
    corrected,
    extended,
    item_edited,
    just,
    of_gap,
    of_item,
    of_participant,
    of_speaker,
    participant_edited,
    passed,
    places_dealt,
    queued,
    round_begun,
    session_edited,
    started,
)
from facilitator_console.words import say

_PREPARE = frozenset({WorkPhase.PREPARE})
_RUN = frozenset({WorkPhase.RUN})
_RUN_OR_HARVEST = frozenset({WorkPhase.RUN, WorkPhase.HARVEST})
_PREPARE_OR_RUN = _PREPARE | _RUN
_PREPARE_RUN_OR_REPORT = _PREPARE_OR_RUN | {WorkPhase.REPORT}
_LEAD = WrittenBy.SESSION_LEAD
_TABLE = WrittenBy.TABLE_LEAD
_ITEM_TEXTS = ("title", "question", "goal", "materials", "team_note", "led_by")
_GOES_ON = -1
"""An event that only lets a clock go on does not name a command in which something else happened."""
_ROUND = 1
"""A round, a part of an item and a deal are more than the turns that end with them, and less than their item."""
_ITEM = 2
_RELEASE = 3
"""Going on after a freeze names all that is planned anew with it."""

_SESSION = (
    Kind("session_created", ev.SessionCreated, evolve.session_created, texts=("title", "referral", "place")),
    Kind(
        "session_edited",
        ev.SessionEdited,
        evolve.session_edited,
        session_edited,
        _PREPARE_RUN_OR_REPORT,
        texts=("title", "referral", "place"),
    ),
    Kind("session_closed", ev.SessionClosed, evolve.session_closed, just(say("session closed")), _RUN, _LEAD),
    Kind("session_reopened", ev.SessionReopened, evolve.session_reopened, just(say("session reopened")), _RUN, _LEAD),
    Kind("speaking_kept", ev.SpeakingKept, evolve.speaking_kept, just(say("kept: who spoke when")), _RUN),
)

_AGENDA = (
    Kind(
        "item_added",
        ev.ItemAdded,
        evolve.item_added,
        just(say("item added")),
        _PREPARE,
        texts=_ITEM_TEXTS,
        weight=_ITEM,
    ),
    Kind(
        "item_edited",
        ev.ItemEdited,
        evolve.item_edited,
        item_edited,
        _PREPARE_OR_RUN,
        texts=_ITEM_TEXTS,
        weight=_ITEM,
    ),
    Kind("item_moved", ev.ItemMoved, evolve.item_moved, of_item(say("“{title}” moved")), _PREPARE, weight=_ITEM),
    Kind(
        "item_removed",
        ev.ItemRemoved,
        evolve.item_removed,
        of_item(say("“{title}” removed")),
        _PREPARE,
        _LEAD,
        weight=_ITEM,
    ),
    Kind(
        "item_started",
        ev.ItemStarted,
        evolve.item_started,
        of_item(say("“{title}” started")),
        _RUN,
        _LEAD,
        weight=_ITEM,
    ),
    Kind("item_paused", ev.ItemPaused, evolve.item_paused, of_item(say("“{title}” paused")), _RUN, _LEAD, weight=_ITEM),
    Kind(
        "item_resumed",
        ev.ItemResumed,
        evolve.item_resumed,
        of_item(say("“{title}” goes on")),
        _RUN,
        _LEAD,
        weight=_GOES_ON,
    ),
    Kind("item_ended", ev.ItemEnded, evolve.item_ended, of_item(say("“{title}” ended")), _RUN, _LEAD, weight=_ITEM),
    Kind(
        "item_skipped",
        ev.ItemSkipped,
        evolve.item_skipped,
        of_item(say("“{title}” skipped")),
        _RUN,
        _LEAD,
        weight=_ITEM,
    ),
    Kind("item_extended", ev.ItemExtended, evolve.item_extended, extended, _RUN, _LEAD, weight=_ITEM),
    Kind(
        "end_promised",
        ev.EndPromised,
        evolve.end_promised,
        just(say("end promised")),
        _PREPARE_OR_RUN,
        _LEAD,
        weight=_ITEM,
    ),
)

_PEOPLE = (
    Kind("group_added", ev.GroupAdded, evolve.group_added, just(say("group added")), _PREPARE, texts=("name",)),
    Kind("group_edited", ev.GroupEdited, evolve.group_edited, just(say("group changed")), _PREPARE, texts=("name",)),
    Kind("group_removed", ev.GroupRemoved, evolve.group_removed, just(say("group removed")), _PREPARE),
    Kind(
        "participant_added",
        ev.ParticipantAdded,
        evolve.participant_added,
        of_participant(say("seat {seat} added"), say("seat added")),
        _PREPARE_OR_RUN,
        texts=("label", "oblast"),
    ),
    Kind(
        "participant_edited",
        ev.ParticipantEdited,
        evolve.participant_edited,
        participant_edited,
        _PREPARE_OR_RUN,
        texts=("label", "oblast"),
    ),
    Kind(
        "participant_removed",
        ev.ParticipantRemoved,
        evolve.participant_removed,
        just(say("seat removed")),
        _PREPARE,
    ),
)

_TEAM = (
    # A withdrawal must not come back by undoing something else.
    Kind("consent_set", ev.ConsentSet, evolve.consent_set),
    Kind("laptop_edited", ev.LaptopEdited, evolve.laptop_edited),
)

_QUEUE = (
    Kind(
        "queue_joined",
        rev.QueueJoined,
        evolve_room.queue_joined,
        queued,
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "queue_left",
        rev.QueueLeft,
        evolve_room.queue_left,
        just(say("taken out of the queue")),
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "queue_moved",
        rev.QueueMoved,
        evolve_room.queue_moved,
        just(say("queue put in another order")),
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind("queue_paused", rev.QueuePaused, evolve_room.queue_paused, just(say("queue paused")), _RUN, _TABLE),
    Kind("queue_resumed", rev.QueueResumed, evolve_room.queue_resumed, just(say("queue resumed")), _RUN, _TABLE),
    Kind("queue_closed", rev.QueueClosed, evolve_room.queue_closed, just(say("queue closed")), _RUN, _TABLE),
    Kind("queue_opened", rev.QueueOpened, evolve_room.queue_opened, just(say("queue opened")), _RUN, _TABLE),
    Kind(
        "passed",
        rev.Passed,
        evolve_room.passed,
        passed,
        _RUN,
        _TABLE,
        speaks=True,
    ),
)

_FLOOR = (
    Kind(
        "turn_started",
        rev.TurnStarted,
        evolve_room.turn_started,
        started,
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "turn_paused",
        rev.TurnPaused,
        evolve_room.turn_paused,
        of_speaker(say("seat {seat} paused"), say("turn paused")),
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "turn_resumed",
        rev.TurnResumed,
        evolve_room.turn_resumed,
        of_speaker(say("seat {seat} goes on"), say("turn goes on")),
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "turn_extended",
        rev.TurnExtended,
        evolve_room.turn_extended,
        of_speaker(say("more time for seat {seat}"), say("more time")),
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "turn_ended",
        rev.TurnEnded,
        evolve_room.turn_ended,
        of_speaker(say("seat {seat} done"), say("someone else done")),
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "turn_called_back",
        rev.TurnCalledBack,
        evolve_room.turn_called_back,
        of_speaker(say("seat {seat} called back"), say("last speaker called back")),
        _RUN,
        _TABLE,
        speaks=True,
        weight=1,
    ),
)

_ROUNDS = (
    Kind(
        "turn_edited",
        rev.TurnEdited,
        evolve_room.turn_edited,
        corrected,
        _RUN,
        _TABLE,
        speaks=True,
    ),
    Kind(
        "round_started",
        rev.RoundStarted,
        evolve_room.round_started,
        round_begun,
        _RUN,
        _TABLE,
        turn_fields=("first_id",),
        weight=_ROUND,
    ),
    Kind(
        "places_dealt",
        rev.PlacesDealt,
        evolve_room.places_dealt,
        places_dealt,
        _RUN,
        _TABLE,
        speaks=True,
        weight=_ROUND,
    ),
    Kind(
        "places_planned",
        rev.PlacesPlanned,
        evolve_room.places_planned,
        just(say("places at the tables planned")),
        _PREPARE,
        _TABLE,
        speaks=True,
    ),
)

_CLOCKS = (
    Kind("quiet_started", rev.QuietStarted, evolve_clocks.quiet_started, just(say("quiet minute")), _RUN, _TABLE),
    Kind("quiet_ended", rev.QuietEnded, evolve_clocks.quiet_ended, just(say("end of the quiet minute")), _RUN, _TABLE),
    Kind(
        "clocks_frozen",
        rev.ClocksFrozen,
        evolve_clocks.clocks_frozen,
        just(say("everything frozen")),
        _RUN,
        _LEAD,
        texts=("other", "shelter"),
    ),
    Kind(
        "clocks_released",
        rev.ClocksReleased,
        evolve_clocks.clocks_released,
        just(say("everything goes on")),
        _RUN,
        _LEAD,
        weight=_RELEASE,
    ),
    Kind(
        "display_set",
        rev.DisplaySet,
        evolve_clocks.display_set,
        just(say("room display changed")),
        _RUN_OR_HARVEST,
        _LEAD,
        texts=("text",),
    ),
    Kind("gap_found", rev.GapFound, evolve_clocks.gap_found, written_by=_LEAD),
    Kind("gap_excluded", rev.GapExcluded, evolve_clocks.gap_excluded, of_gap, _RUN, _LEAD),
)

_LEADING = (
    Kind(
        "table_opened", rev.TableOpened, evolve_tables.table_opened, just(say("table opened")), _RUN, _LEAD, ("label",)
    ),
    Kind(
        "table_edited",
        rev.TableEdited,
        evolve_tables.table_edited,
        just(say("table changed")),
        _RUN,
        _TABLE,
        texts=("label",),
        weight=_ROUND,
    ),
    Kind("table_closed", rev.TableClosed, evolve_tables.table_closed, just(say("table closed")), _RUN, _LEAD),
    Kind("table_stopped", rev.TableStopped, evolve_tables.table_stopped, written_by=_TABLE),
    Kind("table_released", rev.TableReleased, evolve_tables.table_released, written_by=_TABLE),
    Kind("lead_taken", rev.LeadTaken, evolve_tables.lead_taken, turn_fields=("turn_ms",)),
    Kind("speaking_summed", rev.SpeakingSummed, evolve_tables.speaking_summed),
)

KINDS = (*_SESSION, *_AGENDA, *_PEOPLE, *_TEAM, *_QUEUE, *_FLOOR, *_ROUNDS, *_CLOCKS, *_LEADING)
