"""Who and what the workspace begins with: the seed file and the app's manifest."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.workspace.wire import JsonObject


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Team(_Strict):
    """The company's workspace."""

    id: str
    name: str
    domain: str


class AppIdentity(_Strict):
    """The installed app and its secrets."""

    app_id: str
    bot_id: str
    bot_user_id: str
    name: str
    bot_token: str
    app_token: str
    signing_secret: str = ""


class User(_Strict):
    """A person. `persona` marks those whom the page can play."""

    id: str
    name: str
    real_name: str
    team_id: str
    title: str = ""
    locale: str = "en-US"
    tz: str = "Europe/Berlin"
    email: str = ""
    persona: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False


class Channel(_Strict):
    """A public or private channel with its members."""

    id: str
    name: str
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    topic: str = ""
    members: tuple[str, ...] = ()


class Seed(_Strict):
    """The seed file."""

    team: Team
    app: AppIdentity
    users: tuple[User, ...]
    channels: tuple[Channel, ...] = ()


class Command(BaseModel):
    """A slash command of the manifest."""

    model_config = ConfigDict(frozen=True)
    command: str
    description: str = ""
    usage_hint: str = ""


class Shortcut(BaseModel):
    """A global or message shortcut of the manifest."""

    model_config = ConfigDict(frozen=True)
    name: str
    type: Literal["global", "message"]
    callback_id: str
    description: str = ""


class _AppHome(BaseModel):
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True


class _Features(BaseModel):
    agent_view: dict[str, object] | None = None
    assistant_view: dict[str, object] | None = None
    app_home: _AppHome = _AppHome()
    slash_commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()


class _Scopes(BaseModel):
    bot: frozenset[str] = frozenset()


class _OAuth(BaseModel):
    scopes: _Scopes = _Scopes()


class _Subscriptions(BaseModel):
    bot_events: frozenset[str] = frozenset()


class _Interactivity(BaseModel):
    is_enabled: bool = True


class _Settings(BaseModel):
    event_subscriptions: _Subscriptions = _Subscriptions()
    interactivity: _Interactivity = _Interactivity()


class _ManifestFile(BaseModel):
    features: _Features = _Features()
    oauth_config: _OAuth | None = None
    settings: _Settings = Field(default_factory=_Settings)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the app asked for when it was installed."""

    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    events: frozenset[str]
    scopes: frozenset[str] | None
    """The granted bot scopes; None means that the manifest names none and all are granted."""
    interactive: bool
    home_tab: bool
    messages_tab: bool
    agent: bool
    """Whether the app is an agent, which suggested prompts need."""

    def grants(self, scope: str) -> bool:
        """Tell whether the bot token carries this scope."""
        return self.scopes is None or scope in self.scopes


def read_seed(data: JsonObject) -> Seed:
    """Check a seed file.

    Raises:
        pydantic.ValidationError: The file is not of the form in docs/workspace.md.
    """
    return Seed.model_validate(data)


def read_manifest(data: JsonObject) -> Manifest:
    """Take what matters here from an app manifest.

    Raises:
        pydantic.ValidationError: A part that matters here has the wrong form.
    """
    file = _ManifestFile.model_validate(data)
    return Manifest(
        commands=file.features.slash_commands,
        shortcuts=file.features.shortcuts,
        events=file.settings.event_subscriptions.bot_events,
        scopes=None if file.oauth_config is None else file.oauth_config.scopes.bot,
        interactive=file.settings.interactivity.is_enabled,
        home_tab=file.features.app_home.home_tab_enabled,
        messages_tab=file.features.app_home.messages_tab_enabled,
        agent=bool(file.features.agent_view or file.features.assistant_view),
    )
