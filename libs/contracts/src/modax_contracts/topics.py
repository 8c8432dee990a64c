"""The MQTT topics of the existing fleet. All carry JSON in UTF-8 and are never retained."""

from __future__ import annotations

from typing import Final

SENSOR_DATA: Final = "modax/sensor/data"
"""Field to control, QoS 0, ten readings a second per device: `SensorReading`."""

SAFETY: Final = "modax/sensor/safety"
"""Field to control, QoS 1, on change and every second: `SafetyMessage`."""

AI_ANALYSIS: Final = "modax/ai/analysis"
"""Control to HMI, QoS 1, once per analysis: `Analysis`."""

COMMANDS: Final = "modax/control/commands"
"""Control to field, QoS 1, on demand: `Command`."""
