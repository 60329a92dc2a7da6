"""Lines that are no part of what an article says: captions, advertisements, navigation."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.structure.shape import ends_sentence, is_capital, reports_speech, words

_AGENCY = r"(?:AP|AFP|EPA|PA|AA|DPA|ANSA|TASS|UPI|PTI|Reuters|Getty(?: Images)?|Alamy|Shutterstock)"
_PICTURE = (
    r"(?:photo(?:graph|s|graphs)?|images?|pictures?|pic|illustrations?|graphics?|credits?|courtesy"
    r"|handout|screenshot|screengrab)"
)
_CAPTION = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,40}}\b{_PICTURE}\b[^()\[\]]{{0,60}}|{_AGENCY}"
    rf"|[^()\[\]]*/{_AGENCY}[^()\[\]]*"
    rf"|{_AGENCY}\s?/[^()\[\]]*)[)\]]\.?$"
    rf"|[.!?)”\"|–—-]\s*{_PICTURE}(?:\s+(?:source|courtesy))?\s*(?:by|of|:|/)\s*(?:[^.!?]"
    rf"|\b\w\.){{2,60}}\.?$"
    rf"|\b(?:courtesy|file|stock|archive|handout|undated)\s+{_PICTURE}\.?$",
    re.IGNORECASE,
)
_CAPTION_AGENCY = re.compile(
    r"[.!?)”\"]\s+[A-ZÀ-Þ][A-Za-z ]{1,25}\s?/\s?[A-ZÀ-Þ][\w .’'\-]{2,40}(?:/[\w .’'\-]+){0,2}$"
    rf"|(?:^|[\s(]){_AGENCY}\s?/\s?[A-ZÀ-Þ][\w .’'\-]{{2,50}}(?:/[\w .’'\-]+){{0,2}}$"
)
_CAPTION_START = re.compile(
    rf"^(?:FILE(?:\s+PHOTO)?\s*[:\-–—]|(?i:{_PICTURE}(?:\s+(?:source|caption|credit|by))?\s*[,:]"
    r"|(?:caption|pictured|figure\s+\d+|fig\.?\s*\d+)\s*[.,:])"
    rf"|(?i:{_PICTURE}\s+(?:by|courtesy of))\s+[A-ZÀ-Þ])"
)
_POINTING = re.compile(
    r"\((?:left|right|cent(?:re|er)|l|r|above|below|front|back|file)\)|\bfrom left(?::|,| to right)"
    r"|\b(?:is |are )?(?:pictured|seen here|shown here)\b",
    re.IGNORECASE,
)
#: A credit in brackets that closes a text and has no word for a picture: agencies sign so as well.
_SIGNATURE = re.compile(rf"\s*[(\[](?![^()\[\]]*\b{_PICTURE}\b)[^()\[\]]*[)\]]\s*$", re.IGNORECASE)
_SOLE_AGENCY = re.compile(rf"^(?:{_AGENCY})(?:\s+(?:Photo|Media|Images))?$")

_AD_WORDS = ("advertisement", "advertisment", "advertorial", "advertising")
_AD_LINE = re.compile(
    r"^(?:ad|ads|sponsored(?:\s+(?:content|post|links?|message|stories))?|promoted"
    r"(?:\s+(?:content|post|stories))?|paid\s+(?:content|post|partnership|promotion)"
    r"|partner content"
    r"|(?:article|story)\s+continues\s+(?:below|after)(?:\s+(?:this\s+)?\w+)?"
    r"|scroll\s+(?:down\s+)?to\s+continue(?:\s+reading)?|remove ads|close ad|from our (?:partners|"
    r"sponsors)|(?:sponsored|presented|brought to you)\s+by\s+.{2,40})\W*$",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(?:sign up|subscribe|register|download|get|join|support|donate|become|try|buy|shop|order"
    r"|book|enjoy(?:ed|ing)?|like what|want more|don[’']t miss|click|tap|start|stay|never miss|save"
    r"|install|claim|discover|receive)\b",
    re.IGNORECASE,
)
_GOODS = re.compile(
    r"\b(?:newsletters?|inbox|(?:our|the|mobile|free) app|podcast|subscri(?:be|ption"
    r"|bers?)|free trial"
    r"|(?:news|breaking) alerts|whatsapp|telegram|(?:our|independent) journalism|donation|donate"
    r"|member(?:ship)?|discount|promo code|% off|a (?:week|month)\b|unlimited access|special offer"
    r"|(?:our|youtube|news) channel|by email|mailing list|app store|google play|click here)",
    re.IGNORECASE,
)
#: What makes the word of a call a noun: a hyphen, a possessive ending, a preposition.
_NOUN = re.compile(
    r"^\w+(?:-\w|[’']s\b|\s+(?:among(?:st)?|between|of|against|towards?)\b)|^support\s+for\b",
    re.IGNORECASE,
)
#: Words of a call that can be the subject of a sentence, or begin one, as well.
_MAY_BE_NOUN = frozenset(
    "support register download try buy shop order book tap start stay save claim enjoyed enjoying"
    " discover".split()
)
#: Where the clause of a call's first word ends, or turns to the reader.
_CLAUSE_END = re.compile(
    r"[?!:;|–—]|\.(?!\w)|(?<=[Cc]lick )here\b"
    r"|\b(?:you|your|our|us|we|so(?! far)|because(?! of)|what|how|why)\b"
)
_FINITE = frozenset(
    "is are was were has have had will would can could may might must should did does"
    " fell rose grew took gave went began became came ran drew broke wrote chose".split()
)
_PAST = frozenset(
    "sent made paid sold met left held lost won cost kept led brought bought got hit cut".split()
)
_NO_SUBJECT = frozenset(
    "they it i who which that a an the to and or for from with by in on at of all as".split()
)
_AFTER_VERB = frozenset(
    "a an the his her its their this these that by to in on at from for with of after before as"
    " more less over up down out off into since during about nearly almost".split()
)
_AFTER_CALL = frozenset(
    "a an the this these all up now today here online independent quality".split()
)
_ADVERBS = frozenset("now today here online and or".split())
_MODIFIERS = frozenset("this news sports arts".split())
_NAVIGATION_LINE = re.compile(
    r"^(?:share(?:\s+(?:this|on|via|the)\b.{0,40})?|print(?: this.{0,20})?|e-?mail(?: this.{0,20})?"
    r"|copy (?:this )?link|(?:\d+ )?(?:leave a |view |post a )?comments?|save(?: article)?"
    r"|(?:related|recommended|popular|latest|more|top|other|similar|earlier|trending)\s+(?:topics?|"
    r"articles?|stories|story|news|content|links?|posts?|tags?|reading|coverage|headlines|videos?)"
    r"|more (?:on|from|in|about)\b.{1,40}|most (?:read|viewed|popular|shared|watched)"
    r"|trending(?: now)?"
    r"|recommended(?: for you)?|you (?:may|might) (?:also )?(?:like|be interested in|have missed)"
    r"|(?:read|see|watch) (?:more|next|also|on)|also (?:read|see|watch)|see also|keep reading"
    r"|continue reading|skip to (?:main )?content|(?:back|return|scroll) to (?:the )?top"
    r"|menu|log ?in"
    r"|sign in|(?:listen to|print|save|bookmark|gift) this (?:article|story|page)"
    r"|watch live|load more"
    r"|show more|editor[’']s picks?|breaking news|don[’']t miss|next (?:article|story|post|page)"
    r"|prev(?:ious)?(?: (?:article|story|post|page))?|for immediate release|ends?|-?\s?30\s?-?"
    r"|(?:\d+|one|two|five|ten)[ -]min(?:ute)?s? (?:read|listen|watch)|\d+ (?:comments?"
    r"|shares?|views?|"
    r"likes?)|follow us\b.{0,60}|accept (?:all )?cookies|this article is more than .{3,20} old"
    r"|external links?|references?|sources?|sister links|notes and references)\W*$",
    re.IGNORECASE,
)
_NAVIGATION_START = re.compile(
    r"^(?:(?:read|see|watch) (?:more|next|also|on)(?: (?:about|on))?|also (?:read|see"
    r"|watch)|see also"
    r"|related(?: (?:articles?|stories|story|topics?|news|links?))?|more on this"
    r"|don[’']t miss|watch"
    r"|listen|read|tags?|topics?|keywords|filed under|posted in|categor(?:y|ies)|share(?: this)?"
    r"|follow us(?: on)?|click here|continue reading|our standards|next|previous|up next)"
    r"\s*[:|>»→–—]\s*\S|^click here to\b|^you are here",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^(?:©|\(c\)|copyright[^\w,]*(?:[:©]|\(c\)|(?:notice|policy|information|statement)?\W*$"
    r"|[12]\d{3}\b|(?:(?:by|of)\s+)?(?-i:(?:[Tt]he\s+)?[A-ZÀ-Þ][\w.&’'\-]*(?:,?\s+(?:(?:of|and|the|for)"
    r"\s+)*(?:[A-ZÀ-Þ&][\w.&’'\-]*|\d{4}))*)\W*$))|\ball rights reserved\b",
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(r"^\w[\w &’'\-]{0,30}(?:\s*[>›»]\s*\w[\w &’'\-]{0,60}){1,6}$")
_HEADS_LIST = re.compile(
    r"^(?:(?:related|recommended|popular|latest|more|top|other|similar|trending"
    r"|earlier)\s+(?:topics?|"
    r"articles?|stories|story|news|links?|posts?|content|headlines|videos?|coverage)"
    r"|more (?:on|from)\b"
    r".*|most \w+|trending(?: now)?|recommended(?: for you)?|you (?:may|might) .*|(?:read"
    r"|see) (?:more|"
    r"next|also)|also (?:read|see)|see also|editor[’']s picks?|external links?|references?|sources?"
    r"|sister links|tags?|topics?|categories)\W*$",
    re.IGNORECASE,
)
_SHORT = 200


def is_caption(text: str) -> bool:
    """Say whether ``text`` labels a picture: it names its maker or points at what it shows."""
    if len(text) > 600:
        return False
    if _CAPTION_START.match(text) or _SOLE_AGENCY.match(text):
        return True
    if len(text) <= 400 and (_CAPTION.search(text) or _CAPTION_AGENCY.search(text)):
        return not _is_said(text)
    return bool(_POINTING.search(text)) and not ends_sentence(text) and len(text) <= _SHORT


def _is_said(text: str) -> bool:
    """Say whether the words of a picture credit stand in running text that has its full stop."""
    running = _SIGNATURE.sub("", text).rstrip("\"'”’»")
    is_closed = running.endswith((".", "?", "!"))
    return is_closed and (reports_speech(running) or running.count(". ") > 2)


def is_advertisement(text: str) -> bool:
    """Say whether ``text`` is, marks or ends an advertisement; sentences of prose never are."""
    if len(text) > _SHORT or reports_speech(text):
        return False
    if _AD_LINE.match(text):
        return True
    return _marks_advertisement(text) or _calls_to_buy(text)


def _marks_advertisement(text: str) -> bool:
    """Say whether a short line begins or ends with such a word, even a misspelt one."""
    tokens = words(text)
    if not tokens or len(tokens) > 12 or ends_sentence(text):
        return False
    if any(c.islower() and c.isalpha() for c in (t[0] for t in tokens)) and len(tokens) > 5:
        last_is_mark = tokens[-1].lower() in ("sponsored", "advertisement", "promoted")
        return last_is_mark and is_capital(tokens[-1])
    if len(tokens) == 1 or _is_marker(tokens[0]) and re.match(r"\w+\s*[:|–—-]", text):
        return _is_marker(tokens[0])
    is_marked = _is_marker(tokens[-1]) or tokens[-1] in ("Sponsored", "SPONSORED", "Promoted")
    return is_marked and all(is_capital(t) or t[0].isdigit() for t in tokens)


def _is_marker(word: str) -> bool:
    word = word.lower()
    return len(word) >= 9 and any(_is_close(word, marker) for marker in _AD_WORDS)


def _is_close(word: str, marker: str) -> bool:
    """Say whether two or fewer letters have to change to turn one into the other."""
    if abs(len(word) - len(marker)) > 2:
        return False
    row = list(range(len(marker) + 1))
    for i, letter in enumerate(word, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(marker, start=1):
            step = diagonal + (letter != other)
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, step)
    return row[-1] <= 2


def _calls_to_buy(text: str) -> bool:
    if len(words(text)) > 30 or not (_CALL.match(text) and _GOODS.search(text)):
        return False
    return not _NOUN.match(text) and not _has_subject(text)


def _has_subject(text: str) -> bool:
    """Say whether the first clause states something of a subject, which a call does not have."""
    end = _CLAUSE_END.search(text)
    tokens = words(text[: end.start()] if end else text)
    if any(
        re.sub(r"n[’']t$", "", word) in _FINITE and before.lower() not in _NO_SUBJECT
        for before, word in pairwise(tokens)
    ):
        return True
    return _begins_with_noun(tokens) and (_has_past(tokens) or _has_plural_subject(tokens))


def _begins_with_noun(tokens: list[str]) -> bool:
    """Say whether the first word may be a noun: "Shop prices", "Save the Children"."""
    if len(tokens) < 3 or tokens[0].lower() not in _MAY_BE_NOUN:
        return False
    is_name = tokens[:2] == ["Save", "the"] and is_capital(tokens[2])
    is_participle = tokens[0].lower() in ("enjoyed", "enjoying")
    is_object = tokens[1].lower() in _AFTER_CALL or tokens[1][0].isdigit()
    return is_name or is_participle or not is_object


def _has_past(tokens: list[str]) -> bool:
    """Say whether a word that may be a past form follows a noun, and no noun follows it."""
    for before, word, after in zip(tokens[1:-1], tokens[2:], [*tokens[3:], ""], strict=True):
        is_past = word in _PAST or word.endswith("ed")
        follows_noun = before.lower() not in _NO_SUBJECT and not before.endswith("ly")
        is_closed = after in _AFTER_VERB or after.endswith("ly") or not after[:1].isalpha()
        if is_past and follows_noun and is_closed:
            return True
    return False


def _has_plural_subject(tokens: list[str]) -> bool:
    """Say whether a plural and a further word stand after the first: "Shop prices rise"."""
    noun, verb = tokens[1], tokens[2]
    is_plural = noun.islower() and re.search(r"[^s]s$", noun) and noun not in _MODIFIERS
    is_verb = verb.islower() and verb not in _AFTER_VERB | _ADVERBS
    return bool(is_plural) and is_verb and not verb.endswith("ly")


def is_navigation(text: str) -> bool:
    """Say whether ``text`` only leads elsewhere, or frames the article: links, tags, rights."""
    if not any(c.isalnum() for c in text):
        return True
    if len(text) > _SHORT:
        return False
    if _NAVIGATION_LINE.match(text) or _BREADCRUMB.match(text):
        return True
    if _RIGHTS.search(text):
        return not reports_speech(text)
    start = _NAVIGATION_START.match(text)
    return bool(start) and not (ends_sentence(text) and reports_speech(text))


def heads_list_of_links(text: str) -> bool:
    """Say whether ``text`` is the head of a list of other articles."""
    return len(text) < 60 and bool(_HEADS_LIST.match(text))
