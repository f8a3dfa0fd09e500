"""Connects a run of the program with its machine: its own files, languages, the laptop, crash reports."""
