"""What is shown: every reply can be read and left, in the reader's language, and leaks nothing."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from uuid import UUID

import pytest

from flows.cards import (
    Card,
    Form,
    Items,
    MultiField,
    Note,
    Notice,
    RatingField,
    Reply,
    SingleField,
    Style,
    Tone,
)
from flows.case import Case, Confidentiality, Phase, Summary
from flows.pack.build import build_pack
from flows.pack.model import Pack
from flows.people.profile import Profile
from flows.screening.assessment import assess
from flows.views.home import help_card, list_card, resume_card, start_form
from flows.views.messages import MESSAGES, draw_message
from flows.views.screening.result import result_card
from flows.views.viewer import Viewer
from storage.packs import BUILT_IN, read_source
from tests.fakes import summary_of
from tests.flows.screening import (
    NOW,
    PEOPLE,
    Screening,
    buttons_in,
    harmless,
    line,
    lines,
    pages_of,
    played,
    up_to,
    values_for,
    words,
)
from tests.worked import pack_with, raw_cases, the_pack, worked

SHOWN = ("G01", "G02", "G05", "G10")


def viewer(by: str = "mira", run: Screening | None = None) -> Viewer:
    here = run or Screening()
    return Viewer(here.pack, here.context(by))


def every_reply() -> Iterator[Reply]:
    for id in SHOWN:
        run = played(id)
        for person in ("mira", "leo", "hana", "otto"):
            run.do("see", by=person)
        yield from (reply for _, _, turn in run.turns for reply in turn.replies)
    yield from (start_form(viewer()), list_card(viewer(), ()), help_card(viewer()))


def with_drafts() -> Iterator[Reply]:
    draft = summary_of(up_to("G01", "P06").case)
    yield resume_card(viewer(), (draft, replace(draft, case_id=UUID(int=2))))


def test_every_reply_has_words_and_a_way_on() -> None:
    for reply in every_reply():
        assert line(reply.text if isinstance(reply, Notice) else reply.title)
        buttons = list(buttons_in(reply))
        assert buttons
        assert all(line(button.label) for button in buttons)
        if isinstance(reply, Form):
            assert line(reply.submit.label)
            assert all(line(field.label) for field in reply.fields)
        assert all(text.strip() and "{" not in text for text in lines(reply)), reply


def test_every_card_and_form_can_be_drawn_anew() -> None:
    """A window that is too small for it, or that opens late, needs a button that brings it."""
    for reply in (*every_reply(), *with_drafts()):
        assert isinstance(reply, Notice) or reply.anew is not None, reply.view


def test_fields_of_a_page_are_told_apart() -> None:
    for id in SHOWN:
        for page in pages_of(id):
            ids = [field.id for field in page.fields]
            assert len(ids) == len(set(ids))
            for field in page.fields:
                if isinstance(field.kind, SingleField | MultiField | RatingField):
                    choices = [choice.id for choice in field.kind.choices]
                    assert len(choices) == len(set(choices))
                    assert all(line(choice.text) for choice in field.kind.choices)


def test_steps_of_a_rating_and_capabilities_have_everyday_examples() -> None:
    page = next(
        p for p in pages_of("G02") if "S01" in p.submit.args["page"] or "R01" in str(p.fields)
    )
    scale = next(field for field in page.fields if field.id == "S01")
    assert isinstance(scale.kind, RatingField)
    assert [choice.id for choice in scale.kind.choices] == ["1", "2", "3", "4", "5", "unsure"]
    assert all(line(choice.hint) for choice in scale.kind.choices[:5])
    capabilities = pages_of("G01")[0].fields[3]
    assert isinstance(capabilities.kind, MultiField)
    assert capabilities.kind.exclusive == {"none"}
    assert sum(bool(choice.hint) for choice in capabilities.kind.choices) >= 15


def test_groups_at_higher_risk_and_settings_say_why() -> None:
    for question, fewest in (("F01", 8), ("U02", 8)):
        field = next(f for page in pages_of("G01") for f in page.fields if f.id == question)
        assert isinstance(field.kind, MultiField)
        assert sum(bool(choice.hint) for choice in field.kind.choices) >= fewest


def test_measures_are_offered_all_at_once_one_by_one_and_beyond_the_suggested() -> None:
    page = next(page for page in pages_of("G02") if page.submit.args["page"] == "M01:RK04")
    kind = page.fields[0].kind
    assert isinstance(kind, MultiField)
    ideas = the_pack().risk["RK04"].mitigations
    groups = [line(choice.group) for choice in kind.choices]
    assert [choice.id for choice in kind.choices[:3]] == ["defaults", "none", "unsure"]
    assert line(kind.choices[0].hint).startswith("These are: ")
    assert groups.count("Suggested for this harm, one by one") == len(ideas)
    assert len(kind.choices) == 3 + len(the_pack().measure)


def test_reminder_not_to_name_people_stands_where_words_are_typed() -> None:
    reminder = the_pack().confidentiality.free_text_reminder
    for page in pages_of("G02"):
        asks_words = any(
            the_pack().question[f.id].type == "text" for f in page.fields if "." not in f.id
        )
        assert (line(page.reminder) == reminder) is asks_words


COUNTRIES = [{"country": "Freedonia", "option": "conflict", "reason": "war", "date": "2026-01-02"}]


def test_countries_of_the_organisation_are_shown_where_they_are_asked_for() -> None:
    def why(pack: Pack) -> str:
        run = up_to("G01", "U01")
        run.pack = pack
        run.do("resume")
        return line(next(field.why for field in run.form.fields if field.id == "U03"))

    assert "keeps no country list here" in why(the_pack())
    listed = pack_with(lambda data: data.update(countries=deepcopy(COUNTRIES)))
    assert "Freedonia (war, 2026-01-02)" in why(listed)


def test_result_shows_the_dimensions_apart_and_sums_nothing() -> None:
    """RE2: one grave value is enough; likelihood never lowers it (UNGP 14, 24)."""
    text = words(played("G02").card)
    assert "Scale 3 of 5, scope 3 of 5, repair 3 of 5" in text
    assert "Likelihood 5 of 5; it never lowers the severity" in text
    assert "Severity 4 of 5 (severe)" in text


def test_result_says_what_is_owed_by_our_part_in_the_harm() -> None:
    text = words(played("G03").card)
    assert "Our part: we cause it" in text
    assert "What is owed: " in text
    case = played("G02").case
    result = assess(the_pack(), case.round.answers)
    bare = [replace(one, relationship="") for one in result.findings]
    without = words(result_card(viewer(), case, replace(result, findings=tuple(bare))))
    assert "Our part" not in without


def test_every_rule_that_fired_is_said_with_the_answers_behind_it() -> None:
    for id in raw_cases():
        run = played(id)
        text = words(run.card)
        outcome = run.case.round.outcome
        assert outcome is not None
        for rule in outcome.rules:
            say = the_pack().rule[rule].say
            assert say[0].upper() + say[1:] in text
            assert f"Rule {rule}" in text


def test_promised_times_stand_on_the_card_of_the_team_only_where_there_are_any() -> None:
    for id, promised in (("G02", True), ("G01", False)):
        run = played(id)
        run.do("see", by="hana")
        assert ("First answer: within one working day." in words(run.card)) is promised
        assert ("Looked at in depth" in words(run.card)) is promised


def test_launch_day_that_is_not_known_says_so() -> None:
    run = up_to("G01", "P01")
    run.send({**values_for(run.form, worked("G01")), "P03": ""}, intent="skip")
    run.answer_as(worked("G01"))
    run.submit()
    run.do("see", by="hana")
    assert "not set" in words(run.card)


def test_case_without_answers_can_be_looked_at() -> None:
    run = Screening()
    run.start()
    run.do("review")
    assert "a launch without a name yet" in words(run.card)
    run.do("see", by="hana")
    assert "SAL-1: a launch without a name yet" in words(run.card)


# What is told to somebody who did not just speak.

SECRETS = ("Mira", "Leo", "Workplace mail", "works council", "ER0", "severe", "RK0", "coaching")
WAYS_ON = {
    "root": [], "closed": ["resume"], "item_given": ["form"], "expert_asked": ["form"],
}  # fmt: skip
TO_TEAM = ("early", "submitted", "concern", "half_time", "late_answer")
"""What the team can act on right where it is told."""


def states() -> Iterator[Case]:
    draft = up_to("G02", "P07")
    yield draft.case
    yield played("G02").case
    yield played("G01").case
    yield replace(draft.case, confidentiality=Confidentiality.RESTRICTED)
    yield replace(played("G02").case, confidentiality=Confidentiality.RESTRICTED)


@pytest.mark.parametrize("view", MESSAGES)
def test_message_carries_reference_turn_and_a_button_and_nothing_of_the_case(view: str) -> None:
    for case in states():
        message = draw_message(viewer("hana"), view, case, {})
        said = words(message)
        assert case.reference in line(message.title)
        assert case.reference in line(message.notice)
        assert not any(secret.lower() in said.lower() for secret in SECRETS), said
        acts = ["acknowledge"] if view in TO_TEAM and case.pending is not None else []
        assert [button.verb for button in message.buttons] == [*WAYS_ON.get(view, ["see"]), *acts]


def test_message_is_the_same_for_two_cases_that_stand_alike() -> None:
    """Nothing that was typed or found can be told from a message."""
    for view in MESSAGES:
        one, other = (
            draw_message(viewer("hana"), view, alike(played(id).case), {}) for id in ("G02", "G05")
        )
        assert one == other


def alike(case: Case) -> Case:
    """Return a case whose promises fall on the same times as another one's."""
    (newest,) = case.escalations
    at = newest.opened_at
    same = replace(newest, first_due_at=at, decision_due_at=at, revision=1)
    return replace(case, escalations=(same,), measures=(), open_items=())


