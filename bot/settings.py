"""What the operator sets: `.env` and the environment, read once at start."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.vocabulary import Language


class Settings(BaseSettings):
    """Secrets and addresses; every field stands in .env.example (a test holds that).

    Nothing is needed to start without Slack, key or server: the defaults are SQLite, Chroma in
    this process, rules instead of a model.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    slack_bot_token: SecretStr | None = None
    """xoxb-…"""
    slack_app_token: SecretStr | None = None
    """xapp-…, for Socket Mode."""
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_listeners: int = Field(default=50, ge=5, alias="STAFFEL_SLACK_LISTENERS")
    """Threads that answer clicks: Bolt's own five are too few."""

    database_url: str = Field(default="sqlite:///staffel.db", alias="STAFFEL_DATABASE_URL")
    policy_file: Path = Field(default=Path("policy.toml"), alias="STAFFEL_POLICY_FILE")
    default_language: Language = Field(default=Language.DE, alias="STAFFEL_LANGUAGE")

    web_host: str = Field(default="127.0.0.1", alias="STAFFEL_WEB_HOST")
    web_port: int = Field(default=8080, ge=0, le=65535, alias="STAFFEL_WEB_PORT")
    trusted_proxies: str = Field(default="", alias="STAFFEL_TRUSTED_PROXIES")
    """Addresses whose X-Forwarded-For counts, separated by commas."""
    events_secret: SecretStr | None = Field(default=None, alias="STAFFEL_EVENTS_SECRET")
    """whsec_…, signs POST /intake/events (Standard Webhooks)."""

    public_url: str | None = Field(default=None, alias="STAFFEL_PUBLIC_URL")
    """Where leads reach the web door, for links in mails to them. None: only on this machine."""
    link_secret: SecretStr | None = Field(default=None, alias="STAFFEL_LINK_SECRET")
    """Signs those links. None: made at the first start and kept in the database."""

    chroma_path: Path = Field(default=Path("chroma"), alias="STAFFEL_CHROMA_PATH")
    chroma_url: str | None = Field(default=None, alias="STAFFEL_CHROMA_URL")
    playbooks: Path | None = Field(default=None, alias="STAFFEL_PLAYBOOKS")
    """A folder of the company's own playbooks, beside the shipped ones."""

    openai_api_key: SecretStr | None = None
    openai_base_url: str = "https://api.openai.com/v1"
    model: str | None = Field(default=None, alias="STAFFEL_MODEL")
    """None: no model, the rules answer."""
    model_timeout: float = Field(default=20.0, gt=0, alias="STAFFEL_MODEL_TIMEOUT")
    """Seconds for one call."""
    embedding_model: str | None = Field(default=None, alias="STAFFEL_EMBEDDING_MODEL")
    """None: the MiniLM that is shipped as a package."""

    relay_lease: float = Field(default=60.0, gt=0, alias="STAFFEL_RELAY_LEASE")
    """Seconds a relay may hold an owed effect."""
    relay_timeout: float = Field(default=10.0, gt=0, alias="STAFFEL_RELAY_TIMEOUT")
    """Seconds for one send; under a third of the lease."""
    relay_senders: int = Field(default=4, ge=1, le=16, alias="STAFFEL_RELAY_SENDERS")
    """Threads that send: one slow answer of Slack holds up no other channel."""
    message_pace: float = Field(default=1.0, ge=0, alias="STAFFEL_MESSAGE_PACE")
    """Seconds between two messages in one channel."""
    smtp_url: SecretStr | None = Field(default=None, alias="STAFFEL_SMTP_URL")
    """smtp://user:password@host:587 (STARTTLS where offered) or smtps://…:465."""
    mail_from: str | None = Field(default=None, alias="STAFFEL_MAIL_FROM")
    operator_mail: str | None = Field(default=None, alias="STAFFEL_OPERATOR_MAIL")
    """Who is told when Slack takes nothing."""
    mail_after: float = Field(default=180.0, ge=0, alias="STAFFEL_MAIL_AFTER")
    """Seconds a hot lead may wait for a Slack that does not answer before it goes out by mail."""
    caldav_user: str | None = Field(default=None, alias="STAFFEL_CALDAV_USER")
    """Whoever may read colleagues' calendars, for absences."""
    caldav_password: SecretStr | None = Field(default=None, alias="STAFFEL_CALDAV_PASSWORD")
    tick: float = Field(default=1.0, gt=0, alias="STAFFEL_TICK")
    """Seconds between two looks at the clocks."""
    log_format: Literal["console", "json"] = Field(default="console", alias="STAFFEL_LOG_FORMAT")

    @property
    def has_model(self) -> bool:
        """Whether an OpenAI-compatible server is configured."""
        return self.model is not None
