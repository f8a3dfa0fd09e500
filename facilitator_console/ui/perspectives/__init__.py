"""The perspectives: Prepare, Run, Report, each a page of the window."""
