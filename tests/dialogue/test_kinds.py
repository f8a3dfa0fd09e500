"""Every kind of event is registered whole, and docs/events.md says of it what the program does."""

from __future__ import annotations

import json
import re
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from facilitator_console.dialogue.codec import decode
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import KINDS as LOG_KINDS
from facilitator_console.log import Erasures, Kind, WorkPhase, WrittenBy, as_kept
from facilitator_console.log.erasure import WORDS
from facilitator_console.session.room_events import LeadTaken, OfFloor, OfTable, SpeakingSummed
from tests.dialogue.test_samples import EACH as EACH_SAMPLE
from tests.dialogue.test_samples import as_event

EACH = [pytest.param(kind, id=kind.name) for kind in KINDS.values()]
TECHNICAL = {
    ("run_started", "boot_id"),
    ("redacted", "fields"),
    ("session_created", "language"),
    ("session_created", "settings"),
    ("session_created", "begins"),
    ("session_created", "delete_on"),
    ("session_edited", "language"),
    ("session_edited", "settings"),
    ("session_edited", "begins"),
    ("session_edited", "delete_on"),
    ("item_added", "fixed_at"),
    ("item_edited", "fixed_at"),
    ("display_set", "part"),
    ("queue_moved", "key"),
    ("list_entry_added", "key"),
    ("theme_added", "key"),
    ("theme_edited", "key"),
    ("note_themed", "key"),
    ("section_edited", "key"),
    ("paragraph_added", "key"),
    ("paragraph_edited", "key"),
    ("question_drawn", "key"),
    ("question_edited", "key"),
    ("exported", "policy"),
    ("list_entry_edited", "key"),
    ("item_added", "key"),
    ("item_added", "format"),
    ("item_added", "settings"),
    ("item_edited", "format"),
    ("item_edited", "settings"),
    ("item_moved", "key"),
    ("table_edited", "settings"),
    ("end_promised", "date"),
    ("end_promised", "time"),
}
"""Fields that hold a word of the program's own, chosen and never typed."""


# -- the registrations -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EACH)
def test_a_kind_is_registered_whole(kind: Kind) -> None:
    assert KINDS[kind.name] is kind
    assert kind.name == re.sub(r"(?<!^)(?=[A-Z])", "_", kind.body.__name__).lower()
    assert (kind.handler is None) == (kind in LOG_KINDS)
    assert (kind.named is not None) == bool(kind.phases)
    fields = set(kind.body.__struct_fields__)
    assert set(kind.texts) <= fields
    assert set(kind.turn_fields) <= fields
    assert not (kind.speaks and kind.turn_fields)


def test_no_body_has_two_kinds() -> None:
    assert len({kind.body for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize("kind", EACH)
def test_what_is_of_a_table_is_its_leads_and_what_tells_of_the_floor_is_forgotten(kind: Kind) -> None:
    assert kind.speaks == issubclass(kind.body, OfFloor)
    if kind.body in {LeadTaken, SpeakingSummed}:
        assert kind.written_by is WrittenBy.ANYONE
    else:
        assert (kind.written_by is WrittenBy.TABLE_LEAD) == issubclass(kind.body, OfTable)


@pytest.mark.parametrize("kind", EACH)
def test_every_typed_word_can_be_erased(kind: Kind) -> None:
    holding = {name for name, hint in get_type_hints(kind.body).items() if _holds_text(hint)}
    technical = {name for of, name in TECHNICAL if of == kind.name}
    assert holding - technical == set(kind.texts)
    assert technical <= holding


@pytest.mark.parametrize("kind", EACH)
def test_a_turns_id_outside_the_floor_is_emptied_by_forgetting(kind: Kind) -> None:
    telling = {name for name in kind.body.__struct_fields__ if name.startswith("turn_") and name != "turn_limit_ms"}
    # Who was to begin a round would tell who spoke first.
    telling |= {"first_id"} & set(kind.body.__struct_fields__)
    assert kind.speaks or telling == set(kind.turn_fields)


SAMPLED = [sample for _, sample in EACH_SAMPLE if KINDS[sample["kind"]].texts]


@pytest.mark.parametrize("sample", SAMPLED, ids=[sample["kind"] for sample in SAMPLED])
def test_redacting_leaves_no_typed_word_and_all_else(sample: dict[str, Any]) -> None:
    event = as_event(sample)
    erasures = Erasures(redacted={(event.writer, event.seq): frozenset({WORDS})})
    kept = as_kept(event, erasures, KINDS)
    texts = KINDS[event.kind].texts
    body = json.loads(kept.body)
    assert {name: value for name, value in body.items() if name in texts and value} == {}
    assert {name: value for name, value in body.items() if name not in texts} == {
        name: value for name, value in sample["body"].items() if name not in texts
    }
    assert decode(kept) is not None
    assert any(sample["body"].get(name) for name in texts)


def _holds_text(hint: Any) -> bool:
    """Whether a value of this type can be a word that somebody typed; an id and a fixed word can't."""
    if isinstance(hint, NewType) or (isinstance(hint, type) and issubclass(hint, Enum)):
        return False
    if get_origin(hint) in {Union, UnionType, Annotated, tuple, list, dict}:
        return any(_holds_text(part) for part in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return any(_holds_text(part) for part in get_type_hints(hint).values())
    return hint is str or hint is Any


def test_what_counts_as_text() -> None:
    texts = (str, str | msgspec.UnsetType, tuple[str, ...], dict[str, Any], dict[str, int], list[tuple[int, str]])
    assert [hint for hint in texts if not _holds_text(hint)] == []
    others = (int, bool, WorkPhase, tuple[NewType("Id", str), ...])  # type: ignore[misc]
    assert [hint for hint in others if _holds_text(hint)] == []


# -- the page ------------------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
COLUMNS = 9


def rows() -> dict[str, list[str]]:
    """The page's rows of kinds that exist, by kind."""
    found: dict[str, list[str]] = {}
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"`\w+`", cells[0]) and len(cells) == COLUMNS and not cells[-1]:
            assert cells[0].strip("`") not in found, line
            found[cells[0].strip("`")] = cells
    return found


def quoted(cell: str) -> set[str]:
    """What a cell names in backticks."""
    return set(re.findall(r"`(\w+)`", cell))


def body_fields(cell: str) -> set[str]:
    """The names of the fields that a cell tells of, as `name: type`, `a, b: type` or `name?: type`."""
    plain = re.sub(r"\([^()]*\)", "", cell)
    names = (part.split(":")[0].split(",") for part in plain.split(" · ")) if plain != "–" else ()
    return {name.strip().rstrip("?") for some in names for name in some}


def test_the_page_has_every_kind_that_exists_and_no_other() -> None:
    assert set(rows()) == set(KINDS)


@pytest.mark.parametrize("kind", EACH)
def test_the_page_says_of_a_kind_what_the_program_does(kind: Kind) -> None:
    _, body, _, written_by, undo, texts, forgetting, _, _ = rows()[kind.name]
    assert body_fields(body) == set(kind.body.__struct_fields__)
    assert written_by.replace(" ", "_") == kind.written_by.value
    assert undo == (", ".join(phase.value for phase in WorkPhase if phase in kind.phases) or "never")
    assert quoted(texts) == set(kind.texts)
    assert forgetting == "blanked" if kind.speaks else quoted(forgetting) == set(kind.turn_fields)
