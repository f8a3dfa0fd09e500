"""Editing the plan: commands on one or several items of the agenda, each of them one undo.

They decide strictly, as session.agenda does for single items. An edit is given as the event's own body, so that a new
field of an item can be edited as soon as it exists. What fits and what does not is for session.fitting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from facilitator_console.log import NO_REF, THE_SESSION, Duration, Instant, Made, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import (
    LONGEST_MS,
    MINUTE_MS,
    heading_ids,
    items_in_order,
    known_item,
    require_text,
)
from facilitator_console.session.drafts import ItemDraft, add_items, draft_of, drafts_of, new_items, read_time_of_day
from facilitator_console.session.ids import NO_ITEM, ItemId, ItemStatus
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.order import keys_between
from facilitator_console.session.settings import require_settings
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.words import UserError, kept_label, kept_text, say, titled

SHORTEST_MS = Duration(1000)
_LABELS = ("question", "led_by")
_TEXTS = ("goal", "materials", "team_note")
_LENGTHS = ("planned_ms", "turn_limit_ms", "least_ms", "most_ms")


def edit_items(
    state: SessionState, _now_ms: Instant, item_ids: Iterable[ItemId], edit: ev.ItemEdited
) -> list[NewEvent]:
    """Change some fields of several items alike."""
    edit = _checked(edit)
    return [NewEvent(edit, Subject(known_item(state, item_id).item_id)) for item_id in item_ids]


def edit_each(state: SessionState, now_ms: Instant, edits: Mapping[ItemId, ev.ItemEdited]) -> list[NewEvent]:
    """Change several items, each in its own way."""
    return [new for item_id, edit in edits.items() for new in edit_items(state, now_ms, [item_id], edit)]


def move_items(
    state: SessionState, _now_ms: Instant, item_ids: Sequence[ItemId], before: ItemId | None
) -> list[NewEvent]:
    """Put several items before another one, in the order that they have; None puts them at the end.

    A heading takes its parts along. An item that comes to stand among the parts of a heading becomes one of them.
    """
    require_allowed(state, ev.ItemMoved)
    moved = with_parts(state, item_ids)
    while before in moved:
        before = _following(state, before)
    headings = heading_ids(items_in_order(state))
    under = NO_ITEM if before is None else headings.get(before, NO_ITEM)
    news = []
    keys = _keys(state, len(moved), before, moved=frozenset(moved))
    for item_id, key in zip(moved, keys, strict=True):
        news.append(NewEvent(ev.ItemMoved(key), Subject(item_id)))
        stays = headings.get(item_id, NO_ITEM)
        wanted = stays if stays in moved else under
        if wanted != state.items[item_id].part_of:
            news.append(NewEvent(ev.ItemEdited(part_of=wanted), Subject(item_id)))
    return news


def remove_items(state: SessionState, _now_ms: Instant, item_ids: Iterable[ItemId]) -> list[NewEvent]:
    """Take items that did not take place off the agenda; the parts of a heading stay, by themselves."""
    require_allowed(state, ev.ItemRemoved)
    removed = tuple(dict.fromkeys(item_ids))
    for item_id in removed:
        _require_status(state, item_id, "removed")
    news = [NewEvent(ev.ItemRemoved(), Subject(item_id)) for item_id in removed]
    orphans = (i for i in items_in_order(state) if i.part_of in removed and i.item_id not in removed)
    return [*news, *(NewEvent(ev.ItemEdited(part_of=NO_ITEM), Subject(item.item_id)) for item in orphans)]


def duplicate_items(state: SessionState, _now_ms: Instant, item_ids: Sequence[ItemId]) -> list[NewEvent]:
    """Put a copy of several items behind the last of them, a heading with all its parts."""
    require_allowed(state, ev.ItemAdded)
    wanted = with_parts(state, item_ids)
    if not wanted:
        return []
    headings = {state.items[item_id].part_of for item_id in wanted} - set(wanted)
    part_of = headings.pop() if len(headings) == 1 else NO_ITEM
    low, high = _room(state, _following(state, wanted[-1]))
    return new_items(drafts_of(state, wanted), low=low, high=high, part_of=part_of)


def split_item(
    state: SessionState, _now_ms: Instant, item_id: ItemId, first_ms: Duration | None = None
) -> list[NewEvent]:
    """Make two items of one, with the same words; by default both get half of the time, in whole minutes."""
    item = _require_status(state, item_id, "split")
    if _has_parts(state, item_id):
        raise UserError(say("“{title}” has parts already. Split one of these.", title=titled(item.title)))
    if first_ms is None:
        half_ms = item.planned_ms // 2
        first_ms = Duration(half_ms // MINUTE_MS * MINUTE_MS or half_ms)
    if not SHORTEST_MS <= first_ms <= item.planned_ms - SHORTEST_MS:
        raise UserError(say("“{title}” is too short to be split.", title=titled(item.title)))
    low, high = _room(state, _following(state, item_id))
    rest_ms = Duration(item.planned_ms - first_ms)
    rest = replace(draft_of(item), planned_ms=rest_ms, fixed_at="", least_ms=_capped(item.least_ms, rest_ms))
    first = ev.ItemEdited(planned_ms=first_ms, least_ms=_capped(item.least_ms, first_ms))
    second = new_items([rest], low=low, high=high, part_of=item.part_of, place=1)
    return [NewEvent(first, Subject(item_id)), *second]


def merge_items(state: SessionState, _now_ms: Instant, item_ids: Sequence[ItemId]) -> list[NewEvent]:
    """Make one item of several: the first keeps its title and gets all their time and words."""
    wanted = _in_agenda_order(state, item_ids)
    if len(wanted) < 2:  # noqa: PLR2004 - one alone is not merged with anything
        raise UserError(say("Select two items or more to merge them."))
    for item in wanted:
        _require_status(state, item.item_id, "merged")
        if _has_parts(state, item.item_id):
            raise UserError(say("“{title}” has parts. Merge these instead.", title=titled(item.title)))
    first, rest = wanted[0], wanted[1:]
    for item in rest:
        if item.origin not in {NO_REF, first.origin}:  # Else nobody would find these words where they are withdrawn.
            raise UserError(say("“{title}” was brought from another session. Keep it apart.", title=titled(item.title)))
    edit = ev.ItemEdited(
        planned_ms=Duration(min(sum(item.planned_ms for item in wanted), LONGEST_MS)),
        question=" ".join(dict.fromkeys(item.question for item in wanted if item.question)),
        goal=_joined(item.goal for item in wanted),
        materials=_joined(item.materials for item in wanted),
        team_note=_joined(item.team_note for item in wanted),
    )
    gone = (NewEvent(ev.ItemRemoved(), Subject(item.item_id)) for item in rest)
    return [NewEvent(edit, Subject(first.item_id)), *gone]


def group_items(
    state: SessionState, _now_ms: Instant, item_ids: Sequence[ItemId], title: str, target_ms: Duration | None = None
) -> list[NewEvent]:
    """Put items under a heading, which says how long they are meant to take; by default as long as they are planned."""
    require_allowed(state, ev.ItemAdded)
    wanted = _in_agenda_order(state, item_ids)
    if not wanted:
        raise UserError(say("Select the items that belong together first."))
    for item in wanted:
        if _has_parts(state, item.item_id):
            raise UserError(say("“{title}” has parts already.", title=titled(item.title)))
    if target_ms is None:
        target_ms = Duration(sum(item.planned_ms for item in wanted))
    _check_length(target_ms)
    chosen = frozenset(item.item_id for item in wanted)
    before = _following(state, wanted[0].item_id)
    while before in chosen:
        before = _following(state, before)
    keys = _keys(state, len(wanted) + 1, before, moved=chosen)
    heading = ev.ItemAdded(require_text(title), keys[0], planned_ms=target_ms)
    news = [NewEvent(heading)]
    for item, key in zip(wanted, keys[1:], strict=True):
        news.append(NewEvent(ev.ItemMoved(key), Subject(item.item_id)))
        news.append(NewEvent(ev.ItemEdited(part_of=ItemId(Made(0))), Subject(item.item_id)))
    return news


def ungroup_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Take a heading away; its parts stay where they are."""
    item = _require_status(state, item_id, "removed")
    if not _has_parts(state, item_id):
        raise UserError(say("“{title}” has no parts.", title=titled(item.title)))
    return remove_items(state, _now_ms, [item_id])


