"""The default codebook, and the rules by which typed names find tags.

Feelings are noted by a person, never inferred. A team adds tags of its own: entities that notes name by id, never by
their words, so that erasing one takes its word from everywhere. Two tags of one folded name are one when read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from facilitator_console.notes.ids import NO_TAG, TagColor, TagId
from facilitator_console.notes.state import NotesState, Tag, texts_in_languages
from facilitator_console.words import ByLanguage, Catalogue, Message, fold_text, kept_label, say

CODEBOOK: dict[TagId, Message] = {
    TagId("issue"): say("issue"),
    TagId("need"): say("need"),
    TagId("interest"): say("interest"),
    TagId("point_of_view"): say("point of view"),
    TagId("fear"): say("fear"),
    TagId("experience"): say("experience"),
    TagId("feeling"): say("feeling"),
    TagId("value"): say("value"),
    TagId("common_ground"): say("common ground"),
    TagId("disagreement"): say("disagreement"),
    TagId("proposal"): say("proposal"),
    TagId("question"): say("question"),
    TagId("shift"): say("shift"),
    TagId("resource"): say("resource"),
    TagId("action"): say("next step"),
    TagId("process"): say("about the process"),
}
"""Default tags with their English names, in the order in which they are shown."""

_FIRST = "issue need question common_ground disagreement proposal"
FIRST_TAGS = tuple(TagId(tag) for tag in _FIRST.split())
"""Tags of the digits from 1 on, until the team gives digits to others: as many as a hand learns on the first day."""

_COLORS = {
    TagColor.BLUE: "need interest resource",
    TagColor.GREEN: "proposal action",
    TagColor.VIOLET: "common_ground shift",
    TagColor.TEAL: "disagreement",
    TagColor.YELLOW: "question",
}
"""They don't judge: what divides isn't red, and what unites isn't green; but one can be told from the other."""

_COLOR_OF = {TagId(tag): color for color, tags in _COLORS.items() for tag in tags.split()}
DEFAULT_TAGS: dict[TagId, Tag] = {
    tag: Tag(
        tag,
        "",
        NO_TAG,
        color=_COLOR_OF.get(tag, TagColor.GREY),
        digit=FIRST_TAGS.index(tag) + 1 if tag in FIRST_TAGS else 0,
    )
    for tag in CODEBOOK
}
"""Default tags as they are until the team changes something of one."""

DIGITS = 9
LEAST_STEM, LONGEST_ENDING = 3, 2
"""Two names are nearly one where their beginning of at least so many letters is one, and the rest at most so long."""
LEAST_MISTYPED = 6
"""Letters from which on one other letter is a slip of the finger rather than another word."""


def folded_tag(name: str) -> TagId:
    """Return a tag's name as it is compared: folded, with one underscore for spaces and hyphens."""
    return TagId(re.sub(r"[\s_-]+", "_", fold_text(kept_label(name))).strip("_"))


def typed_names(catalogues: Iterable[Catalogue]) -> dict[TagId, TagId]:
    """Return every name under which a default tag may be typed, in all these languages.

    Returns:
        The tag's id by its folded name.
    """
    names = {tag: tag for tag in CODEBOOK}
    for catalogue in catalogues:
        for tag, message in CODEBOOK.items():
            names.setdefault(folded_tag(catalogue.text(message)), tag)
    return names


def meant_tag(state: NotesState, typed: str, names: Mapping[TagId, TagId]) -> TagId | None:
    """Return the tag that somebody meant; None where no codebook has it. A merged tag's name means the other.

    Args:
        state: Holds the team's own tags.
        typed: The name as typed.
        names: Default tags by folded name; see `typed_names`.
    """
    folded = folded_tag(typed)
    own = (tag_id for tag_id, name in _called(state) if folded_tag(name) == folded and not _is_retired(state, tag_id))
    tag = names.get(folded) or next(own, None)
    return read_tag(state, tag) if tag else None


def _is_retired(state: NotesState, tag_id: TagId) -> bool:
    tag = tag_of(state, tag_id)
    return tag is None or tag.removed


def _called(state: NotesState) -> Iterator[tuple[TagId, str]]:
    """Iterate over the names that the team gave tags, in any language, with retired ones."""
    for tag in state.tags.values():
        if tag.name:
            yield tag.tag_id, tag.name
    if state.translations:
        for tag_id in dict.fromkeys((*CODEBOOK, *state.tags)):
            for name in texts_in_languages(state, tag_id).values():
                yield tag_id, name


# -- which tag is read for which -------------------------------------------------------------------------


def tag_of(state: NotesState, tag: TagId) -> Tag | None:
    """Return a tag, of the team or a default one; None where there is none or its words were erased."""
    own = state.tags.get(tag) or DEFAULT_TAGS.get(tag)
    return own if own and (own.name or tag in CODEBOOK) else None


