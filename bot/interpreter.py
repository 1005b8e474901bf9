"""How Python runs a bot: threads take turns quickly, and what is loaded is not looked through again."""

import gc
import sys

SWITCH = 0.001
"""Seconds after which a thread that computes lets in one that has just heard something.

A click is acknowledged by a thread that waits five times for a socket or the disk, and after each
for the interpreter; with Python's 5 ms that alone is half of what an acknowledgement may take.
"""
YOUNG = 20_000
"""New objects after which Python looks for those that only hold each other. A batch of 500 makes
tens of thousands, all of which are let go with it; at Python's 700 it looks for them 60 times."""


def take_short_turns() -> None:
    """Threads that wait for the interpreter get it soon."""
    sys.setswitchinterval(SWITCH)


def keep_what_is_loaded() -> None:
    """Modules, policy and catalogues stay as long as the process: nobody need look through them.

    To be called once, when everything has started.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
