"""What a worked product answers on the pages of a screening."""

from dataclasses import dataclass
from datetime import date

from flows.cards import Field, Form, Value
from flows.case import UNSURE, Answer
from flows.events import PageRef
from flows.pack import anchors
from flows.pack.model import Pack
from flows.screening.cases import WrittenCase


@dataclass(frozen=True, slots=True)
class Answering:
    """The answers of one product; free words come from its name and story."""

    pack: Pack
    case: WrittenCase
    launch_on: date

    def page(self, form: Form) -> dict[str, Value]:
        """Answer one page as the written case does."""
        return {one.id: self.value(form, one) for one in form.fields}

    def value(self, form: Form, one: Field) -> Value:
        """Return what the case answers in a field."""
        written = self._written(form, one.id)
        if written is not None:
            return written
        if one.id in self._free:
            return self._free[one.id]
        if one.value:
            return one.value
        question = self.pack.question.get(one.id)
        if question is None or question.optional:
            return ""
        return (UNSURE,) if question.closed else self.case.story[: question.max_chars]

    @property
    def _free(self) -> dict[str, str]:
        """The free answers about the product, made from the case's name and story."""
        return {
            anchors.NAME: self.case.name[:80],
            anchors.STORY: self.case.story[:400],
            anchors.LAUNCH_DATE: self.launch_on.isoformat(),
        }

    def _written(self, form: Form, id: str) -> Answer | None:
        page = PageRef.read(form.submit.args.get("page", ""))
        answers = self.case.answers
        if page.risk is None:
            return answers.general.get(id)
        return answers.risks.get(page.risk, {}).get(id)
