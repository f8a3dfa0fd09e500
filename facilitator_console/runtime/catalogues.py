"""The catalogues that come with the program, and which of them a person wants.

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
"""As offered: Українська · English · Русский."""
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the environment names languages; the first that is set decides (gettext's order)."""


def require_catalogues() -> None:
    """Make sure that every language can be spoken.

    Raises:
        UserError: A compiled catalogue is missing, as in a checkout that was not set up.
    """
    for language in LANGUAGES:
        path = resource_path("locale") / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if language != "en" and not path.is_file():
            raise UserError(
                say(
                    "The program's translations are missing: there is no {path}. In a checkout, run “make setup”; "
                    "otherwise install the program again.",
                    path=str(path),
                )
            )


def load_catalogue(language: str) -> Catalogue:
    """The words of one of `LANGUAGES`; the program's own words are English."""
    english = language == "en"
    words = gettext.NullTranslations() if english else gettext.translation(DOMAIN, resource_path("locale"), [language])
    return Catalogue(words, partial(_write, language))


def _write(language: str, value: Written) -> str:
    # A start screen shows numbers as small as this, and does not wait for the forms of a language.
    if type(value) is int and 0 <= value < 1000:  # noqa: PLR2004 - no language divides three digits
        return str(value)
    from facilitator_console.runtime.local_forms import write

    return write(value, language)


def dialogue_catalogue(language: str, otherwise: Catalogue) -> Catalogue:
    """The words for what is printed of a dialogue: of the language in which it is held, where that is one of ours."""
    return load_catalogue(language) if language in LANGUAGES else otherwise


def choose_language(asked: str, environment: Mapping[str, str]) -> str:
    """The language that a person wants.

    Args:
        asked: What they asked for, such as "uk" or "uk_UA"; empty where they did not.
        environment: The process's variables.

    Returns:
        One of `LANGUAGES`; English where the environment names none of them.

    Raises:
        UserError: The program does not speak the language that was asked for.
    """
    if asked:
        if (language := _language(asked)) in LANGUAGES:
            return language
        raise UserError(
            say("There is no language “{language}” here. Use one of: {known}.", language=asked, known=LANGUAGES)
        )
    wanted = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    languages = (_language(locale) for locale in wanted.split(":"))
    return next((language for language in languages if language in LANGUAGES), "en")


def _language(locale: str) -> str:
    """The language of a locale's name: "uk" of "uk_UA.UTF-8"."""
    for mark in (".", "@", "_", "-"):
        locale = locale.partition(mark)[0]
    return locale.strip().lower()
