"""The rules of the room: agenda, clocks, turns, queue, people, balance.

Pure rules over a state that only the fold changes: commands decide strictly and return events, the fold is
total. No Qt, no files, no notes; only session.clock reads a clock.
"""
