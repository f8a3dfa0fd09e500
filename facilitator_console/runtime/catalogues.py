"""The catalogues that come with the program, and which of them a person wants.

Source files (.po) and what gettext reads (.mo) lie side by side in resources/locale;
scripts/catalogues.sh remakes both. Nothing is translated here: that is for ui, report and cli.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.words import Catalogue, UserError, say

DOMAIN = "facilitator_console"
LANGUAGES = ("uk", "en", "ru")
"""As offered: Українська · English · Русский."""
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the environment names languages; the first that is set decides (gettext's order)."""


def load_catalogue(language: str) -> Catalogue:
    """The words of one of `LANGUAGES`; the program's own words are English."""
    if language == "en":
        return Catalogue(gettext.NullTranslations())
    return Catalogue(gettext.translation(DOMAIN, resource_path("locale"), [language]))


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
        known = ", ".join(LANGUAGES)
        raise UserError(
            say("There is no language “{language}” here. Use one of: {known}.", language=asked, known=known)
        )
    wanted = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    languages = (_language(locale) for locale in wanted.split(":"))
    return next((language for language in languages if language in LANGUAGES), "en")


def _language(locale: str) -> str:
    """The language of a locale's name: "uk" of "uk_UA.UTF-8"."""
    for mark in (".", "@", "_", "-"):
        locale = locale.partition(mark)[0]
    return locale.strip().lower()
