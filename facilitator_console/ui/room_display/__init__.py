"""The room display: a process of its own that shows the public view, and what starts, feeds and restarts it."""
