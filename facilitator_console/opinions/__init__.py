"""Handles statements that people vote on, their ballots, and the opinion map made from them.

The mathematics is Polis' (exactly: see `opinion_map`); what may be shown of it in a small room is ours
(see `opinions`). Pure: no files, no clock, no screen, and chance only as a number handed in.
Nothing is imported here: whoever needs no mathematics does not pay for loading numpy.
"""
