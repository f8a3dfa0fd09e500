"""Against what others computed: Polis' own mathematics for one conversation, red-dwarf's for seven."""

from __future__ import annotations

import csv
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from facilitator_console.opinions.clusters import Initialisation
from facilitator_console.opinions.counting import count_votes
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.opinions.opinion_map import Earlier, OpinionMap, opinion_map
from facilitator_console.opinions.representative import Chosen, representative_statements, representativeness
from facilitator_console.opinions.stability import adjusted_rand_index
from tests.opinions.rooms import CONVERSATIONS, FIXTURE, POLIS, ballots, exported, loaded, needs_polis

pytestmark = needs_polis

EXACT = 1e-9
STORED_AS_FLOAT32 = 1e-6


@pytest.fixture(scope="module")
def theirs() -> Any:
    return loaded(FIXTURE, "math-pca2.json")


@pytest.fixture(scope="module")
def entered(theirs: Any) -> tuple[int, ...]:
    """People in the order in which they came into the map: base clusters are numbered by it."""
    return tuple(person for members in theirs["base-clusters"]["members"] for person in members)


@pytest.fixture(scope="module")
def ours(theirs: Any, entered: tuple[int, ...]) -> OpinionMap:
    cast = loaded(FIXTURE, "votes.json")
    matrix = vote_matrix(ballots((one["pid"], one["tid"], one["vote"], int(one["modified"])) for one in cast))
    return opinion_map(
        matrix,
        rejected=theirs["mod-out"],
        meta=theirs["meta-tids"],
        earlier=Earlier(entered),
        initialisation=Initialisation.POLIS,
    )


def by_statement(values: dict[str, float]) -> list[float]:
    return [values[str(statement)] for statement in range(44)]


def told(chosen: Chosen) -> dict[str, Any]:
    return {
        "tid": chosen.column,
        "repful-for": chosen.side.value,
        "n-success": chosen.votes,
        "n-trials": chosen.seen,
        "p-success": pytest.approx(chosen.share, abs=STORED_AS_FLOAT32),
        "p-test": pytest.approx(chosen.test, abs=STORED_AS_FLOAT32),
        "repness": pytest.approx(chosen.ratio, abs=STORED_AS_FLOAT32),
        "repness-test": pytest.approx(chosen.ratio_test, abs=STORED_AS_FLOAT32),
    }


def told_by_them(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key not in {"n-agree", "best-agree"}}


def test_components_and_means(theirs: Any, ours: OpinionMap) -> None:
    # Inside that file agree is -1.
    assert_allclose(ours.projection.means, -np.array(theirs["pca"]["center"]), atol=EXACT)
    for component, expected in zip(ours.projection.components, np.array(theirs["pca"]["comps"]), strict=True):
        assert_allclose(component, expected * np.sign(component @ expected), atol=EXACT)


def test_projection_of_people_and_statements(theirs: Any, ours: OpinionMap) -> None:
    signs = np.sign((ours.projection.components * np.array(theirs["pca"]["comps"])).sum(axis=1))
    base = theirs["base-clusters"]
    expected = -np.array([base["x"], base["y"]]).T * signs
    assert_allclose(ours.projection.positions[ours.people], expected, atol=EXACT)
    statements = -np.array(theirs["pca"]["comment-projection"]).T * signs
    assert_allclose(ours.projection.statement_positions, statements, atol=EXACT)


def test_who_is_in_the_map(theirs: Any, ours: OpinionMap) -> None:
    assert sorted(ours.matrix.voters[ours.people].tolist()) == sorted(theirs["in-conv"])
    by_history = opinion_map(ours.matrix, earlier=Earlier((5, 10, 11, 14)))
    assert by_history.matrix.voters[by_history.people].tolist() == sorted(theirs["in-conv"])


def test_groups(theirs: Any, ours: OpinionMap, entered: tuple[int, ...]) -> None:
    assert {len(one.centres): round(one.silhouette, 3) for one in ours.partitions} == {3: 0.298, 2: 0.257}
    assert ours.groups.sizes.tolist() == [11, 3, 9]
    for group, expected in enumerate(theirs["group-clusters"]):
        members = sorted(entered[base] for base in expected["members"])
        assert ours.matrix.voters[ours.labels == group].tolist() == members


