"""The command line, `salient`: each command is thin and says what to do when it fails."""

import typer

from bot.commands import (
    assess,
    audit,
    check,
    manifest,
    migrate,
    outbox,
    pack,
    rehearse,
    reminders,
    serve,
)
from flows.errors import SalientError

app = typer.Typer(
    help="Human rights due diligence at product launch, in chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("migrate")(migrate.migrate)
app.command("check")(check.check)
app.command("assess")(assess.assess)
app.command("rehearse")(rehearse.rehearse)
app.command("reminders")(reminders.reminders)
app.add_typer(manifest.app, name="manifest")
app.add_typer(pack.app, name="pack")
app.add_typer(audit.app, name="audit")
app.add_typer(outbox.app, name="outbox")


def main() -> None:
    """Run a command; an error that somebody can act on is one plain message and exit 2."""
    try:
        app()
    except SalientError as error:
        typer.echo("\n".join(str(detail) for detail in error.args), err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
