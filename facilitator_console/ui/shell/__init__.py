"""Holds the window around the pages: frame, banners, cover, keys, panels over it, questions of other programs."""
