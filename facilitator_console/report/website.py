"""Makes the website of a marathon: an index, a page for each report, PDF and data to take along, in each language.

Plain files, ready to be copied to any host: no script, no request to anywhere, the same bytes for the same input. The
names of files tell nothing: reports are numbered. Only public reports come in here, and each as its policy leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from facilitator_console.report.document import Document
from facilitator_console.report.export import export
from facilitator_console.report.export.html import STYLE, article
from facilitator_console.report.export.wording import Wording
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES, load_catalogue
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.words import Catalogue, Message, say

TAKEN_ALONG: dict[str, tuple[str, Message]] = {
    "pdf": ("report.pdf", say("The report as a PDF")),
    "docx": ("report.docx", say("The report as a document to edit")),
    "csv": ("tables.zip", say("All tables as CSV, with a description")),
    "json": ("report.json", say("The report for programs (JSON)")),
}
"""By format, the end of the file's name and the words for it."""


_ENDS = "|".join(re.escape(end) for end in (".html", *(f"-{end}" for end, _ in TAKEN_ALONG.values())))
_OF_SITE = re.compile(rf"site\.css|index\.html|[a-z]{{2}}/(?:index|report-\d+)(?:{_ENDS})")


class Report(NamedTuple):
    """Represents one report of the site.

    Attributes:
        name: Of its files, without an ending: a number.
        document: A public one.
    """

    name: str
    document: Document


def site_files(
    marathon: Document, reports: Sequence[Document], languages: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the site, by path, as they are made.

    Args:
        marathon: The marathon's own report; it is the index.
        reports: Of its sessions, in their order.
        languages: Ids; the first one is named first.

    Raises:
        ValueError: One of the reports is not public.
    """
    if not all(document.is_public for document in (marathon, *reports)):
        raise ValueError("an internal report is not for a website")
    numbered = [Report(f"report-{number}", document) for number, document in enumerate(reports, 1)]
    own_style = resource_path("site").joinpath("site.css").read_text(encoding="utf-8")
    yield "site.css", (STYLE + own_style).encode()
    for language in languages:
        yield from _Pages(language, languages).files(marathon, numbered)
    yield "index.html", _render("home.html", title=marathon.title, languages=_named(languages))


def is_of_site(path: str) -> bool:
    """Tell whether a file has a name that those of a site have: a page of an earlier one must not stay."""
    return _OF_SITE.fullmatch(path) is not None


def number_of_files(reports: int, languages: int) -> int:
    """Return how many files a site with so many reports of sessions has."""
    return 2 + languages * (reports + 1) * (1 + len(TAKEN_ALONG))


class _Pages:
    """Makes the pages of one language."""

    def __init__(self, language: str, languages: Sequence[str]) -> None:
        self._language, self._languages = language, languages
        self._catalogue: Catalogue = load_catalogue(language)

    def files(self, marathon: Document, reports: Sequence[Report]) -> Iterator[tuple[str, bytes]]:
        index = Report("index", marathon)
        yield from self._of(index, [self._entry(report) for report in reports])
        for report in reports:
            yield from self._of(report, [])

    def _of(self, report: Report, reports: list[Mapping[str, str]]) -> Iterator[tuple[str, bytes]]:
        """Yield a report's page and the files to take along."""
        words = Wording(report.document, self._catalogue)
        files = [
            {"path": f"{report.name}-{end}", "title": self._catalogue.text(title)}
            for end, title in TAKEN_ALONG.values()
        ]
        page = _render(
            "page.html",
            language=self._language,
            languages=_named(self._languages),
            title=words.title,
            up="../",
            name=f"{report.name}.html",
            is_home=report.name == "index",
            body=Markup(article(words, report.document)),  # noqa: S704 - its writer escapes every text
            reports=reports,
            files=files,
            words=self._words(),
        )
        yield f"{self._language}/{report.name}.html", page
        for file_format, (end, _title) in TAKEN_ALONG.items():
            yield f"{self._language}/{report.name}-{end}", export(report.document, self._catalogue, file_format)

    def _entry(self, report: Report) -> Mapping[str, str]:
        words = Wording(report.document, self._catalogue)
        day = report.document.day
        when = self._catalogue.text(say("{day}", day=day)) if day else ""
        return {"page": f"{report.name}.html", "title": words.title, "when": when}

    def _words(self) -> Mapping[str, str]:
        text = self._catalogue.text
        return {
            "languages": text(say("Languages")),
            "all_reports": text(say("All reports")),
            "reports": text(say("Reports of the sessions")),
            "files": text(say("To take along")),
        }


def _named(languages: Sequence[str]) -> list[Mapping[str, str]]:
    return [{"id": language, "name": LANGUAGE_NAMES[language]} for language in languages]


def _render(template: str, **values: object) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(resource_path("site")),
        autoescape=select_autoescape(["html"], default=True),
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(**values).encode()
