"""Every threshold can be set by the environment, and a wrong one is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_service import InvalidSettings, load_settings

from modax_ai.settings import AiSettings
from modax_ai.thresholds import Thresholds


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "AI_STATE_PATH", "MAX_DEVICES"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings(AiSettings)

    assert settings.port == 8001
    assert settings.ai_state_path == Path("modax-ai-state.sqlite3")
    assert settings.thresholds == Thresholds()


def test_one_threshold_is_set_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THRESHOLDS__ANOMALY__CURRENT_MAX", "14.5")
    monkeypatch.setenv("AI_STATE_PATH", "/var/lib/modax/state.sqlite3")

    settings = load_settings(AiSettings)

    assert settings.thresholds.anomaly.current_max == 14.5
    assert settings.thresholds.anomaly.vibration_max == Thresholds().anomaly.vibration_max
    assert settings.ai_state_path == Path("/var/lib/modax/state.sqlite3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THRESHOLDS__ANOMALY__CURRENT_MAX", "-1"),
        ("THRESHOLDS__ANOMALY__CURRENT_MAX", "nan"),
        ("THRESHOLDS__ANOMALY__CURRENT_MAXIMUM", "12"),
        ("THRESHOLDS__BASELINE__KEPT_SHARE", "1"),
        ("MAX_DEVICES", "0"),
    ],
)
def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidSettings, match=f"^{name}: "):
        load_settings(AiSettings)
