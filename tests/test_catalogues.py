"""The catalogues say what the sources say, in every language; scripts/catalogues.sh remakes them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import facilitator_console
from facilitator_console.catalogues import DOMAIN, LANGUAGES, choose_language, load_catalogue
from facilitator_console.notes.codebook import CODEBOOK, typed_names
from facilitator_console.notes.ids import TagId
from facilitator_console.resource_files import resource_path
from facilitator_console.words import UserError, say, say_n

TRANSLATED = [language for language in LANGUAGES if language != "en"]
COMPLETE = ("facilitator_console/report/", "facilitator_console/notes/codebook.py", "facilitator_console/catalogues.py")
"""Sources whose every text is translated."""


def folder(language: str) -> Path:
    return resource_path(f"locale/{language}/LC_MESSAGES")


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def entries(catalogue: Catalog) -> list[Entry]:
    return [entry for entry in catalogue if entry.id]


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_template_holds_what_the_sources_say() -> None:
    package = Path(facilitator_console.__file__).parent
    found = extract_from_dir(package, keywords={"say": None, "say_n": (1, 2)})
    assert {entry.id for entry in entries(read(resource_path(f"locale/{DOMAIN}.pot")))} == {
        text for _, _, text, *_ in found
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_all_entries_of_the_template(language: str) -> None:
    template = read(resource_path(f"locale/{DOMAIN}.pot"))
    translated = read(folder(language) / f"{DOMAIN}.po", language)
    assert {entry.id for entry in entries(translated)} == {entry.id for entry in entries(template)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_what_its_source_compiles_to(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(folder(language) / f"{DOMAIN}.po", language))
    assert (folder(language) / f"{DOMAIN}.mo").read_bytes() == compiled.getvalue()


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_summary_is_translated_wholly(language: str) -> None:
    for entry in entries(read(folder(language) / f"{DOMAIN}.po", language)):
        if any(place.startswith(COMPLETE) for place, _ in entry.locations):
            assert all(forms(entry.string)), f"{entry.id} has no {language}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_places_of_the_original(language: str) -> None:
    for entry in entries(read(folder(language) / f"{DOMAIN}.po", language)):
        assert not entry.fuzzy
        original = set().union(*(places(text) for text in forms(entry.id)))
        for form in forms(entry.string):
            assert not form or places(form) == original, f"{entry.id} in {language}"


def test_counts_have_the_languages_own_forms() -> None:
    one = "The time in which these groups spoke. The taller the bar, the larger their share."
    many = "The time in which these groups spoke, in {n} equal parts. The taller the bar, the larger their share."
    captions = [load_catalogue("uk").text(say_n(one, many, n)) for n in (2, 5, 21)]
    parts = [caption.split(": ")[1].split(".")[0] for caption in captions]
    assert parts == ["2 рівні частини", "5 рівних частин", "21 рівна частина"]


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
    with pytest.raises(UserError, match=r"There is no language “de” here\. Use one of: uk, en, ru"):
        choose_language("de", {})
