"""Readings of the machines: kept for a while, and summed up in windows."""
