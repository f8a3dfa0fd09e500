"""Templates that people make and share: a session's agenda as one small JSON file.

It holds what was planned, and nothing of who came or what was said: no people, no notes, not who leads an item, not
what the team told each other, no day and no time of day. The templates of the program are in exchange.templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from facilitator_console.exchange.templates import MINUTE_MS, OwnTemplate
from facilitator_console.exchange.text_files import read_any_text
from facilitator_console.log import NO_REF
from facilitator_console.runtime.laptop import data_folder, flush, make_folder
from facilitator_console.session.drafts import ItemDraft, drafts_of, kept_draft
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, kept_label, say

KIND = "facilitator-console template"
ENDING = ".json"
MOST_BYTES = 4 * 1024 * 1024
_FOLDER = "templates"
OWN = "own/"
"""Begins the keys of templates that were saved on this laptop."""


class TemplateFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Represents a template in a file.

    Attributes:
        title: What it is called.
        language: The language of its words; empty where that is not known.
        people_from: For so many people at least; 0 where it does not matter. Likewise `people_to`, for at most.
    """

    title: str
    items: tuple[ItemDraft, ...]
    language: str = ""
    people_from: int = 0
    people_to: int = 0


def template_of(state: SessionState) -> TemplateFile:
    """Return the template that a session's agenda makes.

    Raises:
        UserError: There is nothing on the agenda.
    """
    drafts = drafts_of(state)
    if not drafts:
        raise UserError(say("There is nothing on the agenda yet."))
    items = tuple(replace(draft, led_by="", team_note="", fixed_at="", origin=NO_REF) for draft in drafts)
    return TemplateFile(state.info.title, items, state.info.language)


def template_json(template: TemplateFile) -> bytes:
    """Return the content of a template's file, which a person can read."""
    content = {"kind": KIND, **msgspec.to_builtins(template)}
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def read_template(path: Path) -> TemplateFile:
    """Read a template from a file; fields of a later release are passed over.

    Raises:
        UserError: It is missing, can't be read, is not a template, or has an item that can't be on an agenda.
    """
    try:
        content = msgspec.json.decode(read_any_text(path, MOST_BYTES))
    except (msgspec.DecodeError, RecursionError) as error:
        raise UserError(say("{path} is not whole JSON ({problem}).", path=str(path), problem=str(error))) from error
    if not is_template(content):
        raise UserError(say("{path} is not a template. Name another file.", path=str(path)))
    try:
        template = msgspec.convert(content, TemplateFile)
    except msgspec.ValidationError as error:
        problem = say("{path} is not a template that can be read ({problem}).", path=str(path), problem=str(error))
        raise UserError(problem) from error
    return replace(template, title=kept_label(template.title), items=tuple(map(kept_draft, template.items)))


def is_template(content: Any) -> bool:  # noqa: ANN401 - whatever a JSON file holds
    """Tell whether what a JSON file holds is a template."""
    return isinstance(content, dict) and content.get("kind") == KIND


# -- those of this laptop ------------------------------------------------------------------------------


def saved_templates() -> dict[str, TemplateFile]:
    """Return the templates that were saved on this laptop by their keys, as they came.

    Files that can't be read are passed over.
    """
    found = dict[str, TemplateFile]()
    for path in _saved():
        try:
            found[f"{OWN}{path.stem}"] = read_template(path)
        except UserError:
            continue
    return found


def own_templates() -> tuple[OwnTemplate, ...]:
    """Return the templates that were saved on this laptop, as they are offered."""
    return tuple(
        OwnTemplate(
            key,
            template.title,
            round(sum(item.planned_ms for item in held_drafts(template.items)) / MINUTE_MS),
            template.people_from,
            template.people_to,
        )
        for key, template in saved_templates().items()
    )


def held_drafts(drafts: Sequence[ItemDraft]) -> Iterator[ItemDraft]:
    """Yield the drafts that take place: not those that others are parts of, since their parts do."""
    for place, draft in enumerate(drafts):
        if place + 1 == len(drafts) or drafts[place + 1].part <= draft.part:
            yield draft


def save_template(template: TemplateFile) -> Path:
    """Save a template on this laptop, under a name that says nothing.

    Raises:
        UserError: It can't be written.
    """
    folder = data_folder() / _FOLDER
    try:
        make_folder(folder)
        number = max((int(path.stem) for path in _saved()), default=0) + 1
        path = folder / f"{number}{ENDING}"
        with path.open("xb") as file:
            file.write(template_json(template))
        flush(path)
        flush(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("{path} can’t be used: {reason}.", path=str(folder), reason=reason)) from error
    return path


def _saved() -> Sequence[Path]:
    numbered = [path for path in (data_folder() / _FOLDER).glob(f"*{ENDING}") if path.stem.isdecimal()]
    return sorted(numbered, key=lambda path: int(path.stem))