# -- the session ---------------------------------------------------------------------------------------


def plan_session(state: SessionState, _now_ms: Instant, edit: ev.SessionEdited) -> list[NewEvent]:
    """Change what is planned of the session as a whole: its beginning, its languages, the date of its deletion."""
    require_allowed(state, ev.SessionEdited)
    if edit.title is not UNSET:
        edit = replace(edit, title=require_text(edit.title))
    if edit.referral is not UNSET:
        edit = replace(edit, referral=kept_label(edit.referral))
    return [NewEvent(edit, THE_SESSION)]


def change_language(state: SessionState, _now_ms: Instant, language: str, words: Mapping[str, str]) -> list[NewEvent]:
    """Hold the dialogue in another language; titles that the program wrote follow, those that people wrote stay.

    Args:
        state: The session.
        language: The other language's id.
        words: What titles of the program in any language are called in this one.
    """
    require_allowed(state, ev.SessionEdited)
    to_come = (item for item in items_in_order(state) if item.status is ItemStatus.PLANNED)
    renamed = [
        NewEvent(ev.ItemEdited(title=words[item.title]), Subject(item.item_id))
        for item in to_come
        if words.get(item.title, item.title) != item.title
    ]
    return [NewEvent(ev.SessionEdited(language=language), THE_SESSION), *renamed]


