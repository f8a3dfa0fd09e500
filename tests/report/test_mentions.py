"""Words that may show somebody: how many of a labelled collection are found. The figures stand in docs/mentions.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.report.disclosure.mentions import MISSED_OF_TEN, Kind, find_mentions
from facilitator_console.report.disclosure.mentions.kinds import Words, words_in

_MARK = re.compile(r"\{(\w+):([^}]*)\}")
DOCS = Path(__file__).parents[2] / "docs" / "mentions.md"
PLAIN = (
    "Дорогу чистять останньою.",
    "Діти стоять у темряві, і взимку там холодно.",
    "Потрібна тепла зупинка.",
    "Усі хочуть, щоб автобус приходив вчасно.",
    "Спершу послухаємо одне одного.",
    "Треба домовитися про графік і сказати всім.",
    "Ніхто не хоче закривати школу без розмови.",
    "Нужна тёплая остановка.",
    "Дети ждут в темноте, и зимой там холодно.",
    "Хорошо бы знать заранее, если автобуса не будет.",
    "Nobody wants children to leave home before dawn.",
    "A place to wait in winter, and light at the stop.",
    "To know beforehand when there is no bus.",
    "We could try it for a month and then look again.",
)


def labelled() -> list[tuple[str, list[tuple[int, int, str]]]]:
    """The sentences without their marks, and where the marked words stand."""
    found = []
    lines = Path(__file__).with_name("mentions.txt").read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if line and not line.startswith("#")):
        text, spans, at = "", [], 0
        for mark in _MARK.finditer(line):
            text += line[at : mark.start()]
            spans.append((len(text), len(text) + len(mark[2]), mark[1]))
            text += mark[2]
            at = mark.end()
        found.append((text + line[at:], spans))
    return found


def is_found(text: str, start: int, end: int) -> bool:
    """Whether all words of a range are pointed at, but for small ones that show nobody."""
    covered = {place for mention in find_mentions(text) for place in range(mention.start, mention.end)}
    words = [match for match in re.finditer(r"\w+", text[start:end]) if len(match[0]) > 2 or match[0].isdigit()]
    return all(set(range(start + word.start(), start + word.end())) & covered for word in words)


def recall() -> tuple[Counter[str], Counter[str], list[str]]:
    """How many there are and how many are found, by kind; and what is missed."""
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed = []
    for text, spans in labelled():
        for start, end, kind in spans:
            there[kind] += 1
            found[kind] += is_found(text, start, end)
            if not is_found(text, start, end):
                missed.append(f"{kind}: {text[start:end]} | {text}")
    return there, found, missed


def test_as_many_are_found_as_the_window_and_the_docs_say() -> None:
    there, found, missed = recall()
    assert set(there) == set(Kind)
    share = found.total() / there.total()
    assert share >= 1 - MISSED_OF_TEN / 10, missed
    assert f"{found.total()} of {there.total()}" in DOCS.read_text(encoding="utf-8"), (found, there, missed)


def test_few_words_are_pointed_at_in_vain() -> None:
    assert sum(bool(find_mentions(text)) for text in PLAIN) <= len(PLAIN) // 4


@given(st.text(max_size=200))
def test_any_text_gives_ranges_in_order_that_do_not_touch(text: str) -> None:
    at = 0
    for mention in find_mentions(text):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end


@pytest.mark.parametrize("text", ["🚌🚌 Степан", "e\u0301 Степан", "שלום Степан", "\n\nСтепан"])
def test_places_are_counted_in_code_points(text: str) -> None:
    (mention,) = find_mentions(text)
    assert text[mention.start : mention.end] == "Степан"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("зі Степаном Ольга там", [("Степаном Ольга", Kind.NAME)], id="side by side"),
        pytest.param("зі Степаном. Ольга там", [("Степаном. Ольга", Kind.NAME)], id="a full stop between"),
        pytest.param(
            "зі Степаном.  Ольга там", [("Степаном", Kind.NAME), ("Ольга", Kind.NAME)], id="more than that between"
        ),
        pytest.param("до міста Степаном", [("міста Степаном", Kind.PLACE)], id="the earlier rule begins first"),
        pytest.param("на Степаном вулиці", [("Степаном вулиці", Kind.PLACE)], id="the earlier rule ends last"),
        pytest.param(
            "зі Степаном№1234 там", [("Степаном", Kind.NAME), ("№1234", Kind.DOCUMENT)], id="another kind beside"
        ),
        pytest.param("там мій чоловік каже", [("чоловік", Kind.KIN)], id="a rule's own part"),
        pytest.param("we met Xu there", [("Xu", Kind.NAME)], id="a capital within a sentence"),
        pytest.param("and then I saw it", [], id="one letter"),
        pytest.param("потім в Україні було", [], id="a capital that is explained"),
    ],
)
def test_what_is_found_is_joined_and_named_by_the_earlier_rule(text: str, found: list[tuple[str, Kind]]) -> None:
    assert [(text[mention.start : mention.end], mention.kind) for mention in find_mentions(text)] == found


def test_words_with_hyphens_are_looked_up_whole_and_in_parts() -> None:
    assert words_in("Жінка-лікар з’явилась, ой") == [
        (0, 11, "жінка-лікар"),
        (0, 5, "жінка"),
        (6, 11, "лікар"),
        (12, 21, "з'явилась"),
        (23, 25, "ой"),
    ]


def test_a_word_is_found_whole_or_by_its_beginning_with_as_many_letters_as_may_follow() -> None:
    rule = Words(Kind.JOB, ["лікар", "суд."], 3)
    words = ("ліка", "лікар", "лікарями", "лікарнями", "суд", "суди")
    assert [word for word in words if rule.finds(word)] == ["лікар", "лікарями", "суд"]


BEGUN_WITH_A_NAME = (
    *("Юрія ще не чули.", "Юлії тут нема.", "Яна прийде."),
    *("Пётр ушёл.", "Петра ждали.", "Павел ушёл.", "Павла ждали.", "Фёдора ждали.", "Федорові дали слово."),
    *("Федір пішов.", "Ользі дали слово.", "Оленці дали слово.", "Алёне дали слово.", "Мар’яни нема."),
)
"""At the beginning of a sentence a capital shows nothing: only the list of names does, in the forms of each."""


@pytest.mark.parametrize("text", BEGUN_WITH_A_NAME)
def test_a_name_is_found_in_its_forms_at_the_beginning_of_a_sentence(text: str) -> None:
    mention, *_ = find_mentions(text)
    assert (mention.start, mention.end, mention.kind) == (0, len(text.split(maxsplit=1)[0]), Kind.NAME)


@pytest.mark.parametrize("word", ["петро", "ользі", "оленці", "федора", "павлові", "мар’яни"])
def test_a_name_is_found_in_small_letters_too(word: str) -> None:
    (mention,) = find_mentions(f"бачили {word} там")
    assert (mention.start, mention.end, mention.kind) == (7, 7 + len(word), Kind.NAME)


def test_a_word_that_only_begins_like_a_short_name_is_none() -> None:
    assert find_mentions("Олія подорожчала.") == ()
    assert find_mentions("Юла крутиться.") == ()


def test_what_only_one_person_is_is_pointed_at() -> None:
    assert find_mentions("as a woman I see it otherwise") == ()
    (mention,) = find_mentions("as a woman I see it otherwise", frozenset({"woman"}))
    assert mention.kind is Kind.ONLY_ONE
