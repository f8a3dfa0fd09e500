"""Messages: what is to be said, in no language until the edge."""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations

import pytest

from facilitator_console.words import Catalogue, Message, Percent, UserError, say, say_n, say_p

PATTERNS = {
    "Seat {seat} is taken.": "Місце {seat} зайняте.",
    "need": "потреба",
    "The tag {tag} stays.": "Тег {tag} лишається.",
}


MEANINGS = {("the queue", "Open"): "Відкрити чергу", ("a file", "Open"): "Відкрити файл"}


class Ukrainian(NullTranslations):
    """A few words, and the plural rule."""

    def gettext(self, message: str) -> str:
        return PATTERNS.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return MEANINGS.get((context, message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = ("{n} людина", "{n} людини", "{n} людей")
        few = n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
        return forms[0 if n % 10 == 1 and n % 100 != 11 else 1 if few else 2] if msgid1 == "{n} person" else msgid2


CATALOGUE = Catalogue(Ukrainian())


def test_without_a_catalogue_a_message_is_english() -> None:
    assert str(say("Seat {seat} is taken.", seat=3)) == "Seat 3 is taken."
    assert str(say_n("{n} person", "{n} people", 1)) == "1 person"
    assert str(say_n("{n} person at seat {seat}", "{n} people at seat {seat}", 0, seat=4)) == "0 people at seat 4"


def test_a_catalogue_translates_the_message_and_what_is_in_it() -> None:
    assert CATALOGUE.text(say("Seat {seat} is taken.", seat=3)) == "Місце 3 зайняте."
    assert CATALOGUE.text(say("The tag {tag} stays.", tag=say("need"))) == "Тег потреба лишається."
    assert CATALOGUE.text(say("Unknown {x}", x="{y}")) == "Unknown {y}"


def test_a_word_has_the_translation_of_its_meaning() -> None:
    opens = [say_p(context, "Open") for context in ("the queue", "a file", "a door")]
    assert [CATALOGUE.text(message) for message in opens] == ["Відкрити чергу", "Відкрити файл", "Open"]
    assert str(opens[0]) == "Open"


def test_what_is_no_text_is_left_to_the_language() -> None:
    loud = Catalogue(NullTranslations(), lambda value: f"<{value!r}>")
    message = say("{day}, {seats}, {share}, {minutes}", day=date(2026, 11, 3), seats=("1", "5"), share=45, minutes=1.5)
    assert loud.text(message) == "<datetime.date(2026, 11, 3)>, <('1', '5')>, 45, <1.5>"
    assert loud.text(say_n("{n} event", "{n} events", 12)) == "<12> events"
    assert str(message) == "2026-11-03, 1, 5, 45, 1.5"
    assert str(say("{share}", share=Percent(45))) == "45%"


@pytest.mark.parametrize(("n", "text"), [(1, "1 людина"), (3, "3 людини"), (5, "5 людей"), (21, "21 людина")])
def test_plurals_follow_the_languages_own_rule(n: int, text: str) -> None:
    assert CATALOGUE.text(say_n("{n} person", "{n} people", n)) == text


def test_what_a_person_typed_is_never_read_as_a_pattern() -> None:
    assert str(say("“{title}” stays.", title="{seat} {} %s {n")) == "“{seat} {} %s {n” stays."


def test_a_user_error_carries_its_message() -> None:
    error = UserError(say("Seat {seat} is taken.", seat=3))
    assert str(error) == "Seat 3 is taken."
    assert error.message == Message("Seat {seat} is taken.", {"seat": 3})
