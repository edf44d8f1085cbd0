"""Pictures of Slack: the app is walked before the local Slack, and what stands there is drawn.

The blocks are drawn by a library that others wrote, so that a picture shows what Slack makes of
them and not what we hoped for. The fonts of Slack's client are Lato and an emoji font: install
both before taking pictures anew.
"""

import asyncio
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize

from tests.acceptance.at_the_desk import label
from tests.acceptance.in_slack import InSlack
from tests.acceptance.slack_house import House, Seats, filled, house
from tests.acceptance.slack_walking import SlackWalk
from tests.acceptance.story import (
    KEPT,
    Act,
    asked,
    decided,
    measure_named,
    planned,
    weeks,
)
from tests.acceptance.walking import HARM, product
from tests.fakes import NOON
from tests.slack import inputs, judge
from tests.slack.screens import Json, Window
from tests.slack.server import LocalSlack

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Slack</title>
<style>{style}</style><div id="screen"></div><script>{script}</script></html>"""
BUNDLE = ("frame.jsx", "--bundle", "--minify", "--jsx=automatic", "--format=iife")

SIZE: dict[str, ViewportSize] = {
    "window": {"width": 620, "height": 900},
    "room": {"width": 780, "height": 900},
    "home": {"width": 780, "height": 900},
}

Taken = dict[str, Json]


@dataclass
class Camera:
    """Keeps what stands on a screen under the name of its picture."""

    slack: LocalSlack
    taken: Taken = field(default_factory=dict)

    def window(self, name: str, window: Window) -> None:
        """Take a window with what was entered in it."""
        self._keep(name, {"kind": "window", "view": {**window.view, "blocks": entered(window)}})

    def home(self, name: str, user: str) -> None:
        """Take the home page of a person."""
        self._keep(name, {"kind": "home", "view": self.slack.screens.homes[user].view})

    def room(self, name: str, conversation: str, messages: Sequence[Json]) -> None:
        """Take messages of a conversation."""
        place = f"# {self.slack.conversations[conversation].name}"
        self._keep(name, {"kind": "room", "place": place, "messages": list(messages)})

    def newest(self, name: str, direct: str) -> None:
        """Take the newest message that somebody got in private."""
        messages = [self.slack.screens.messages[direct][-1]]
        self._keep(name, {"kind": "room", "place": "Salient", "messages": messages})

    def _keep(self, name: str, told: Json) -> None:
        people = [{"id": id, "name": told["real_name"]} for id, told in self.slack.people.items()]
        rooms = [{"id": id, "name": c.name} for id, c in self.slack.conversations.items()]
        self.taken[name] = deepcopy({**told, "people": people, "rooms": rooms})


def walked() -> Taken:
    """Set Salient up, screen the workplace analytics product, and keep what stands on the way."""
    return asyncio.run(_walked())


async def _walked() -> Taken:
    with TemporaryDirectory() as folder:
        async with LocalSlack() as slack:
            camera, seats = Camera(slack), _seats(slack)
            async with house(Path(folder) / "salient.db", slack, seats) as salient:
                await _set_up(camera, salient)
                await _screening(camera, salient)
                await _life(camera, salient)
        return camera.taken


def _seats(slack: LocalSlack) -> Seats:
    ada, mira = slack.person("ada", real_name="Ada Brandt"), slack.person("mira", real_name="Mira")
    hana, lee = (
        slack.person("hana", real_name="Hana Ito"),
        slack.person("lee", real_name="Lee Okoye"),
    )
    return Seats(
        admin=ada,
        sponsor=ada,
        manager=mira,
        team=hana,
        lead=lee,
        team_conversation=slack.channel("human-rights", hana),
        launches=slack.channel("launches", ada, mira, hana, lee),
        others_of_team=(slack.person("tomas", real_name="Tomás Rivera"),),
    )


async def _set_up(camera: Camera, salient: House) -> None:
    admin = await filled(salient)
    camera.window("set-up", admin.window)
    await admin.submits()
    await salient.settled()


async def _screening(camera: Camera, salient: House) -> None:
    seats = salient.seats
    walk = SlackWalk(salient, salient.person(seats.manager), product("G02"))
    await walk.person.command("start")
    await salient.settled()
    camera.window("start", walk.person.window)
    await walk.send()
    await walk.fill()
    camera.window("page", walk.person.window)
    await walk.until(lambda walk: walk.title.startswith(HARM))
    await walk.fill()
    camera.window("risk", walk.person.window)
    await walk.to_review()
    camera.window("review", walk.person.window)
    await walk.press("Send the screening")
    camera.window("result", walk.person.window)
    told = salient.messages(seats.team_conversation, "SAL-1")
    camera.room("escalation", seats.team_conversation, told)
    camera.home("home", seats.manager)


async def _life(camera: Camera, salient: House) -> None:
    """Take the case with the team, the decision, its measures, and one of them."""
    seats = salient.seats
    people = {
        "manager": seats.manager,
        "lead": seats.lead,
        "hr_lead": seats.team,
        "hr_member": seats.others_of_team[0],
        "engineer": camera.slack.person("ines", real_name="Ines Moreau"),
    }
    told = InSlack(salient, product("G02"), "SAL-1", people)
    await salient.person(seats.manager).closes()
    await told.tell(asked())
    team = await told.opened("hr_lead")
    camera.window("with-the-team", team.window)
    await told.closes(team)
    first, agrees = decided(NOON.date())
    decision = await told.leads_to(first, 1)
    camera.window("decision", decision.window)
    await told.closes(decision)
    await told.tell([first, agrees])
    owner = await told.leads_to(Act("manager", "plan.open", measure=measure_named(KEPT)), 0)
    camera.window("plan", owner.window)
    await told.closes(owner)
    await _reminded(camera, salient, told)


async def _reminded(camera: Camera, salient: House, told: InSlack) -> None:
    """Take what somebody is reminded of in the morning, why, how it is put off, and their page."""
    await told.tell([*planned(NOON.date()), *weeks(3)])
    engineer = told.seated("engineer")
    camera.home("your-page", engineer.user)
    camera.newest("morning", await camera.slack.direct(engineer.user))
    await engineer.clicks(label("snooze.open"), where="message")
    await salient.settled()
    camera.window("put-off", engineer.window)
    await told.closes(engineer)
    await engineer.clicks(label("act.why_me"), where="message")
    await salient.settled()
    camera.window("why-me", engineer.window)


def entered(window: Window) -> list[Json]:
    """Return the blocks of a window with what was entered as if the app had suggested it."""
    blocks: list[Json] = deepcopy(window.view["blocks"])
    for each in inputs.inputs_of(blocks):
        value = window.typed.get(each.key, each.initial)
        if value:
            key = inputs.KEYS[each.type]
            each.element[key.replace("selected_", "initial_").replace("value", "initial_value")] = (
                value
            )
    return blocks


def bundled(folder: Path) -> str:
    """Return a page that draws whatever its function `draw` is given."""
    judge.installed()
    script = folder / "frame.js"
    esbuild = judge.MODULES / "esbuild" / "bin" / "esbuild"
    ran = judge.node(str(esbuild), *BUNDLE, f"--outfile={script}")
    assert ran.returncode == 0, ran.stderr
    style = script.with_suffix(".css").read_text("utf-8")
    return PAGE.format(
        style=style, script=script.read_text("utf-8").replace("</script", "<\\/script")
    )


def draw(page: Page, bundle: str, told: Json, size: ViewportSize | None = None) -> None:
    """Draw what was taken on a page of the browser, and make the page as high as it needs."""
    size = size or SIZE[told["kind"]]
    page.set_viewport_size(size)
    page.set_content(bundle)
    page.evaluate("(told) => window.draw(told)", told)
    box = page.locator("#screen").bounding_box()
    assert box is not None
    page.set_viewport_size({"width": size["width"], "height": round(box["height"])})
