"""What the team's terms mean, with the values of the policy in force."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from agents import sentences
from agents.assistant import figure_words, lead_words
from agents.assistant.router import Term
from agents.policy import SalesPolicy
from agents.rules.fields import regions
from agents.sentences import names
from agents.vocabulary import ActivityKind, EscalationStep, Fit, Metric, RejectReason, Stage
from agents.words import Words

MINUTES_AN_HOUR = 60


def text(term: Term, policy: SalesPolicy, w: Words) -> str:
    """The definition of a term."""
    return {
        Term.MQL: _mql,
        Term.SAL: _sal,
        Term.SQL: _sql,
        Term.OPPORTUNITY: _opportunity,
        Term.HOT: _hot,
        Term.FIT: _fit,
        Term.SCORE: _score,
        Term.COVERAGE: _coverage,
        Term.SLA: _sla,
        Term.ICP: _icp,
        Term.INTENT: _intent,
        Term.OPT_IN: _opt_in,
        Term.DECAY: _decay,
        Term.LIFECYCLE: _lifecycle,
        Term.REASONS: _reasons,
    }[term](policy, w)


def activity(kind: ActivityKind, w: Words) -> str:
    """What somebody did, as a noun."""
    return {
        ActivityKind.VISIT: w.t("visit"),
        ActivityKind.PRICE_PAGE: w.t("visit of the price page"),
        ActivityKind.DOWNLOAD: w.t("download"),
        ActivityKind.CASE_STUDY: w.t("case study read"),
        ActivityKind.EVENT_ATTENDED: w.t("event attended"),
        ActivityKind.PRODUCT_USE: w.t("use of the product"),
        ActivityKind.EMAIL_CLICK: w.t("click in a mail"),
        ActivityKind.EMAIL_BOUNCE: w.t("mail that came back"),
        ActivityKind.CHAT: w.t("chat on the website"),
        ActivityKind.CONTACT_REQUEST: w.t("contact request"),
        ActivityKind.DEMO_REQUEST: w.t("demo request"),
        ActivityKind.PRICE_REQUEST: w.t("price request"),
    }[kind]


def duration(span: timedelta, w: Words) -> str:
    """A promise in hours, minutes and seconds; 90 seconds, as the card says it."""
    if span < timedelta(minutes=2) and span != timedelta(minutes=1):
        return w.n("{count} second", "{count} seconds", int(span.total_seconds()))
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    said = []
    if hours:
        said.append(w.n("{count} hour", "{count} hours", hours))
    if rest:
        said.append(w.n("{count} minute", "{count} minutes", rest))
    if seconds:
        said.append(w.n("{count} second", "{count} seconds", seconds))
    return " ".join(said)


def _mql(policy: SalesPolicy, w: Words) -> str:
    rules = policy.qualification
    return w.t(
        "An MQL (marketing-qualified lead) has at least {threshold} of 100 points, fit {fits},"
        " consent to marketing mail and one sign of intent: {kinds}. It stays an MQL down to"
        " {hysteresis} points.",
        threshold=policy.score.threshold,
        hysteresis=policy.score.hysteresis,
        fits=_either((lead_words.fit(grade, w) for grade in Fit if grade in rules.mql_fits), w),
        kinds=_kinds(rules.intent_kinds, w),
    )


def _sal(policy: SalesPolicy, w: Words) -> str:
    fields = ", ".join(names.lead_field(w, field) for field in policy.checklist.required)
    return w.t(
        "A SAL (sales-accepted lead) is a lead that somebody in sales has checked and accepted:"
        " the mandatory fields ({fields}), fit, consent and context. What is not known of the"
        " fields then is known before the SQL. From then on it is theirs, and the first touch is"
        " due.",
        fields=fields,
    )


def _sql(policy: SalesPolicy, w: Words) -> str:
    del policy
    return w.t(
        "An SQL (sales-qualified lead) is an accepted lead that was touched and that sales holds"
        " for a real chance. From then on it counts as qualified pipeline once it has a value."
    )


def _opportunity(policy: SalesPolicy, w: Words) -> str:
    del policy
    return w.t(
        "An opportunity is a deal with a value and an expected close. The open, qualified ones"
        " are the pipeline of the coverage figure."
    )


def _hot(policy: SalesPolicy, w: Words) -> str:
    return w.t(
        "A lead is hot as soon as it sends one of these, whatever its score: {kinds}. The first"
        " touch is due within {hot} of working time.",
        kinds=_kinds(policy.qualification.hot_kinds, w),
        hot=duration(policy.sla.hot, w),
    )


def _fit(policy: SalesPolicy, w: Words) -> str:
    return w.t(
        "Fit says how well company and role match our ideal customer, in 0 to 50 points: high"
        " from {high}, medium from {medium}, low below.",
        high=policy.score.fit.high_from,
        medium=policy.score.fit.medium_from,
    )


def _score(policy: SalesPolicy, w: Words) -> str:
    return w.t(
        "The score goes from 0 to 100: up to 50 points for fit and up to 60 for behaviour, which"
        " fades with time, less up to 50 for free mail, students and competitors. An MQL needs"
        " {threshold}.",
        threshold=policy.score.threshold,
    )


def _coverage(policy: SalesPolicy, w: Words) -> str:
    wanted = w.t(
        "We want {low} to {high}.",
        low=w.number(policy.coverage.wanted_from),
        high=w.number(policy.coverage.wanted_to),
    )
    return f"{figure_words.definition(Metric.COVERAGE, w)} {wanted}"


def _sla(policy: SalesPolicy, w: Words) -> str:
    promise = w.t(
        "The first touch of a hot lead is due within {hot} of working time, that of an MQL within"
        " {mql}.",
        hot=duration(policy.sla.hot, w),
        mql=duration(policy.sla.mql, w),
    )
    rungs = "; ".join(
        w.t("at {share}: {step}", share=f"{round(rung.at * 100)} %", step=_step(rung.step, w))
        for rung in policy.sla.escalation
    )
    return f"{promise} " + w.t("On the way: {rungs}.", rungs=rungs) if rungs else promise


def _icp(policy: SalesPolicy, w: Words) -> str:
    """The examples of the policy with their points: what fits best, first."""
    fit = policy.score.fit
    industries = sorted(fit.industries.items(), key=lambda item: -item[1])
    sizes = [
        (w.n("from {count} person", "from {count} people", band.employees), band.points)
        for band in fit.sizes
    ]
    roles = sorted(fit.roles.items(), key=lambda item: -item[1])
    liked = sorted(fit.technologies.items(), key=lambda item: -item[1])
    lines = [
        w.t("The ideal customer, and what it gives for fit (at most 50 points):"),
        _points(
            w.t("Industry"), [(sentences.industry(w, name), gain) for name, gain in industries]
        ),
        _points(w.t("Company size"), sizes),
        _points(w.t("Role, by a word of the job title"), roles),
        _points(
            w.t("What the job title says they decide"),
            [
                (names.seniority(w, value), gain)
                for value, gain in sorted(fit.seniorities.items(), key=lambda item: -item[1])
            ],
        ),
        _points(
            w.t("What the job title says they work on"),
            [
                (names.job_function(w, value), gain)
                for value, gain in sorted(fit.functions.items(), key=lambda item: -item[1])
            ],
        ),
        _points(
            w.t("Country"),
            [(sentences.country(w, name), gain) for name, gain in fit.countries.items()],
        ),
        _points(w.t("Region"), [(regions.name(code), gain) for code, gain in fit.regions.items()]),
        _points(w.t("Technologies"), [(names.technologies(name), gain) for name, gain in liked]),
        _points(w.t("Features"), [(w.both(one.label), one.points) for one in fit.features]),
        w.t("Of industry, size, role and country the best match counts."),
    ]
    return "\n".join(line for line in lines if line)


def _intent(policy: SalesPolicy, w: Words) -> str:
    return w.t(
        "A sign of intent is one of these: {kinds}.",
        kinds=_kinds(policy.qualification.intent_kinds, w),
    )


def _opt_in(policy: SalesPolicy, w: Words) -> str:
    del policy
    return w.t(
        "A valid opt-in is a granted, not withdrawn consent to marketing mail, with its proof:"
        " text version, time and source. A wish for a demo or for prices may be answered without"
        " one, but that makes no MQL."
    )


def _decay(policy: SalesPolicy, w: Words) -> str:
    """Points, half-life and daily cap of each kind, as the policy has them."""
    lines = [w.t("Interest fades: every kind of activity loses half its points in its own time.")]
    for kind, rule in policy.score.behaviour.items():
        half_life = sentences.span(w, rule.half_life)
        lines.append(
            "• "
            + w.t(
                "{kind}: +{points}, half after {half_life}, at most {cap} a day",
                kind=activity(kind, w),
                points=rule.points,
                half_life=half_life,
                cap=rule.daily_cap,
            )
        )
    lines.append(
        w.t(
            "An MQL whose score falls below {hysteresis} is a lead again; an accepted one stays.",
            hysteresis=policy.score.hysteresis,
        )
    )
    return "\n".join(lines)


def _lifecycle(policy: SalesPolicy, w: Words) -> str:
    way = (Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.WON)
    days = (policy.reasons[RejectReason.NO_NEED].wake_after or timedelta()).days
    aside = {
        Stage.LOST: w.t("the deal did not come about; its reason is kept"),
        Stage.RECYCLED: w.t("set aside until its day, or not reached; then it is a lead again"),
        Stage.NURTURE: w.n(
            "no need at the moment; looked at again after {count} day",
            "no need at the moment; looked at again after {count} days",
            days,
        ),
        Stage.DISQUALIFIED: w.t("does not fit; nobody is called for it any more"),
        Stage.MERGED: w.t("a double; the other lead goes on for it"),
        Stage.SPAM: w.t("spam or a test; it is in no figure"),
    }
    return "\n".join(
        (
            " → ".join(sentences.stage(w, stage) for stage in way),
            w.t("Or it ends, or comes back:"),
            *(f"• {sentences.stage(w, stage)}: {meaning}" for stage, meaning in aside.items()),
            w.t("Each stage keeps the moment it was first reached, and every step who and why."),
        )
    )


def _reasons(policy: SalesPolicy, w: Words) -> str:
    lines = [w.t("A lead is rejected with one of five reasons:")]
    lines += [
        f"• {w.both(rule.label)}: {w.both(rule.description)}"
        for rule in (policy.reasons[reason] for reason in RejectReason)
    ]
    return "\n".join(lines)


def _points(title: str, items: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(f"{name} (+{points})" for name, points in items)
    return f"• {title}: {listed}" if listed else ""


def _step(step: EscalationStep, w: Words) -> str:
    return {
        EscalationStep.REMIND_OWNER: w.t("the owner is reminded"),
        EscalationStep.CALL_COVER: w.t("the cover is called in"),
        EscalationStep.TELL_MANAGER: w.t("the manager is told"),
    }[step]


def _kinds(kinds: frozenset[ActivityKind], w: Words) -> str:
    return ", ".join(activity(kind, w) for kind in ActivityKind if kind in kinds)


def _either(words: Iterable[str], w: Words) -> str:
    either = w.t("or")
    return f" {either} ".join(words)
