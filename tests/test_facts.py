"""A fact that a source does not have is missing, in whatever form; the same fact never is."""

from __future__ import annotations

import pytest

from rag.facts import find_missing, new_stretch, new_words, telling_words
from rag.phrased import WithheldReason

SOURCE = (
    "Turkish Defence Minister Yasar Guler said on Thursday that 22 crew members and two officers "
    "left Baku on Oct. 7, and that “there will be no thaw” with Israel’s government."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Guler said twenty-two crew members left Baku.",
        "Yasar Guler, the Turkish Defence Minister, said so on Thursday.",
        "Guler said there would be “no thaw” with Israel.",
        "Guler said the crew left Baku on October 7.",
        "Turkey’s minister said that 22 crew members and 2 officers left.",
        "Guler said there is to be no thaw with the Israeli government.",
        "GULER SAID IT ON THURSDAY.",
    ],
)
def test_the_same_facts_in_other_forms_are_found(sentence: str) -> None:
    """Number words and digits, forms of a date or a name, and parts of a quotation are the same."""
    assert find_missing(sentence, SOURCE) is None


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("23 crew members left Baku.", WithheldReason.NUMBER),
        ("Twenty crew members left Baku.", WithheldReason.NUMBER),
        ("22 percent of the crew left Baku.", WithheldReason.NUMBER),
        ("$22 were paid.", WithheldReason.NUMBER),
        ("The crew left Baku on Oct. 8.", WithheldReason.DATE),
        ("The crew left Baku on October 7, 2023.", WithheldReason.DATE),
        ("The crew left Baku on Friday.", WithheldReason.DATE),
        ("The crew left Ankara.", WithheldReason.NAME),
        ("Hakan Fidan said so.", WithheldReason.NAME),
        ("Guler Baku said so.", None),
        ("Guler said “there will be a thaw”.", WithheldReason.QUOTATION),
        ("Guler did not leave Baku with the crew.", None),
    ],
)
def test_a_fact_that_the_source_does_not_have_is_missing(
    sentence: str, reason: WithheldReason | None
) -> None:
    """Another number, date, name or quotation is told by its kind."""
    missing = find_missing(sentence, SOURCE)
    if reason is not None:
        assert missing is not None
        assert missing.reason is reason


def test_a_year_may_come_from_the_documents_date() -> None:
    """A date without a year is of the year in which the document was published."""
    sentence = "Guler said the crew left Baku on October 7, 2023."
    assert find_missing(sentence, SOURCE, "2023-10-09") is None
    assert find_missing(sentence, SOURCE, "2024-10-09") is not None


def test_countries_with_like_beginnings_are_different() -> None:
    """Forms of one name end in what makes an adjective, not in anything."""
    assert find_missing("Austria won.", "Australia won.") is not None
    assert find_missing("Iraq won.", "Iran won.") is not None
    assert find_missing("Niger won.", "Nigeria won.") is not None
    assert find_missing("The Iranian side won.", "Iran won.") is None


def test_names_that_change_places_are_told() -> None:
    """ "A accused B" does not say that B accused A; a passive does."""
    source = "Erdogan accused Netanyahu of genocide."
    assert find_missing("Netanyahu accused Erdogan of genocide.", source) is not None
    assert find_missing("Netanyahu was accused of genocide by Erdogan.", source) is None


def test_parts_of_two_names_are_no_name() -> None:
    """First names and surnames stand together in the source."""
    source = "John Smith and, in the long war that followed years later, Mary Brown were heard."
    assert find_missing("John Brown was heard.", source) is not None
    assert find_missing("John Smith was heard.", source) is None


def test_a_denial_put_in_or_left_out_is_told() -> None:
    """What a source denies is not said to be so, and the other way round."""
    source = "The minister has not agreed to the talks."
    assert find_missing("The minister has agreed to the talks.", source) is not None
    affirmed = "The minister has agreed to the talks."
    missing = find_missing("The minister has not agreed to the talks.", affirmed)
    assert missing is not None
    assert missing.reason is WithheldReason.NEGATION


def test_a_source_that_denies_one_thing_does_not_bear_a_second_denial() -> None:
    """One half of the source denies; the other may not be denied for that."""
    source = "The device was placed beside a can, but the can did not catch fire."
    assert find_missing(source, source) is None
    twice = "The device was not placed beside a can, but the can did not catch fire."
    missing = find_missing(twice, source)
    assert missing is not None
    assert missing.reason is WithheldReason.NEGATION


@pytest.mark.parametrize(
    "told",
    [
        "The device was not placed beside a can.",
        "The device was not placed beside a can, but the can did catch fire.",
        "No device was placed beside a can.",
    ],
)
def test_a_denial_does_not_move_to_what_the_source_affirms(told: str) -> None:
    """As many denials as the source has, and another thing is denied."""
    source = "The device was placed beside a can, but the can did not catch fire."
    missing = find_missing(told, source)
    assert missing is not None
    assert missing.reason is WithheldReason.NEGATION


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("The can did not catch fire.", "It stood beside a can, but the can did not catch fire."),
        ("No troops were sent.", "Troops were not sent to the border."),
        ("She did not attend.", "She did not, however, attend the talks, which others attended."),
        ("He never answered.", "He was asked twice and never answered."),
    ],
)
def test_what_a_source_denies_may_be_denied(told: str, source: str) -> None:
    """In another order of the words too, and beside others of whom it is true."""
    assert find_missing(told, source) is None


