"""The worked products and boundary tests that ship with the pack, ready to be asked for."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import yaml

from flows.pack.build import build_pack
from flows.pack.model import Pack
from flows.screening.cases import WrittenCase, read_case
from storage.packs import BUILT_IN, CONTENT, load_pack, read_source

Raw = Mapping[str, Any]


@cache
def the_pack() -> Pack:
    return load_pack()


def pack_with(change: Callable[[dict[str, Any]], None]) -> Pack:
    """Return the shipped pack with a change made to its plain data."""
    written = read_source(BUILT_IN)
    data = deepcopy(dict(written.data))
    change(data)
    return build_pack(data, written.words)


def entry(entries: list[dict[str, Any]], id: str) -> dict[str, Any]:
    """Return the entry of a list of the pack's data that has this id."""
    return next(entry for entry in entries if entry["id"] == id)


@cache
def raw_cases() -> Mapping[str, Raw]:
    """Worked products by id, as written."""
    text = (CONTENT / "cases" / "golden_cases.yaml").read_text(encoding="utf-8")
    return {case["id"]: case for case in yaml.safe_load(text)["cases"]}


@cache
def boundary() -> Mapping[str, Any]:
    text = (CONTENT / "cases" / "boundary_tests.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def raw_variants() -> Mapping[str, Raw]:
    """Route variants by id, each with the answers of its base changed as it says."""
    made: dict[str, Raw] = {}
    for variant in boundary()["route_variants"]:
        base = made.get(variant["base"]) or raw_cases()[variant["base"]]
        answers = {k: v for k, v in base["answers"].items() if k not in variant.get("drop", [])}
        risks = {risk: dict(own) for risk, own in base["risks"].items()}
        for risk, own in variant.get("set_risk", {}).items():
            risks[risk] = {**risks.get(risk, {}), **own}
        made[variant["id"]] = {
            "id": variant["id"],
            "answers": {**answers, **variant.get("set", {})},
            "risks": risks,
            "expect": variant["expect"],
        }
    return made


def worked(id: str) -> WrittenCase:
    """Return a worked product or a route variant by its id."""
    return read_case(the_pack(), raw_cases().get(id) or raw_variants()[id], 0)
