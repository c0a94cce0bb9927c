"""Who is who in one document: mentions of one person gathered, given one placeholder, and sought in every form.

A person's words are the parts of their names as written anywhere; a form that only resembles one (a nickname, one letter
wrong, initials, a plural, lower case) is taken for the same person. Over-joining two people costs readability only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from assistant.privacy.cues import ACRONYMS as SHORT_FORMS
from assistant.privacy.cues import CALENDAR, LETTER_NOT_BEFORE, TITLES
from assistant.privacy.mentions import OFTEN_WORDS, PERSON_VERB
from assistant.privacy.names import Lexicon, fold, load_nicknames
from assistant.privacy.vocabulary import ACRONYMS, NOT_SMALL_NAMES

# A name part at least this long may be one edit away (an omission, an exchange) from the name it stands for.
FUZZY_FROM = 5
_TITLE = re.compile(rf"^(?:(?:{TITLES}|the|and|big|little|lil|wee|fat|old|young|baby)\b\.?[ ]*|&[ ]*|\d{{2,5}}[ ]+)+", re.I)
_CHILD = re.compile(
    r"\b(?:child|baby|pupil|student|son|daughter|boy|girl|toddler|infant|twins?|triplets?|year \d|yr \d|y\d|nursery|unborn|young person|sibling|dtr|lad|CHILD|aged? (?:\d|1[0-7])\b)\b|\((?:\d|1[0-7])\)",
    re.I,
)
_PROFESSIONAL_TITLE = re.compile(
    r"\b(?:Dr|Prof|Professor|Nurse|Matron|Midwife|PC|PS|PCSO|DC|DS|DI|DCI|Sgt|Sergeant|Inspector|Constable|Officer|Judge|HHJ|Justice|Councillor|Cllr|Rev|Coach|Rabbi|Imam|Pastor|Sister|Canon)\b\.?[ ]*(?:\d+[ ]*)?$",
    re.I,
)
_PROFESSION = re.compile(
    r"\b(?:social worker|SW|health visitor|HV|head ?teacher|teacher|tutor|midwife|GP|doctor|consultant|paediatrician|officer|guardian|solicitor|chair|manager|key ?worker|youth worker|support worker|case ?worker|advocate|interpreter|supervisor|IRO|DSL|TA|IDVA|EWO|named doctor|nurse|psychologist|police|judge|magistrate|coordinator|co-ordinator|lead|registrar|practitioner|panel|data protection officer|minutes|interviewer|coach|driver|escort|worker)\b"
)
_KIN = {
    "mother": "MOTHER", "mum": "MOTHER", "mummy": "MOTHER", "mam": "MOTHER", "mo": "MOTHER", "father": "FATHER", "dad": "FATHER", "daddy": "FATHER", "fa": "FATHER", "stepfather": "STEPFATHER", "stepdad": "STEPFATHER", "step-dad": "STEPFATHER", "stepmother": "STEPMOTHER", "stepmum": "STEPMOTHER",
    "nan": "GRANDMOTHER", "nana": "GRANDMOTHER", "gran": "GRANDMOTHER", "granny": "GRANDMOTHER", "grandmother": "GRANDMOTHER", "mgm": "GRANDMOTHER", "pgm": "GRANDMOTHER", "grandad": "GRANDFATHER", "grandfather": "GRANDFATHER", "mgf": "GRANDFATHER", "pgf": "GRANDFATHER",
    "aunt": "AUNT", "auntie": "AUNT", "aunty": "AUNT", "uncle": "UNCLE", "brother": "BROTHER", "sister": "SISTER", "sibling": "SIBLING", "partner": "PARTNER", "boyfriend": "PARTNER", "husband": "PARTNER", "wife": "PARTNER", "cousin": "COUSIN", "carer": "CARER", "grandma": "GRANDMOTHER", "grandpa": "GRANDFATHER", "nanna": "GRANDMOTHER",
}  # fmt: skip
_KIN_BEFORE = re.compile(rf"\b({'|'.join(sorted(_KIN, key=len, reverse=True))})(?:,|:| is| called| \()?[ (]*(?:{TITLES}\.? )?$", re.I)
_KIN_AFTER = re.compile(rf"^(?:,? \(?(?:the |his |her |their )?)({'|'.join(sorted(_KIN, key=len, reverse=True))})\b", re.I)


_COURTESY = re.compile(r"(mr|mrs|ms|miss)\b", re.I)
_SEX = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f"}
# What may follow initials that are also a short form ("AM reminded", "PC to find", "BT: mum seen").
_DOES = re.compile(
    r"['’]s\b|:|[ ](?:to [a-z]{3,}|said|says|told|asked|reminded|reported|will|has|had|is|was|agreed|noted|explained|confirmed|updated|advised|raised|shared|thanked|rang|added|suggested|felt|stated|visited|attended|chaired|completed|spoke|met|saw|and [A-Z]{2}\b)"
)
_WORD_USE = re.compile(
    r"[ ](?:you|the|a|an|any|all|this|that|these|those|your|our|my|his|her|their|we|they|it|there|be|for|i|he|she|as|on|in|of|at|if|how|what|whether|up|out|off|down)\b"
)


@dataclass
class Person:
    """One person of a document while it is being read. `words` are folded name parts, `initials` capital letters."""

    number: int
    words: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    votes: Counter[str] = field(default_factory=Counter)
    placeholder: str = ""


def split_name(mention: str) -> list[str]:
    """The folded parts of a mention in order given, family; titles and possessives dropped, "FERROW, Rowan" turned round."""
    bare = re.sub(r"['’]s?$", "", mention.strip())
    bare = _TITLE.sub("", bare)
    if match := re.fullmatch(r"([^,]+),\s*([^,]+)", bare):
        bare = f"{match[2]} {match[1]}"
    bare = re.sub(r"[\"“”‘(),/&+]", " ", bare)
    return [p for p in (fold(part).strip(".'’-") for part in bare.split()) if p and p not in ("and", "mr", "mrs", "the", "child")]


class People:
    """The people of one document."""

    def __init__(self, lexicon: Lexicon, *, lowered: bool = False) -> None:
        """`lowered`: the writer leaves capitals out, so that a name that is a word stands small ("willow")."""
        self._lexicon, self._lowered = lexicon, lowered
        self._nicknames = load_nicknames()
        self._people: list[Person] = []
        self._by_mention: dict[str, Person] = {}
        self._lower: set[str] = set()

    def gather(self, mentions: Iterable[tuple[str, str, str]]) -> None:
        """Take mentions as (text, words before, words after). Fuller names first, so that short forms find their owner."""
        listed = list(mentions)
        order = sorted(range(len(listed)), key=lambda i: (-min(len(split_name(listed[i][0])), 3), i))
        for index in order:
            text, before, after = listed[index]
            self._vote(self._assign(text), text, before, after)
        self._name_all([t for t, _, _ in listed])

    def placeholder(self, mention: str) -> str:
        """The placeholder of a mention, known or new."""
        if family := self._family(mention):
            return family
        person = self._by_mention.get(mention.strip()) or self._assign(mention)
        if not person.placeholder:
            self._label(person)
        return person.placeholder

    def _assign(self, mention: str) -> Person:
        mention = mention.strip()
        if mention in self._by_mention:
            return self._by_mention[mention]
        parts = split_name(mention)
        letters = re.sub(r"[^A-Z]", "", mention)
        short = (
            all(len(p) <= 2 or (re.fullmatch(r"(?:\w\.?-?)+", p) and len(p.replace(".", "").replace("-", "")) <= 3) for p in parts)
            and mention.upper() == mention
        )
        title = _COURTESY.match(mention)
        sex = _SEX.get(title[1].lower(), "") if title else ""
        person = self._find_by_letters(letters) if short and parts else self._find(parts, sex)
        if person is None:
            person = Person(len(self._people))
            self._people.append(person)
        if sex:
            person.titles.add(sex)
        if short and parts:
            person.letters.add(letters or mention.upper())
        else:
            if mention.islower():
                # Written small once, a word that is also a name is written small again ("willow").
                self._lower.update(p for p in parts if p in self._lexicon.given)
            full = [] if self._family(mention) else [p for p in parts if len(p) > 1]
            person.words.update(full)
            person.words.update(q for p in full if "-" in p for q in p.split("-") if len(q) > 3 and not self._lexicon.is_word(q))
            if len(parts) > 1 and len(parts[0]) == 1 and full:
                person.heads.add(parts[0])
                person.surnames.update(full)
            elif len(full) > 1 and full[0] in person.surnames and full[-1] in person.given:
                pass  # written the other way round
            elif len(full) > 1:
                person.given.add(full[0])
                person.surnames.update(full[1:])
            elif full:
                (person.surnames if re.match(r"(?:Mr|Mrs|Ms|Miss|Dr|PC|DS|DC|Nurse)\b", mention) else person.given).add(full[0])
        self._by_mention[mention] = person
        return person

    def _find_by_letters(self, letters: str) -> Person | None:
        for person in self._people:
            if letters in person.letters or letters in self._initials_of(person):
                return person
        return None

    def _initials_of(self, person: Person) -> set[str]:
        found: set[str] = set()
        for given in person.given | person.heads:
            for surname in person.surnames:
                whole = "".join(q[0] for q in surname.split("-") if q)
                first = "".join(q[0] for q in given.split("-") if q)
                found.update(x.upper() for x in (given[0] + surname[0], given[0] + whole, first + surname[0], first + whole))
        return {f for f in found if len(f) > 1}

    def _find(self, parts: list[str], sex: str) -> Person | None:
        """The likeliest person already known: by given name before surname, and never a child or the other sex for a title."""
        best: tuple[float, Person] | None = None
        for person in self._people:
            score = self._likeness(parts, person)
            if sex and score and (person.titles - {sex} or (score < 5 and self._role(person) == "CHILD" and len(parts) == 1)):
                score = 0.0
            if score and (best is None or score > best[0]):
                best = (score, person)
        return best[1] if best else None

    def _likeness(self, parts: list[str], person: Person) -> float:
        """0 for somebody else; higher for a surer match."""
        if not parts:
            return 0.0
        if len(parts) == 1:
            (part,) = parts
            for score, pool, exact in (
                (6, person.given, True),
                (4, person.surnames, True),
                (3, person.given, False),
                (2, person.words, False),
            ):
                if (part in pool) if exact else self._same_any(part, pool):
                    return float(score)
            return 0.0
        if len(parts[-1]) == 1 and self._same_any(parts[0], person.given):
            return 3.0
        if parts[0] in person.surnames and self._same_any(parts[-1], person.given):
            return 5.5
        if not self._same_any(parts[-1], person.surnames | person.words):
            return 0.0
        if parts[0] in person.given:
            return 6.0
        if self._same_any(parts[0], person.given):
            return 5.0
        if len(parts[0]) == 1 and any(g[0] == parts[0] for g in person.given | person.heads):
            return 4.0
        return 0.0 if person.given else 1.0

    def _family(self, mention: str) -> str:
        """A placeholder for a whole family ("the Ferrows", "the Ferrow family"), or "" when the mention is one person's."""
        bare = re.sub(r"['’]$", "", mention.strip())
        match = re.fullmatch(r"(?:[Tt]he )?([^\W\d_][\w'’-]+?)s", bare)
        key = fold(match[1]) if match else ""
        owners = [p for p in self._people if key in p.surnames]
        if not key or not owners or any(key + "s" in p.surnames for p in self._people):
            return ""
        child = next((p for p in owners if p.placeholder.startswith("[CHILD ")), None)
        return f"[FAMILY OF {child.placeholder[7:-1]}]" if child else f"[FAMILY {owners[0].number + 1}]"

    def _same_any(self, part: str, others: Iterable[str]) -> bool:
        return any(self.same(part, other) for other in others)

    def same(self, left: str, right: str) -> bool:
        """Whether two folded name parts may be one name: equal, plural, nickname, a compound's head, or a slip apart."""
        if left == right or left + "s" == right or right + "s" == left or right in self._nicknames.get(left, ()):
            return True
        if (
            left.replace("-", "") == right.replace("-", "")
            or ("-" in right and right.split("-")[0] == left)
            or ("-" in left and left.split("-")[0] == right)
        ):
            return True
        if min(len(left), len(right)) < FUZZY_FROM or self._lexicon.is_word(left):
            return False
        return OSA.distance(left, right, score_cutoff=1) <= 1 or (
            min(len(left), len(right)) >= 8 and OSA.distance(left, right, score_cutoff=2) <= 2
        )

    def _vote(self, person: Person, text: str, before: str, after: str) -> None:
        title = _TITLE.match(text)
        if _PROFESSIONAL_TITLE.search(before + (title[0] if title else "")):
            person.votes["PROFESSIONAL"] += 3
        kin = _KIN_BEFORE.search(before[-24:]) or _KIN_AFTER.search(after[:24])
        if kin:
            person.votes[_KIN[kin[1].lower()]] += 3
        if title and (
            called := re.match(r"(mummy|daddy|nan|nana|gran|granny|grandad|grandma|grandpa|uncle|auntie|aunty|aunt)\b", title[0], re.I)
        ):
            person.votes[_KIN[called[1].lower()]] += 2
        if (
            re.match(r"[^\w]{0,3}\(?(?:aged )?(?:\d|1[0-7])\b(?!\d|/|\.\d|:)", after[:12])
            or (not kin and _CHILD.search(before[-18:]))
            or _CHILD.match(after[:14].lstrip(" ,("))
            or (title and re.match(r"baby\b", title[0], re.I))
        ):
            person.votes["CHILD"] += 2
        if _PROFESSION.search(before[-26:]) or _PROFESSION.search(after[:26]):
            person.votes["PROFESSIONAL"] += 1
        if title and re.match(r"(?:Mr|Mrs|Ms|Miss|Mx)\b", title[0], re.I):
            person.votes["ADULT"] += 1

    def _name_all(self, mentions: list[str]) -> None:
        """Labels in order of first appearance; children first, since kin are named after them."""
        ordered = list(dict.fromkeys(self._by_mention[m.strip()].number for m in mentions))
        people = [self._people[n] for n in ordered]
        for person in people:
            if not person.placeholder and self._role(person) == "CHILD":
                self._label(person)
        for person in people:
            if not person.placeholder:
                self._label(person)

    def _role(self, person: Person) -> str:
        return min(person.votes, key=lambda r: (-person.votes[r], r)) if person.votes else "PERSON"

    def _label(self, person: Person) -> None:
        role = self._role(person)
        taken = {p.placeholder for p in self._people}
        children = [p for p in self._people if p.placeholder.startswith("[CHILD ")]
        if role == "CHILD":
            person.placeholder = f"[CHILD {_letters(len(children))}]"
            return
        if role in _KIN.values() and children and (label := f"[{role} OF {children[0].placeholder[7:-1]}]") not in taken:
            person.placeholder = label
            return
        number = 1
        while f"[{role} {number}]" in taken:
            number += 1
        person.placeholder = f"[{role} {number}]"

    def seek(self, text: str, *, masked: list[bool]) -> Iterator[tuple[int, int]]:
        """Every further form of a known name in `text`, outside what is `masked` already."""
        known = {w: p for p in self._people for w in p.words if len(w) > 1}
        if not known:
            return
        joined = {form for p in self._people for form in self._joined_forms(p)}
        initials = {i for p in self._people for i in (*p.letters, *self._initials_of(p)) if len(i) > 1}
        explicit = {i for p in self._people for i in p.letters if len(i) > 1}
        for match in re.finditer(r"[^\W\d_](?:[^\W_]|['’](?=[^\W\d_])|-(?=[^\W\d_]))*", text):
            if masked[match.start()]:
                continue
            word = match[0]
            key = re.sub(r"['’]s?$", "", fold(word))
            plain = word[: len(word) - (len(fold(word)) - len(key))] if key != fold(word) else word
            if self._is_form(text, match.start(), plain, key, known, joined) or (
                plain.isupper()
                and plain in initials
                and ((plain not in ACRONYMS and plain not in SHORT_FORMS) or plain in explicit or bool(_DOES.match(text, match.end())))
            ):
                yield match.start(), match.start() + len(plain)
        single = {i for p in self._people for i in p.letters if len(i) == 1 and i not in "AI"}
        for match in re.finditer(r"(?<![\w.'’&/\-])[A-Z](?![\w&/\-]|\.\w|['’](?!s\b))", text):
            if (
                match[0] in single
                and not masked[match.start()]
                and not LETTER_NOT_BEFORE.search(text[max(0, match.start() - 16) : match.start()])
            ):
                yield match.span()
        for match in re.finditer(r"(?<![\w.])[A-Z]\.? ?(?:[A-Z](?:-[A-Z])?\.? ?){0,2}[A-Z](?:-[A-Z])?\.?(?!\w)", text):
            letters = re.sub(r"[^A-Z]", "", match[0])
            if letters in initials and ("." in match[0] or "-" in match[0]) and not masked[match.start()]:
                yield match.span()

    def _is_form(self, text: str, start: int, word: str, key: str, known: dict[str, Person], joined: set[str]) -> bool:
        lexicon = self._lexicon
        if key in known:
            if not lexicon.is_word(key):
                return key not in lexicon.rare or word[0].isupper() or key in self._lower or key not in NOT_SMALL_NAMES
            if word.islower() and (key in self._lower or (self._lowered and key in lexicon.given)) and key not in OFTEN_WORDS:
                return True
            if not word[0].isupper() or word.isupper() or key in CALENDAR:
                return False
            return (
                self._opens_with_name(text, start + len(word), key)
                if _opens(text, start)
                else key in lexicon.given or (key not in OFTEN_WORDS and not re.match(r" [A-Z][a-z]", text[start + len(word) :]))
            )
        if key in joined:
            return True
        if key.endswith("s") and key[:-1] in self._lower and word.islower():
            return True
        if "-" in key and any(p in known and not lexicon.is_word(p) for p in key.split("-")):
            return True
        if key.endswith("s") and key[:-1] in known and not lexicon.is_word(key) and not lexicon.is_word(key[:-1]):
            return True
        if lexicon.is_word(key) or len(key) < 3:
            return False
        return any(self.same(key, w) for w in known if abs(len(w) - len(key)) <= 2 or key in self._nicknames.get(w, ()))

    def _opens_with_name(self, text: str, end: int, key: str) -> bool:
        """Whether a known name that is also a word, at the start of a sentence, is the name: unless it is plainly used as a word."""
        if PERSON_VERB.match(text, end) or not re.match(r"[ ][a-z]", text[end : end + 2]):
            return True
        if key in OFTEN_WORDS or _WORD_USE.match(text, end):
            return False
        following = re.match(r"[ ]([a-z]+)", text[end : end + 24])
        return following is None or following[1] == "to" or not self._lexicon.is_word(following[1]) or following[1].endswith(("ed", "n't"))

    def _joined_forms(self, person: Person) -> set[str]:
        """User names and file names run a name together: okwarteng, odettek, odettekwarteng."""
        forms: set[str] = set()
        for given in person.given:
            for surname in person.surnames:
                flat, head = surname.replace("-", ""), surname.split("-")[0]
                for last in {flat, head}:
                    if len(last) > 3:
                        forms.update({given[0] + last, given + last, last + given[0], last + given})
                forms.add(given.replace("-", "") + surname[0])
            if "-" in given:
                forms.add(given.replace("-", ""))
        return {f for f in forms if len(f) > 4}


def _opens(text: str, start: int) -> bool:
    return not text[:start].strip() or bool(re.search(r"[.!?:\n\"*•>|\-–]\s*$", text[max(0, start - 4) : start]))


def _letters(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    out = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out