def tag_readings(state: NotesState) -> dict[TagId, TagId]:
    """Return for every tag the one that is read in its place, mostly itself.

    A merged tag is read as the one that it was merged into, and so on; of several with one folded name the default one
    is read, else the first that is on the codebook. Where two laptops merged two tags into each other, one is read for
    both.
    """
    firsts: dict[TagId, Tag] = {}
    for tag in state.tags.values():
        if tag.name and not tag_of(state, tag.merged_into):
            first = firsts.setdefault(folded_tag(tag.name), tag)
            if first.removed and not tag.removed:
                firsts[folded_tag(tag.name)] = tag
    steps = {tag: tag for tag in CODEBOOK}
    for tag in state.tags.values():
        if known := tag_of(state, tag.tag_id):
            steps[tag.tag_id] = _read_next(state, known, firsts)
    return {tag: _end(steps, tag) for tag in steps}


def _read_next(state: NotesState, tag: Tag, firsts: Mapping[TagId, Tag]) -> TagId:
    """Return the tag that is read in this one's place, or on the way to it."""
    if tag_of(state, tag.merged_into):
        return tag.merged_into
    folded = tag.tag_id if tag.tag_id in CODEBOOK else folded_tag(tag.name)
    return folded if folded in CODEBOOK else firsts[folded].tag_id


def _end(steps: Mapping[TagId, TagId], tag: TagId) -> TagId:
    """Follow the steps to the tag that stands for itself, or to the least one of a circle."""
    walked: list[TagId] = []
    while tag not in walked:
        walked.append(tag)
        tag = steps[tag]
    return min(walked[walked.index(tag) :])


def read_tag(state: NotesState, tag: TagId) -> TagId:
    """Return the tag that stands for this one; see `tag_readings`."""
    return tag_readings(state).get(tag, tag) if tag in state.tags else tag


def read_tags(state: NotesState, tags: Iterable[TagId]) -> tuple[TagId, ...]:
    """Return a note's tags as they are shown: each once, in their order."""
    tags = tuple(tags)
    if not state.tags or state.tags.keys().isdisjoint(tags):
        return tuple(dict.fromkeys(tags))
    return tags_as_read(tags, tag_readings(state))


def tags_as_read(tags: Iterable[TagId], readings: Mapping[TagId, TagId]) -> tuple[TagId, ...]:
    """Return a note's tags as they are shown, by readings that hold for many notes; see `tag_readings`."""
    return tuple(dict.fromkeys(readings.get(tag, tag) for tag in tags))


# -- the codebook ----------------------------------------------------------------------------------------


def tags_in_codebook(state: NotesState) -> tuple[TagId, ...]:
    """Return the default tags, then the team's own, each in its order; without merged and retired ones."""
    return _read_for_themselves(state, removed=False)


def retired_tags(state: NotesState) -> tuple[TagId, ...]:
    """Return the tags that are off the codebook; notes may have them, and they can be brought back."""
    return _read_for_themselves(state, removed=True)


def _read_for_themselves(state: NotesState, *, removed: bool) -> tuple[TagId, ...]:
    readings = tag_readings(state)
    order = (*CODEBOOK, *(tag for tag in readings if tag not in CODEBOOK))
    known = (tag_of(state, tag) for tag in order if readings[tag] == tag)
    return tuple(tag.tag_id for tag in known if tag and tag.removed is removed)


def own_tags(state: NotesState) -> tuple[Tag, ...]:
    """Return the team's own tags in the codebook, oldest first; of those with one folded name the first."""
    return tuple(state.tags[tag] for tag in tags_in_codebook(state) if tag not in CODEBOOK)


def digit_tags(state: NotesState) -> tuple[TagId, ...]:
    """Return the tags of the digits 1 to 9; `NO_TAG` for a digit that has none."""
    tags = dict.fromkeys(range(1, DIGITS + 1), NO_TAG)
    for tag in tags_in_codebook(state):
        if (known := tag_of(state, tag)) and tags.get(known.digit) == NO_TAG:
            tags[known.digit] = tag
    return tuple(tags.values())


def other_tags(state: NotesState) -> tuple[TagId, ...]:
    """Return the tags in the codebook that have no digit, in the order of the tree."""
    digits = digit_tags(state)
    return tuple(tag for tag, _ in tag_tree(state) if tag not in digits)


