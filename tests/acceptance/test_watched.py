"""Nothing comes from elsewhere, no script runs but the desk's own, and the watch would notice."""

from playwright.sync_api import Response

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import pane_at
from tests.acceptance.serving import Server

ELSEWHERE = "http://localhost:9/picture.png"


def test_an_injected_script_and_a_foreign_picture_are_stopped_and_noticed(
    shared: Server, visits: Visits
) -> None:
    page = visits.window()
    pane = pane_at(page, shared.desk)
    assert not visits.faults
    page.evaluate(
        """(elsewhere) => {
          const script = document.createElement("script");
          script.textContent = "window.pwned = true";
          const picture = document.createElement("img");
          picture.setAttribute("onerror", "window.pwned = true");
          picture.src = elsewhere;
          document.body.append(script, picture);
        }""",
        ELSEWHERE,
    )
    page.wait_for_function("() => document.images.length === 1")
    pane.home()
    assert not page.evaluate("() => window.pwned")
    assert any("inline script" in fault for fault in visits.faults)
    assert any(ELSEWHERE in fault for fault in visits.faults)
    visits.faults.clear()


def test_every_answer_of_the_desk_carries_the_policy(shared: Server, visits: Visits) -> None:
    page = visits.window()
    seen: list[Response] = []
    page.on("response", lambda response: seen.append(response))
    page.goto(shared.desk)
    pane_at(page, shared.desk).press("Help")
    assert len(seen) > 5
    policies = {response.all_headers().get("content-security-policy", "") for response in seen}
    assert all("default-src 'none'" in policy for policy in policies)
    assert all("unsafe" not in policy for policy in policies)
