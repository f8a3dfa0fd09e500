"""Tags as people type them, in three languages."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from facilitator_console.log import Subject
from facilitator_console.notes.codebook import (
    CODEBOOK,
    FIRST_TAGS,
    folded_tag,
    matching_tags,
    meant_tag,
    tag_name,
    typed_names,
)
from facilitator_console.notes.ids import TagId
from facilitator_console.notes.keeping import add_tag, edit_tag, remove_tag
from facilitator_console.words import Catalogue, UserError
from tests.helpers.desk import Desk

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
        ("Ґанок", "ганок"),
        ("сімʼя", "сім'я"),
        ("сім’я", "сім'я"),
    ],
)
def test_the_tag_that_is_meant(typed: str, tag: str) -> None:
    assert meant_tag(typed, NAMES) == folded_tag(tag)


def test_a_tag_of_the_teams_own_has_its_own_name() -> None:
    desk = Desk()
    subject = Subject(desk.make(add_tag, " Власна назва ", TagId("need")))
    tag = desk.state.tags[subject]
    assert (tag.tag, tag.name, tag.parent) == (folded_tag("власна назва"), "Власна назва", "need")
    assert str(tag_name(desk.state, tag.tag)) == "Власна назва"
    desk.do(edit_tag, subject, name="Інша")
    assert str(tag_name(desk.state, tag.tag)) == "Інша"
    desk.do(remove_tag, subject)
    assert str(tag_name(desk.state, tag.tag)) == tag.tag.replace("_", " ")
    with pytest.raises(UserError, match="not in the codebook any more"):
        desk.do(edit_tag, subject, name="x")


@pytest.mark.parametrize("name", ["", " ", "_-_"])
def test_a_tag_needs_a_name(name: str) -> None:
    with pytest.raises(UserError, match="needs a name"):
        Desk().do(add_tag, name)


def test_a_tag_is_in_the_codebook_once() -> None:
    desk = Desk()
    desk.do(add_tag, "Water supply")
    for name in ("water-supply", "Need"):
        with pytest.raises(UserError, match="in the codebook already"):
            desk.do(add_tag, name)
    with pytest.raises(UserError, match="not in the codebook"):
        desk.do(add_tag, "pipes", TagId("nowhere"))


def test_default_tags_have_their_names() -> None:
    assert str(tag_name(Desk().state, TagId("point_of_view"))) == "point of view"


def test_the_tags_that_somebody_may_be_typing() -> None:
    desk = Desk()
    desk.do(add_tag, "Потяг")
    gone = Subject(desk.make(add_tag, "Потім"))
    desk.do(remove_tag, gone)
    assert matching_tags(desk.state, "Пот", NAMES) == ("need", "потяг")
    assert matching_tags(desk.state, "view", NAMES) == ("point_of_view",)
    assert matching_tags(desk.state, "xyz", NAMES) == ()
    assert matching_tags(desk.state, "", NAMES) == (*CODEBOOK, "потяг")
    assert set(FIRST_TAGS) <= set(CODEBOOK)
    assert len(FIRST_TAGS) == 9