def test_acronyms_stand_for_the_words_they_are_made_of() -> None:
    """ "EU" is found where the European Union is named."""
    assert find_missing("The EU met.", "The European Union met.") is None
    assert find_missing("The UN met.", "The European Union met.") is not None


def test_accents_do_not_make_another_name() -> None:
    """ "Türkiye" and "Turkiye" are one."""
    assert find_missing("Turkiye and Cetin spoke.", "Türkiye and Çetin spoke.") is None


def test_new_words_are_those_the_source_has_in_no_form() -> None:
    """Endings are forgiven; function words say nothing."""
    assert new_words("The crew members were in the harbour.", SOURCE) == ["harbour"]
    assert telling_words("The crew members were in the harbour.") == 3


def test_two_new_words_in_succession_are_a_stretch_of_their_own() -> None:
    """Another word for a word is one; two are something else that is said."""
    one, two = (
        "The crew members quit Baku.",
        "The content of the articles: 22 crew members left Baku.",
    )
    assert new_stretch(one, new_words(one, SOURCE)) == []
    assert new_stretch(two, new_words(two, SOURCE)) == ["content", "articles"]


@pytest.mark.parametrize(
    ("source", "surer"),
    [
        ("The alleged thief left the shop.", "The thief left the shop."),
        ("The port may close in June.", "The port will close in June."),
        ("Berg said that the pier held.", "The pier held."),
        ("According to the police, the driver fled.", "The driver fled."),
        ("The union plans to strike.", "The union will strike."),
        ("Nearly 300 boats sank off Oslo.", "Off Oslo, 300 boats sank."),
        ("Several boats sank off Oslo.", "All boats sank off Oslo."),
        ("Berg named possible causes.", "Berg named certain causes."),
    ],
)
def test_what_is_said_less_surely_is_not_a_fact(source: str, surer: str) -> None:
    """Nobody is made guilty, and nothing done, by a word left out."""
    missing = find_missing(surer, source)
    assert missing is not None
    assert missing.reason is WithheldReason.CERTAINTY
    assert find_missing(source, source) is None


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The talks in Baku ended on Monday.", "The talks in Ankara ended on Monday, Baku said."),
        ("The nearest continent is Asia.", "The nearest continent is Europe. Asia is far."),
        ("The FBI raided Lund.", "The NAACP raided Lund, and the FBI went with it."),
        ("The court fined 12 boats of 40.", "The court fined 40 boats of 60, and 12 crews."),
        (
            "The north makes up 60 percent of the land, while the south makes up 60 percent of it.",
            "The north makes up 15 percent of the land, while the south makes up 60 percent of it.",
        ),
    ],
)
def test_another_name_among_the_same_words_is_told(sentence: str, source: str) -> None:
    """Though it stands elsewhere in the source."""
    assert find_missing(sentence, source) is not None
    assert find_missing(source, source) is None


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "The talks in Ankara began after the talks in Baku on Monday.",
            "The talks in Baku began after the talks in Ankara on Monday.",
        ),
        (
            "A storm hit Washington, Bonney Lake on Friday.",
            "A storm hit Bonney Lake, Washington on Friday.",
        ),
        (
            "In London, police sent Paris the files from Oslo.",
            "In London, police sent Oslo the files from Paris, she said.",
        ),
        (
            "Minister Berg of Norway met Minister Cetin of Turkey.",
            "Minister Berg of Turkey met Minister Cetin of Norway.",
        ),
        ("The vote was 30 to 21 in favour.", "The vote was 21 to 30 in favour."),
    ],
)
def test_names_in_each_others_place_are_told(sentence: str, source: str) -> None:
    """Whatever prepositions and commas stand around them."""
    assert find_missing(sentence, source) is not None
    assert find_missing(source, source) is None


def test_the_next_sentence_does_not_give_a_name_its_place() -> None:
    """The order that counts is that of the sentence which is repeated, not of the source."""
    source = (
        "The reporter met two founders of Bang Camaro, Alex Necochea and Bryn Bennett. "
        "Bang Camaro went on stage late."
    )
    told = "The reporter met two founders of Alex Necochea and Bryn Bennett, Bang Camaro."
    missing = find_missing(told, source)
    assert missing is not None
    assert missing.words == "Alex Necochea and Bryn Bennett … Bang Camaro"


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Gaul was conquered by Caesar in 50 BC.", "Caesar conquered Gaul in 50 BC, after a war."),
        ("Caesar conquered Gaul in 50 BC.", "Gaul was conquered by Caesar in 50 BC, after a war."),
        (
            "Erdogan flew to Baku after the talks.",
            "After the talks in Ankara, Erdogan flew to Baku.",
        ),
        ("Berg, the Norwegian minister, spoke.", "Norwegian minister Berg spoke for an hour."),
        ("In Oslo, Berg met Cetin.", "Berg met Cetin in Oslo on Monday."),
    ],
)
def test_the_same_in_another_order_is_the_same(sentence: str, source: str) -> None:
    """Passives, appositions, and what is moved to the front."""
    assert find_missing(sentence, source) is None