def take_agenda(
    state: SessionState, now_ms: Instant, drafts: Sequence[ItemDraft], begins: ev.LocalTime
) -> list[NewEvent]:
    """Put the items of a file at the end of the agenda; where it says so and nothing is set, also when it begins."""
    if not drafts:
        raise UserError(say("There is nothing to take."))
    news = add_items(state, now_ms, drafts)
    if begins.time and not state.info.begins.time:
        news += plan_session(state, now_ms, ev.SessionEdited(begins=begins))
    return news


# -- queries -------------------------------------------------------------------------------------------


def _following(state: SessionState, item_id: ItemId | None) -> ItemId | None:
    ids = [item.item_id for item in items_in_order(state)]
    place = ids.index(item_id) + 1 if item_id in ids else len(ids)
    return ids[place] if place < len(ids) else None


def _in_agenda_order(state: SessionState, item_ids: Iterable[ItemId]) -> list[AgendaItem]:
    wanted = {known_item(state, item_id).item_id for item_id in item_ids}
    return [item for item in items_in_order(state) if item.item_id in wanted]


def with_parts(state: SessionState, item_ids: Iterable[ItemId]) -> list[ItemId]:
    """Return these items and all parts of the headings among them, in the agenda's order."""
    chosen = {item.item_id for item in _in_agenda_order(state, item_ids)}
    items = items_in_order(state)
    headings = heading_ids(items)

    def is_chosen(item_id: ItemId) -> bool:
        return item_id in chosen or (item_id in headings and is_chosen(headings[item_id]))

    return [item.item_id for item in items if is_chosen(item.item_id)]


def _has_parts(state: SessionState, item_id: ItemId) -> bool:
    return item_id in heading_ids(items_in_order(state)).values()


def _keys(state: SessionState, number: int, before: ItemId | None, *, moved: frozenset[ItemId]) -> list[str]:
    """Return keys for so many items before another one, or at the end."""
    return keys_between(*_room(state, before, moved), number)


def _room(state: SessionState, before: ItemId | None, moved: frozenset[ItemId] = frozenset()) -> tuple[str, str]:
    """Return the keys between which items before another one stand; empty for the beginning and the end."""
    high = known_item(state, before).key if before is not None else ""
    others = (item.key for item in items_in_order(state) if item.item_id not in moved)
    # Two laptops may have given two items one key; the next lower key is what leaves room.
    return max((key for key in others if not high or key < high), default=""), high


def _checked(edit: ev.ItemEdited) -> ev.ItemEdited:
    """Return an edit with its texts as they are kept; refuse what can't be."""
    kept: dict[str, object] = {}
    if edit.title is not UNSET:
        kept["title"] = require_text(edit.title)
    if edit.fixed_at is not UNSET:
        kept["fixed_at"] = read_time_of_day(edit.fixed_at)
    for names, keep in ((_LABELS, kept_label), (_TEXTS, kept_text)):
        kept |= {name: keep(text) for name in names if (text := getattr(edit, name)) is not UNSET}
    for name in _LENGTHS:
        if (length_ms := getattr(edit, name)) is not UNSET:
            _check_length(length_ms)
    if edit.settings is not UNSET:
        kept["settings"] = require_settings(edit.settings)
    return replace(edit, **kept)


def _check_length(length_ms: int) -> None:
    if not 0 <= length_ms <= LONGEST_MS:
        raise UserError(say("A time must lie between 0 minutes and 24 hours."))


def _require_status(state: SessionState, item_id: ItemId, done: str) -> AgendaItem:
    item = known_item(state, item_id)
    refusals = {
        "removed": say("“{title}” has taken place, so it can’t be removed.", title=titled(item.title)),
        "split": say("“{title}” has begun, so it can’t be split.", title=titled(item.title)),
        "merged": say("“{title}” has begun, so it can’t be merged.", title=titled(item.title)),
    }
    if item.status not in {ItemStatus.PLANNED, ItemStatus.SKIPPED}:
        raise UserError(refusals[done])
    return item


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _capped(length_ms: Duration, most_ms: Duration) -> Duration:
    return Duration(min(length_ms, most_ms))
