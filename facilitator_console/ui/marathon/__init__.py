"""The page of a marathon: its thread, from what was collected to what is left open."""
