"""Who is who in one document: mentions of one person gathered under one placeholder.

A person's words are the parts of their names as written anywhere; a form that only resembles one (a nickname, one letter
wrong, initials, a plural, lower case) is taken for the same person, but two full names with one surname stay two people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assistant.privacy.names import Lexicon, fold
from assistant.privacy.placeholders import KIN_ROLES
from ingest.name_forms import NameIndex, split_name
from ingest.roles import choose_role, vote

_COURTESY = re.compile(r"(mr|mrs|ms|miss)\b", re.I)
_SEX = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f"}
_SURNAME_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|PC|DS|DC|Nurse)\b")
_ALIAS = re.compile(
    r"[\s,(\"'“‘]*(?:also |better |now |formerly |otherwise |usually |who is )?(?:known as|a\.?k\.?a\.?|alias|née|nee|nicknamed|(?:who )?goes by)[\s:,(\"'“‘]*",
    re.I,
)
_POSSESSOR = re.compile(r"([^\W\d_][\w-]*)['’]s? [a-z -]{0,24}[,:(]?\s?$", re.I)
_THE = re.compile(r"\b[Tt]he $")
_HOUSEHOLD = re.compile(r" (?:family|children|twins|siblings|household|boys|girls|brothers|sisters|kids|home)\b", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands: some 40 characters on either side, and the name before it (or "") with what is written between."""

    text: str
    before: str = ""
    after: str = ""
    previous: str = ""
    between: str = ""


@dataclass
class Person:
    """One person of a document while it is being read. `words` are folded name parts, `letters` initials in capitals."""

    number: int
    words: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    kin_of: set[str] = field(default_factory=set)
    votes: Counter[str] = field(default_factory=Counter)
    placeholder: str = ""

    def initials(self) -> set[str]:
        """Every pair of initials that the names of this person give."""
        found: set[str] = set()
        for given in self.given | self.heads:
            for surname in self.surnames:
                whole = "".join(q[0] for q in surname.split("-") if q)
                first = "".join(q[0] for q in given.split("-") if q)
                found.update(x.upper() for x in (given[0] + surname[0], given[0] + whole, first + surname[0], first + whole))
        return {f for f in found if len(f) > 1}


