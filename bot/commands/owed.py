"""What is owed, in words for the operator: kinds, numbers, codes, nothing about persons."""

from agents.vocabulary import OutboxState
from agents.words import Words
from store.queries.outbox import OwedFacts, WaitingFacts


def kind(w: Words, name: str) -> str:
    """What kind of message it is."""
    return {
        "ShowLeadCard": w.t("card"),
        "ShowLeadList": w.t("list of leads"),
        "PingStep": w.t("reminder"),
        "RefreshPing": w.t("settled reminder"),
        "TellNewOwner": w.t("note to a new owner"),
        "TellNobodyReacted": w.t("note that nobody reacted"),
        "RemindTry": w.t("reminder of the next try"),
        "RefreshTry": w.t("settled reminder of a try"),
        "TellMarketing": w.t("note to marketing"),
        "AskSwap": w.t("question about a swap"),
        "TellDeclined": w.t("answer to a swap"),
        "TellDeals": w.t("note about deals of somebody who left"),
        "TellLeads": w.t("note about several leads"),
        "TellHints": w.t("alerts of quiet hours"),
        "MorningQueue": w.t("list of the night's leads"),
        "TellAgain": w.t("note that somebody is back"),
        "PostAnswer": w.t("answer to a question"),
        "AskPair": w.t("question whether two records are one"),
        "ShowPair": w.t("answer about two records"),
        "PostQuality": w.t("data-quality list"),
        "MailHotLead": w.t("mail about a hot lead"),
        "MailOutage": w.t("mail about an outage"),
        "ConfirmOptIn": w.t("mail with a double opt-in link"),
        "AnswerAway": w.t("answer outside the team's hours"),
    }.get(name, name)


def state(w: Words, value: OutboxState) -> str:
    """Where it stands."""
    return {
        OutboxState.PENDING: w.t("waiting"),
        OutboxState.SENDING: w.t("being sent"),
        OutboxState.SENT: w.t("sent"),
        OutboxState.UNCERTAIN: w.t("uncertain"),
        OutboxState.DEAD: w.t("undeliverable"),
        OutboxState.SUPERSEDED: w.t("settled"),
    }[value]


def waits(w: Words, waiting: WaitingFacts) -> list[str]:
    """What waits, a line each: how much of which kind, the most urgent, the oldest, the parked."""
    if not waiting.count:
        lines = [w.t("Nothing waits.")]
    else:
        lines = [w.n("{count} message waits:", "{count} messages wait:", waiting.count)]
        for name, count in waiting.kinds.items():
            lines.append(f"  {w.number(count):>5}  {kind(w, name)}")
    if waiting.first is not None:
        lines.append(w.t("Most urgent: {what}", what=_one(w, waiting.first)))
    if waiting.oldest is not None:
        lines.append(w.t("Oldest: {what}", what=_one(w, waiting.oldest)))
    return [*lines, *parked(w, waiting)]


def parked(w: Words, waiting: WaitingFacts) -> list[str]:
    """What goes no further by itself; empty where there is nothing."""
    said = []
    if waiting.dead:
        said.append(
            w.n(
                "{count} message can never be delivered.",
                "{count} messages can never be delivered.",
                waiting.dead,
            )
        )
    if waiting.uncertain:
        said.append(
            w.n(
                "Nobody knows of {count} message whether it arrived.",
                "Nobody knows of {count} messages whether they arrived.",
                waiting.uncertain,
            )
        )
    return said


def _one(w: Words, owed: OwedFacts) -> str:
    since = w.moment(owed.created_at, "UTC")
    what = kind(w, owed.kind)
    if owed.lead_id is None:
        return w.t("{what} (number {number}), since {since} (UTC)", **_named(what, owed, since))
    return w.t(
        "{what} of lead {lead} (number {number}), since {since} (UTC)",
        lead=owed.lead_id,
        **_named(what, owed, since),
    )


def _named(what: str, owed: OwedFacts, since: str) -> dict[str, object]:
    return {"what": what, "number": owed.id, "since": since}


def dropped(w: Words, owed: OwedFacts) -> str:
    """What it means for the lead, or for whoever asked, that it is never sent."""
    lead = owed.lead_id
    return {
        "ShowLeadCard": w.t(
            "Lead {lead} is not shown as it stands now, until something about it changes.",
            lead=lead,
        ),
        "ShowLeadList": w.t("The leads of this list are not shown until one of them changes."),
        "PingStep": w.t("Nobody is reminded of lead {lead} by this step.", lead=lead),
        "RefreshPing": w.t("A settled reminder of lead {lead} keeps its buttons.", lead=lead),
        "TellNewOwner": w.t("Nobody tells the new owner of lead {lead}.", lead=lead),
        "TellNobodyReacted": w.t("The managers do not learn that nobody reacted."),
        "RemindTry": w.t("Nobody is reminded of the next try for lead {lead}.", lead=lead),
        "RefreshTry": w.t("A settled reminder of lead {lead} keeps its buttons.", lead=lead),
        "TellMarketing": w.t("Marketing does not learn what lead {lead} lacks.", lead=lead),
        "AskSwap": w.t("Nobody is asked under lead {lead} about the swap.", lead=lead),
        "TellDeclined": w.t(
            "Nobody tells who offered lead {lead} that it is not swapped.", lead=lead
        ),
        "TellDeals": w.t("A manager does not learn which deals of a former colleague lie idle."),
        "TellLeads": w.t("Somebody does not learn that several leads are theirs."),
        "TellHints": w.t("Somebody does not learn what their quiet hours held back."),
        "MorningQueue": w.t("Somebody gets no list of the leads that came in overnight."),
        "TellAgain": w.t("The owner of lead {lead} is not told of a new wish.", lead=lead),
        "PostAnswer": w.t("A question is never answered."),
        "AskPair": w.t("Nobody is asked about the pair; it stands in /staffel quality."),
        "ShowPair": w.t("A question about a pair keeps its buttons."),
        "PostQuality": w.t("Nobody gets this week's list; /staffel quality shows it."),
        "MailHotLead": w.t("Somebody does not learn of a hot lead by mail."),
        "MailOutage": w.t("You do not learn of an outage by mail."),
        "ConfirmOptIn": w.t("A person cannot confirm their opt-in; it stays open."),
        "AnswerAway": w.t("A person does not learn when somebody will answer."),
    }.get(owed.kind, w.t("It is never sent."))
