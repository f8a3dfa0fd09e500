"""Reads files of other programs: recordings of who spoke when, transcripts, votes; and writes votes for Polis.

Reading is strict and names the line that is wrong; what was read is plain data. Nothing is played or stored here.
"""
