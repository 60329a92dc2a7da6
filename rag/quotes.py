"""Document -> quotations: who said what, each part of it an exact slice of the text.

How a sentence attributes is read in ``rag/speech/``; here sentences and paragraphs are joined:
quotations that run on, pronouns, and the name behind a surname.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rag.speech.attributions import find_attributions
from rag.speech.frames import Attribution, Frame, Range, Token, find_frames
from rag.speech.lexicon import PRONOUNS
from rag.speech.marks import find_quotes, opens_with_mark
from rag.speech.names import Names, Speaker
from rag.types import NARRATIVE_ROLES, Document, Span
from rag.views import Quotation, SpeechKind

#: A quotation alone in its sentence is somebody's words, a shorter one may be a title.
_MIN_ALONE = 25
_PAUSES = frozenset({",", ";", ":", "—", "–", "-"})


def attribute(document: Document) -> tuple[Quotation, ...]:
    """Find every quotation and reported statement of a document, in the order of the text.

    :returns: only those whose speaker the text names, at least by a pronoun.
    """
    return tuple(_read(document, range(len(document.paragraphs))))


def find_quotations(documents: Iterable[Document]) -> list[Quotation]:
    """Return who said what in documents, in their order; what a text repeats is told once."""
    found: list[Quotation] = []
    for document in documents:
        told: set[tuple[str, str]] = set()
        for quotation in attribute(document):
            key = (quotation.speaker_name, quotation.text)
            if key not in told:
                told.add(key)
                found.append(quotation)
    return found


def speaker_of(document: Document, span: Span) -> Quotation | None:
    """Return the innermost quotation or reported statement around ``span``, None without one."""
    holding = [
        quotation
        for quotation in quotations_near(document, span)
        if any(part.contains(span) for part in quotation.content)
    ]
    return min(holding, key=lambda q: (sum(map(len, q.content)), q.span), default=None)


def quotations_near(document: Document, span: Span) -> Iterator[Quotation]:
    """Yield what is said in the paragraph that ``span`` begins in and its neighbours."""
    place = paragraph_of(document, span)
    yield from _read(document, range(max(place - 1, 0), min(place + 2, len(document.paragraphs))))


def paragraph_of(document: Document, span: Span) -> int:
    """Return the number, from 0, of the paragraph that ``span`` begins in."""
    starts = [paragraph.span.start for paragraph in document.paragraphs]
    return max(bisect_right(starts, span.start) - 1, 0)


@dataclass(slots=True)
class _State:
    """What is carried from sentence to sentence."""

    names: Names
    frame: Frame | None = None
    speaker: Speaker | None = None
    verb: Span | None = None
    is_open: bool = False
    is_fresh: bool = False


def _read(document: Document, numbers: Iterable[int]) -> Iterator[Quotation]:
    state = _State(Names(document.text))
    for number in numbers:
        if document.paragraphs[number].role in NARRATIVE_ROLES:
            yield from _join(_read_paragraph(document, number, state))


def _read_paragraph(document: Document, number: int, state: _State) -> Iterator[Quotation]:
    text, span = document.text, document.paragraphs[number].span
    goes_on = state.is_open and opens_with_mark(text, span)
    quotes = find_quotes(text, span, goes_on=goes_on)
    for frame in find_frames(text, span, quotes):
        attributions = find_attributions(frame)
        if attributions:
            for attribution in attributions:
                quotation = _quotation(document, number, frame, attribution, state)
                if quotation is not None:
                    yield quotation
        elif frame.is_quotation and state.is_fresh and state.speaker and state.verb:
            if len(frame.span) >= _MIN_ALONE or goes_on:
                yield _alone(document, number, frame, state.speaker, state.verb)
        else:
            state.is_fresh = False
        state.names.read(frame)
        state.frame = frame
    state.is_open = bool(quotes) and quotes[-1].is_open


def _quotation(
    document: Document, number: int, frame: Frame, attribution: Attribution, state: _State
) -> Quotation | None:
    speaker = _speaker(frame, attribution, state)
    if speaker is None:
        return None
    verb = _span(frame.tokens, attribution.verb)
    dateline = _dateline_end(frame.tokens) if attribution.content[0][0] == 0 else 0
    content = tuple(
        _content(frame.tokens, (max(part[0], dateline), part[1])) for part in attribution.content
    )
    state.speaker, state.verb, state.is_fresh = speaker, verb, True
    return Quotation(
        document=document,
        paragraph=number + 1,
        span=frame.span,
        speaker=speaker.said,
        name=speaker.name,
        verb=verb,
        content=content,
        kind=SpeechKind.QUOTED if attribution.is_quoted else SpeechKind.REPORTED,
    )


def _speaker(frame: Frame, attribution: Attribution, state: _State) -> Speaker | None:
    start, end = attribution.speaker
    word = frame.tokens[start].word
    if end - start > 1 or word not in PRONOUNS:
        return state.names.named(frame.tokens, attribution.speaker)
    if word in ("i", "we", "you"):
        return None
    trails = attribution.content[0][0] < start  # whom it names is not who says it
    before = state.speaker if state.is_fresh or word in ("he", "she") else None
    return state.names.meant(frame.tokens, start, 0 if trails else start, state.frame, before)


def _alone(
    document: Document, number: int, frame: Frame, speaker: Speaker, verb: Span
) -> Quotation:
    """Give a quotation that stands alone to the speaker of the sentence before."""
    content = tuple(token.quote.inner for token in frame.tokens if token.quote)
    return Quotation(
        document=document,
        paragraph=number + 1,
        span=frame.span,
        speaker=speaker.said,
        name=speaker.name,
        verb=verb,
        content=content,
        kind=SpeechKind.QUOTED,
    )


def _join(quotations: Iterable[Quotation]) -> Iterator[Quotation]:
    """Join a quotation that runs on after its attribution in the same paragraph."""
    held: Quotation | None = None
    for quotation in quotations:
        runs_on = (
            held is not None
            and held.kind is quotation.kind is SpeechKind.QUOTED
            and held.verb == quotation.verb
        )
        if held is not None and runs_on:
            held = replace(
                held,
                span=Span(held.span.start, quotation.span.end),
                content=(*held.content, *quotation.content),
            )
            continue
        if held is not None:
            yield held
        held = quotation
    if held is not None:
        yield held


def _dateline_end(tokens: tuple[Token, ...]) -> int:
    """Return where the news begins after "LONDON (Agency) - ", 0 when nothing stands before it."""
    if not (tokens[0].text.isupper() and len(tokens[0].text) > 2):
        return 0
    dash = next((i for i, t in enumerate(tokens[:12]) if t.word in ("-", "–", "—")), -1)
    return dash + 1 if dash < len(tokens) - 3 else 0


def _content(tokens: tuple[Token, ...], part: Range) -> Span:
    """Return what was said: without its marks where it is one quotation."""
    only = tokens[part[0]].quote if part[1] - part[0] == 1 else None
    if only is not None:
        return only.inner
    start, end = part
    while end > start + 1 and tokens[end - 1].word in _PAUSES:
        end -= 1
    while end > start + 1 and tokens[start].word in _PAUSES:
        start += 1
    return _span(tokens, (start, end))


def _span(tokens: tuple[Token, ...], part: Range) -> Span:
    return Span(tokens[part[0]].start, tokens[part[1] - 1].end)
