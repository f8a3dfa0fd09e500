"""Draw who imports whom as docs/imports.svg, from the imports themselves and the layers in pyproject.toml.

Each row is a layer; an arrow leads from a package down to one that it imports, faintly where it reaches that one
through another, too. An arrow that led up would be drawn in red, and the command then ends with exit code 1. Run it
with `make diagram`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "facilitator_console"
OUT = ROOT / "docs" / "imports.svg"
BOX_W, BOX_H, GAP_X, GAP_Y, MARGIN = 118, 34, 42, 40, 24
INK, MUTED, PAPER, EDGE, WRONG = "#1D2430", "#8C877B", "#FBFAF7", "#0B6E69", "#B42318"


def layers() -> list[list[str]]:
    """Return the packages of each layer that exist today, the highest layer first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == "house")
    rows = [re.findall(r"\w+", row) for row in contract["layers"]]
    there = {path.stem for path in (ROOT / PACKAGE).iterdir()}
    return [row for row in ([name for name in names if name in there] for names in rows) if row]


def imports(packages: list[str]) -> set[tuple[str, str]]:
    """Return the pairs (importer, imported) of packages; a pair counts once, however many modules import."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    found = set()
    for module in graph.modules:
        importer = module.split(".")[1] if "." in module else ""
        for target in graph.find_modules_directly_imported_by(module):
            imported = target.split(".")[1] if "." in target else ""
            if importer != imported and {importer, imported} <= set(packages):
                found.add((importer, imported))
    return found


def reached_otherwise(pair: tuple[str, str], pairs: set[tuple[str, str]]) -> bool:
    """Tell whether the importer reaches the imported package through another one as well."""
    importer, imported = pair
    ahead, seen = [target for source, target in pairs if source == importer and target != imported], set[str]()
    while ahead:
        at = ahead.pop()
        if at == imported:
            return True
        seen.add(at)
        ahead += [target for source, target in pairs if source == at and target not in seen]
    return False


def draw(rows: list[list[str]], pairs: set[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Return the picture as SVG, and the pairs that lead up or sideways."""
    width = 2 * MARGIN + max(len(row) for row in rows) * (BOX_W + GAP_X) + 260
    height = 2 * MARGIN + len(rows) * (BOX_H + GAP_Y) - GAP_Y
    center, level = {}, {}
    for y, row in enumerate(rows):
        left = (width - len(row) * BOX_W - (len(row) - 1) * GAP_X) / 2
        for x, name in enumerate(row):
            center[name] = (left + x * (BOX_W + GAP_X) + BOX_W / 2, MARGIN + y * (BOX_H + GAP_Y) + BOX_H / 2)
            level[name] = y
    wrong = sorted(pair for pair in pairs if level[pair[0]] >= level[pair[1]])
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="Inter, sans-serif" font-size="13">'
        ),
        "<title>Who imports whom</title>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>',
        (
            f'<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
            f'<path d="M0 0 8 4 0 8z" fill="{MUTED}"/></marker>'
        ),
    ]
    for importer, imported in sorted(pairs):
        (x1, y1), (x2, y2) = center[importer], center[imported]
        steps = level[imported] - level[importer]
        # A longer arrow bends further out, so that it passes beside the boxes between.
        bend = 0 if steps == 1 else (26 * steps if (len(importer) + len(imported)) % 2 else -26 * steps)
        ink = WRONG if (importer, imported) in wrong else MUTED
        weight = ".25" if reached_otherwise((importer, imported), pairs) else "1"
        parts.append(
            f'<path d="M{x1:.0f} {y1 + BOX_H / 2:.0f} C{x1 + bend:.0f} {y1 + 60:.0f} {x2 + bend:.0f} {y2 - 60:.0f} '
            f'{x2:.0f} {y2 - BOX_H / 2:.0f}" fill="none" stroke="{ink}" stroke-opacity="{weight}" '
            f'marker-end="url(#head)"/>'
        )
    for name, (mid, at) in center.items():
        parts.append(
            f'<rect x="{mid - BOX_W / 2:.0f}" y="{at - BOX_H / 2:.0f}" width="{BOX_W}" height="{BOX_H}" rx="6" '
            f'fill="white" stroke="{EDGE}"/><text x="{mid:.0f}" y="{at + 4.5:.1f}" text-anchor="middle" '
            f'fill="{INK}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""]), wrong


def main() -> int:
    """Write the picture, and name what leads up."""
    rows = layers()
    picture, wrong = draw(rows, imports([name for row in rows for name in row]))
    OUT.write_text(picture, encoding="utf-8")
    for importer, imported in wrong:
        sys.stderr.write(f"{importer} imports {imported}, which is not below it\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
