"""What role a person plays in a document, read from words that belong to the mention itself.

A role is given only where its cue stands against the name: before it ("mum Ewa", "mother, Tamsin Ferrow,", "Social worker: X"), or
after it ("Pete, her grandad", "Noor (6)", "Sam Hill (GP)"). A word that merely stands near names somebody else as often as not, and a
wrong role misleads a reader where a plain [PERSON 2] does not. Contradicting cues give no role at all.
"""

from __future__ import annotations

import re
from collections import Counter

from assistant.privacy.cues import TITLES
from ingest.name_forms import TITLE

_KIN_WORDS = {
    "MOTHER": "birth mother|birth mum|mother|mummy|mum|mam|mom|mo",
    "FATHER": "birth father|birth dad|father|daddy|dad|fa",
    "STEPFATHER": "step-?father|step-?dad",
    "STEPMOTHER": "step-?mother|step-?mum",
    "GRANDMOTHER": "grandmother|grandma|granny|gran|nanna|nana|nan|mgm|pgm",
    "GRANDFATHER": "grandfather|granddad|grandad|grandpa|mgf|pgf",
    "AUNT": "auntie|aunty|aunt",
    "UNCLE": "uncle",
    "BROTHER": "half-brother|stepbrother|step-brother|brother",
    "SISTER": "half-sister|stepsister|step-sister|sister",
    "SIBLING": "sibling",
    "PARTNER": "ex-partner|ex-husband|ex-wife|partner|boyfriend|girlfriend|husband|wife|fianc[eé]e?",
    "COUSIN": "cousin",
    "CARER": "foster carer|foster mother|foster father|foster mum|foster dad|kinship carer|carer",
}
_KIN = {re.compile(rf"(?:{words})$", re.I): role for role, words in _KIN_WORDS.items()}
_ANY_KIN = "|".join(sorted("|".join(_KIN_WORDS.values()).split("|"), key=len, reverse=True))
_SIDE = r"(?:maternal |paternal |great[- ])*"
_T = rf"(?:(?:{TITLES})\.? )?"
_KIN_BEFORE = re.compile(rf"(?<![\w'’-]){_SIDE}({_ANY_KIN})(?P<mark>,|:| is| was| called| named|,? known as)?[ ]?[(\"'“‘]?{_T}$", re.I)
_KIN_AFTER = re.compile(
    rf"(?:,? \(|, |,? (?:is|was) )(?P<whose>the |his |her |their |my |our |[\w\[\]’' -]{{2,24}}['’]s? )?{_SIDE}({_ANY_KIN})(?P<end>[\w'’-]*)(?P<close>[),.;:\n]|$)?",
    re.I,
)
# "his nan Kai said" may leave out a "that": a kin word after a verb of telling is no apposition to a name that goes on to act.
_TOLD = re.compile(r"\b(?:told|tells|telling|asked|texted|reminded|informed|assured|showed|by|with|to)\b[^,.;]{0,18}$", re.I)
_ACTS = re.compile(r"[ ](?:was|is|had|has|would|will|could|did|said|says|hit|hits|does|never|always)\b")
_TITLE_KIN = re.compile(
    r"(?:mummy|daddy|mum|dad|nana|nanna|nan|granny|grandma|grandad|granddad|grandpa|gran|uncle|auntie|aunty|aunt)\b", re.I
)

