"""What phones can do, over real sockets, on a real store: join, raise a hand, write, pass, choose a table, withdraw."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from facilitator_console.dialogue.answering import answers_to, conclusions, show_conclusion
from facilitator_console.dialogue.ids import Outcome, Wish
from facilitator_console.dialogue.submissions import let_be, make_note, show_text, with_code
from facilitator_console.log import Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.phones.codes import kept_code_hash, read_code
from facilitator_console.session.agenda import close_session
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.display import show_room
from facilitator_console.session.floor import done, freeze, release
from facilitator_console.session.queue import close_queue, join_queue
from facilitator_console.session.tables import edit_table, open_table
from tests.phones.house import House, Phone

# -- joining ---------------------------------------------------------------------------------------------


def test_looking_at_the_welcome_uses_up_nothing_and_joining_leaves_a_cookie_of_the_session(house: House) -> None:
    [card] = house.cards(1)
    phone = house.phone(joined=False)
    for _ in range(3):
        welcome = phone.get(f"/j/{card}")
        assert welcome.status == 200
        assert "Welcome" in welcome.words
        assert "may be recording" in welcome.words
    assert set(phone.cookies) == {"language"}
    joined = phone.post("/join", code=card)
    assert (joined.status, joined.goes_to) == (303, "/")
    cookie = joined.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "expires" not in cookie
    assert "max-age" not in cookie
    assert phone.get("/").words.startswith("What would you miss?")


def test_a_card_works_once_and_the_code_of_the_screen_for_everyone(house: House) -> None:
    [card] = house.cards(1)
    house.phone(joined=False).join(card.lower().replace("-", " "))
    late = house.phone(joined=False).post("/join", code=card)
    assert late.status == 403
    assert "opens nothing" in late.words
    for _ in range(3):
        house.phone()
    assert house.phones.status_now().joined == 4
    assert house.phones.status_now().cards_left == 0


def test_without_a_token_nothing_is_shown_and_nothing_is_done(house: House) -> None:
    stranger = house.phone(joined=False)
    assert "What would you miss" not in stranger.get("/").text
    for path in ("/hand", "/write", "/pass", "/sent", "/table", "/care"):
        turned_away = stranger.post(path, text="let me in", seat="1")
        assert (turned_away.status, turned_away.goes_to) == (303, "/")
    stranger.cookies[house.phone().cookie.partition("=")[0]] = "0" * 32
    assert stranger.post("/write", text="let me in").goes_to == "/"
    assert "The code on your card" in stranger.get("/").words
    assert not house.state.submissions
    assert not house.state.queue


def test_the_welcome_says_how_many_experts_listen(house: House) -> None:
    assert "expert" not in house.phone(joined=False).get(f"/j/{house.phones.code}").words
    house.add_expert()
    words = house.phone(joined=False).until(f"/j/{house.phones.code}", "expert")
    assert "1 expert listens to the conversation, and does not intervene." in words


# -- hands -----------------------------------------------------------------------------------------------


def test_a_hand_without_a_seat_waits_by_the_one_rule_and_is_told_its_place(house: House) -> None:
    first, second = house.phone(), house.phone()
    house.do(join_queue, next(iter(house.state.participants)))
    assert first.submit("/hand", seat="").goes_to == "/"
    assert "1 is before you." in first.get("/").words
    second.submit("/hand", seat="")
    assert "2 are before you." in second.get("/").words
    house.do(done)  # Seat 1 speaks.
    assert "You are next." in first.until("/", "You are next.")
    house.do(done)
    assert "It is your turn" in first.until("/", "It is your turn")
    assert "You are next." in second.get("/").words
    house.do(done)
    assert "Raise a hand" in first.until("/", "Raise a hand")


def test_while_all_is_paused_nobody_is_told_that_the_room_listens(house: House) -> None:
    phone = house.phone()
    phone.submit("/hand", seat="")
    house.do(done)
    phone.until("/", "It is your turn")
    house.do(freeze)
    assert "It is your turn" not in phone.until("/", "Pause")
    house.do(release)
    phone.until("/", "It is your turn")


def test_who_writes_to_the_team_is_told_who_sees_it_and_of_what_is_read_aloud_that_is_not_said(house: House) -> None:
    phone, words = house.phone(), "Only the team sees it"
    assert words in phone.get("/write").words
    assert words not in phone.get("/write?for=read_aloud").words


def test_a_hand_with_a_seat_is_that_seats_and_can_be_cancelled(house: House) -> None:
    phone = house.phone()
    phone.submit("/hand", seat="2")
    [entry] = house.state.queue.values()
    assert house.state.participants[entry.participant_id].seat == 2
    assert phone.post("/hand", do="cancel").goes_to == "/"
    assert phone.post("/hand", do="cancel").goes_to == "/"
    assert not house.state.queue
    assert "Raise a hand" in phone.get("/").words


@pytest.mark.parametrize(
    ("seat", "words"),
    [
        ("99", "There is no seat 99 in this session."),
        ("two", "A seat is a number"),
        ("²", "A seat is a number"),
        ("-1", "A seat is a number"),
        ("99999999999", "A seat is a number"),
    ],
)
def test_a_refusal_is_shown_on_the_page_in_words(house: House, seat: str, words: str) -> None:
    refused = house.phone().submit("/hand", seat=seat)
    assert refused.status == 200
    assert words in refused.words
    assert not house.state.queue


def test_refusals_speak_to_who_holds_a_phone(house: House) -> None:
    phone = house.phone()
    page = phone.get("/hand")
    house.do(close_queue)
    refused = phone.post("/hand", form=page.form, seat="")
    assert "No hands are taken just now." in refused.words
    assert "Open it" not in refused.words
    assert "No hands are taken just now." in phone.until("/", "No hands are taken just now.")
    house.do(close_session)
    assert "The meeting is over." in phone.until("/", "over")
    assert "The meeting is over." in phone.submit("/write", text="too late").words


def test_nearly_at_once_the_order_of_arrival_at_the_console_counts(house: House) -> None:
    phones = [house.phone() for _ in range(12)]
    for phone in phones:
        phone.submit("/hand", seat="")
    entries = [entry.entry_id for entry in house.state.queue.values()]
    order = [waiting.entry_id for waiting in speaking_order(house.state)]
    assert order == entries
    places = [phone.get("/").words for phone in phones]
    assert "You are next." in places[0]
    assert "11 are before you." in places[-1]


def test_a_form_that_is_sent_again_counts_once(house: House) -> None:
    phone = house.phone()
    page = phone.get("/write")
    answers = [phone.post("/write", form=page.form, text="once", wish="team") for _ in range(3)]
    assert {answer.goes_to for answer in answers} == {"/sent?new=1"}
    assert [sent.text for sent in house.state.submissions.values()] == ["once"]


def test_a_facilitators_undo_takes_back_their_own_action_and_no_phones(house: House) -> None:
    house.do(join_queue, next(iter(house.state.participants)))
    before = house.console.undo_stack.undoable()
    house.phone().submit("/hand", seat="")
    assert house.console.undo_stack.undoable() == before
    assert before is None  # What another thread posted is nobody's press of a key.


# -- texts -----------------------------------------------------------------------------------------------


def test_what_became_of_a_text_is_told_in_words_that_blame_nobody(house: House) -> None:
    phone = house.phone()
    for text in ("to be a note", "to be shown", "to be let be"):
        phone.submit("/write", text=text, wish="team")
    note, shown, left = house.state.submissions
    house.do(make_note, note)
    house.do(show_text, shown)
    house.do(let_be, left)
    words = phone.until("/sent", "to be let be The team has read it.")  # What was decided last.
    assert "to be shown It was shown to everyone." in words
    assert "to be a note It is among the notes." in words
    [made] = house.state.notes.values()
    assert (made.text, made.participant_id, made.turn_id) == ("to be a note", "", "")


def test_a_written_word_enters_the_queue_without_seat_and_its_turn_names_it(house: House) -> None:
    phone = house.phone()
    phone.submit("/write?for=read_aloud", text="read this", wish="read_aloud")
    [sent] = house.state.submissions.values()
    [entry] = house.state.queue.values()
    assert (sent.wish, sent.outcome) == (Wish.READ_ALOUD, Outcome.QUEUE)
    assert (entry.participant_id, entry.read_aloud, entry.submission_id) == ("", True, sent.submission_id)
    assert "You are in the queue" in phone.get("/").words
    house.do(done)
    [turn] = house.state.turns.values()
    assert (turn.read_aloud, turn.submission_id) == (True, sent.submission_id)


def test_texts_are_text_whatever_signs_are_in_them(house: House) -> None:
    phone = house.phone()
    text = "<script>alert(1)</script> & \u202egnirts 👩‍👩‍👧 e\u0301 مرحبا ї"
    phone.submit("/write", text=f"{text}\x00\x07", wish="team")
    [sent] = house.state.submissions.values()
    assert sent.text == "<script>alert(1)</script> & \u202egnirts 👩‍👩‍👧 é مرحبا ї"
    page = phone.get("/sent")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page.text


def test_a_text_too_long_or_empty_is_refused_and_says_by_how_much(house: House) -> None:
    phone = house.phone()
    assert "too long by 3 characters" in phone.submit("/write", text="😀" * 503, wish="team").words
    assert "Nothing was written." in phone.submit("/write", text="  \n ", wish="team").words
    assert phone.submit("/write", text="😀" * 500, wish="team").status == 303


def test_withdrawing_erases_the_text_and_its_note(house: House) -> None:
    phone = house.phone()
    phone.submit("/write", text="take this back", wish="team")
    [sent] = house.state.submissions
    house.do(make_note, sent)
    assert phone.post("/sent", withdraw="1").goes_to == "/sent"
    assert not house.state.submissions
    assert not house.state.notes
    assert "take this back" not in phone.get("/sent").text
    other = house.phone()
    assert other.post("/sent", withdraw="1").status == 303


def test_a_kept_code_finds_its_text_and_is_in_no_event(house: House) -> None:
    phone = house.phone()
    answer = phone.submit("/write", text="mine", wish="team", code="1")
    shown = phone.get(answer.goes_to)
    code = read_code(shown.words.partition("Your code ")[2][:14])
    assert len(code) == 12
    phone.get("/sent")  # It is shown once.
    assert "Your code" not in phone.get("/sent?code=1").words
    found = with_code(house.state, kept_code_hash(house.console.session, code))
    assert found.text == "mine"
    assert not any(code in event.body or code.lower() in event.body.lower() for event in house.console.history.events())


# -- rounds, tables, care, kiosk -------------------------------------------------------------------------


def test_what_experts_conclude_is_answered_while_it_is_shown_also_after_the_meeting(house: House) -> None:
    phone = house.phone()
    for text in ("a run at seven is possible", "count the children"):
        house.do(add_list_entry, GroupList.CONCLUSIONS, text)
    first, second = (entry.list_entry_id for entry in conclusions(house.state))
    assert "Answer" not in phone.get("/").words
    assert phone.get("/answer").goes_to == "/"
    house.do(show_conclusion, first)
    assert "a run at seven is possible" in phone.until("/", "Answer")
    form = phone.get("/answer")
    house.do(close_session)
    house.do(show_conclusion, second)
    phone.until("/", "count the children")
    late = phone.post("/answer", form=form.form, to="1", text="only in winter")
    assert "Another conclusion is shown by now." in late.words
    assert not house.state.answers
    assert "Raise a hand" not in phone.get("/").words, "the meeting is over"
    assert phone.submit("/answer", to="2", text="on school days 💧").goes_to == "/sent?new=1"
    assert [answer.text for answer in answers_to(house.state, Subject(second))] == ["on school days 💧"]
    assert "It is among the answers." in phone.get("/sent").words
    phone.post("/sent", withdraw="1")
    assert not answers_to(house.state, Subject(second))
    house.do(show_room)
    assert "The meeting is over." in phone.until("/", "over")


def test_in_a_round_a_phone_that_gave_its_seat_can_pass_and_others_see_the_question(tmp_path: Path) -> None:
    house = House(tmp_path / "round.sqlite")
    house.begin(form="plenary")
    house.let_in()
    told, quiet = house.phone(), house.phone()
    told.submit("/hand", seat="3")
    told.post("/hand", do="cancel")
    house.begin(seats=0, form="go_around")
    assert "I pass" in told.until("/", "I pass")
    words = quiet.get("/").words
    assert "What would you miss?" in words
    assert "I pass" not in words
    assert "Raise a hand" not in words
    assert told.submit("/pass", seat="3").goes_to == "/"
    [passed] = house.state.passes.values()
    assert house.state.participants[passed.participant_id].seat == 3
    assert "not asked any more" in told.post("/pass", seat="3").words
    assert "nobody knows whom" in quiet.post("/pass", seat="").words
    house.close()


def test_a_phone_at_a_table_sees_its_queue_and_no_event_says_where_it_is(tmp_path: Path) -> None:
    house = House(tmp_path / "tables.sqlite")
    house.begin(form="world_cafe")
    while len(house.state.talk_tables) < 2:
        house.do(open_table)
    house.let_in()
    first, second, *_ = house.state.talk_tables
    house.do(edit_table, second, queue=True)
    phone = house.phone()
    events = len(house.console.history)
    assert "Choose my table" in phone.until("/", "Choose my table")
    assert phone.post("/table", table="2").goes_to == "/"
    assert "Table 2: change" in phone.get("/").words
    assert len(house.console.history) == events
    phone.submit("/hand", seat="")
    assert [entry.table_id for entry in house.state.queue.values()] == [second]
    assert first != second
    house.close()


def test_asking_for_a_person_reaches_the_care_person_alone_and_is_kept_nowhere(house: House) -> None:
    phone = house.phone()
    assert "I need a person" not in phone.get("/").words
    assert phone.post("/care", where="x").goes_to == "/care?done=1"
    assert not house.asked
    house.phones.set_cares(on=True)
    assert "I need a person" in phone.until("/", "I need a person")
    events = len(house.console.history)
    assert phone.submit("/care", where="by the window 😀").goes_to == "/care?done=1"
    assert house.asked == ["by the window 😀"]
    assert len(house.console.history) == events


def test_one_phone_for_all_shows_nothing_of_one_person_to_the_next(house: House) -> None:
    [card] = house.cards(1, kiosk=True)
    phone = house.phone(joined=False)
    phone.join(card)
    assert phone.submit("/write", text="of the first", wish="team").goes_to == "/?done=1"
    assert "Next person" in phone.get("/?done=1").words
    assert "of the first" not in phone.get("/sent").text
    assert phone.submit("/hand", seat="1").goes_to == "/?done=1"
    home = phone.get("/").words
    assert "You are in the queue" not in home
    assert "Raise a hand" in home
    assert 'value="1"' not in phone.get("/hand").text


# -- what comes by itself --------------------------------------------------------------------------------


def listening(phone: Phone) -> tuple[HTTPConnection, HTTPResponse]:
    """Open the stream of the first page."""
    stream = HTTPConnection(phone.address, phone.port, timeout=10)
    stream.request("GET", "/events?page=/", headers={"Cookie": f"language=en; {phone.cookie}"})
    heard = stream.getresponse()
    assert heard.status == 200
    assert heard.readline().startswith(b"retry")
    return stream, heard


def read_until(heard: HTTPResponse, words: bytes) -> None:
    found = b""
    while words not in found:
        line = heard.readline()
        assert line, found
        found += line


def test_an_open_page_hears_of_the_room_of_its_own_place_and_of_its_own_texts(house: House) -> None:
    first, second = house.phone(), house.phone()
    first.submit("/hand", seat="")
    second.submit("/hand", seat="")
    stream, heard = listening(second)
    read_until(heard, b"1 is before you.")
    first.post("/hand", do="cancel")
    read_until(heard, b"You are next.")
    second.submit("/write", text="one more", wish="team")
    read_until(heard, b"Sent before: 1")
    house.do(freeze)
    read_until(heard, b"Pause")
    house.do(release)
    read_until(heard, b"What would you miss?")
    second.post("/hand", do="cancel")
    read_until(heard, b"Raise a hand")
    stream.close()


# -- intruders -------------------------------------------------------------------------------------------


def test_a_muted_connection_is_told_and_unmuted_and_another_is_not_touched(house: House) -> None:
    intruder, other = house.phone(), house.phone()
    intruder.submit("/write", text="noise", wish="team")
    [sent] = house.state.submissions
    house.mute(sent, on=True)
    assert house.phones.is_muted(sent)
    assert "takes nothing from this phone" in intruder.get("/").words
    assert "takes nothing from this phone" in intruder.post("/write", text="more noise").words
    assert other.submit("/write", text="calm", wish="team").status == 303
    house.mute(sent, on=False)
    assert intruder.submit("/write", text="better", wish="team").status == 303
    assert [one.text for one in house.state.submissions.values()] == ["noise", "calm", "better"]


def test_a_removed_connection_is_out_until_that_is_taken_back(house: House) -> None:
    intruder = house.phone()
    intruder.submit("/hand", seat="")
    [entry] = house.state.queue
    house.remove(entry)
    assert "What would you miss" not in intruder.get("/").text
    assert intruder.post("/join", code=house.phones.code).status == 403, "the same browser does not come in anew"
    house.phones.allow_all()
    assert "What would you miss" in intruder.until("/", "What would you miss")
    house.remove(entry)
    house.mute(entry, on=False)  # The button in the window says "take from this phone again".
    assert not house.phones.is_muted(entry)
    assert "What would you miss" in intruder.until("/", "What would you miss")


def test_shut_out_all_connections_end_and_are_counted(house: House) -> None:
    phone, streaming = house.phone(), house.phone()
    door = house.phones.door
    assert door is not None
    stream, heard = listening(streaming)
    house.do(freeze)
    read_until(heard, b"Pause")
    assert house.shut() == 2
    assert heard.read() is not None  # The stream has ended.
    stream.close()
    with pytest.raises(OSError, match=r"refused|reset"):
        phone.get("/")
    assert [count.connections for count in house.state.phone_counts.values()] == [2]
    assert house.store.phone_book.rows(house.console.session) == []
