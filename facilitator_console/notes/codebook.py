"""The default codebook, and tag names as people type them.

Feelings are noted by a person, never inferred. A team adds tags of its own; a tag that is in no codebook is kept
as it was typed. Source of the default tags: the field's terms (docs/guide is for people; ids never change).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from facilitator_console.notes.ids import TagId
from facilitator_console.notes.state import NotesState
from facilitator_console.words import Catalogue, Message, fold_text, say

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
    """A tag's name as it is compared: folded, with one underscore for spaces and hyphens."""
    return TagId(re.sub(r"[\s_-]+", "_", fold_text(name)).strip("_"))


def typed_names(catalogues: Iterable[Catalogue]) -> dict[TagId, TagId]:
    """Every name under which a default tag may be typed, in all these languages.

    Returns:
        The tag's id by its folded name.
    """
    names = {tag: tag for tag in CODEBOOK}
    for catalogue in catalogues:
        for tag, message in CODEBOOK.items():
            names.setdefault(folded_tag(catalogue.text(message)), tag)
    return names


def meant_tag(typed: str, names: Mapping[TagId, TagId]) -> TagId:
    """The tag that somebody meant; their own word, folded, where no codebook has it."""
    folded = folded_tag(typed)
    return names.get(folded, folded)


def matching_tags(state: NotesState, typed: str, names: Mapping[TagId, TagId]) -> tuple[TagId, ...]:
    """The tags that somebody may be typing.

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
    for own in state.tags.values():
        if not own.removed:
            called.setdefault(own.tag, []).append(folded_tag(own.name))
    begins = [tag for tag, known in called.items() if any(name.startswith(start) for name in known)]
    holds = [tag for tag, known in called.items() if any(f"_{start}" in name for name in known)]
    return tuple(dict.fromkeys([*begins, *holds]))


def tag_name(state: NotesState, tag: TagId) -> Message:
    """A tag's name for people."""
    if tag in CODEBOOK:
        return CODEBOOK[tag]
    own = (entry.name for entry in state.tags.values() if entry.tag == tag and not entry.removed)
    return say("{name}", name=next(own, tag.replace("_", " ")))
