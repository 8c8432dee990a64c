"""MODAX AI layer: advice on machine data, never a command."""
