"""Servers that only pretend to be one: whatever passes on them proves nothing."""
