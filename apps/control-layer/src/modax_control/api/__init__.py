"""The HTTP API that the HMI uses."""
