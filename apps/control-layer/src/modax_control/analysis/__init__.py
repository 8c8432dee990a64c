"""Advice from the AI layer. Nothing here can reach a command or the safety state."""
