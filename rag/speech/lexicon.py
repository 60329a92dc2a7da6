"""Words that carry an attribution: verbs of saying with their forms, and the small words around.

The lists are the language's, not a corpus's: closed classes, and the verbs that style guides and
grammars name as verbs of saying.
"""

from __future__ import annotations

from collections.abc import Iterator

PAST, PRESENT, ING, PLAIN = "past", "present", "ing", "plain"

#: Take a clause with or without "that", or a quotation.
_BARE = """say add claim argue insist admit warn suggest allege assert predict tell promise tweet
contend maintain complain joke""".split()
#: Take a clause with "that" (or one that begins with a pronoun), or a quotation.
_THAT = """state announce confirm deny declare explain note stress emphasise emphasize report reveal
acknowledge concede pledge vow reply respond answer inform assure remind write post comment observe
remark mention recall testify boast caution estimate conclude find show indicate propose recommend
demand reiterate reaffirm repeat clarify hint imply point disclose disagree agree advise proclaim
underline highlight affirm reassure counter speculate""".split()
#: Stand beside a quotation only: as verbs of anything else they say nothing.
_QUOTE_ONLY = """continue begin start laugh shout yell whisper cry exclaim quip sigh read urge plead
remark muse snap retort chant scream interject""".split()
#: Take a question.
_ASKING = ["ask", "wonder", "inquire", "enquire"]
#: "X described Y as ...".
_NAMING = """describe characterise characterize denounce dismiss label brand hail condemn refer
portray depict""".split()
#: Bring a quotation in without a clause: "called it “...”".
_QUOTING = """call dub term deem praise criticise criticize slam blast welcome decry attack cite
quote""".split()
#: Who denies something is told about by others, and seldom told it.
DENIES = r"(?:den(?:y|ies|ied)|reject(?:s|ed)?|dispute[sd]?|refute[sd]?)"
#: Acts of speech with a complement of their own: the words that may open it.
COMPLEMENTS = {
    "call": frozenset({"for", "on", "upon"}),
    "warn": frozenset({"of", "against", "about"}),
    "promise": frozenset({"to"}),
    "pledge": frozenset({"to"}),
    "vow": frozenset({"to"}),
    "threaten": frozenset({"to"}),
    "apologise": frozenset({"for"}),
    "apologize": frozenset({"for"}),
    "complain": frozenset({"of", "about"}),
}
#: Acts of speech whose object is what was said.
OBJECT_VERBS = frozenset({"announce", "deny", "demand", "confirm", "admit"})
#: With an object and one of these words inside it, the object is what was said.
LINKED = {
    "accuse": "of",
    "blame": "for",
    **dict.fromkeys(("urge", "ask", "tell", "order", "advise", "implore", "beg"), "to"),
}

BARE = frozenset(_BARE)
NAMING = frozenset(_NAMING)
QUOTING = frozenset(_QUOTING)
ASKING = frozenset(_ASKING)
QUOTE_ONLY = frozenset(_QUOTE_ONLY) - {"remark", "urge"}
CLAUSAL = BARE | frozenset(_THAT) | ASKING
#: Name the hearer first: "told reporters that".
TELLING = frozenset(
    {"tell", "inform", "assure", "remind", "advise", "promise", "warn", "ask", "show"}
)
#: What shows something by what stands in it.
DOCUMENTS = frozenset(
    """report reports study studies survey surveys poll polls research figures data paper papers
    letter letters statement record records analysis review document documents results findings
    email emails files statistics census article""".split()
)
#: With one of these nouns and "that": "voiced doubts that".
EXPRESSING = frozenset("voice express raise issue make".split())
EXPRESSED = frozenset("doubt concern fear hope warning claim statement belief view point".split())
#: What may follow the subject before a verb of saying, and stand between it and its quotation.
STATING = CLAUSAL | QUOTE_ONLY

_IRREGULAR = {
    "say": ("said", "says", "saying"),
    "tell": ("told", "tells", "telling"),
    "write": ("wrote written", "writes", "writing"),
    "find": ("found", "finds", "finding"),
    "show": ("showed shown", "shows", "showing"),
    "read": ("read", "reads", "reading"),
    "begin": ("began begun", "begins", "beginning"),
    "make": ("made", "makes", "making"),
    "hint": ("hinted", "hints", "hinting"),
    "quip": ("quipped", "quips", "quipping"),
    "snap": ("snapped", "snaps", "snapping"),
    "slam": ("slammed", "slams", "slamming"),
    "dub": ("dubbed", "dubs", "dubbing"),
    "beg": ("begged", "begs", "begging"),
    "admit": ("admitted", "admits", "admitting"),
    "refer": ("referred", "refers", "referring"),
}


