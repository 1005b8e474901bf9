"""Who may see lead data, and where: colleagues only, never guests, never shared channels."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from agents.facts import PersonFacts
from agents.vocabulary import RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.slack.listeners import payload
from bot.slack.listeners.payload import Body
from bot.workflows import people

REMEMBERED = timedelta(minutes=5)
"""How long Slack's answer about a user or a channel is believed."""


@dataclass(slots=True)
class Gate:
    """Lets colleagues in; what Slack says about users and channels is asked once in a while."""

    client: WebClient
    deps: Deps
    _known: dict[str, tuple[datetime, bool]] = field(default_factory=dict)

    def admit(self, body: Body) -> PersonFacts:
        """The colleague behind a delivery.

        Raises:
            Refusal: UNKNOWN_PERSON, or NOT_ALLOWED for guests and in shared channels.
        """
        user = payload.user_id(body)
        try:
            person = people.who(self.deps, user)
        except Refusal:
            if self._may_not_join(user):
                raise Refusal(RefusalCode.NOT_ALLOWED, why="guest") from None
            raise
        if self.is_outsider(user):
            raise Refusal(RefusalCode.NOT_ALLOWED, why="guest")
        channel = payload.channel_id(body)
        if payload.is_shared(body) or (channel is not None and self._is_shared(channel)):
            raise Refusal(RefusalCode.NOT_ALLOWED, why="shared_channel")
        return person

    def is_outsider(self, slack_user_id: str) -> bool:
        """Whether somebody is a guest, of another company, gone, or a bot."""
        return self._ask(f"user:{slack_user_id}", slack_user_id, self._asks_user)

    def _may_not_join(self, slack_user_id: str) -> bool:
        """Whether asking to be added would end in a refusal; no where Slack does not say."""
        try:
            return self.is_outsider(slack_user_id)
        except (SlackApiError, OSError):
            return False

    def name_of(self, slack_user_id: str) -> str:
        """The name somebody goes by in Slack."""
        user = self.client.users_info(user=slack_user_id)["user"]
        profile = user.get("profile") or {}
        return str(profile.get("real_name") or user.get("real_name") or user.get("name"))

    def _is_shared(self, channel: str) -> bool:
        """Whether other companies read a channel; a direct message has one reader."""
        if channel.startswith("D"):
            return False
        return self._ask(f"channel:{channel}", channel, self._asks_channel)

    def _ask(self, key: str, name: str, ask: Callable[[str], bool]) -> bool:
        now = self.deps.clock()
        known = self._known.get(key)
        if known is not None and now - known[0] < REMEMBERED:
            return known[1]
        answer = ask(name)
        self._known[key] = (now, answer)
        return answer

    def _asks_user(self, slack_user_id: str) -> bool:
        try:
            user = self.client.users_info(user=slack_user_id)["user"]
        except SlackApiError as error:
            if error.response.get("error") in {"user_not_found", "user_not_visible"}:
                return True
            raise
        signs = ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted", "is_bot")
        return any(bool(user.get(sign)) for sign in signs)

    def _asks_channel(self, channel: str) -> bool:
        """A channel the bot cannot see gets no message of it, only answers for one reader."""
        try:
            found = self.client.conversations_info(channel=channel)["channel"]
        except SlackApiError as error:
            if error.response.get("error") == "channel_not_found":
                return False
            raise
        return bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared"))
