"""Whether a model's server answers, for `staffel check`."""

from openai import OpenAI, OpenAIError


def fault(*, base_url: str, api_key: str | None, timeout_seconds: float) -> str | None:
    """The kind of fault the server answers with; None when it lists its models."""
    client = OpenAI(
        api_key=api_key or "none", base_url=base_url, timeout=timeout_seconds, max_retries=0
    )
    try:
        client.models.list()
    except OpenAIError as error:
        return type(error).__name__
    finally:
        client.close()
    return None
