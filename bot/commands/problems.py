"""Why a row or a delivery was refused, in a sentence for the operator."""

from collections.abc import Sequence

from agents.decisions import FieldProblem
from agents.words import Words


def sentences(w: Words, problems: Sequence[FieldProblem]) -> str:
    """All reasons in one line."""
    return "; ".join(sentence(w, problem) for problem in problems)


def sentence(w: Words, problem: FieldProblem) -> str:
    """One reason; it names the field, and a value only where it says nothing about a person."""
    value = str(problem.params.get("value", ""))
    name = field_name(w, problem.name)
    known = {
        "missing": w.t("{field} is missing", field=name),
        "email_syntax": w.t("invalid e-mail address"),
        "email_domain": w.t("the mail domain does not exist"),
        "phone_unreadable": w.t("unreadable telephone number"),
        "email_disposable": w.t("throw-away e-mail address"),
        "hours_unreadable": w.t(
            "{field} are no hours such as “Mo-Do 9-12:30, 13:30-18; Fr 9-15”", field=name
        ),
        "number_unreadable": w.t("{field} is not a number", field=name),
        "number_negative": w.t("{field} must not be negative", field=name),
        "date_impossible": w.t("impossible date {value}", value=value),
        "date_unreadable": w.t("{field} is not a date", field=name),
        "date_in_future": w.t("{field} lies in the future", field=name),
        "period_reversed": w.t("the period ends before it starts"),
        "unknown_value": _unknown(w, name, value),
        "too_long": w.t("{field} is too long", field=name),
        "lead_unknown": w.t("no lead has this number, and without a date none can be made"),
        "too_many_cells": w.t("the row has more cells than headings"),
        **_of_deliveries(w),
        **_of_events(w, problem.name),
    }
    return known.get(problem.code) or w.t("{field} cannot be used", field=name)


def field_name(w: Words, name: str) -> str:
    """A field as people call it; an unknown one by its own name."""
    return {
        "email": w.t("the e-mail address"),
        "first_name": w.t("the first name"),
        "last_name": w.t("the last name"),
        "name": w.t("the name"),
        "company": w.t("the company"),
        "phone": w.t("the telephone number"),
        "country": w.t("the country"),
        "employees": w.t("the number of employees"),
        "consent": w.t("the consent"),
        "message": w.t("the message"),
        "need": w.t("the need"),
        "timeframe": w.t("the timeframe"),
        "external_id": w.t("the external id"),
        "source": w.t("the source"),
        "stage": w.t("the stage"),
        "date": w.t("the date"),
        **_names_of_figures(w),
        **_names_of_people(w),
    }.get(name, name)


def _unknown(w: Words, name: str, value: str) -> str:
    if value:
        return w.t("{field}: {value} is not known", field=name, value=value)
    return w.t("{field} is not known", field=name)


def _of_deliveries(w: Words) -> dict[str, str]:
    return {
        "unknown_form": w.t("the policy has no such form"),
        "not_utf8": w.t("the text is not UTF-8"),
        "not_json": w.t("the text is not JSON"),
        "not_an_object": w.t("the JSON is not an object"),
        "honeypot": w.t("a trap for robots was filled in"),
        "internal_error": w.t("an error of ours; the log has it"),
    }


def _of_events(w: Words, name: str) -> dict[str, str]:
    """A value inside a batch is named by its place, for instance `events.3.occurred_at`."""
    return {
        "no_events": w.t("there is no event in it"),
        "too_many_events": w.t("there are too many events in it"),
        "unknown_person": w.t("{place}: no lead has this address", place=name),
        "unknown_kind": w.t("{place}: this kind is not known", place=name),
        "nobody_named": w.t("{place}: nobody is named", place=name),
        "not_a_moment": w.t("{place}: not a moment with a time zone", place=name),
        "not_readable": w.t("{place}: not readable", place=name),
        "not_flat": w.t("{place}: not a single value", place=name),
    }


def _names_of_figures(w: Words) -> dict[str, str]:
    return {
        "value": w.t("the value"),
        "currency": w.t("the currency"),
        "expected_close_on": w.t("the expected close"),
        "closed_on": w.t("the day of the close"),
        "lost_reason": w.t("the reason of the loss"),
        "starts_on": w.t("the first day"),
        "ends_on": w.t("the last day"),
    }


def _names_of_people(w: Words) -> dict[str, str]:
    return {
        "slack_user_id": w.t("the Slack user id"),
        "role": w.t("the role"),
        "language": w.t("the language"),
        "territory": w.t("the territory"),
        "weight": w.t("the weight"),
        "capacity": w.t("the capacity"),
        "is_active": w.t("whether they are active"),
    }
