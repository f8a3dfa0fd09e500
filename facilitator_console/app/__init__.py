"""The composition root: clock, store, console, window, event loop. The only place that wires them."""
