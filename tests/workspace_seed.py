"""A small company for tests of the local workspace: people, channels, the app's manifest."""

from typing import Any

BOT_TOKEN = "xoxb-local-test"
APP_TOKEN = "xapp-local-test"


def _user(user_id: str, name: str, real_name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": user_id,
        "name": name,
        "real_name": real_name,
        "team_id": "T0STAFFEL",
        "email": f"{name}@staffel.example",
        "persona": True,
        **more,
    }


SEED: dict[str, Any] = {
    "team": {"id": "T0STAFFEL", "name": "Staffel Demo", "domain": "staffel-demo"},
    "app": {
        "app_id": "A0STAFFEL",
        "bot_id": "B0STAFFEL",
        "bot_user_id": "U0STAFFEL",
        "name": "Staffel",
        "bot_token": BOT_TOKEN,
        "app_token": APP_TOKEN,
        "signing_secret": "local-secret",
    },
    "users": [
        _user("U0LENA", "lena", "Lena Vogt", title="SDR", locale="de-DE"),
        _user("U0TOM", "tom", "Tom Berger", title="SDR", locale="en-GB"),
        _user("U0MARA", "mara", "Mara Klein", title="Sales manager", locale="de-DE"),
        _user("U0GUEST", "gast", "Gisela Gast", is_restricted=True),
        _user(
            "U0OUTSIDE", "otto", "Otto Extern", is_stranger=True, team_id="T0OTHER", persona=False
        ),
    ],
    "channels": [
        {
            "id": "C0TEAM",
            "name": "leads-dach",
            "is_private": True,
            "topic": "Hot leads",
            "members": ["U0LENA", "U0TOM", "U0STAFFEL"],
        },
        {"id": "C0ALL", "name": "general", "members": ["U0LENA", "U0TOM", "U0MARA", "U0STAFFEL"]},
        {"id": "C0OPEN", "name": "random", "members": ["U0LENA", "U0MARA"]},
        {"id": "C0BOARD", "name": "board", "is_private": True, "members": ["U0MARA"]},
        {
            "id": "C0SHARED",
            "name": "partner",
            "is_ext_shared": True,
            "members": ["U0LENA", "U0OUTSIDE", "U0STAFFEL"],
        },
    ],
}
"""People: Lena, Tom (C0TEAM), Mara (not in C0TEAM), a guest, a stranger of a shared channel.
The bot is in C0TEAM (private), C0ALL and C0SHARED, and not in C0OPEN and C0BOARD."""

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Staffel"},
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "agent_view": {"agent_description": "Asks and answers about leads"},
        "bot_user": {"display_name": "Staffel", "always_online": True},
        "slash_commands": [{"command": "/staffel", "description": "Ask", "usage_hint": "[text]"}],
        "shortcuts": [
            {
                "name": "New lead",
                "type": "global",
                "callback_id": "new_lead",
                "description": "Enter a lead by hand",
            },
            {
                "name": "Make a lead",
                "type": "message",
                "callback_id": "make_lead",
                "description": "Turn this message into a lead",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "assistant:write",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "message.channels",
                "message.groups",
                "message.im",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
