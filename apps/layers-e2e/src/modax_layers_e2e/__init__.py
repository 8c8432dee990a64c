"""Both MODAX layers with a real broker, as a user of the system sees them."""
