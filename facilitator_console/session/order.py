"""Keys that order a list and always leave room between two of them (fractional indexing).

A key is a fraction in (0, 1), written as digits of base 62 after an unwritten point, never ending in 0. Moving one
thing changes one key, so two laptops can move different things at once. Equal keys are told apart by id.
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def key_between(low: str, high: str) -> str:
    """Return a key above `low` and below `high`.

    Args:
        low: A key, or empty for the beginning of the list.
        high: A key above `low`, or empty for its end.

    Raises:
        ValueError: `high` is not above `low`, or one of them is not a key.
    """
    if high and low >= high:
        raise ValueError(f"no key between {low!r} and {high!r}")
    prefix = ""
    while True:
        place = len(prefix)
        from_digit = DIGITS.index(low[place]) if place < len(low) else 0
        to_digit = DIGITS.index(high[place]) if place < len(high) else len(DIGITS)
        if to_digit - from_digit > 1:
            # At the end of a list go up by one digit, not by half of what is left: keys stay short.
            step = 1 if not high and place < len(low) else (to_digit - from_digit) // 2
            return prefix + DIGITS[from_digit + step]
        prefix += DIGITS[from_digit]
        if to_digit > from_digit:
            high = ""


def keys_between(low: str, high: str, count: int) -> list[str]:
    """Return so many keys above `low` and below `high`, in their order; of many none becomes long.

    Raises:
        ValueError: As `key_between`.
    """
    if not count:
        return []
    middle = key_between(low, high)
    before = count // 2
    return [*keys_between(low, middle, before), middle, *keys_between(middle, high, count - before - 1)]


def as_key(text: str) -> str:
    """Make a key of a text from outside: the text itself if it is a key, else the nearest key."""
    return "".join(sign for sign in text if sign in DIGITS).rstrip(DIGITS[0]) or DIGITS[len(DIGITS) // 2]
