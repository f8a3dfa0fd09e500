"""Wires the program: clock, store, console, window, event loop. Nothing else in the package does."""

import facilitator_console.ui  # noqa: F401 - it makes imports quick again before anything else is loaded
