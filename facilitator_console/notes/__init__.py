"""What is written down: notes, the codebook, sheets (agreements, outcomes, parking lot), marks.

Knows of the session only its ids. No clocks, no queue, no screen.
"""
