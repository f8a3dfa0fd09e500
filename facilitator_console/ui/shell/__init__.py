"""The window around the pages: frame, banners, cover, keys, panels over it, other programs that ask it."""
