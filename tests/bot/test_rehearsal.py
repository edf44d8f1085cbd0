"""A rehearsal tells a worked product until it is closed, by what people are offered alone."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml

from bot.rehearsal import Rehearsal, stage
from bot.rehearsal.story import Story, read_story
from flows.case import Case, MeasureState, Phase
from flows.errors import CaseFileError
from flows.pack import anchors
from flows.people.profile import SALIENT
from storage import journal, outbox
from storage.packs import CONTENT
from tests.bot.recorded import Played, played
from tests.worked import worked

SHARED = ("launch", "human_rights")

OF_THE_STORY = {
    *("acknowledge", "ask_team", "reply_team", "ask_expert", "reply_expert", "settle"),
    *("outcome", "choose_outcome", "decide", "agree", "take_measures", "refuse", "block"),
    *("progress", "implement", "verify", "resume", "answer", "submit", "close_risk"),
}


@pytest.fixture(scope="module")
def told() -> Iterator[Played]:
    """The workplace analytics product, played once for all who only look at it."""
    with played("G02") as done:
        yield done


def test_severe_product_is_told_from_the_first_question_to_closed(told: Played) -> None:
    case = told.case
    assert case.phase is Phase.CLOSED
    assert case.launch_status == "cleared_with_actions"
    assert [each.decision is not None for each in case.escalations] == [True, True]
    assert len(case.rounds) >= 3
    assert case.open_risks == ()


def test_every_act_of_the_story_is_used(told: Played) -> None:
    acts = [json.loads(str(each.payload["act"])) for each in told.desk.pressed]
    assert {one["args"].get("form") or one["verb"] for one in acts} >= OF_THE_STORY


def test_decision_is_that_of_two_with_two_conditions(told: Played) -> None:
    first = told.case.escalations[0].decision
    assert first is not None
    assert first.decided_by == ("hr_lead", "lead")
    assert [bool(one.measure) for one in first.conditions] == [False, True]


def test_one_measure_is_blocked_and_one_is_done_twice_until_it_works(told: Played) -> None:
    lives = [[stage.state for stage in one.stages] for one in told.case.measures]
    twice = next(life for life in lives if MeasureState.NOT_EFFECTIVE in life)
    assert twice.count(MeasureState.IMPLEMENTED) == 2
    assert twice[-1] is MeasureState.EFFECTIVE
    assert any(MeasureState.IN_PROGRESS in life for life in lives)
    assert MeasureState.NOT_NEEDED in {life[-1] for life in lives}


def test_question_to_the_product_team_stopped_the_clock_and_the_expert_was_heard(
    told: Played,
) -> None:
    (question,) = told.case.escalations[0].questions
    (expert,) = told.case.expert_questions
    assert question.replied is not None
    assert expert.accepted


def test_last_round_is_the_periodic_review(told: Played) -> None:
    case = told.case
    (opening,) = case.round.openings
    assert (opening.trigger, opening.by) == (anchors.REVIEW_DAY, SALIENT), "by the clock alone"
    assert not case.round.is_open


def test_journal_is_whole_and_every_message_was_sent(told: Played) -> None:
    database = told.salient.core.database
    assert database.transact(journal.verify) == ()
    assert set(database.transact(outbox.counts)) <= {"sent"}


def test_shared_conversations_hold_nothing_that_was_typed(told: Played) -> None:
    typed = {text for text in _texts_of(read_story().typed) if len(text) > 20}
    product = worked("G02")
    secrets = {*typed, product.name, product.story, product.story[:80]}
    assert len(secrets) > 12
    for place in SHARED:
        messages = asyncio.run(told.salient.messages.newest(place, 1000))
        assert messages
        for message in messages:
            text = json.dumps(message.payload, ensure_ascii=False)
            assert not [secret for secret in secrets if secret in text]


def test_transcript_is_short_and_names_who_did_what(told: Played) -> None:
    text = "\n".join(told.lines)
    assert text.count("\n") <= 620
    for line in (
        "Hana Okafor presses “I have seen it”",
        "Leo Adeyemi presses “I agree”",
        "Seen not to work",
        "The day of the next review",
        "journal: complete and unaltered",
    ):
        assert line in text


@pytest.mark.parametrize("id", ["G05", "G07", "G09"])
def test_other_products_end_closed_as_well(id: str) -> None:
    with played(id) as done:
        assert done.case.phase is Phase.CLOSED
        assert done.salient.core.database.transact(journal.verify) == ()
        if id == "G05":
            _is_decided_by_the_sponsor_on_written_advice(done.case)


def _is_decided_by_the_sponsor_on_written_advice(case: Case) -> None:
    newest = case.escalations[-1]
    assert newest.decision is not None
    assert newest.decision.decided_by == ("sponsor",)
    assert {advice.by for advice in newest.advice} == {"hr_lead", "legal"}


def test_story_that_leaves_a_case_open_says_so() -> None:
    with pytest.raises(CaseFileError, match="ends in team, not closed"):
        _play(replace(read_story(), chapters=()))


def test_story_that_types_nothing_where_something_is_needed_names_form_and_field() -> None:
    story = read_story()
    typed = {form: said for form, said in story.typed.items() if form != "ask_team"}
    with pytest.raises(CaseFileError, match=r"does not say what is typed in ask_team\.words"):
        _play(replace(story, typed=typed))


def test_story_whose_words_are_not_taken_tells_what_is_wrong_with_them() -> None:
    story = read_story()
    typed = {**story.typed, "ask_expert": {**story.typed["ask_expert"], "expert": "nobody"}}
    with pytest.raises(CaseFileError, match="in ask_expert is not taken: expert"):
        _play(replace(story, typed=typed))


def test_every_chapter_and_form_of_the_story_is_read() -> None:
    raw = yaml.safe_load((CONTENT / "cases" / "story.yaml").read_text(encoding="utf-8"))
    story = read_story()
    assert [each.title for each in story.chapters] == [each["title"] for each in raw["chapters"]]
    once = [move for each in story.chapters for one in each.sittings for move in one.moves]
    assert {move.once for move in once} == {True, False}


def _play(story: Story) -> None:
    with stage(None) as salient:
        asyncio.run(Rehearsal(salient, worked("G07"), lambda line: None, story).play())


def _texts_of(typed: object) -> Iterator[str]:
    if isinstance(typed, str):
        yield typed
    elif isinstance(typed, dict):
        for value in typed.values():
            yield from _texts_of(value)
