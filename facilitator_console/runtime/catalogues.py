"""Loads the catalogues that come with the program, and chooses a person's language.

Source files (.po) and what gettext reads (.mo) lie side by side in resources/locale; the .mo are compiled by the set-up
and with the wheel (hatch_build.py). Nothing is translated here: that is for ui, report and cli.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import partial

from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.words import Catalogue, UserError, Written, say

DOMAIN = "facilitator_console"
LANGUAGES = ("uk", "en", "ru")
"""Languages in the order in which they are offered: Українська · English · Русский."""
LANGUAGE_NAMES = {"uk": "Українська", "en": "English", "ru": "Русский"}
"""Each in its own words, in the same order; no flags."""
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the environment that name languages; the first that is set decides (gettext's order)."""


def require_catalogues() -> None:
    """Make sure that the catalogue of every language is installed.

    Raises:
        UserError: A compiled catalogue is missing, as in a checkout without set-up.
    """
    for language in LANGUAGES:
        path = resource_path("locale") / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if language != "en" and not path.is_file():
            raise UserError(
                say(
                    "The program’s translations are missing: there is no {path}. In a checkout, run “make setup”; "
                    "otherwise install the program again.",
                    path=str(path),
                )
            )


def load_catalogue(language: str) -> Catalogue:
    """Load the catalogue of one of `LANGUAGES`; the program's own texts are English."""
    english = language == "en"
    translations = (
        gettext.NullTranslations() if english else gettext.translation(DOMAIN, resource_path("locale"), [language])
    )
    return Catalogue(translations, partial(_write, language))


def _write(language: str, value: Written) -> str:
    # The start screen shows only small numbers, and does not wait for the formats of a language.
    if type(value) is int and 0 <= value < 1000:  # noqa: PLR2004 - no language divides three digits
        return str(value)
    from facilitator_console.runtime.local_formats import write

    return write(value, language)


def dialogue_catalogue(language: str, otherwise: Catalogue) -> Catalogue:
    """Return the catalogue for what is printed of a dialogue: in the dialogue's language if it is one of ours."""
    return load_catalogue(language) if language in LANGUAGES else otherwise


def choose_language(requested: str, environment: Mapping[str, str]) -> str:
    """Choose the language for a person.

    Args:
        requested: What they asked for, such as "uk" or "uk_UA"; empty if they did not.
        environment: The process's variables.

    Returns:
        One of `LANGUAGES`; English if the environment names none of them.

    Raises:
        UserError: The requested language is not available.
    """
    if requested:
        if (language := _language(requested)) in LANGUAGES:
            return language
        raise UserError(
            say("The language “{language}” is not available. Use one of: {known}.", language=requested, known=LANGUAGES)
        )
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    languages = (_language(locale) for locale in named.split(":"))
    return next((language for language in languages if language in LANGUAGES), "en")


def _language(locale: str) -> str:
    """Return the language in a locale's name: "uk" for "uk_UA.UTF-8"."""
    for separator in (".", "@", "_", "-"):
        locale = locale.partition(separator)[0]
    return locale.strip().lower()
