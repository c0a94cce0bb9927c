"""What singles a person out without naming them: background, rare conditions, jobs with places, "the only …", fame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.candidates import Candidate

_I = re.IGNORECASE
_DEMONYMS = (
    "Afghan|African|Albanian|Algerian|American|Angolan|Arab|Arabic|Argentinian|Armenian|Ashanti|Asian|Australian|Austrian|Azerbaijani|Azeri|Bahraini|Bangladeshi|Barbadian|Belarusian|Belgian|Bengali|Beninese|Berber|Bolivian|Bosnian|Brazilian|"
    "Bulgarian|Burmese|Cambodian|Cameroonian|Canadian|Cantonese|Caribbean|Chechen|Chilean|Chinese|Colombian|Congolese|Croatian|Cuban|Cypriot|Czech|Danish|Dari|Dutch|Ecuadorian|Egyptian|Emirati|Eritrean|Estonian|Ethiopian|Fijian|Filipino|Filipina|Finnish|French|Fula|"
    "Gambian|Georgian|German|Ghanaian|Greek|Grenadian|Guinean|Gujarati|Guyanese|Haitian|Hausa|Hebrew|Hindi|Hmong|Hungarian|Icelandic|Igbo|Indian|Indonesian|Iranian|Iraqi|Irish|Israeli|Italian|Ivorian|Jamaican|Japanese|Jordanian|Kashmiri|Kazakh|Kenyan|Kikuyu|Korean|Kosovan|Kosovar|Krio|"
    "Kurdish|Kurmanji|Kuwaiti|Latvian|Lebanese|Liberian|Libyan|Lingala|Lithuanian|Macedonian|Malawian|Malay|Malayalam|Malaysian|Malian|Maltese|Mandarin|Mandinka|Maori|Mauritian|Mexican|Mirpuri|Moldovan|Mongolian|Montenegrin|Moroccan|Mozambican|Namibian|Nepalese|Nepali|New Zealander|Nigerian|"
    "Norwegian|Omani|Oromo|Pakistani|Palestinian|Pashto|Pashtun|Persian|Farsi|Peruvian|Polish|Portuguese|Punjabi|Qatari|Romanian|Romany|Romani|Roma|Russian|Rwandan|Saudi|Scandinavian|Senegalese|Serbian|Shona|Sierra Leonean|Sindhi|Singaporean|Sinhala|Sinhalese|Slovak|Slovakian|Slovenian|Somali|Sorani|"
    "South African|Spanish|Sri Lankan|Sudanese|Surinamese|Swahili|Swedish|Swiss|Sylheti|Syrian|Tagalog|Taiwanese|Tajik|Tamil|Tanzanian|Telugu|Thai|Tibetan|Tigrinya|Togolese|Trinidadian|Tunisian|Turkish|Turkmen|Twi|Ugandan|Ukrainian|Urdu|Uyghur|Uzbek|Venezuelan|Vietnamese|Wolof|Xhosa|Yemeni|Yiddish|Yoruba|Zambian|Zimbabwean|Zulu|"
    "Irish Traveller|Gypsy|Traveller|Showman|Chechen|Cossack|Tatar|Moldavian|Byelorussian|Soviet|Yugoslav"
)
_FAITHS = "Muslim|Islamic|Sunni|Shia|Ahmadi|Ismaili|Sikh|Hindu|Jain|Jewish|Haredi|Orthodox Jewish|Hasidic|Buddhist|Christian|Catholic|Roman Catholic|Protestant|Orthodox Christian|Orthodox|Evangelical|Pentecostal|Methodist|Baptist|Quaker|Mormon|Jehovah'?s Witness(?:es)?|Seventh[ -]day Adventist|Plymouth Brethren|Exclusive Brethren|Rastafarian|Pagan|Wiccan|Zoroastrian|Baha'?i|Yazidi|Amish|Scientologist"
_GROUP = rf"(?:(?:Black|White|Mixed|Asian|Other)[ ](?:and[ ])?)?(?:{_DEMONYMS}|{_FAITHS})s?"
_BACKGROUND = re.compile(rf"\b{_GROUP}(?:(?:[ /-]| and | or )(?:{_DEMONYMS}|{_FAITHS}|British|heritage|origin|descent|background))*\b")
_BACKGROUND_LOWER = re.compile(
    rf"\b(?:{_DEMONYMS.lower()})(?=[ -](?:speaking|family|heritage|origin|male|female|boy|girl|man|woman|mother|father|mum|dad|parents|national|community|lad|descent|interpreter))",
    re.I,
)
_MIXED = re.compile(
    r"\b(?:(?:Black|White|Mixed|Asian)[ ](?:and[ ])?(?:African|Caribbean|Asian|British|Other|Irish|Black|White|Indian|Pakistani)(?:[ /](?:British|Other|African|Caribbean|White|Asian))?|mixed[ -](?:race|heritage)|dual heritage)\b"
)
# The adjective of a state or a law says nothing of a person.
_STATE = re.compile(
    r"[ ](?:Government|government|[Cc]onstitution|[Pp]arliament|law|Civil Code|Criminal Code|Code|Republic|State|courts?|authorities|[Ll]iras?|Basic Law|Empire|Unification|legislation|Federal|Administrative|Constitutional)\b"
)
_FIELD = re.compile(
    r"\b(ethnicity|ethnic (?:group|origin)|nationality|(?:first|home|main|preferred) language|language(?:s)?(?: spoken)?|religion|faith|occupation|job(?: title)?|employment|profession|medical(?: conditions?)?|diagnos[ie]s|disabilit(?:y|ies)|condition|sexual(?: orientation|ity)|immigration status|country of (?:birth|origin))[ ]?[:=][ ]?([^\n|\t;.]{2,60}?)(?=[\n|\t;.]|$| {2,}|,? [A-Z][\w ]{2,20}:)",
    _I,
)
_FIELD_TYPE = {
    "e": "BACKGROUND",
    "n": "BACKGROUND",
    "f": "BACKGROUND",
    "h": "BACKGROUND",
    "l": "BACKGROUND",
    "r": "BACKGROUND",
    "s": "BACKGROUND",
    "i": "BACKGROUND",
    "c": "BACKGROUND",
    "o": "OCCUPATION",
    "j": "OCCUPATION",
    "p": "OCCUPATION",
    "m": "HEALTH",
    "d": "HEALTH",
}
_EMPTY = re.compile(
    r"^\W*(?:unknown|none|nil|n/?a|not (?:known|stated|recorded|given)|tbc|yes|no|english|british|white british|unemployed|other|prefer not.*|as above|known|none known)\W*$",
    _I,
)

_STOP = r"(?=[.;:!?\n|]|,? (?:and|but|who|which|so|because|when|while|although) |, |$| - )"
_ONLY = re.compile(
    r"(?:\b(?:the|an?|their|our|his|her|its|whose|my|as|of|this|this is|was|is|were|are) |(?:^|[.:;,!?\n\"'“‘(•*\->|] ?)(?=only|Only))"
    r"(?:(?:only|sole|first|last remaining|youngest|oldest|eldest|tallest|smallest|longest[ -]serving)\b(?:[- ]ever)? (?!\w+(?:ies|[^s]s)\b (?:who|what|if|that|about|when|how)\b|\w+(?:ed|ly|ing)\b (?:from|by|to|in|at|on|with|when|after)|if\b|when\b|be\b|been\b|to\b|by\b|for\b|then\b|on\b|in\b|after\b|because\b|once\b|has\b|had\b|is\b|was\b|time\b|responder|thing\b|way\b|one\b who|language|where\b|at\b|that\b|if\b|visit|contact|name|met\b|aid|instance|place|meeting|concern|seen|review|page|chapter|half|part|step|quarter|stage|day|week|month|year|said|told|option|half|few|couple|\w+ (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b|home visit|agency|professional|person to|port|point|call\b|two\b|three\b|act\b)[^.;:!?\n|]{3,100}?"
    r"(?:\b(?:in|on|at|with|from|of|to|running|above|below|who|whose|that)\b[^.;:!?\n|,]{2,60}))" + _STOP,
    _I,
)
_ONLY_PERSON = re.compile(
    r"\b(?:the )?(?:only|sole) (?:[\w'’-]+ ){0,5}?(?:family|families|household|child|children|pupil|resident|boy|girl|man|woman|couple|student|patient|tenant|twins?|triplets|set|carer|worker|teacher|mother|father|parent|player|member|speaker)\b[^.;:!?\n|,]{0,80}"
    + _STOP,
    _I,
)
# "The only …" singles somebody out when it is about somebody: a person among its first words, or one as its subject.
_SOMEBODY = re.compile(
    r"^\W*(?:[\w'’-]+ ){0,7}?(?:(?:family|families|household|child|children|kids?|pupils?|residents?|boys?|girls?|man|woman|men|women|couple|students?|patients?|tenants?|mothers?|fathers?|mum|dad|parents?|brothers?|sisters?|siblings?|twins?|triplets|survivors?|speakers?|members?|(?:care |school )?leavers?|asylum seekers?|refugees?|learners?|"
    r"carers?|workers?|teachers?|players?|owner|drivers?|goalkeeper|girl|lad|victim|person|people|daughters?|sons?|baby|one|black|asian|muslim|jewish|sikh|somali|polish|traveller|roma)\b(?!['’])|who\b|whose\b)",
    _I,
)
_SUBJECT_BEFORE = re.compile(
    r"\b(?:he|she|they|who|mum|dad|him|her|[A-Z][a-z]+)(?:'s| is| was| are| were| being| as|,) (?:the|an?|our|their|his|her)? ?\w{0,3}$"
)
_ONE_OF = re.compile(r"\bone of (?:only|just|the only) (?:two|three|four|five|a few|a handful of)[^.;:!?\n|,]{3,80}" + _STOP, _I)
_TWINS = re.compile(
    r"\b(?:only |set of |identical |non-identical |one of )*(?:(?:twins?|triplets?|quadruplets|quads)\b(?:'s)?(?: (?:sister|brother|sibling))?)(?=[^a-z-]|$)",
    _I,
)
_LARGE = re.compile(
    r"\b(?:(?:the )?(?:youngest|eldest|oldest|one|second|third|last) of (?:six|seven|eight|nine|ten|eleven|twelve|thirteen|\d{1,2}) (?:siblings|children|brothers|sisters)|family of (?:seven|eight|nine|ten|eleven|twelve|\d{1,2}))\b",
    _I,
)
_ADOPTED = re.compile(r"\b(?:[Aa]dopted|[Tt]rafficked|brought over|evacuated) from [A-Z]\w+(?: \w+)?(?: in (?:19|20)\d\d)?", 0)

_WORKS = re.compile(
    r"(?<!to )(?<!we )(?<!We )\b(?:works|worked|working|work(?=s? (?:as|at))|employed|volunteers|trains|trained|lost (?:his|her|their) job|job|shifts?|nights|teaches|plays? \w+|performs|sings)(?: (?:part-time|full-time|nights|days|shifts|weekends|mainly|sometimes|now|there))? (?:(?:as|at|for|in|on) (?:an? |the |our |his |her |their )?(?=[A-Z]|[^.;:!?\n]{0,40}\b(?:shop|store|supermarket|factory|warehouse|pub|bar|hotel|restaurant|takeaway|kitchen|caf[eé]|salon|garage|farm|school|college|nursery|hospital|surgery|clinic|home|station|airport|docks?|port|ship|boat|estate|council|office|call centre|depot|site|rig|army|navy|church|mosque|market|stall|bank|library|gym|pool|theatre|museum|zoo|park|prison|court|bookmaker'?s?|chemist'?s?|baker'?y?'?s?|butcher'?s?|wash|firm|company|business|band|orchestra|choir|team|club)\b)|as (?:an? |the )(?!result|team|whole|group|matter|guide|minimum|priority|way|pilot))(?!home\b|risk\b|school holidays|night\b|weekends?\b|time\b|all\b|present\b|progress|partnership|conjunction|least|issues|her\b|his\b|their\b|that\b|this\b|it\b|them\b|him\b|families\b|children\b|childr|parents\b|us\b|what\b|how\b)[^.;:!?\n|,()]{3,70}?"
    + _STOP
)
_JOB = (
    r"(?:mayor|deputy mayor|councillor|MP|magistrate|judge|barrister|solicitor|imam|vicar|priest|rabbi|pastor|bishop|postmaster|postmistress|lollipop (?:man|lady|woman)|gamekeeper|farmer|fisherman|ferry captain|captain|pilot|sailor|soldier|bagpiper|piper|"
    r"drummer|guitarist|singer|musician|dancer|actor|actress|presenter|DJ|comedian|footballer|goalkeeper|striker|cricketer|swimming coach|football coach|\w+ coach(?= (?:at|for))|harpist|pianist|violinist|cellist|trumpeter|long-distance lorry driver|crane operator|boxer|jockey|wrestler|coach driver|HGV driver|lorry driver|bus driver|taxi driver|train driver|driver at [^.,;\n]+|chef|head chef|baker|butcher|publican|landlord|landlady|"
    r"florist|jeweller|tattooist|tattoo artist|barber|hairdresser|beautician|optician|dentist|pharmacist|vet|surgeon|paramedic|firefighter|fireman|police officer|prison officer|detective|journalist|reporter|editor|author|photographer|architect|engineer|scientist|professor|lecturer|headteacher|caretaker|"
    r"head ?master|head ?mistress|choirmaster|organist|verger|undertaker|refuse collector|window cleaner|plumber|electrician|roofer|scaffolder|welder|miner|blacksmith|shepherd|zookeeper|diplomat|ambassador|banker|accountant|estate agent|bailiff|bookmaker|bouncer|doorman|security guard|"
    r"shopkeeper|shop owner|newsagent|market trader|childminder|nanny|au pair|nursery nurse|school nurse|district nurse|practice nurse|midwife|care assistant|warehouse (?:worker|operative)|delivery driver|cleaner|carpenter|joiner|tailor|seamstress|gardener|tree surgeon|lifeguard|swimming teacher|music teacher|driving instructor|referee|ringmaster|clown|model|influencer|YouTuber|blogger)"
)
_OCCUPATION = re.compile(
    rf"\b(?:(?:is|was|are|were|being|became|as|,)[ ])?(?:(?:an?|the|our|his|her|their|town's|village's|local|former|ex-|retired|self-employed|well-known|touring|professional|part-time|trainee|only|village|town|parish|regional|national|serving|[A-Z][\w'’]+(?: (?:FC|RFC|United|City|Town))?)[ -]){{1,5}}{_JOB}(?:s)?\b(?:[ ](?:at|for|on|of|in|with)[ ](?:the[ ])?[^.;:!?\n|,()]{{2,50}}?(?={_STOP[3:-1]}|[,()]))?",
    0,
)
_OCC_BRACKET = re.compile(
    rf"\(((?:retired |former |local |self-employed )?{_JOB}(?: [^)]{{2,40}})?)\)|(?<=, )((?:[\w-]+ )?{_JOB}(?: (?:at|for|with|on|in) [^.,;\n]{{3,50}})?)(?=,|\.|\n|$| and )"
)
_PLAIN_JOBS = re.compile(
    r"\b(?:pilot|models?|authors?|reporter|judge|magistrates?|editor|engineer|captain|clown|landlord|presenter|driver|drivers)\b", _I
)
_OF_SOMEBODY = re.compile(r"\b(?:is|was|are|were|as|became|being|his|her|their|retired|former|self-employed|ex-)\b(?! a pilot)", _I)
_DISASTER = re.compile(
    r"\b(?:in |during |after |before |since |on )?(?:the )?(?:(?:week|night|day|year|morning|summer|winter) of the )?(?:[A-Z][\w'’-]+ ){1,3}(?:\w+ )?(?:flood(?:s|ing)?|fire|sinking|crash|explosion|stabbings?|shooting|murders?|siege|riots?|derailment|collapse|disaster|bombing|landslide|storm|evacuation)\b"
)
_SIBSHIP = re.compile(
    r"\b(?:last|first|second|third|youngest|eldest|one|two|three|four) (?:of )?(?:\w+ )?(?:sets? of (?:twins|triplets)|(?:two|three|four|five|six|seven|eight|nine) (?:\w+ )?(?:sisters|brothers))\b",
    _I,
)
_RUNS = re.compile(
    r"\b(?:runs?|owns?|manages|keeps|cleans?) (?:(?:at|for|in) )?(?:the|a|an|his own|her own|their own) (?!risk|house|home|child|family|car\b|case|meeting|record|chronology|log|copy|diary|body|notes?|dog|door)[^.;:!?\n|,()]{3,60}?"
    + _STOP
)
_FAME = re.compile(
    rf"\b(?:(?:the |an? )?(?:former |current |regional |national |junior |county |British |world |under-\d+s? |U\d+ |local |school |area |district |club )*(?:[\w-]+ )?(?:champion|winner|medall?ist|record holder|goalkeeper|mascot|prefect|head (?:boy|girl)|carnival queen|May queen|captain of [^.;,\n]+)(?: (?:named|featured|pictured|shown|in) [^.;\n,]{{2,50}})?|"
    rf"(?:appear(?:s|ed)|featured|was|been|named|pictured|interviewed) (?:on|in) (?:the )?(?:regional |national |local )?(?:television|TV|radio|news|newspaper|paper|press|telly)(?: [^.;\n]{{2,40}}?)?(?={_STOP[3:-1]})|"
    rf"played for [^.;\n,]{{3,50}}|won (?:the|a) [^.;\n,]{{3,60}}|went viral[^.;\n,]{{0,40}}|(?:known|famous) (?:for|across|in) (?:the |his |her )?[^.;\n,]{{3,50}})",
    0,
)
_RELATIVE_IS = re.compile(
    rf"\b(?:(?:his|her|their|whose|the|one|child's|[A-Z][\w'’\-]+'s)[ ])?(?:mum|mother|dad|father|gran(?:dad|dma|dpa|dfather|dmother|ny)?|nan|uncle|aunt(?:ie)?|brother|sister|partner|stepdad|stepmum|mother's partner|father's partner)[ ](?:is|was|works|worked|plays|drives|runs|owns|appeared|won|served|keeps|sings)[ ](?!at risk|not\b|in\b (?:care|prison|hospital)|aware|present|unable|willing|very|also|still|being|asked|told|seen|invited|informed|supportive|worried|anxious|drunk|angry|violent|home|at home|away|out\b|well\b|happy|unhappy|known|said|reported|advised|pregnant|upset|tearful|working with|unwell|ill\b|asleep|here|there|coming|going|now\b|on (?:a|the) (?:plan|call|phone)|engaging|refusing|struggling|[\w-]+ing\b|[\w-]+ed\b)"
    rf"(?=[^.;:!?\n|]*\b(?:{_JOB}|mayor|ship|estate|factory|council|team|band|church|TV|television|gala|aquarium|museum|zoo|theatre|university|hospital|airport|army|navy|RAF|police|at the|for the|on a|at a|on the|in the)\b)[^.;:!?\n|]{{3,80}}",
    re.I,
)
_VEHICLE = re.compile(
    r"\b(?:drives?|rides?|owns?|driving) (?:a|an|his|her|the) (?:[\w-]+ ){1,4}(?:van|camper van|car|bike|motorbike|moped|lorry|truck|tractor|taxi|bus|limousine|scooter|Mini|Jaguar|Tesla|Porsche|Ferrari|horsebox|ice[ -]cream van)\b",
    _I,
)
_ABOVE = re.compile(
    r"\babove the (?:only )?[^.;:!?\n|,]{3,50}?(?:shop|pub|takeaway|bookmaker|chemist|bakery|salon|garage)(?: (?:on|in|at|by) [^.;:!?\n|,]{3,40}?)?"
    + _STOP,
    _I,
)
# Sums in foreign money tell where somebody comes from, and exact sums can be looked up.
_MONEY = re.compile(
    r"\b(?:EUR|USD|PLN|TRL|TRY|ATS|DEM|CHF|SEK|NOK|DKK|CZK|HUF|RON|BGN|UAH|RUB|INR|PKR|NGN|FRF|ITL|SKK) ?\d[\d,.]*\d|(?:(?<![\d,.])\d[\d,.]*|\b(?:one|two|three|four|five|ten)) ?(?:(?:hundred|thousand|million) )?(?:EUR|USD|PLN|TRL|TRY|ATS|DEM|CHF|euros?|dollars|[A-Z][a-z]+ (?:[Ll]iras?|marks?|Marks?|[Ss]chillings?|[Zz]lotys?|[Ff]rancs?|[Cc]rowns?|[Ff]orints?|rubles|roubles|rupees|naira))(?: \((?:[A-Z]{3})\))?(?!\w)"
)
_PET = re.compile(
    r"\b(?:with|has|have|keeps?|owns?) (?:a|an|\d+|two|three) (?:[\w-]+ )?(?:parrots?|llamas?|alpacas?|snakes?|python|iguana|ferrets?|peacocks?|goats?|donkeys?|tarantula|monkey|owl)\b(?: called [^.;,\n]+)?",
    _I,
)
_CONDITIONS = r"(?:Prader-Willi|Angelman|Rett|Williams|Turner|Klinefelter|Marfan|Ehlers[- ]Danlos|Noonan|Fragile X|Di ?George|Edwards|Patau|Batten|Tay-Sachs|Gaucher|Hurler|Hunter|Sanfilippo|Huntington|Wilson|Duchenne|Becker|Crohn|Hirschsprung|Treacher Collins|Pierre Robin|Moebius|Apert|Crouzon|Cornelia de Lange|Kabuki|Sotos|Smith-Magenis|Cri du Chat|Dravet|Lennox-Gastaut|West|Landau-Kleffner|Guillain-Barr[eé]|Kawasaki|Lesch-Nyhan|Menkes|Stickler|Usher|Waardenburg|Alport|Fanconi|Bloom|Gorlin|Cushing|Addison|Graves|Perthes|Still|Tourette|Pompe|Fabry|Niemann-Pick|Leigh)(?:'s|’s)?(?: (?:vascular type|syndrome|disease|anomaly|sequence))?"
_HEALTH = re.compile(
    rf"\b(?:{_CONDITIONS}(?=\b)|(?:[A-Z][\w-]+ )?[\w-]+ (?:syndrome|dystrophy)(?! of)|(?:maple syrup urine|sickle cell|motor neurone|mitochondrial|Huntington's|Batten|Crohn's|coeliac|polycystic kidney|congenital heart)(?: disease| anaemia| disorder| trait)?|cystic fibrosis|brittle bones?(?: disease)?|osteogenesis imperfecta|muscular dystrophy|spina bifida|cerebral palsy|haemophilia|phenylketonuria|PKU|galactosaemia|epidermolysis bullosa|ichthyosis|albinism|alopecia|achondroplasia|dwarfism|hydrocephalus|microcephaly|"
    r"cleft (?:lip|palate)(?: and palate)?(?: repair)?|cochlear implants?|tracheostomy|ileostomy|colostomy|gastrostomy|PEG[- ]fed|prosthetic (?:leg|arm)|glass eye|amputee|HIV(?: positive)?|hepatitis [BC] positive|leukaemia|lymphoma|neuroblastoma|brain tumour|kidney transplant|liver transplant|heart transplant|dialysis|deaf-?blind|narcolepsy|schizophrenia|quadriplegi[ac]|paraplegi[ac]|tetraplegi[ac]|conjoined|lupus|multiple sclerosis|thalassaemia|porphyria|neurofibromatosis|tuberous sclerosis)\b"
)
_NOT_CONDITION = re.compile(
    r"^(?:Graves|Still|West|Hunter|Turner|Williams|Edwards|Wilson|Becker|Bloom|Usher|Noonan|Leigh|Addison|Patau|Rett|Batten|Hurler|Menkes|Apert|Kabuki)(?:'s|’s)?$|^(?:a|the|this|that|rare|genetic|baby|infant death|shaken baby|down'?s|fetal alcohol|battered) syndrome",
    _I,
)


# A condition that says which service or test is meant ("ADHD nurse", "eating disorder pathway") is not said of anybody.
_SERVICE = re.compile(
    r"[ -](?:clinics?|nurses?|pathways?|teams?|services?|screening|screens?|clinicians?|units?|charit(?:y|ies)|society|awareness|training|polic(?:y|ies)|guidance|protocols?|leaflets?|passport|register|lead|midwife|specialists?|hub|helpline|support groups?|risk assessments?)\b",
    _I,
)


def is_service(text: str, end: int) -> bool:
    """Whether a condition that ends at `end` names what a service is for."""
    return _SERVICE.match(text, end) is not None


_DEMONYM = re.compile(rf"(?:{_DEMONYMS}|European)s?", re.I)


def is_demonym(word: str) -> bool:
    """Whether a single word names a people or a language."""
    return bool(_DEMONYM.fullmatch(word))


def find_attributes(text: str) -> Iterator[Candidate]:
    """Quasi findings, each the whole telling phrase."""
    for match in _FIELD.finditer(text):
        if not _EMPTY.match(match[2]):
            yield Candidate(
                *match.span(2),
                _FIELD_TYPE[match[1][0].lower()] if not match[1].lower().startswith("country") else "BACKGROUND",
                "quasi",
                0.8,
                "attribute:field",
            )
    for pattern in (_BACKGROUND, _BACKGROUND_LOWER, _MIXED):
        for match in pattern.finditer(text):
            if _STATE.match(text[match.end() : match.end() + 24]):
                continue
            yield Candidate(*match.span(), "BACKGROUND", "quasi", 0.7, "attribute:background")
    for pattern in (_ONLY, _ONE_OF, _ONLY_PERSON):
        for match in pattern.finditer(text):
            if not re.search(r"\b(?:children act|act 19|guidance|section|must|should)\b", match[0], _I) and (
                _SOMEBODY.search(match[0]) or _SUBJECT_BEFORE.search(text[max(0, match.start() - 24) : match.start() + 4])
            ):
                yield Candidate(*match.span(), "UNIQUE", "quasi", 0.7, "attribute:only")
    for match in _DISASTER.finditer(text):
        yield Candidate(*match.span(), "EVENT", "quasi", 0.55, "attribute:disaster")
    for pattern in (_TWINS, _LARGE, _ADOPTED, _SIBSHIP):
        for match in pattern.finditer(text):
            yield Candidate(*match.span(), "FAMILY", "quasi", 0.65, "attribute:family")
    for match in _RELATIVE_IS.finditer(text):
        yield Candidate(*match.span(), "FAMILY", "quasi", 0.65, "attribute:relative")
    for pattern in (_WORKS, _RUNS, _ABOVE):
        for match in pattern.finditer(text):
            yield Candidate(*match.span(), "OCCUPATION", "quasi", 0.6, "attribute:works")
    for match in _OCCUPATION.finditer(text):
        if _PLAIN_JOBS.search(match[0]) and not _OF_SOMEBODY.search(match[0]):
            continue
        yield Candidate(*match.span(), "OCCUPATION", "quasi", 0.6, "attribute:job")
    for match in _OCC_BRACKET.finditer(text):
        yield Candidate(*match.span(match.lastindex or 0), "OCCUPATION", "quasi", 0.6, "attribute:job")
    for match in _MONEY.finditer(text):
        yield Candidate(*match.span(), "AMOUNT", "quasi", 0.6, "attribute:money")
    for pattern in (_FAME, _VEHICLE, _PET):
        for match in pattern.finditer(text):
            yield Candidate(*match.span(), "EVENT", "quasi", 0.6, "attribute:event")
    for match in _HEALTH.finditer(text):
        if not _NOT_CONDITION.search(match[0]):
            yield Candidate(*match.span(), "HEALTH", "quasi", 0.6, "attribute:health")