class People:
    """The people of one document. Looking one up takes the same time however many there are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon, self.index = lexicon, NameIndex(lexicon)
        self._people: list[Person] = []
        self._owners: defaultdict[str, list[int]] = defaultdict(list)
        self._by_letters: dict[str, int] = {}
        self._by_mention: dict[str, Person] = {}
        self._numbers: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._children: list[Person] = []
        # Folded surnames that whole families were called by, with their placeholders.
        self.families: dict[str, str] = {}
        self.lower: set[str] = set()

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people)

    def gather(self, mentions: Iterable[Mention]) -> None:
        """Take mentions in. Fuller names first, so that short forms find their owner; other names of somebody last."""
        listed = list(mentions)
        aliases = {m.text.strip(): m.previous.strip() for m in listed if m.previous and _ALIAS.fullmatch(m.between)}
        for mention in sorted(listed, key=lambda m: (m.text.strip() in aliases, -min(len(split_name(m.text)), 3))):
            if self._family_key(mention.text, mention.before, mention.after):
                continue
            owner = self._by_mention.get(aliases.get(mention.text.strip(), ""))
            person = self._assign(mention.text, owner)
            vote(person.votes, mention.text, mention.before, mention.after)
            if kin := _POSSESSOR.search(mention.before):
                person.kin_of.add(fold(kin[1]))
        self._name_all(listed)

    def placeholder(self, mention: str, before: str = "", after: str = "") -> str:
        """The placeholder of a mention, known or new; a whole family's where the words around it say so."""
        if key := self._family_key(mention, before, after):
            return self._family(key)
        person = self._by_mention.get(mention.strip()) or self._assign(mention)
        if not person.placeholder:
            self._label(person)
        return person.placeholder

    def _assign(self, mention: str, owner: Person | None = None) -> Person:
        mention = mention.strip()
        if mention in self._by_mention:
            return self._by_mention[mention]
        parts = split_name(mention)
        letters = re.sub(r"[^A-Z]", "", mention)
        short = bool(parts) and _is_short(parts) and mention.upper() == mention
        title = _COURTESY.match(mention)
        sex = _SEX.get(title[1].lower(), "") if title else ""
        person = owner or (self._with_letters(letters) if short else self._find(parts, sex))
        if person is None:
            person = Person(len(self._people))
            self._people.append(person)
        if sex:
            person.titles.add(sex)
        if short:
            person.letters.add(letters or mention.upper())
        else:
            self._learn(person, mention, parts)
        for pair in (*person.letters, *person.initials()):
            self._by_letters[pair] = min(person.number, self._by_letters.get(pair, person.number))
        self._by_mention[mention] = person
        return person

    def _learn(self, person: Person, mention: str, parts: list[str]) -> None:
        """Add the parts of a written name to what a person is called."""
        if mention.islower():
            # Written small once, a word that is also a name is written small again ("willow").
            self.lower.update(p for p in parts if p in self._lexicon.given)
        full = [p for p in parts if len(p) > 1]
        more = {*full, *(q for p in full if "-" in p for q in p.split("-") if len(q) > 3 and not self._lexicon.is_word(q))}
        self.index.add(more)
        for word in more - person.words:
            self._owners[word].append(person.number)
        person.words |= more
        if len(parts) > 1 and len(parts[0]) == 1 and full:
            person.heads.add(parts[0])
            person.surnames.update(full)
        elif len(full) > 1 and full[0] in person.surnames and full[-1] in person.given:
            pass  # written the other way round
        elif len(full) > 1:
            person.given.add(full[0])
            person.surnames.update(full[1:])
        elif full:
            (person.surnames if _SURNAME_TITLE.match(mention) else person.given).add(full[0])

    def _with_letters(self, letters: str) -> Person | None:
        number = self._by_letters.get(letters)
        return None if number is None else self._people[number]

    def _find(self, parts: list[str], sex: str) -> Person | None:
        """The likeliest person already known: by given name before surname, and never a child or the other sex for a title."""
        near = {n for part in {*parts[:1], *parts[-1:]} for word in self.index.like(part) for n in self._owners[word]}
        best: tuple[float, Person] | None = None
        for person in (self._people[n] for n in sorted(near)):
            score = self._likeness(parts, person)
            if sex and score and (person.titles - {sex} or (score < 5 and choose_role(person.votes) == "CHILD" and len(parts) == 1)):
                score = 0.0
            if score and (best is None or score > best[0]):
                best = (score, person)
        return best[1] if best else None

    def _likeness(self, parts: list[str], person: Person) -> float:
        """0 for somebody else; higher for a surer match."""
        if len(parts) == 1:
            (part,) = parts
            if part in person.given:
                return 6.0
            if part in person.surnames:
                return 4.0
            return 3.0 if self._any_like(part, person.given) else 2.0 if self._any_like(part, person.words) else 0.0
        if len(parts[-1]) == 1 and self._any_like(parts[0], person.given):
            return 3.0
        if parts[0] in person.surnames and self._any_like(parts[-1], person.given):
            return 5.5
        if not self._any_like(parts[-1], person.words):
            return 0.0
        if parts[0] in person.given:
            return 6.0
        if self._any_like(parts[0], person.given):
            return 5.0
        if len(parts[0]) == 1 and any(g[0] == parts[0] for g in person.given | person.heads):
            return 4.0
        return 0.0 if person.given else 1.0

    def _any_like(self, part: str, others: set[str]) -> bool:
        return any(not self.index.two_names(part, other) for other in self.index.like(part) & others)

    def _family_key(self, mention: str, before: str, after: str) -> str:
        """The surname of a whole family ("the Ferrows", "the Ferrow twins"), or "" when the mention is one person's."""
        bare = re.sub(r"['’]$", "", mention.strip())
        if match := re.fullmatch(r"([Tt]he )?([^\W\d_][\w'’-]+?)s", bare):
            key = fold(match[2])
            if self._surnamed(key) and not self._surnamed(key + "s"):
                return key
            surnames = self._lexicon.surnames
            if (match[1] or _THE.search(before)) and key in surnames and key + "s" not in surnames and not self._owners.get(key + "s"):
                return key
        key = fold(re.sub(r"^[Tt]he ", "", bare))
        return key if " " not in key and _HOUSEHOLD.match(after) and self._is_surname(key) else ""

    def _family(self, key: str) -> str:
        if key not in self.families:
            child = next((p for p in self._surnamed(key) if p.placeholder.startswith("[CHILD ")), None)
            label = f"[FAMILY OF {child.placeholder[7:-1]}]" if child else ""
            self.families[key] = label if label and label not in self.families.values() else self._numbered("FAMILY")
            self.index.add([key])
        return self.families[key]

    def _is_surname(self, key: str) -> bool:
        return bool(self._surnamed(key)) or (
            key not in self._lexicon.given and not self._owners.get(key) and not self._lexicon.is_word(key)
        )

    def _surnamed(self, key: str) -> list[Person]:
        return [p for n in self._owners.get(key, ()) if key in (p := self._people[n]).surnames]

    def _name_all(self, mentions: list[Mention]) -> None:
        """Labels in order of first appearance; children first, since kin are named after them."""
        found = (self._by_mention.get(m.text.strip()) for m in mentions)
        people = [self._people[n] for n in dict.fromkeys(p.number for p in found if p)]
        unnamed = [p for p in people if not p.placeholder]
        for person in sorted(unnamed, key=lambda p: choose_role(p.votes) != "CHILD"):
            self._label(person)

    def _label(self, person: Person) -> None:
        role = choose_role(person.votes)
        if role == "CHILD":
            person.placeholder = f"[CHILD {_letters(len(self._children))}]"
            self._children.append(person)
        elif role in KIN_ROLES and (label := self._kin_label(role, person)) and label not in self._taken:
            person.placeholder = label
        else:
            person.placeholder = self._numbered(role)
        self._taken.add(person.placeholder)

    def _kin_label(self, role: str, person: Person) -> str:
        """Kin are named after a child only where it is plain whose kin they are."""
        own = [c for c in self._children if c.words & person.kin_of]
        child = own[0] if len(own) == 1 else self._children[0] if len(self._children) == 1 and not own else None
        return f"[{role} OF {child.placeholder[7:-1]}]" if child else ""

    def _numbered(self, role: str) -> str:
        self._numbers[role] += 1
        return f"[{role} {self._numbers[role]}]"


def _is_short(parts: list[str]) -> bool:
    """Initials: one or two letters, or letters with points."""
    return all(len(p) <= 2 or (re.fullmatch(r"(?:\w\.?-?)+", p) and len(p.replace(".", "").replace("-", "")) <= 3) for p in parts)


def _letters(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    out = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out
