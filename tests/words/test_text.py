"""Text as it is kept, and as it is compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.words import fold_text, kept_label, kept_text

TEXTS = st.text() | st.text(
    st.sampled_from("aйї \t\n\xa0\u0306\u0308\u05e9\u05bc\u200d\u200e\u202e\u2028\ud83d😀"), max_size=8
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@given(TEXTS)
def test_what_is_kept_once_is_kept_for_good(text: str) -> None:
    for keep in (kept_text, kept_label):
        kept = keep(text)
        assert keep(kept) == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert kept == kept.strip()
        kept.encode()


@given(st.text("абвґийїє 😀\u05d0", max_size=12))
def test_what_people_type_is_never_corrected(text: str) -> None:
    assert kept_text(text) == kept_label(text) == text.strip()
    assert kept_text(nfd(text)) == kept_label(nfd(text)) == text.strip()
    assert fold_text(nfd(text)) == fold_text(text)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("seat\u202e 7", "seat 7"),
        ("\u2066a\u2069 \u200eb\u200f\u061c", "a b"),
        ("a\u200bb\u00adc\ufeff\U000e0041", "abc"),
        ("the\r\nroad \t east\u2028west\x00\x1b[2J", "the road east west[2J"),
        ("e\u202e\u0301", "é"),
        ("\u200d \u200c", ""),
        ("خانه\u200cها", "خانه\u200cها"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("two  spaces, № 5", "two  spaces, № 5"),
    ],
)
def test_a_label_has_nothing_in_it_that_is_not_seen(typed: str, label: str) -> None:
    assert kept_label(typed) == label


def test_a_text_keeps_its_lines_and_directions() -> None:
    assert kept_text(" one\n\u2067שלום\u2069\n") == "one\n\u2067שלום\u2069"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сім'я", "сімʼя"),
        ("сім’я", "сім‘я"),
        ("сім`я", "СІМ'Я"),
        ("Ґанок", "ганок"),
        ("їжа", "іжа"),
        (nfd("Їжа"), "іжа"),
        ("ещё", "еще"),
        (nfd("спокій"), "СПОКІЙ"),
        ("STRASSE", "straße"),
    ],
)
def test_what_a_hurried_hand_types_alike_is_alike(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


def test_different_words_stay_different() -> None:
    assert fold_text("вода") != fold_text("водо")
    assert fold_text("й") != fold_text("и")
