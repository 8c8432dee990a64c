"""MODAX control layer: field data in, safety interlock, API."""
