"""Laptops with real stores in processes of their own, over real sockets: pair, part, meet again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.processes import LaptopProcess, PeerFailedError, assert_same


def paired(first: LaptopProcess, second: LaptopProcess) -> str:
    """The first begins a session, the second joins; its id."""
    session: str = first.do("begin")
    shown = first.do("show")
    assert second.do("join", shown["address"], shown["digits"]) == session
    first.do("level", 1)
    return session


def test_a_team_parts_goes_on_alone_and_is_one_again(laptop: Callable[[str], LaptopProcess]) -> None:
    here, there = laptop("olena"), laptop("taras")
    there.do("wrong_by", 90_000)
    session = paired(here, there)
    note = here.do("note", "a well — криниця")
    here.do("level", 1)
    assert there.do("texts") == ["a well — криниця"]
    assert abs(there.do("offset") + 90_000) < 500
    assert abs(there.do("now") - here.do("now")) < 500
    here.do("say", "sum up")
    assert there.do("lines", 1) == ["sum up"]
    there.kill()
    here.do("alone")
    here.do("edit", note, "a well that works")
    here.do("note", "the road")
    there.start()
    there.do("open", session)
    there.do("note", "the bus")
    there.do("level", 1)
    here.do("level", 1)
    assert here.do("texts") == there.do("texts") == ["a well that works", "the bus", "the road"]
    here.do("withdraw", note)
    assert_same([here, there])
    assert b"a well" not in (there.folder / "dialogue.sqlite").read_bytes()


def test_wrong_digits_are_refused_and_said_and_nobody_answers_afterwards(
    laptop: Callable[[str], LaptopProcess],
) -> None:
    here, there = laptop("olena"), laptop("taras")
    here.do("begin")
    shown = here.do("show")
    wrong = f"{(int(shown['digits']) + 1) % 10**6:06}"
    for said in ("six digits don’t fit", "six digits don’t fit", "broke the pairing off"):
        with pytest.raises(PeerFailedError, match=said):
            there.do("join", shown["address"], wrong)
    with pytest.raises(PeerFailedError, match="No laptop at"):
        there.do("join", shown["address"], shown["digits"])


def test_a_laptop_that_is_taken_out_is_told(laptop: Callable[[str], LaptopProcess]) -> None:
    here, there = laptop("olena"), laptop("taras")
    paired(here, there)
    here.do("out", "taras")
    assert there.do("why") == ["This laptop was taken out of the team there."]
    here.do("note", "only here")
    assert there.do("texts") == []


def test_a_copy_of_a_laptop_is_found_out_and_named(laptop: Callable[[str], LaptopProcess]) -> None:
    here, there = laptop("olena"), laptop("taras")
    session = paired(here, there)
    copy = laptop("copy")
    copy.kill()
    for name in ("team.json", "dialogue.sqlite"):
        (copy.folder / name).write_bytes((there.folder / name).read_bytes())
    copy.name = "taras"
    copy.start()
    copy.do("open", session)
    (why,) = copy.do("why")
    assert why.startswith("Two laptops say that they are this one: a copy of its folder is in use.")
    here.do("note", "goes on")
    here.do("level", 1)
    assert there.do("texts") == ["goes on"]


def test_the_others_find_each_other_when_the_laptop_between_them_is_gone(
    laptop: Callable[[str], LaptopProcess],
) -> None:
    here, there, third = laptop("olena"), laptop("taras"), laptop("uliana")
    session = paired(here, there)
    shown = here.do("show")
    assert third.do("join", shown["address"], shown["digits"]) == session
    for one in (here, there, third):
        one.do("level", 2)
    here.kill()
    there.do("note", "the leader’s laptop is gone")
    there.do("level", 1)
    third.do("level", 1)
    assert third.do("texts") == ["the leader’s laptop is gone"]
    third.do("lead")
    assert_same([there, third])


def test_who_meets_a_laptop_that_deleted_the_session_is_told_and_keeps_it(
    laptop: Callable[[str], LaptopProcess],
) -> None:
    here, there = laptop("olena"), laptop("taras")
    paired(here, there)
    here.do("note", "stays here")
    here.do("level", 1)
    there.do("delete")
    assert here.do("why") == ["This session was deleted there."]
    assert here.do("texts") == ["stays here"]


def test_who_was_taken_out_is_let_in_again_by_new_digits_alone(laptop: Callable[[str], LaptopProcess]) -> None:
    here, there = laptop("olena"), laptop("taras")
    paired(here, there)
    here.do("out", "taras")
    there.do("why")
    shown = here.do("show")
    there.do("leave")
    there.do("join", shown["address"], shown["digits"])
    here.do("level", 1)


def test_who_is_let_in_again_on_one_laptop_is_let_in_on_all(laptop: Callable[[str], LaptopProcess]) -> None:
    here, there, third = laptop("olena"), laptop("taras"), laptop("yusuf")
    paired(here, there)
    shown = here.do("show")
    third.do("join", shown["address"], shown["digits"])
    third.do("level", 2)
    here.do("out", "taras")
    third.do("until_known", ["olena"])
    shown = here.do("show")
    there.do("leave")
    there.do("join", shown["address"], shown["digits"])
    third.do("until_known", ["olena", "taras"])
    third.do("level", 2)


def test_ballots_of_phones_on_two_laptops_are_on_both_once_the_vote_is_closed(
    laptop: Callable[[str], LaptopProcess],
) -> None:
    here, there = laptop("olena"), laptop("taras")
    session = paired(here, there)
    here.do("open_vote")
    here.do("level", 1)
    for one, phones in ((here, 2), (there, 3)):
        for phone in range(phones):
            one.do("cast", f"{one.name} {phone}")
        one.do("cast", "paper:7")  # Typed on both: one voter, since the team has one key.
    here.do("close_vote")
    assert [one.do("ballots", 12) for one in (here, there)] == [12, 12]
    there.do("leave")
    there.do("open", session)
    there.do("level", 1)
    assert [one.do("ballots", 12) for one in (here, there)] == [12, 12], "met again, they are the same"


def away_with_many_notes(there: LaptopProcess, session: str) -> None:
    """Start it again, out of range, and write so much that it is merged beside the session."""
    there.kill()
    there.start()
    there.do("open_alone", session)
    there.do("notes", 600, "the well")


def test_what_comes_while_the_drive_is_full_counts_as_kept_once_there_is_room(
    laptop: Callable[[str], LaptopProcess],
) -> None:
    here, there = laptop("olena"), laptop("taras")
    session = paired(here, there)
    away_with_many_notes(there, session)
    here.do("alone")
    here.do("in_merge", "folding", "fill")
    there.do("join_up")
    assert "dialogue.sqlite" in here.do("unsaved")
    assert len(here.do("texts")) == 600, "it is on the screen"
    here.do("note", "the bus")
    here.do("say", "the drive is full")
    there.do("lines", 1)
    assert there.do("on_disks") == 1, "what came with the line says nothing of a disk"
    assert here.do("on_disks") == 1
    here.do("make_room")
    assert_same([here, there])
    assert len(here.do("texts")) == 601


@pytest.mark.parametrize("place", ["folding", "saving"])
def test_who_is_killed_in_the_middle_of_a_large_merge_has_all_of_it_afterwards(
    laptop: Callable[[str], LaptopProcess], place: str
) -> None:
    here, there, third = laptop("olena"), laptop("taras"), laptop("uliana")
    session = paired(here, there)
    shown = here.do("show")
    third.do("join", shown["address"], shown["digits"])
    for one in (here, there, third):
        one.do("level", 2)
    away_with_many_notes(there, session)
    here.do("note", "the road")
    third.do("note", "the bus")
    here.do("in_merge", place, "kill")
    there.do("join_up")  # Both take its notes in, and each offers them to the other.
    assert here.process.wait(60) < 0
    here.kill()
    third.do("note", "one is gone")
    here.start()
    here.do("open", session)
    assert_same([here, there, third])
    assert len(here.do("texts")) == 603


@pytest.mark.parametrize("state", ["older", "empty"])
def test_a_store_that_is_put_back_as_it_was_deletes_nothing_and_brings_no_erased_word_back(
    laptop: Callable[[str], LaptopProcess], state: str, tmp_path: Path
) -> None:
    here, there = laptop("olena"), laptop("taras")
    session = paired(here, there)
    erased = there.do("note_saved", "таємно")
    assert_same([here, there])
    there.kill()
    here.do("alone")
    store = [*there.folder.glob("dialogue.sqlite*")]
    for file in store:
        shutil.copy(file, tmp_path / file.name)
    there.start()
    there.do("open", session)
    there.do("note_saved", "the bus")
    assert_same([here, there])
    here.do("withdraw", erased)
    assert_same([here, there])
    there.kill()
    here.do("alone")
    for file in there.folder.glob("dialogue.sqlite*"):
        file.unlink()
    for file in store if state == "older" else ():
        shutil.copy(tmp_path / file.name, file)
    there.start()
    there.do("open", session)
    assert there.do("texts") == (["таємно"] if state == "older" else [])
    assert_same([here, there])
    assert there.do("texts") == here.do("texts") == ["the bus"]
    for one in (here, there):
        assert "таємно".encode() not in (one.folder / "dialogue.sqlite").read_bytes()
