"""Circumstances of a life that single somebody out among neighbours: work, health, home, family, loss. Quasi findings, whole phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.candidates import Candidate

_I = re.IGNORECASE
_WHO = r"(?:[Hh]e|[Ss]he|[Ww]ho|[Mm]um|[Dd]ad|[Mm]other|[Ff]ather|[Pp]artner|[Hh]usband|[Ww]ife|[Bb]rother|[Ss]ister|[Uu]ncle|[Aa]unt(?:ie|y)?|[Nn]an|[Gg]ran|[Gg]ran(?:d\w+)|[Ss]on|[Dd]aughter|[Bb]oyfriend|[Gg]irlfriend|[Ss]tepdad|[Ss]tepmum|[Ss]tepfather|[Cc]arer|[Nn]eighbour|[Cc]ousin|[Pp]arents?|[A-Z][a-zà-ÿ'’-]+|\])"
_END = r"(?=[.,;:!?\n)|]|$| (?:and|but|who|which|so|because|when|while|since|with|on|in|at|for|ends?|now|then)\b)"
# Names of work end in these; the list of named trades in `attributes` cannot be complete.
_TRADE = r"(?:\w+(?:keeper|maker|smith|wright|monger|man|woman|master|mistress|driver|worker|operator|technician|mechanic|instructor|trainer|manager|assistant|officer|fitter|cutter|painter|dealer|breeder|planner|singer|player|dancer|writer|chef|cook|porter|ranger|warden|surveyor|inspector|engineer|nurse|teacher|lecturer|consultant|ist|ian|or|er))"
_NOT_TRADE = re.compile(
    r"\b(?:mother|father|brother|sister|daughter|parent|carer|member|teenager|youngster|toddler|smoker|drinker|user|sufferer|risk factor|number|matter|letter|order|worker|social worker|family worker|key worker|offender|victim|perpetrator|other|earlier|later|former partner|older|younger|bigger|smaller|better|worse|sober|clever|eager|"
    r"danger|stranger|leader|learner|sleeper|eater|speaker|listener|foster carer|gamer|minor|major|factor|error|visitor|neighbour|owner|lodger|prisoner|partner|stepfather|stepmother|grandfather|grandmother|survivor|protective factor|loner|bully|liar|leaver|care leaver|young man|young woman|man|woman|child|witness|christian|muslim|guardian|vegetarian)$",
    _I,
)
_IS_A = re.compile(
    rf"\b{_WHO}(?:,| is| was|'s been|'s| works as| worked as| became| trained as| had been| has been) (?:now )?((?:an?|the|our) (?:(?:retired|former|self-employed|local|trainee|part-time|village|town|head|junior|senior|lead|night|long-distance|serving|agency|freelance|deputy|assistant)[ -])*(?:[a-z]+[ -]){{0,2}}?({_TRADE})(?: (?:at|for|in|with|on|of) (?:the )?[^.,;:\n]{{3,45}}?)?){_END}"
)
_OFFICE = re.compile(
    rf"\b{_WHO}(?:,| is| was) ((?:the|an?) (?:chair of (?:governors|the [a-z ]+)|(?:local|former|village|parish|town|county|church) (?:MP|mayor|councillor|vicar|priest|imam|doctor|chairman|warden|councillor)|governor(?: at [^.,;\n]+)?|head ?teacher(?: at [^.,;\n]+)?|sous chef|serving (?:police officer|soldier)|(?:sixth|fifth|second) generation [a-z]+)){_END}"
)
_FORCES = re.compile(
    rf"\b{_WHO}(?: is| was|'s|,)(?: now| away| serving)? ((?:serving )?in the (?:army|navy|RAF|marines|Royal Navy|Royal Marines|armed forces|Territorial Army|fire service|ambulance service))\b"
)
_DRIVES_FOR = re.compile(
    r"\b(?:drives|works|worked|drove|delivers|cleans|cooks|volunteers|trains|plays|played|sings|dances|rides|swims|boxes|runs|fishes) (?:for|at|with) ((?:the )?(?!(?:Early|Family|Children|Social|Adult|Youth)\b)[A-Z0-9][\w'’&]+(?: (?:and|&|of|under|U?\d+s?|[A-Z][\w'’&]+))*(?: under[- ]\d+s?| U\d+s?)?)"
)
_CONDITION = (
    r"(?:type [12] diabetes|diabetes|epilepsy|autism|autistic spectrum (?:disorder|condition)|autism spectrum (?:disorder|condition)|ASD|ADHD|ADD|PTSD|OCD|bipolar(?: disorder)?|borderline personality disorder|EUPD|emotionally unstable personality disorder|psychosis|schizoaffective disorder|an? (?:mild |moderate |severe |profound )?learning (?:disability|difficulty)|"
    r"learning disabilit(?:y|ies)|Down(?:'s)? syndrome|cerebral palsy|cystic fibrosis|coeliac disease|Crohn's|colitis|a heart (?:condition|murmur|defect)|congenital [a-z ]+|a hearing (?:loss|impairment|aid)|hearing aids|a visual impairment|a stammer|selective mutism|Tourette(?:'s)?(?: syndrome)?|dyspraxia|anorexia(?: nervosa)?|bulimia|an eating disorder|dementia|vascular dementia|Alzheimer's(?: disease)?|Parkinson's(?: disease)?|"
    r"MS|multiple sclerosis|ME|fibromyalgia|COPD|[a-z-]+ cancer|cancer|leukaemia|a stoma|a tracheostomy|a feeding tube|a PEG|a prosthetic [a-z]+|one (?:eye|leg|arm|hand|kidney)|a birthmark[^.,;\n]{0,30}|a scar[^.,;\n]{0,30}|FASD|f[oe]etal alcohol (?:spectrum disorder|syndrome)|sickle cell(?: disease| trait| anaemia)?|haemophilia|[A-Z][\w-]+(?:'s)? (?:syndrome|disease|disorder)|global developmental delay|hydrocephalus|spina bifida|HIV)"
)
_HAS = re.compile(
    rf"\b(?:has|have|had|with|diagnosed with|diagnosis of|suffers from|lives with|living with|treated for|awaiting (?:an? )?assessment for) ((?:{_CONDITION})(?:(?:,| and|, and) (?:{_CONDITION}|[a-z]+(?= ?[.,;\n]|$)))*)(?![\w-])"
)
_IS_ILL = re.compile(
    rf"\b{_WHO}(?: is|'s| was) ((?:profoundly |partially |registered )?(?:deaf|blind|autistic|diabetic|epileptic|non-verbal|paralysed|partially sighted|hearing impaired|visually impaired|HIV positive)){_END}"
)
_AIDS = re.compile(
    rf"\b(?:uses|in|needs|has) (an? (?:electric |powered |manual )?(?:wheelchair|walking frame|ventilator|cochlear implant|white cane|guide dog|mobility scooter|hoist|communication aid)){_END}"
)
_HOUSED = re.compile(
    rf"\b(?:live[sd]?|living|stay(?:s|ed|ing)?|sleeps?|slept|moved) (?:in|on|into|at|above|over|behind|next door to|next to|opposite|near|by) ((?:a|an|the) (?:house ?boat|canal boat|narrowboat|caravan|static caravan|camper ?van|yurt|tent|lighthouse|vicarage|rectory|pub|farm|boat|barge|hotel|b&b|bed and breakfast|hostel|refuge|travellers?'? site|old [a-z ]+?|launderette|laundrette|chip shop|takeaway|shop|garage|church|mosque|school|fire station|police station|bookmaker'?s|chemist|salon|post office|station|[A-Z][\w'’]+ (?:pub|shop|inn|hotel|caf[eé]))(?: (?:on|in|at|by|near|next to|behind) (?:the )?[^.,;:\n]{{3,40}}?)?){_END}"
)
_NEXT_TO = re.compile(
    rf"\b((?:above|over|behind|next door to|next to|opposite) the (?:launderette|laundrette|chip shop|takeaway|bookmaker'?s|chemist|salon|post office|fire station|police station|pub|mosque|church|school|garage|corner shop|kebab shop|betting shop|butcher'?s|baker'?s)(?: (?:on|in) [^.,;:\n]{{3,30}}?)?){_END}"
)
_LOSS = re.compile(
    rf"\b(?:was |were |had been |been |had |who |had also )?((?:murdered|killed|stabbed|shot|drowned|electrocuted|hanged (?:him|her)self|took (?:his|her) own life|died by suicide|died in (?:a|an|the) [a-z ]*?(?:crash|fire|accident|explosion|flood|collision)|died of [a-z ]{{3,30}}|deported|jailed for [a-z ]{{3,30}}|convicted of [a-z ]{{3,40}})(?: (?:in|on|at|by|outside|near|during|last|when) [^.,;:\n]{{2,45}}?)?){_END}"
)
_FAMILY = re.compile(
    r"\b((?:(?:the )?(?:eldest|oldest|youngest|middle|second|third|fourth|fifth|sixth|last|one) (?:child )?of (?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})(?: (?:children|siblings|sisters|brothers|boys|girls|unmarried \w+))?)"
    r"|(?:three|four|five|six|seven|eight|nine|ten|\d) (?:children|boys|girls|sons|daughters|siblings|kids) under (?:\w+)|(?:an? )?(?:identical |non-identical |surviving )?(?:twin|triplet)s?(?! \w+ (?:study|room))|(?:conceived|born) (?:by|through|via) (?:IVF|surrogacy|donor [a-z]+)|adopted (?:as|at|from|when)[^.,;\n]{3,30}|only child)\b",
    _I,
)
_PREGNANT = re.compile(
    r"\b((?:\d{1,2}|[a-z]+) ?(?:weeks?|wks?|/40|months?) (?:pregnant|gestation)|gestation(?:al age)?[ :]+(?:of |at )?\d{1,2}(?:\+\d)? ?(?:weeks?|wks?)|(?:born )?at \d{2}(?:\+\d)? weeks(?:' gestation)?|\d{2}\+\d(?: weeks)?|EDD[ :]+\S+)",
    _I,
)
_DAY = re.compile(
    r"\b(?:on|since|until|by|from|before|after|for|of|to) (the (?:[12]?\d|3[01])(?:st|nd|rd|th))(?![\w-]| (?:of the|time|birthday|floor|century|edition|percentile|centile|grade|year|birthday|meeting|visit|attempt))",
    _I,
)
_WEEKDAY_DAY = re.compile(r"\b((?:Mon|Tue|Tues|Wed|Weds|Thu|Thur|Thurs|Fri|Sat|Sun)[a-z]* (?:the )?(?:[12]?\d|3[01])(?:st|nd|rd|th))\b", _I)
_TERM = re.compile(
    r"\b((?:half[ -]term|term|holidays?|summer holidays|easter holidays|bank holiday)(?: week)?,? (?:in |of )?(?:January|February|March|April|May|June|July|August|September|October|November|December)? ?(?:19|20)\d\d)\b",
    _I,
)
_CLASS = re.compile(
    r"\b(?:is|was|are|starts?|started|now|currently|pupil|child) in ((?:[Rr]eception|[Nn]ursery class|[Ss]ixth form|Y(?:ear)? ?\d{1,2}|P[1-7]|S[1-6])(?: at [A-Z][\w'’]+(?: [A-Z][\w'’]+)*)?)(?=[ .,;)\n]|$)"
)
_FRACTION = re.compile(r"(?<=[a-z\]], )(\d{1,2} ?(?:½|1/2|3/4))(?=[,.; )])")
_HEARD = re.compile(
    r"\b(?:seen|met|collected|found|arrested|stopped|picked up|dropped off) (?:at|near|in|outside|by|behind) (the [a-z ]{3,24}? (?:in|on|at|near) (?:the )?(?:[A-Z][\w'’]+(?: [A-Z][\w'’]+)*|[a-z]{4,}))(?=[.,;\n]|$)"
)
_CLUB = re.compile(
    r"\b(the (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|[A-Z][\w'’]+) (?:[\w-]+ )?(?:club|group|choir|class|youth club|playgroup|toddler group)(?: (?:at|in|on) (?:the )?[^.,;:\n]{3,40})?)(?=[.,;:\n]|$)"
)
_ESTATE = re.compile(
    r"\b(?:on|in|to|from|at|around) (the [A-Z][\w'’]+(?: [A-Z][\w'’]+)? (?:estate|flats|towers|tower block|site|village|travellers'? site|caravan park|marina|shopping centre|precinct|playground|skate ?park|rec))\b"
)
_ATTENDS = re.compile(
    r"\b(?:attends?|attending|attended|goes to|enrolled at|starts? at|started at|excluded from|moved to|transferred to|placed at|on roll at) ((?:[A-Z][\w'’]+ ){1,3}[A-Z][\w'’]+|St\.? [A-Z][\w'’]+)(?=[.,;\n)]|$| (?:and|on|in|where|but|from|since|every|full|part)\b)"
)
_LEAD_WORDS = re.compile(
    r"^(?:Child|Initial|Core|Review|Strategy|Family|Early|Children|Youth|Looked|Social|Adult|Working|Police|Anger|Parenting|Talking|Freedom|Caring|Young|Alcoholics|Narcotics|Sure|Section|The)\b"
)
_ANIMALS = re.compile(
    rf"\b(?:keeps?|breeds?|own|owns|has|have|with) ((?:\d+|two|three|four|a|an|several|some)? ?(?:alpacas?|llamas?|ferrets?|snakes?|pythons?|parrots?|peacocks?|donkeys?|goats|pigeons|greyhounds|huskies|horses|ponies|bees|tarantulas?|iguanas?|chickens|whippets|falcons?|koi)){_END}"
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("OCCUPATION", _OFFICE), ("OCCUPATION", _FORCES), ("OCCUPATION", _DRIVES_FOR), ("HEALTH", _HAS), ("HEALTH", _IS_ILL), ("HEALTH", _AIDS), ("PLACE", _HOUSED), ("PLACE", _NEXT_TO), ("EVENT", _LOSS), ("FAMILY", _FAMILY), ("AGE", _PREGNANT),
    ("DATE", _DAY), ("DATE", _WEEKDAY_DAY), ("DATE", _TERM), ("AGE", _CLASS), ("AGE", _FRACTION), ("PLACE", _HEARD), ("ORGANISATION", _CLUB), ("PLACE", _ESTATE), ("FAMILY", _ANIMALS),
)  # fmt: skip


def find_circumstances(text: str) -> Iterator[Candidate]:
    """Quasi candidates of score 0.55; the caller leaves out what a public phrase explains."""
    for type_, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Candidate(*match.span(1), type_, "quasi", 0.55, "circumstance:" + type_.lower())
    for match in _ATTENDS.finditer(text):
        if not _LEAD_WORDS.match(match[1]):
            yield Candidate(*match.span(1), "ORGANISATION", "quasi", 0.55, "circumstance:attends")
    for match in _IS_A.finditer(text):
        if not _NOT_TRADE.search(match[2]) and not re.search(
            r"\b(?:named|designated|allocated|duty|chair|lead professional|social)\b", match[1]
        ):
            yield Candidate(*match.span(1), "OCCUPATION", "quasi", 0.55, "circumstance:trade")
