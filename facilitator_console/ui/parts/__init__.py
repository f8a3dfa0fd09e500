"""Holds widgets and models that several pages share."""