def test_consensus_extremity_and_priority(theirs: Any, ours: OpinionMap) -> None:
    assert_allclose(ours.counts.group_aware_consensus, by_statement(theirs["group-aware-consensus"]), atol=EXACT)
    assert_allclose(ours.extremity, theirs["pca"]["comment-extremity"], atol=EXACT)
    assert_allclose(ours.priority, by_statement(theirs["comment-priorities"]), atol=EXACT)
    listed = [*theirs["consensus"]["agree"], *theirs["consensus"]["disagree"]]
    assert [one["tid"] for one in listed] == [one.column for one in ours.consensus]
    for one, expected in zip(ours.consensus, listed, strict=True):
        assert (one.votes, one.seen) == (expected["n-success"], expected["n-trials"])
        assert (one.share, one.test) == pytest.approx((expected["p-success"], expected["p-test"]), abs=1e-6)


def test_representative_statements_on_the_stored_groups(
    theirs: Any,
    ours: OpinionMap,
    entered: tuple[int, ...],
) -> None:
    labels = np.full(len(ours.matrix.voters), -1)
    for group in theirs["group-clusters"]:
        labels[[entered[base] for base in group["members"]]] = group["id"]
    counts = count_votes(ours.matrix, labels, 3)
    found = representative_statements(counts, representativeness(counts), ours.eligible)
    for group, chosen in enumerate(found):
        expected = theirs["repness"][str(group)]
        assert [told_by_them(one) for one in expected] == [told(one) for one in chosen]
        assert [one.get("best-agree", False) for one in expected] == [one.best_agree for one in chosen]


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_red_dwarf(conversation: str) -> None:
    expected = loaded(conversation, "red-dwarf.json")
    raw = opinion_map(exported(conversation), rejected=expected["mod_out"], initialisation=Initialisation.RED_DWARF)
    voters, statements = raw.matrix.voters.tolist(), raw.matrix.statements.tolist()
    assert len(raw.groups.centres) == expected["k"]
    groups = [expected["participants"][str(voter)][0] for voter in voters]
    assert [None if label < 0 else label for label in raw.labels.tolist()] == groups
    consensus = [expected["group_aware_consensus"][str(one)] for one in statements]
    assert_allclose(raw.counts.group_aware_consensus, consensus, atol=EXACT)
    for group, chosen in enumerate(raw.representative):
        theirs = [(one["tid"], one["repful-for"]) for one in expected["repness"][str(group)]]
        assert [(statements[one.column], one.side.value) for one in chosen] == theirs
    for side in ("agree", "disagree"):
        listed = [(one["tid"], one["p-success"] * one["p-test"]) for one in expected["consensus"][side]]
        found = [(statements[one.column], one.share * one.test) for one in raw.consensus if one.side.value == side]
        # Statements whose p·test is equal may stand for each other: the last of them may be cut off differently.
        assert [strength for _, strength in found] == pytest.approx([strength for _, strength in listed], abs=EXACT)
        for (one, strength), (other, _) in zip(found, listed, strict=True):
            assert one == other or equally_strong(raw, statements.index(other), side) == pytest.approx(strength)
        assert all(before >= after for (_, before), (_, after) in pairwise(found))


def equally_strong(raw: OpinionMap, column: int, side: str) -> float:
    counts = raw.all_counts
    share, test = (
        (counts.agree_share, counts.agree_test) if side == "agree" else (counts.disagree_share, counts.disagree_test)
    )
    return float(share[column] * test[column])


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_the_index_of_likeness_is_the_one_that_red_dwarf_was_compared_with(conversation: str) -> None:
    expected = loaded(conversation, "red-dwarf.json")
    grouped = {int(person): place[0] for person, place in expected["participants"].items() if place[0] is not None}
    published = published_groups(conversation)
    both = sorted(grouped.keys() & published.keys())
    index = adjusted_rand_index(np.array([grouped[one] for one in both]), np.array([published[one] for one in both]))
    assert index == pytest.approx(expected["ari_vs_polis"], abs=EXACT)


def published_groups(conversation: str) -> dict[int, int]:
    with (POLIS / conversation / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["participant"]): int(row["group-id"]) for row in csv.DictReader(file) if row["group-id"]}
