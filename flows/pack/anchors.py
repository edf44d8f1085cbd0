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
