"""The manifest is what Slack's own types say a manifest is."""

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from bot.__main__ import app
from tests.slack.judge import installed, node
from tests.slack.screens import Json

FORMS = (("--socket",), ("--url", "https://salient.acme.example"))


@pytest.fixture(scope="module")
def types() -> Draft7Validator:
    """The type of what `apps.manifest.create` takes, as JSON Schema."""
    modules = installed()
    generator = modules / "ts-json-schema-generator" / "bin" / "ts-json-schema-generator.js"
    apps = modules / "@slack" / "web-api" / "dist" / "types" / "request" / "apps.d.ts"
    wanted = ["--path", str(apps), "--type", "AppsManifestCreateArguments", "--no-type-check"]
    ran = node(str(generator), *wanted)
    assert ran.returncode == 0, ran.stderr
    schema = json.loads(ran.stdout)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def manifest_of(form: tuple[str, ...]) -> Json:
    printed = CliRunner().invoke(app, ["manifest", "slack", *form])
    assert printed.exit_code == 0, printed.output
    told: Json = yaml.safe_load(printed.stdout)
    return told


def flaws(types: Draft7Validator, manifest: Json) -> list[str]:
    return [flaw.message for flaw in types.iter_errors({"manifest": manifest})]


@pytest.mark.parametrize("form", FORMS)
def test_manifest_is_valid_against_slacks_own_types(
    types: Draft7Validator, form: tuple[str, ...]
) -> None:
    manifest = manifest_of(form)
    assert flaws(types, manifest) == []
    for name, (place, wrong) in MISTAKES.items():
        spoiled: Json = deepcopy(manifest)
        inner: Any = spoiled
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = wrong
        assert flaws(types, spoiled), f"{name} was taken"


MISTAKES: dict[str, tuple[list[str | int], object]] = {
    "a wrong key": (["features", "app_home", "home_enabled"], True),
    "an unknown scope": (["oauth_config", "scopes", "bot", 0], "channels:everything"),
    "an unknown event": (["settings", "event_subscriptions", "bot_events", 0], "app_opened"),
    "a wrong kind of shortcut": (["features", "shortcuts", 0, "type"], "local"),
    "a command without description": (["features", "slash_commands", 0], {"command": "/salient"}),
}
