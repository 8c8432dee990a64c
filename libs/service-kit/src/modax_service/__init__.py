"""What every MODAX service shares: settings, logging, health, metrics, shutdown."""
