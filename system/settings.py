"""The settings of one server, validated once at start.

Read, strongest first, from the command line, `ASSAY_*` environment variables, and a TOML file
(`ASSAY_CONFIG` or `--config`). Sizes are bytes, times are seconds; the unit is in the name.
"""

import ipaddress
import os
import re
import stat
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from system.errors import KeysError, SettingsError
from system.keys import Limits, check_private

BUNDLED_MODEL = "assay-dense"
ANY_ORIGIN = "*"
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/,@?#*]+")
"""Scheme, host and perhaps port; also an extension's. `null`, which sandboxed pages send, is nobody's."""
DEFAULT_NAME = "default"


class Settings(BaseSettings):
    """Everything `assay serve` can be told; every field is also an environment variable, ASSAY_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="ASSAY_", extra="forbid", env_ignore_empty=True)

    model: str = Field(BUNDLED_MODEL, description="Name of a known model, or the path of a model directory.")
    alias: Annotated[dict[str, str], NoDecode] = Field(
        default={},
        description="NAME=MODEL: another name for a model, or for `default`, which always serves; the name * "
        "is any that nobody else has. Several: comma-separated, or the option again.",
    )
    auto_swap: bool = Field(
        False, description="Naming a known model that is not loaded swaps to it, instead of being refused."
    )
    host: str = Field("127.0.0.1", description="Address to listen on; any but loopback needs API keys.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    home: Path = Field(Path("~/.assay"), description="Where caches and the server's secret are kept.")
    model_folders: Annotated[list[Path], NoDecode] = Field(
        default=[], description="Folders with models, beside the Hugging Face cache; several as in PATH."
    )
    config: Path | None = Field(None, description="A TOML file with any of these settings.")

    api_keys: Annotated[list[SecretStr], NoDecode] = Field(
        default=[], description="Keys that may use the API, comma-separated; each is a tenant of its own."
    )
    api_keys_file: Path | None = Field(None, description="A file with one API key a line; # begins a remark.")
    admin_key: SecretStr | None = Field(
        None, description="The key for administration; the rest stays open where there is no API key."
    )
    keys_file: Path | None = Field(
        None, description="A file of `assay keys`: hashed keys, roles and limits, read again when it changes."
    )
    requests_per_minute: int | None = Field(None, ge=1, description="Limit for each key that names none.")
    tokens_per_minute: int | None = Field(
        None, ge=1, description="Limit on prompt and answer tokens for each key that names none."
    )
    concurrent_requests: int | None = Field(
        None, ge=1, description="Requests at a time for each key that names none."
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Origins of web pages that may use it, comma-separated; * is any, with keys only.",
    )

    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="Precision of the weights; auto: float32 on a CPU, the model's own on a GPU."
    )
    blas: Literal["auto", "off"] = Field("auto", description="auto: OpenBLAS on a CPU where it is installed.")
    context_tokens: int | None = Field(None, ge=16, description="Limit on prompt and answer; or the model's.")
    memory_bytes: int | None = Field(
        None, ge=1, description="Memory of this machine; by default what the system or the container has."
    )
    memory_budget_bytes: int | None = Field(
        None,
        ge=0,
        description="What a model may take; or 40% of memory, 50% from 32 GiB, 60% from 64, 70% from 96.",
    )
    full_conversations: int = Field(
        1, ge=1, le=1024, description="Conversations of full length that must fit in memory at once."
    )
    max_rows: int = Field(32, ge=1, le=1024, description="Requests that decode together.")
    max_waiting: int = Field(256, ge=0, le=100_000, description="Requests that may wait; more get 429.")
    prefill_chunk_tokens: int = Field(256, ge=16, le=65536, description="Prompt tokens computed at a time.")
    default_max_tokens: int | None = Field(None, ge=1, description="Answer length if a request names none.")

    hot_cache_bytes: int = Field(1 << 30, ge=0, description="Memory for agents' caches.")
    disk_cache_bytes: int = Field(
        8 << 30, ge=0, description="Disk for agents' caches; other models' may take as much."
    )
    max_agents: int = Field(10_000, ge=1, description="Agents remembered; past it the longest unused goes.")

    idle_check_seconds: float = Field(
        60, gt=0, description="After how long without a request the caches are checked, once."
    )

    max_body_bytes: int = Field(4 << 20, ge=1024, description="Largest request body.")
    max_messages: int = Field(4096, ge=1, description="Messages that one request may have.")
    max_connections: int = Field(
        1000, ge=1, description="Connections at a time; past it the one that is idle for longest is closed."
    )
    header_seconds: float = Field(
        30, gt=0, description="How long a client may take to send a request's head."
    )
    body_seconds: float = Field(60, gt=0, description="How long a client may take to send a request's body.")
    idle_seconds: float = Field(75, ge=1, description="How long a connection may wait for its next request.")
    load_timeout_seconds: float = Field(300, gt=0, description="How long a model may take to load.")
    silence_seconds: float = Field(
        60, gt=0, description="How long the engine may give no sign of life before it is replaced."
    )
    unread_seconds: float = Field(
        60, gt=0, description="How long a client may leave what was sent to it unread before it is cut off."
    )
    max_unread_events: int = Field(
        10_000, ge=1000, description="Events kept for a client that reads slowly; past it its stream ends."
    )
    grace_seconds: float = Field(30, ge=0, description="How long running requests may go on after SIGTERM.")
    drain_seconds: float = Field(
        600, ge=0, description="How long answers may go on whose model another one has taken the place of."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")

    @field_validator("api_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: Any) -> Any:
        return [key.strip() for key in value.split(",") if key.strip()] if isinstance(value, str) else value

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        return (
            [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value
        )

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, value: list[str]) -> list[str]:
        for origin in value:
            if origin != ANY_ORIGIN and ORIGIN.fullmatch(origin) is None:
                raise ValueError(f"{origin!r} is no origin: one reads https://app.example, or {ANY_ORIGIN}")
        return value

    @field_validator("model_folders", mode="before")
    @classmethod
    def _split_folders(cls, value: Any) -> Any:
        return [path for path in value.split(os.pathsep) if path] if isinstance(value, str) else value

    @field_validator("alias", mode="before")
    @classmethod
    def _split_aliases(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        pairs = ",".join(map(str, value) if isinstance(value, list | tuple) else [str(value)]).split(",")
        return dict(_alias(pair) for pair in pairs if pair.strip())

    @field_validator("alias")
    @classmethod
    def _check_aliases(cls, value: dict[str, str]) -> dict[str, str]:
        if DEFAULT_NAME in value:
            raise ValueError(f"{DEFAULT_NAME!r} is always the model that serves: give the alias another name")
        if not all(name and target for name, target in value.items()):
            raise ValueError("an alias has a name and a model: NAME=MODEL")
        return value

    @field_validator("home", "config", "api_keys_file", "keys_file")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @model_validator(mode="after")
    def _read_keys_file(self) -> Self:
        if self.api_keys_file is not None:
            check_private(self.api_keys_file, stat.S_IMODE(self.api_keys_file.stat().st_mode))
            lines = map(str.strip, self.api_keys_file.read_text().splitlines())
            keys = [SecretStr(line) for line in lines if line and not line.startswith("#")]
            if not keys:
                raise ValueError(f"api_keys_file {self.api_keys_file} holds no key")
            self.api_keys = [*self.api_keys, *keys]
            self.api_keys_file = None
        return self

    @model_validator(mode="after")
    def _refuse_an_open_public_server(self) -> Self:
        if self.has_keys:
            return self
        if not self.is_loopback:
            raise ValueError(
                f"host {self.host} is reachable from other machines and no API key is set: "
                "set ASSAY_API_KEYS, or listen on 127.0.0.1"
            )
        if ANY_ORIGIN in self.allowed_origins:
            raise ValueError(
                f"allowed_origins {ANY_ORIGIN} lets every web page use a server without keys: "
                "set ASSAY_API_KEYS, or name the origins"
            )
        return self

    @property
    def has_keys(self) -> bool:
        """Whether anybody needs a key."""
        return bool(self.api_keys) or self.keys_file is not None

    @property
    def limits(self) -> Limits:
        """The limits of a key that names none."""
        return Limits(self.requests_per_minute, self.tokens_per_minute, self.concurrent_requests)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        path = init_settings().get("config") or env_settings().get("config")
        if path is None:
            return init_settings, env_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)


def _alias(pair: str) -> tuple[str, str]:
    """
    >>> _alias("claude-sonnet-4=default")
    ('claude-sonnet-4', 'default')
    """
    name, separator, target = pair.partition("=")
    if not separator:
        raise ValueError(f"{pair!r} is no alias: write NAME=MODEL")
    return name.strip(), target.strip()


def read_settings(**overrides: Any) -> Settings:
    """Settings from command line `overrides` (None or an empty list means not given), environment and file.

    Raises SettingsError with one line for each fault: which setting, what is wrong with it.
    """
    given = {name: value for name, value in overrides.items() if value not in (None, [], ())}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_input=False)
        )
        raise SettingsError("\n".join(faults)) from None
    except KeysError as error:
        raise SettingsError(f"api_keys_file: {error.message}") from None
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}") from None
    except TOMLDecodeError as error:
        raise SettingsError(f"config: the file is not TOML: {error}") from None
    if settings.config is not None and not settings.config.is_file():
        raise SettingsError(f"config: there is no file {settings.config}")
    return settings
