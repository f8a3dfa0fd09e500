"""The talking piece: only its holder speaks; it goes around again and again."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.go_around import Round


class HandedOn(Round):
    """Goes along the seats, as often as there is time."""

    name = "talking_piece"

    def asks_again(self, _had: int) -> bool:
        """Return True: everyone is asked again."""
        return True


PIECE = HandedOn()
TALKING_PIECE = Format(PIECE.name, (PIECE,))
