"""The manifest that an admin pastes: complete, within limits, and nothing in it that we ignore."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app, main
from bot.channels.slack.reading import read
from bot.contract import Inbound
from flows.events import KeepAsked, ListAsked, NotUnderstood, StartAsked
from flows.said import WORDS, meaning
from storage.database import Database
from tests.databases import fresh_database
from tests.fakes import NOON, FakeClock
from tests.slack import payloads
from tests.slack.installed import Installed, installed
from tests.slack.payloads import Place, Speaker
from tests.slack.screens import Json
from tests.slack.sender import Http
from tests.slack.server import LocalSlack
from tests.slack.side import Workspace

URL = "https://salient.acme.example"
SPEAKER = Speaker(Workspace(), "U0MIRA")
DIRECT = Place("D0MIRA")
SAID = {"type": "message", "user": "U0MIRA", "ts": "1772452800.000100", "text": "help"}

SCOPES = {
    *("app_mentions:read", "chat:write", "commands", "files:write"),
    *("im:history", "im:write", "users:read", "users:read.email"),
}

SPOKEN: dict[str, Callable[[], Json]] = {
    "app_home_opened": lambda: payloads.home_opened(SPEAKER, DIRECT.id, None),
    "app_mention": lambda: payloads.mentioned(SPEAKER, Place("C0TEAM", "team"), SAID),
    "message.im": lambda: payloads.said(SPEAKER, DIRECT, SAID),
}
"""Events that somebody speaks by."""

OF_THE_INSTALLATION: dict[str, Callable[[LocalSlack, str], Json]] = {
    "app_uninstalled": lambda slack, user: payloads.app_uninstalled(slack.workspace),
    "tokens_revoked": lambda slack, user: payloads.tokens_revoked(slack.workspace),
    "user_change": lambda slack, user: payloads.user_changed(slack.workspace, slack.profile(user)),
}
"""Events about the installation itself, or about a person."""


def printed(*arguments: str) -> Json:
    done = CliRunner().invoke(app, ["manifest", "slack", *arguments])
    assert done.exit_code == 0, done.output
    told: Json = yaml.safe_load(done.stdout)
    return told


def understood(payload: Json) -> Inbound:
    inbound = read(payload, lambda tenant, account: account)
    assert inbound is not None, payload
    return inbound


def test_each_command_is_read() -> None:
    for command in printed("--socket")["features"]["slash_commands"]:
        payload = payloads.command(SPEAKER, "start", DIRECT, "1.2.3")
        assert understood(payload | {"command": command["command"]}).event == StartAsked()


def test_each_word_of_the_hint_is_understood() -> None:
    (command,) = printed("--socket")["features"]["slash_commands"]
    offered = command["usage_hint"].strip("[]").split("|")
    assert tuple(offered) == WORDS
    assert not [w for w in offered if isinstance(meaning(w, private=True), NotUnderstood)]


def test_each_shortcut_is_read() -> None:
    shortcuts = printed("--socket")["features"]["shortcuts"]
    assert shortcuts
    message = {"ts": "1772452800.0", "user": SPEAKER.user, "text": "Tested."}
    for shortcut in shortcuts:
        name, trigger = shortcut["callback_id"], "1.2.3"
        if shortcut["type"] == "global":
            payload = payloads.shortcut(SPEAKER, name, trigger, "1772452800.0")
            assert understood(payload).event == StartAsked()
        else:
            payload = payloads.message_shortcut(SPEAKER, name, DIRECT, message, trigger)
            assert isinstance(understood(payload).event, KeepAsked)
    assert sorted(shortcut["type"] for shortcut in shortcuts) == ["global", "message"]


def test_each_event_has_somebody_who_listens() -> None:
    events = printed("--socket")["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(events) == sorted([*SPOKEN, *OF_THE_INSTALLATION])
    for name, payload in SPOKEN.items():
        assert understood(payload()).account == SPEAKER.user, name
    assert understood(SPOKEN["app_home_opened"]()).event == ListAsked()


@pytest.mark.parametrize("event", sorted(OF_THE_INSTALLATION))
async def test_each_event_of_the_installation_changes_what_is_known(event: str) -> None:
    async with in_a_workspace() as (slack, salient):
        mira = slack.person("mira")
        person = salient.person(mira)
        await person.command("help")
        assert known(salient) == ({mira: "Mira"}, True)
        slack.people[mira]["real_name"] = "Mira B"
        await person.sender.deliver(OF_THE_INSTALLATION[event](slack, mira))
        await salient.settled()
        gone = ({mira: "Mira"}, False)
        assert known(salient) == (({mira: "Mira B"}, True) if event == "user_change" else gone)


async def test_address_of_the_manifest_answers_when_slack_verifies_it() -> None:
    asked: Json = {"type": "url_verification", "token": "old", "challenge": "3eZbrw1aB"}
    async with in_a_workspace() as (slack, salient):
        _, answer = await salient.person(slack.person("mira")).sender.deliver(asked)
        assert answer.status == 200
        assert "3eZbrw1aB" in answer.text
        wrong = Http(salient.url, "another secret", lambda: NOON.timestamp())
        _, refused = await wrong.deliver(asked)
        assert refused.status == 401


@asynccontextmanager
async def in_a_workspace() -> AsyncIterator[tuple[LocalSlack, Installed]]:
    """Yield a Slack, and a Salient in it that was reached."""
    clock = FakeClock(NOON)
    with fresh_database("sqlite") as url, closing(Database(url)) as database:
        async with (
            LocalSlack(now=lambda: clock.now().timestamp()) as slack,
            installed(database, slack, slack.url, slack.bot_token, clock=clock) as salient,
        ):
            await salient.connected()
            yield slack, salient


def known(salient: Installed) -> tuple[Mapping[str, str], bool]:
    """Return the names of those who were met by their accounts, and whether all is well."""
    roster = salient.salient.core.register.latest
    names = {id: roster.people[person].name for (_, _, id), person in roster.accounts.items()}
    return names, not salient.salient.slack.missing()


def test_scopes_are_these_and_none_reads_a_channel() -> None:
    told = printed("--socket")["oauth_config"]["scopes"]
    assert told.keys() == {"bot"}
    assert sorted(told["bot"]) == sorted(SCOPES)
    assert not [each for each in told["bot"] if each.startswith(("channels:", "groups:", "mpim:"))]


def test_server_that_slack_calls_is_named_wherever_slack_calls() -> None:
    manifest = printed("--url", f"{URL}/")
    settings = manifest["settings"]
    assert not settings["socket_mode_enabled"]
    assert [
        manifest["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    ] == [f"{URL}/slack/events"] * 3


def test_socket_mode_names_no_address() -> None:
    manifest = printed("--socket")
    assert manifest["settings"]["socket_mode_enabled"]
    assert "http" not in yaml.safe_dump(manifest)


def test_manifest_is_within_slacks_limits() -> None:
    about = printed("--socket")["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000


def test_manifest_reads_from_the_top() -> None:
    assert list(printed("--socket")) == [
        "display_information",
        "features",
        "oauth_config",
        "settings",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "either --url"),
        (("--socket", "--url", URL), "either --url"),
        (("--url", "http://salient.acme.example"), "https://"),
        (("--url", "salient.acme.example"), "https://"),
        (("--url", f"{URL}/slack/events"), "leave /slack/events out"),
        (("--url", f"{URL}/slack/events/"), "leave /slack/events out"),
        (("--url", f"{URL}?a=b"), "the address alone"),
    ],
)
def test_address_that_slack_could_not_call_is_refused(
    arguments: tuple[str, ...],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", ["salient", "manifest", "slack", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    said = capsys.readouterr()
    assert told in said.err
    assert not said.out
