"""Holds what a person can do, and on what: the open session, actions, keys, presses. No widgets."""
