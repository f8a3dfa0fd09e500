"""Makes the files of a report on a conversation: a PDF for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io

import msgspec

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.conversation import Conversation
from facilitator_console.opinions.findings import Tally
from facilitator_console.opinions.opinion_map import opinion_map
from facilitator_console.opinions.representative import Side
from facilitator_console.report.opinions import OpinionReport, remarks
from facilitator_console.report.opinions_pdf import opinions_pdf
from facilitator_console.report.opinions_raw import raw_json
from facilitator_console.words import Catalogue, say

JSON, CSV, PDF, RAW = "opinions-internal.json", "opinions-internal.csv", "opinions.pdf", "opinions-raw.json"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""The signs with which a formula of a spreadsheet may begin."""

INTERNAL = say("Internal: this file contains counts of 1 to 4 people. It is not for publishing.")


def opinion_files(report: OpinionReport, catalogue: Catalogue) -> dict[str, bytes]:
    """Make the files of a report, by name."""
    return {
        JSON: opinions_json(report, catalogue),
        CSV: opinions_csv(report, catalogue),
        PDF: opinions_pdf(report, catalogue),
    }


def raw_file(conversation: Conversation) -> dict[str, bytes]:
    """Make the file with the whole mathematics, by name; it tells how single people voted."""
    whole = opinion_map(conversation.matrix, rejected=conversation.rejected, meta=conversation.meta)
    return {RAW: raw_json(whole)}


def opinions_json(report: OpinionReport, catalogue: Catalogue) -> bytes:
    """Make the whole report for programs; its first line says that it is internal."""
    content = {
        "internal": catalogue.text(INTERNAL),
        "remarks": [catalogue.text(remark) for remark in remarks(report)],
        **msgspec.structs.asdict(report),
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).replace(b"{\n ", b"{", 1) + b"\n"


def opinions_csv(report: OpinionReport, catalogue: Catalogue) -> bytes:
    """Make a table for spreadsheets, a row for each statement; what may not be shown is left empty.

    Before the table's head a row for each remark; the first says that the file is internal. A text that a spreadsheet
    would compute has an apostrophe before it.
    """
    shown = report.opinions
    sides: dict[Id, Side] = {opinion.statement: opinion.side for opinion in shown.shared}
    kinds = Tally.__struct_fields__
    sets = [f"similar_{place}_{kind}" for place in range(1, len(shown.similar_answers) + 1) for kind in kinds]
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerows((catalogue.text(remark),) for remark in (INTERNAL, *remarks(report)))
    table.writerow(("statement", "text", "shared", *kinds, *sets, "agreement_across_sets"))
    for opinion in shown.statements:
        text = report.texts.get(opinion.statement, "")
        safe = f"'{text}" if text.startswith(_FORMULA) else text
        by_set = [count for tally in opinion.by_similar_answers for count in _counts(tally)] or [""] * len(sets)
        total = _counts(opinion.total) if opinion.total else [""] * len(kinds)
        consensus = "" if opinion.agreement_across_sets is None else f"{opinion.agreement_across_sets:.6f}"
        table.writerow((opinion.statement, safe, sides.get(opinion.statement, ""), *total, *by_set, consensus))
    # With the mark by which spreadsheets know UTF-8.
    return written.getvalue().encode("utf-8-sig")


def _counts(tally: Tally) -> list[int | str]:
    return [getattr(tally, kind) for kind in Tally.__struct_fields__]
