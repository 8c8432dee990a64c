"""What the control layer is told by its environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

from modax_service import HostName, ServiceSettings
from pydantic import AnyHttpUrl, Field, FilePath, SecretStr, model_validator

from modax_control.access import Role
from modax_control.certificates import require_authorities, require_certificate
from modax_control.forms import BrokerPassword, HttpUrl, UserName

Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
ApiKey = Annotated[SecretStr, Field(min_length=1)]


class ControlSettings(ServiceSettings):
    """Each field is the environment variable of the same name in capitals."""

    port: int = Field(8000, ge=1, le=65535)

    mqtt_broker_host: HostName = "localhost"
    mqtt_broker_port: int = Field(1883, ge=1, le=65535)
    mqtt_username: Optional[UserName] = None
    mqtt_password: Optional[BrokerPassword] = None
    mqtt_use_tls: bool = False
    mqtt_ca_certs: Optional[FilePath] = None
    mqtt_certfile: Optional[FilePath] = None
    mqtt_keyfile: Optional[FilePath] = None

    safety_max_age: Seconds = 3.0
    window_seconds: Seconds = 10.0

    ai_enabled: bool = True
    ai_layer_url: HttpUrl = AnyHttpUrl("http://localhost:8001/api/v1/analyze")
    ai_layer_timeout: Seconds = 5.0
    ai_interval: Seconds = 60.0

    api_key_enabled: Optional[bool] = Field(
        None, description="True outside development unless it is set"
    )
    hmi_api_key: Optional[ApiKey] = None
    monitoring_api_key: Optional[ApiKey] = None
    admin_api_key: Optional[ApiKey] = None

    audit_log_path: Path = Field(
        Path("modax-audit.jsonl"), description="Append-only; its folder must exist"
    )

    @property
    def keys(self) -> dict[Role, str]:
        """The API keys in force; none when they are switched off."""
        if not self._keys_required:
            return {}
        given = {
            Role.OPERATOR: self.hmi_api_key,
            Role.MONITORING: self.monitoring_api_key,
            Role.ADMINISTRATOR: self.admin_api_key,
        }
        return {role: key.get_secret_value() for role, key in given.items() if key is not None}

    @property
    def _keys_required(self) -> bool:
        if self.api_key_enabled is None:
            return self.environment != "development"
        return self.api_key_enabled

    @model_validator(mode="after")
    def _keys_can_be_told_apart(self) -> ControlSettings:
        keys = list(self.keys.values())
        if self._keys_required and not keys:
            raise ValueError(
                "API_KEY_ENABLED is on (the default outside ENVIRONMENT=development) and none of "
                "HMI_API_KEY, MONITORING_API_KEY and ADMIN_API_KEY is set"
            )
        if len(set(keys)) < len(keys):
            raise ValueError(
                "HMI_API_KEY, MONITORING_API_KEY and ADMIN_API_KEY must differ from each other"
            )
        if not all(key.isascii() and key.isprintable() and " " not in key for key in keys):
            raise ValueError("API keys must be printable ASCII without spaces")
        return self

    @model_validator(mode="after")
    def _broker_access_is_complete(self) -> ControlSettings:
        if self.mqtt_password is not None and self.mqtt_username is None:
            raise ValueError("MQTT_PASSWORD needs MQTT_USERNAME")
        if (self.mqtt_certfile is None) != (self.mqtt_keyfile is None):
            raise ValueError("MQTT_CERTFILE and MQTT_KEYFILE need each other")
        if not self.mqtt_use_tls and (self.mqtt_ca_certs or self.mqtt_certfile):
            raise ValueError("MQTT_CA_CERTS and MQTT_CERTFILE need MQTT_USE_TLS=true")
        if self.mqtt_ca_certs is not None:
            require_authorities(self.mqtt_ca_certs)
        if self.mqtt_certfile is not None and self.mqtt_keyfile is not None:
            require_certificate(self.mqtt_certfile, self.mqtt_keyfile)
        return self