def tag_tree(state: NotesState) -> tuple[tuple[TagId, int], ...]:
    """Return the tags in the codebook as a tree: each before those below it, with how deep it stands.

    What stood below a merged tag stands below the other, and below a retired one below the next above it. A circle,
    made on two laptops, is opened at its least tag.
    """
    tags, readings = tags_in_codebook(state), tag_readings(state)
    above = {tag: _above(state, tag, set(tags), readings) for tag in tags}
    for tag in sorted(tags):
        if tag in _line_above(above, tag):
            above[tag] = NO_TAG
    below: dict[TagId, list[TagId]] = {}
    for tag in tags:
        below.setdefault(above[tag], []).append(tag)
    return tuple(_branch(below, NO_TAG, 0))


def _branch(below: Mapping[TagId, list[TagId]], top: TagId, depth: int) -> Iterator[tuple[TagId, int]]:
    for tag in below.get(top, ()):
        yield tag, depth
        yield from _branch(below, tag, depth + 1)


def _above(state: NotesState, tag: TagId, shown: AbstractSet[TagId], readings: Mapping[TagId, TagId]) -> TagId:
    """Return the tag right above one in the tree; `NO_TAG` at the top."""
    passed = {tag}
    known = tag_of(state, tag)
    while known and (above := readings.get(known.parent, NO_TAG)) not in passed:
        if above in shown:
            return above
        passed.add(above)
        known = tag_of(state, above)
    return NO_TAG


def _line_above(above: Mapping[TagId, TagId], tag: TagId) -> list[TagId]:
    """Return the tags above one up to the top, or until one comes again."""
    line: list[TagId] = []
    at = above[tag]
    while at and at not in line:
        line.append(at)
        at = above[at]
    return line


def matching_tags(state: NotesState, typed: str, names: Mapping[TagId, TagId]) -> tuple[TagId, ...]:
    """Return the tags that somebody may be typing.

    Args:
        state: Holds the team's own tags.
        typed: What is typed of the name; may be empty.
        names: Default tags by folded name; see `typed_names`.

    Returns:
        Those with a name that begins so, then those with the word anywhere in one, each in the codebook's order.
    """
    start, readings = folded_tag(typed), tag_readings(state)
    called: dict[TagId, list[str]] = {tag: [] for tag in tags_in_codebook(state)}
    own = [(folded_tag(name), tag) for tag, name in _called(state) if not _is_retired(state, tag)]
    for name, tag in (*names.items(), *own):
        called.get(readings[tag], []).append(name)
    begins = [tag for tag, words in called.items() if any(name.startswith(start) for name in words)]
    holds = [tag for tag, words in called.items() if any(f"_{start}" in name for name in words)]
    return tuple(dict.fromkeys([*begins, *holds]))


def similar_tags(state: NotesState, typed: str, names: Mapping[TagId, TagId]) -> tuple[TagId, ...]:
    """Return the tags whose name is nearly the typed one, as "дороги" is nearly "дорога"; none where one has it.

    Args:
        state: Holds the team's own tags.
        typed: The name as typed.
        names: Default tags by folded name; see `typed_names`.
    """
    folded, shown = folded_tag(typed), set(tags_in_codebook(state))
    if not folded or meant_tag(state, typed, names):
        return ()
    called = [*names.items(), *((folded_tag(name), tag) for tag, name in _called(state))]
    found = (read_tag(state, tag) for name, tag in called if _is_similar(name, folded))
    return tuple(tag for tag in dict.fromkeys(found) if tag in shown)


def _is_similar(name: str, other: str) -> bool:
    """Tell whether two names differ only in their endings, or in one letter of many."""
    common = _begin_alike(name, other)
    longest = max(len(name), len(other))
    if common >= LEAST_STEM and longest - common <= LONGEST_ENDING:
        return True
    nearly = abs(len(name) - len(other)) <= 1 and longest >= LEAST_MISTYPED
    return nearly and _differ_in_one_letter(name, other)


def _begin_alike(name: str, other: str) -> int:
    """Return how many letters at the beginning of two names are the same."""
    pairs = enumerate(zip(name, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(name), len(other)))


def _differ_in_one_letter(name: str, other: str) -> bool:
    begin = _begin_alike(name, other)
    ends_alike = {name[begin + 1 :] == other[begin + 1 :], name[begin + 1 :] == other[begin:]}
    return True in ends_alike or name[begin:] == other[begin + 1 :]


def tag_name(state: NotesState, tag: TagId) -> Message:
    """Return a tag's name for people, in each language its own; one that was taken off the codebook keeps its name."""
    names = texts_in_languages(state, tag)
    if tag in CODEBOOK:
        return say("{name}", name=ByLanguage(names, CODEBOOK[tag])) if names else CODEBOOK[tag]
    if own := state.tags.get(tag):
        return say("{name}", name=ByLanguage(names, own.name)) if own.name else say("a withdrawn tag")
    # A word that is being typed and no tag yet; only ids have a dot.
    return say("a withdrawn tag") if "." in tag else say("{name}", name=tag)
