"""What every public door shares: the workflows' dependencies, words, addresses and limits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from limits import RateLimitItem, parse
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError
from starlette.datastructures import Headers
from starlette.requests import Request

from agents.words import Words
from bot.deps import Deps
from bot.errors import SettingsError
from bot.settings import Settings
from bot.web.reader import reader
from bot.web.visitors import Limits, Proxies

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Handed to every router; made once by `create_app`."""

    deps: Deps
    settings: Settings
    proxies: Proxies
    form_rates: dict[str, RateLimitItem]
    signatures: Webhook | None
    """Checks the signatures of events; None: that door is closed."""
    limits: Limits = field(default_factory=Limits)

    def words(self, headers: Headers) -> Words:
        """The words for whoever sent these headers."""
        return reader(headers.get("accept-language"), self.settings.default_language)

    def spend(self, rate: RateLimitItem, door: str, request: Request) -> None:
        """Counts one knock of an address at a door.

        Raises:
            WebRefusal: 429, when there were too many.
        """
        self.limits.spend(rate, door, self.proxies.address(request))


def open_doors(deps: Deps, settings: Settings) -> Doors:
    """The doors of an installation.

    Raises:
        SettingsError: for a rate, a proxy or a secret that cannot be read.
    """
    secret = settings.events_secret
    signing = secret.get_secret_value() if secret is not None else ""
    return Doors(
        deps=deps,
        settings=settings,
        proxies=_read("STAFFEL_TRUSTED_PROXIES", Proxies, settings.trusted_proxies),
        form_rates={
            name: _read(f"forms.{name}.rate", parse, form.rate)
            for name, form in deps.policy.forms.items()
        },
        signatures=_read("STAFFEL_EVENTS_SECRET", Webhook, signing) if signing else None,
    )


def _read(place: str, read: Callable[[str], Value], text: str) -> Value:
    """A setting as what it stands for; the text itself is not told, it may be a secret."""
    try:
        return read(text)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise SettingsError((f"{place} cannot be read",)) from error
