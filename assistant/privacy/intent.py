"""What a question wants with people: is it after one private person, named or not?

Works on a masked question (`⟦N⟧` stands for a private name, `⟦P⟧` for a public one), sentence by sentence, so that a harmless
preamble cannot hide a request. Each finding is a category with a score from 0 to 1; nothing here returns text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Who a question can be about.
_RELATIVE = (
    r"(?:mum|mom|mam|mother|dad|father|parents?|step-?(?:dad|mum|father|mother|son|daughter|sister|brother|child|children|kids?)|husband|wife|partner|boyfriend|"
    r"girlfriend|fianc[eé]e?|ex(?:-\w+)?|son|daughter|child|children|kids?|baby|brother|sister|twin|cousin|nephew|niece|uncle|aunt(?:ie|y)?|nan|gran(?:d(?:ad|ma|pa|mother|father|son|daughter|"
    r"child|children))?|brother in law|sister in law|mother in law|father in law|in-laws?|family|godson|goddaughter)"
)
_ACQUAINTANCE = (
    r"(?:neighbours?|friends?|mate|colleague|manager|boss|head|headteacher|teacher|coach|childminder|nanny|babysitter|landlord|lodger|flatmate|tutor|priest|vicar|imam|"
    r"social worker|health visitor|midwife|gp|doctor|carer|foster carer|key worker|support worker|tenant|client|pupil|student|patient|employee|line manager)"
)
_MINE = rf"(?:my|our)(?: [\w-]+(?:'s)?){{0,3}}? (?:{_RELATIVE}|{_ACQUAINTANCE})\b"
_NEAR = r"(?:the|that|this|a) (?:man|woman|bloke|guy|lad|boy|girl|person|lady|fella|couple|family|teacher|kid|child)(?: (?:who|that))?(?: [\w']+){0,4}? (?:(?:my|our) [\w-]+|i|we|me|us|next door)\b"
_PERSON = (
    r"(?:(?:\d{1,2}[- ]?)?(?:year[- ]old|yr[- ]old|y/?o)(?: (?:girl|boy|child|lad|pupil|student|twins?|wheelchair user|footballer))?|child|boy|girl|baby|infant|newborn|toddler|lad|lass|kid|teen(?:ager)?|pupil|student|schoolboy|schoolgirl|choirboy|"
    r"mother|mum|father|dad|parents?|couple|family|families|twins?|triplets?|siblings?|brothers?|sisters?|son|daughter|stepson|stepdaughter|wife|husband|woman|man|lady|guy|bloke|person|victim|perpetrator|"
    r"teacher|headteacher|head|deputy head|teaching assistant|ta|governor|foster carers?|foster parents?|carer|social worker|gp|doctor|nurse|midwife|health visitor|coach|vicar|priest|imam|rabbi|councillor|"
    r"police officer|officer|nursery worker|childminder|youth worker|worker|neighbour|household|resident|patient|refugee|wheelchair user|judge|caretaker|dinner lady|lifeguard|scout leader|choirmaster|pharmacist)"
)
_PLACEHOLDER = r"(?:(?:siblings? called|child called|people called) [a-z]\d?\b|(?:borough|council|county|village|nursery|force|trust|authority) [a-z]\b(?![\w'’.-])|(?:child|sibling|parent|adult|person|professional|worker|family|patient|resident|pupil|witness) \d{1,2}\b|(?:child|baby|family|mother|father|adult|young person|pupil|parent|carer|sibling|worker|professional|practitioner|teacher|girl|boy|man|woman|school|town|hospital|home|staff member|person) [a-z]\b(?!(?:['’.-](?!s\b))?\w))"
_BRACKETED = r"\[[A-Z][A-Z_ ]*\d*\]|\b[A-Z]{3,}_[A-Z0-9]+\b"

# Quasi-identifiers: class, weight, pattern. A weight says how much the class narrows a crowd down.
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_QUASI: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (name, weight, re.compile(pattern, re.I))
    for name, weight, pattern in (
        (
            "age",
            0.6,
            r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]?(?:(?:year|yr|month|week)s?[- ]?old|y/?o|yrs?)\b|\baged? \d{1,2}\b|\b(?:in )?(?:year|yr) ?\d{1,2}\b|\b(?:7|8|9|10|11)[A-Z]{1,2}\b|\bnewborn\b|\breception class\b",
        ),
        (
            "time",
            0.8,
            rf"\b(?:in|on|at|since|around|during|over|last|this|early|late) (?:{_MONTHS}|christmas|easter|new year|half term|ramadan|diwali|eid|halloween|summer|winter|spring|autumn|week|weekend|month|term|year|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\b(?:in|since) (?:19|20)\d\d\b|\byesterday\b|\blast (?:summer|winter|spring|autumn|term|year|week|month|night)\b|\bthe other (?:day|week)\b|\b\d{1, 2}(?:st|nd|rd|th)? (?:of )?{_MONTHS}\b|\bthe (?:19|20)\d\d\b",
        ),
        (
            "event",
            0.8,
            r"\b(?:arrested|charged|convicted|jailed|imprisoned|suspended|sacked|dismissed|struck off|fired|caught|accused|died|dies|killed|murdered|drowned|stabbed|shot|ran away|run away|absconded|went missing|found alone|left alone|abandoned|crash(?:ed)?|overdosed|attacked|assaulted|raped|abducted|expelled|excluded|removed|taken into care|placed after|adopted|born|gave birth|had a baby|lost (?:his|her|their) (?:job|children|leg|licence)|broke(?:n)? (?:a|his|her)? ?\w*|fell|burned|scalded|set fire|missed the|got out of (?:prison|jail)|in (?:prison|jail|rehab)|going through|made the allegation|left (?:her|his|their) \w+ (?:outside|in|at|alone)|filming|filmed|leaked|knife case|in the news|on the news|was in the paper)\b",
        ),
        (
            "family",
            0.6,
            r"\b(?:whose (?:\w+ )?(?:mum|mother|dad|father|brother|sister|step\w+|parents|uncle|aunt|nan|gran|son|daughter)|(?:her|his|their) (?:mum|mother|dad|father|brothers?|sisters?|step\w+|parents|uncle|nan|gran)|twins?|triplets?|quadruplets?|with (?:three|four|five|six|seven|eight|nine|ten|\d+) (?:children|kids)|(?:daughter|son|wife|husband|stepson|stepdaughter|children)(?: in| at| of| was| that| who)|step(?:father|mother|dad|mum)|half[- ]?(?:brother|sister)|grandparents)\b",
        ),
        (
            "job",
            0.9,
            r"\b(?:pharmacist|butcher|baker|vicar|priest|imam|rabbi|pastor|judge|magistrate|councillor|mayor|mp|prison officer|police officer|policeman|policewoman|firefighter|headteacher|deputy head|head ?master|teacher|dentist|doctor|gp|surgeon|nurse|midwife|solicitor|barrister|soldier|farmer|fisherman|taxi driver|bus driver|lorry driver|postman|postmistress|publican|landlord|hairdresser|swimming coach|football coach|coach|footballer|lifeguard|caretaker|dinner lady|nursery worker|foster carer|social worker|abattoir|factory|mechanic|optician|vet|journalist|actor|singer)(?:'s)?\b",
        ),
        (
            "origin",
            0.9,
            r"\b(?:traveller|gypsy|roma|somali|polish|romanian|nigerian|ghanaian|eritrean|ethiopian|sudanese|syrian|afghan|iraqi|iranian|kurdish|turkish|albanian|kosovan|ukrainian|russian|lithuanian|latvian|bulgarian|hungarian|czech|slovak|portuguese|brazilian|chinese|vietnamese|thai|filipino|indian|pakistani|bangladeshi|bengali|tamil|sri lankan|nepali|jamaican|caribbean|congolese|zimbabwean|gambian|ugandan|kenyan|muslim|jewish|hindu|sikh|orthodox|jehovah's witness|mormon|quaker|amish)\b",
        ),
        (
            "health",
            0.8,
            r"\b(?:deaf|blind|wheelchair|epilep\w+|autis\w+|adhd|leukaemia|cancer|diabet\w+|prosthe\w+|amputee|one (?:arm|leg|eye|hand)|achondroplasia|dwarfism|down'?s syndrome|cerebral palsy|cystic fibrosis|sickle cell|muscular dystrophy|brain (?:injury|tumour)|hiv|schizophreni\w+|bipolar|transplant|tourette\w*|haemophilia|spina bifida|albinism|cleft|disabled|stammer|coeliac)\b",
        ),
        ("injury", 0.5, r"\b(?:burns?|bruis\w+|broken \w+|fracture\w*|scars?|black eye|marks)\b"),
        (
            "unique",
            1.6,
            r"\b(?:the|an?|our) only\b|\bonly (?:set of|one|family|child|girl|boy|pupil|household)\b|^only\b|\bthe one (?:who|whose|with|that)\b|\bthe first \w+ to\b",
        ),
    )
)
_PLACE_WEIGHT = 1.2
_SCHOOL = re.compile(
    r"(?-i:\b(?:[A-Z][\w']+ ){1,3}(?:Primary|Infants?|Juniors?|High|Academy|School|College|Nursery|Grammar|Secondary|Hospital|Infirmary|Surgery|Estate|Church|Mosque|Club|Home|Lodge|House|Road|Street|Close|Avenue|Lane|Gardens|Row|Drive|Crescent|Terrace|Way|Court)\b)"
    r"|\b(?:road|street|close|avenue|lane|estate|crescent|terrace) site\b|\b(?:at|from) (?:number|no\.?) \d+\b|\bnext door\b|\bdoors? (?:down|along|away|up)\b|\bthe \w+ (?:tesco|asda|aldi|lidl|sainsbury'?s|morrisons|mcdonald'?s)\b",
    re.I,
)
_LARGE_BODY = re.compile(
    r"\b(?:High Court|Crown Court|Supreme Court|Great Ormond Street|Downing Street|Sure Start|Family Court|Winterbourne View)\b", re.I
)

# What is asked. Identity first.
_IDENTITY = re.compile(
    rf"\b(?:who (?:is|was|are|were|'s)|who's|whose|what(?:'s| is| was| were)? the (?:real |actual |full |true )?(?:name|names|surname|identity|address)|name of|identify|name the|find the|guess|do you know (?:which|who)|tell me (?:who|which))\b"
    rf"|\bwhich (?:of the )?(?:[\w-]+ ){{0,3}}?{_PERSON}\b|\bthe name of\b|\bnames? (?:was|were|is) the\b",
    re.I,
)
_FACTS = re.compile(
    r"\b(?:what happened (?:to|with)|where (?:does|do|did|is|was|are|were|has|have) (?:he|she|they|the|that|this|her|his|their|it)\b|tell me (?:about|what|more)|any (?:news|update|info|information) (?:on|about)|"
    r"(?:is|was|has|have|had|did|does|are|were) (?:he|she|they|it|the|that|this|there an?|his|her|their)\b|what (?:did|does|was|is) (?:the review |it |they )?(?:say |said |decided )?(?:about|for|of)? ?(?:him|her|them|the|he|she)\b|"
    r"why (?:did|was|were|is|has) (?:he|she|they|the|that|this)\b|what (?:support|help|sentence|order|plan|placement) (?:is|was|did|does) (?:he|she|they|the|that)\b|when (?:did|was|is) (?:he|she|the|that)\b|(?:was|were|are|is) (?:anyone|anybody|services|social services|social care|the police|police|it) (?:ever )?(?:involved|aware|told|charged|known)|have they|how (?:did|was|is) (?:he|she|the|that))",
    re.I,
)
_DEFINITE = re.compile(
    rf"\b(?:is|was) there an? (?:[\w'-]+ ){{0,4}}{_PERSON}\b|\b(?:the|that|this|those|these|which|what)(?: only)?(?: (?:[\w'-]+|⟦P⟧)){{0,5}}? {_PERSON}\b(?! (?:who|that) (?:can|may|must|should|needs?))|\bonly (?:[\w'-]+ ){{0,3}}{_PERSON}\b|\b{_PERSON}'s (?:son|daughter|wife|husband|child|children|stepson|baby|brother|sister)\b",
    re.I,
)
_INDEFINITE = re.compile(
    rf"(?:^|[,;.] |\b(?:if|when|where|case|once|about|for|with|how do|does|can|should|is) )(?:an?|any|some|\d+|two|three) (?:[\w'-]+ ){{0,4}}?{_PERSON}\b",
    re.I,
)
_GENERAL = re.compile(
    r"\b(?:what (?:should|would|do|must|can|could|might) (?:i|we|you|staff|a|an|the school|schools|the guidance|guidance|procedures|it|one|they)\b|how (?:should|do|would|can|could|might|does|did|is|are)\b|"
    r"should (?:i|we|a|an|the|staff|parents|they)\b|(?:guidance|law|policy|procedures?|framework|statutory|legislation|act|kcsie|working together|good practice|best practice)\b|what (?:is|are) the (?:duty|duties|process|procedure|steps|law|threshold|rules?|"
    r"timescales?|difference|definition|role|signs|next steps)|what (?:support|steps|threshold|framework|duty) |who (?:investigates|decides|leads|attends|chairs|coordinates|should|do i|can|must|is responsible|is told|has to|may)|can (?:a|an|i|we|the)\b|"
    r"must\b|is it (?:neglect|abuse|legal|lawful|ok)|is that\b|what happens (?:if|when)|when (?:should|must|do|does|can)|need a referral|at what age|which (?:section|act|law|duty|guidance|part|form|agency|professionals))",
    re.I,
)

# Relation to the asker: facts, not advice.
_ASKS_FACT = re.compile(
    r"^(?:so |and |but |please |hi |hello |ok |also |can you tell me (?:if |whether |what |why |where |who )?|could you (?:tell|find out|check)\w*(?: me)?(?: if| whether| what)? |do you know (?:if |whether |what |why |where |who )?|i (?:want|need|would like) to know (?:if |whether |what |why |where |who )?|tell me (?:if |whether |what |why |where |who |about )?|find out (?:if |whether |what )?|check (?:if |whether )?)*"
    r"(?:is|was|are|were|has|have|had|did|does|do|why|who|where|which|what|whose|my|our|the|that|tell|check|find)\b",
    re.I,
)
_PRIVATE_FACT = re.compile(
    r"\b(?:register\b|reported|criminal record|a record\b|record for|previous|convict\w*|caution\w*|history of|investigat\w+|on a (?:child protection|cp|section|child in need) |(?:cp|child protection|protection) (?:plan|register)|placed|complain\w*|complaints?|disciplin\w+|"
    r"barred|p(?:a)?edophile|nonce|sex offender|offender|known to|sacked|suspended|dismissed|arrested|charged|in prison|jail|in for\b|take\b.*\b(?:away|baby|children|kids)|taken (?:away|into care)|lost (?:his|her|their) (?:children|kids)|lost children|has my|made a referral|referral about|"
    r"have on\b|wrote|write|written|say about|said about|saying about|tell the|told the|tell social|say to the|in the (?:file|notes|report|minutes)|been (?:referred|seen|assessed|interviewed|charged|moved)|violent past|a history|abus(?:ed|ing) (?:before|anyone)|up to\b|know about|report (?:my|me|us)|'s (?:file|records?|case|notes)\b|hit(?:ting)? the)",
    re.I,
)
_WHO_TOLD = re.compile(
    r"\bwho (?:reported|referred|shopped|grassed|told on|complained about|made (?:the|a|an|this|that) (?:\w+ )?(?:referral|allegation|complaint|report|call)|rang|called|phoned)\b",
    re.I,
)
_ON_ME = re.compile(r"\b(?:about|on|for) (?:me|us|my|our)\b", re.I)
_RULES = re.compile(
    r"\b(?:what (?:should|can|do|could|must) (?:i|we)|how (?:do|can|should|could|would|does)|can (?:i|we|my|a|the|they|social)|could (?:i|we)|may (?:i|we)|should (?:i|we|my|the|they)|am i|are we|do (?:i|we)\b|rights? to\b|\bmean\W*$|who (?:do|should|can|could) (?:i|we)|what are my|what (?:rights|support|help)|"
    r"(?:have|has|had|need|needs) to\b|allowed|supposed|entitled|legally|required|is (?:it|that|this)\b|what does (?:kcsie|guidance|the guidance|the law|law|working together|policy)|what (?:happens|is the|are the)|is there (?:a|any)|where (?:can|do|should) i)",
    re.I,
)

# "My boss was sacked." tells; "My boss was sacked, why?" asks.
_STATES = re.compile(r"^\W*(?:so |and |but |hi |hello |also )*(?:my|our|the|that)\b", re.I)
_STATED_AND_ASKED = re.compile(
    r"\?|\b(?:what|why|where|who|when|which|(?:has|is|was|did|does|had) (?:he|she|they|it|there|anyone))\b|\btell me\b|\b(?:any|find out)\b",
    re.I,
)

# Undoing anonymisation.
_UNDO = re.compile(
    r"\b(?:(?:real|actual|true|original|proper) (?:names?|identit(?:y|ies)|surnames?|first names?|text|people|places?|locations?|town|school|person)|(?:un|de)-?(?:mask|redact|anonymi[sz]e|pseudonymi[sz]e|identify the)\w*|"
    r"re-?identify (?:the|this|that|him|her|them|child|who)|(?:remove|undo|reverse|strip|lift|take off|bypass|switch off|turn off) (?:the |all )?(?:anonymi[sz]ation|redactions?|placeholders?|pseudonyms?|masking)|"
    r"fill in the (?:redact\w+|blanks?|gaps|missing|names|placeholders?)|(?:replace|swap|fill) the (?:placeholders?|pseudonyms?|initials)|behind the (?:pseudonym|initials?|placeholder|redaction|letter|name)|stands? for in (?:the|this) (?:case|lesson|review)|"
    r"(?:work|figure|find|puzzle|suss) out (?:who|(?:the|their|his|her) (?:name|identity)|which (?:family|child|school|town|person|street|hospital|nursery|council|area|village|home|worker|care home|force|trust|borough|city|county|authority|placement|agency))|(?:narrow|pin) (?:it |this |that |them |him |her )?down (?:who|which|where|to (?:a|one|the))?|(?:help|can you|could you|please|try to|trying to|want to|let's|need to|to) (?:re-?)?identify (?:him|her|them|the|this|that|who|which)|(?:track|trace|hunt|pinpoint|locate|name|out) (?:down )?(?:the|this|that) (?:anonymous|unnamed|un-named|anonymised|unidentified|real|actual) |(?:anonymous|unnamed|un-named|anonymised|redacted|unidentified) (?:[\w-]+ ){0,3}(?:is|was|are|were|really|actually)\b|(?:deduce|infer|speculate|guess|estimate|hazard)\b[^?.]{0,30}\b(?:who|which|where|identity|name|town|school|family)\b|who (?:it|this|that|they|he|she) (?:really |actually )?(?:is|was|are|were) (?:about|based on|in real life|meant)|(?:based on|about) (?:a )?(?:real|actual) (?:person|family|child|case|people|school|place)[^?]{0,20}\b(?:who|which|where|name)|(?:identity|identities|whereabouts|true name|names?) of (?:the|this|that) (?:anonymous|unnamed|anonymised|family|child|mother|father|baby|boy|girl|victim|perpetrator|worker|social worker|whistle\w+|referrer|reporter|informant|complainant|caller)|(?:un-?blur|un-?censor|un-?black|see (?:under|behind|beneath|through) the (?:redact\w+|black|blur\w*|mask\w*))|cross[- ]?(?:reference|check|match)\w*[^?.]{0,60}\b(?:who|which|identify|name|news|court|facebook|electoral)|(?:which|what) \w+ is [^?]{1,40}(?:(?:meant|supposed) to be|really|based on)|guess (?:who|which|where|the)|(?:reveal|uncover|disclose|expose|restore|put back) (?:the |all |all the )?(?:real )?(?:names?|identit(?:y|ies))\b|(?:reveal|tell me|say) which (?:hospital|school|town|family|child|nursery|council|area)\b|"
    r"before (?:the )?names were|which (?:family|child|school|town|village|street|person|hospital|nursery) (?:is (?:it|this|that|described)|was (?:it|this|that))|(?:match|link|connect|compare) (?:the|this|that|these) (?:case|lesson|story|example|review)\w*(?: \w+)* (?:to|with|and) (?:the|a|an) (?:news|press|newspaper|facebook|court|report|article|story|event)|"
    r"put (?:the |all the |all )?(?:real )?(?:names?|places|details) back|(?:un|de)-?(?:anonymi[sz]ed|redacted|masked|censored)|(?:sur|first |real )?(?:names?|places|identit\w+|details|words) (?:(?:that|which) )?(?:was|were|are|is|have been|has been|you|they|been)? ?(?:masked|removed|redacted|hidden|taken out|anonymi[sz]ed|blanked|swapped|replaced|changed)(?! (?:in|by|before|for|to|so|when) (?:policy|law))|"
    r"what (?:town|school|village|city|area|county|hospital|street|place|nursery) (?:is|was|does|did) (?:it|this|that|the)\b|who (?:is|was|are|were) (?:really |actually )?(?:described|meant|this about|it about|that about)|who(?:m)? (?:does|do|did) [^?]{0,25}(?:refer to|stand for|mean)|refer(?:s|ring)? to in real life|"
    r"(?:foster carer|teacher|family|child|person|school|town|nurse|worker) (?:is|was) (?:the|this|that) (?:report|lesson|case|review|example|story) (?:talking |really )?(?:about|describing))\b",
    re.I,
)
_WHO_PLACEHOLDER = re.compile(
    rf"\b(?:who (?:really |actually )?(?:is|was|are|were|'s)|who's|what(?:'s| is| was)|what (?:does|do|did)(?= [A-Z]+_)|where (?:is|was|does|did)|which \w+ (?:is|was)|name of|names? for|surname of|you know who|what (?:borough|council|county|town|village)|identify|whose|initials of|real|called|tell me (?:more )?about|find)\b[^?.]{{0,40}}?(?:[\"'“‘]?(?:{_PLACEHOLDER})|{_BRACKETED})",
    re.I,
)
_PLACEHOLDER_FACT = re.compile(
    rf"\b(?:which|what) (?:\w+ ){{1,3}}['\"“‘]?(?:{_PLACEHOLDER}|(?:home|care home|ward|unit|setting|nursery|provider|agency|trust|hospital|school) [A-Z]\b)['\"”’]? (?:is|was|really|actually|stands|means)\b|\b(?:{_PLACEHOLDER})(?:['’]s)? (?:real |actual |sur|first |last |full )?(?:name|identity|address|school|surname|parents?|mother|family|home|date of birth)\b|\b(?:is|was|has|did) (?:{_PLACEHOLDER}) (?:on|in|from|at|known|still|at risk|a|related|living|alive)\b",
    re.I,
)
_LESSON_NAME = re.compile(
    r"\b(?:what|which|who)\b[^?.]{0,40}\b(?:name|surname|initials?|town|village|street|local authority|school|hospital|county|council|area|family|address)\b[^?.]{0,50}\b(?:in|behind|of|from|is) (?:the|this|that) (?:\w+ ){0,3}(?:lesson|case example|case study|case|review|report|story|brief|vignette|example)\b"
    rf"|\bwho(?:'s| is| was| are| were) (?:the |that )?(?:[\w-]+ ){{0,2}}{_PERSON} (?:in|from|behind) (?:the|this|that) (?:\w+ ){{0,3}}(?:lesson|case example|case study|case|review|brief|vignette|example)\b"
    r"|\b(?:which|what) (?:hospital|school|town|village|street|nursery|council|area|place)\b[^?.]{0,20}\b(?:lesson|case study|case example|case|review)\b[^?.]{0,20}\b(?:happen\w*|took place|set|about|from|at)\b"
    r"|\bis the (?:lesson|case|case study|review|example|brief)\b[^?.]{0,50}\b(?:actually|really|in fact)\b[^?.]{0,10}\b(?:about|from|at)\b"
    r"|\bcombin\w+\b[^?]{0,60}\b(?:which|who|what family|identify)\b|\bwhich (?:local authority|town|school|street)\b[^?]{0,40}\bcase\b[^?]{0,40}\bhappen",
    re.I,
)
# A lesson or example is spoken of, and somebody or somewhere in it is asked for.
_LESSON = re.compile(
    r"\b(?:(?:the|this|that|your|in|these|those|its?) (?:[\w-]+ ){0,3}(?:lessons?(?: \d+)?|examples?|case stud(?:y|ies)|vignettes?|anonymi[sz]ed (?:\w+ )?(?:case|review|report|story)|placeholders?|pseudonyms?|learning briefs?|source document|(?:review|report|case|brief)\b)|one of (?:your|the) (?:lessons?|examples?|cases)|lesson \d+)\b",
    re.I,
)
_WHO_IN_LESSON = re.compile(
    r"\bwho (?:is|was|are|were) (?:the|that|they|he|she|this|it)\b(?! (?:for|aimed|audience|author|chair))|\bname (?:the|of the) (?:[\w-]+ )?(?:school|nursery|hospital|council|family|mother|father|child|boy|girl|town|teacher|worker|social worker|surgery|practice|home|area)\b|\b(?:what|which) (?:year and |town and |place and )?(?:place|borough|year and place|town|gp practice|surgery|practice|school|council|hospital|nursery|la)\b(?! (?:do|does|should|must|can|need))|\bconfirm (?:it|it's|this|that)\b|\bfrom (?-i:[A-Z]\w+) or (?-i:[A-Z]\w+)|\bis (?:it|that|this) (?:her|him|them|my|me|us)\b|\bshow me which\b|\b(?:no|without|before) (?:the )?masking\b|\breverse[- ]engineer|\b(?:council|school|town|family|hospital|nursery|borough) (?:behind|it happened)\b|\bsounds like (?:my|our|the|a)\b|\bwho are they\b|\bplaceholders? (?:mapping|key|list|table|names?)\b|\bwho(?:'s| is| was| are| were) (?:the|that|this|it)\b|\bwho (?:wrote|made|is it|was it)\b|\b(?:which|what) (?:school|town|village|city|area|county|hospital|street|nursery|council|local authority|authority|borough|trust|force|care home|home|family|person|child|case|mother|father|worker|teacher|boy|girl|man|woman)(?: (?:is|was|did|were|are|does|it)\b|\W*$)|\b(?:work|figure|find) out (?:the|which|who|where|what)\b|\bis it (?:the|about|based on|in|at|from)\b|\bwhere (?:is|was|did) (?:it|this|that|the)\b|\bwhose\b|\bi (?:think|reckon|bet) i (?:know|recogni[sz]e)\b|\bname (?:the|of)\b",
    re.I,
)
_FETCH = re.compile(
    r"\b(?:disclose|release|print|output|dump|export|retrieve|pull|fetch|bring up|look up|read (?:me|out|aloud)|hand over|send me|give me|show me|provide|display)\b[^.?!]{0,30}\b(?:records?|files?|case notes|notes|complaints?|allegations?|referrals?|minutes|chronolog\w+|disciplinar\w+|outcome of|statements?)\b[^.?!]{0,25}\b(?:about|on|of|for|mentioning|against|involving|from|concerning|regarding|linked to|at)\b(?= (?-i:[A-Z])|[^.?!]*(?:⟦N⟧|\b(?:of|at|in|from|mentioning|on) (?-i:[A-Z])|\bmy\b))(?! (?:a|an|any|children in general|how)\b)",
    re.I,
)
_HOW_TO = re.compile(
    r"\b(?:how (?:do|should|can|to|would|might|does|could|small|much|is|are) (?:we|i|you|one|staff|a|an|it|the|authors|must)?|should (?:we|i|the|a|names?|staff|it|reviews?)|why (?:are|is|do|must|should)|what is (?:re-?identification|pseudonymi|anonymi|the motivated)|is (?:pseudonym|anonym)|when (?:may|can|should|must)|"
    r"who (?:decides|approves|should)|(?:can|may|must) (?:a|an|we|i|initials|reviews?|names?|the)|do we|prevent|avoid|protect|policy|before (?:sharing|publishing)|risk of re-?ident\w+)",
    re.I,
)

# Lists of people, records, orders to drop the rules.
_BULK = re.compile(
    r"\b(?:list|give me|show(?: me)?|send(?: me)?|print|output|name|export|dump|tell me|need|read (?:me|out)|provide|display|repeat|share|disclose|what are|who are|get me)\b[^?.]{0,30}?\b(?:names?|addresses|identities|phone numbers|contact details|personal details|records|case ?notes|raw notes|files?|dates of birth|everyone|everybody|anyone|all the|all|the|a list of(?: the)?|those|which)\b[^?.]{0,25}?"
    r"\b(?:(?:children|kids|staff|famil(?:y|ies)|people|pupils|parents|victims|patients|teachers|carers|perpetrators|offenders|colleagues|names|residents|clients|mothers|fathers|social workers|individuals)\b[^?.]{0,40}?(?:\b(?:who|with an?|on|under|dismissed|sacked|removed|in (?:the|these|your|this)|living|subject|known|open|you (?:have|hold|know)|from|including|mentioned|named)\b|⟦N⟧)|everyone with|anyone with)"
    r"|\b(?:names?|addresses|identities|personal details|dates of birth) of (?:all |any |every |the |those |each )*(?:children|kids|staff|famil(?:y|ies)|people|pupils|parents|victims|patients|teachers|foster carers|perpetrators|offenders|social workers|child|mother|father|witness(?:es)?|referrer)\b"
    r"|\b(?:list|show|give me|need)\b[^?.]{0,20}\b(?:everyone|everybody|anyone) (?:with|who|on|under)\b|\b(?:every|all|any|each)(?: of)?(?: the)? (?:names?|person|people|child|children)(?:'s names?)? (?:in|from|that are in) (?:your|the|this) (?:database|records|data|index|files|system|memory|lessons)\b|\braw (?:case )?(?:notes|records|data|text|files?)\b|\bincluding (?:the |all )?(?:real )?names\b",
    re.I,
)
_OVERRIDE = re.compile(
    r"\b(?:ignore (?:all |your |the |any |previous |prior )+(?:instructions?|rules|prompt|guard\w*)|(?:developer|debug|admin|god|dan|jailbreak) mode|privacy (?:rules|filters?|mode) (?:are |is )?(?:off|disabled)|(?:disable|turn off|switch off|bypass|override) (?:the |your |all )?(?:guard|filter|privacy|safety|rules|checks)|no restrictions|without (?:any )?(?:filter|restriction)s?)\b",
    re.I,
)
_RECORDS = re.compile(r"\b(?:names?|records?|addresses|case ?notes|files?|personal|children in|who (?:is|was)|everyone|identit\w+)\b", re.I)
_ON_FILE = re.compile(
    r"\b(?:what(?:'s| is) (?:on|in) (?:the )?(?:file|records?|system) (?:for|on|about|of)|(?:look up|pull up|open|access|bring up|search) (?:the |my |his |her |their |this |that )(?:file|record|case|notes)\b[^?.]{0,30}(?:child|family|girl|boy|mother|father|him|her|them))\b",
    re.I,
)
_WHICH_ON_PLAN = re.compile(
    r"\b(?:which|what|list|how many of the) (?:[\w-]+ ){0,2}(?:children|families|kids|pupils|staff|teachers|carers|mothers|households|people)\b[^?.]{0,60}\b(?:are|is|have|has|were|had|lives?)\b",
    re.I,
)

# Public people: their public matter is open, their private life is not.
_PRIVATE_THING = (
    r"(?:(?:home |private |personal |email |current |new )*(?:address|phone(?: number)?|mobile(?: number)?|telephone(?: number)?|e-?mail|number|house|home)|wife|husband|partner|boyfriend|girlfriend|children|child|kids?|son|daughter|grand(?:children|child|son|daughter|kids)|siblings?|brothers?|sisters?|"
    r"mother|father|mum|dad|parents|neighbours?|relatives|family (?:live|home|now)|salary|religion|sexuality|diagnosis|illness|medical (?:records?|condition|history)|health|date of birth|birthday|new identity|new name|whereabouts|social media|criminal record|surviving (?:siblings?|children))"
)
_PUBLIC_PRIVATE = re.compile(
    rf"⟦P⟧(?:['’]s|['’]|s)(?: \w+){{0,2}}? {_PRIVATE_THING}\b(?! (?:services?|social|and families|act|protection|plan|commissioner|safeguarding|homes?|rights|panel|hearings?))|"
    rf"\b{_PRIVATE_THING} (?:of|for|belonging to) (?:the (?:author|chair|writer|head|leader|victim|daughter|son|mother|father|family|killer|caretaker)[^?.]{{0,20}} )?(?:the )?⟦P⟧|"
    rf"\bwhere (?:does|do|did|is|are|has|have) (?:the )?⟦P⟧[^?.]{{0,30}}\b(?:live|lives|living|now|gone|moved?|buried|school|work now)\b|\b(?:does|do|did|has|have|is|was) ⟦P⟧ (?:have (?:a|an|any) (?:criminal|medical|mental|disease|illness|child(?:ren)?|kids|partner|wife|husband)|married|gay|divorced|ill|pregnant|ever been (?:arrested|abused|reported))|"
    rf"\b(?:is|was|does|has|did|are|were) (?:the |sir |dame |lord |lady |baroness |professor |prof |dr )*⟦P⟧[^?.]{{0,40}}\b(?:poor health|in (?:good|bad) health|health problems|unwell|sick|dying|dead or alive|disabled|rich|wealthy|earn\w*|religious|christian|muslim|jewish|vote|labour voter|tory|straight|bisexual|single|engaged|separated|affair|kids|children of|own kids|grandchildren|drink(?:ing)? (?:problem|too)|alcohol\w*|rehab|depress\w*|mental health (?:problem|issue)\w*|cancer|dementia|surgery|convict\w*|(?:ever |already )?been (?:investigated|arrested|accused|charged|sacked|married)|arrested|criminal|a (?:good|bad) (?:dad|mum|father|mother|parent|husband|wife|person)|have (?:any )?(?:children|kids|grandchildren)|affairs?|scandal\w*|living in|live in|own a house|drive)\b|"
    rf"\b(?:which|what) (?:street|town|house|village|road|area|city|address|car|church|party) (?:does|do|did|is|was) (?:the )?⟦P⟧|\b(?:the |a )?(?:children's commissioner|home secretary|education secretary|prime minister|chief inspector|chief social worker|minister|secretary of state|chair of the panel|national director|chief executive|ombudsman|commissioner|⟦O⟧)(?: of [\w ]{{2,30}})?['’]s (?:\w+ )?{_PRIVATE_THING}\b|"
    rf"\bwhich school (?:do|does|did)\b[^?.]{{0,10}}⟦P⟧|⟦P⟧[^?.]{{0,40}}\b(?:go to school|still alive|live now|home address|phone number|personal email)\b|\b(?:what|which) (?:medical|mental|health) \w+ (?:does|did|has) (?:[\w]+ )?⟦P⟧|\bnew (?:identity|name)\b[^?.]{{0,40}}⟦P⟧",
    re.I,
)
_AUTHOR_PRIVATE = re.compile(
    r"\b(?:home address|private address|personal (?:email|phone|mobile|address)) (?:of|for) (?:the|an?|any|her|his)\b(?! (?:nspcc|council|local|police|helpline|mash|lado|out of hours|emergency|duty|team|partnership|safeguarding|social care|service))|\bwhere (?:does|do) the [^?.]{0,50}⟦P⟧[^?.]{0,30}(?:live|go to school)",
    re.I,
)

_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+")


@dataclass(frozen=True, slots=True)
class IntentWeights:
    """The weights and the bar of the nameless score, fitted by hand to the development half of `evals/cases/refusals.*.jsonl`.

    A sentence scores the sum of its quasi-identifier classes, plus what it asks, plus a definite reference to somebody, minus
    signs of a general question. Measured there with five draws: the lowest nameless case scores 3.8 and no case to be answered
    scores above 0, so the bar of 3.0 leaves room on the side of refusing.
    """

    identity: float = 2.0
    facts: float = 1.3
    definite: float = 1.0
    indefinite: float = 1.5
    general: float = 1.5
    bar: float = 3.0
    classes: int = 2


def sentences(text: str) -> list[str]:
    """The sentences of a question, without empty ones."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def find_intents(masked: str, *, place: bool, weights: IntentWeights) -> Mapping[str, float]:
    """Categories with scores above 0 for a whole masked question; `place` says that it names a place."""
    found: dict[str, float] = {}
    parts = sentences(masked)
    for index, part in enumerate(parts):
        # A request may point back to the sentence before it.
        together = f"{parts[index - 1]} {part}" if index else part
        for name, score in _judge(part, together, place, weights):
            found[name] = max(found.get(name, 0.0), score)
    return found


