"""Phones in the window: letting them in, how they join, and what is done with the texts that come from them."""
