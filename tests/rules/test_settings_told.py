"""`.env.example` and the settings class tell the same."""

import re

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from bot.settings import Settings, inner_model, variables
from tests.rules.source import ROOT

LINE = re.compile(r"^#? ?(SALIENT_[A-Z0-9_]+)=(.*)$", re.MULTILINE)


def test_example_file_names_each_setting_once_with_its_default() -> None:
    told = LINE.findall((ROOT / ".env.example").read_text(encoding="utf-8"))
    names = [name for name, _ in told]
    assert sorted(names) == sorted(variables())
    for name, value in told:
        assert value == _default(name), f"{name} is told with another default"


def _default(variable: str) -> str:
    """Return the default of a setting as one writes it; nothing where there is none."""
    kind: type[BaseModel] = Settings
    *levels, last = variable.removeprefix("SALIENT_").lower().split("__")
    for level in levels:
        kind = inner_model(kind.model_fields[level].annotation) or kind
    default = kind.model_fields[last].get_default()
    return "" if default in (None, PydanticUndefined) else str(default)
