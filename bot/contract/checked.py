"""What was tried by hand, as an operator reads it: how it went, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was tried. `next_step` is what to do; empty, nothing is to mend."""

    what: str
    next_step: str = ""

    @property
    def is_well(self) -> bool:
        return not self.next_step

    def __str__(self) -> str:
        return f"ok: {self.what}" if self.is_well else f"mend: {self.what} → {self.next_step}"