def test_root_message_of_a_closed_case_says_only_that_the_team_has_it() -> None:
    for case in states():
        root = words(draw_message(viewer(), "root", case, {}))
        closed = "SAL-1\nSAL-1 is with the human rights team.\nSAL-1"
        assert (root == closed) is (case.confidentiality is not Confidentiality.OPEN)


def test_root_message_says_whose_turn_it_is_and_since_when() -> None:
    turns = {
        "G01": "Nothing is waiting. On record since",
        "G02": "Waiting for the human rights team, since",
        "G07": "Waiting for the human rights team, since",
        "G09": "Waiting for the product team, since",
    }
    for id, turn in turns.items():
        assert turn in words(draw_message(viewer(), "root", played(id).case, {}))
    draft = words(draw_message(viewer(), "root", up_to("G01", "P06").case, {}))
    assert f"Waiting for the product team, since {NOW.isoformat()}" in draft


# Where everybody begins.


PHASES = {
    "cleared": Phase.CLOSED,
    "draft": Phase.DRAFT,
    "hold": Phase.TEAM,
    "pending_review": Phase.TEAM,
    "cleared_with_actions": Phase.TRACKING,
    "concern": Phase.CONCERN,
}


def summary(number: int, status: str, **how: object) -> Summary:
    line = Summary(UUID(int=number), f"SAL-{number}", f"Launch {number}", "mira", status, NOW, NOW)
    return replace(line, **{"is_draft": status == "draft", "phase": PHASES[status], **how})  # type: ignore[arg-type]


