"""Points at words that may show who somebody is or where: names, places, dates, jobs, kin, numbers, the war.

Rules and lists for Ukrainian, Russian and English, with the forms in which words stand in a sentence. They miss some
and point at others in vain: a person decides each, and nothing here ever says that a text is clean. How many they miss
of a labelled collection stands in docs/mentions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from facilitator_console.report.disclosure.mentions.kinds import Kind, Mention, Rule, Words, words_in
from facilitator_console.report.disclosure.mentions.names import NAMES, capitals
from facilitator_console.report.disclosure.mentions.numbers import NUMBERS
from facilitator_console.report.disclosure.mentions.people import PEOPLE, lonely_rule
from facilitator_console.report.disclosure.mentions.places import PLACES
from facilitator_console.report.disclosure.mentions.war import WAR

__all__ = ["MISSED_OF_TEN", "Kind", "Mention", "find_mentions"]

MISSED_OF_TEN = 1
"""The number, of ten words that show somebody, that are typically missed, rounded up; measured by the tests."""
_RULES: tuple[Rule | Words, ...] = (*NUMBERS, *WAR, *PLACES, *PEOPLE, *NAMES)
"""The rules in their order: where two point at the same words, the earlier one names them."""


@lru_cache(maxsize=20_000)
def find_mentions(text: str, lonely: frozenset[str] = frozenset()) -> tuple[Mention, ...]:
    """Return what in a text may show who somebody is.

    Args:
        text: Any text; in NFC, as it is kept.
        lonely: What only one person in the room is; see `people.lonely_rule`.

    Returns:
        In the order of the text, none touching another; places are counted in code points, the end exclusive.
    """
    found: list[Mention] = []
    rules = _RULES
    if lonely and (of_lonely := lonely_rule(lonely)):
        rules = (*_RULES, of_lonely)
    words = words_in(text)
    for rule in rules:
        if isinstance(rule, Words):
            found += [Mention(start, end, rule.kind) for start, end, word in words if rule.finds(word)]
        else:
            found += _matches(rule, text)
    found += capitals(text)
    return _merged(text, found)


def _matches(rule: Rule, text: str) -> Iterator[Mention]:
    group = 1 if rule.pattern.groups else 0
    for match in rule.pattern.finditer(text):
        if match.end(group) > match.start(group):
            yield Mention(match.start(group), match.end(group), rule.kind)


def _merged(text: str, found: list[Mention]) -> tuple[Mention, ...]:
    """Join what overlaps, and words side by side of one kind; the first that was found gives the kind."""
    order = {id(mention): at for at, mention in enumerate(found)}
    merged: list[Mention] = []
    first: list[int] = []
    for mention in sorted(found):
        if merged:
            last = merged[-1]
            beside = mention.kind is last.kind and not text[last.end : mention.start].strip(" .")
            beside = beside and mention.start - last.end <= 2  # noqa: PLR2004 - a blank and a full stop of initials
            if mention.start < last.end or beside:
                kind = last.kind if first[-1] <= order[id(mention)] else mention.kind
                merged[-1] = Mention(last.start, max(last.end, mention.end), kind)
                first[-1] = min(first[-1], order[id(mention)])
                continue
        merged.append(mention)
        first.append(order[id(mention)])
    return tuple(merged)
