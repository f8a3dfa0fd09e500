"""How a language writes what is not text: days, times, numbers, shares, lists. By Babel, from the CLDR.

Loading it takes as long as a good part of the start: whatever shows before the first paint must not import it.
Durations on clocks, such as 12:05, are the same everywhere and belong to whoever shows the clock.
"""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from facilitator_console.words import Percent, Written

_LOCALES = {"en": "en_GB"}
"""Where a language is written in several ways: a day before its month, and hours to 24."""


def write(value: Written, language: str) -> str:
    """A value as the language writes it.

    Args:
        value: A day is written out, a number with decimals gets one, a list ends with "and".
        language: One of `catalogues.LANGUAGES`.
    """
    locale = _locale(language)
    if isinstance(value, Percent):
        return format_percent(value / 100, locale=locale)
    if isinstance(value, tuple):
        return format_list(value, locale=locale)
    if isinstance(value, date):
        return format_date(value, "long", locale=locale)
    return format_decimal(value, "#,##0.0" if isinstance(value, float) else None, locale=locale)


def write_time(moment: datetime, language: str) -> str:
    """A time of day as the language writes it, such as 14:05."""
    return format_time(moment.time(), "short", locale=_locale(language))


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)
