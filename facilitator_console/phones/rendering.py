"""Writes pages: from blocks to HTML, in the languages that the session offers. The template escapes all it writes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, select_autoescape

from facilitator_console.phones.content import Content
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES, LANGUAGES, load_catalogue
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.words import Catalogue, Message, say

TITLE = say("The conversation")
PRIVACY = say(
    "We don’t ask your name. The program keeps neither your telephone number nor your network address. "
    "Your browser may remember this page."
)
REFRESH = say("Refresh")
REFRESH_ALWAYS = say("Refresh automatically")
REFRESH_NO_MORE = say("Stop refreshing automatically")
LANGUAGES_LABEL = say("Languages")
STATIC = {"phones.css": "text/css; charset=utf-8", "phones.js": "text/javascript; charset=utf-8"}


@cache
def _catalogue(language: str) -> Catalogue:
    return load_catalogue(language)


@cache
def static_file(name: str) -> bytes:
    """Return one of the files in `STATIC`."""
    return resource_path("web").joinpath(name).read_bytes()


def offered_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return in which languages pages can be read, of those that a session offers; all where it names none of ours."""
    return tuple(language for language in LANGUAGES if language in languages) or LANGUAGES


def chosen_language(chosen: str, accepted: str, session: str, offered: Sequence[str]) -> str:
    """Return the language of a page.

    Args:
        chosen: What somebody chose; empty for nothing.
        accepted: What their browser accepts: the header `Accept-Language`.
        session: The session's own.
        offered: Those that there are.
    """
    named = [part.partition(";")[0].strip().lower()[:2] for part in accepted.split(",")[:10]]
    wanted = (chosen, *named, session)
    return next((language for language in wanted if language in offered), offered[0])


class Renderer:
    """Writes pages with the one template."""

    def __init__(self) -> None:
        """Read the template of all pages."""
        loader = FileSystemLoader(resource_path("web"))
        # Of our own words and of people's alike nothing is HTML.
        environment = Environment(loader=loader, autoescape=select_autoescape(["html"]), auto_reload=False)
        self._template = environment.get_template("page.html")

    def piece(self, content: Content, language: str) -> bytes:
        """Return what is within a page, as a stream sends it."""
        text = self._template.render(content=content, t=_catalogue(language).text, form="", only_piece=True)
        return text.encode()

    def page(
        self,
        content: Content,
        language: str,
        offered: Sequence[str],
        *,
        live: str = "",
        refreshes: bool = False,
        form: str = "",
        back: str = "/",
        foot: Sequence[Message] = (PRIVACY,),
    ) -> bytes:
        """Return a whole page.

        Args:
            content: What it shows.
            language: Of it.
            offered: The languages that can be chosen.
            live: The path whose changes it follows; empty for none.
            refreshes: Where it is live and there is no script, it loads itself anew again and again.
            form: The id of its form; another one each time where it is empty.
            back: Where to come back to after choosing a language.
            foot: Quiet lines below.
        """
        text = self._template.render(
            content=content,
            t=_catalogue(language).text,
            form=form or secrets.token_hex(8),
            title=TITLE,
            language=language,
            languages=[(known, LANGUAGE_NAMES[known]) for known in offered],
            languages_label=LANGUAGES_LABEL,
            live=live,
            back=back,
            refreshes=refreshes,
            refresh=REFRESH,
            refresh_choice=REFRESH_NO_MORE if refreshes else REFRESH_ALWAYS,
            foot=foot,
        )
        return text.encode()