def _judge(part: str, together: str, place: bool, weights: IntentWeights) -> Iterator[tuple[str, float]]:
    yield from (
        ("nameless", score) for score in (_score_nameless(part, place, weights), _score_nameless(together, place, weights)) if score > 0
    )
    if _is_relation(part):
        yield "relation", 0.8
    if (_UNDO.search(part) or _LESSON_NAME.search(part)) and not _HOW_TO.search(part):
        yield "undo_anonymisation", 0.9
    if (
        _LESSON.search(together)
        and _WHO_IN_LESSON.search(part)
        and not _HOW_TO.search(part)
        and not _GENERAL.search(part)
        and "⟦" not in together
    ):
        yield "undo_anonymisation", 0.85
    if (_WHO_PLACEHOLDER.search(part) or _PLACEHOLDER_FACT.search(part)) and not _HOW_TO.search(part):
        yield "undo_anonymisation", 0.85
    if (_BULK.search(part) or _ON_FILE.search(part) or (_FETCH.search(part) and not re.search(r"⟦[PO]⟧", part))) and not _HOW_TO.search(
        part
    ):
        yield "people_list", 0.8
    if (
        _WHICH_ON_PLAN.search(part)
        and (place or _SCHOOL.search(part))
        and not _GENERAL.search(part)
        and re.search(r"\bplans?\b|open|register|known|referred|reported|accused|allegation|liv(?:e|es|ing)", part, re.I)
    ):
        yield "people_list", 0.8
    if _OVERRIDE.search(part) and _RECORDS.search(together):
        yield "override", 0.9
    if _PUBLIC_PRIVATE.search(part) or _AUTHOR_PRIVATE.search(part):
        yield "private_life", 0.85


