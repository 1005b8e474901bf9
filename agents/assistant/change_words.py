"""What has changed about leads since yesterday at this time: scores and stages, a line a lead."""

from datetime import timedelta

from agents import sentences
from agents.answers import Answer, AnswerKind, ShownLead
from agents.assistant import lead_words
from agents.assistant.lookups import MOST_LEADS, Lookups
from agents.decisions import ScoreChange
from agents.facts import LeadFacts, ScoreStateFacts
from agents.rules import score_changes

A_DAY = timedelta(days=1)


def answer(leads: tuple[LeadFacts, ...], look: Lookups, *, is_list: bool) -> Answer:
    """The leads that changed, most first; one that was asked for by name also if it did not."""
    w, since = look.words, look.now - A_DAY
    ids = [lead.id for lead in leads]
    book = look.sources.leads(look.scope)
    before, now = book.scores(ids, until=since), book.scores(ids, until=look.now)
    found: list[tuple[int, ShownLead]] = []
    for lead in leads:
        was, change = before.get(lead.id), None
        if lead.id in now and (was is not None or lead.created_at > since):
            change = _change(was, now[lead.id], look)
        size = abs(change.total - (change.was or 0)) if change is not None else 0
        has_moved = was is not None and was.stage is not lead.stage
        if not is_list or size or has_moved:
            found.append((size, _shown(lead, was, change, look)))
    ordered = sorted(found, key=lambda one: -one[0])
    lines = tuple(line for _, line in ordered[:MOST_LEADS])
    text = (
        w.n(
            "In the last 24 hours {count} lead has changed.",
            "In the last 24 hours {count} leads have changed.",
            len(found),
        )
        if is_list
        else w.t("In the last 24 hours:")
    )
    if not lines:
        text = w.t("Nothing has changed in the last 24 hours.")
    return Answer(kind=AnswerKind.LEADS, text=text, leads=lines)


def _change(was: ScoreStateFacts | None, state: ScoreStateFacts, look: Lookups) -> ScoreChange:
    policy, since = look.policy.score, look.now - A_DAY
    before = score_changes.state_at(was, policy=policy, at=since) if was is not None else None
    after = score_changes.state_at(state, policy=policy, at=look.now)
    return score_changes.change(before, after, policy=policy)


def _shown(
    lead: LeadFacts, was: ScoreStateFacts | None, change: ScoreChange | None, look: Lookups
) -> ShownLead:
    w = look.words
    said = [lead_words.who(lead, w, names_person=look.scope.is_private)]
    if change is not None:
        said.append(sentences.score_change(w, change))
    if was is not None and was.stage is not lead.stage:
        said.append(f"{sentences.stage(w, was.stage)} → {sentences.stage(w, lead.stage)}")
    if len(said) == 1:
        said.append(w.t("nothing known of yesterday"))
    return ShownLead(
        lead_id=lead.id,
        line=f"#{lead.id} " + " · ".join(said),
        channel=lead.card_channel,
        ts=lead.shown_at,
    )
