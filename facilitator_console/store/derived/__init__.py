"""Derives from the log what people query: the read tables, their rows, and the views upon them.

All of it can be thrown away at any time and made anew from the events.
"""
