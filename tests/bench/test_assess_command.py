"""Ten thousand cases through `salient assess`: how long, and whether memory grows with them."""

import json
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from tests.worked import raw_cases

FEW, MANY = 1_000, 10_000


def _write(file: Path, count: int) -> None:
    cases = islice(cycle(raw_cases().values()), count)
    with file.open("w", encoding="utf-8") as lines:
        for number, case in enumerate(cases):
            written = {"id": f"c{number}", "answers": case["answers"], "risks": case["risks"]}
            lines.write(json.dumps(written) + "\n")


def _run(file: Path) -> tuple[float, int]:
    """Return wall seconds and the peak memory of the command in MiB."""
    measured = (
        "import resource, runpy, sys; sys.argv = ['salient', 'assess', sys.argv[1]]\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", measured, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("\n") > 0
    return time.perf_counter() - began, int(done.stderr.split()[-1]) // 1024


def test_ten_thousand_cases(tmp_path: Path) -> None:
    figures = {}
    for count in (FEW, MANY):
        file = tmp_path / f"{count}.jsonl"
        _write(file, count)
        figures[count] = _run(file)
    (few_s, few_mib), (many_s, many_mib) = figures[FEW], figures[MANY]
    print(
        f"\nsalient assess, worked products over and over: {FEW} cases {few_s:.1f} s, "
        f"{few_mib} MiB; {MANY} cases {many_s:.1f} s, {many_mib} MiB; "
        f"time x{many_s / few_s:.1f}, memory x{many_mib / few_mib:.2f}"
    )
