"""What speaks for and against there being an answer among the passages found: figures between about 0 and 1, each one inspectable
(words in common, `bm25`, have no upper end until calibration has put them on the corpus's scale).

Four kinds. Closeness (how near the best passages and stretches are to the question, and what each way of searching scores at best)
depends on the corpus and is put on its scale by calibration. Coverage counts the question's words that the passages, or the whole corpus, lack. Agreement is whether the ways of
searching put the same passage first, and whether the first passages are of one document. Mismatches are plain facts: a place,
a country, a year or a moment that the passages do not speak of, a sum, a number or a count asked for and none there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.coverage import cover_words
from assistant.generation import label_passages
from assistant.lexicon import WORD, Lexicon, words_of
from assistant.ports import LabelledPassage, TermEncoder
from assistant.query import Query, QueryReader
from assistant.selection import Scorer, weigh
from assistant.stretches import Stretch, behind_heading, stretches_of
from assistant.types import Document, Filters, ScoredPassage
from assistant.vectors import LEGS

CLOSENESS = (*LEGS, "stretch", "heading", "cover", "lines")
NOTHING: Mapping[str, float] = dict.fromkeys(("heading", "together", "cover", "lines", "lack", "gap", "scatter"), 0.0)
FACTS = ("number", "length", "named", "place", "year", "moment", "kind", "focus", "apart", "spread")
# Every signal. One that comes to mean something else needs another name: weights learned from a library's own questions name them.
SIGNALS = frozenset((*CLOSENESS, *NOTHING, *FACTS, "read"))
FIRST = 4  # passages looked at for whether the search settled on one document
LONGEST = 12  # content words from which a question counts as long
BEST, NEAR_LINES = 3, 2  # stretches, and lines of what people ask, looked at for what was asked for
LOOKED_AT, LINES = 12, 5  # stretches and lines in one of which the whole question may be spoken of
COMPARED = 3  # lines compared word by word
_HOME = frozenset(("england", "wales", "scotland", "northern ireland", "uk", "united kingdom", "britain", "great britain"))
_ABROAD = re.compile(
    r"\b(?:americans?|australians?|germans?|french|spanish|italians?|irish|canadians?|dutch|swedish|norwegians?|danish|finnish|polish|indians?"
    r"|chinese|japanese|russians?|new zealanders?|u\.?s\.?a\.?|americas?|europe|european court|republic of ireland|hipaa)\b",
    re.I,
)
_NAME = re.compile(r"(?<=[a-z,;] )([A-Z][a-z]{2,})")
_LOCAL_BEFORE = re.compile(r"\b(?:in|at|near|around|for|under|across) (?:the )?$", re.I)
_LOCAL_AFTER = re.compile(
    r"(?:['’]s)?\s(?:[A-Z][a-z]+\s)?(?:council|county|borough|hospital|road|street|avenue|lane|school|academy|primary|college|trust|estate"
    r"|police|surgery|nursery|centre|center|MASH|LADO|MARAC|partnership|board|team)\b",
    re.I,
)
# Counties, island groups and boroughs, which lists of towns leave out.
_AREAS = re.compile(
    r"\b(?:bedfordshire|berkshire|buckinghamshire|cambridgeshire|cheshire|cornwall|cumbria|derbyshire|devon|dorset|durham|essex"
    r"|gloucestershire|hampshire|herefordshire|hertfordshire|kent|lancashire|leicestershire|lincolnshire|norfolk|northamptonshire"
    r"|northumberland|nottinghamshire|oxfordshire|rutland|shropshire|somerset|staffordshire|suffolk|surrey|sussex|warwickshire|wiltshire"
    r"|worcestershire|yorkshire|humberside|merseyside|teesside|tyneside|wirral|isle of (?:man|wight|anglesey)|jersey|guernsey|channel islands"
    r"|kirklees|calderdale|sandwell|sefton|knowsley|tameside|trafford|thurrock|medway|torbay|hackney|lambeth|lewisham|haringey|newham"
    r"|tower hamlets|barking and dagenham|camden|islington|greenwich|southwark|westminster|gwent|gwynedd|powys|dyfed|glamorgan|clwyd"
    r"|ceredigion|carmarthenshire|pembrokeshire|monmouthshire|fife|lothian|lanarkshire|ayrshire|aberdeenshire|orkney|shetland|antrim"
    r"|fermanagh|tyrone|county (?:down|armagh|londonderry))\b",
    re.I,
)
# A town in a question about a rule sets the scene ("I volunteer in Cardiff, must I report?"); with a local detail it is the point.
_RULE = re.compile(
    r"\b(?:(?:do|does|did|should|must|can|could|are|am|may|have) (?:I|we|they|staff|schools?|it|he|she|you|the)\b|how (?:often|soon|regular\w*|quickly)"
    r"|deadline|when (?:is|are|must|should|does|do)|who (?:do|should) (?:I|we)|where (?:do|should) (?:I|we)|expected|allowed)\b",
    re.I,
)
_LOCAL_ASK = re.compile(
    r"\b(?:numbers?|phone|e-?mail|address|direct (?:line|dial)|name|budget|threshold|score|level \d|cost|fee|allowance|rating|grade|policy|how many"
    r"|how much|meets?|form|link|website|waiting|caseload|chairs?|opening|venue|weather|class|count)\b",
    re.I,
)
SCENE = 0.3
_POSSESSIVE = re.compile(r"['’]s?$")
_NORTHERN = re.compile(r"\bnorthern irish\b", re.I)
_MOMENT = re.compile(
    r"\bnext (?:(?:\w|['’])+ ){0,2}(?:commissioner|edition|version|inspection|national review|annual report|minister|director)\b|\b(?:(?:this|last|next|past) (?:year|month|term|week|weekend|summer|spring|autumn|winter)|today|tomorrow|yesterday"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|christmas|easter|new year's|right now)\b",
    re.I,
)
_CLAUSE = re.compile(r"[.?!;:]\s+|,\s+|\s[–—-]+\s|\bso (?=is|are|do|does|can|should|must|when|who|what|how)", re.I)
_MONEY = re.compile(
    r"\b(?:costs?|prices?|fees?|salary|wages?|compensation|how much (?:money|(?:is|are|does|do|did|will|would)\b.*\b(?:cost|pay|paid|charge|spend|get|earn|fine)\w*))\b",
    re.I,
)
_MONEY_SHAPE = re.compile(r"£|\bpounds?\b|\bper cent\b|%", re.I)
_CONTACT = re.compile(
    r"\b(?:(?:phone|telephone|contact|mobile|helpline|team) (?:numbers?|no\b)|numbers? for|what(?:'s| is) (?:the|their) number|which number"
    r"|(?:e-?mail|postal) address|(?:her|his|their|its) e-?mail|opening (?:hours|times)|direct (?:line|dial)|website link|link to)\b"
    r"|\b(?:e-?mail|mobile|phone|tel(?:ephone)?(?: no)?)\W*$",
    re.I,
)
_CONTACT_SHAPE = re.compile(r"\b(?:0\d[\d ]{7,}|999|101|111|112)\b|\S+@\S+|\b(?:am|pm)\b")
_PENALTY = re.compile(
    r"\b(?:prison|jail|custodial) (?:term|sentence|time)\b|\bhow long in (?:prison|jail)\b|\b(?:max(?:imum)?|min(?:imum)?|how (?:long|many years)|what|which)(?: \w+){0,2} sentence",
    re.I,
)
_PENALTY_SHAPE = re.compile(r"\b(?:prison|imprison\w*|custody|sentence[sd]?|jail)\b", re.I)
_CLINICAL = re.compile(
    r"\b(?:blood (?:tests?|levels?|count)|scans?|x-?rays?|dos(?:e|es|age)|mg|tablets?|antidepressants?|medication|medicines?|brand|ratios?|pass mark"
    r"|grades?|ratings?|budget|salary|pay scale|calories|recipe|postcode)\b",
    re.I,
)
_FOCUS = re.compile(r"\b(?:which|what(?:'s| is| are| was)?(?: the)?(?: name of)?(?: the)?|how many)\s+((?:[\w'’-]+\s+){0,2}[\w'’-]+)", re.I)
_COUNT = re.compile(r"\bhow many\s+(?!at\b|in\b|are\b|were\b|is\b|do\b|does\b|can\b|of\b)((?:[\w-]+\s*){1,4})", re.I)
_NUMERAL = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|all|no|none)\b", re.I)


class EvidenceReader:
    """Reads signals off a question and what was found for it. `is_place` knows towns, counties and countries in lower case."""

    def __init__(
        self,
        reader: QueryReader,
        scorer: Scorer,
        terms: TermEncoder,
        lexicon: Lexicon,
        documents: Callable[[], Mapping[str, Document]],
        is_place: Callable[[str], bool] = frozenset[str]().__contains__,
    ) -> None:
        self._reader, self._scorer, self._terms, self._lexicon = reader, scorer, terms, lexicon
        self._documents, self._is_place = documents, is_place

    def read(self, text: str, filters: Filters, found: Sequence[ScoredPassage]) -> dict[str, float]:
        """Every signal by name."""
        query = self._reader.read(text, filters)
        shown = label_passages(found, self._documents())
        stretches = stretches_of(shown)
        rows = self._scorer.features(query.text, query.forms[-1], query, stretches, shown) if stretches else []
        scores = [weigh(row) for row in rows]
        order = sorted(range(len(stretches)), key=lambda index: (-scores[index], index))[:LOOKED_AT]
        best = " ".join(stretches[index].text for index in order[:BEST])
        seen = " ".join(f"{item.title} {' '.join(item.passage.heading_path)} {item.passage.text}" for item in shown)
        unknown, content = self._unknown(query), self._content(query.text)
        asked_words = self._stems(" ".join(item.line for held in shown for item in held.passage.asked))
        named = [found for found in _NAME.finditer(text) if found[1].lower() in unknown]
        local = any(_LOCAL_BEFORE.search(text[: found.start()]) or _LOCAL_AFTER.match(text[found.end() :]) for found in named)
        read = max((row["read"] for row in rows if "read" in row), default=None)
        likely = [stretches[index] for index in order]
        return {
            **({} if read is None else {"read": self._reading(query, read, likely, shown)}),
            **{leg: max((item.legs[leg].score for item in found if leg in item.legs), default=0.0) for leg in LEGS},
            "stretch": max((row["meaning"] for row in rows), default=0.0),
            "number": float("number" in query.wording.wants),
            "length": min(len(content), LONGEST) / LONGEST,
            "named": float(bool(named) and not local),
            "place": self._place(text, seen, local),
            "year": float(any(str(year) not in seen for year in query.wording.years)),
            "moment": float(any(moment[0].lower() not in best.lower() for moment in _MOMENT.finditer(_last_clause(text)))),
            "kind": float(_lacks_kind(text, best, self._stems)),
            "focus": _focus(text, self._stems(best) | asked_words, self._stems),
            **_agreement(found),
            **(self._near(query, shown, stretches, rows, order) if rows else NOTHING),
        }

    def _reading(self, query: Query, whole: float, likely: Sequence[Stretch], shown: Sequence[LabelledPassage]) -> float:
        """What the cross-encoder says at best: of the `whole` question, or of the part of it that is answered least."""
        return max(whole, min((self._scorer.best_reading(part.text, likely, shown) for part in query.parts), default=whole))

    def _near(
        self,
        query: Query,
        shown: Sequence[LabelledPassage],
        stretches: Sequence[Stretch],
        rows: Sequence[Mapping[str, float]],
        order: Sequence[int],
    ) -> dict[str, float]:
        """How closely what is held speaks of every word of the question, and of what people ask that it answers."""
        lines = list(dict.fromkeys(item.line for held in shown for item in held.passage.asked))
        near = self._scorer.nearest(query.forms, lines, LINES)
        behind = [behind_heading(stretches[index], shown[stretches[index].place[0]]) for index in order]
        asked = [line for line, _ in near]
        seen = " ".join([*(f"{held.title} {' '.join(held.passage.heading_path)} {held.passage.text}" for held in shown), *lines])
        words = cover_words(query.text, [*behind, *asked], self._scorer, self._terms, self._lexicon)
        first_lines = range(len(behind), len(behind) + min(NEAR_LINES, len(asked)))
        return {
            "heading": max(row["heading"] for row in rows),
            "together": max(rows[index]["expanded"] for index in order),
            "cover": max(self._scorer.cover(form, [*behind[:1], *asked[:1]]) for form in query.forms),
            "lines": self._scorer.alike(query.forms[-1], asked[:COMPARED]),
            "lack": 1 - max(self._scorer.share(form, seen) for form in (query.text, _written_out(query))),
            "gap": words.gap([*range(min(BEST, len(behind))), *first_lines]),
            "scatter": words.scatter(),
        }

    def _content(self, text: str) -> list[str]:
        """The words that are no stop words."""
        return [word for word in dict.fromkeys(words_of(text)) if self._terms.encode_query(word).indices]

    def _unknown(self, query: Query) -> set[str]:
        """Content words that stand nowhere in the corpus and that the glossary does not explain."""
        explained = {word for item in query.found for word in words_of(item.term)}
        return {
            word
            for word in self._content(query.text)
            if word not in explained and not any(self._lexicon.terms.get(term) for term in self._terms.encode_query(word).indices)
        }

    def _place(self, text: str, seen: str, local: bool) -> float:
        """1 where the question is about a country or town that the passages do not speak of; less where a town only sets the scene."""
        held = seen.lower()
        if any(found[0].lower() not in held for found in _ABROAD.finditer(_NORTHERN.sub("", text))):
            return 1.0
        scene = SCENE if _RULE.search(text) and not _LOCAL_ASK.search(text) else 1.0
        if local or any(found[0].lower() not in held for found in _AREAS.finditer(text)):
            return scene
        words = list(WORD.finditer(text))
        for length in (3, 2, 1):
            for start in range(len(words) - length + 1):
                first, last = words[start], words[start + length - 1]
                name = _POSSESSIVE.sub("", text[first.start() : last.end()]).lower()
                if name in _HOME or name in held or not self._is_place(name):
                    continue
                # Many towns are also names and everyday words: one word alone is a place only where it stands like one.
                before, after = text[: first.start()], text[last.end() :]
                if length > 1 or _LOCAL_BEFORE.search(before) or _LOCAL_AFTER.match(after) or (before and first[0][0].isupper()):
                    return scene
        return 0.0

    def _stems(self, text: str) -> frozenset[int]:
        return frozenset(self._terms.encode_query(text).indices)


def _agreement(found: Sequence[ScoredPassage]) -> dict[str, float]:
    """How far the ways of searching differ on what comes first (`apart`), and the first passages on where it stands (`spread`)."""
    legs = {name for item in found for name in item.legs}
    firsts = {
        max((item for item in found if name in item.legs), key=lambda item: (item.legs[name].score, item.passage.id)).passage.id
        for name in legs
    }
    documents = {item.passage.document_id for item in found[:FIRST]}
    return {"apart": max(len(firsts) - 1, 0) / max(len(legs) - 1, 1), "spread": max(len(documents) - 1, 0) / (FIRST - 1)}


def _written_out(query: Query) -> str:
    """The question with its acronyms and terms of art replaced by what they stand for."""
    text = query.text
    for item in query.found:
        expansion = item.senses[0].expansion
        text = re.sub(rf"\b{re.escape(item.term)}\b", lambda _, said=expansion: said, text, flags=re.I)  # type: ignore[misc]
    return text


def _focus(text: str, held: frozenset[int], stems: Callable[[str], frozenset[int]]) -> float:
    """The share of what "which …" or "what …" asks for that is not spoken of."""
    found = _FOCUS.search(text)
    wanted = stems(found[1]) if found else frozenset()
    return len(wanted - held) / len(wanted) if wanted else 0.0


def _last_clause(text: str) -> str:
    """The clause that asks, without the scene that is set before it."""
    pieces = [piece for piece in _CLAUSE.split(text) if len(piece.split()) >= 3]
    return pieces[-1] if pieces else text


def _lacks_kind(text: str, best: str, stems: Callable[[str], frozenset[int]]) -> bool:
    """Whether the question asks for a sum, a way to reach someone or a count that the best stretches do not hold."""
    if _MONEY.search(text) and not _MONEY_SHAPE.search(best):
        return True
    if _PENALTY.search(text) and not _PENALTY_SHAPE.search(best):
        return True
    if any(found[0].lower().rstrip("s") not in best.lower() for found in _CLINICAL.finditer(text)):
        return True
    if _CONTACT.search(text) and not _CONTACT_SHAPE.search(best):
        return True
    counted = _COUNT.search(text)
    if counted:
        wanted = stems(counted[1])
        near = (best[max(0, found.start() - 40) : found.end() + 60] for found in _NUMERAL.finditer(best))
        return bool(wanted) and not any(wanted & stems(place) for place in near)
    return False
