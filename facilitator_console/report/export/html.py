"""Writes a report as one HTML file: no script, no request to anywhere, good on a slow phone and on paper."""

from __future__ import annotations

from html import escape

from facilitator_console.report.document import (
    Bars,
    Block,
    Document,
    Heading,
    Paragraph,
    Quote,
    Rank,
    Table,
    as_table,
)
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue

STYLE = """
:root{color-scheme:light dark;--ink:#1d2430;--muted:#5f6773;--line:#e4e1da;--paper:#fbfaf7;--accent:#0b6e69}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf0;--muted:#9aa6b8;--line:#39424f;--paper:#161c26;--accent:#5cc2ba}}
body{max-width:42rem;margin:0 auto;padding:1rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 "PT Sans",system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2;margin:.3rem 0}h2{font-size:1.25rem;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:1.4rem 0 .3rem}h4{font-size:1rem;color:var(--accent);margin:1rem 0 .3rem}
.mark{color:var(--accent);font-weight:700}.small,.aside,caption,figcaption{color:var(--muted);font-size:.9rem}
p,li{white-space:pre-line}ul{list-style:none;padding:0;margin:0}li{padding:.15rem 0 .15rem 2.6rem;position:relative}
li b{position:absolute;inset-inline-start:0;color:var(--muted);font-weight:400}
blockquote{margin:0;border-inline-start:3px solid var(--accent);padding-inline-start:.7rem;font-style:italic}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.4rem 0}
caption{text-align:start;font-weight:700;color:var(--ink)}
th,td{text-align:start;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}
th,td{overflow-wrap:break-word;hyphens:auto}th{font-size:.85rem;color:var(--muted)}
th.n,td.n{text-align:end;font-variant-numeric:tabular-nums}tfoot td{font-weight:700}
@media(max-width:30rem){td,th{padding-inline-end:.35rem;font-size:.85rem}}
figure{margin:1rem 0}.bar{height:.8rem;background:var(--line)}.bar i{display:block;height:100%;background:var(--accent)}
@media print{h2,h3,h4{break-after:avoid}li,tr{break-inside:avoid}}
"""


def article(words: Wording, document: Document) -> str:
    """Return what stands in the body of a page: mark, title, opening, sections."""
    parts = [
        f'<p class="mark">{escape(words.mark)}</p>',
        f'<h1 dir="auto">{escape(words.title)}</h1>',
        *(f'<p class="small">{escape(line)}</p>' for line in words.opening),
    ]
    for section in document.sections:
        blocks = _blocks(words, section.blocks)
        parts.append(
            f'<section id="{section.name}">\n<h2>{escape(words.line(section.title))}</h2>\n{blocks}\n</section>'
        )
    return "\n".join(parts)


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the HTML file of a report, one file without script."""
    words = Wording(document, catalogue)
    page = (
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        # Whatever a text may hold, the page asks nobody for anything and runs nothing.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(words.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{article(words, document)}\n</main>\n"
        "</body>\n</html>\n"
    )
    return page.encode()


def _blocks(words: Wording, blocks: tuple[Block, ...]) -> str:
    """Return blocks as HTML; entries that follow one another are one list."""
    parts: list[str] = []
    is_list = False
    for block in blocks:
        is_entry = isinstance(block, Quote) or (isinstance(block, Paragraph) and block.rank is Rank.ENTRY)
        if is_entry != is_list:
            parts.append("<ul>" if is_entry else "</ul>")
        is_list = is_entry
        parts.append(_block(words, block))
    return "\n".join([*parts, *(["</ul>"] if is_list else [])])


def _block(words: Wording, block: Block) -> str:
    if isinstance(block, Heading):
        tag = f"h{block.level + 1}"
        return f'<{tag} dir="auto">{escape(words.line(block.text))}</{tag}>'
    if isinstance(block, Paragraph | Quote):
        return _paragraph(words, block)
    if isinstance(block, Bars):
        return _bars(words, block)
    return _table(words, as_table(block))


def _paragraph(words: Wording, block: Paragraph | Quote) -> str:
    text = escape(words.quoted(block))
    if isinstance(block, Paragraph) and block.rank is not Rank.ENTRY:
        kind = ' class="small"' if block.rank is Rank.SMALL else ""
        return f'<p dir="auto"{kind}>{text}</p>'
    number = f"<b>{block.number or '•'}</b>"
    aside = f' <span class="aside">({escape(added)})</span>' if (added := words.aside(block)) else ""
    tag = "blockquote" if isinstance(block, Quote) else "div"
    return f'<li>{number}<{tag} dir="auto">{text}</{tag}>{aside}</li>'


def _bars(words: Wording, block: Bars) -> str:
    """Return the bars as a table, so that whoever can't see them reads their figures; all of a bar is everyone."""
    rows = "\n".join(
        f'<tr><td dir="auto">{escape(words.line(bar.name))}</td>'
        f'<td style="width:50%"><div class="bar"><i style="width:{round(100 * bar.count / max(1, block.total))}%"></i>'
        f'</div></td><td class="n">{bar.count}</td></tr>'
        for bar in block.bars
    )
    title = escape(words.line(block.title))
    head = (
        f'<thead><tr><th scope="col">{escape(words.line(block.of.title))}</th><th></th>'
        f'<th scope="col" class="n">{escape(words.line(block.unit.title))}</th></tr></thead>'
    )
    caption = f"<figcaption>{escape(words.line(block.caption))}</figcaption>" if block.caption else ""
    return f"<figure><table><caption>{title}</caption>{head}\n<tbody>{rows}</tbody>\n</table>\n{caption}</figure>"


def _table(words: Wording, table: Table) -> str:
    kinds = [' class="n"' if column.is_number else ' dir="auto"' for column in table.columns]

    def row(cells: list[str], tag: str, more: str = "") -> str:
        inside = "".join(f"<{tag}{kind}{more}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))
        return f"<tr>{inside}</tr>"

    head = row([words.line(column.title) for column in table.columns], "th", ' scope="col"')
    rows = "\n".join(row(words.row(table, cells), "td") for cells in table.rows)
    foot = f"<tfoot>{row(words.row(table, table.total), 'td')}</tfoot>" if table.total else ""
    caption = f"<figcaption>{escape(words.line(table.caption))}</figcaption>" if table.caption else ""
    return (
        f'<figure><div class="wide"><table><caption>{escape(words.line(table.title))}</caption>\n'
        f"<thead>{head}</thead>\n<tbody>{rows}</tbody>{foot}</table></div>{caption}</figure>"
    )
