"""What the acts that are about no case mean."""

from flows.acts.act import Act
from flows.events import (
    ConcernAsked,
    ConcernSent,
    ContactsTried,
    HelpAsked,
    IncidentAsked,
    IncidentSent,
    KeepSent,
    LeaverAsked,
    LeaverSent,
    ListAsked,
    Request,
    RolesAsked,
    RoleSent,
    SettingsAsked,
    SettingsSent,
    SetUpAsked,
    SetUpSent,
    StartAsked,
    StartConfirmed,
)

LEAD_FIELD = "product_lead"

TEAM_FIELD = "team"
TEAM_CONVERSATION_FIELD = "team_conversation"
LAUNCH_CONVERSATION_FIELD = "launch_conversation"
SPONSOR_FIELD = "sponsor"
LEADS_FIELD = "product_leads"


def of_request(act: Act) -> Request | None:
    match act.verb:
        case "start":
            return StartAsked()
        case "begin":
            return StartConfirmed(act.text(LEAD_FIELD) or None)
        case "list":
            return ListAsked(act.arg("section"))
        case "help":
            return HelpAsked()
        case "set_up":
            return SetUpAsked(change=bool(act.arg("change")))
        case "set_up_send":
            return SetUpSent(act.revision, act.values)
        case "try_contacts":
            return ContactsTried()
        case _:
            return _of_people(act)


def _of_people(act: Act) -> Request | None:
    match act.verb:
        case "incident":
            return IncidentAsked({**act.args, **act.values})
        case "incident_send":
            return IncidentSent(act.values)
        case "concern":
            return ConcernAsked()
        case "concern_send":
            return ConcernSent(act.values)
        case "settings":
            return SettingsAsked(change=bool(act.arg("change")))
        case "settings_send":
            return SettingsSent(act.revision, act.values)
        case "roles":
            return RolesAsked(act.arg("role"))
        case "role_send":
            return RoleSent(act.arg("role"), act.revision, act.values)
        case "leaver":
            return LeaverAsked(act.values)
        case "leaver_send":
            return LeaverSent(act.arg("leaver"), act.values)
        case "keep_send":
            return KeepSent(act.arg("keeping"), act.arg("kept_for"), act.values)
        case _:
            return None
