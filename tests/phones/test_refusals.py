"""What a phone is told when something can't be done now: in words, with a way on, and what was typed is still there."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator_console.dialogue.ids import Wish
from facilitator_console.phones import views
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.ids import ItemId
from facilitator_console.store.beside_log import PhoneBook
from facilitator_console.store.errors import StorageError
from facilitator_console.words import say
from tests.phones.house import FORM, PATIENCE_S, Answer, House, Phone
from tests.phones.test_streams import read_until, stream_of


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "dialogue.sqlite")
    made.begin()
    made.let_in()
    yield made
    made.close()


def typed(page: Answer) -> str:
    """What stands in the text field of a page."""
    found = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page.text)
    assert found, page.text
    return found[1]


def let_in_again(house: House) -> None:
    """Let phones in anew at the same port, as another run does."""
    door = house.phones.door
    assert door is not None
    house.phones.end()
    assert house.phones.wait()
    house.let_in(door.port)


def test_a_refused_text_stays_on_its_page_and_is_sent_as_it_was_meant(house: House) -> None:
    phone = house.phone()
    form = phone.get("/write?for=read_aloud").form
    sent = {"form": form, "text": "слово <b> " * 60, "wish": "read_aloud", "code": "1"}
    refused = phone.post("/write?for=read_aloud", **sent)
    assert (refused.status, "too long" in refused.words) == (409, True)
    assert typed(refused) == "слово &lt;b&gt; " * 60
    assert "Read it for me" in refused.words
    assert "checked" in refused.text
    assert 'action="/write?for=read_aloud"' in refused.text
    assert refused.form == form
    assert phone.post("/write?for=read_aloud", **{**sent, "text": "short"}).status == 303
    assert [(one.text, one.wish) for one in house.state.submissions.values()] == [("short", Wish.READ_ALOUD)]


def test_a_text_that_could_not_be_saved_stays_on_its_page_and_counts_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = house.phone()
    form = phone.get("/write").form

    def full(*_args: object) -> None:
        raise StorageError(say("The drive is full."))

    with monkeypatch.context() as patch:
        patch.setattr(PhoneBook, "change", full)
        refused = phone.post("/write", form=form, text="once 😀", wish="team")
    assert (refused.status, typed(refused), refused.form) == (503, "once 😀", form)
    assert phone.post("/write", form=refused.form, text=typed(refused), wish="team").status == 303
    assert [one.text for one in house.state.submissions.values()] == ["once 😀"]


def test_where_the_room_went_on_the_refusal_has_a_way_back(house: House) -> None:
    phone = house.phone()
    round_of_all = house.do(add_item, "Round", question="Go around", format="go_around")
    house.do(start_item, ItemId(next(iter(round_of_all["items"]))))
    phone.until("/", "Go around")
    house.begin(seats=0, question="And now?")
    phone.until("/", "And now?")
    late = phone.post("/pass", seat="1")
    assert (late.status, late.text.count("<h1>")) == (409, 1)
    assert "Seat 1 is not asked any more" in late.words
    assert 'href="/"' in late.text.partition("<main")[2]


def test_a_wrong_seat_stays_in_its_field(house: House) -> None:
    refused = house.phone().submit("/hand", seat="99")
    assert 'value="99"' in refused.text


def test_who_types_the_address_is_told_as_much_as_who_scans(house: House) -> None:
    house.add_expert()
    stranger = house.phone(joined=False)
    scanned = stranger.until(f"/j/{house.phones.code}", "1 expert listens")
    typed_in, wrong = stranger.get("/").words, stranger.post("/join", code="WRNGCDE2").words
    for told in ("1 expert listens", "may be recording", "Whoever runs the Wi-Fi", "kept until the team deletes it"):
        assert told in scanned
        assert told in typed_in
        assert told in wrong


def test_while_the_window_is_busy_a_stream_waits_and_then_shows_the_room(house: House) -> None:
    phone, goes_on = house.phone(), threading.Event()
    house.window.run_soon(lambda: (goes_on.wait(PATIENCE_S), None)[1])
    let_in_again(house)
    stream = stream_of(phone)
    assert phone.get("/s/phones.css").status == 200  # By now the stream was asked for, too.
    goes_on.set()
    read_until(stream, b"What would you miss?")
    stream.close()


def test_a_window_that_stays_busy_is_told_with_a_page_that_goes_on_by_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, goes_on = house.phone(), threading.Event()
    monkeypatch.setattr(views, "FIRST_S", 0.1)
    house.window.run_soon(lambda: (goes_on.wait(PATIENCE_S), None)[1])
    let_in_again(house)
    page = phone.get("/")
    assert (page.status, page.text.count("<h1>"), 'data-live="/"' in page.text) == (503, 1, True)
    assert phone.get("/events?page=/").status == 503
    goes_on.set()
    phone.until("/", "What would you miss?")


def test_who_is_too_fast_is_told_with_a_heading_and_a_way_on(house: House) -> None:
    phone = house.phone()
    pages = [phone.get("/sent") for _ in range(60)]
    [slow, *_] = [page for page in pages if page.status == 429]
    assert slow.text.count("<h1>") == 1
    assert 'href="/sent"' in slow.text.partition("<main")[2]


def test_what_somebody_chose_about_refreshing_is_a_word_in_a_cookie_of_this_session(house: House) -> None:
    phone = house.phone()
    assert "refresh" not in phone.get("/").text.partition("<body")[0]
    answer = phone.get("/refresh/on?back=/")
    assert (answer.status, answer.goes_to, phone.cookies["refreshes"]) == (303, "/", "yes")
    assert "max-age" not in answer.headers["set-cookie"].lower()
    assert '<meta http-equiv="refresh"' in phone.get("/").text
    assert '<meta http-equiv="refresh"' not in phone.get("/write").text
    assert '<meta http-equiv="refresh"' not in phone.ask("POST", "/write", "text=", FORM).text
    for elsewhere in ("//evil.example", "http://evil.example/", "/j/../../evil"):
        assert "evil.example" not in phone.get(f"/refresh/off?back={elsewhere}").goes_to
    assert '<meta http-equiv="refresh"' not in phone.get("/").text


def test_forms_of_phones_sent_with_odd_ids_are_not_written_into_pages(house: House) -> None:
    phone: Phone = house.phone()
    refused = phone.post("/write", form='"><script>', text="", wish="team")
    assert refused.status == 409
    assert "<script>" not in refused.text.partition("<body")[2]
