"""`salient pack`: what an editor sees in the terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.pack import app
from storage.packs import BUILT_IN


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where there is no `.env` file and no setting."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SALIENT_PACK", raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def broken(folder: Path) -> Path:
    """Copy the shipped pack into a folder, with two mistakes."""
    folder.mkdir()
    for file in BUILT_IN.glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    gaps = folder / "gaps.yaml"
    text = gaps.read_text("utf-8").replace("mitigation: MT55", "mitigation: MT99")
    gaps.write_text(text.replace('title: "No remedy prepared", ', ""), "utf-8")
    return folder


def test_a_clean_pack_is_said_to_be_clean() -> None:
    result = run("lint")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Nothing to mend in")


def test_every_mistake_has_its_line_and_the_end_counts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = broken(tmp_path / "own")
    result = run("lint", str(folder))
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith("gaps.yaml:10: GP08: there is no measure MT99 -> did you mean MT")
    assert lines[1] == "gaps.yaml:29: GP27: title is missing -> add `title: ...`"
    assert lines[2:] == [f"2 things to mend in 1 file of {folder}."]
    monkeypatch.setenv("SALIENT_PACK", str(folder))
    assert run("lint").output == result.output


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    for folder, said in ((tmp_path / "nowhere", "no such folder"), (tmp_path, "no pack here")):
        result = run("lint", str(folder))
        assert result.exit_code == 1
        assert said in result.output


def test_a_bad_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALIENT_PACK", "nowhere")
    result = run("lint")
    assert result.exit_code == 1
    assert "SALIENT_PACK: there is no such folder" in result.output


@pytest.mark.parametrize(
    ("id", "lines"),
    [
        (
            "P08",
            [
                "question P08  (questions_general.yaml:104)",
                "  text: Could it be used on someone without that person knowing?",
                "  not sure counts as: designed",
                "    possible: Possible in some set-ups",
                "  red line RL03: when P08 has designed  (red_lines.yaml:5)",
            ],
        ),
        ("ER08", ["  says: serious harm has already happened here", "  early_notice: rules"]),
        ("RK25", ["  raised when: P04 has market", "  rated higher: nothing"]),
        ("MT44", ["  days until due: 45", "  gap GP06: mitigation  (gaps.yaml:8)"]),
        ("GP06", ["  measure: MT44", "Nothing refers to it."]),
        ("RL04", ["  when: A08 has yes", "  see: EU AI Act art. 5(1)(c)"]),
        ("W", ["  questions: W01 What does it capture about workers or candidates?; W02"]),
        ("CP07", ["  for each risk: yes"]),
        ("hr_escalation", ["  service: first answer working days 1, decision working days 5"]),
        ("legal", ["  decider DC1: advice"]),
        ("privacy", ["  refs: UDHR 12, ICCPR 17, CRC 16"]),
        ("$GOVSEC", ["set GOVSEC", "  holds: gov_police, military"]),
    ],
)
def test_an_id_is_shown_with_its_texts_and_what_refers_to_it(id: str, lines: list[str]) -> None:
    result = run("show", id)
    assert result.exit_code == 0, result.output
    for line in lines:
        assert any(each.startswith(line) for each in result.output.splitlines()), line


def test_an_unknown_id_names_those_near_it() -> None:
    result = run("show", "rk0l")
    assert result.exit_code == 2
    assert "There is no rk0l in this pack. Did you mean RK" in result.output
    assert "Did you mean" not in run("show", "zzzzzz").output


def test_a_pack_with_mistakes_can_be_looked_into(tmp_path: Path) -> None:
    result = run("show", "GP27", "--pack", str(broken(tmp_path / "own")))
    assert result.exit_code == 0
    assert "  measure: MT46" in result.output
