"""Messages: an English text to translate, and the values that go into its places.

The msgid is the English text with named places, so that a message can be shown without any catalogue.
`say`, `say_n` and `say_p` are the names that the catalogue's extraction looks for. A value that is not text, such as a
day or a list, stays as it is until a language writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from gettext import NullTranslations
from typing import NamedTuple, TypeAlias


class Percent(int):
    """Represents a share in whole per cent."""


class Month(date):
    """Represents the month that a day is in, where no more than that is told."""


class Year(date):
    """Represents the year that a day is in, where no more than that is told."""


class ByLanguage(NamedTuple):
    """Represents words that people gave in several languages.

    Attributes:
        words: By the language's id, such as "uk".
        otherwise: In all other languages.
    """

    words: Mapping[str, str]
    otherwise: str | Message


Written: TypeAlias = "int | float | date | Percent | tuple[str, ...]"
"""Values that each language writes in its own way: a number, a day, a share, a list."""
Value: TypeAlias = "str | Message | ByLanguage | Written"


class Message(NamedTuple):
    """Represents a sentence for a person that is in no language yet.

    Attributes:
        msgid: English text with named places, as for `str.format`.
        params: What goes into the places. A message among them is translated first; a day, a share, a list or a
            number with decimals is written as the language does. A whole number stays plain: most are names, as of
            a seat or a line.
        plural: English text for other counts than one; empty where nothing is counted.
        number: How many are counted; also the place `{n}`.
        context: Which of its meanings a word has here, for those who translate it; empty where it has only one.
    """

    msgid: str
    params: Mapping[str, Value] = {}
    plural: str = ""
    number: int = 1
    context: str = ""

    def __str__(self) -> str:
        """Return the message in English."""
        return ENGLISH.text(self)


def say(msgid: str, /, **params: Value) -> Message:
    """Make a message in which nothing is counted."""
    return Message(msgid, params)


def say_n(singular: str, plural: str, n: int, /, **params: Value) -> Message:
    """Make a message about `n` things; each language chooses the form by its own plural rule."""
    return Message(singular, {**params, "n": n}, plural, n)


def say_p(context: str, msgid: str, /, **params: Value) -> Message:
    """Make a message whose English text has another meaning elsewhere (gettext's `pgettext`).

    Args:
        context: Which meaning it has here, in a word or two.
        msgid: The text.
        params: What goes into its places.
    """
    return Message(msgid, params, context=context)


def titled(title: str) -> Message:
    """Return a title as it is shown; a neutral phrase where it was erased."""
    return say("{name}", name=title) if title else say("without a title")


def _write_plainly(value: Written) -> str:
    """Write a value in no particular language."""
    if isinstance(value, Percent):
        return f"{value:d}%"
    if isinstance(value, Month | Year):
        return f"{value:%Y-%m}" if isinstance(value, Month) else f"{value:%Y}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


class Catalogue:
    """Translates messages into one language, from a gettext catalogue."""

    def __init__(self, translations: NullTranslations, write: Callable[[Written], str] = _write_plainly) -> None:
        """Use these translations; messages that they lack stay English.

        Args:
            translations: The words.
            write: Writes values that are not text as the language does.
        """
        self._translations = translations
        self._write = write

    @property
    def language(self) -> str:
        """Return the id of the language, such as "uk"; "en" where the catalogue names none."""
        return self._translations.info().get("language", "en")

    def text(self, message: Message) -> str:
        """Return the message in this language, with its places filled."""
        filled = {name: self._filling(value) for name, value in message.params.items()}
        if message.plural:
            pattern = self._translations.ngettext(message.msgid, message.plural, message.number)
            filled["n"] = self._write(message.number)
        elif message.context:
            pattern = self._translations.pgettext(message.context, message.msgid)
        else:
            pattern = self._translations.gettext(message.msgid)
        return pattern.format(**filled)

    def _filling(self, value: Value) -> str:
        if isinstance(value, ByLanguage):
            value = value.words.get(self.language) or value.otherwise
        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, str):
            return value
        is_a_name = isinstance(value, int) and not isinstance(value, Percent)
        return str(value) if is_a_name else self._write(value)


ENGLISH = Catalogue(NullTranslations())


class UserError(Exception):
    """Says that a request can't be carried out; the message says what, where, and what to do.

    Raised for input and commands, never for our own mistakes.
    """

    def __init__(self, message: Message) -> None:
        """Carry the message for the person at the keyboard."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the message in English."""
        return str(self.message)


class PeerError(Exception):
    """Says that another laptop sent events that can't be taken in. None of them was kept."""

    def __init__(self, message: Message) -> None:
        """Carry the message for the person at the keyboard."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the message in English."""
        return str(self.message)
