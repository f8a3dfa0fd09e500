"""Collects every kind of event from all packages; docs/events.md lists them for people."""

from __future__ import annotations

import msgspec

from facilitator_console.dialogue.own_kinds import KINDS as OWN_KINDS
from facilitator_console.log import KINDS as LOG_KINDS
from facilitator_console.log import Kind
from facilitator_console.notes.kinds import KINDS as NOTES_KINDS
from facilitator_console.opinions.kinds import KINDS as OPINIONS_KINDS
from facilitator_console.session.kinds import KINDS as SESSION_KINDS

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (*LOG_KINDS, *SESSION_KINDS, *NOTES_KINDS, *OPINIONS_KINDS, *OWN_KINDS)
}
"""The kinds by their stored name."""
_BY_BODY = {kind.body: kind for kind in KINDS.values()}


def kind_of(body: msgspec.Struct) -> Kind:
    """Return the kind of a body."""
    return _BY_BODY[type(body)]
