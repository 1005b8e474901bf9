"""What marketing owes with a lead that it hands over: fields, consent, context (moonshot 5)."""

from collections.abc import Collection, Sequence

from agents.decisions import OwedDecision
from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts, ContactFacts
from agents.facts.values import is_said, values
from agents.policy import MarketingPolicy
from agents.vocabulary import LeadField, MarketingDuty


def owed(
    *,
    contact: ContactFacts,
    company: CompanyFacts,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    need: str | None,
    timeframe: str | None,
    came_by: Collection[str | None],
    policy: MarketingPolicy,
    data_is_wrong: bool = False,
) -> OwedDecision:
    """What of its duties marketing has not done; nothing missing: all is there.

    Fields are the policy's mandatory ones. Consent is a recorded answer, whichever it was, with
    the text that was shown. Context is something the person did, and a form or an origin it came
    by (`came_by`). That the data is wrong only a person of sales can say.
    """
    said = values(contact, company, need=need, timeframe=timeframe)
    said[LeadField.COMPANY] = company.name or company.domain
    fields = tuple(name for name in policy.fields if not is_said(said[name]))
    lacks = {
        MarketingDuty.FIELDS: bool(fields),
        MarketingDuty.CONSENT: not any(one.text_version for one in consents),
        MarketingDuty.CONTEXT: not activities or not any(came_by),
        MarketingDuty.DATA: data_is_wrong,
    }
    missing = tuple(duty for duty in MarketingDuty if duty in policy.duties and lacks[duty])
    return OwedDecision(missing=missing, fields=fields if MarketingDuty.FIELDS in missing else ())
