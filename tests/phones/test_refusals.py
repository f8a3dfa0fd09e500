"""What a phone is told when something can't be done now: in words, with a way on, and what was typed is still there."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from facilitator_console.dialogue.ids import Wish
from facilitator_console.dialogue.submissions import LONGEST_TEXT
from facilitator_console.log import SessionId
from facilitator_console.phones import views
from facilitator_console.phones.registry import REFUSED_KEPT_S, Decided, Refused, Registry
from facilitator_console.phones.registry import Phone as Connection
from facilitator_console.phones.visit import MUTED
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.ids import ItemId
from facilitator_console.store.beside_log import PhoneBook
from facilitator_console.store.errors import StorageError
from facilitator_console.store.store import Store
from facilitator_console.words import say
from tests.phones.house import FORM, PATIENCE_S, Answer, House, Phone
from tests.phones.test_streams import read_until, stream_of


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
    assert (refused.status, "too long" in refused.words) == (200, True)
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
    assert (refused.status, typed(refused), refused.form) == (200, "once 😀", form)
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
    assert (late.status, late.text.count("<h1>")) == (200, 1)
    assert "Seat 1 is not asked any more" in late.words
    assert 'href="/"' in late.text.partition("<main")[2]


def refuse(phone: Phone, text: str) -> str:
    """Send a text that is too long, and go nowhere yet; where the answer leads."""
    answer = phone.ask("POST", "/write?for=read_aloud", urlencode({"text": text + "!" * LONGEST_TEXT}), FORM)
    assert (answer.status, answer.text) == (303, ""), "what answers a form is no page: a browser would keep the form"
    return answer.goes_to


def test_a_refused_text_is_shown_once_to_its_own_phone_and_only_the_last_one(house: House) -> None:
    phone, other = house.phone(), house.phone()
    first = refuse(phone, "first")
    assert first == "/write?for=read_aloud&again=1"
    for asks, path in ((other, first), (phone, "/write"), (phone, "/hand?again=1")):
        assert "first" not in asks.get(path).text
    shown = phone.get(first)
    assert "first" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert typed(phone.get(first)) == ""
    refuse(phone, "second")
    assert "third" in phone.get(refuse(phone, "third")).text
    last = refuse(phone, "fourth")
    assert phone.ask("POST", "/write", urlencode({"text": "taken", "wish": "team"}), FORM).goes_to == "/sent?new=1"
    assert typed(phone.get(last)) == ""


def test_a_refused_text_is_forgotten_after_some_minutes_and_with_the_phones(tmp_path: Path) -> None:
    now_s = 1_000.0
    store = Store.open(tmp_path / "dialogue.sqlite")
    registry = Registry(SessionId("session"), store.phone_book, lambda: now_s)
    phone = registry.phones["key"] = Connection("key", Decided(), lambda: now_s)
    refused = Refused("/write", "", {"text": "typed"}, MUTED, now_s + REFUSED_KEPT_S)

    def kept_after(forget: Callable[[], object]) -> bool:
        phone.refused = refused
        forget()
        return phone.refused is not None

    assert kept_after(registry.forget_refused)
    now_s += REFUSED_KEPT_S
    assert not kept_after(registry.forget_refused)
    phone.refused = refused
    assert phone.take_refused("/write") is None, "who comes too late finds an empty field"
    assert not kept_after(registry.close)
    store.close()


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
    assert refused.status == 200
    assert "<script>" not in refused.text.partition("<body")[2]
