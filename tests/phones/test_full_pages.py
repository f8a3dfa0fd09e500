"""The fullest pages: with all it needs each is under 20 KB, and what does not fit is one link away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator_console.dialogue.submissions import LONGEST_TEXT
from facilitator_console.dialogue.voting import begin_vote
from facilitator_console.opinions.commands import LONGEST_STATEMENT, add_statement
from facilitator_console.phones import registry
from facilitator_console.phones.pages import PAGES
from tests.phones.house import House, Phone

MOST = 20_000
TEXTS, STATEMENTS = 10, 30


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(registry, "ACTIONS_AT_ONCE", 1000)
    monkeypatch.setattr(registry, "PAGES_AT_ONCE", 1000)
    made = House(tmp_path / "dialogue.sqlite")
    made.begin(question="Чого вам бракуватиме? " * 20, form="statement_vote")
    made.let_in()
    yield made
    made.close()


def full(number: int, most: int, fill: str) -> str:
    return f"{number} ".ljust(most, fill)


def write_all(phone: Phone, fill: str) -> None:
    for number in range(1, TEXTS + 1):
        assert phone.submit("/write", text=full(number, LONGEST_TEXT, fill), wish="team").status == 303


@pytest.mark.parametrize("fill", ["ї", "😀", "&"])
def test_the_fullest_page_is_under_20_kb(house: House, fill: str) -> None:
    house.phones.set_cares(on=True)
    phone = house.phone()
    phone.cookies["language"] = "uk"
    write_all(phone, fill)
    for number in range(1, STATEMENTS + 1):
        house.do(add_statement, full(number, LONGEST_STATEMENT, fill))
    house.do(begin_vote)
    phone.until("/", "Голосувати")
    for number in range(1, STATEMENTS + 1):
        assert phone.post("/vote", statement=str(number), vote="agree").status == 303
    kept = sum(len(phone.get(path).text.encode()) for path in ("/s/phones.css", "/s/phones.js"))
    paths = [page.path for page in PAGES] + ["/sent?to=6", "/vote?mine=1", "/vote?mine=1&from=12", "/vote?at=1"]
    refused = phone.post("/write", text=fill * (LONGEST_TEXT + 1), wish="team")
    assert refused.status == 200
    sizes = {path: kept + len(phone.get(path).text.encode()) for path in paths} | {
        "": kept + len(refused.text.encode())
    }
    assert {path: size for path, size in sizes.items() if size >= MOST} == {}


def linked(phone: Phone, path: str, words: str) -> list[str]:
    """The texts of a page and of those that its link leads to, one list a page."""
    pages = []
    while path:
        page = phone.get(path)
        pages.append(page.text)
        found = re.search(rf'href="([^"]+)">{words}<', page.text)
        path = found[1].replace("&amp;", "&") if found else ""
    return pages


def test_every_text_and_every_vote_can_be_reached(house: House) -> None:
    phone = house.phone()
    write_all(phone, ".")
    pages = linked(phone, "/sent", "Earlier ones")
    numbers = [[int(number) for number in re.findall(r"Text (\d+)<", page)] for page in pages]
    assert numbers == [[7, 8, 9, 10], [3, 4, 5, 6], [1, 2]]
    assert phone.post("/sent", withdraw="2").status == 303
    assert len(house.state.submissions) == TEXTS - 1
    for number in range(1, STATEMENTS + 1):
        house.do(add_statement, full(number, LONGEST_STATEMENT, "."))
    house.do(begin_vote)
    phone.until("/", "Vote on the statements")
    for number in range(1, STATEMENTS + 1):
        phone.post("/vote", statement=str(number), vote="disagree")
    pages = linked(phone, "/vote?mine=1", "The next ones")
    assert [page.count("Disagree: change") for page in pages] == [12, 12, 6]
    for odd in (
        "/sent?to=0",
        "/sent?to=-1",
        "/sent?to=99999999",
        "/sent?to=²",
        "/vote?mine=1&from=9999",
        "/vote?from=x",
    ):
        assert phone.get(odd.replace("²", "%C2%B2")).status == 200


def test_what_arrives_is_told_as_what_becomes_of_it(house: House) -> None:
    phone = house.phone()
    house.begin(seats=0)
    phone.until("/", "Raise a hand")
    assert "Only the team sees it" in phone.get(phone.submit("/write", text="one", wish="team").goes_to).words
    told = phone.get(phone.submit("/write?for=read_aloud", text="two", wish="read_aloud").goes_to).words
    assert "It is in the queue, to be read aloud." in told
    assert "Only the team sees it" not in told