ROWS = (
    summary(1, "cleared"),
    summary(2, "draft"),
    summary(3, "hold", severity=5),
    summary(4, "cleared_with_actions", severity=2),
    summary(5, "pending_review", severity=3),
    summary(6, "hold", severity=4, launch_on=NOW.date()),
    summary(7, "draft", name="", owner="leo"),
    summary(8, "concern", confidentiality=Confidentiality.SEALED, name="", owner=""),
)


def listed(by: str) -> list[str]:
    """Return the references of a list and the headings between, top to bottom."""
    said = list(lines(list_card(viewer(by), ROWS)))
    headings = ("Waiting for a decision", "My turn", "Due soon", "Waiting on others", "Done")
    wanted = ("SAL-", *headings)
    return [text.partition(":")[0] for text in said if text.startswith(wanted)]


def test_list_has_what_waits_for_me_first_and_the_worst_of_it_on_top() -> None:
    assert listed("mira") == [
        "My turn", "SAL-2",
        "Due soon", "SAL-6",
        "Waiting on others", "SAL-3", "SAL-6", "SAL-5", "SAL-4",
        "Done", "SAL-1",
    ]  # fmt: skip


def test_list_of_the_team_has_what_waits_for_the_team() -> None:
    assert listed("hana") == [
        "Waiting for a decision", "SAL-3", "SAL-6", "SAL-5",
        "My turn", "SAL-8",
        "Waiting on others", "SAL-4", "SAL-2", "SAL-7",
        "Done", "SAL-1",
    ]  # fmt: skip


