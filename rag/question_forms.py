"""What a question asks for, as far as its form tells."""

from __future__ import annotations

import re

_BEFORE_SUBJECT = "is|are|was|were|has|have|had|can|could|will|would|should|may|might"
_YES_OR_NO = re.compile(rf"\s*(do|does|did|{_BEFORE_SUBJECT})\b", re.IGNORECASE)
_ASKING = re.compile(r"(?i)[?؟]|\b(?:who|whom|whose|what|which|when|where|why|how)\b")
#: What may stand before a question that is put to somebody: "can you tell me who ...".
_WRAPPING = re.compile(
    r"""(?ix) \s* (?: please,? \s+ )?
    (?: (?: can | could | would | will ) \s you \s (?: please \s | kindly \s )?
        (?: tell | show | explain | say | remind ) (?: \s to )? (?: \s me | \s us )?
      | (?: do | would ) \s you \s (?: happen \s to \s )? know
      | tell \s (?: me | us )
      | i \s wonder | i (?: \s a | ['’] ) m \s wondering
      | (?: i | we ) (?: ['’]d \s like | \s (?: want | wanted | need | wish | would \s like ) )
        \s to \s know
      | (?: do | does ) \s (?: the | this | these )
        \s (?: documents? | articles? | texts? | files? | sources? )
        \s (?: say | tell | mention | explain | state | report ) (?: \s me | \s us )?
    ) [,:]? \s+ (?= (?: who | whom | whose | what | when | where | why | how | which ) \b )"""
)
#: "What the talks were about", where a question has "what were the talks about". The subject is a
#: pronoun, or begins with an article or a name, and no clause begins within it.
_TURNED = re.compile(
    r"^(?P<word>(?i:who|whom|what|when|where|why|how)) (?P<subject>(?:he|she|it|they|this|that)"
    r"|(?:[A-Z][^\s?,;]*|the|a|an|these|those|his|her|its|their)"
    r"(?: (?!(?:that|which|who|he|she|it|they|say|says|said)\b)[^\s?,;]+){0,4}?)"
    rf" (?P<auxiliary>{_BEFORE_SUBJECT})\b"
)
_AUTHORSHIP = re.compile(
    r"\bwho (wrote|authored|penned|is the (author|writer|reporter|journalist))\b"
    r"|\b(author|writer|byline) of (this|the) (article|story|report|piece|text)\b"
    r"|\bwhose byline\b|\bwhat is the byline\b",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(r"\b(this|it|the (article|story|report|piece|text))\W*$", re.IGNORECASE)
_ONE = r"(?!(?:is|was|has|does|this|his|its|as)\b)"
_PLURAL = r"\w+[^\Ws]s"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:\w+ )??"
#: After two words, so that "which ministers resigned" is told from "which minister resigns".
_DID = (
    r"(?:are|were|do|did|have|had|will|can|\w+ed|became|began|bought|built|came|fell|fought|gave|got"
    r"|grew|held|kept|led|left|lost|made|met|paid|ran|said|saw|sent|sold|told|took|went|won|wrote)\b"
)
_SEVERAL = re.compile(
    r"(?i)\W*(?:(?:who|what|which) (?:were|are|all|else)\b|(?:name|list|enumerate)\b"
    rf"|which {_ONE}{_PLURAL}\b|which {_ONE}\w+ {_ONE}{_PLURAL} {_DID}"
    rf"|(?:which|what) {_COUNT}{_PLURAL}\b|what {_ONE}(?:\w+ )??{_ONE}{_PLURAL} {_DID})"
)
_SAYING = (
    r"(?:say|said|says|saying|tell|told|claim\w*|state[ds]?|argue\w*|announce\w*|warn\w*|add(?:ed)?"
    r"|promise\w*|call(?:ed)?|describe\w*|write|wrote|declare\w*|insist\w*|think|thought|believe\w*)"
)
_SPEAKER = re.compile(rf"(?i)\b(?:who(?:m| was it who)?|which \w+|whose) (?:\w+ly )?{_SAYING}\b")
_WHAT_SOMEBODY_SAYS = re.compile(
    rf"(?i)\bwhat (?:\w+ )??(?:did|does|do|has|have|had) (?P<name>[^?]+?) {_SAYING}\b"
    r"|\baccording to (?P<source>[^,?]+)"
)
_WORDS_ASKED_FOR = re.compile(
    r"(?i)\W*what (?:else |exactly )?(?:did|does|do|has|have|had) (?P<name>[^?]+?) (?:have to )?"
    r"(?:say|said|tell|told|claim(?:ed)?|argued?|stated?|think|thought)"
    r"(?: (?:about|on|of|regarding|concerning) (?P<subject>[^?]+))?\W*"
)


def directly(question: str) -> str:
    """Return a question without what wraps it, in the order of words of a question.

    "When was it built?" for "can you tell me when it was built?".
    """
    wrapping = _WRAPPING.match(question)
    if not wrapping:
        return question
    return _TURNED.sub(r"\g<word> \g<auxiliary> \g<subject>", question[wrapping.end() :])


def is_question(message: str) -> bool:
    """Say whether a message has the form of a question, with or without its mark."""
    return bool(_ASKING.search(message)) or is_yes_or_no(message)


def is_yes_or_no(question: str) -> bool:
    """Say whether a question is answered by yes or no."""
    return bool(_YES_OR_NO.match(question))


def asks_for_author(question: str) -> bool:
    """Say whether a question asks who wrote the document."""
    return bool(_AUTHORSHIP.search(question))


def names_no_subject(question: str) -> bool:
    """Say whether a question is about the document at hand: "who wrote this?"."""
    return bool(_NO_SUBJECT.search(question))


def asks_for_several(question: str) -> bool:
    """Say whether a question asks for several things: "which ministers", "who were", "list"."""
    return bool(_SEVERAL.match(question))


def asks_for_speaker(question: str) -> bool:
    """Say whether a question asks who said something."""
    return bool(_SPEAKER.search(question))


def words_asked_for(question: str) -> tuple[str, str]:
    """Return whose words a question asks for, and on what: "what did Weiss say about the wall?".

    Either is empty where it does not ask so, or names no subject.
    """
    found = _WORDS_ASKED_FOR.fullmatch(question)
    return (found["name"], found["subject"] or "") if found else ("", "")


def speaker_asked_about(question: str) -> str:
    """Return the person or body whose words are asked for; empty when it is nobody's."""
    found = _WHAT_SOMEBODY_SAYS.search(question)
    return (found["name"] or found["source"]) if found else ""
