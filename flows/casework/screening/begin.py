"""How a case begins: as a draft of the product team, or as a sealed one for a concern."""

from flows.case import Case, Concern, Confidentiality, Round
from flows.casework.owed import concern_message, root_message
from flows.casework.screening.present import present
from flows.casework.turn import Turn
from flows.events import ConcernOpened, ConcernRaised, Started
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import LEAD_ROLE
from flows.people.context import Context


def start(pack: Pack, event: Started, context: Context) -> Turn:
    """Begin a draft, with its first page and its root message in the launch channel."""
    case = Case(
        id=event.case_id,
        reference=event.reference,
        pack=pack.meaning,
        revision=1,
        owner=context.actor.person,
        started_at=context.now,
        product_lead=_lead(event.product_lead, context),
        rounds=(Round(number=1),),
    )
    entry = Entry("case_started", {"pack": pack.meaning})
    return Turn(case, (present(pack, case, context),), (root_message(case),), (entry,))


def _lead(chosen: str | None, context: Context) -> str | None:
    """Return the product lead that was chosen; nobody of that role chosen: the first of them."""
    profile = context.people.get(chosen or "")
    if profile is not None and LEAD_ROLE in profile.roles:
        return chosen
    return context.first_of(LEAD_ROLE)


def _concern(raised: ConcernRaised) -> Concern:
    return Concern(raised.launch, raised.raised_by, raised.words, raised.may_write_back)


def open_concern(pack: Pack, event: ConcernOpened, context: Context) -> Turn:
    """Open a sealed case; nothing about it touches the case that it is about."""
    case = Case(
        id=event.case_id,
        reference=event.reference,
        pack=pack.meaning,
        revision=1,
        owner="",
        started_at=context.now,
        confidentiality=Confidentiality.SEALED,
        concern=_concern(event.concern),
    )
    return Turn(case, (), (concern_message(case),), (Entry("concern_opened"),))