def test_team_member_who_answers_a_draft_finds_the_way_back_to_it() -> None:
    rows = (summary(1, "draft", owner="hana"), summary(2, "hold", is_draft=True, owner="hana"))
    card = list_card(viewer("hana"), rows)
    verbs = [button.verb for button in buttons_in(card.body)]
    assert verbs == ["see", "resume", "resume"]  # the queue first
    assert "Waiting on others" not in words(card)


def test_line_of_the_list_says_what_it_is_about() -> None:
    said = words(list_card(viewer("hana"), ROWS))
    for text in (
        "SAL-7: a launch without a name yet", "SAL-8: a confidential concern",
        f"Planned launch: {NOW.date().isoformat()}", "Severity 5 of 5 (severe)",
    ):  # fmt: skip
        assert text in said


def test_list_opens_what_is_read_and_resumes_what_is_answered() -> None:
    verbs = {b.args["case"]: b.verb for b in buttons_in(list_card(viewer(), ROWS).body)}
    assert {UUID(id).int for id, verb in verbs.items() if verb == "resume"} == {2}


def test_list_leads_into_a_case_too_while_it_is_asked_again() -> None:
    again = summary(1, "hold", is_draft=True, route="hr_review")
    found = list(buttons_in(list_card(viewer(), (again,)).body))
    assert [(one.verb, one.style) for one in found] == [
        ("resume", Style.PRIMARY),
        ("see", Style.PLAIN),
    ]


def test_empty_list_says_what_to_do() -> None:
    assert "Nothing waits for you" in words(list_card(viewer(), ()))


def test_start_says_what_it_is_how_long_it_takes_who_sees_it_and_what_it_is_not() -> None:
    form = start_form(viewer())
    said = words(form)
    for text in ("Three to five minutes", "What to have at hand", "Who will see it"):
        assert text in said
    assert the_pack().disclaimer in said
    (lead,) = form.fields
    assert lead.optional
    assert [choice.id for choice in lead.kind.people] == ["leo", "lena"]  # type: ignore[union-attr]
    assert [form.submit.verb, *(button.verb for button in form.others)] == ["begin", "list"]


def test_help_says_what_can_be_done() -> None:
    card = help_card(viewer())
    for text in ("Screen a launch", "Go on answering", "Not sure", "Who decides"):
        assert text in words(card)


# Another language is one more overlay.

GERMAN = {
    "language": "de",
    "name": "Deutsch",
    "bot": {
        "button.next": "Speichern und weiter",
        "fault.name": "Der Start braucht einen Namen.",
        "section.product": "Das Produkt",
        "list.empty": "Nichts wartet auf dich.",
        "message.notice": "{reference} braucht dich",
        "progress.left": "Noch etwa {left}",
        "case.not_yours": "Diesen Fall gibt es nicht.",
    },
    "remarks": {"R01": {"label": "Warum nicht?", "option": "not_applicable", "required": True}},
    "texts": {
        "P01.text": "Wie heißt das Produkt?",
        "P04.none": "Nichts davon",
        "P04.why": "Schaden folgt aus Können.",
        "R01.text": "Gefunden: {risk.title}. Trifft das zu?",
        "RK04.title": "Benachteiligung",
        "S01.1.example": "eine falsche Anzeige",
        "ER01.say": "ein möglicher Schaden ist schwer",
        "pack.disclaimer": "Keine Rechtsberatung.",
        "CP01.ask": "Wirklich?",
        "MT05.text": "Etwas tun",
    },
}


