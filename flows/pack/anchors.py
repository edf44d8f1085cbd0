"""The few questions whose answers the program itself uses, by what it uses them for.

Everything else about a question is data. The linter checks that each exists and has the
type named here.
"""

from flows.pack.questions import Kind

NAME = "P01"
"""What the product is called: names the case, finds an open one for the same launch."""

STORY = "P02"
"""What it does, in a sentence or two."""

LAUNCH_DATE = "P03"
"""The planned launch."""

APPLIES = "R01"
"""Whether a raised harm applies."""

MEASURES = "M01"
MEASURE_OWNER = "M02"
MEASURE_DATE = "M03"
INDICATOR = "M05"

LEVERAGE = "M04"

COUNTRIES = "U03"
"""Where it will be available: the organisation's own list of countries is shown with it."""

RECORD_CASE = "HD01"
RECORD_RULES = "HD02"
RECORD_RATINGS = "HD03"
RECORD_OUTCOME = "HD09"
RECORD_CLASS = "HD14"
"""Fields of the record of a decision that are filled in and cannot be edited."""

RECORD_HEARD = "HD05"
"""Whose views were heard: needed with every decision."""

RECORD_DECIDED_BY = "HD12"
RECORD_REVIEW = "HD13"
"""Fields that are asked in parts: ties and dissent, and a day."""

REVIEW_DAY = "TR11"
ANOTHER_PACK = "TR10"
"""The triggers that no person fires: the day of a review, and a pack that asks otherwise."""

CAPABILITIES = "P04"
SETTINGS = "U02"
GROUPS = "F01"
"""Questions whose options the taxonomy explains."""

TYPES = {
    NAME: Kind.TEXT,
    STORY: Kind.TEXT,
    LAUNCH_DATE: Kind.DATE,
    APPLIES: Kind.SINGLE,
    MEASURES: Kind.MULTI_MITIGATION,
    MEASURE_OWNER: Kind.PERSON,
    MEASURE_DATE: Kind.DATE,
    INDICATOR: Kind.TEXT,
    LEVERAGE: Kind.MULTI,
    COUNTRIES: Kind.MULTI,
    CAPABILITIES: Kind.MULTI,
    SETTINGS: Kind.MULTI,
    GROUPS: Kind.MULTI,
}
