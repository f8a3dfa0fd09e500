"""The read-back: notes are read back, all together: did we hear you right?"""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE
from facilitator_console.session.formats.plenary import BALANCED_STACK, STACK

READ_BACK = Format("read_back", (STACK, BALANCED_STACK, FREE))
