"""Holds the page Report: the summary's pages, to print and to save."""
