"""The catalogues say what the sources say, in every language; scripts/catalogues.sh remakes them."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

import facilitator_console
from facilitator_console.notes.codebook import CODEBOOK, typed_names
from facilitator_console.notes.ids import TagId
from facilitator_console.runtime.catalogues import DOMAIN, LANGUAGES, choose_language, load_catalogue
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.session.people import LETTERS
from facilitator_console.words import Percent, UserError, say, say_n, say_p

TRANSLATED = [language for language in LANGUAGES if language != "en"]
CYRILLIC = "\u0400-\u04ff"
NEVER_SAID = (
    "сторон", "обидва боки", "обе стороны", "конфлікт", "конфликт", "примирен", "розмежуван", "разграничен",
    "пленум", "позивн", "позывн", "хвилина мовчання", "минута молчания", "на украин", "правила груп",
)  # fmt: skip
"""Beginnings of words that take a side, belong to the war or to mourning, or sound like an order."""


def folder(language: str) -> Path:
    return resource_path(f"locale/{language}/LC_MESSAGES")


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def entries(catalogue: Catalog) -> list[Entry]:
    return [entry for entry in catalogue if entry.id]


def keys(catalogue: Catalog) -> set[tuple[str | None, object]]:
    """Context and text of each entry."""
    return {(entry.context or None, entry.id) for entry in entries(catalogue)}


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def translations(language: str) -> list[Entry]:
    return entries(read(folder(language) / f"{DOMAIN}.po", language))


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def said() -> Iterator[tuple[str | None, object]]:
    """Context and text of each message in the sources.

    Also within f-strings, where the extraction of Python 3.11 does not look: such a text would stay English.
    """
    for path in Path(facilitator_console.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                texts = [part.value for part in call.args if isinstance(part, ast.Constant)]
                match call.func.id, texts:
                    case "say", [text, *_]:
                        yield None, text
                    case "say_n", [one, more, *_]:
                        yield None, (one, more)
                    case "say_p", [context, text, *_]:
                        yield str(context), text


def test_the_template_holds_what_the_sources_say() -> None:
    assert keys(read(resource_path(f"locale/{DOMAIN}.pot"))) == set(said())


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_all_entries_of_the_template(language: str) -> None:
    template = read(resource_path(f"locale/{DOMAIN}.pot"))
    translated = read(folder(language) / f"{DOMAIN}.po", language)
    assert keys(translated) == keys(template)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_what_its_source_compiles_to(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(folder(language) / f"{DOMAIN}.po", language))
    assert (folder(language) / f"{DOMAIN}.mo").read_bytes() == compiled.getvalue(), "run make, which compiles it"


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated(language: str) -> None:
    missing = [entry.id for entry in translations(language) if not all(forms(entry.string)) or entry.fuzzy]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_counted_has_all_forms_of_the_language(language: str) -> None:
    catalogue = read(folder(language) / f"{DOMAIN}.po", language)
    assert (catalogue.num_plurals, catalogue.plural_expr) == get_plural(language)[:2]
    for entry in entries(catalogue):
        assert len(forms(entry.string)) == (catalogue.num_plurals if entry.pluralizable else 1), entry.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_places_of_the_original(language: str) -> None:
    for entry in translations(language):
        original = set().union(*(places(text) for text in forms(entry.id)))
        for form in forms(entry.string):
            assert places(form) == original, f"{entry.id} in {language}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_signs_are_those_of_the_language(language: str) -> None:
    """«…» instead of “…”, ’ within words, and spaces at the ends as in the original."""
    for entry in translations(language):
        original = forms(entry.id)[0]
        for form in forms(entry.string):
            assert not re.search(rf"[“”„\"]|[{CYRILLIC}]['ʼ`]|\.\.\.", form), form
            assert form.count("«") == form.count("»"), form
            assert (form[:1].isspace(), form[-1:].isspace()) == (original[:1].isspace(), original[-1:].isspace()), form


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_takes_a_side(language: str) -> None:
    # The mourning at 9:00 is a reason to freeze, and is named as such; a quiet minute never is.
    entries = [entry for entry in translations(language) if entry.id != "9:00, minute of silence"]
    said = [form.casefold() for entry in entries for form in forms(entry.string)]
    assert [text for text in said for word in NEVER_SAID if re.search(rf"\b{word}", text)] == []


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("uk", ["2 теми.", "5 тем.", "21 тема."]),
        ("ru", ["2 темы.", "5 тем.", "21 тема."]),
    ],
)
def test_counts_have_the_languages_own_forms(language: str, parts: list[str]) -> None:
    assert [load_catalogue(language).text(say_n("{n} theme.", "{n} themes.", n)) for n in (2, 5, 21)] == parts


@pytest.mark.parametrize("language", TRANSLATED)
def test_unnamed_groups_have_the_letters_of_the_alphabet(language: str) -> None:
    catalogue = load_catalogue(language)
    assert "".join(catalogue.text(letter) for letter in LETTERS) == "АБВГДЕЖИКЛ"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["3 November 2026", "1, 5 and 7", "12.5", "45%"]),
        ("uk", ["3 листопада 2026 р.", "1, 5 і 7", "12,5", "45%"]),
        ("ru", ["3 ноября 2026 г.", "1, 5 и 7", "12,5", "45 %"]),
    ],
)
def test_what_is_no_text_is_written_as_in_the_language(language: str, written: list[str]) -> None:
    values = (date(2026, 11, 3), ("1", "5", "7"), 12.5, Percent(45))
    texts = [load_catalogue(language).text(say("{value}", value=value)) for value in values]
    assert [re.sub(r"\s", " ", text) for text in texts] == written


def test_counts_are_divided_and_names_are_not() -> None:
    catalogue = load_catalogue("uk")
    assert catalogue.text(say_n("{n} event", "{n} events", 12_345)) == "12\xa0345 подій"
    assert catalogue.text(say("Statement {number}", number=12_345)) == "Твердження 12345"


@pytest.mark.parametrize(
    ("language", "meanings"),
    [
        ("uk", ["Запитання", "Уточнення", "Усі разом", "Загалом"]),
        ("ru", ["Вопрос", "Уточнение", "Все вместе", "В целом"]),
    ],
)
def test_a_word_with_two_meanings_has_a_translation_for_each(language: str, meanings: list[str]) -> None:
    said = (
        say_p("of an item", "Question"),
        say_p("how somebody speaks", "Question"),
        say_p("an item of the agenda", "All together"),
        say_p("a total", "All together"),
    )
    assert [load_catalogue(language).text(message) for message in said] == meanings


def test_a_word_with_two_meanings_is_never_said_without_one() -> None:
    template = keys(read(resource_path(f"locale/{DOMAIN}.pot")))
    divided = {text for context, text in template if context}
    assert [text for context, text in template if text in divided and not context] == []


def test_what_is_not_translated_stays_english() -> None:
    for language in LANGUAGES:
        assert load_catalogue(language).text(say("not in {place}", place="any catalogue")) == "not in any catalogue"


def test_the_codebook_can_be_typed_in_each_language() -> None:
    names = typed_names(load_catalogue(language) for language in LANGUAGES)
    assert names[TagId("потреба")] == names[TagId("потребность")] == TagId("need")
    assert names[TagId("наступний_крок")] == TagId("action")
    assert set(names.values()) == CODEBOOK.keys()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE@euro"}, "en"),
        ({"LANG": "uk", "LC_ALL": "", "LC_MESSAGES": "ru"}, "ru"),
        ({"LANG": "uk", "LANGUAGE": "de:ru_RU:en"}, "ru"),
    ],
)
def test_the_environment_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert choose_language("", environment) == language


def test_what_is_asked_for_wins() -> None:
    assert choose_language("RU-ru", {"LANG": "uk_UA"}) == "ru"
    with pytest.raises(UserError, match=r"The language “de” is not available\. Use one of: uk, en, ru"):
        choose_language("de", {})
