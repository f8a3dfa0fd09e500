"""Holds the page Prepare: title, agenda, seats and the group's lists, before the session."""
