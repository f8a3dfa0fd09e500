"""Reading who spoke when."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.exchange.rttm import Segment, parse_rttm
from facilitator_console.log import Duration
from facilitator_console.words import UserError

LINE = "SPEAKER rec 1 {start} {duration} <NA> <NA> {speaker} <NA> <NA>"


def _line(start: str = "0", duration: str = "1", speaker: str = "A") -> str:
    return LINE.format(start=start, duration=duration, speaker=speaker)


def test_segments_are_sorted_by_start_and_keep_the_files_order_where_starts_are_equal() -> None:
    text = "\n".join((_line("2.5", "1", "B"), _line("1", "0.0004", "C"), _line("2.50", "3", "A"), _line("0.0016", "0")))
    recording = parse_rttm(text, "x")
    assert recording.name == "rec"
    assert recording.segments == (
        Segment("A", Duration(2), Duration(2)),
        Segment("C", Duration(1000), Duration(1000)),
        Segment("B", Duration(2500), Duration(3500)),
        Segment("A", Duration(2500), Duration(5500)),
    )


def test_starts_within_one_millisecond_are_sorted_as_written() -> None:
    segments = parse_rttm(_line("1.0004", speaker="B") + "\n" + _line("1.0001", speaker="A"), "x").segments
    assert [segment.speaker for segment in segments] == ["A", "B"]


def test_comments_blank_lines_and_other_kinds_pass_by() -> None:
    text = f";; by hand\r\n\r\nSPKR-INFO rec 1 <NA> <NA> <NA> unknown A <NA> <NA>\r\n{_line()}\r\n"
    assert len(parse_rttm(text, "x").segments) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (_line(start="x"), "the start is not a number"),
        (_line(duration="one"), "the duration is not a number"),
        (_line(duration="-1"), "the duration is negative"),
        (_line(start="-0.5"), "the start is negative"),
        (_line(start="nan"), "the start is not a number"),
        (_line(duration="inf"), "the duration is not a number"),
        (_line(start="1e400"), "the start is not a number"),
        (_line(start="1_0"), "the start is not a number"),
        (_line(start="86400"), "later than 24 hours"),
        (_line(speaker="<NA>"), "no speaker is named"),
        (_line(speaker="x" * 101), "longer than 100"),
        ("SPEAKER rec 1 0", "4 fields"),
        ("Hello", "should begin with SPEAKER"),
        (_line(speaker="Anna Maria"), "more than one word for the speaker"),
        (_line(speaker="Anna Maria").removesuffix(" <NA>"), "more than one word for the speaker"),
        (_line(speaker="\x07"), "no speaker is named"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(line: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"^x\.rttm, line 3: .*{said}.*Correct the line, or name another file\.$"):
        parse_rttm(f"{_line()}\n\n{line}\n{_line()}", "x.rttm")


def test_a_file_in_which_nobody_speaks_is_refused() -> None:
    with pytest.raises(UserError, match="no line that begins with SPEAKER"):
        parse_rttm(";; nothing", "x.rttm")


@given(st.text() | st.lists(st.text(alphabet="SPEAKR <NA>0123456789.-e\t\n")).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UserError):
        assert all(0 <= segment.start_ms <= segment.end_ms for segment in parse_rttm(text, "x").segments)


def test_names_do_not_move_the_cursor() -> None:
    recording = parse_rttm(_line(speaker="A\x1b[2Jнна\x9b").replace("rec", "r\x07ec"), "x")
    assert (recording.name, recording.segments[0].speaker) == ("rec", "A[2Jнна")


def test_what_follows_the_speaker_may_be_figures() -> None:
    assert len(parse_rttm(_line().replace("A <NA> <NA>", "A 0.93 -1"), "x").segments) == 1


SEVERAL = "\n".join((_line(), _line("5", speaker="B").replace("rec", "second"), _line("2", speaker="C")))


def test_several_recordings_are_offered() -> None:
    offer = r"^x\.rttm contains 2 recordings: rec, second\. Choose one with --recording\.$"
    with pytest.raises(UserError, match=offer):
        parse_rttm(SEVERAL, "x.rttm")


def test_one_of_several_recordings_is_chosen() -> None:
    assert [segment.speaker for segment in parse_rttm(SEVERAL, "x", "rec").segments] == ["A", "C"]
    assert parse_rttm(SEVERAL, "x", "second").name == "second"
    assert parse_rttm(_line(), "x", "rec").name == "rec"


def test_a_recording_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(UserError, match=r"There is no recording “third” in x\. It contains: rec, second\."):
        parse_rttm(SEVERAL, "x", "third")
    many = "\n".join(_line().replace("rec", f"r{number}") for number in range(30))
    with pytest.raises(UserError, match=r"contains 30 recordings: r0, r1, .*r19, …\. Choose"):
        parse_rttm(many, "x")


def test_one_person_is_one_however_the_name_is_written() -> None:
    apart = unicodedata.normalize("NFD", "Андрій")
    text = "\n".join(_line(str(start), speaker=name) for start, name in enumerate(("Андрій", apart, "Анд\u202eрій")))
    assert {segment.speaker for segment in parse_rttm(text, "x").segments} == {"Андрій"}
    two_parts = text.replace("SPEAKER rec", f"SPEAKER {apart}", 1).replace("SPEAKER rec", "SPEAKER Андрій")
    assert parse_rttm(two_parts, "x").name == "Андрій"
