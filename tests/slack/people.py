"""The methods of the Web API about people, and about the app itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.slack.arguments import yes
from tests.slack.ground import Ground, Refusal
from tests.slack.screens import Json

IN_PROFILE = ("real_name", "email")


def auth_test(ground: Ground, args: Json) -> Json:
    here = ground.workspace
    return {
        "url": f"https://{here.domain}.slack.com/",
        "team": here.domain.title(),
        "user": "salient",
        "team_id": here.team,
        "user_id": here.bot_user,
        "bot_id": here.bot,
        "is_enterprise_install": False,
    }


def users_info(ground: Ground, args: Json) -> Json:
    known = ground.known(args["user"])
    return {"user": profile(ground, known, locale=yes(args.get("include_locale")))}


def users_lookup_by_email(ground: Ground, args: Json) -> Json:
    for known in ground.people.values():
        if known["email"] == args["email"] and not known.get("deleted"):
            return {"user": profile(ground, known)}
    raise Refusal("users_not_found")


def users_list(ground: Ground, args: Json) -> Json:
    """List people; `cursor` is the place to go on from."""
    start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 1000)
    every = list(ground.people.values())
    more = start + limit if start + limit < len(every) else ""
    locale = yes(args.get("include_locale"))
    members = [profile(ground, known, locale=locale) for known in every[start : start + limit]]
    return {
        "members": members,
        "cache_ts": int(ground.now()),
        "response_metadata": {"next_cursor": str(more)},
    }


def profile(ground: Ground, known: Json, *, locale: bool = False) -> Json:
    """Draw a person as Slack tells them; the address only under its own scope."""
    hidden = {"email", "tz", "locale"}
    told = {key: value for key, value in known.items() if key not in hidden}
    told |= {key: known.get(key, False) for key in ("deleted", "is_bot", "is_restricted")}
    told |= {"is_app_user": False, "updated": 1767225600, "is_email_confirmed": True}
    told |= _zone(known["tz"], ground.now())
    told["profile"] = _inner(ground, known)
    if known["team_id"] != ground.workspace.team:
        told.setdefault("is_stranger", True)  # in another workspace of one company nobody is
    return told | ({"locale": known["locale"]} if locale else {})


def _inner(ground: Ground, known: Json) -> Json:
    inner = {"real_name": known["real_name"], "display_name": known["name"], "title": ""}
    inner |= {"status_text": "", "avatar_hash": "g0", "team": known["team_id"]}
    if "users:read.email" in ground.scopes[ground.bot_token]:
        inner["email"] = known["email"]
    return inner


def _zone(name: str | None, now: float) -> Json:
    """Tell a zone as Slack does; bots have none."""
    if name is None:
        return {}
    offset = datetime.fromtimestamp(now, ZoneInfo(name)).utcoffset()
    assert offset is not None
    return {"tz": name, "tz_label": name, "tz_offset": int(offset.total_seconds())}
