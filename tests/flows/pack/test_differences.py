"""What one pack asks otherwise than another: meanings count, wording does not."""

from collections.abc import Iterable

from flows.pack.differences import changed_questions
from flows.pack.model import Pack
from flows.pack.questions import Question
from tests.worked import the_pack

ONE = "P04"


def with_questions(questions: Iterable[Question]) -> Pack:
    """Return the shipped pack with other questions; a copy would remember the old ones."""
    pack = the_pack()
    fields = {name: getattr(pack, name) for name in type(pack).model_fields}
    return type(pack).model_construct(**{**fields, "questions": tuple(questions)})


def changed(**how: object) -> Pack:
    """Return the shipped pack with one question that reads or means something else."""
    pack = the_pack()
    question = pack.question[ONE].model_copy(update=how)
    return with_questions(question if each.id == ONE else each for each in pack.questions)


def test_a_pack_asks_nothing_otherwise_than_itself() -> None:
    assert changed_questions(the_pack(), the_pack()) == ()


def test_wording_alone_is_no_difference() -> None:
    options = the_pack().question[ONE].options
    reworded = tuple(each.model_copy(update={"text": "In other words"}) for each in options)
    after = changed(text="Asked in other words", why="Why it is asked", options=reworded)
    assert changed_questions(the_pack(), after) == ()


def test_a_question_whose_options_are_others_is_changed() -> None:
    after = changed(options=the_pack().question[ONE].options[1:])
    assert changed_questions(the_pack(), after) == (ONE,)


def test_a_question_that_is_new_is_changed() -> None:
    after = the_pack()
    before = with_questions(each for each in after.questions if each.id != ONE)
    assert changed_questions(before, after) == (ONE,)