@cache
def in_two_languages() -> Pack:
    written = read_source(BUILT_IN)
    return build_pack(written.data, {**written.words, "de": GERMAN})


def german(locale: str = "de") -> Screening:
    people: Mapping[str, Profile] = {
        id: replace(profile, locale=locale) if id in ("mira", "hana") else profile
        for id, profile in PEOPLE.items()
    }
    run = Screening(pack=in_two_languages(), people=people)
    run.start()
    return run


def test_page_reads_in_the_language_of_whoever_reads_it() -> None:
    run = german()
    said = words(run.form)
    for text in ("Das Produkt", "Wie heißt das Produkt?", "Nichts davon", "Speichern und weiter",
                 "Noch etwa 12", "Schaden folgt aus Können."):  # fmt: skip
        assert text in said
    run.do("resume", by="leo")
    assert "What is the product or feature called?" in words(run.form)


def test_missing_text_falls_back_to_english() -> None:
    run = german()
    assert the_pack().question["P02"].text in words(run.form)
    assert "Save and leave" in words(run.form)


@pytest.mark.parametrize("locale", ["de-AT", "de"])
def test_language_without_its_region_will_do(locale: str) -> None:
    assert "Das Produkt" in words(german(locale).form)


@pytest.mark.parametrize("locale", ["fr", "", "fr-CA"])
def test_language_that_nobody_wrote_reads_in_english(locale: str) -> None:
    assert "About the product" in words(german(locale).form)


def test_faults_refusals_lists_and_messages_are_in_the_language_too() -> None:
    run = german()
    run.send({})
    assert run.errors["P01"] == "Der Start braucht einen Namen."
    here = viewer("mira", run)
    assert "Nichts wartet auf dich." in words(list_card(here, ()))
    assert line(draw_message(here, "early", run.case, {}).notice) == "SAL-1 braucht dich"
    run.present = replace(run.case, owner="leo", product_lead=None)
    run.do("see", by="mira")
    assert line(run.notice.text) == "Diesen Fall gibt es nicht."


def test_risk_pages_prompts_and_results_are_in_the_language_too() -> None:
    run = german()

    def at_the_harm(there: Screening) -> bool:
        return there.form.view == "page" and there.page.risk is not None

    run.answer_as(worked("G02"), until=at_the_harm)
    said = words(run.form)
    for text in (
        "Gefunden: Benachteiligung. Trifft das zu?",
        "Warum nicht?",
        "eine falsche Anzeige",
    ):
        assert text in said
    run.answer_as(worked("G02"))
    run.submit()
    for person in ("mira", "hana"):
        run.do("see", by=person)
        for text in (
            "Ein möglicher Schaden ist schwer",
            "Benachteiligung",
            "Keine Rechtsberatung.",
        ):
            assert text in words(run.card)
    run = german()
    run.answer_as(
        worked("G01"), until=lambda there: there.form.view == "prompt", other={"P05": ("comms",)}
    )
    assert "Wirklich?" in words(run.form)


def test_what_was_typed_reads_the_same_in_every_language() -> None:
    run = german()
    run.answer_as(worked("G01"))
    for person in ("mira", "leo"):
        run.do("review", by=person)
        assert worked("G01").name in words(run.card)


def test_result_needs_no_colour_to_be_understood() -> None:
    """LA2: whatever has a tone says in words what it means."""
    for id in SHOWN:
        for part in played(id).card.body:
            if isinstance(part, Note):
                assert line(part.label)
            for entry in part.entries if isinstance(part, Items) else ():
                assert entry.tone is Tone.NEUTRAL or line(entry.label)


def test_card_of_a_draft_tells_what_alarmed() -> None:
    run = up_to("G02", "P07")
    run.do("see", by="hana")
    assert isinstance(run.reply, Card)
    assert "A possible harm is severe" in words(run.card)
    assert "On hold" in words(run.card)


def test_harmless_result_praises_nothing() -> None:
    run = harmless()
    run.submit()
    text = words(run.card)
    assert "These answers raised nothing" in text
    assert "not a certificate" in text
