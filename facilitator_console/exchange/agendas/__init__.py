"""Agendas in and out: tables, workbooks, lists and other programs' files become drafts of items, and back."""
