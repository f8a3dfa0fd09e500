"""Drafts: what stands in a session's note line and is no note yet. Kept outside the log, one text a session.

A draft is nobody's event: it is neither folded nor merged nor exported, and goes when the note is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import SessionId


def keep_drafts(connection: Connection, texts: Mapping[SessionId, str]) -> None:
    """Put these texts in the place of the sessions' drafts, within the transaction that is open; empty ones go."""
    for session, text in texts.items():
        if text:
            connection.execute("INSERT OR REPLACE INTO drafts (session, text) VALUES (?, ?)", (session, text))
        else:
            connection.execute("DELETE FROM drafts WHERE session = ?", (session,))


def kept_draft(connection: Connection, session: SessionId) -> str:
    """A session's draft; empty where there is none."""
    row = connection.execute("SELECT text FROM drafts WHERE session = ?", (session,)).fetchone()
    return str(row[0]) if row else ""
