"""Who said what."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.quotes import attribute, speaker_of
from rag.types import Document, Paragraph, Role, Span
from rag.views import Quotation, SpeechKind


def document(text: str, role: Role = Role.BODY) -> Document:
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", text)]
    return Document("d", "", "d.txt", text, tuple(Paragraph(span, role) for span in lines))


def rows(text: str) -> list[tuple[str, str, str]]:
    whole = document(text)
    return [(q.speaker_name, whole.slice(q.verb), q.text) for q in attribute(whole)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"The bridge is safe," said Ada Reyes, an engineer.',
            ("Ada Reyes", "said", "The bridge is safe,"),
        ),
        (
            "“The bridge is safe,” Ada Reyes said on Monday.",
            ("Ada Reyes", "said", "The bridge is safe,"),
        ),
        (
            'Ada Reyes, who built it, said: "The bridge is safe."',
            ("Ada Reyes", "said", "The bridge is safe."),
        ),
        (
            '"The bridge," Ada Reyes told reporters, "is safe."',
            ("Ada Reyes", "told", "The bridge, is safe."),
        ),
        ("Officials said that the bridge was safe.", ("Officials", "said", "the bridge was safe")),
        (
            "The bridge was safe, the ministry said on Friday.",
            ("the ministry", "said", "The bridge was safe"),
        ),
        (
            "The man, police said, was unharmed.",
            ("police", "said", "The man was unharmed"),
        ),
        (
            "According to Ada Reyes, the bridge is safe.",
            ("Ada Reyes", "According to", "the bridge is safe"),
        ),
        (
            "The bridge is safe, according to a report by the ministry.",
            ("a report by the ministry", "according to", "The bridge is safe"),
        ),
        (
            "A spokesman for the railway denied that trains were late.",
            ("A spokesman for the railway", "denied", "trains were late"),
        ),
        (
            "The union accused the railway of cutting corners.",
            ("The union", "accused", "the railway of cutting corners"),
        ),
        (
            "Ada Reyes (pictured) has also warned that ice was forming.",
            ("Ada Reyes", "warned", "ice was forming"),
        ),
        (
            'Ada Reyes described the plan as "a gift to nobody".',
            ("Ada Reyes", "described", 'the plan as "a gift to nobody"'),
        ),
        (
            'Ada Reyes tweeted: "Take the ferry today."',
            ("Ada Reyes", "tweeted", "Take the ferry today."),
        ),
        (
            '"Is the bridge safe at all?" Ada Reyes asked.',
            ("Ada Reyes", "asked", "Is the bridge safe at all?"),
        ),
    ],
)
def test_each_form_of_attribution_is_read(text: str, expected: tuple[str, str, str]) -> None:
    """Speaker before or after, quoted or reported: who, verb and what come out as they stand."""
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("But Sarah Jones, chief executive of the charity Shelter,", "Sarah Jones"),
        ("And the ferry firm, a rival of the railway,", "the ferry firm"),
        ("On Thursday John Smith, leader of the council,", "John Smith"),
        ("In June British Rail, an operator,", "British Rail"),
        ("Finally Ada Reyes, an engineer,", "Ada Reyes"),
        ("Boeing, the plane maker,", "Boeing"),
        ("Elsewhere, Beijing, a key ally of Moscow,", "Beijing"),
        ("King Salman, ruler of the state,", "Salman"),
        ("Emily Jones, a nurse,", "Emily Jones"),
        ("But Kelly Holt, a nurse,", "Kelly Holt"),
        ("Carl Holt, from Omaha, Nebraska,", "Carl Holt"),
        ("It rained, and Tom Lloyd, the owner, who lives there,", "Tom Lloyd"),
        ("But the head of the firm, Sir Lee Holt,", "Lee Holt"),
        ("However, the ministry, which runs it,", "the ministry"),
        ("On Monday, the ministry, which runs it,", "the ministry"),
        ("In Paris, the ministry, which runs it,", "the ministry"),
        ("In 12 African countries, the ministry, which runs it,", "the ministry"),
        (
            "At a meeting of the Rail Council in New York, the ministry, which runs it,",
            "the ministry",
        ),
        ("Speaking to reporters, the ministry, which runs it,", "the ministry"),
        ("Speaking, the mayor, who is 60,", "the mayor"),
        ("Citing Reuters, the ministry, which runs it,", "the ministry"),
        ("Separately, the ministry, which runs it,", "the ministry"),
        ("But the next day, the ministry, which runs it,", "the ministry"),
        ("Two hours later, the ministry, which runs it,", "the ministry"),
        ("Asked whether he would resign, the mayor, who is 60,", "the mayor"),
        ("Pressed on the talks, Ada Reyes, an engineer,", "Ada Reyes"),
        ("However, an official with the railway,", "an official with the railway"),
    ],
)
def test_what_leads_in_is_no_speaker_and_a_name_no_lead(before: str, speaker: str) -> None:
    """Days, adverbs and participles lead in; a name after or like one has its description after."""
    assert rows(f"{before} said the bridge was safe.") == [(speaker, "said", "the bridge was safe")]
    assert rows(f"{before} warned: “It is not safe.”")[0][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Beijing condemned the move on Monday, saying it was illegal.", "Beijing"),
        ("On Monday Ada Reyes left the board, saying it was illegal.", "Ada Reyes"),
        ("Feeling tired, the mayor left, saying it was illegal.", "the mayor"),
        ("Citing unnamed sources, the paper blamed the mayor, saying it was illegal.", "the paper"),
        ("Having denied the claim, the mayor left, saying it was illegal.", "the mayor"),
        ("He was quoted by the Interfax news agency as saying it was illegal.", "He"),
        ("Lavrov was also quoted by Tass on Monday as saying it was illegal.", "Lavrov"),
        ("The mayor has been quoted as saying it was illegal.", "The mayor"),
        ("Ada Reyes, who was quoted by Tass as saying it was illegal", "Ada Reyes"),
        ("Tass quoted the minister as saying it was illegal.", "the minister"),
    ],
)
def test_a_participle_goes_with_who_speaks(text: str, speaker: str) -> None:
    """The subject of its sentence, or whom somebody quotes, in the active or the passive."""
    assert rows(text) == [(speaker, "saying", "it was illegal")]


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Brown was told by the judge", "the judge"),
        ("Smith was then asked by reporters", "reporters"),
        ("The crowd was warned on Monday by Ada Reyes, the mayor", "Ada Reyes"),
        ("A statement was issued by the mayor", "the mayor"),
        ("A statement was issued on Monday", "A statement"),
        ("Lee was quoted in the paper", "Lee"),
        ("Lee was told to leave and issued a statement", "Lee"),
        ("Lee, who was told by the judge to leave, issued a statement", "Lee"),
        ("Ada Reyes was blunt in her message", "Ada Reyes"),
        ("Staff were warned in a memo", ""),
        ("Staff were told by email", ""),
    ],
)
def test_who_is_told_is_not_who_speaks(before: str, speaker: str) -> None:
    """A passive names the speaker after "by", or nobody."""
    assert [row[0] for row in rows(f"{before}: “It is late.”")] == [speaker] * bool(speaker)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The plan, said Mr Brown, would cost millions.",
            ("Brown", "said", "The plan would cost millions"),
        ),
        ("The move, says Lee, is “long overdue”.", ("Lee", "says", "The move is “long overdue”")),
        (
            "The bridge, argues Ada Reyes, an engineer, needed paint.",
            ("Ada Reyes", "argues", "The bridge needed paint"),
        ),
        ("It was late, said Mr Brown, and cold.", ("Brown", "said", "It was late")),
        (
            "Jim Walsh, a lawyer, said the deal, which ends soon, does not count.",
            ("Jim Walsh", "said", "the deal, which ends soon, does not count"),
        ),
        (
            "The agency says the drug works; doctors disagree.",
            ("The agency", "says", "the drug works"),
        ),
        (
            "The firm said that sales rose to 789m euros ($1bn; £548m) in May.",
            ("The firm", "said", "sales rose to 789m euros ($1bn; £548m) in May"),
        ),
        (
            "The firm said that it was late; that it was dark; and that it was cold.",
            ("The firm", "said", "it was late; that it was dark; and that it was cold"),
        ),
        (
            "The firm said the drug “works; it is safe” for all.",
            ("The firm", "said", "the drug “works; it is safe” for all"),
        ),
    ],
)
def test_what_is_said_ends_where_the_writer_goes_on(
    text: str, expected: tuple[str, str, str]
) -> None:
    """Both halves around "said X" are X's; what follows a semicolon is not, unless it lists."""
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The ministry did not say that the bridge was safe.",
        "Ada Reyes declined to say whether the bridge was safe.",
        "It was said that the bridge was safe.",
        "The minister will say that the bridge is safe.",
        "The film “The Long Bridge” opened on Friday.",
        "Recent claims that the bridge is safe were not checked.",
        "The ministry neither confirmed nor denied the loss.",
        "The engineers found two cracks.",
    ],
)
def test_what_nobody_said_is_no_quotation(text: str) -> None:
    """No row for a refusal, a passive, a plan to speak, a title, or a noun like a verb."""
    assert rows(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Reed, whom Ian Poole called "a liar and a crook", said Carver Homes had paid him.',
            [("Ian Poole", "a liar and a crook")],
        ),
        (
            'The firm, which Ann Bell described as "a den of common thieves", said it was shocked.',
            [("Ann Bell", 'as "a den of common thieves"')],
        ),
        (
            "Holt, whom the judge called “a danger to us all,” said nothing.",
            [("the judge", "a danger to us all,")],
        ),
        ("The man whom Bell called “a common thief” said Carver paid him.", []),
        ("The firm, whose motto is “we build for good”, said sales had risen.", []),
        ("Reed, accused of being “a liar and a crook”, said nothing.", []),
        ("Reed, a self-styled “king of the road”, said he was late.", []),
    ],
)
def test_words_quoted_in_another_clause_are_not_those_of_the_next_verb(
    text: str, expected: list[tuple[str, str]]
) -> None:
    """They are their own clause's subject's, or nobody's; "said X had" is a clause, no speaker."""
    assert [(speaker, words) for speaker, _, words in rows(text)] == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We are late for it,” said the man whose dog was lost.", "the man"),
        ("“We are late for it,” said Ann Bell, whom Reed had hired.", "Ann Bell"),
        ("“We are late for it,” said everyone at the table.", "everyone"),
        ("“We are late for it,” says he.", "he"),
        ("It is a law that “will save many lives,” said Ann Bell.", "Ann Bell"),
        ("The law, which “will save many lives”, said Ann Bell, begins in May.", "Ann Bell"),
        ("“It is a plan which Poole calls a joke,” said Ann Bell.", "Ann Bell"),
        ("The bridge, which Poole says is “safe as houses”, fell.", "Poole"),
        ("The plan, which critics say is “too dear for us”, was bold.", "critics"),
        ("The plan, which the report says is “too dear for us”, was bold.", "the report"),
        ("The bridge, which officials say will cost millions, opened.", "officials"),
        ("The man who Poole said was “the worst of them all” was freed.", "Poole"),
        ("The man who lives there said it was late.", "The man who lives there"),
    ],
)
def test_a_relative_pronoun_is_no_part_of_who_speaks_after_it(text: str, speaker: str) -> None:
    """Nor does it, before a quotation or after its speaker, take a speaker away."""
    assert [row[0] for row in rows(text)] == [speaker]