def _forms(base: str) -> Iterator[tuple[str, str]]:
    if base in _IRREGULAR:
        past, present, ing = _IRREGULAR[base]
        yield from ((form, PAST) for form in past.split())
        yield present, PRESENT
        yield ing, ING
    elif base.endswith("e"):
        yield from ((base + "d", PAST), (base + "s", PRESENT), (base[:-1] + "ing", ING))
    elif base.endswith("y") and base[-2] not in "aeou":
        yield from ((base[:-1] + "ied", PAST), (base[:-1] + "ies", PRESENT), (base + "ing", ING))
    else:
        ending = "es" if base.endswith(("s", "sh", "ch", "x")) else "s"
        yield from ((base + "ed", PAST), (base + ending, PRESENT), (base + "ing", ING))
    yield base, PLAIN


#: Form -> (verb, tense).
VERBS: dict[str, tuple[str, str]] = {
    form: (base, tense)
    for base in sorted(
        {*STATING, *NAMING, *QUOTING, *COMPLEMENTS, *OBJECT_VERBS, *LINKED, *EXPRESSING}
    )
    for form, tense in _forms(base)
}
#: Forms that are nouns as often as verbs.
NOUN_LIKE = frozenset(
    """claim claims report reports state states note notes comment comments answer answers remark
    remarks estimate estimates demand demands request requests promise promises pledge pledges post
    posts show shows quote quotes blame reply replies warning finding findings reading attack
    attacks call calls order orders brand brands label labels hint hints term terms point points
    praise vow vows cry voice issue issues start starts counter urge advises threat highlight
    highlights""".split()
)

PRONOUNS = frozenset("he she they it we i you".split())
RELATIVES = frozenset({"who", "which"})
DETERMINERS = frozenset(
    """the a an this that these those his her its their our my your some any no one two three four
    several many most both all each every another other""".split()
)
PREPOSITIONS = frozenset(
    """in on at by for from of to with about against among around as before after between beyond
    despite during into like near off onto over since through throughout toward towards under until
    upon via within without amid following""".split()
)
SUBORDINATORS = frozenset(
    """that because if when while although though unless whether where why how what since once
    whereas until so than""".split()
)
CONJUNCTIONS = frozenset({"and", "but", "or", "nor", "yet", "&"})
BE = frozenset("be is are was were been being am 's 're".split())
HAVE = frozenset("has have had having".split())
MODALS = frozenset(
    "will would can could may might shall should must to do does did cannot won't".split()
)
NEGATIONS = frozenset(
    "not never n't neither nor hardly didn't doesn't hasn't haven't hadn't".split()
)
#: Finite words that end a subject.
FINITE = frozenset((BE | HAVE | MODALS) - {"be", "been", "being", "having", "to", "'s", "'re"})
ADVERBS = frozenset(
    """also then later earlier further still now again even once always often just simply only
    both himself herself themselves itself soon instead first twice ever publicly meanwhile
    however additionally moreover thus therefore so far elsewhere indeed nevertheless
    nonetheless""".split()
)
MONTHS = frozenset(
    """january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec""".split()
)
DATE_WORDS = MONTHS | frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight
    morning afternoon evening night week month year weekend last next this earlier late early
    """.split()
)
TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady king queen prince princess pope father
    sister rev reverend bishop archbishop cardinal rabbi imam sheikh president vice prime minister
    premier chancellor senator sen congressman congresswoman representative rep governor gov mayor
    secretary speaker ambassador envoy judge justice attorney general gen colonel col major captain
    capt lieutenant lt sergeant sgt corporal officer constable inspector superintendent detective
    commissioner commander admiral marshal chief director chairman chairwoman chair chairperson
    leader spokesman spokeswoman spokesperson councillor sheriff agent private pc mp
    manager coach captain chef editor author foreign
    defence defense finance interior health education justice opposition deputy acting former then
    """.split()
)
SHE_TITLES = frozenset("mrs ms miss lady queen princess dame sister spokeswoman chairwoman".split())
HE_TITLES = frozenset("mr sir lord king prince pope father spokesman chairman".split())
ORGANISATION_WORDS = frozenset(
    """ministry department council university party inc ltd llc plc corp corporation company group
    association commission committee agency authority office bureau institute institution union
    federation foundation league bank court police government parliament senate congress house
    church army navy force forces club society organisation organization service services board
    fund alliance network times post news press college school hospital administration centre
    center international national united trust""".split()
)
