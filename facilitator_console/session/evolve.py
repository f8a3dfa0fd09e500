"""The fold of agenda and people. It is total: it never raises, whatever comes.

An event about something that is not there has no effect. What is about the floor is in session.evolve_room.
"""

from __future__ import annotations

from msgspec.structs import replace

from facilitator_console.log import Duration, Instant, LaptopId, Stamp, Subject
from facilitator_console.log.fold import edited
from facilitator_console.session import events as ev
from facilitator_console.session.evolve_clocks import begin_stretch, end_stretches
from facilitator_console.session.evolve_room import end_current_item
from facilitator_console.session.ids import (
    MAIN,
    NO_ITEM,
    NO_ROUND,
    ConsentId,
    GroupId,
    ItemId,
    ItemStatus,
    ParticipantId,
    StretchKind,
)
from facilitator_console.session.order import as_key
from facilitator_console.session.state import AgendaItem, Consent, Group, Laptop, Participant, PromisedEnd, SessionState

# -- the session itself ------------------------------------------------------------------------------


def session_created(state: SessionState, body: ev.SessionCreated, stamp: Stamp) -> None:
    founder = state.info.founder or stamp.laptop
    state.info = replace(
        state.info,
        title=body.title,
        language=body.language,
        attribution=body.attribution,
        settings=body.settings,
        begins=body.begins,
        delete_on=body.delete_on,
        languages=body.languages,
        referral=body.referral,
        place=body.place,
        purpose=body.purpose,
        marathon_id=body.marathon_id,
        stage_id=body.stage_id,
        created_at_ms=stamp.at_ms,
        founder=founder,
    )
    if not state.room.lead:
        state.rooms[MAIN] = replace(state.room, lead=stamp.laptop)


def session_edited(state: SessionState, body: ev.SessionEdited, _stamp: Stamp) -> None:
    new = edited(state.info, body)
    state.info = replace(new, settings={**state.info.settings, **new.settings})


def session_closed(state: SessionState, _body: ev.SessionClosed, stamp: Stamp) -> None:
    end_current_item(state, stamp.at_ms)
    end_stretches(state, MAIN, StretchKind.FROZEN, stamp.at_ms)
    state.rooms[MAIN] = replace(state.room, frozen=False)
    state.info = replace(state.info, closed_at_ms=stamp.at_ms, closed_by=stamp.writer, speaking_kept=False)


def session_reopened(state: SessionState, _body: ev.SessionReopened, _stamp: Stamp) -> None:
    state.info = replace(state.info, closed_at_ms=Instant(0))


def speaking_kept(state: SessionState, _body: ev.SpeakingKept, _stamp: Stamp) -> None:
    state.info = replace(state.info, speaking_kept=True)


# -- agenda --------------------------------------------------------------------------------------------


def item_added(state: SessionState, body: ev.ItemAdded, stamp: Stamp) -> None:
    item_id = ItemId(stamp.subject)
    state.items[item_id] = AgendaItem(
        item_id,
        body.title,
        as_key(body.key),
        body.question,
        body.format,
        body.planned_ms,
        body.turn_limit_ms,
        settings=body.settings,
        shrinks=body.shrinks,
        least_ms=body.least_ms,
        at_end=body.at_end,
        counts_up=body.counts_up,
        most_ms=body.most_ms,
        fixed_at=body.fixed_at,
        part_of=body.part_of,
        internal=body.internal,
        goal=body.goal,
        materials=body.materials,
        team_note=body.team_note,
        led_by=body.led_by,
        origin=body.origin,
    )


def item_edited(state: SessionState, body: ev.ItemEdited, stamp: Stamp) -> None:
    if item := state.items.get(ItemId(stamp.subject)):
        new = edited(item, body)
        state.items[item.item_id] = replace(new, settings={**item.settings, **new.settings})


def item_moved(state: SessionState, body: ev.ItemMoved, stamp: Stamp) -> None:
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, key=as_key(body.key))


def item_removed(state: SessionState, _body: ev.ItemRemoved, stamp: Stamp) -> None:
    _leave_item(state, stamp)
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, removed=True)


def item_started(state: SessionState, _body: ev.ItemStarted, stamp: Stamp) -> None:
    item = state.items.get(ItemId(stamp.subject))
    if item is None or item.removed or item.item_id == state.room.item_id:
        return
    end_current_item(state, stamp.at_ms)
    if not item.started_at_ms:
        item = replace(item, started_at_ms=stamp.at_ms, started_by=stamp.writer)
    elif 0 < item.ended_at_ms < stamp.at_ms:
        item = replace(item, away=(*item.away, (item.ended_at_ms, stamp.at_ms)))
    state.items[item.item_id] = replace(item, status=ItemStatus.RUNNING, ended_at_ms=Instant(0))
    state.rooms[MAIN] = replace(state.room, item_id=item.item_id, round_id=NO_ROUND)


