"""Holds Run: the page of who leads and the page of who takes notes, with their actions, models and widgets."""
