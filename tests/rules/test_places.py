"""No file of the project names where packages are fetched from, or a folder of one machine."""

import re

from tests.rules.source import ROOT, project_files, python_files

# In pieces, so that this file does not contain what it forbids.
HOSTS = [
    "py" + "pi.org", "py" + "pi.python.org", "python" + "hosted.org", "py" + "torch.org/whl",
    "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com", "conda" + ".anaconda",
    "deb" + ".debian.org", "archive" + ".ubuntu.com", "crates" + ".io", "proxy" + ".golang",
]  # fmt: skip
FOLDERS = ["/" + "work/", "/" + "root/", "/" + "opt/wheels", "/" + "opt/pypi"]
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, HOSTS), *(rf"(?<![\w.}}-]){re.escape(each)}" for each in FOLDERS)]),
    re.IGNORECASE,
)
LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_no_file_names_a_package_index_or_a_machine() -> None:
    found = []
    for path in project_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(lines, 1)
            if FORBIDDEN.search(line)
        ]
    assert not found, "\n".join(found)


def test_lock_files_hold_names_and_hashes_only() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"://|file:|^\s*(-i|-f|--index|--extra-index|--find)", text, re.M), (
            name
        )


def test_no_comment_excuses_a_line_of_flows_from_coverage() -> None:
    excuse = "pragma" + ": no"
    assert not [path for path in python_files("flows") if excuse in path.read_text("utf-8")]
