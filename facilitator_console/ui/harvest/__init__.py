"""Shows the page Harvest: notes are gathered into themes and read back to the group."""
