"""The desk over HTTP: who is served, what is taken, and that nothing sent is lost or breaks it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from io import BytesIO
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import LooseHeaders
from aiohttp.web import Application, Request
from structlog.testing import capture_logs

from bot.channels.desk.security import Tokens, is_own_machine, is_own_name, is_own_site
from bot.channels.desk.sending import MOST_CONTROLS
from bot.contract import Address, Reader, Surface
from bot.contract.acting import act_text
from bot.web.hosts import is_loopback
from flows.cards import Notice
from flows.errors import StoreError
from tests.channels.browser import Page
from tests.channels.desk import WholeDesk

Client = TestClient[Request, Application]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
START = act_text("start", {}, 0)
BEGIN = act_text("begin", {}, 0)
LIST = act_text("list", {}, 0)
TYPED = "<script>alert(1)</script> \u202e\u200b עברית \U0001f600"


@pytest.fixture
def desk() -> WholeDesk:
    return WholeDesk()


@pytest.fixture
async def client(desk: WholeDesk) -> AsyncIterator[Client]:
    async with TestClient(TestServer(desk.app)) as client:
        yield client


async def opened(client: Client, path: str = "/desk/product") -> Page:
    answer = await client.get(path)
    assert answer.status == 200
    return Page(await answer.text())


async def posted(
    client: Client, body: bytes, path: str = "/desk/product", headers: LooseHeaders = FORM
) -> tuple[ClientResponse, Page]:
    answer = await client.post(path, data=body, headers=headers, allow_redirects=False)
    return answer, Page(await answer.text())


async def pressed(
    client: Client, page: Page, label: str, form: str = "acts", **typed: str
) -> tuple[ClientResponse, Page]:
    """Press the button of a page whose act has this verb, with fields changed to what is typed."""
    buttons = (b.value for b in page.buttons if b.form == form)
    act = next(value for value in buttons if json.loads(value)["verb"] == label)
    pairs = [(name, typed.get(name[2:], value)) for name, value in page.sent(form, act)]
    return await posted(client, urlencode(pairs).encode())


async def first_page(client: Client) -> Page:
    """Begin a screening and return its first page."""
    _, start = await pressed(client, await opened(client), "start")
    _, page = await pressed(client, start, "begin", "answer")
    assert "f.P01" in page.html
    return page


async def test_the_desk_shows_the_time_the_launches_and_three_panes(client: Client) -> None:
    shell = (await opened(client, "/desk")).html
    assert re.findall(r'<iframe src="([^"]+)" title="([^"]+)"', shell) == [
        ("/desk/product", "Product"),
        ("/desk/human_rights", "Human rights"),
        ("/desk/admin", "Admin"),
    ]
    assert "Mon 2 March 2026, 12:00 UTC" in shell


@pytest.mark.parametrize("path", ["/desk", "/desk/product", "/desk/admin", "/desk/nowhere", "/"])
async def test_every_page_forbids_what_it_does_not_need(client: Client, path: str) -> None:
    answer = await client.get(path, allow_redirects=False)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_no_page_fetches_anything_from_elsewhere(client: Client) -> None:
    for path in ("/desk", "/desk/product"):
        html = (await opened(client, path)).html
        for address in re.findall(r'(?:src|href|action)="([^"]*)"', html):
            assert address.startswith(("/", "#"))
        assert not re.search(r"<script[^>]*>[^<]|\sstyle=|\son\w+=", html)
    for name in ("desk.css", "desk.js", "icon.svg"):
        answer = await client.get(f"/desk/static/{name}")
        assert answer.status == 200
        text = (await answer.text()).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|url\(", text)
    assert (await client.get("/desk/static/server.py")).status == 404


async def test_the_cookie_is_for_this_site_and_no_script(client: Client) -> None:
    cookie = (await client.get("/desk")).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/desk"} <= set(cookie.split("; "))
    assert "Set-Cookie" not in (await client.get("/desk/product")).headers


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:80", "", "a@localhost"])
async def test_a_foreign_host_name_is_refused_in_words(client: Client, host: str) -> None:
    answer = await client.get("/desk", headers={"Host": host})
    assert answer.status == 403
    assert "Only for this machine" in await answer.text()
    port = client.server.port if client.server is not None else 0
    for own in ("localhost", f"localhost:{port}", f"[::1]:{port}"):
        assert (await client.get("/desk", headers={"Host": own})).status == 200


@pytest.mark.parametrize(
    ("peer", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("2001:db8::1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_this_machine_is_served(peer: str | None, own: bool) -> None:
    assert is_own_machine(peer) is own


@pytest.mark.parametrize("host", ["localhost:x", "localhost:99999", "localhost/x", "[::1", "::1"])
def test_a_host_name_that_is_none_is_foreign(host: str) -> None:
    assert not is_own_name(host)


@pytest.mark.parametrize(
    ("host", "own"),
    [("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("0.0.0.0", False), ("x", False)],
)
def test_what_is_bound_to_this_machine_alone(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Host": "localhost:1", "Origin": "http://localhost:1"}, True),
        ({"Host": "localhost:1", "Origin": "http://localhost:2"}, False),
        ({"Host": "localhost:1", "Origin": "https://evil.example"}, False),
    ],
)
def test_a_form_of_another_site_is_told(headers: dict[str, str], own: bool) -> None:
    assert is_own_site(headers) is own


async def test_a_form_of_another_site_is_refused_in_words(client: Client, desk: WholeDesk) -> None:
    page = await opened(client)
    before = len(desk.turns.seen)
    body = page.body("acts", START)
    answer, said = await posted(client, body, headers={**FORM, "Origin": "https://evil.example"})
    assert (answer.status, len(desk.turns.seen)) == (403, before)
    assert "Not sent by the desk" in said.text
    answer, _ = await posted(client, body)
    assert (answer.status, len(desk.turns.seen)) == (200, before + 1)


async def test_after_a_restart_what_was_typed_is_sent_again_with_one_press(client: Client) -> None:
    page = await first_page(client)
    act = next(b.value for b in page.buttons if b.form == "answer")
    pairs = [(n, TYPED + "\nmore" if n == "f.P02" else v) for n, v in page.sent("answer", act)]
    stale = [(n, "0" * 64 if n == "token" else v) for n, v in pairs]
    answer, again = await posted(client, urlencode(stale).encode())
    assert answer.status == 403
    assert "restarted meanwhile" in again.text
    assert TYPED in again.text
    answer, shown = await posted(client, again.body("form"))
    assert answer.status == 200
    sent = dict(shown.sent("answer"))
    assert sent["f.P02"].replace("\r\n", "\n") == TYPED + "\nmore"


async def test_a_cookie_that_is_gone_is_given_anew(client: Client) -> None:
    page = await opened(client)
    client.session.cookie_jar.clear()
    answer, again = await posted(client, page.body("acts", START))
    assert answer.status == 403
    answer, start = await posted(client, again.body("form"))
    assert answer.status == 200
    assert "Screen a launch" in start.text


async def test_tokens_fit_their_browser_and_process_alone() -> None:
    one, other = Tokens(), Tokens()
    assert one.fits("cookie", one.of("cookie"))
    for token in (one.of("another"), other.of("cookie"), "", "é"):
        assert not one.fits("cookie", token)
    assert not one.fits("", one.of(""))


async def test_a_turn_that_cannot_be_saved_gives_back_what_was_sent(
    client: Client, desk: WholeDesk
) -> None:
    page = await first_page(client)
    desk.turns.breaks_with = StoreError(TYPED)
    with capture_logs() as logs:
        answer, again = await pressed(client, page, "answer", "answer", P01=TYPED)
    assert answer.status == 503
    assert TYPED in again.text
    assert TYPED not in str(logs)
    desk.turns.breaks_with = None
    answer, shown = await posted(client, again.body("form"))
    assert (answer.status, dict(shown.sent("answer"))["f.P01"]) == (200, TYPED)


async def test_what_breaks_unforeseen_shows_a_code_and_logs_no_content(
    client: Client, desk: WholeDesk
) -> None:
    page = await first_page(client)
    desk.turns.breaks_with = ZeroDivisionError(TYPED)
    with capture_logs() as logs:
        answer, said = await pressed(client, page, "answer", "answer", P01=TYPED)
    assert answer.status == 500
    assert "Traceback" not in said.html
    assert "ZeroDivision" not in said.html
    (entry,) = logs
    assert entry["code"] in said.text
    assert entry["error"] == "ZeroDivisionError"
    assert "alert" not in str(logs)


BAD_ACTS = [
    "",
    "{",
    "[]",
    '{"verb":"dance","args":{},"revision":0}',
    act_text("see", {}, 0),
    act_text("see", {"case": "12"}, 0),
    act_text("answer", {"case": "12", "page": "P01"}, 0),
    "\x00",
    "x" * 5000,
]


@pytest.mark.parametrize("act", BAD_ACTS)
async def test_an_act_that_is_none_is_told_and_what_was_typed_comes_back(
    client: Client, act: str
) -> None:
    page = await first_page(client)
    pairs = [(n, TYPED if n == "f.P02" else v) for n, v in page.sent("answer")]
    answer, said = await posted(client, urlencode([*pairs, ("act", act)]).encode())
    assert answer.status == 400
    assert "Nothing was changed" in said.text
    assert TYPED in said.text


async def test_a_case_that_is_not_there_or_not_theirs_sounds_the_same(client: Client) -> None:
    page = await first_page(client)
    theirs = json.loads(next(b.value for b in page.buttons if b.form == "answer"))["args"]["case"]
    told = set()
    for case in ("5a11e27f-0000-4000-8000-00000000000f", theirs):
        admin = await opened(client, "/desk/admin")
        act = act_text("answer", {"case": case, "page": "P01", "intent": "next"}, 0)
        pairs = [*admin.sent("acts"), ("f.P01", TYPED), ("act", act)]
        answer, said = await posted(client, urlencode(pairs).encode(), "/desk/admin")
        assert answer.status == 200
        assert TYPED in said.text
        told.add("There is no case of that number that you can open" in said.text)
    assert told == {True}


HOSTILE_ARGS: list[dict[str, str]] = [
    {},
    {"page": ""},
    {"page": "ZZ99"},
    {"page": "P01:RK01"},
    {"page": "R01:ZZ99"},
    {"page": "R01"},
    {"page": "::" * 50},
    {"page": TYPED},
    {"page": "P01", "intent": "dance"},
    {"page": "P01", "confirmed": "yes"},
    {"prompt": "ZZ", "risk": "ZZ"},
]


@pytest.mark.parametrize("args", HOSTILE_ARGS)
async def test_an_unknown_id_is_answered_and_never_breaks(
    client: Client, args: dict[str, str]
) -> None:
    page = await first_page(client)
    case = json.loads(next(b.value for b in page.buttons if b.form == "answer"))["args"]["case"]
    for verb in ("answer", "prompt", "open", "review", "submit", "see", "resume"):
        act = act_text(verb, {"case": case, **args}, 7)
        pairs = [(n, TYPED if n.startswith("f.") else v) for n, v in page.sent("answer")]
        answer, said = await posted(client, urlencode([*pairs, ("act", act)]).encode())
        assert answer.status in (200, 400), (verb, said.text)


@pytest.mark.parametrize("path", ["/desk/nowhere", "/desk/product/x", "/desk/a/b/c", "/nowhere"])
async def test_an_unknown_page_is_told_in_words(client: Client, path: str) -> None:
    for answer in (await client.get(path), await client.post(path, data=b"", headers=FORM)):
        assert answer.status in (404, 405)
        assert "Nothing was changed" in await answer.text()


@pytest.mark.parametrize("person", ["nobody", "hr_lead", "../x", "<b>"])
async def test_an_unknown_person_is_told_in_words(client: Client, person: str) -> None:
    for path in ("/desk/product", "/desk/product/feed"):
        answer = await client.get(path, params={"as": person})
        assert answer.status == 404
        assert "Nobody of that name sits here" in await answer.text()
    page = await opened(client)
    pairs = [(n, person if n == "as" else v) for n, v in page.sent("acts", START)]
    answer, said = await posted(client, urlencode([*pairs, ("f.x", TYPED)]).encode())
    assert answer.status == 404
    assert TYPED in said.text


async def test_a_hundred_kilobytes_come_back_whole_with_the_error_at_the_field(
    client: Client,
) -> None:
    page = await first_page(client)
    long = "🦊 long. " * 10_000
    answer, shown = await pressed(client, page, "answer", "answer", P01=TYPED, P02=long.strip())
    assert answer.status == 200
    sent = dict(shown.sent("answer"))
    assert (sent["f.P01"], sent["f.P02"]) == (TYPED, long.strip())
    assert 'aria-invalid="true"' in shown.html
    assert 'href="#field-P02"' in shown.html


async def test_more_than_the_limit_is_told_in_three_parts(client: Client) -> None:
    page = await first_page(client)
    body = page.body("answer") + b"&f.P02=" + b"x" * (1024 * 1024)

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    for data in (BytesIO(body), in_pieces()):
        answer = await client.post("/desk/product", data=data, headers=FORM)
        said = await answer.text()
        assert answer.status == 413
        for part in ("That was too long", "Earlier pages are saved", "send it again"):
            assert part in said


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
        (b"a=1&" * (MOST_CONTROLS + 1), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_form_is_told(client: Client, body: bytes, kind: str) -> None:
    for path in ("/desk/product", "/desk/clock"):
        answer = await client.post(path, data=body, headers={"Content-Type": kind})
        assert answer.status in (400, 415)
        assert "not a form of the desk" in await answer.text()


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=%ff&as=manager", b"%zz=%00&&&==", b"as=manager&as=lead", b""]
)
async def test_broken_bytes_are_no_fault_of_ours(client: Client, body: bytes) -> None:
    answer = await client.post("/desk/product", data=body, headers=FORM)
    assert answer.status in (403, 404)


@pytest.mark.parametrize("options", [[], [""], ["foreign"], ["none", "foreign"], ["x" * 100_000]])
async def test_a_missing_or_foreign_option_stands_at_its_field(
    client: Client, options: list[str]
) -> None:
    page = await first_page(client)
    act = next(b.value for b in page.buttons if b.form == "answer")
    kept = [pair for pair in page.sent("answer", act) if pair[0] != "m.P04"]
    pairs = [*kept, *(("m.P04", option) for option in options)]
    answer, shown = await posted(client, urlencode(pairs).encode())
    assert answer.status == 200
    assert 'id="error-P04"' in shown.html


async def test_fields_that_nobody_asked_for_change_nothing(client: Client) -> None:
    page = await first_page(client)
    act = next(b.value for b in page.buttons if b.form == "answer")
    extra = [("f.ZZZ", "x"), ("m.", "y"), ("f.__class__", "z"), ("f.P01", "a"), ("f.P01", "b")]
    answer, shown = await posted(client, urlencode([*page.sent("answer", act), *extra]).encode())
    assert answer.status == 200
    assert "ZZZ" not in shown.html


async def test_the_same_form_twice_is_one_event_for_whoever_counts(
    client: Client, desk: WholeDesk
) -> None:
    page = await opened(client)
    for _ in range(2):
        answer, _ = await posted(client, page.body("acts", START))
        assert answer.status == 200
    first, second = desk.turns.seen[-2:]
    assert first.event_id == second.event_id


async def test_a_page_answered_meanwhile_keeps_what_was_typed(client: Client) -> None:
    page = await first_page(client)
    one = {"P01": "First name", "P02": "One", "P03": "2026-09-01"}
    act = next(b.value for b in page.buttons if b.form == "answer")
    chosen = [("m.P04", "none"), ("m.P05", "none")]
    for name in ("First name", "Second name"):
        given = [(n, {**one, "P01": name}.get(n[2:], v)) for n, v in page.sent("answer", act)]
        answer, shown = await posted(client, urlencode([*given, *chosen]).encode())
        assert answer.status == 200
    assert dict(shown.sent("answer"))["f.P01"] == "Second name"
    assert "Saved meanwhile by Mira Lindqvist: First name" in shown.text


async def test_the_clock_moves_forward_by_its_three_steps(client: Client, desk: WholeDesk) -> None:
    for step, time in (("hour", "13:00"), ("day", "Tue 3 March 2026"), ("week", "Tue 10 March")):
        shell = await opened(client, "/desk")
        answer, _ = await posted(client, shell.body("form") + f"&by={step}".encode(), "/desk/clock")
        assert (answer.status, answer.headers["Location"]) == (303, "/desk")
        assert time in (await opened(client, "/desk")).text
    at = desk.clock.now()
    shell = await opened(client, "/desk")
    answer, _ = await posted(client, shell.body("form") + b"&by=year", "/desk/clock")
    assert answer.status == 400
    answer, said = await posted(client, b"token=0&by=hour", "/desk/clock")
    assert answer.status == 403
    assert "The clock was not moved" in said.text
    assert desk.clock.now() == at


async def test_a_message_reaches_its_pane_and_nobody_elses(client: Client, desk: WholeDesk) -> None:
    drawn = desk.channel.render(Notice(("Something for the team.",)), Reader(), Surface.SHARED)
    await desk.channel.send(Address("desk", "human_rights"), drawn, "k1")
    await desk.channel.send(Address("desk", "person:hr_member"), {**drawn, "said": "Own."}, "k2")
    member = (await opened(client, "/desk/human_rights/feed?as=hr_member")).text
    lead = (await opened(client, "/desk/human_rights?as=hr_lead")).text
    product = (await opened(client, "/desk/product")).text
    assert [t in member for t in ("Something for the team.", "Own.")] == [True, True]
    assert [t in lead for t in ("Something for the team.", "Own.")] == [True, False]
    assert "Something for the team." not in product


async def test_the_stream_names_what_changed_and_ends_with_the_server(desk: WholeDesk) -> None:
    async with TestClient(TestServer(desk.app)) as client:
        answer = await client.get("/desk/events")
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert await answer.content.readline() == b"retry: 2000\n"
        await asyncio.sleep(0.05)
        desk.hub.wake("human_rights")
        lines = [await answer.content.readline() for _ in range(2)]
        assert lines == [b"\n", b"data: human_rights\n"]


async def test_the_process_tells_whether_it_lives_and_is_ready(
    client: Client, desk: WholeDesk
) -> None:
    assert await (await client.get("/livez")).text() == "alive\n"
    assert (await client.get("/readyz")).status == 200
    desk.ready = ("the database has another schema",)
    answer = await client.get("/readyz")
    assert (answer.status, await answer.text()) == (503, "the database has another schema\n")


async def test_the_first_page_is_the_desk_and_other_methods_are_refused(client: Client) -> None:
    for path in ("/", "/desk/"):
        answer = await client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, "/desk")
    answer = await client.delete("/livez")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
