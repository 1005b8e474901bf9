"""A person is found in a message by simple means, and nothing is made up."""

import pytest

from agents.rules.fields.findings import person
from agents.vocabulary import LeadField as F

SIGNATURE = """Kurz notiert: Anruf von Frau Eva Sommer, Sommer Anlagenbau GmbH.
Tel. 030 / 90 18 20, eva.sommer@sommer-anlagen.example – will nächste Woche eine Demo (Angebot 2026-11)."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            SIGNATURE,
            {
                F.EMAIL: "eva.sommer@sommer-anlagen.example",
                F.PHONE: "+4930901820",
                F.COMPANY: "Sommer Anlagenbau GmbH",
                F.FIRST_NAME: "Eva",
                F.LAST_NAME: "Sommer",
            },
        ),
        (
            "From: Amy Carter <amy@northwind.example>",
            {F.EMAIL: "amy@northwind.example", F.FIRST_NAME: "Amy", F.LAST_NAME: "Carter"},
        ),
        (
            "please write to jan.de-boer@acme.example",
            {F.EMAIL: "jan.de-boer@acme.example"},
        ),
        ("Ruf bitte +44 20 7946 0958 zurück", {F.PHONE: "+442079460958"}),
        ("Die Quote liegt bei 12,5 % seit 2026-11-02.", {}),
        ("", {}),
    ],
)
def test_what_a_message_says(text, found):
    assert person(text) == found


def test_a_long_message_is_read_to_a_limit():
    assert person("x " * 10_000 + "eva@acme.example") == {}