def item_paused(state: SessionState, _body: ev.ItemPaused, stamp: Stamp) -> None:
    if _set_status(state, stamp.subject, ItemStatus.RUNNING, ItemStatus.PAUSED):
        begin_stretch(state, MAIN, StretchKind.ITEM_PAUSED, stamp)


def item_resumed(state: SessionState, _body: ev.ItemResumed, stamp: Stamp) -> None:
    if _set_status(state, stamp.subject, ItemStatus.PAUSED, ItemStatus.RUNNING):
        end_stretches(state, MAIN, StretchKind.ITEM_PAUSED, stamp.at_ms)


def _set_status(state: SessionState, subject: Subject, before: ItemStatus, after: ItemStatus) -> bool:
    item = state.items.get(ItemId(subject))
    if item is None or item.item_id != state.room.item_id or item.status is not before:
        return False
    state.items[item.item_id] = replace(item, status=after)
    return True


def item_ended(state: SessionState, _body: ev.ItemEnded, stamp: Stamp) -> None:
    _leave_item(state, stamp)


def item_skipped(state: SessionState, _body: ev.ItemSkipped, stamp: Stamp) -> None:
    _leave_item(state, stamp)
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, status=ItemStatus.SKIPPED)


def item_extended(state: SessionState, body: ev.ItemExtended, stamp: Stamp) -> None:
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, extra_ms=Duration(item.extra_ms + body.by_ms))


def end_promised(state: SessionState, body: ev.EndPromised, stamp: Stamp) -> None:
    fields = (body.date, body.time, body.utc_offset_min, body.wall_ms)
    promised = PromisedEnd(*fields, stamp.at_ms, stamp.writer) if body.time else None
    state.info = replace(state.info, promised=promised)


def _leave_item(state: SessionState, stamp: Stamp) -> None:
    """End the item that is on, if it is the subject."""
    if state.room.item_id == ItemId(stamp.subject) != NO_ITEM:
        end_current_item(state, stamp.at_ms)


# -- people --------------------------------------------------------------------------------------------


def group_added(state: SessionState, body: ev.GroupAdded, stamp: Stamp) -> None:
    group_id = GroupId(stamp.subject)
    state.groups[group_id] = Group(group_id, body.name, body.head_count)


def group_edited(state: SessionState, body: ev.GroupEdited, stamp: Stamp) -> None:
    if group := state.groups.get(GroupId(stamp.subject)):
        state.groups[group.group_id] = edited(group, body)


def group_removed(state: SessionState, _body: ev.GroupRemoved, stamp: Stamp) -> None:
    if group := state.groups.get(GroupId(stamp.subject)):
        state.groups[group.group_id] = replace(group, removed=True)


def participant_added(state: SessionState, body: ev.ParticipantAdded, stamp: Stamp) -> None:
    participant_id = ParticipantId(stamp.subject)
    fields = (body.seat, body.label, body.group_id, body.role)
    state.participants[participant_id] = Participant(
        participant_id,
        *fields,
        here=body.here,
        interpreted=body.interpreted,
        age_band=body.age_band,
        gender=body.gender,
        oblast=body.oblast,
    )


def participant_edited(state: SessionState, body: ev.ParticipantEdited, stamp: Stamp) -> None:
    if participant := state.participants.get(ParticipantId(stamp.subject)):
        state.participants[participant.participant_id] = edited(participant, body)


def participant_removed(state: SessionState, _body: ev.ParticipantRemoved, stamp: Stamp) -> None:
    if participant := state.participants.get(ParticipantId(stamp.subject)):
        state.participants[participant.participant_id] = replace(participant, removed=True)


# -- consent and the team's laptops ----------------------------------------------------------------------


def consent_set(state: SessionState, body: ev.ConsentSet, stamp: Stamp) -> None:
    participant_id = ParticipantId(stamp.subject)
    key = f"{participant_id}/{body.use}"
    known = state.consents.get(key)
    # Of two that did not know of each other the withdrawal wins.
    knew = known is None or body.base == known.consent_id
    given = body.given if knew or known is None else body.given and known.given
    state.consents[key] = Consent(participant_id, body.use, given, ConsentId(f"{stamp.writer}.{stamp.seq}"))


def laptop_edited(state: SessionState, body: ev.LaptopEdited, stamp: Stamp) -> None:
    laptop_id = LaptopId(stamp.subject)
    state.laptops[laptop_id] = edited(state.laptops.get(laptop_id) or Laptop(laptop_id), body)