_PROFESSIONAL_TITLE = re.compile(
    r"(?<!\w)(?:Dr|Prof|Professor|Nurse|Matron|Midwife|PC|PS|PCSO|WPC|DC|DS|DI|DCI|Sgt|Sergeant|Inspector|Constable|Officer|Judge|HHJ|Justice|Councillor|Cllr|Rev|Coach|Rabbi|Imam|Pastor|Canon)\b\.?[ ]*(?:\d+[ ]*)?$",
    re.I,
)
_NURSING_SISTER = re.compile(r"(?<![\w'’])Sister[ ]$")
_PROFESSION = (
    r"(?:social worker|SW|health visitor|HV|head ?teacher|deputy head|head|teaching assistant|teacher|tutor|midwife|GP|doctor|consultant|paediatrician|police officer|probation officer|officer|children's guardian|solicitor|"
    r"chair(?:person)?|team manager|manager|key ?worker|youth worker|support worker|family worker|case ?worker|outreach worker|advocate|interpreter|supervisor|IRO|DSL|TA|IDVA|EWO|SENCO|CAMHS|named doctor|school nurse|student nurse|nurse|"
    r"psychologist|psychiatrist|counsellor|therapist|police|judge|magistrate|co-?ordinator|registrar|practitioner|minutes|interviewer|coach|driver|escort|pastoral lead|safeguarding lead|practice lead|lead|LADO)"
)
_PROFESSION_BEFORE = re.compile(
    rf"(?<![\w'’-]){_PROFESSION}(?:,|:| is| was| called| named)?[ ]?\(?{_T}$"
    r"|(?:[Cc]ompleted|[Pp]repared|[Ll]ogged|[Ww]ritten|[Cc]haired|[Rr]ecorded|[Mm]inuted|[Ss]igned) by:? ?$|(?:[Aa]uthor|[Cc]hair|[Mm]inutes): ?$",
    re.I,
)
_PROFESSION_AFTER = re.compile(
    rf"(?:,? \(|, | - | – |,? (?:is|was) )(?:the |a |an |his |her |their |our )?(?:[a-z'’]+ ){{0,2}}?{_PROFESSION}(?=[),.;:\n/]|$| (?:at|for|from|of|and|who)\b)"
    r"| (?:SW|HV|GP|DSL|IRO|TA|EWO|IDVA)\b(?![ ]*['’])"
)

_YEARS = r"(?:\d{1,3})(?:[ -]?(?:months?|mths?|mo|m|weeks?|wks?|w|days?|years?|yrs?|y/?o|y|/12|/52)(?:[ -]?(?:old|of age))?)?"
_AGE_AFTER = re.compile(
    rf"(?:[ ]?\((?:aged? )?(?P<a>{_YEARS})(?=[),;/ ]|\))|, (?:aged )?(?P<b>{_YEARS})(?=[,.;)\n]|$| (?:and|who|was|is|has)\b)| (?:is |was |turned )?aged (?P<c>{_YEARS})\b| (?:is|turned) (?P<d>{_YEARS})(?=[,.;]| and |$))"
)
_YEAR_GROUP = re.compile(r"[ ]?,?[ ]?\(?(?:in )?(?:(?:Y|Yr|Year)[ ]?\d{1,2}|Reception|Nursery)(?=[),.;: ]|$)", re.I)
_CHILD_BEFORE = re.compile(
    r"(?<![\w'’-])(?:children|child|baby|pupil|toddler|infant|unborn|boys?|girls?|twins?|triplets?|siblings|young person|yp|twin (?:brother|sister)|kids|lad)(?:'?s? name)?(?:,|:| is| called| named)?[ ]?\(?$",
    re.I,
)
_CHILD_LIST = re.compile(
    r"(?<![\w'’-])(?:children|siblings|twins|triplets|boys|girls|pupils|kids|babies)[,:]?[ ](?:(?:[^\W\d_a-z][\w'’-]+|\([^)]{1,14}\)|\[[^\]]{1,24}\])(?:,| and|,? &)?[ ]){1,8}$",
    re.I,
)
_CHILD_AFTER = re.compile(r"(?:,? \(|, )(?:the |a |an |our )?(?:baby|toddler|pupil|child|infant|twins?|newborn)(?=[),.;:\n]|$)", re.I)
_OFFSPRING = re.compile(r"(?<![\w'’-])(?:step-?)?(?:son|daughter|dtr)(?:,|:| is| called| named)?[ ]?\(?$", re.I)
# A son of somebody of fifty or more is as likely as not grown up himself.
_OLD_PARENT = re.compile(r"\b(?:[5-9]\d|elderly)\b", re.I)
_ADULT_BEFORE = re.compile(r"(?<![\w'’-])(?:man|woman|lady|gentleman|adult|tenant|landlord|lodger)(?:,|:| called| named)?[ ]?\(?$", re.I)
_COURTESY = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx)\b", re.I)
# "Peter Church (PC), deputy head": the role follows the initials.
_INITIALS = re.compile(r"^ \([A-Z][A-Z.]{1,4}\)")
_BREAK = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)[.!?](?=\s)|\n|\|")

CHILDREN = frozenset({"CHILD", "BROTHER", "SISTER", "SIBLING", "COUSIN"})
ELDERS = frozenset({"GRANDMOTHER", "GRANDFATHER"})


