"""Reading pack folders: positions, and what YAML alone can tell."""

import os
from pathlib import Path

import pytest

from flows.errors import PackError
from flows.pack.source import Finding, Source, Spot
from storage.packs import BUILT_IN, load_pack, read_source


def read(folder: Path, **files: str | bytes) -> Source:
    """Write files into a folder, `a` as `a.yaml`, and read it without the words that ship."""
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / f"{name}.yaml").write_bytes(data)
    return read_source(folder, words=folder / "none")


def only(source: Source) -> Finding:
    (finding,) = source.findings
    return finding


def test_every_part_has_the_line_it_is_written_in(tmp_path: Path) -> None:
    source = read(
        tmp_path, a="# one\nx:\n- id: A\n  y: {z: 1, w:\n    2}\n- id: B\n", b="\nq: []\n"
    )
    assert source.data == {"x": [{"id": "A", "y": {"z": 1, "w": 2}}, {"id": "B"}], "q": []}
    assert source.spot(("x",)) == Spot("a.yaml", 2)
    assert source.spot(("x", 0)) == Spot("a.yaml", 3)
    assert source.spot(("x", 0, "y", "z")) == Spot("a.yaml", 4)
    assert source.spot(("x", 1, "id")) == Spot("a.yaml", 6)
    assert source.spot(("q",)) == Spot("b.yaml", 2)
    assert source.spot(("x", 1, "nothing", 3)) == Spot("a.yaml", 6)
    assert source.spot(("nowhere",)) == Spot("pack.yaml", 1)
    assert source.findings == ()


def test_a_key_that_stands_twice_is_told_at_the_second(tmp_path: Path) -> None:
    finding = only(read(tmp_path, a="x: 1\ny:\n  k: 1\n  k: 2\n"))
    assert finding == Finding(
        Spot("a.yaml", 4), "k", "the key k stands twice", "keep one of the two"
    )


def test_a_section_in_two_files_is_told_at_the_second(tmp_path: Path) -> None:
    finding = only(read(tmp_path, a="x: 1\n", b="y: 1\nx: 2\n"))
    assert (finding.spot, finding.id) == (Spot("b.yaml", 2), "x")
    assert "a.yaml" in finding.wrong


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "Yes", "NO"])
def test_words_that_yaml_reads_as_true_or_false_are_told_and_kept(
    word: str, tmp_path: Path
) -> None:
    source = read(tmp_path, a=f"x:\n- [a,\n  {word}]\n{word}: 1\n")
    assert source.data == {"x": [["a", word]], word: 1}
    assert [finding.spot.line for finding in source.findings] == [3, 4]
    assert source.findings[0].instead == f'write "{word}" in quotes'


def test_numbers_truths_and_nothing_are_values_and_all_else_is_text(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        a="a: [1, -7, 0, true, False, null, ~]\nb: ['1', 1.5, 010, 1:30, 1_000, 2030-01-31]\n"
        "c: [!other x, 0x1F]\nd:\n",
    )
    assert source.data == {
        "a": [1, -7, 0, True, False, None, None],
        "b": ["1", "1.5", "010", "1:30", "1_000", "2030-01-31"],
        "c": ["x", "0x1F"],
        "d": None,
    }
    assert source.findings == ()


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("x: 1\ny: [a\nz: 2\n", 3, "this is no YAML"),
        ("x: 1\n\ty: 2\n", 2, "this is no YAML"),
        ("x: 1\n---\ny: 2\n", 2, "this is no YAML"),
        ("x: a\x07\n", 1, "a character that nobody can see"),
        (b"x: caf\xe9\n", 1, "no UTF-8 text"),
        ("- x\n- y\n", 1, "does not begin with a key"),
        ("just words\n", 1, "does not begin with a key"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(
    text: str | bytes, line: int, wrong: str, tmp_path: Path
) -> None:
    source = read(tmp_path, a=text, b="q: 1\n")
    assert only(source).spot == Spot("a.yaml", line)
    assert wrong in only(source).wrong
    assert source.data == {"q": 1}
    assert source.unread == {"a.yaml"}


def test_a_folder_named_like_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert "cannot be opened" in only(read(tmp_path, b="q: 1\n")).wrong


def test_a_repeated_part_is_told_and_never_written_out(tmp_path: Path) -> None:
    source = read(tmp_path, a="x: &x [1]\ny: *x\nz: &z\n- *z\n")
    assert source.data == {"x": [1], "y": None, "z": [None]}
    assert [finding.spot.line for finding in source.findings] == [2, 3]
    assert source.findings[0].instead == "write the part out in full"


def test_a_part_repeated_a_billion_times_costs_nothing(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
    ]
    assert len(read(tmp_path, a="\n".join(rows)).findings) == 99


def test_a_key_that_is_no_word_is_told(tmp_path: Path) -> None:
    source = read(tmp_path, a="x: 1\n? [a]\n: 2\n")
    assert only(source).spot == Spot("a.yaml", 2)
    assert source.data == {"x": 1}


def test_a_mark_of_byte_order_and_an_empty_file_are_fine(tmp_path: Path) -> None:
    source = read(tmp_path, a=b"\xef\xbb\xbfx: 1\n", b="# nothing yet\n")
    assert (source.data, source.findings) == ({"x": 1}, ())


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(PackError, match="no pack here"):
            read_source(folder)


def test_words_of_a_pack_add_to_those_that_ship(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "words"
    shipped.mkdir()
    own.mkdir()
    (tmp_path / "a.yaml").write_text("x: 1\n")
    (shipped / "en.yaml").write_text("language: en\nbot: {a: A, b: B}\n")
    (own / "en.yaml").write_text("bot:\n  b: BB\ntexts: {P: p}\n")
    (own / "de.yaml").write_text("language: de\n")
    source = read_source(tmp_path, words=shipped)
    assert source.words == {
        "en": {"language": "en", "bot": {"a": "A", "b": "BB"}, "texts": {"P": "p"}},
        "de": {"language": "de"},
    }
    assert source.spot(("words", "en", "bot", "b")) == Spot("words/en.yaml", 2)
    assert source.spot(("words", "en", "bot", "a")) == Spot("shipped/en.yaml", 2)


def test_loading_refuses_what_yaml_alone_shows_to_be_wrong(tmp_path: Path) -> None:
    for file in BUILT_IN.glob("*.yaml"):
        os.link(file, tmp_path / file.name)
    assert load_pack(tmp_path).meaning == load_pack().meaning
    (tmp_path / "zz.yaml").write_text("gaps: []\n")
    with pytest.raises(PackError, match=r"zz\.yaml:1: gaps: gaps stands in gaps\.yaml too"):
        load_pack(tmp_path)


def test_loading_refuses_what_has_not_the_shape_of_a_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError):
        load_pack(_written(tmp_path, "id: x\n"))


def _written(folder: Path, text: str) -> Path:
    (folder / "pack.yaml").write_text(text)
    return folder
