"""The linter: every fault of a pack at once, told for the people who write packs."""

from itertools import chain

from flows.pack.lint import grammar, ids, invariants, limits, lowering, order, shape, texts
from flows.pack.lint.draft import Draft
from flows.pack.lint.grammar import Conditions
from flows.pack.source import Finding, Source


def lint(source: Source) -> tuple[Finding, ...]:
    """Return everything that an editor should mend, by file and line.

    While a file cannot be read at all, only that and faults of shape are told: the ids in it
    would seem to be missing everywhere else.
    """
    draft = Draft(source)
    if source.unread:
        return tuple(sorted(set(shape.check(draft))))
    conditions = Conditions(draft)
    found = chain(
        shape.check(draft),
        grammar.check(conditions),
        ids.check(draft, conditions),
        order.check(draft, conditions),
        limits.check(draft),
        invariants.check(draft, conditions),
        lowering.check(draft, conditions),
        texts.check(draft),
    )
    return tuple(sorted(set(found)))
