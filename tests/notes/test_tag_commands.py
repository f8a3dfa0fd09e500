"""The team's codebook: tags added, renamed, moved, merged, retired and brought back, on any number of laptops."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, NewEvent, Subject, Undone
from facilitator_console.notes.codebook import (
    CODEBOOK,
    FIRST_TAGS,
    digit_tags,
    matching_tags,
    meant_tag,
    read_tags,
    retired_tags,
    tag_name,
    tag_of,
    tag_tree,
    tags_in_codebook,
    typed_names,
)
from facilitator_console.notes.commands import tag_note, untag_note
from facilitator_console.notes.events import TagEdited
from facilitator_console.notes.ids import NO_TAG, NoteId, TagColor, TagId
from facilitator_console.notes.tag_commands import (
    add_tag,
    bring_tag_back,
    color_tag,
    merge_tag,
    move_tag,
    rename_tag,
    retire_tag,
    set_tag_digit,
    tag_notes_anew,
    tags_below,
)
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController

NAMES = typed_names([])
NEED, FEAR, VALUE = TagId("need"), TagId("fear"), TagId("value")
NAMES_TYPED = ("дорога", "Дорога", "дороги", "їжа", "ґанок", "🚌 автобус", "מים", "need", "x")


def added(controller: SessionController, name: str, parent: TagId = NO_TAG) -> TagId:
    return TagId(controller.make(add_tag, name, parent))


def tags_of(controller: SessionController, note: str) -> tuple[TagId, ...]:
    return read_tags(controller.state, controller.state.notes[NoteId(note)].tags)


# -- merging -----------------------------------------------------------------------------------------------


def test_a_merged_tags_notes_are_read_as_having_the_other_and_its_name_means_the_other() -> None:
    controller = SessionController()
    note = controller.make(capture, "#дорога яма")
    (road,) = controller.state.tags
    roads = added(controller, "дороги")
    controller.do(merge_tag, road, roads)
    assert tags_of(controller, note) == (roads,)
    assert meant_tag(controller.state, "Дорога", NAMES) == roads
    assert road not in tags_in_codebook(controller.state)
    assert matching_tags(controller.state, "дорога", NAMES) == (roads,)
    controller.do(untag_note, NoteId(note), roads)
    assert tags_of(controller, note) == ()
    with pytest.raises(UserError, match="was merged into “дороги”"):
        controller.do(add_tag, "дорога")


def test_a_default_tag_is_merged_into_the_teams_own_word_for_it() -> None:
    controller = SessionController()
    note = controller.make(capture, "#need water")
    own = added(controller, "треба нам")
    controller.do(merge_tag, NEED, own)
    assert tags_of(controller, note) == (own,)
    assert meant_tag(controller.state, "need", NAMES) == own
    with pytest.raises(UserError, match="Choose the language of its new name"):
        controller.do(rename_tag, FEAR, "страх")


def test_an_undone_merge_leaves_nothing_behind() -> None:
    controller = SessionController()
    note = controller.make(capture, "#fear dark")
    merged = controller.do(merge_tag, FEAR, NEED)
    controller.write(NewEvent(Undone(merged[0].writer, merged[0].lamport), THE_SESSION))
    assert tags_of(controller, note) == (FEAR,)
    assert FEAR in tags_in_codebook(controller.state)


def test_tags_merged_into_each_other_on_two_laptops_are_one_and_their_notes_have_it() -> None:
    controller = SessionController()
    notes = [controller.make(capture, line) for line in ("#fear a", "#value b")]
    for tag, into in ((FEAR, VALUE), (VALUE, FEAR)):
        controller.write(NewEvent(TagEdited(merged_into=into), Subject(tag)))
    (read,) = {tags_of(controller, note) for note in notes}
    assert read == (FEAR,)
    assert FEAR in tags_in_codebook(controller.state)
    assert VALUE not in tags_in_codebook(controller.state)


def test_a_tag_merged_into_one_whose_words_were_erased_is_itself_again() -> None:
    controller = SessionController()
    road, name = added(controller, "дорога"), added(controller, "Петренко")
    note = controller.make(capture, "#дорога яма")
    controller.do(merge_tag, road, name)
    controller.erase(name)
    assert tags_of(controller, note) == (road,)


def test_a_tag_is_not_merged_into_itself_nor_into_what_is_off_the_codebook() -> None:
    controller = SessionController()
    with pytest.raises(UserError, match="into itself"):
        controller.do(merge_tag, NEED, NEED)
    controller.do(retire_tag, FEAR)
    for tag, into in ((NEED, FEAR), (FEAR, NEED)):
        with pytest.raises(UserError, match="not in the codebook"):
            controller.do(merge_tag, tag, into)


# -- retiring ----------------------------------------------------------------------------------------------


def test_a_retired_tag_stays_on_its_notes_and_can_be_brought_back() -> None:
    controller = SessionController()
    note = NoteId(controller.make(capture, "#дорога яма"))
    (road,) = controller.state.tags
    for tag in (road, FEAR):
        controller.do(retire_tag, tag)
    assert retired_tags(controller.state) == (FEAR, road)
    assert tags_of(controller, note) == (road,)
    with pytest.raises(UserError, match="not in the codebook"):
        controller.do(tag_note, note, FEAR)
    controller.do(bring_tag_back, FEAR)
    controller.do(add_tag, "Дорога")
    assert retired_tags(controller.state) == ()
    assert str(tag_name(controller.state, road)) == "Дорога"
    assert tags_in_codebook(controller.state) == (*CODEBOOK, road)
    with pytest.raises(UserError, match="not among the retired"):
        controller.do(bring_tag_back, FEAR)


def test_a_retired_tag_typed_on_a_note_is_brought_back() -> None:
    controller = SessionController()
    note = NoteId(controller.make(capture, "said"))
    road = added(controller, "дорога")
    controller.do(retire_tag, road)
    controller.do(tag_notes_anew, [note], "дорога")
    assert tags_of(controller, note) == (road,)
    assert road in tags_in_codebook(controller.state)


def test_a_retired_tag_typed_in_the_note_line_comes_back_with_its_notes() -> None:
    controller = SessionController()
    old = controller.make(capture, "#дорога яма")
    (road,) = controller.state.tags
    controller.do(retire_tag, road)
    new = controller.make(capture, "#дорога міст")
    assert tags_of(controller, old) == tags_of(controller, new)
    assert tags_of(controller, new)[0] in tags_in_codebook(controller.state)


# -- the tree ----------------------------------------------------------------------------------------------


def own_tree(state: State) -> list[tuple[str, int]]:
    return [(str(tag_name(state, tag)), depth) for tag, depth in tag_tree(state) if tag not in CODEBOOK or depth]


def test_tags_stand_in_a_tree() -> None:
    controller = SessionController()
    water = added(controller, "вода", NEED)
    well = added(controller, "криниця", water)
    assert own_tree(controller.state) == [("вода", 1), ("криниця", 2)]
    assert tags_below(controller.state, NEED) == (water, well)
    for parent in (water, well):
        with pytest.raises(UserError, match="below itself"):
            controller.do(move_tag, water, parent)
    controller.do(retire_tag, water)
    assert own_tree(controller.state) == [("криниця", 1)]
    controller.do(merge_tag, NEED, VALUE)
    assert tags_below(controller.state, VALUE) == (well,)
    controller.do(move_tag, well, NO_TAG)
    assert own_tree(controller.state) == [("криниця", 0)]


def test_a_circle_made_on_two_laptops_is_opened() -> None:
    controller = SessionController()
    for tag, above in ((FEAR, VALUE), (VALUE, NEED), (NEED, FEAR)):
        controller.write(NewEvent(TagEdited(parent=above), Subject(tag)))
    assert [(tag, depth) for tag, depth in tag_tree(controller.state) if tag in {FEAR, VALUE, NEED}] == [
        (FEAR, 0),
        (NEED, 1),
        (VALUE, 2),
    ]


# -- digits, colours, names --------------------------------------------------------------------------------


def test_the_team_chooses_the_tags_of_the_digits() -> None:
    controller = SessionController()
    assert digit_tags(controller.state) == (*FIRST_TAGS, NO_TAG, NO_TAG, NO_TAG)
    road = added(controller, "дорога")
    controller.do(set_tag_digit, road, 3)
    assert digit_tags(controller.state)[2] == road
    assert "interest" not in digit_tags(controller.state)
    controller.do(set_tag_digit, road, 1)
    assert digit_tags(controller.state)[:3] == (road, NEED, "issue")
    controller.do(set_tag_digit, road, 0)
    assert digit_tags(controller.state)[0] == NO_TAG
    controller.do(retire_tag, NEED)
    assert digit_tags(controller.state)[1] == NO_TAG
    with pytest.raises(UserError, match="from 1 to 9"):
        controller.do(set_tag_digit, road, 10)


def test_one_digit_given_to_two_tags_on_two_laptops_is_settled_by_giving_it_again() -> None:
    controller = SessionController()
    one, two = added(controller, "a"), added(controller, "b")
    for tag in (one, two):
        controller.write(NewEvent(TagEdited(digit=2), Subject(tag)))
    assert digit_tags(controller.state)[1] == NEED
    controller.do(set_tag_digit, two, 2)
    assert digit_tags(controller.state)[1] == two


def test_a_tag_has_a_colour_and_default_colours_dont_judge() -> None:
    controller = SessionController()
    colors = {tag: known.color for tag in CODEBOOK if (known := tag_of(controller.state, tag))}
    assert colors[TagId("disagreement")] is not TagColor.RED
    assert colors[TagId("common_ground")] is not TagColor.GREEN
    assert len({colors[tag] for tag in FIRST_TAGS}) == len(FIRST_TAGS)
    controller.do(color_tag, NEED, TagColor.RED)
    assert (tag_of(controller.state, NEED) or 0).color is TagColor.RED  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["дороги", "Need", "ДОРОГИ"])
def test_no_two_tags_get_one_name(name: str) -> None:
    controller = SessionController()
    added(controller, "дороги")
    road = added(controller, "дорога")
    with pytest.raises(UserError, match="in the codebook already"):
        controller.do(rename_tag, road, name)
    controller.do(rename_tag, road, "Дорога")
    assert str(tag_name(controller.state, road)) == "Дорога"


def test_a_tag_has_a_name_in_each_language_and_any_of_them_means_it() -> None:
    controller, uk = SessionController(), load_catalogue("uk")
    road = added(controller, "Дорога")
    controller.do(rename_tag, road, "the road 🛣", "en", NAMES)
    controller.do(rename_tag, NEED, "Треба-нам", "uk", NAMES)
    road_name = tag_name(controller.state, road)
    assert (str(road_name), uk.text(road_name)) == ("the road 🛣", "Дорога")
    assert (str(tag_name(controller.state, NEED)), uk.text(tag_name(controller.state, NEED))) == ("need", "Треба-нам")
    for typed, tag in (("the-road-🛣", road), ("дорога", road), ("треба нам", NEED), ("need", NEED)):
        assert meant_tag(controller.state, typed, NAMES) == tag
    assert matching_tags(controller.state, "тре", NAMES) == (NEED,)
    for name in ("треба нам", "Дорога"):
        with pytest.raises(UserError, match="in the codebook already"):
            controller.do(rename_tag, FEAR, name, "ru", NAMES)
    controller.do(rename_tag, NEED, " ", "uk", NAMES)
    assert uk.text(tag_name(controller.state, NEED)) == "потреба"
    assert meant_tag(controller.state, "треба нам", NAMES) is None


def test_an_edit_of_a_default_tag_by_somebody_else_gives_it_no_other_name() -> None:
    controller = SessionController()
    controller.write(NewEvent(TagEdited("чуже", digit=9), Subject(NEED)))
    assert str(tag_name(controller.state, NEED)) == "need"
    assert digit_tags(controller.state)[8] == NEED


# -- any merge of laptops ----------------------------------------------------------------------------------

MOVES = st.tuples(
    st.sampled_from(["note", "add", "rename", "move", "merge", "retire", "back", "digit", "name", "meet"]),
    st.integers(0, 1),
    st.integers(0, 40),
    st.integers(0, 40),
)


def play(laptop: SessionController, move: str, first: int, second: int) -> None:
    known = sorted({NEED, FEAR, VALUE, *laptop.state.tags})
    tag, other = known[first % len(known)], known[second % len(known)]
    name = NAMES_TYPED[first % len(NAMES_TYPED)]
    commands: dict[str, tuple[Any, ...]] = {
        "note": (capture, f"#{name.split()[-1]} said"),
        "add": (add_tag, name, other),
        "rename": (rename_tag, tag, NAMES_TYPED[second % len(NAMES_TYPED)]),
        "move": (move_tag, tag, other),
        "merge": (merge_tag, tag, other),
        "retire": (retire_tag, tag),
        "back": (bring_tag_back, tag),
        "name": (rename_tag, tag, NAMES_TYPED[second % len(NAMES_TYPED)], ("uk", "en", "ru")[second % 3], NAMES),
        "digit": (set_tag_digit, tag, second % 10),
    }
    try:
        laptop.do(*commands[move])
    except UserError:
        return


@given(st.lists(MOVES, max_size=40))
def test_under_any_merge_all_laptops_have_one_codebook_and_no_note_lost_its_tag(
    moves: list[tuple[str, int, int, int]],
) -> None:
    laptops = [SessionController(writer=writer) for writer in "ab"]
    for move, who, first, second in moves:
        if move == "meet":
            laptops[who].history.add(laptops[1 - who].written)
        else:
            play(laptops[who], move, first, second)
    for laptop, other in (laptops, laptops[::-1]):
        laptop.history.add(other.written)
    here, there = (laptop.state for laptop in laptops)
    assert here.tags == there.tags
    assert here.translations == there.translations
    assert tag_tree(here) == tag_tree(there)
    at_once = History(event for laptop in laptops for event in laptop.written).state
    assert here.tags == at_once.tags
    in_codebook, kept = tags_in_codebook(here), retired_tags(here)
    assert sorted(tag for tag, _ in tag_tree(here)) == sorted(in_codebook)
    for note in here.notes.values():
        assert len(read_tags(here, note.tags)) == len(note.tags) == 1
        assert set(read_tags(here, note.tags)) <= {*in_codebook, *kept}
    assert set(digit_tags(here)) <= {NO_TAG, *in_codebook}
