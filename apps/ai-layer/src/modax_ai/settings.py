"""What the AI layer is told by its environment."""

from __future__ import annotations

from pathlib import Path

from modax_service import ServiceSettings
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from modax_ai.thresholds import Thresholds


class AiSettings(ServiceSettings):
    """The AI layer's settings; a threshold is, for example, THRESHOLDS__ANOMALY__CURRENT_MAX."""

    model_config = SettingsConfigDict(env_nested_delimiter="__")

    port: int = Field(8001, ge=1, le=65535)
    ai_state_path: Path = Field(
        Path("modax-ai-state.sqlite3"),
        description="SQLite file of wear and baselines; its folder must exist",
    )
    max_devices: int = Field(1000, ge=1, le=10_000)
    thresholds: Thresholds = Thresholds()
