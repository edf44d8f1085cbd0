"""`salient check` says what is wrong with an installation, and what to do about it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from flows.people.authority import SPONSOR_ROLE, TEAM_ROLE
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from storage import store
from storage.database import Database, Session
from storage.store import Account, ChatProfile
from tests.databases import fresh_database
from tests.fakes import NOON
from tests.slack.ground import BOT_SCOPES
from tests.slack.server import LocalSlack

SECRET = "8f742231b10e8888abcd99aaa00085a5"
ADMIN = "ada@acme.example"
UNREACHABLE = "http://127.0.0.1:9/api/"


@dataclass(frozen=True, slots=True)
class Installation:
    """A workspace in which everything is as it must be, and the settings that lead to it."""

    slack: LocalSlack
    environment: pytest.MonkeyPatch
    team: str
    launches: str
    sponsor: str

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self.environment.setenv(f"SALIENT_{name.upper()}", value)

    async def check(self, *arguments: str) -> Result:
        """Run the command to its end; no secret may stand in what it prints."""
        done = await asyncio.to_thread(CliRunner().invoke, app, ["check", *arguments])
        for secret in (SECRET, self.slack.bot_token, self.slack.app_token, "xoxb-", "xapp-"):
            assert secret not in done.output
        return done

    async def mends(self, *arguments: str) -> list[str]:
        """Return the lines that say what to do; there must be one, and exit 1 with it."""
        done = await self.check(*arguments)
        found = [line for line in done.stdout.splitlines() if line.startswith("mend: ")]
        assert done.exit_code == 1, done.output
        assert found
        assert all(" → " in line for line in found)
        return found


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database("sqlite") as made:
        yield made


@pytest.fixture
async def here(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Installation]:
    monkeypatch.chdir(tmp_path)
    async with LocalSlack() as slack:
        ada, sam = slack.person("ada", email=ADMIN), slack.person("sam")
        team, launches = slack.channel("human-rights", ada), slack.channel("launches", ada)
        made = Installation(slack, monkeypatch, team, launches, sam)
        made.set(
            database_url=url,
            admins=ADMIN,
            slack__bot_token=slack.bot_token,
            slack__signing_secret=SECRET,
            slack__api_url=slack.url,
        )
        database = Database(url)
        database.transact(_organise, made, slack.workspace.team, ada)
        database.transact(store.seen, "slack", "e1", NOON)
        database.close()
        yield made


def _organise(session: Session, here: Installation, tenant: str, ada: str) -> None:
    people = {
        name: store.meet(session, Account("slack", tenant, id), ChatProfile(name), NOON)
        for name, id in (("Ada", ada), ("Sam", here.sponsor))
    }
    before = store.organisation(session)
    after = Organisation(
        before.revision + 1,
        {TEAM_ROLE: (people["Ada"],), SPONSOR_ROLE: (people["Sam"],)},
        {
            TEAM_ROLE: Contact("slack", here.team, tenant),
            LAUNCH_CHANNEL: Contact("slack", here.launches, tenant),
        },
    )
    store.save_organisation(session, before, after, "test", NOON)


async def test_nothing_is_to_mend_when_all_is_well(here: Installation) -> None:
    done = await here.check()
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert all(line.startswith("ok: ") for line in lines), done.stdout
    for told in (
        f"Slack answers at {here.slack.url}",
        "bot token: salient (U0SALIENT1) in the workspace Acme (T0ACME0001)",
        "the last signed request was kept on 02 March 2026, 12:00 UTC",
        f"admin {ADMIN}: found",
        "set-up: complete",
        f"test message to the human rights team ({here.team}): sent",
        f"test message to the launch conversation ({here.launches}): sent",
        f"test message to Sam, the executive sponsor ({here.sponsor}): sent",
    ):
        assert told in done.stdout


async def test_each_contact_gets_its_test_message_and_nothing_else_is_sent(
    here: Installation,
) -> None:
    await here.check()
    direct = await here.slack.direct(here.sponsor)
    posted = {call.args["channel"]: call.args for call in here.slack.called("chat.postMessage")}
    assert set(posted) == {here.team, here.launches, direct}
    assert "the number of the case" in str(posted[here.team]["blocks"])
    assert "Each open case will have one line here" in str(posted[here.launches]["blocks"])
    assert "executive sponsor" in str(posted[direct]["blocks"])
    here.slack.calls.clear()
    done = await here.check("--no-messages")
    assert done.exit_code == 0
    assert not here.slack.called("chat.postMessage")


@pytest.mark.parametrize(
    ("refusal", "told", "next_step"),
    [
        ("account_inactive", "taken out of the workspace", "Install to Workspace"),
        ("token_revoked", "withdrawn", "Install to Workspace"),
        ("token_expired", "cannot be switched off again", "salient manifest slack"),
        ("team_access_not_granted", "not granted this workspace", "admin of the organisation"),
        ("org_login_required", "being moved", "wait"),
        ("something_new", "something_new", "OAuth & Permissions"),
        ("ratelimited", "ratelimited", "may call that address"),
        (429, "asks to wait", "wait a minute"),
        (503, "cannot be reached", "may call that address"),
        ("down", "cannot be reached", "may call that address"),
    ],
)
async def test_refused_token_is_told_with_what_to_do(
    here: Installation, refusal: str | int, told: str, next_step: str
) -> None:
    here.slack.faults["auth.test"] = [refusal]
    (line,) = await here.mends()
    assert told in line
    assert next_step in line
    assert not here.slack.called("chat.postMessage")


async def test_wrong_token_is_told_and_never_printed(here: Installation) -> None:
    here.set(slack__bot_token="xoxb-of-somebody-else")
    (line,) = await here.mends()
    assert "Slack refuses it (invalid_auth)" in line
    assert "copy the Bot User OAuth Token" in line


async def test_missing_scopes_are_named(here: Installation) -> None:
    here.slack.scopes[here.slack.bot_token] = BOT_SCOPES - {"im:write", "users:read.email"}
    scopes, admin, sponsor = await here.mends()
    assert "im:write, users:read.email missing → add under OAuth & Permissions" in scopes
    assert "Reinstall to Workspace" in scopes
    assert "missing_scope" in admin
    assert "Sam, the executive sponsor" in sponsor
    assert "a scope is missing" in sponsor


async def test_api_that_cannot_be_reached_is_told(here: Installation) -> None:
    here.set(slack__api_url=UNREACHABLE)
    (line,) = await here.mends()
    assert f"Slack cannot be reached at {UNREACHABLE}" in line
    assert "SALIENT_SLACK__API_URL" in line


async def test_app_token_is_tried_and_no_secret_is_asked_for(here: Installation) -> None:
    here.set(slack__app_token=here.slack.app_token, slack__signing_secret="")
    done = await here.check()
    assert done.exit_code == 0, done.output
    assert "app token: opens a socket" in done.stdout
    assert "signing secret: not needed" in done.stdout
    for wrong in ("xapp-of-somebody-else", here.slack.app_token):
        here.slack.scopes[here.slack.app_token] = frozenset()
        here.set(slack__app_token=wrong)
        (line,) = await here.mends()
        assert "app token: Slack refuses it" in line
        assert "connections:write" in line


@pytest.mark.parametrize("wrong", ["A0SALIENT1", SECRET + "0", SECRET.upper()])
async def test_secret_of_another_form_is_told(here: Installation, wrong: str) -> None:
    here.set(slack__signing_secret=wrong)
    (line,) = await here.mends()
    assert "signing secret: it has not the form" in line
    assert "Basic Information" in line


async def test_secret_that_nothing_proves_says_how_to_prove_it(
    here: Installation,
) -> None:
    with fresh_database("sqlite") as other:
        here.set(database_url=other)
        lines = await here.mends("--no-messages")
    assert any("nothing proves it" in line and "write help to Salient" in line for line in lines)


async def test_admin_who_is_nobody_of_the_workspace_is_told(here: Installation) -> None:
    here.set(admins=f"nobody@acme.example,{ADMIN}")
    (line,) = await here.mends()
    assert "admin nobody@acme.example: nobody in the workspace" in line
    assert "SALIENT_ADMINS" in line


async def test_nobody_who_may_set_it_up_is_told(here: Installation) -> None:
    here.set(admins="")
    (line,) = await here.mends()
    assert "admins: nobody may set Salient up → set SALIENT_ADMINS" in line


async def test_workspace_whose_own_people_are_turned_away_is_told(here: Installation) -> None:
    here.set(slack__workspaces="T0OTHER")
    (line,) = await here.mends()
    assert "does not name this one (T0ACME0001)" in line
    here.set(slack__workspaces="T0OTHER,T0ACME0001")
    assert (await here.check()).exit_code == 0


async def test_set_up_that_is_not_done_names_what_is_missing(here: Installation) -> None:
    with fresh_database("sqlite") as other:
        here.set(database_url=other)
        lines = await here.mends()
    assert any(
        "still missing: Human rights team, Conversation of the human rights team, Launch "
        "conversation, Executive sponsor → an admin types /salient admin" in line
        for line in lines
    )


async def test_conversation_without_salient_asks_for_an_invitation(here: Installation) -> None:
    here.slack.conversations[here.team].members.discard(here.slack.workspace.bot_user)
    (line,) = await here.mends()
    assert f"the human rights team ({here.team}): Slack refuses it (not_in_channel)" in line
    assert "/invite @Salient" in line
    here.slack.conversations[here.team].private = True
    (line,) = await here.mends()
    assert "channel_not_found" in line
    assert "/invite @Salient" in line


async def test_archived_conversation_asks_for_another(here: Installation) -> None:
    here.slack.conversations[here.launches].archived = True
    (line,) = await here.mends()
    assert f"the launch conversation ({here.launches})" in line
    assert "is_archived" in line
    assert "/salient admin" in line


@pytest.mark.parametrize(
    ("fault", "told", "next_step"),
    [
        ("user_not_found", "that account is gone", "name somebody else"),
        ("restricted_action", "only some people", "owner of the workspace"),
        ("something_new", "something_new", "docs/slack.md"),
        (429, "cannot take it now", "wait a minute"),
        ("lost", "no answer came", "look whether it arrived"),
    ],
)
async def test_message_that_is_not_taken_is_told_with_what_to_do(
    here: Installation, fault: str | int, told: str, next_step: str
) -> None:
    here.slack.faults["chat.postMessage"] = [fault]
    (line,) = await here.mends()
    assert line.startswith("mend: test message to the human rights team")
    assert told in line
    assert next_step in line


async def test_missing_database_is_told_and_not_made(here: Installation, tmp_path: Path) -> None:
    here.set(database_url=f"sqlite:///{tmp_path}/none.db")
    lines = await here.mends()
    assert any("there is no such database file → run `salient serve`" in line for line in lines)
    assert not (tmp_path / "none.db").exists()


async def test_slack_that_is_not_set_up_says_how(here: Installation) -> None:
    for name in ("bot_token", "signing_secret", "api_url"):
        here.environment.delenv(f"SALIENT_SLACK__{name.upper()}")
    (line,) = await here.mends()
    assert "Slack is not set up" in line
    assert "salient manifest slack" in line
    assert not here.slack.calls
