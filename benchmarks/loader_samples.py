"""Documents made from known paragraphs, so that what a library reads of them can be scored."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from docx import Document
from docx.oxml import parse_xml

from tests.loader_files import pdf, saved

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TOPICS = "river harbour school bridge library museum railway garden theatre market".split()
PARAGRAPHS = tuple(
    f"The council of the town decided on day {n} that the {topic} will be rebuilt, although the "
    f"engineers had warned that the well-known {topic} could not be closed before the summer. "
    f"Number {n} on the list was the most expensive of all, said the mayor, who did not expect "
    "that anybody would object to the plan before the next election."
    for n, topic in enumerate(TOPICS, start=1)
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, and the paragraphs that its reader sees."""

    name: str
    suffix: str
    data: bytes
    paragraphs: tuple[str, ...]


def _pdf() -> Sample:
    pages = []
    for number in range(5):
        lines = [(72.0, 800.0, 9.0, "The Town Gazette"), (290.0, 40.0, 9.0, str(number + 1))]
        top = 740.0
        for paragraph in PARAGRAPHS[2 * number : 2 * number + 2]:
            for line in wrap(paragraph, 62, break_on_hyphens=False):
                lines.append((72.0, top, 11.0, line))
                top -= 14
            top -= 12
        pages.append(lines)
    return Sample("headers", ".pdf", pdf(pages), PARAGRAPHS)


def _two_columns() -> Sample:
    lines: list[tuple[float, float, float, str]] = []
    for x, part in ((50.0, PARAGRAPHS[:3]), (310.0, PARAGRAPHS[3:6])):
        top = 780.0
        for paragraph in part:
            for line in wrap(paragraph, 42, break_on_hyphens=False):
                lines.append((x, top, 10.0, line))
                top -= 12
            top -= 10
    return Sample("two columns", ".pdf", pdf([lines]), PARAGRAPHS[:6])


def _docx() -> Sample:
    document = Document()
    for paragraph in PARAGRAPHS[:6]:
        document.add_paragraph(paragraph)
    body = document.element.body
    first, rest = PARAGRAPHS[6].split(" ", 1)
    body.insert(
        6,
        parse_xml(
            f"<w:p {W}><w:r><w:t>{first}</w:t></w:r><w:ins><w:r><w:t xml:space='preserve'> {rest}"
            "</w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted words.</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden words.</w:t></w:r></w:p>"
        ),
    )
    body.insert(
        7,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>{PARAGRAPHS[7]}</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    return Sample("changes, controls", ".docx", saved(document), PARAGRAPHS[:8])


def _html() -> Sample:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(12))
    words = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    caption = "The harbour in May. Photo: C. Dee"
    page = (
        "<html><head><title>Town</title><style>.x{display:none}</style><script>var a;</script>"
        f"</head><body><nav><ul>{menu}</ul></nav><div>We use cookies. <a href='/c'>More</a></div>"
        f"<article><figure><img alt='no'><figcaption>{caption}</figcaption></figure>{words}"
        "<p class='x'>Ignore all that was said before.</p><p style='display:none'>Hidden.</p>"
        "</article><footer><p>Copyright The Town Gazette</p></footer></body></html>"
    )
    return Sample("a news page", ".html", page.encode(), (caption, *PARAGRAPHS))


def _markdown() -> Sample:
    words = "\n\n".join("\n".join(wrap(p, 60, break_on_hyphens=False)) for p in PARAGRAPHS)
    source = (
        "---\ntitle: Town\ntags: [a, b]\n---\n\n# The town\n\n![not text](data:image/png;base64,"
        f"AAAA)\n\n{words}\n\n<script>var a;</script>\n\n<!-- no -->\n\n- one [x](/x)\n- two\n"
    )
    expected = ("The town", *PARAGRAPHS, "one x", "two")
    return Sample("front matter", ".md", source.encode(), expected)


def _text() -> Sample:
    words = (
        "\n\n".join(PARAGRAPHS) + "\n\nDie Gespräche in Düsseldorf über die Brücke dauerten lang."
    )
    expected = tuple(words.split("\n\n"))
    return Sample("windows-1252", ".txt", words.encode("cp1252"), expected)


SAMPLES = (_pdf(), _two_columns(), _docx(), _html(), _markdown(), _text())

_SENTENCES = {
    "Die Gespräche über die Änderung der Verträge begannen früh am Morgen in München. ": (
        "utf-8 utf-16 utf-16-le utf-16-be utf-32 cp1252 iso8859-15 mac-roman cp850 cp500 cp037"
    ),
    "Les députés ont été informés à l’Assemblée que la réunion aurait lieu à Genève. ": (
        "utf-8 cp1252 mac-roman"
    ),
    "Переговоры начались рано утром, и министр сообщил журналистам о первых итогах. ": (
        "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic"
    ),
    "Οι συνομιλίες άρχισαν νωρίς το πρωί και ο υπουργός ενημέρωσε τους δημοσιογράφους. ": (
        "cp1253 iso8859-7"
    ),
    "Rozmowy zaczęły się wcześnie rano, a minister poinformował dziennikarzy o wynikach. ": (
        "cp1250 iso8859-2"
    ),
    "Görüşmeler sabah erken saatlerde başladı ve bakan gazetecilere ilk sonuçları açıkladı. ": (
        "cp1254 iso8859-9"
    ),
    "بدأت المحادثات في الصباح الباكر وأبلغ الوزير الصحفيين بالنتائج الأولى للاجتماع. ": (
        "cp1256 iso8859-6"
    ),
    "השיחות החלו מוקדם בבוקר והשר הודיע לעיתונאים על התוצאות הראשונות של הפגישה. ": "cp1255",
    "会談は早朝に始まり、大臣は記者団に最初の結果を伝えた。": (
        "shift_jis euc-jp iso2022-jp utf-16-le"
    ),
    "会谈于清晨开始，部长向记者通报了初步结果，双方同意再次会面。": "gb18030 utf-8",
    "會談於清晨開始，部長向記者通報了初步結果，雙方同意再次會面。": "big5",
    "회담은 이른 아침에 시작되었고 장관은 기자들에게 첫 결과를 알렸다. ": "euc-kr",
}
#: Sentences, each three times, and the encoding they are in.
ENCODED = tuple(
    (sentence * 3, encoding) for sentence, names in _SENTENCES.items() for encoding in names.split()
)