def test_a_surname_and_a_sure_pronoun_are_given_the_full_name() -> None:
    """A reader of one row knows who speaks, and where the name stands."""
    text = (
        "Ada Reyes said the bridge was safe. She added that ice was rare.\n"
        'Mr Holt left early.\n"Nothing has changed," Reyes said.'
    )
    whole = document(text)
    assert [q.speaker_name for q in attribute(whole)] == ["Ada Reyes"] * 3
    assert [whole.slice(q.speaker) for q in attribute(whole)] == ["Ada Reyes", "She", "Reyes"]


def test_an_unsure_pronoun_stays_as_said() -> None:
    """Of two people who could be meant, none is guessed."""
    found = rows("Ada Reyes met Carla Holt at the bridge. She said it was safe.")
    assert found == [("She", "said", "it was safe")]


def test_a_quotation_that_runs_on_is_one_row() -> None:
    """The sentences after the attribution are the same speaker's words."""
    text = '"The bridge is safe," Ada Reyes said. "Nobody should worry about it. We checked."'
    assert rows(text) == [
        ("Ada Reyes", "said", "The bridge is safe, Nobody should worry about it. We checked.")
    ]


def test_a_quotation_over_paragraphs_keeps_its_speaker() -> None:
    """A mark that opens each paragraph and closes only the last is one speaker's."""
    text = 'Ada Reyes said: "The bridge is safe.\n"It was checked in May."'
    assert [row[0] for row in rows(text)] == ["Ada Reyes", "Ada Reyes"]
    assert [row[2] for row in rows(text)] == [
        "The bridge is safe.",
        "It was checked in May.",
    ]