def vote(votes: Counter[str], text: str, before: str, after: str) -> None:
    """Add to `votes` what the mention `text` and its neighbours on either side (some 40 characters) say about the person."""
    before = before[max((m.end() for m in _BREAK.finditer(before)), default=0) :]
    if stop := _BREAK.search(after):
        after = after[: stop.end()]
    title = TITLE.match(text)
    spoken = title[0] if title else ""
    led = before + spoken
    if _PROFESSIONAL_TITLE.search(led) or (
        _NURSING_SISTER.search(led) and before.strip() and not re.search(r"(?:['’]s|his|her|my|their)\s*$", before)
    ):
        votes["PROFESSIONAL"] += 3
    kin = _kin(before, spoken, after)
    if kin:
        votes[kin] += 3
    if _is_child(text, before, after, kin):
        votes["CHILD"] += 2
    if (age := _age(after)) is not None:
        votes["CHILD" if age < 18 else "ADULT"] += 2
    if _OFFSPRING.search(before):
        votes["ADULT" if _OLD_PARENT.search(before) else "OFFSPRING"] += 1
    led_by = _PROFESSION_BEFORE.search(before)
    if led_by and ":" in led_by[0] and not _is_field(before[: led_by.start()], after):
        led_by = None
    if led_by or _PROFESSION_AFTER.match(_INITIALS.sub("", after)):
        votes["PROFESSIONAL"] += 2
    if _COURTESY.match(spoken) or _ADULT_BEFORE.search(before):
        votes["ADULT"] += 1


def _kin(before: str, spoken: str, after: str) -> str:
    if called := _TITLE_KIN.match(spoken):
        return _kin_role(called[0])
    if (match := _KIN_BEFORE.search(before)) and not (match["mark"] == ":" and not _is_field(before[: match.start()], after)):
        told = _TOLD.search(before[: match.start()]) and _ACTS.match(after)
        loose = match["mark"] == "," and not re.match(r"[,.;:)\n]|$| (?:\(|who\b|and\b|has\b|is\b|was\b)", after)
        if not told and not loose:
            return _kin_role(match[1])
    after = _INITIALS.sub("", after)
    if (match := _KIN_AFTER.match(after)) and match[2] not in ("MO", "FA") and not match["end"] and (match["whose"] or match["close"]):
        return _kin_role(match[2])
    return ""


def _is_field(before: str, after: str) -> bool:
    """Whether "Mum:" or "SW:" is a form's label rather than the speaker of a message that begins with the name."""
    return (not before.strip() or before.rstrip()[-1] in ";,.)|•*-0123456789") and bool(re.match(r"\s*(?:[,;.(\n|/]|$|\d|  |-|–)", after))


def _kin_role(word: str) -> str:
    return next((role for pattern, role in _KIN.items() if pattern.fullmatch(word)), "")


def _is_child(text: str, before: str, after: str, kin: str) -> bool:
    if re.match(r"(?:Child|Baby)\b", text, re.I) or _YEAR_GROUP.match(after) or _CHILD_AFTER.match(after):
        return True
    return not kin and bool(_CHILD_BEFORE.search(before) or _CHILD_LIST.search(before))


def _age(after: str) -> int | None:
    """Whole years, where an age stands against the name."""
    match = _AGE_AFTER.match(after)
    if match is None:
        return None
    value = next(v for v in match.groupdict().values() if v)
    number = int(re.match(r"\d+", value)[0])  # type: ignore[index]
    if re.search(r"\d[ -]?(?:m|w|d|/)", value):
        return 0 if re.search(r"[wd]|/52", value) else number // 12
    return number if number < 115 else None


def choose_role(votes: Counter[str]) -> str:
    """The role that the cues agree on, or "PERSON"."""
    said = {role for role, count in votes.items() if count}
    if said <= {"OFFSPRING"}:
        return "CHILD" if said else "PERSON"
    said.discard("OFFSPRING")
    if len(said) == 1:
        return next(iter(said))
    if said <= CHILDREN:
        return "CHILD" if "CHILD" in said else max(sorted(said), key=lambda r: votes[r])
    grown = said - {"ADULT"}
    if "ADULT" in said and len(grown) == 1 and grown.isdisjoint({"CHILD"}):
        return next(iter(grown))
    if said <= {"CHILD", "MOTHER", "FATHER"} and len(said) == 2:
        return next(iter(said - {"CHILD"}))  # a parent who is a child is named for what others call them
    (first, most), (_, second) = Counter({r: votes[r] for r in said}).most_common(2)
    return first if most >= 2 * second and most > 3 else "ADULT" if "CHILD" not in said and said.isdisjoint(CHILDREN) else "PERSON"
