"""The whole dialogue: its state, all kinds of events, the codec, the fold and the History.

Composes session and notes; what one command does to both is decided here. Pure: no files, no clock.
"""
