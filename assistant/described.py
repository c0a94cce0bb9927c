"""Does a description without a name point at one person, and is something asked about them?

Counts the kinds of detail that narrow a crowd down (age, place, time, event, family, job, health, origin, looks) around one
particular person, with the quasi-identifier classes of `privacy.intent` and wider words. Works on masked, written-out text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.personal_facts import ADVICE, ASKED_OF_THEM, BARE_REQUEST, HISTORY
from assistant.privacy.intent import quasi_classes, sentences

_SEX = r"(?:child|boy|girl|baby|infant|newborn|toddler|lad|lass|kid|teen(?:ager)?|pupil|student|mother|mum|father|dad|parents?|couple|family|twins?|triplets?|siblings?|brothers?|sisters?|son|daughter|step\w+|wife|husband|widow(?:er)?|woman|man|lady|guy|bloke|chap|person|victim|perpetrator|suspect|defendant|apprentice|player|gymnast|swimmer|dancer|actor|singer|rapper|influencer|youtuber|goalkeeper|captain|prefect|head (?:boy|girl)|resident|patient|refugee|asylum seeker|veteran|pensioner|neighbour|tenant|traveller|student nurse|survivor|prisoner|offender|owner|manager|worker|carer|teacher|nurse|doctor|gp|officer|driver|coach|vicar|priest|imam|rabbi|councillor|barber|hairdresser|chef|farmer|vet|dentist|solicitor|pharmacist|postman|caretaker|cleaner|cook|lollipop (?:man|lady)|[\w-]+(?:man|woman|keeper|owner|smith|monger)|one)"
# Details wider than the quasi-identifier classes, by class.
_DETAIL: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        (
            "age",
            r"\b\d{1,2} ?(?:yo|y/o|yr|yrs|year|years|months?|weeks?)(?: ?old)?\b|\b(?:about|aged|around|nearly|only|,) \d{1,2}\b(?= ?,|\.|$| (?:or|who|from|in|with))|, (?:early |mid |late )?\d0s\b|\b(?:year|yr|y) ?\d{1,2}\b|\bin (?:her|his|their) (?:\w+ )?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|\d0s)\b|\belderly\b|\bnewborn\b|\bteenage\b",
        ),
        (
            "time",
            r"\b(?:in|on|at|since|last|this|over|during|by|early|late|mid|around) (?:\w+ )?(?:january|february|march|april|june|july|august|september|october|november|december|christmas|easter|new year|half term|ramadan|diwali|eid|halloween|summer|winter|spring|autumn|week|month|term|year|night|weekend|\d{4}|monday|tuesday|wednesday|thursday|friday|saturday|sunday|bonfire night|bank holiday)\b|\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b|\b(?:years|months|weeks|days) ago\b|\b(?:19|20)\d\d\b",
        ),
        (
            "event",
            r"\b(?:pulled from|rescued|found (?:in|at|on|dead|alone|with|by)|drowned|fire|crash|accident|explosion|flood|raid|stabb\w+|shot|murder\w*|died|dead|killed|suicide|overdose|assault\w*|attack\w*|rap(?:ed?|ist)|abduct\w*|kidnap\w*|arrest\w*|charged|convicted|jailed|sentenced|prison|court|trial|inquest|suspended|sacked|dismissed|struck off|resigned|quit|left (?:suddenly|after|in|the|school)|excluded|expelled|ran (?:away|off)|missing|absconded|removed|taken (?:into|off|from|away)|adopted|fostered|placed|born|gave birth|pregnan\w+|miscarr\w+|wedding|married|marriage|divorce\w*|evict\w*|deported|bankrupt|lottery|won|transfer\w*|transition\w*|video|photos?|leaked|scandal|affair|allegation\w*|accus\w+|investigat\w+|disclos\w+|fell|broke|burned|scald\w*|bitten|hospital|coma|operation|transplant|amputat\w+|on the news|in the (?:paper|news|press|echo|gazette))\b",
        ),
        (
            "family",
            r"\b(?:whose|with) (?:\w+ )?(?:mum|mother|dad|father|brother|sister|step\w+|parents|uncle|aunt|nan|gran|son|daughter|husband|wife|partner|kids|twin)\b|\b(?:mum|mother|dad|father|husband|wife|son|daughter|brother|sister|nan|partner|stepdad|stepmum)(?:'s| is| was| are)? (?:an? |the |in |also |works?|drowned|died|left|was|is|got|has|had)\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:\w+ )?(?:kids|children|siblings|brothers|sisters|sons|daughters|dads|mums|boys|girls)\b|\btwins?\b|\btriplets?\b|\bquads?\b|\bwidow\w*\b|\b\w+'s (?:son|daughter|wife|husband|stepson|stepdaughter|widow|grandson|granddaughter|nephew|niece|kids|children|baby|mum|dad|mother|father|partner|brother|sister)\b|\badopted\b|\bhalf[- ](?:brother|sister)\w*",
        ),
        (
            "job",
            r"\b(?:pharmacist|butcher|baker|barber|fishmonger|grocer|florist|jeweller|vicar|curate|priest|imam|rabbi|pastor|bishop|judge|magistrate|councillor|mayor|mp|prison officer|police\w*|detective|pcso|firem[ae]n|firefighter|paramedic|head ?teacher|head ?master|deputy head|teacher|lecturer|professor|dentist|doctor|gp|surgeon|consultant|nurse|midwife|health visitor|solicitor|barrister|soldier|veteran|sailor|pilot|farmer|gamekeeper|fisherman|trawlerman|taxi driver|bus driver|lorry driver|postman|postmistress|publican|landlady|landlord|hairdresser|beautician|tattooist|coach|instructor|footballer|player|jockey|boxer|gymnast|swimmer|lifeguard|caretaker|cleaner|cook|chef|dinner lady|nursery|childminder|foster carer|social worker|factory|mechanic|garage|optician|vet|journalist|editor|actor|singer|musician|dj|celebrity|influencer|youtuber|artist|builder|plumber|electrician|roofer|scaffolder|gardener|security guard|bouncer|shopkeeper|newsagent|owner of|runs the|owns the|works (?:at|in|for|as)|manager|governor|organist|bell ringer|scout|brownie|cadet|choir\w*|apprentice|lollipop)\b",
        ),
        (
            "health",
            r"\b(?:deaf|blind|mute|wheelchair|epilep\w+|autis\w+|adhd|leukaemia|cancer|diabet\w+|prosthetic|amputee|one[- ](?:armed|arm|leg|legged|eye|eyed|handed)|glass eye|hearing aids?|cochlear|dwarf\w*|down'?s syndrome|cerebral palsy|cystic fibrosis|sickle cell|hiv|schizophreni\w+|bipolar|transplant|tourette\w*|haemophilia|spina bifida|albin\w+|cleft|disabled|stammer|lisp|limp|birthmark|scar|tattoo\w*|burned|red hair|ginger|tall|obese|dementia|trans(?:gender)?|non-?binary|gay|lesbian|intersex|pregnant|asylum|refugee|feeding tube|peg|oxygen|guide dog|service dog|tiktok|youtube|facebook|instagram|caravan|motorbike|camper ?van|food bank|food parcels?|mobility scooter)\b",
        ),
        (
            "origin",
            r"\b(?:traveller|gypsy|roma|somali|polish|romanian|nigerian|ghanaian|eritrean|ethiopian|sudanese|syrian|afghan|iraqi|iranian|kurdish|turkish|albanian|kosovan|ukrainian|russian|lithuanian|latvian|estonian|bulgarian|hungarian|czech|slovak|portuguese|brazilian|chinese|hong kong|vietnamese|thai|filipin[oa]|indian|pakistani|bangladeshi|bengali|tamil|sri lankan|nepal\w+|jamaican|caribbean|congolese|zimbabwean|gambian|ugandan|kenyan|tongan|fijian|maori|mongolian|yemeni|libyan|moroccan|algerian|tunisian|egyptian|lebanese|palestinian|israeli|greek|cypriot|maltese|italian|spanish|french|german|dutch|danish|swedish|norwegian|finnish|icelandic|american|canadian|australian|welsh|scottish|irish|mexican|colombian|bolivian|muslim|jewish|hindu|sikh|orthodox|jehovah'?s witness\w*|mormon|quaker|amish|hasidic|plymouth brethren|welsh[- ]medium)\b",
        ),
        (
            "unique",
            r"\bonly\b(?! (?:if|when|by|after|be|need|for|share|use|work|one of))|\bthe one (?:who|whose|with|that)\b|\bthe first \w+ to\b|\bthe (?:youngest|oldest|tallest|eldest|head (?:boy|girl))\b",
        ),
    )
)
_LOCAL = re.compile(
    r"(?:\b(?:in|at|near|from|around|outside|by|off|on|to|of|behind|opposite|beside) (?:the )?)(?-i:(?:[A-Z][\w'-]+)(?: (?:[A-Z][\w'-]+|on|upon|le|the|in|by)){0,3})|\b(?:on|off|down|in|at|outside|behind|by|opposite|near|next to) (?:our|my|the) (?:\w+ ){0,3}?(?:street|road|estate|village|town|school|church|mosque|temple|pub|shop|garage|chip shop|park|station|harbour|seafront|pier|high street|close|lane|flats|block|surgery|practice|hospital|ward|care home|nursery|club|gym|pool|leisure centre|site|farm|army base|barracks|caravan park|hostel|hotel|library|market|terrace|corner|landing|floor|end house|grammar|academy|primary|secondary|college|university|league|team|county|parish|island|valley|lay-by)\b|\bthe (?:girls'?|boys'?|local|village|only) (?:\w+ )?(?:grammar|school|academy|primary|secondary|college|nursery|pub|surgery)\b|\b(?:[ABM]\d{1,4})\b",
    re.I,
)
_WIDE = re.compile(
    r"\b(?:England|Wales|Scotland|Northern Ireland|Ireland|UK|Britain|Europe|Working Together|KCSIE|Ofsted|NHS|Care Act|Children Act|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|Ramadan|Year|Reception|Section|Act|Part|Channel|Prevent|MASH|LADO|DSL|MARAC|MAPPA|GP|HV|SEN|SEND|EHCP|CAMHS|CSE|FGM|DBS)\b"
)
_ONE = re.compile(
    rf"\b(?:the|this|that|those|these|which|our|what) (?:[\w'’-]+,? ){{0,6}}?{_SEX}\b(?! (?:who|that) (?:can|may|must|should|needs?))|^\W*(?:[\w'-]+,? ){{0,4}}?{_SEX}\b|\b(?:there (?:is|was|'s)|there's) an? (?:[\w'-]+ ){{0,5}}?{_SEX}\b|\b(?:an?|one) (?:[\w'-]+,? ){{0,5}}?{_SEX}\b[^.?!]{{0,60}}\b(?:in|at|from|near|on) (?:the |our )?(?-i:[A-Z])",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:who (?:is|was|are|were|did|has|had)|who's|whose|which \w+|what happened|what's the story|what is the story|what's going on|any (?:news|update|info|idea|more)|tell me (?:about|who|what|more)|(?:can|could) you (?:please )?(?:confirm|tell|find|check|say|look)|confirm|name (?:the|of)|name,|identify|find|look up|do you know|is it true|was (?:he|she|it|there|that|the|this)|is (?:he|she|it true|there|that|the|this|mum|dad)|has (?:he|she|the|that|this|mum|dad|it|anyone)|have they|had (?:he|she|they)|did (?:he|she|they|the|that|mum|dad|it|anyone|children's services|social care|police|anybody|nobody|somebody|someone)|does (?:he|she|the|that|this|anyone)|do (?:social services|they|children's services|the police)|where (?:is|are|was|were|did|does|do|has)|why (?:was|were|did|is|has)|when (?:was|did|is)|how (?:is|did|was) (?:he|she|the|that|they)|what (?:was|is|did|does|has|were) (?:he|she|they|the|that|his|her|their|it)|what (?:school|placement|sentence|plan|support|treatment|injuries|school)|are (?:they|the|those)|were (?:they|the|those))\b",
    re.I,
)
_PUBLIC_MATTER = re.compile(
    r"⟦[PO]⟧|\b(?:inquir(?:y|ies)|national review|serious case|serious case review|scr|lcspr|rapid review|learning (?:from|point)|panel|lessons?|findings?|recommend\w*|scandal|statistics|research|study|guidance|policy|policies|procedures?|legislation|statutory|law\b|act 19|act 20|definition|what counts|training|template|per cent|percentage|rates?|number of|how many|role of|duty|duties|powers?|responsib\w+|thresholds?|timescales?|timeline|framework|consultation|regulation|standards?|what does|types? of|signs? of|difference between)\b",
    re.I,
)
_RULE = re.compile(
    r"\b(?:we|i) (?:can|could|should|must|need|have to)\b|\bexempt\w*|\bwho (?:runs|leads|does|pays|takes|holds|is responsible|has to|needs)\b|\b(?:process|procedure|pathway)\b|\bwhat is the (?!name|address|story|identity|real)|\b(?:section|s\.?) ?\d+\b|\bassessment\b",
    re.I,
)
_TRACED = re.compile(
    r"\b(?:what happened to|who(?:'s| is| was| were| are)|where(?:'s| is| was| are| did| does| do)|which|name|identify|whose|tell me about|what's the story) (?:the|that|this|those|these|with)?",
    re.I,
)
_NARROW = 3  # kinds of detail from which a description narrows down to one person (own cases: described people hold three and up)


def find_described(masked: str, *, place: bool) -> Mapping[str, float]:
    """`nameless` at 0.7 when three kinds of detail, a place or something unique among them, describe one person, and something
    is asked about them or nothing else is said."""
    parts = sentences(masked)
    for index in range(len(parts)):
        for text in {parts[index], " ".join(parts[: index + 1][-2:])}:
            if _points_at_one(text, parts[index], place):
                return {"nameless": 0.7}
    return {}


def _points_at_one(text: str, request: str, place: bool) -> bool:
    if not _ONE.search(text) or _PUBLIC_MATTER.search(text) or _RULE.search(request):
        return False
    if ADVICE.search(request) and not (BARE_REQUEST.search(request) or HISTORY.search(request)):
        return False
    local = bool(_LOCAL.search(_WIDE.sub("x", text)))
    kinds = {*quasi_classes(text, place=place), *(name for name, pattern in _DETAIL if pattern.search(text))}
    if local:
        kinds.add("place")
    anchored = "place" in kinds or "unique" in kinds
    if {"place", "event"} <= kinds and re.search(rf"{_TRACED.pattern}[^.?!]{{0,30}}\b{_SEX}\b", request, re.I):
        return True
    if not anchored or len(kinds) < _NARROW:
        return False
    if _ASKED.search(request) or ASKED_OF_THEM.search(request):
        return True
    # A bare description is a search for the one it describes.
    return len(kinds) > _NARROW and not re.search(r"\b(?:should|must|what|how|if|when|do i|can)\b", text, re.I)
