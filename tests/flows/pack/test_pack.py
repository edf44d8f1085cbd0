"""The pack as a value: what its readers find in it, its two hashes, and its words."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from flows.cards import Day, Moment
from flows.case import UNSURE
from flows.errors import PackError
from flows.pack.anchors import TYPES
from flows.pack.build import build_pack
from flows.pack.words import Words, in_rows, joined, placeholders
from storage.packs import BUILT_IN, read_source
from tests.worked import Raw, entry, pack_with, the_pack

SENTENCES = Words(
    language="en",
    name="English",
    bot={"hello": "Hello {name}, {number} left.", "when": "Due {day}, told {at}.", "plain": "Yes."},
    texts={"P01.text": "Name?"},
)


def test_pack_is_found_by_id_in_every_list() -> None:
    pack = the_pack()
    assert pack.risk["RK07"].title.startswith("Intrusive monitoring")
    assert pack.measure["MT01"].id == "MT01"
    assert pack.gap["GP01"].mitigation == "MT01"
    assert pack.red_line["RL01"].ref
    assert pack.prompt["CP07"].per_risk
    assert pack.role.keys() >= {measure.owner for measure in pack.mitigations}
    assert pack.duty["linked"].remedy
    assert pack.bands == {1: "limited", 2: "limited", 3: "serious", 4: "severe", 5: "severe"}
    assert pack.private_question == "Z01"
    assert pack.flag_options["V01"] == {"yes"}


def test_few_words_are_asked_for_beside_the_answers_that_the_words_name() -> None:
    assert the_pack().remarks == the_pack().in_language("en").remarks
    assert the_pack().remarks.keys() <= the_pack().question.keys()


def test_question_of_a_module_takes_its_section_and_the_shared_options() -> None:
    question = the_pack().question["V01"]
    assert question.section == "V"
    assert [option.id for option in question.options] == ["yes", "no", UNSURE]
    assert the_pack().question["W02"].options != question.options


def test_order_of_work_gives_each_question_one_place() -> None:
    place = the_pack().place
    assert place.keys() == the_pack().question.keys()
    assert sorted(place.values()) == list(range(len(place)))
    assert place["P01"] == 0
    assert place["P04"] < place["W01"] < place["R02"] < place["S01"] < place["P07"] < place["Z01"]


def test_questions_the_program_uses_are_of_the_type_it_needs() -> None:
    assert {id: the_pack().question[id].type for id in TYPES} == TYPES


def test_options_that_stand_alone_are_those_named_and_none_where_several_may_be_ticked() -> None:
    question = the_pack().question
    assert question["P04"].alone == {"none"}
    assert question["F01"].alone == {"general"}
    assert question["X01"].alone == {"none"}
    assert question["U07"].alone == frozenset()
    assert question["U01"].alone == frozenset()


def test_question_depends_on_what_its_condition_names() -> None:
    question = the_pack().question
    assert question["U05"].depends_on == {"U04"}
    assert question["F02"].depends_on == {"P04", "U01"}
    assert question["P01"].depends_on == frozenset()


def test_not_sure_counts_as_the_cautious_options_beside_what_else_was_said() -> None:
    question = the_pack().question
    assert question["P06"].as_tested((UNSURE,)) == {UNSURE, "automates"}
    assert question["U05"].as_tested(("fraud", UNSURE)) == {UNSURE, "fraud", "harass", "deceive"}
    assert question["P04"].as_tested((UNSURE,)) == {UNSURE}
    assert question["P06"].as_tested(("none",)) == {"none"}
    assert question["P01"].as_tested(UNSURE) == frozenset()


def test_wording_moves_only_the_hash_of_the_words() -> None:
    reworded = pack_with(lambda data: entry(data["questions"], "P01").update(text="Its name?"))
    asked = pack_with(lambda data: data["launch"]["on_the_day"].update(ask="Is it out?"))
    assert reworded.meaning == asked.meaning == the_pack().meaning
    assert len({reworded.wording, asked.wording, the_pack().wording}) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda data: entry(data["questions"], "P06").update(unsure_as=["informs"]),
        lambda data: data["severity"].update(unsure_rating=3),
        lambda data: data["rules"].pop(),
        lambda data: data["order_of_work"][0]["ask"].pop(),
    ],
)
def test_meaning_moves_both_hashes(change: object) -> None:
    assert callable(change)
    changed = pack_with(change)
    assert changed.meaning != the_pack().meaning
    assert changed.wording != the_pack().wording


def test_pack_of_the_wrong_shape_names_every_place() -> None:
    written = read_source(BUILT_IN)
    data: dict[str, Raw] = deepcopy(dict(written.data))  # type: ignore[arg-type]
    data["risks"][2]["floor"]["scale"] = 6  # type: ignore[index]
    del data["severity"]["uplift"]  # type: ignore[attr-defined]
    del data["sets"]
    with pytest.raises(PackError) as caught:
        build_pack(data, written.words)
    said = "\n".join(map(str, caught.value.args))
    assert "risks.2.floor.scale: Input should be 1, 2, 3, 4 or 5" in said
    assert "severity.uplift: Field required" in said
    assert "sets: Field required" in said


def test_language_falls_back_to_the_wider_one_and_then_to_that_of_the_pack() -> None:
    german = Words(language="de", name="Deutsch", bot={})
    pack = the_pack().model_copy(update={"words": {**the_pack().words, "de": german}})
    assert pack.in_language("de-AT") == pack.in_language("de") == german
    assert pack.in_language("fr").language == "en"


def test_sentence_keeps_days_and_moments_for_the_zone_of_its_reader() -> None:
    day, at = date(2026, 5, 1), datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
    assert SENTENCES.say("hello", name="Ada", number=3) == ("Hello Ada, 3 left.",)
    assert SENTENCES.say("when", day=day, at=at) == ("Due ", Day(day), ", told ", Moment(at), ".")
    assert SENTENCES.say("hello", name=("the ", Day(day)), number=3) == (
        "Hello the ",
        Day(day),
        ", 3 left.",
    )
    assert SENTENCES.say("plain") == ("Yes.",)


def test_sentence_that_is_missing_or_lacks_a_value_is_an_error_of_the_pack() -> None:
    with pytest.raises(PackError, match=r"words/en\.yaml: there is no sentence 'gone'"):
        SENTENCES.say("gone")
    with pytest.raises(PackError, match=r"'hello' needs a value for {number}"):
        SENTENCES.say("hello", name="Ada")


def test_text_of_the_pack_is_its_source_until_it_is_translated() -> None:
    assert SENTENCES.text("P01.text", "What is it called?") == ("Name?",)
    assert SENTENCES.text("P02.text", "What does it do?") == ("What does it do?",)


def test_texts_join_without_seams() -> None:
    day = Day(date(2026, 5, 1))
    assert joined(["", "a", "b", day, "", "c"]) == ("ab", day, "c")
    assert in_rows([("a",), ("b", day)]) == ("a, b", day)
    assert in_rows([]) == ()
    assert placeholders("{name} and {number}, {name}") == {"name", "number"}
