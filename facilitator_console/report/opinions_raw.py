"""Writes the whole mathematics as JSON, for checking: groups of any size, everyone's place. Not for publishing.

Whoever has this file can tell how single people voted; it says so in its first lines.
"""

from __future__ import annotations

from typing import Any

import msgspec

from facilitator_console.opinions.counting import Counts
from facilitator_console.opinions.opinion_map import OpinionMap
from facilitator_console.opinions.representative import Chosen

WARNING = "Not for publishing: this file tells how single people voted. It is for checking the mathematics."


def raw_json(raw: OpinionMap) -> bytes:
    """Write everything that was computed.

    Returns:
        JSON; voters and statements in the order of their ids, every other array along one of them.
    """
    content: dict[str, Any] = {
        "not_for_publishing": True,
        "warning": WARNING,
        "initialisation": raw.initialisation,
        "voters": raw.matrix.voters.tolist(),
        "statements": raw.matrix.statements.tolist(),
        "votes": _votes(raw),
        "rejected": raw.rejected.tolist(),
        "meta": raw.meta.tolist(),
        "means": raw.projection.means.tolist(),
        "components": raw.projection.components.tolist(),
        "positions": raw.projection.positions.tolist(),
        "statement_positions": raw.projection.statement_positions.tolist(),
        "in_the_map": raw.matrix.voters[raw.people].tolist(),
        "groups": raw.labels.tolist(),
        "group_centres": raw.groups.centres.tolist(),
        "silhouettes": {len(partition.centres): partition.silhouette for partition in raw.partitions},
        "counts_by_group": _counts(raw.counts),
        "counts": _counts(raw.all_counts),
        "representativeness": {
            "agree_ratio": raw.differs.agree_ratio.tolist(),
            "agree_test": raw.differs.agree_test.tolist(),
            "disagree_ratio": raw.differs.disagree_ratio.tolist(),
            "disagree_test": raw.differs.disagree_test.tolist(),
        },
        "representative": [[_chosen(raw, partition) for partition in chosen] for chosen in raw.representative],
        "consensus": [_chosen(raw, partition) for partition in raw.consensus],
        "group_aware_consensus": raw.counts.group_aware_consensus.tolist(),
        "extremity": raw.extremity.tolist(),
        "priority": raw.priority.tolist(),
    }
    return msgspec.json.encode(content) + b"\n"


def _votes(raw: OpinionMap) -> list[list[int | None]]:
    """Return a row for each voter; None for a statement without a vote."""
    pairs = zip(raw.matrix.votes.tolist(), raw.matrix.seen.tolist(), strict=True)
    return [[vote if seen else None for vote, seen in zip(*row, strict=True)] for row in pairs]


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "agree": counts.agree.tolist(),
        "disagree": counts.disagree.tolist(),
        "seen": counts.seen.tolist(),
        "agree_share": counts.agree_share.tolist(),
        "disagree_share": counts.disagree_share.tolist(),
        "agree_test": counts.agree_test.tolist(),
        "disagree_test": counts.disagree_test.tolist(),
    }


def _chosen(raw: OpinionMap, chosen: Chosen) -> dict[str, Any]:
    return {
        "statement": raw.matrix.statements[chosen.column].item(),
        "side": chosen.side,
        "votes": chosen.votes,
        "seen": chosen.seen,
        "share": chosen.share,
        "test": chosen.test,
        "ratio": chosen.ratio,
        "ratio_test": chosen.ratio_test,
        "best_agree": chosen.best_agree,
    }
