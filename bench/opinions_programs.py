"""Holds what the two processes of the opinions' bench run: each reads orders from a pipe, and says what it measured.

The same votes go to both, each in the form that its own reader makes of a file: columns for ours, a list of dicts for
red-dwarf. Preparing them is not measured.
"""

OURS = """
import json, sys, time
from array import array
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.opinions.opinion_map import opinion_map
from facilitator_console.opinions.findings import opinions

def cast(votes):
    return Ballots(*(array("q", votes[name]) for name in ("voters", "statements", "votes", "at")))

def whole(votes, **options):
    ballots = cast(votes)
    return lambda: opinions(vote_matrix(ballots), rejected=votes["rejected"], **options)

def unchecked(votes):
    return whole(votes, check=False)

def raw(votes):
    ballots = cast(votes)
    return lambda: opinion_map(vote_matrix(ballots), rejected=votes["rejected"])

class Running:
    def __init__(self, votes):
        self.matrix = vote_matrix(cast(votes))
        self.earlier = opinion_map(self.matrix).handed_on
        self.turn = 0
    def __call__(self):
        people, statements = self.matrix.seen.shape
        self.turn += 1
        voter = self.matrix.voters[self.turn * 7 % people].item()
        statement = self.matrix.statements[self.turn * 3 % statements].item()
        self.matrix = self.matrix.with_vote(voter, statement, Vote(self.turn % 3 - 1))
        self.earlier = opinion_map(self.matrix, earlier=self.earlier).handed_on

MAKERS = {"whole": whole, "unchecked": unchecked, "raw": raw, "running": Running}
"""

THEIRS = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
from reddwarf.implementations.polis import run_pipeline

def whole(votes):
    # Its loader leaves out all but the last of several votes before the pipeline sees them.
    columns = sorted(zip(votes["at"], votes["voters"], votes["statements"], votes["votes"]))
    last = {(v, s): dict(participant_id=v, statement_id=s, vote=how, modified=at) for at, v, s, how in columns}
    rows = list(last.values())
    return lambda: run_pipeline(votes=rows, mod_out_statement_ids=votes["rejected"], random_state=0)

MAKERS = {"whole": whole}
"""

SERVE = """
for order in sys.stdin:
    name, path = json.loads(order)
    if name != "again":
        run = MAKERS[name](json.load(open(path)))
    start = time.perf_counter()
    run()
    print(time.perf_counter() - start, flush=True)
"""
