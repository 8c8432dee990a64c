"""Whether devices and the system are safe. Knows nothing of advice."""
