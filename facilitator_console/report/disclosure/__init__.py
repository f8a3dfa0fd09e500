"""Decides what a report may show of the people in the room: one policy, which every section and every file follows."""
