"""Slack's signature of what it sends to a request URL (version 0)."""

import hashlib
import hmac

_VERSION = "v0"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Slack-Signature`."""
    signed = b":".join([_VERSION.encode(), timestamp.encode(), body])
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"{_VERSION}={digest}"
