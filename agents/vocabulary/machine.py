"""Deliveries, effects, figures and playbooks."""

from enum import StrEnum


class InboxState(StrEnum):
    """What became of an inbound delivery."""

    RECEIVED = "received"
    DONE = "done"
    REFUSED = "refused"


class OutboxState(StrEnum):
    """Where an owed effect stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    SUPERSEDED = "superseded"


class Visibility(StrEnum):
    """Who may read a playbook section."""

    TEAM = "team"
    MANAGERS = "managers"


class Metric(StrEnum):
    """The named figures a person may ask for."""

    COVERAGE = "coverage"
    MQL_ROWS = "mql_rows"
    CLOSED_ROWS = "closed_rows"
    MQL_COUNT = "mql_count"
    WON_COUNT = "won_count"
    ORIGIN_NULL = "origin_null"
    MQL_TO_WON_RATE = "mql_to_won_rate"
    NEXT_ACTION_RATE = "next_action_rate"
    ALERT_RATE = "alert_rate"
    SLA_KEPT = "sla_kept"
    REJECTIONS = "rejections"
