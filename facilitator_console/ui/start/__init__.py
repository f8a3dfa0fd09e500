"""Holds the start page: which session, of which store, or a new one."""
