"""The note line: leading tokens become fields, everything else stays text (terms: the note line)."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.notes.capture import (
    QUOTATION_MARKS,
    CaptureLine,
    TokenKind,
    late_tokens,
    parse_line,
    stuck_token,
    tokens,
)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("", CaptureLine("")),
        ("   ", CaptureLine("")),
        ("вода і світло", CaptureLine("вода і світло")),
        ("#need water", CaptureLine("water", ("need",))),
        ("№потреба вода", CaptureLine("вода", ("потреба",))),
        ("№точка-зору №сім'я так", CaptureLine("так", ("точка-зору", "сім'я"))),
        ("#сімʼя так", CaptureLine("так", ("сімʼя",))),
        ("№5 з порядку денного", CaptureLine("№5 з порядку денного")),
        ("#5 stays", CaptureLine("#5 stays")),
        ("=12 said so", CaptureLine("said so", seat=12)),
        ("=12 =7 said so", CaptureLine("said so", seat=7)),
        ("+12 +7", CaptureLine("", queue=(12, 7))),
        ("+12 +7 +12 next", CaptureLine("next", queue=(12, 7))),
        ("! for the report", CaptureLine("for the report", for_report=True)),
        ("!important", CaptureLine("!important")),
        ("«нам потрібна вода»", CaptureLine("нам потрібна вода", is_quote=True)),
        ('"we need water"', CaptureLine("we need water", is_quote=True)),
        ("“we need water”", CaptureLine("we need water", is_quote=True)),
        ("„нам потрібна вода“", CaptureLine("нам потрібна вода", is_quote=True)),
        ("«один» і «два»", CaptureLine("«один» і «два»")),
        ('"', CaptureLine('"')),
        ('""', CaptureLine('""')),
        ("він сказав «так»", CaptureLine("він сказав «так»")),
        ("  #need   =3 ! +4  «вода»  ", CaptureLine("вода", ("need",), 3, (4,), for_report=True, is_quote=True)),
        ("#need #need #fear x", CaptureLine("x", ("need", "fear"))),
        ("water #need", CaptureLine("water #need")),
        ("#need, water", CaptureLine("#need, water")),
        ("# need", CaptureLine("# need")),
        ("=x +y", CaptureLine("=x +y")),
        ("+380501234567 телефон", CaptureLine("+380501234567 телефон")),
        ("#_ nothing", CaptureLine("#_ nothing")),
        ("#__x nothing", CaptureLine("#__x nothing")),
        ("#need\nwater\nlight", CaptureLine("water\nlight", ("need",))),
    ],
)
def test_what_a_line_says(line: str, read: CaptureLine) -> None:
    assert parse_line(line) == read


LINES = st.lists(
    st.sampled_from(("#need", "№потреба", "№5", "=12", "+7", "!", "«", "»", '"', "вода", "=x", " ", "\n")) | st.text(),
    max_size=8,
).map(" ".join)
WORDS = re.compile(r"\w+")


@given(LINES | st.text())
def test_any_text_is_a_note_line_and_no_word_is_lost(line: str) -> None:
    read = parse_line(line)
    # What is no token is text, to the letter: the text is the end of the line, but for marks around it.
    if not read.is_quote:
        assert line.strip().endswith(read.text)
    else:
        assert any(line.strip().startswith(o) or f" {o}" in line or o in line for o, _ in QUOTATION_MARKS)
        assert read.text in line
    kept = [*read.tags, str(read.seat), *map(str, read.queue), read.text]
    for word in WORDS.findall(line):
        assert any(word in part for part in kept) or word.isdigit()


@given(st.text(min_size=1).filter(lambda text: text.strip() == text))
def test_a_text_behind_tokens_is_kept_to_the_letter(text: str) -> None:
    plain = parse_line(text)
    behind = parse_line("#need =3 +4 ! " + text)
    assert behind.text == plain.text
    assert behind.is_quote == plain.is_quote
    assert set(plain.tags) <= set(behind.tags)


@given(st.text())
def test_reading_the_text_again_finds_nothing_more(line: str) -> None:
    read = parse_line(line)
    if not read.is_quote:
        assert parse_line(read.text) == CaptureLine(read.text)


def test_tokens_lie_where_they_were_typed() -> None:
    line = "  #need =12  +7 ! so #it"
    assert [(token.kind, line[token.start : token.end], token.word) for token in tokens(line)] == [
        (TokenKind.TAG, "#need", "need"),
        (TokenKind.SEAT, "=12", "12"),
        (TokenKind.QUEUE, "+7", "7"),
        (TokenKind.REPORT, "!", "!"),
    ]


@given(LINES)
def test_between_tokens_there_is_nothing_but_space(line: str) -> None:
    at = 0
    for token in tokens(line):
        assert line[at : token.start].strip() == ""
        assert line[token.start : token.end].endswith(token.word)
        at = token.end


@pytest.mark.parametrize(
    ("line", "late"),
    [
        ("! #need =4 the bus", []),
        ("the bus №5, 2+2, a=4, #5 and a#tag", []),
        ("#need the bus #it =4 +7", ["#it", "=4", "+7"]),
        ("автобус №потреба, і #ще.", ["№потреба", "#ще"]),
    ],
)
def test_what_stands_too_late_is_found_where_it_was_typed(line: str, late: list[str]) -> None:
    assert [line[token.start : token.end] for token in late_tokens(line)] == late
    assert all(words in parse_line(line).text for words in late)


@pytest.mark.parametrize(
    ("line", "stuck"),
    [
        ("!text", "!"),
        ("!«так»", "!"),
        ("№потреба, вода", "№потреба"),
        ("№потреба,вода", "№потреба"),
        ("#need: water", "#need"),
        ("#need😀", "#need"),
        ("#point-of-view.", "#point-of-view"),
        ("! #need =4, water", "=4"),
        ("+12; water", "+12"),
    ],
)
def test_a_token_that_lacks_only_its_space_is_found(line: str, stuck: str) -> None:
    token = stuck_token(line)
    assert token is not None
    assert line[token.start : token.end] == stuck
    assert stuck in parse_line(line).text


@pytest.mark.parametrize(
    "line",
    ["", "!", "! text", "!!", "!?", "text!", "#need", "#need water", "№5, 6", "#a-b.5", "+2,5 %", "=1.5", "a #need, b"],
)
def test_what_nobody_means_as_a_token_is_none(line: str) -> None:
    assert stuck_token(line) is None


def test_a_seat_that_nobody_can_queue_is_not_stuck() -> None:
    assert stuck_token("+12, water", queues=False) is None


@pytest.mark.parametrize("line", ["№спокій вода", "вода №спокій", "№спокій, вода", "#שָׁלוֹם вода"])
def test_a_letter_of_two_signs_is_part_of_its_word(line: str) -> None:
    for typed in (line, unicodedata.normalize("NFD", line)):
        found = [*tokens(typed), *late_tokens(typed), stuck_token(typed)]
        assert [unicodedata.normalize("NFC", token.word) for token in found if token] == [
            unicodedata.normalize("NFC", "שָׁלוֹם" if "#" in line else "спокій")
        ]
