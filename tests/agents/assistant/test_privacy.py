import pytest

from agents.assistant.privacy import Redactor
from tests.agents.assistant.world import MUELLER


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Mail an anna.berg@acme.example, bitte", "Mail an [mail-1], bitte"),
        ("a@b.de und a@b.de und c@d.de", "[mail-1] und [mail-1] und [mail-2]"),
        ("Ruf +49 30 901820 an", "Ruf [phone-1] an"),
        ("Ruf 030/901 820-12 an", "Ruf [phone-1] an"),
        ("(0221) 98765432 oder 0049 221 98765432", "[phone-1] oder [phone-2]"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [account-1]."),
        ("Karte 4111 1111 1111 1111", "Karte [card-1]"),
    ],
)
def test_personal_data_becomes_marks(text, hidden):
    redactor = Redactor()

    assert redactor.hide(text) == hidden
    assert redactor.reveal(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "2.900.000 € Pipeline, 1.000.000 € noch zu gewinnen",
        "am 01.11.2026 um 10:15, 05/12/2026",
        "2026-11-23T09:00:00+00:00",
        "#17 Müller GmbH · 67 Punkte",
        "0.1169 (95 % interval 10.9 % to 13.0 %)",
        "price-objection#first-answer",
        "3942 MQLs, 470 won",
    ],
)
def test_figures_dates_and_ids_are_left_alone(text):
    assert Redactor().hide(text) == text


def test_names_of_found_leads_are_hidden_and_come_back_for_tools():
    redactor = Redactor()
    redactor.learn([MUELLER])

    hidden = redactor.hide("Was will anna bergström? Anna schrieb, Bergströms Chef auch")

    assert hidden == "Was will [name-1]? [name-2] schrieb, Bergströms Chef auch"
    assert redactor.reveal("find [name-1] [name-9]") == "find anna bergström [name-9]"


def test_only_what_the_asker_typed_comes_back_in_the_answer():
    redactor = Redactor()
    redactor.hide("a@b.de", is_typed=True)
    redactor.hide("secret@lead.example")

    assert redactor.reveal_typed("[mail-1] [mail-2]") == "a@b.de […]"
