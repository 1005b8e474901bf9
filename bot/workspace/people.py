"""Tokens, connections and people: `auth.test`, `apps.connections.open`, `users.info`."""

from bot.workspace.desk import Desk
from bot.workspace.refusal import Refusal
from bot.workspace.seed import User
from bot.workspace.wire import JsonObject


def token_info(desk: Desk, _: JsonObject) -> JsonObject:
    """`auth.test`."""
    app, team = desk.seed.app, desk.seed.team
    return {
        "url": f"{desk.base_url}/",
        "team": team.name,
        "user": app.name.lower(),
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(desk: Desk, _: JsonObject) -> JsonObject:
    """`apps.connections.open`."""
    ticket = desk.permissions.issue_ticket(desk.clock())
    url = desk.base_url.replace("http", "ws", 1)
    return {"url": f"{url}/link/?ticket={ticket}&app_id={desk.seed.app.app_id}"}


def user_info(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`users.info`."""
    user_id = arguments["user"]
    if user_id == desk.seed.app.bot_user_id:
        user = _bot(desk)
    elif user_id in desk.state.users:
        user = _person(desk, desk.state.users[user_id])
    else:
        raise Refusal("user_not_found")
    if arguments.get("include_locale"):
        user["locale"] = _locale(desk, user_id)
    return {"user": user}


def _locale(desk: Desk, user_id: str) -> str:
    person = desk.state.users.get(user_id)
    return "en-US" if person is None else person.locale


def _person(desk: Desk, person: User) -> JsonObject:
    profile = {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "team": person.team_id,
    }
    if desk.manifest.grants("users:read.email") and person.email:
        profile["email"] = person.email
    return {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": person.tz,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_stranger": person.is_stranger,
        "is_bot": False,
        "is_app_user": False,
    }


def _bot(desk: Desk) -> JsonObject:
    app, team = desk.seed.app, desk.seed.team
    profile = {"real_name": app.name, "display_name": "", "api_app_id": app.app_id}
    return {
        "id": app.bot_user_id,
        "team_id": team.id,
        "name": app.name.lower(),
        "deleted": False,
        "real_name": app.name,
        "tz": "America/Los_Angeles",
        "profile": {**profile, "bot_id": app.bot_id, "team": team.id},
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_stranger": False,
        "is_bot": True,
        "is_app_user": False,
    }
