"""Records that a report leaves: a public one before its file is written, so that none leaves unrecorded."""

from __future__ import annotations

from facilitator_console.console.console import Console
from facilitator_console.dialogue.ids import Audience, FormatId
from facilitator_console.dialogue.reporting import record_export
from facilitator_console.log import Instant
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.publication import (
    Chosen,
    exports_concerned,
    policy_for,
    record_of,
    refuse_undecided,
)
from facilitator_console.report.sections import make_report
from facilitator_console.session.forgetting import require_decided
from facilitator_console.session.ids import LanguageId


def record_export_of(
    console: Console, audience: Audience, chosen: Chosen, file_format: str, language: str, *, is_complete: bool
) -> Instant:
    """Record that a report of a session leaves.

    Returns:
        The instant for which its policy was made; the file of a public one is made with the same one.

    Raises:
        UserError: Something is not decided yet, or missing.
    """
    require_decided(console.state, tells_who_spoke=console.history.tells_who_spoke)
    now_ms = console.clock.now_ms()
    policy = policy_for(console.history, audience, now_ms, chosen=chosen, is_complete=is_complete)
    if policy.is_public:
        refuse_undecided(policy, open_mentions(console.state, policy))
    record = record_of(make_report(console.state, policy), policy, console.history)
    console.dispatch(
        record_export,
        audience,
        FormatId(file_format),
        LanguageId(language),
        record.policy,
        record.open_cells,
        record.quotes,
        exports_concerned(console.state, audience),
    )
    return now_ms
