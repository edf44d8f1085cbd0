"""How long the content pack takes to load and to lint, beside one assessment."""

import sys

from flows.pack.lint import lint
from flows.screening.assessment import assess
from storage.packs import BUILT_IN, load_pack, read_source
from tests.bench.test_assess import median_ms
from tests.worked import the_pack, worked


def test_time_of_loading_and_linting() -> None:
    source, pack, answers = read_source(BUILT_IN), the_pack(), worked("G04").answers
    works = (lambda: assess(pack, answers), load_pack, lambda: lint(source))
    unit, load, check = median_ms(*works, runs=20)
    sys.stdout.write(
        f"\nload the pack {load:.0f} ms, lint it {check:.0f} ms:"
        f" {load / unit:.0f} and {check / unit:.0f} times one assessment\n"
    )
