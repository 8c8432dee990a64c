"""The messages and aggregates that the MODAX layers exchange."""
