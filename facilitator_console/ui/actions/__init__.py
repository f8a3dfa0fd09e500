"""What a person can do with one key or button: a small function for each, and what it is called."""
