"""Wires the program: clock, store, console, window, event loop. Nothing else in the package does."""
