"""A form that is sent again counts once, whatever became of its answer: killed, not saved, or too slow."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from facilitator_console.log import SessionId
from facilitator_console.phones import site
from facilitator_console.store.beside_log import PhoneBook, Row, What
from facilitator_console.store.errors import StorageError
from facilitator_console.words import say
from tests.phones.house import House, Phone

FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/write", {"text": "to the team", "wish": "team"}),
    ("/write", {"text": "with a code", "wish": "team", "code": "1"}),
    ("/write", {"text": "read aloud", "wish": "read_aloud"}),
    ("/statement", {"text": "A bus every hour"}),
    ("/hand", {"seat": ""}),
    ("/hand", {"seat": "2"}),
)
ONE_FORM = {"text": "once 😀", "wish": "team"}


def begun(path: Path) -> House:
    house = House(path / "dialogue.sqlite")
    house.begin()
    house.let_in()
    return house


def restarted(house: House, *, is_book_saved: bool) -> House:
    """The program anew, at the same port; without the book it was killed between its two commits."""
    door, session = house.phones.door, house.console.session
    assert door is not None
    house.close()
    again = House(house.store.path, session)
    if not is_book_saved:
        book, of_forms = again.store.phone_book, {What.SENT, What.HAND, What.FORM}
        rows = book.rows(session)
        book.change(session, [Row(row.what, row.key) for row in rows if row.what in of_forms])
        kept = [row for row in rows if row.what is What.PHONE]
        book.change(
            session, [Row(row.what, row.key, '{"kiosk":true}' if "kiosk" in str(row) else "{}") for row in kept]
        )
    again.let_in(door.port)
    return again


def counted(house: House) -> tuple[int, int, int]:
    return len(house.state.submissions), len(house.state.queue), len(house.state.statements)


@pytest.mark.parametrize("is_book_saved", [True, False], ids=["book saved", "book not saved"])
@pytest.mark.parametrize("is_kiosk", [False, True], ids=["phones", "kiosks"])
def test_what_a_killed_run_had_done_is_not_done_again_and_what_is_new_is(
    tmp_path: Path,
    is_book_saved: bool,
    is_kiosk: bool,
) -> None:
    house = begun(tmp_path)
    sent: list[tuple[Phone, str]] = []
    cards = iter(house.cards(len(FORMS), kiosk=True))
    for path, fields in FORMS:
        phone = house.phone(joined=not is_kiosk)
        if is_kiosk:
            phone.join(next(cards))
        form = phone.get("/write").form
        assert phone.post(path, form=form, **fields).status == 303
        sent.append((phone, form))
    before = counted(house)
    assert before == (4, 3, 1)
    house = restarted(house, is_book_saved=is_book_saved)
    for _ in range(2):
        for (phone, form), (path, fields) in zip(sent, FORMS, strict=True):
            answer = phone.post(path, form=form, **fields)
            assert (answer.status, counted(house)) == (303, before), (path, fields)
    for (phone, _), (path, fields) in zip(sent, FORMS, strict=True):
        if "text" in fields:  # The same words in another form are another text.
            assert phone.post(path, form=phone.get("/write").form, **fields).status == 303
    assert counted(house) == (8, 4, 2)
    assert house.phone().post("/hand", seat="").status == 303
    assert counted(house) == (8, 5, 2), "somebody else’s hand is no hand that was raised before"
    house.close()


def test_a_text_whose_row_could_not_be_saved_is_not_sent_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = begun(tmp_path)
    phone = house.phone()
    form, change = phone.get("/write").form, PhoneBook.change

    def full(_book: PhoneBook, _session: SessionId, _rows: Iterable[Row]) -> None:
        raise StorageError(say("The drive is full."))

    monkeypatch.setattr(PhoneBook, "change", full)
    assert "The laptop is busy" in phone.post("/write", form=form, **ONE_FORM).words
    assert "The laptop is busy" in phone.post("/write", form=form, **ONE_FORM).words
    monkeypatch.setattr(PhoneBook, "change", change)
    assert phone.post("/write", form=form, **ONE_FORM).goes_to == "/sent?new=1"
    assert [text.text for text in house.state.submissions.values()] == ["once 😀"]
    house = restarted(house, is_book_saved=True)
    assert phone.post("/write", form=form, **ONE_FORM).goes_to == "/sent?new=1"
    assert len(house.state.submissions) == 1
    house.close()


def test_a_form_that_took_too_long_goes_on_and_is_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = begun(tmp_path)
    phone, goes_on = house.phone(), threading.Event()
    form = phone.get("/write").form
    with monkeypatch.context() as patch:
        patch.setattr(site, "PATIENCE_S", 0.1)
        house.window.run_soon(lambda: (goes_on.wait(), None)[1])
        for _ in range(2):
            slow = phone.post("/write", form=form, **ONE_FORM)
            assert (slow.status, "It is not saved yet" in slow.words) == (200, True)
        goes_on.set()
    assert phone.post("/write", form=form, **ONE_FORM).goes_to == "/sent?new=1"
    assert [text.text for text in house.state.submissions.values()] == ["once 😀"]
    house.close()
