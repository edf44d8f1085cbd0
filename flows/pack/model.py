"""The content pack as one frozen value, with the indexes that its readers need."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from flows.pack import following, rating, ruling
from flows.pack.conditions import questions_in
from flows.pack.entry import Entry, Ids
from flows.pack.questions import Kind, Limits, Module, Option, OrderStep, Question
from flows.pack.words import Remark, Words


class Pack(Entry):
    """Everything that a pack folder holds, with the bot's words in every language.

    `meaning` is the hash that a case pins: it changes with ids, rules and numbers and stays
    when only wording changes; `wording` is the hash of the rest.
    """

    id: str
    version: str
    language: str
    title: str
    disclaimer: str
    disclaimer_shown: Ids
    source: str
    limits: Limits
    files: dict[str, Ids]
    order_of_work: tuple[OrderStep, ...]

    rights: tuple[ruling.Right, ...]
    groups: tuple[ruling.Group, ...]
    capabilities: tuple[ruling.Reason, ...]
    contexts: tuple[ruling.Reason, ...]
    sets: dict[str, Ids]
    roles: tuple[ruling.Role, ...]

    questions: tuple[Question, ...]
    modules: tuple[Module, ...]
    yes_no_options: tuple[Option, ...]

    risks: tuple[rating.Risk, ...]
    severity: rating.Severity
    likelihood: rating.Likelihood
    dismissed: rating.Dismissed
    attention: tuple[rating.AttentionKey, ...]
    relationship: rating.Relationship
    red_lines: tuple[ruling.RedLine, ...]
    routes: tuple[ruling.Route, ...]
    rules: tuple[ruling.Rule, ...]
    gaps: tuple[ruling.Gap, ...]
    suggestions: tuple[ruling.Suggestion, ...]
    notify: tuple[ruling.Recipient, ...]
    only: tuple[ruling.OnlyTo, ...]
    early_notice: ruling.EarlyNotice
    escalation: ruling.Escalation

    mitigations: tuple[ruling.Measure, ...]
    measure_states: tuple[following.MeasureState, ...]
    measure_due: following.MeasureDue
    open_items: following.OpenItems
    reminders: tuple[following.Reminder, ...]
    closing: following.Closing
    credit: following.Credit
    launch: following.LaunchRules
    hr_decision: following.DecisionRules
    review_triggers: tuple[following.Trigger, ...]
    consistency_prompts: tuple[ruling.Prompt, ...]
    confidentiality: ruling.ConfidentialityRules
    poll: dict[str, Any]
    countries: tuple[dict[str, str], ...] = ()

    meaning: str = ""
    wording: str = ""
    words: Mapping[str, Words] = {}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Every question of the screening by id, module questions included."""
        return {question.id: question for question in self._all_questions()}

    def _all_questions(self) -> Iterator[Question]:
        yield from self.questions
        for module in self.modules:
            for question in module.questions:
                options = question.options or self._options_of(question)
                yield question.model_copy(update={"options": options, "section": module.id})

    def _options_of(self, question: Question) -> tuple[Option, ...]:
        return self.yes_no_options if question.type == Kind.YES_NO else ()

    @cached_property
    def module(self) -> Mapping[str, Module]:
        return {module.id: module for module in self.modules}

    @cached_property
    def flag_options(self) -> Mapping[str, frozenset[str]]:
        """For each question that is a red flag, the options that raise it."""
        return {
            question.id: frozenset(module.flag_if_answer)
            for module in self.modules
            for question in module.questions
            if question.flag is not None
        }

    @cached_property
    def risk(self) -> Mapping[str, rating.Risk]:
        return {risk.id: risk for risk in self.risks}

    @cached_property
    def measure(self) -> Mapping[str, ruling.Measure]:
        return {measure.id: measure for measure in self.mitigations}

    @cached_property
    def gap(self) -> Mapping[str, ruling.Gap]:
        return {gap.id: gap for gap in self.gaps}

    @cached_property
    def rule(self) -> Mapping[str, ruling.Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def route(self) -> Mapping[str, ruling.Route]:
        return {route.id: route for route in self.routes}

    @cached_property
    def route_rank(self) -> Mapping[str, int]:
        """Routes by height: 0 is the lowest."""
        return {route.id: rank for rank, route in enumerate(self.routes)}

    @cached_property
    def red_line(self) -> Mapping[str, ruling.RedLine]:
        return {line.id: line for line in self.red_lines}

    @cached_property
    def prompt(self) -> Mapping[str, ruling.Prompt]:
        return {prompt.id: prompt for prompt in self.consistency_prompts}

    @cached_property
    def role(self) -> Mapping[str, ruling.Role]:
        return {role.id: role for role in self.roles}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each question stands in the order of work."""
        order: list[str] = []
        for step in self.order_of_work:
            for module in step.open_modules:
                order += [question.id for question in self.module[module].questions]
            order += [*step.ask, *step.ask_per_risk]
        return {question: index for index, question in enumerate(order)}

    @cached_property
    def duty(self) -> Mapping[str, rating.Duty]:
        return {duty.id: duty for duty in self.relationship.duties}

    @cached_property
    def bands(self) -> Mapping[int, str]:
        """The name of each severity: limited, serious or severe."""
        return {value: band.id for band in self.severity.bands for value in band.severity}

    @cached_property
    def private_question(self) -> str:
        """The closing question with an answer that only the human rights team may know of."""
        (question,) = questions_in(self.confidentiality.private_case.condition)
        return question

    @property
    def remarks(self) -> Mapping[str, Remark]:
        """The few words asked for beside an answer, by question."""
        return self.words[self.language].remarks

    def in_language(self, locale: str) -> Words:
        """Return the words of a locale such as `de` or `de-AT`, English when there are none."""
        for tag in (locale, locale.partition("-")[0]):
            if tag in self.words:
                return self.words[tag]
        return self.words[self.language]
