"""The settings of one deployment, from `SALIENT_*` variables and a `.env` file.

Everything that is wrong is told together, so that an operator mends it in one go. Values never
appear in a message: some of them are secrets.
"""

import base64
import binascii
import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Self, get_args
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.calendars import COUNTRIES
from bot.web.hosts import is_loopback
from flows.errors import SettingsError

PREFIX = "SALIENT_"
LEVEL = "__"
ENV_FILE = Path(".env")
KEY_BYTES = 32
HOOK_BYTES = 24


def _database_url(url: str) -> str:
    kind, divider, rest = url.partition("://")
    if divider and kind in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if kind == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return url
    raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/database")


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("write a time zone as Europe/Berlin or UTC" + _perhaps(name, _zones()))
    return name


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError("write a country by its code in two letters, as DE or IN")
    return code


def _zones() -> list[str]:
    return sorted(available_timezones())


def _secret_key(secret: SecretStr) -> SecretStr:
    if len(_decoded(secret)) != KEY_BYTES:
        raise ValueError("write 32 bytes in base64, as `openssl rand -base64 32` prints")
    return secret


def _decoded(secret: SecretStr) -> bytes:
    """Return the bytes behind a base64 secret, none when it is not base64."""
    try:
        return base64.b64decode(secret.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _hook_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value().removeprefix("whsec_")
    if len(_decoded(SecretStr(text))) < HOOK_BYTES:
        raise ValueError("write 24 bytes or more in base64, as `openssl rand -base64 32` prints")
    return secret


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path


def _listed(text: str) -> str:
    if any(char.isspace() for part in text.split(",") for char in part.strip()):
        raise ValueError("write them with commas between, as one,two")
    return text


def _emails(text: str) -> str:
    wrong = [one for one in split(text) if one.count("@") != 1 or one[0] == "@" or one[-1] == "@"]
    if wrong:
        raise ValueError("write e-mail addresses with commas between")
    return _listed(text)


def _api_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.username:
        raise ValueError("write the address of an API alone, as https://slack.com/api/")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("a token travels over https only")
    return url.rstrip("/") + "/"


def _starts(*beginnings: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(beginnings):
            raise ValueError(f"it begins with {' or '.join(beginnings)}: another one was copied")
        return secret

    return AfterValidator(check)


def split(text: str) -> tuple[str, ...]:
    """Return what is listed with commas between."""
    return tuple(filter(None, (one.strip() for one in text.split(","))))


DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
SecretKey = Annotated[SecretStr, AfterValidator(_secret_key)]
HookSecret = Annotated[SecretStr, AfterValidator(_hook_secret)]
Folder = Annotated[Path, AfterValidator(_folder)]


class SlackSettings(BaseModel):
    """One workspace of Slack: over HTTP by a signing secret, or over a socket by an app token."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    bot_token: Annotated[SecretStr, _starts("xoxb-")]
    signing_secret: Annotated[SecretStr, Field(min_length=1)] | None = None
    app_token: Annotated[SecretStr, _starts("xapp-")] | None = None
    api_url: Annotated[str, AfterValidator(_api_url)] = "https://slack.com/api/"
    workspaces: Annotated[str, AfterValidator(_listed)] = ""

    @model_validator(mode="after")
    def _heard(self) -> Self:
        if self.signing_secret is None and self.app_token is None:
            raise ValueError(
                "set SALIENT_SLACK__SIGNING_SECRET (Slack calls this server) or "
                "SALIENT_SLACK__APP_TOKEN (this server calls Slack)"
            )
        return self


class Settings(BaseSettings):
    """What an operator can set; `.env.example` tells it in words."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=LEVEL,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    database_url: DatabaseUrl = Field(default="sqlite:///data/salient.db", repr=False)
    host: Annotated[str, StringConstraints(min_length=1)] = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    secret_key: SecretKey | None = None
    zone: Zone = "UTC"
    country: Country = ""
    pack: Folder | None = None
    admins: Annotated[str, AfterValidator(_emails)] = ""
    hook_secret: HookSecret | None = None
    slack: SlackSettings | None = None

    @property
    def key(self) -> bytes | None:
        """The secret key as its 32 bytes, none when it is not set."""
        return None if self.secret_key is None else _decoded(self.secret_key)

    @property
    def admin_emails(self) -> frozenset[str]:
        """Who has the admin role from the start, by e-mail."""
        return frozenset(one.casefold() for one in split(self.admins))


def read_settings(env_file: Path = ENV_FILE) -> Settings:
    """Return the settings of this process's environment and of the file, if there is one.

    Raise SettingsError with one line for each variable that is unknown or bad.
    """
    problems = list(_unknown(os.environ, env_file))
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        wrong = [e for e in error.errors() if e["type"] != "extra_forbidden"]  # told as unknown
        problems += [f"{variable_of(e['loc'])}: {_plain(e['msg'])}" for e in wrong]
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def variables(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[str]:
    """Yield the name of every variable that can be set, those of inner levels too."""
    for name, field in model.model_fields.items():
        inner = inner_model(field.annotation)
        if inner is None:
            yield f"{prefix}{name}".upper()
        else:
            yield from variables(inner, f"{prefix}{name}{LEVEL}")


def variable_of(location: Iterable[int | str]) -> str:
    """Return the variable that a place in the settings is read from."""
    return PREFIX + LEVEL.join(str(part) for part in location).upper()


def inner_model(annotation: object) -> type[BaseModel] | None:
    """Return the group of settings that an annotation stands for, None when it is a plain one."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _unknown(environ: Mapping[str, str], env_file: Path) -> Iterator[str]:
    known = set(variables())
    in_file = dotenv_values(env_file) if env_file.is_file() else {}
    for place, names in (("", environ), (f" in {env_file}", in_file)):
        for name in sorted(names):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                yield f"{name}{place}: there is no such setting" + _perhaps(name.upper(), known)


def _perhaps(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _plain(message: str) -> str:
    message = message.replace("Field required", "it must be set, too")
    return message.removeprefix("Value error, ").replace("Input should be", "it should be")
