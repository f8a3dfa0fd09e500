"""What an examiner finds after closing: nothing in store, settings, logs or a phone that tells who wrote a text."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from facilitator_console.dialogue.submissions import LONGEST_TEXT
from facilitator_console.phones.codes import token_hash
from facilitator_console.session.queue import leave_queue
from tests.phones.house import FORM, House, Phone

STORE = "dialogue.sqlite"


def everything_in(folder: Path) -> bytes:
    """All bytes of all files, the write-ahead log and what SQLite leaves beside a store among them."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def written(house: House) -> list[tuple[Phone, str]]:
    """Three phones that write, one of them from a seat that it named."""
    found = []
    for number in range(3):
        phone = house.phone()
        if number == 1:
            phone.submit("/hand", seat="2")
        phone.submit("/write", text=f"text of phone {number}", wish="team", code="1")
        found.append((phone, f"text of phone {number}"))
    return found


def traces(phone: Phone) -> list[bytes]:
    token = phone.token
    return [token.encode(), token_hash(token).encode(), bytes.fromhex(token), bytes.fromhex(token_hash(token))]


def test_while_phones_are_in_only_hashes_are_on_the_disk(tmp_path: Path) -> None:
    house = House(tmp_path / STORE)
    house.begin()
    house.let_in()
    cards = house.cards(3)
    phones = written(house)
    refused = house.phone().ask("POST", "/write", f"text=refused{'%21' * LONGEST_TEXT}", FORM)
    assert refused.goes_to == "/write?again=1"  # It waits for its phone, in memory alone.
    held = everything_in(tmp_path)
    assert b"refused!" not in held
    for phone, text in phones:
        assert text.encode() in held
        assert phone.token.encode() not in held
        assert bytes.fromhex(phone.token) not in held
    for code in (*cards, house.phones.code):
        assert code.encode() not in held
        assert code.replace("-", "").encode() not in held
    assert b"127.0.0.1" not in re.sub(rb'\{"address":"127.0.0.1","port":\d+', b"", held)
    house.close()


def test_after_shutting_out_nothing_leads_from_a_text_to_a_phone(tmp_path: Path) -> None:
    house = House(tmp_path / STORE)
    house.begin()
    house.let_in()
    cards = house.cards(2)
    phones = written(house)
    house.phone(joined=False).join(cards[0])
    house.mute(next(iter(house.state.submissions)), on=True)
    house.do(leave_queue, next(iter(house.state.queue)))
    house.shut()
    house.close()  # And the program ends.
    held = everything_in(tmp_path)
    for phone, text in phones:
        assert text.encode() in held  # The words are kept …
        assert not [trace for trace in traces(phone) if trace in held]  # … and nothing of who has them.
    assert b'{"muted"' not in held
    assert b"127.0.0.1" not in held
    # A phone keeps its own cookie until its browser is closed; nothing in the store matches it.
    names = set(chain.from_iterable(phone.cookies for phone, _ in phones))
    assert names == {"language", phones[0][0].cookie.partition("=")[0]}


def test_events_of_hands_and_texts_share_nothing_but_their_time(tmp_path: Path) -> None:
    house = House(tmp_path / STORE)
    house.begin()
    house.let_in()
    written(house)
    bodies = [event.body for event in house.console.history.events() if event.kind == "submission_added"]
    assert len(bodies) == 3
    for body in bodies:
        fields = set(re.findall(r'"(\w+)":', body))
        assert fields <= {"text", "wish", "language", "code_hash"}
    house.close()


def test_a_copy_for_a_stick_has_nothing_of_phones(tmp_path: Path) -> None:
    house = House(tmp_path / STORE)
    house.begin()
    house.let_in()
    phones = written(house)
    (tmp_path / "stick").mkdir()
    assert house.store.back_up(tmp_path / "stick" / "copy.sqlite")
    held = everything_in(tmp_path / "stick")
    for phone, text in phones:
        assert text.encode() in held
        assert not [trace for trace in traces(phone) if trace in held]
    house.close()


def test_after_a_restart_the_same_tokens_come_in_and_a_used_card_does_not(tmp_path: Path) -> None:
    house = House(tmp_path / STORE)
    house.begin()
    house.let_in()
    used, unused = house.cards(2)
    phone = house.phone(joined=False)
    phone.join(used)
    phone.submit("/write", text="before the restart", wish="team")
    phone.submit("/hand", seat="")
    door = house.phones.door
    session = house.console.session
    house.close()  # Not shut out: the program ended.
    assert door is not None
    again = House(tmp_path / STORE, session)
    assert again.phones.door_before() == door
    again.let_in(door.port)
    assert "You are in the queue" in phone.until("/", "You are in the queue")
    assert "Text 1" in phone.get("/sent").words
    assert again.phone(joined=False).post("/join", code=used).status == 403
    assert again.phone(joined=False).post("/join", code=unused).status == 303
    again.shut()
    again.close()