def quasi_classes(text: str, *, place: bool) -> Mapping[str, float]:
    """The quasi-identifier classes present, with their weights."""
    found = {name: weight for name, weight, pattern in _QUASI if pattern.search(text)}
    if _SCHOOL.search(_LARGE_BODY.sub(" ", text)) or place:
        found["place"] = _PLACE_WEIGHT
    return found


def _score_nameless(text: str, place: bool, weights: IntentWeights) -> float:
    """0 to 1; 0.5 is the bar."""
    classes = quasi_classes(text, place=place)
    identity, facts = bool(_IDENTITY.search(text)), bool(_FACTS.search(text))
    definite = bool(_DEFINITE.search(text))
    anchors = classes.keys() & {"place", "time", "event", "unique", "job", "origin"}
    if len(classes) < weights.classes or not anchors or not (definite or "unique" in classes):
        return 0.0
    told = {"place", "event"} <= classes.keys() and len(classes) > 2 and definite and not _GENERAL.search(text)
    if not (identity or facts or told) and "unique" not in classes and len(classes) < 5:
        return 0.0
    score = sum(classes.values()) + weights.definite * definite + max(weights.identity * identity, weights.facts * facts)
    if _GENERAL.search(text) and not ("place" in classes and definite and identity):
        score -= weights.general
    if _INDEFINITE.search(text) and not identity:
        score -= weights.indefinite
    return max(0.0, min(1.0, 0.5 * score / weights.bar)) if score > 0 else 0.0


def _is_relation(part: str) -> bool:
    if not re.search(rf"\b{_MINE}|{_NEAR}|\b(?:me|us)\b", part, re.I):
        return False
    if _STATES.match(part) and not _STATED_AND_ASKED.search(part):
        return False
    if _WHO_TOLD.search(part) and re.search(r"\b(?:me|us|my|our)\b", part, re.I) and not _RULES.search(part):
        return True
    if not _ASKS_FACT.search(part.strip()) or _RULES.search(part) or re.search(r"\bhow (?:do|can|should|could) (?:i|we)\b", part, re.I):
        return False
    return bool(re.search(rf"\b{_MINE}|{_NEAR}", part, re.I) or _ON_ME.search(part)) and bool(_PRIVATE_FACT.search(part))
