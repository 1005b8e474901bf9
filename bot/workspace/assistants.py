"""The agent surface: a status line under a thread, and prompts to choose from."""

from typing import Any

from bot.workspace.conversations import readable
from bot.workspace.desk import Desk
from bot.workspace.refusal import Refusal
from bot.workspace.wire import JsonObject

_MOST_PROMPTS = 4
_MOST_LOADING = 10
_LONGEST_LOADING = 50


def set_status(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`assistant.threads.setStatus`; an empty status takes the line away."""
    room = readable(desk, arguments["channel_id"])
    loading = arguments.get("loading_messages", ["…"])
    if not 1 <= len(loading) <= _MOST_LOADING:
        problem = f"no more than {_MOST_LOADING} items allowed [json-pointer:/loading_messages]"
        raise Refusal("invalid_arguments", [problem])
    if not all(1 <= len(text) <= _LONGEST_LOADING for text in loading):
        problem = f"must be less than {_LONGEST_LOADING + 1} characters"
        raise Refusal("invalid_arguments", [f"{problem} [json-pointer:/loading_messages]"])
    if arguments["thread_ts"] not in room.messages:
        raise Refusal("invalid_thread_ts")
    status = arguments["status"]
    desk.record("status", channel=room.id, thread_ts=arguments["thread_ts"], text=status)
    return {}


def set_prompts(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`assistant.threads.setSuggestedPrompts`."""
    room = readable(desk, arguments["channel_id"])
    if not desk.manifest.agent:
        raise Refusal("not_agent_app")
    thread_ts = arguments.get("thread_ts")
    if thread_ts is not None and thread_ts not in room.messages:
        raise Refusal("invalid_thread_ts")
    prompts = arguments["prompts"]
    problems = _problems(prompts)
    if problems:
        raise Refusal("invalid_arguments", problems)
    title = arguments.get("title", "")
    desk.record("prompts", channel=room.id, thread_ts=thread_ts, prompts=prompts, title=title)
    return {}


def _problems(prompts: Any) -> list[str]:
    if not isinstance(prompts, list):
        return ["must provide an array [json-pointer:/prompts]"]
    if not 1 <= len(prompts) <= _MOST_PROMPTS:
        return [f"no more than {_MOST_PROMPTS} items allowed [json-pointer:/prompts]"]
    return [
        f"must provide title and message [json-pointer:/prompts/{i}]"
        for i, prompt in enumerate(prompts)
        if not isinstance(prompt, dict)
        or set(prompt) != {"title", "message"}
        or not all(isinstance(text, str) and text for text in prompt.values())
    ]
