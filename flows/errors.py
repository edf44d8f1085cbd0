"""Every exception of Salient, named for who can act on it.

Bad input is never an exception: it is a result (a `Form` with errors). These are for a
broken world or a broken program.
"""


class SalientError(Exception):
    """Something in Salient went wrong."""

    def __init__(self, *details: object) -> None:
        super().__init__(*(details or ((self.__doc__ or "").strip().splitlines()[0],)))


class PackError(SalientError):
    """The content pack is wrong: an editor must mend the named place."""


class CaseFileError(SalientError):
    """A file of cases is wrong: its author must mend the named case."""


class SettingsError(SalientError):
    """A setting is missing or bad: the operator must mend it."""


class StoreError(SalientError):
    """The database cannot do what was asked: the operator must look."""


class Conflict(StoreError):
    """Somebody saved first: load again and step again."""


class NotFound(StoreError):
    """There is no such record, or it is not yours to see: both sound alike."""


class TurnBroken(SalientError):
    """A turn broke and nothing of it was kept: a developer must look, by the code in the log."""


class ChannelError(SalientError):
    """A chat platform did not take a message."""


class Transient(ChannelError):
    """The platform asks to try again later.

    With `retry_after`, in seconds, it certainly took nothing; `everywhere` when it is not one
    conversation that it wants to hear less of.
    """

    def __init__(
        self, *details: object, retry_after: float | None = None, everywhere: bool = False
    ) -> None:
        super().__init__(*details)
        self.retry_after = retry_after
        self.everywhere = everywhere


class Permanent(ChannelError):
    """The platform will never take this message: the next contact must be tried.

    `reason` is a word that the bot can explain to an admin.
    """

    def __init__(self, *details: object, reason: str = "refused") -> None:
        super().__init__(*details)
        self.reason = reason


class Disconnected(ChannelError):
    """The platform refuses us altogether: the operator must mend the token or the installation."""


class Unknown(ChannelError):
    """The message may or may not have been sent: look before any second try."""


class LookFailed(ChannelError):
    """The chat did not say whether a message is there: nothing is sent, it is asked again."""
