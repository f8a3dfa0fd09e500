"""The default codebook, and the rules by which typed names find tags.

Feelings are noted by a person, never inferred. A team adds tags of its own: entities that notes name by id, never by
their words, so that erasing one takes its word from everywhere. Two tags of one folded name are one when read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from facilitator_console.notes.ids import TagId
from facilitator_console.notes.state import NotesState, Tag
from facilitator_console.words import Catalogue, Message, fold_text, kept_label, say

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

_FIRST = "issue need interest common_ground disagreement proposal question experience action"
FIRST_TAGS = tuple(TagId(tag) for tag in _FIRST.split())
"""Tags of the digits 1 to 9. They never change places: a hand learns them."""


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
    """Return the tag that somebody meant; None where no codebook has it.

    Args:
        state: Holds the team's own tags.
        typed: The name as typed.
        names: Default tags by folded name; see `typed_names`.
    """
    folded = folded_tag(typed)
    return names.get(folded) or next((tag.tag_id for tag in own_tags(state) if folded_tag(tag.name) == folded), None)


def is_known_tag(state: NotesState, typed: str, names: Mapping[TagId, TagId]) -> bool:
    """Tell whether a codebook has the typed name, in any language."""
    return meant_tag(state, typed, names) is not None


def read_tag(state: NotesState, tag: TagId) -> TagId:
    """Return the tag that stands for this one: of several with one folded name the default one, else the first."""
    own = state.tags.get(tag)
    if own is None or not own.name:
        return tag
    folded = folded_tag(own.name)
    if folded in CODEBOOK:
        return folded
    return next((other.tag_id for other in state.tags.values() if folded_tag(other.name) == folded), tag)


def read_tags(state: NotesState, tags: Iterable[TagId]) -> tuple[TagId, ...]:
    """Return a note's tags as they are shown: each once, in their order."""
    return tuple(dict.fromkeys(read_tag(state, tag) for tag in tags))


def own_tags(state: NotesState) -> tuple[Tag, ...]:
    """Return the team's own tags in the codebook, oldest first; of those with one folded name the first."""
    found: dict[TagId, Tag] = {}
    for tag in state.tags.values():
        if tag.name and not tag.removed:
            found.setdefault(folded_tag(tag.name), tag)
    return tuple(found.values())


def tags_in_codebook(state: NotesState) -> tuple[TagId, ...]:
    """Return the default tags, then the team's own, each in its order."""
    return (*CODEBOOK, *(tag.tag_id for tag in own_tags(state)))


def matching_tags(state: NotesState, typed: str, names: Mapping[TagId, TagId]) -> tuple[TagId, ...]:
    """Return the tags that somebody may be typing.

    Args:
        state: Holds the team's own tags.
        typed: What is typed of the name; may be empty.
        names: Default tags by folded name; see `typed_names`.

    Returns:
        Those with a name that begins so, then those with the word anywhere in one, each in the codebook's order.
    """
    start = folded_tag(typed)
    called: dict[TagId, list[str]] = {tag: [] for tag in CODEBOOK}
    for name, tag in names.items():
        called[tag].append(name)
    called |= {own.tag_id: [folded_tag(own.name)] for own in own_tags(state)}
    begins = [tag for tag, known in called.items() if any(name.startswith(start) for name in known)]
    holds = [tag for tag, known in called.items() if any(f"_{start}" in name for name in known)]
    return tuple(dict.fromkeys([*begins, *holds]))


def tag_name(state: NotesState, tag: TagId) -> Message:
    """Return a tag's name for people; a tag that was taken off the codebook keeps its name."""
    if tag in CODEBOOK:
        return CODEBOOK[tag]
    if own := state.tags.get(tag):
        return say("{name}", name=own.name) if own.name else say("a withdrawn tag")
    # A word that is being typed and no tag yet; only ids have a dot.
    return say("a withdrawn tag") if "." in tag else say("{name}", name=tag)
