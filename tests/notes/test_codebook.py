"""Tags as people type them, in three languages."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from facilitator_console.dialogue.capture import capture
from facilitator_console.log import NewEvent, Subject
from facilitator_console.notes.codebook import (
    CODEBOOK,
    FIRST_TAGS,
    folded_tag,
    matching_tags,
    meant_tag,
    own_tags,
    read_tags,
    similar_tags,
    tag_name,
    typed_names,
)
from facilitator_console.notes.commands import untag_note
from facilitator_console.notes.events import NoteTagged
from facilitator_console.notes.ids import NoteId, TagId
from facilitator_console.notes.tag_commands import add_tag, rename_tag, retire_tag
from facilitator_console.words import Catalogue, UserError
from tests.helpers.controller import SessionController

UKRAINIAN = {"need": "потреба", "point of view": "точка зору", "next step": "наступний крок"}


class SomeUkrainian(NullTranslations):
    """A few words of a catalogue."""

    def gettext(self, message: str) -> str:
        return UKRAINIAN.get(message, message)


NAMES = typed_names([Catalogue(NullTranslations()), Catalogue(SomeUkrainian())])


def test_the_default_codebook_is_that_of_the_terms() -> None:
    assert list(CODEBOOK) == [
        "issue",
        "need",
        "interest",
        "point_of_view",
        "fear",
        "experience",
        "feeling",
        "value",
        "common_ground",
        "disagreement",
        "proposal",
        "question",
        "shift",
        "resource",
        "action",
        "process",
    ]
    assert all(folded_tag(tag) == tag for tag in CODEBOOK)


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("need", "need"),
        ("NEED", "need"),
        ("потреба", "need"),
        ("Потреба", "need"),
        ("точка-зору", "point_of_view"),
        ("точка_зору", "point_of_view"),
        ("point-of-view", "point_of_view"),
        ("next-step", "action"),
    ],
)
def test_the_tag_that_is_meant(typed: str, tag: str) -> None:
    assert meant_tag(SessionController().state, typed, NAMES) == tag


@pytest.mark.parametrize(("name", "typed"), [("Ґанок", "ганок"), ("сімʼя", "сім'я"), ("сім’я", "сім'я")])
def test_an_own_tag_is_meant_however_it_is_spelled(name: str, typed: str) -> None:
    controller = SessionController()
    assert meant_tag(controller.state, typed, NAMES) is None
    own = controller.make(add_tag, name)
    assert meant_tag(controller.state, typed, NAMES) == own


def test_two_tags_of_one_name_made_on_two_laptops_are_one_when_read() -> None:
    here, there = SessionController(), SessionController(writer="b")
    first, second = TagId(here.make(add_tag, "Дорога")), TagId(there.make(add_tag, "дорога"))
    here.history.add(there.written)
    note = NoteId(here.make(capture, "said"))
    for tag in (second, first):
        here.write(NewEvent(NoteTagged(tag), Subject(note)))
    assert read_tags(here.state, here.state.notes[note].tags) == (first,)
    assert [tag.tag_id for tag in own_tags(here.state)] == [first]
    here.do(untag_note, note, first)
    assert here.state.notes[note].tags == ()


def test_a_tag_that_was_erased_leaves_no_word_behind_and_says_so() -> None:
    controller = SessionController()
    note = NoteId(controller.make(capture, "#спільна-криниця вода"))
    (tag,) = controller.state.tags
    assert str(tag_name(controller.state, tag)) == "спільна-криниця"
    controller.erase(tag)
    assert str(tag_name(controller.state, controller.state.notes[note].tags[0])) == "a withdrawn tag"
    assert not [event for event in controller.history.events() if "криниця" in event.body]


def test_a_tag_of_the_teams_own_has_its_own_name() -> None:
    controller = SessionController()
    own = TagId(controller.make(add_tag, " Власна назва ", TagId("need")))
    tag = controller.state.tags[own]
    assert (tag.tag_id, tag.name, tag.parent) == (own, "Власна назва", "need")
    assert meant_tag(controller.state, "власна-назва", NAMES) == own
    controller.do(rename_tag, own, "Інша")
    assert str(tag_name(controller.state, own)) == "Інша"
    controller.do(retire_tag, own)
    assert str(tag_name(controller.state, own)) == "Інша"
    assert meant_tag(controller.state, "інша", NAMES) is None
    with pytest.raises(UserError, match="not in the codebook any more"):
        controller.do(rename_tag, own, "x")
    controller.erase(own)
    assert str(tag_name(controller.state, own)) == "a withdrawn tag"


def test_nothing_but_the_tag_itself_holds_its_words() -> None:
    controller = SessionController()
    own = TagId(controller.make(add_tag, "Петренко"))
    child = controller.make(add_tag, "нижче", own)
    note = controller.make(capture, "#Петренко сказане")
    assert controller.state.notes[NoteId(note)].tags == (own,)
    controller.erase(own)
    assert child in controller.state.tags
    assert "етренко" not in "".join(entry.event.body for entry in controller.history)


@pytest.mark.parametrize("name", ["", " ", "_-_"])
def test_a_tag_needs_a_name(name: str) -> None:
    with pytest.raises(UserError, match="needs a name"):
        SessionController().do(add_tag, name)


def test_a_tag_is_in_the_codebook_once() -> None:
    controller = SessionController()
    controller.do(add_tag, "Water supply")
    for name in ("water-supply", "Need"):
        with pytest.raises(UserError, match="in the codebook already"):
            controller.do(add_tag, name)
    with pytest.raises(UserError, match="not in the codebook"):
        controller.do(add_tag, "pipes", TagId("nowhere"))


def test_default_tags_have_their_names() -> None:
    assert str(tag_name(SessionController().state, TagId("point_of_view"))) == "point of view"


@pytest.mark.parametrize(
    ("there", "typed", "asks"),
    [
        ("дорога", "дороги", True),
        ("дороги", "дорога", True),
        ("вода", "води", True),
        ("школа", "школярі", False),
        ("їжа в Ґудзиках", "їжа-в-гудзиках", False),  # It is the same one.
        ("ресурсний центр", "ресурсний ценрт", True),
        ("лікарня", "ліхарня", True),
        ("міст", "місто", True),
        ("рік", "рок", False),
        ("🚌", "🚎", False),
        ("מים", "מיםם", True),
    ],
)
def test_a_name_nearly_that_of_another_tag_is_known(there: str, typed: str, *, asks: bool) -> None:
    controller = SessionController()
    tag = TagId(controller.make(add_tag, there))
    assert similar_tags(controller.state, typed, NAMES) == ((tag,) if asks else ())


def test_a_name_nearly_that_of_a_default_tag_is_known_and_a_retired_one_asks_nothing() -> None:
    controller = SessionController()
    assert similar_tags(controller.state, "потреби", NAMES) == ("need",)
    assert similar_tags(controller.state, "потреба", NAMES) == ()
    controller.do(retire_tag, TagId("need"))
    assert similar_tags(controller.state, "потреби", NAMES) == ()


def test_a_new_tag_keeps_the_spelling_that_was_typed() -> None:
    controller = SessionController()
    note = NoteId(controller.make(capture, "№їжа-в-Ґудзиках борщ"))
    (tag,) = controller.state.notes[note].tags
    assert str(tag_name(controller.state, tag)) == "їжа-в-Ґудзиках"


def test_the_tags_that_somebody_may_be_typing() -> None:
    controller = SessionController()
    train = controller.make(add_tag, "Потяг")
    gone = TagId(controller.make(add_tag, "Потім"))
    controller.do(retire_tag, gone)
    assert matching_tags(controller.state, "Пот", NAMES) == ("need", train)
    assert matching_tags(controller.state, "view", NAMES) == ("point_of_view",)
    assert matching_tags(controller.state, "xyz", NAMES) == ()
    assert matching_tags(controller.state, "", NAMES) == (*CODEBOOK, train)
    assert set(FIRST_TAGS) <= set(CODEBOOK)
    assert len(FIRST_TAGS) == 6
