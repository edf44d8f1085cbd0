"""Every exception of ours is one of a small tree, and says who can act."""

from flows.errors import SalientError
from tests.rules.source import classes_in, modules


def errors_of_ours() -> list[type[BaseException]]:
    """Return every exception class that our modules define, private ones apart."""
    return [
        kind
        for module in modules()
        for kind in classes_in(module)
        if issubclass(kind, BaseException)
    ]


def test_every_exception_is_a_salient_error() -> None:
    strangers = [kind for kind in errors_of_ours() if not issubclass(kind, SalientError)]
    assert not strangers


def test_the_docstring_of_an_error_is_its_message() -> None:
    found = errors_of_ours()
    assert SalientError in found
    for kind in found:
        own = (vars(kind).get("__doc__") or "").strip()
        assert own, f"{kind.__name__} has no docstring of its own"
        if kind.__init__ is SalientError.__init__:
            assert str(kind()) == own.splitlines()[0]
