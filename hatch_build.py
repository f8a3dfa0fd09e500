"""Compiles the translations (.po) into what gettext reads (.mo), before the wheel or an editable install is built.

The compiled files lie beside their sources and are not committed. `make` and scripts/catalogues.sh run this file by
itself after a change to a translation.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write each .mo anew beside its .po.

    Args:
        root: The checkout, or an unpacked source distribution.
    """
    for source in sorted((root / "resources" / "locale").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # its argument changes with hatchling's release
    """What hatchling calls before it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile the catalogues; the wheel takes the whole resources folder."""
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent)
