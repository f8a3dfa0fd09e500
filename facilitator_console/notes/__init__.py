"""Everything that is written down: notes, the codebook, the group's lists, marks.

Knows of the session only its ids. No clocks, no queue, no screen.
"""