def test_quoted_and_reported_words_are_told_apart() -> None:
    """The kind says whose words they are."""
    kinds = [
        q.kind for q in attribute(document('Ada Reyes said it was "fine". "It is," she said.'))
    ]
    assert kinds == [SpeechKind.REPORTED, SpeechKind.QUOTED]


def test_only_running_text_is_read() -> None:
    """A caption or a menu is nobody's statement."""
    assert attribute(document("Ada Reyes said it was safe.", Role.CAPTION)) == ()


def test_the_speaker_of_a_span_is_found() -> None:
    """An answer inside a quotation can be shown as its speaker's words."""
    text = (
        'The bridge opened.\nAda Reyes said that it "could hold a herd of elephants".\nIt rained.'
    )
    whole = document(text)
    start = text.index("elephants")
    found = speaker_of(whole, Span(start, start + 9))
    assert isinstance(found, Quotation)
    assert found.speaker_name == "Ada Reyes"
    assert speaker_of(whole, Span(text.index("It rained"), len(text))) is None
    assert speaker_of(whole, Span(text.index("Ada"), text.index("Ada") + 3)) is None


def test_a_row_is_cited_by_an_exact_slice() -> None:
    """Every span of the JSON shape, and the footnote's quote, is the document's text."""
    text = 'It opened. "The bridge is safe," said Ada Reyes.'
    shape = attribute(document(text))[0].to_dict(3)
    spans = shape["spans"]
    assert [text[a:b] for a, b in spans["content"]] == ["The bridge is safe,"]
    assert text[slice(*spans["speaker"])] == shape["said_as"] == "Ada Reyes"
    assert text[slice(*spans["verb"])] == shape["verb"] == "said"
    citation = shape["citation"]
    assert citation["number"] == 3
    assert text[citation["start"] : citation["end"]] == citation["quote"]


PIECES = st.sampled_from(
    ["said", "Ada Reyes", '"', "“", "”", "'", ",", ". ", " ", "\n", "that", "the bridge is", "he",
     "according to", ":", "and", "told", "accused", "of", "—", "(", ")", "It", "saying", "Mr"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_whatever_the_text_the_spans_lie_in_order_inside_their_sentence(pieces: list[str]) -> None:
    """No text breaks the reading, and each content part lies in the cited sentence."""
    whole = document(" ".join(pieces))
    for quotation in attribute(whole):
        assert all(quotation.span.contains(part) for part in quotation.content)
        assert all(len(part) for part in quotation.content)
        assert quotation.speaker_name
