"""Logs: a constant event name plus ids; never a message's text, a token or personal data."""

import logging
import sys
from typing import Literal

import structlog

OTHERS = {
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,  # a tick that is skipped under load is caught up by the next
    "bm25s": logging.WARNING,
    "chromadb": logging.WARNING,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "uvicorn": logging.WARNING,
}
"""From which level on other people's libraries are heard; none of them logs a body then."""


def set_up(log_format: Literal["console", "json"], *, level: int = logging.INFO) -> None:
    """Sends every log line to standard error, for people or as JSON."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    handler.addFilter(_is_worth_hearing)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _is_worth_hearing(record: logging.LogRecord) -> bool:
    """A filter of the handler: some libraries set the levels of their loggers themselves."""
    quiet = OTHERS.get(record.name.partition(".")[0], logging.NOTSET)
    return record.levelno >= quiet
