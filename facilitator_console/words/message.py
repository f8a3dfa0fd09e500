"""Messages: a text to translate and what goes into it.

The msgid is the English text with named places, so that a message can be shown without any catalogue.
`say` and `say_n` are the two names that the catalogue's extraction looks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | int | Message"


class Message(NamedTuple):
    """A sentence for a person, in no language yet.

    Attributes:
        msgid: English text with named places, as for `str.format`.
        params: What goes into the places; a message among them is translated first.
        plural: English text for other counts than one; empty where nothing is counted.
        number: How many are counted; also the place `{n}`.
    """

    msgid: str
    params: Mapping[str, Value] = {}
    plural: str = ""
    number: int = 1

    def __str__(self) -> str:
        """The message in English."""
        return ENGLISH.text(self)


def say(msgid: str, /, **params: Value) -> Message:
    """A message without a count."""
    return Message(msgid, params)


def say_n(singular: str, plural: str, n: int, /, **params: Value) -> Message:
    """A message about `n` things; each language chooses the form by its own plural rule."""
    return Message(singular, {**params, "n": n}, plural, n)


def titled(title: str) -> Message:
    """A title as it is shown; a neutral word where it was erased."""
    return say("{name}", name=title) if title else say("without a title")


class Catalogue:
    """One language's words, over a gettext catalogue."""

    def __init__(self, translations: NullTranslations) -> None:
        """Use these translations; what they lack stays English."""
        self._translations = translations

    @property
    def language(self) -> str:
        """Its id, such as "uk"; English where the catalogue names none."""
        return self._translations.info().get("language", "en")

    def text(self, message: Message) -> str:
        """The message in this language, its places filled."""
        if message.plural:
            pattern = self._translations.ngettext(message.msgid, message.plural, message.number)
        else:
            pattern = self._translations.gettext(message.msgid)
        filled = {
            name: self.text(value) if isinstance(value, Message) else value for name, value in message.params.items()
        }
        return pattern.format(**filled)


ENGLISH = Catalogue(NullTranslations())


class UserError(Exception):
    """What was asked for can't be done; the message says what, where, and what to do.

    Raised for input and commands, never for our own mistakes.
    """

    def __init__(self, message: Message) -> None:
        """Carry the message for the person at the keyboard."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """The message in English."""
        return str(self.message)


class PeerError(Exception):
    """Another laptop sent what can't be taken in; the message says what it is. Nothing of it was kept."""

    def __init__(self, message: Message) -> None:
        """Carry the message for the person at the keyboard."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """The message in English."""
        return str(self.message)
