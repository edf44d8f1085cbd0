"""The command line: what it prints, and how it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app, main
from storage.packs import CONTENT
from tests.worked import raw_cases, raw_variants

CASES = CONTENT / "cases" / "golden_cases.yaml"
RUN = CliRunner()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in a folder and on a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALIENT_DATABASE_URL", f"sqlite:///{tmp_path}/salient.db")


def printed(*args: str) -> list[dict[str, Any]]:
    done = RUN.invoke(app, args)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(tmp_path: Path, *lines: object) -> str:
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(file)


def test_assess_agrees_with_every_case_given() -> None:
    results = printed("assess", str(CASES))
    expected = [{"id": id, **case["expect"]} for id, case in raw_cases().items()]
    assert results == expected
    assert [list(result) for result in results] == [list(case) for case in expected]


def test_assess_reads_json_lines_in_order(tmp_path: Path) -> None:
    variants = list(raw_variants().values())
    lines = [{k: v for k, v in one.items() if k in ("id", "answers", "risks")} for one in variants]
    results = printed("assess", written(tmp_path, *lines), "--json")
    assert [result["id"] for result in results] == [one["id"] for one in variants]
    for result, one in zip(results, variants, strict=True):
        plain = {key: value for key, value in one["expect"].items() if key != "risks"}
        assert plain.items() <= result.items()


def test_assess_leaves_the_id_out_where_none_was_given(tmp_path: Path) -> None:
    (result,) = printed("assess", written(tmp_path, {"answers": {}}))
    assert "id" not in result
    assert result["route"] == "hr_escalation"


def test_assess_reads_standard_input() -> None:
    done = RUN.invoke(app, ["assess", "-"], input='{"id": "x", "answers": {"P04": ["none"]}}\n')
    assert json.loads(done.stdout)["id"] == "x"


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"id": "x", "answers": {"P99": "none"}}, ["case x", "P99", "P04"]),
        ({"id": "x", "answers": {"P04": ["nothing"]}}, ["case x", "P04", "bio_id"]),
        ({"id": "x", "answers": {"P06": ["none", "informs"]}}, ["case x", "P06", "one option"]),
        ({"id": "x", "answers": {"S01": 3}}, ["case x", "S01"]),
        ({"id": "x", "risks": {"RK99": {}}}, ["case x", "RK99", "RK30"]),
        ({"id": "x", "risks": {"RK07": {"S01": 9}}}, ["case x", "S01", "'9'"]),
        ({"id": "x", "answers": ["P04"]}, ["case x", "answers"]),
        ({"id": "x", "colour": "red"}, ["case x", "colour"]),
        (["no", "case"], ["case 2"]),
        ("no case", ["case 2"]),
    ],
)
def test_bad_case_ends_with_two_and_says_what_is_allowed(
    tmp_path: Path, case: object, told: list[str]
) -> None:
    good = {"id": "good", "answers": {"P04": ["none"]}}
    done = RUN.invoke(app, ["assess", written(tmp_path, good, case)])
    assert done.exit_code == 2
    assert json.loads(done.stdout.splitlines()[0])["id"] == "good"
    assert len(done.stdout.splitlines()) == 1
    assert all(word in done.stderr for word in told), done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": "a"}\n{broken\n', "case 2: this is no JSON"),
        ("cases: [a: b: c]\n", "neither JSON lines nor YAML"),
        ("cases: {}\n", "under `cases`"),
        ("", "under `cases`"),
    ],
)
def test_unreadable_file_ends_with_two(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "cases"
    file.write_text(text, encoding="utf-8")
    done = RUN.invoke(app, ["assess", str(file)])
    assert done.exit_code == 2
    assert told in done.stderr


def test_missing_file_ends_with_two(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["assess", str(tmp_path / "nowhere.yaml")])
    assert done.exit_code == 2
    assert "nowhere.yaml" in done.stderr


def test_rehearse_lists_the_worked_products() -> None:
    done = RUN.invoke(app, ["rehearse", "--list"])
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(raw_cases())


def test_rehearse_plays_a_product_through_dispatch_store_and_delivery(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    done = RUN.invoke(app, ["rehearse", "G02", "--to-result", "--keep", str(kept)])
    assert done.exit_code == 0, done.output
    for told in (
        "a possible harm is severe",
        "needs the human rights team",
        "What would change the route?",
        "journal: complete and unaltered",
        "cases: 1",
        "findings: 6",
    ):
        assert told.lower() in done.stdout.lower()
    assert (tmp_path / "kept.db.key").stat().st_mode & 0o077 == 0


def test_rehearse_tells_a_product_until_it_is_closed() -> None:
    done = RUN.invoke(app, ["rehearse", "G01"])
    assert done.exit_code == 0, done.output
    for told in ("The day of the next review", "Nothing is waiting", "complete and unaltered"):
        assert told in done.stdout


def test_rehearse_tells_what_there_is_when_it_does_not_know_a_product() -> None:
    done = RUN.invoke(app, ["rehearse", "G99"])
    assert done.exit_code == 2
    assert "G02" in done.stderr


def test_audit_verify_names_a_row_that_was_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    kept = tmp_path / "kept.db"
    RUN.invoke(app, ["rehearse", "G01", "--keep", str(kept)])
    monkeypatch.setenv("SALIENT_DATABASE_URL", f"sqlite:///{kept}")
    assert RUN.invoke(app, ["audit", "verify"]).exit_code == 0
    with sqlite3.connect(kept) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE journal SET actor = 'nobody' WHERE seq = 3")
    connection.close()
    done = RUN.invoke(app, ["audit", "verify"])
    assert done.exit_code == 1
    assert "3" in done.stdout


def test_migrate_brings_an_empty_database_to_the_schema() -> None:
    assert RUN.invoke(app, ["migrate"]).exit_code == 0
    assert RUN.invoke(app, ["audit", "verify"]).exit_code == 0


def test_an_error_that_somebody_can_mend_is_one_message_and_exit_two(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALIENT_PROT", "1")
    monkeypatch.setattr("sys.argv", ["salient", "migrate"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "SALIENT_PORT" in capsys.readouterr().err


def test_serve_refuses_a_pack_that_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    for file in (CONTENT / "pack").glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("owner: comms_lead", "owner: comms_led")
        (folder / file.name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("SALIENT_PACK", str(folder))
    monkeypatch.setattr("sys.argv", ["salient", "serve"])
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr().err
    assert end.value.code == 2
    assert "mitigations.yaml" in told
    assert "comms_lead" in told
    assert not (tmp_path / "salient.db").exists()


def test_serve_refuses_to_listen_to_other_machines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALIENT_HOST", "0.0.0.0")
    monkeypatch.setattr("sys.argv", ["salient", "serve"])
    with pytest.raises(SystemExit):
        main()
    assert "127.0.0.1" in capsys.readouterr().err
