"""Start: which session, of which store, or a new one."""
