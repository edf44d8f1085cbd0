"""Which ids stand where in a pack: where each kind is defined, and where it is used."""

from collections.abc import Mapping

from flows.pack.anchors import CAPABILITIES, COUNTRIES, GROUPS, SETTINGS

OPTIONS = "yes_no_options"
"""The options of every question that is answered with yes or no."""

DEFINED: Mapping[str, tuple[str, ...]] = {
    "question": ("questions.*/id", "modules.*.questions.*/id"),
    "module": ("modules.*/id",),
    "risk": ("risks.*/id",),
    "right": ("rights.*/id",),
    "measure": ("mitigations.*/id",),
    "gap": ("gaps.*/id",),
    "red line": ("red_lines.*/id",),
    "rule": ("rules.*/id",),
    "route": ("routes.*/id",),
    "role": ("roles.*/id",),
    "prompt": ("consistency_prompts.*/id",),
    "set": ("sets/*",),
    "suggestion": ("suggestions.*/id",),
    "measure state": ("measure_states.*/id",),
    "trigger": ("review_triggers.*/id",),
    "decider": ("hr_decision.deciders.*/id",),
    "outcome": ("hr_decision.outcomes.*/id",),
    "record field": ("hr_decision.record_fields.*/id",),
    "relationship": ("relationship.derive.*/id",),
    "duty": ("relationship.duties.*/id",),
    "step": ("order_of_work.*/step",),
    "launch status": ("routes.*/launch",),
}
"""For each kind of thing, the place of its entries and the key that holds the id.

A key `*` says that the keys of the mapping are the ids.
"""

SHARED = frozenset({"launch status"})
"""Kinds whose ids may stand in several entries."""

USED: tuple[tuple[str, str], ...] = (
    ("order_of_work.*.ask.*", "question"),
    ("order_of_work.*.ask_per_risk.*", "question"),
    ("order_of_work.*.add_risks_from", "question"),
    ("order_of_work.*.open_modules.*", "module"),
    ("risks.*.rights.*", "right"),
    ("risks.*.mitigations.*", "measure"),
    ("severity.dimensions.*.question", "question"),
    ("likelihood.question", "question"),
    ("relationship.derive.*.effective", "duty"),
    ("relationship.derive.*.effective_from", "question"),
    ("rules.*.route", "route"),
    ("notify.*.id", "role"),
    ("only.*.to.*", "role"),
    ("early_notice.after_steps.*", "step"),
    ("early_notice.rules.*", "rule"),
    ("early_notice.to.*", "role"),
    ("gaps.*.mitigation", "measure"),
    ("suggestions.*.add.*", "measure"),
    ("suggestions.*.add_from", "question"),
    ("escalation.ladder.*", "role"),
    ("escalation.ladder.*.*", "role"),
    ("mitigations.*.risks.*", "risk"),
    ("mitigations.*.owner", "role"),
    ("measure_states.*.fires", "trigger"),
    ("measure_states.*.only_by.*", "role"),
    ("open_items.block_cleared_in.*", "route"),
    ("reminders.*.to.*", "role"),
    ("closing.measure_states.*", "measure state"),
    ("credit.states.*", "measure state"),
    ("credit.severity_down_only_by", "role"),
    ("launch.reminders.*.to.*", "role"),
    ("launch.on_the_day.to.*", "role"),
    ("launch.launched_while.status.*", "launch status"),
    ("launch.launched_while.to.*", "role"),
    ("hr_decision.deciders.*.decide.*", "role"),
    ("hr_decision.deciders.*.advice.*", "role"),
    ("hr_decision.deciders.*.if_they_differ", "role"),
    ("review_triggers.*.then.ask.*", "question"),
    ("review_triggers.*.then.rate.*", "question"),
    ("review_triggers.*.then.modules.*", "module"),
    ("review_triggers.*.then.measures.*", "measure"),
    ("review_triggers.*.then.rated_by", "role"),
    ("confidentiality.exports.*.only_for.*", "role"),
    ("poll.privacy.free_text.shown_to.*", "role"),
)
"""Where an id stands that must exist, and of which kind it is."""

WORDS_BESIDE_IDS: Mapping[str, frozenset[str]] = {
    "suggestions.*.add_from": frozenset({"risk", "gaps"}),
    "launch.launched_while.status.*": frozenset({"draft"}),
}
"""Words that may stand where an id stands."""

NAMED_BY_FORM: Mapping[str, str] = {"rule": "rule", "route": "route", "measure": "measure"}
"""Forms of the condition grammar whose lists hold ids, and of which kind."""

OPTIONS_OF: Mapping[str, str | None] = {
    "groups.*.id": GROUPS,
    "capabilities.*.id": CAPABILITIES,
    "contexts.*.id": SETTINGS,
    "countries.*.option": COUNTRIES,
    "sets.*.*": None,
}
"""Where an option stands without its question, and that question; None: any may have it."""

HINTS: Mapping[str, tuple[str, str]] = {
    "groups": (GROUPS, "note"),
    "capabilities": (CAPABILITIES, "example"),
    "contexts": (SETTINGS, "why"),
}
"""Sections that explain the options of a question, and the key that is shown below an option."""
