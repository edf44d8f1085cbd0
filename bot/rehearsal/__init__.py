"""A worked product played from the first question to closed, as a transcript.

Everything is real but the people and the clock: the desk's channel reads what is pressed,
dispatch steps and saves, delivery sends. The database is a throw-away one.
"""

from bot.rehearsal.rehearsal import Rehearsal
from bot.rehearsal.stage import LAUNCH_AFTER, START, SimulatedClock, stage, worked_products

__all__ = ["LAUNCH_AFTER", "START", "Rehearsal", "SimulatedClock", "stage", "worked_products"]
