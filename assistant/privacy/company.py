"""The company a name keeps: what stands before and after a word when it is somebody's name, and when it is not.

Patterns only; `residue` decides with them. Kin, work and speech point at a person; determiners and prepositions at a word.
"""

from __future__ import annotations

import re

TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*(?:-[^\W\d_][^\W\d_'’]*)*")
OPENING = re.compile(r"(?:[.!?:;…][\"')\]]*\s+|\n[\W\d_]*|^[\W\d_]*|[|\t•]\s*|[\"“]|[.!?]\s?[\"'“‘(]|\s[-–—*>]\s|\d[.)]\s|\]\s)$")
KIN = (
    r"(?:mum|mam|mom|mother|dad|father|step-?(?:dad|mum|father|mother|son|daughter|brother|sister)|nan|nana|gran|granny|grandma|grandmother|grandad|grandfather|uncle|auntie|aunty|aunt|brother|bro|sister|sis|son|daughter|dtr|"
    r"cousin|niece|nephew|partner|boyfriend|bf|girlfriend|gf|husband|wife|ex|bloke|lodger|neighbour|mate|friend|baby|twin|child|pupil|student|boy|girl|lad|patient|client|tenant|"
    r"kids|children|childminder|landlord|landlady|therapist|counsellor|psychologist|consultant|paediatrician|registrar|sergeant|pastor|imam|vicar|priest|headteacher|deputy|foster mum|foster dad|worker|sw|ssw|hv|ewo|hca|ta|iro|dsl|gp|midwife|nurse|teacher|tutor|head|driver|escort|manager|officer|carer|coach|solicitor|advocate|interpreter|social worker|health visitor|keyworker|support worker|family worker|youth worker|sibling|sib|perp|suspect|victim|associate|witness)"
)
AFTER_KIN = re.compile(rf"\b{KIN}(?:s)?(?:,| is| called| named| \(|:| -|,? [\"'])?\s?[\"'(]?$", re.IGNORECASE)
AFTER_KIN_SURE = re.compile(rf"\b{KIN}(?:,| is called| called| named| \(| name is|'s name is)\s?[\"'(]?$", re.IGNORECASE)
AFTER_SPEECH = re.compile(
    r"\b(?:told|tell|tells|telling|ask(?:ed|ing)?|rang|ring|ringing|phoned|texted|emailed|messaged|called|named|spoke(?:n)? (?:to|with)|spk (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? to|met(?: with)?|met w|lives with|staying with|stays with|sibling of|its|hi its|im|known as|aka|regards|thanks|thx|cheers|love|from|informed|advised|emailed|contacted|re|cc|hi|hello|dear|hiya|hey|mtg w|mtg with|visit to|visited|seen|saw) (?:(?:young|little|lil|big|wee) )?$",
    re.IGNORECASE,
)
AFTER_WITH = re.compile(
    r"\b(?:with|w/?|for|by|to|and|&|or|about|abt|of|at|like|because|that|when|if|has|can|did|does|is|was) $", re.IGNORECASE
)
VERB_AFTER = re.compile(
    r"(?:,? (?:who|then|also|still|later|again|just|now|never|always|only|himself|herself))?[ ](?:said|says|told|tells|rang|phoned|texted|asked|asks|disclosed|reported|stated|alleged|admitted|denied|denies|cried|cries|hit|hits|kicked|punched|pushed|screamed|shouted|shouts|refused|refuses|wants|wanted|feels|felt|thinks|thought|knows|knew|loves|hates|misses|lives|lived|sleeps|slept|moved|went|goes|came|left|arrived|attended|attends|collected|collects|visited|agreed|agrees|"
    r"told|smelt|smells|looked|looks|seemed|seems|appeared|presented|drinks|drank|smokes|takes|took|gets|got|gave|gives|wrote|sent|stayed|stays|started|stopped|returned|needs|needed|doesn't|didn't|isn't|wasn't|won't|can't|hasn't|hadn't|wouldn't|couldn't|doesnt|didnt|isnt|wasnt|wont|cant|hasnt|engaged|engages|absconded|self-harmed|overdosed|disengaged|self-harms|threatened|threw|grabbed|bit|ate|asleep|upset|tearful|absent|unwell|ill|happy|sad|angry|drunk|pregnant|crying|hungry|dirty|aged|born|joined|chaired|noted|explained|confirmed|replied|reflected|remains|has been|had been|was seen|is seen|was not|is not|has not|will not|has said|has told)\b"
)
PERSONAL = r"(?:mum|mam|mother|dad|father|parents?|nan|gran\w*|grand\w+|brother|sister|siblings?|sis|bro|home|house|flat|bedroom|behaviour|school|teacher|social worker|sw|worker|partner|ex|step\w*|boyfriend|bf|gf|girlfriend|friends?|mates?|family|uncle|aunt\w*|cousin|daughter|son|kids?|child(?:ren)?|baby|girl|boy|lad|file|views|wishes|words|arms?|legs?|face|neck|back|head|phone|mobile|drinking|drug use|mental health|health|weight|injur\w*|bruis\w*|disclosure|statement|bloke|fella|room|attendance|account|voice|needs|medication|bail|landlord|carers?|placement|foster\w*|dog|bag|coat|shoes|birthday|passport|name|surname|midwife|gp|hv|pregnancy|scan|car|place|work|job|money|tenancy|solicitor|school)"
POSSESSIVE_AFTER = re.compile(rf"['’]s? (?:[a-z]+ )?{PERSONAL}\b", re.IGNORECASE)
TIGHT_AFTER = re.compile(rf" {PERSONAL}\b", re.IGNORECASE)
FAMILY_AFTER = re.compile(r"(?:['’]s|s['’])? (?:family|household|twins|siblings|brothers|sisters|kids|children|lot)\b", re.IGNORECASE)
AGE_AFTER = re.compile(
    r",? ?\((?:aged? )?\d{1,2}\s?(?:m|mths|months|w|wks|weeks|y|yrs|yo|y/o)?\)|,? (?:aged )?\d{1,2} ?(?:m|mths|wks|yrs|yo|y/o)\b|,? aged \d{1,2}\b|, \d{1,2}(?=[,.;)]| and)",
    re.IGNORECASE,
)
WORD_AFTER = re.compile(
    r"[ ](?:you|the|a|an|any|all|this|that|these|those|your|our|my|his|her|their|we|they|it|there|be|for|to|i|he|she|as|on|in|of|at|if|how|what|whether|up|out|off|down)\b",
    re.IGNORECASE,
)
NOUNISH_AFTER = re.compile(r"[ ](?:[a-z]{3,})")
FORM_OF_CALL = re.compile(r"[\"“‘']([^\"“”‘’'\n]{2,30})[\"”’']")
CALLED_BEFORE = re.compile(
    r"\b(?:known(?: locally| online| to \w+)? (?:as|by)|aka|a\.k\.a\.?|alias|nick-?named?|nickname:?|goes by|street name:?|tag(?:ged)?:?|call(?:s|ed)?(?: (?:him|her|them|himself|herself))?|answers to|bullied as|befriended by|friend(?: is| called)?|male|female|man|woman|boy(?:friend)?|girl(?:friend)?|adult|associate|someone|pupil|exploiter|dealer|contact(?: is| saved as| named)?|saved as|user(?:name)?|associate:?|linked to|by an?)(?: the name)?[ :]*$",
    re.IGNORECASE,
)
NICK_AFTER = re.compile(
    r"[ ](?:aka|a\.k\.a|[A-Z][a-z]+|[A-Z]{3,}|said|says|told|bit|hit|rang|picked|gave|sent|took|drove|collected|supplied|messaged|texted)\b"
)
ROLE_LETTER = re.compile(
    rf"\b(?:{KIN}|children|local authority's child|subject child|family|siblings?|applicant|respondent|sw),? \(?([A-Z])(?=[,;)]| and\b|['’]s|\.(?:\s|$))",
    re.IGNORECASE,
)
PAIR = re.compile(r"(?<![\w.&/'’\-#£@])([A-Z]{2,3})(?![\w&/\-#@]|\.\w|['’](?!s\b))")
PAIR_CUE = re.compile(
    r"(?:\b(?:with|by|told|to|from|and|&|for|asked|informed|met|saw|spoke|re|of|w/|w|cc|rang|per|child|mother|father|mum|dad|yp|pupil|student|patient|client|worker|initials|signed|seen|visited|about|that|because|when|baby|brother|sister|partner),? \(?|[(\[])$",
    re.IGNORECASE,
)
PAIR_AFTER = re.compile(
    rf"['’]s\b|,? (?:is|was|has|had|said|says|told|will|to \w+|and (?:she|he|his|her|mum|dad|[A-Z]{{2}}\b)|attended|reported|who|aged|rang|asked|agreed|disclosed|does|did|feels|refused|completed|chaired|updated|explained|went|came|left|lives)\b|{VERB_AFTER.pattern}"
)
DETERMINED = re.compile(
    r"[ ](?:you|the|a|an|any|all|this|that|these|those|your|our|my|his|her|their|we|they|it|there|i|he|she|each|every|some|no|not|up|out)\b",
    re.IGNORECASE,
)
SENTENCE_ADVERB = frozenset("sunny rich happy merry young long short small large may will can art".split())
THING = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very|[Aa]ny|[Tt]his) $")
ADDRESSED = re.compile(
    r"\b(?:told|tell|tells|telling|ask(?:ed|ing)?|rang|ring|ringing|phoned|texted|messaged|emailed|spoke(?:n)? (?:to|with)|spk (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? to|met(?: with| w)?|visit(?:ed)?(?: to)?|lives with|staying with|contacted|informed|called|named|hi its|its|im|love|mum|dad|nan|gran|uncle|auntie|baby) $",
    re.IGNORECASE,
)
HEADED = re.compile(
    r"\b(?:re|cc|fao|attn|dear|hi|hello|hiya|thanks|thx|cheers|regards|calls (?:him|her|them)|sibling|siblings|children|child|present|name|attendees|home visit|from|w)(?:[:,] ?| )$",
    re.IGNORECASE,
)
SPEECH_AFTER = re.compile(
    r" (?:said|says|told|tells|rang|phoned|texted|asked|cried|shouted|screamed|hit|hits|kicked|punched|refused|wants|wanted|thinks|lives|moved|went|came|left|disclosed|attended|didn't|doesn't|wasn't|isn't|didnt|doesnt|wasnt|isnt|hasnt|wont|cant)\b",
    re.IGNORECASE,
)
STATE_AFTER = re.compile(
    r" (?:is|was|has|had|were) (?:\w+ing|\w+ed|not|very|so|still|upset|asleep|late|ill|in|at|on|here|home|out|there|safe|well|ok|fine|angry|happy|sad|scared|quiet|tired|hungry|\d+|back|gone|a|an|now|also|been|no|told)\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"(?:^|[.!?,;:\n\-(]\s*|\b(?:and|but|that|if|when|because|as|while|so|then|says|said|think|thinks|where|cos|bc|today|yesterday|since) )$",
    re.IGNORECASE,
)
BOUNDARY = re.compile(
    r"$|[.,;)?!\n]| (?:at|and|&|in|if|on|when|who|after|re|again|today|yesterday|tonight|this|last|but|about|for|from|before|since|was|is|has|had|\()(?:\b|\s)",
    re.IGNORECASE,
)
THE_KIN = re.compile(r"\b(?:the|an?|this|that|no|each|every|any) \w+ $", re.IGNORECASE)
# Ordinary enough in small letters that a preposition or "was" beside them says nothing.
AMBIENT = frozenset(
    "joy hope honey rain snow storm summer winter autumn spring dawn page price star art day court church pride trust ginger olive basil sage pepper king queen prince princess duke earl baron major bishop pope justice liberty freedom harmony melody trinity heaven paris london china india jordan chelsea "
    "sunny rocky sandy misty stormy dusty rusty forest stone clay cliff reed ash river brook ocean sky moon blue silver copper gold diamond pearl ruby amber jade coral crystal fox wolf bear dove buddy ace chase dash jet fern clover petal blossom apple cherry berry plum van bill mark will may can".split()
)  # fmt: skip
OPENERS = frozenset(
    "also however therefore meanwhile afterwards later earlier visited told asked seen rang called gave raised returned refused requested noted observed".split()
)
SURNAME_COMMA = re.compile(r", [A-Z][\w'-]+(?=$|[\n|(;)]| \(| \d| [A-Z]{2,}\b| dob| DOB)")
ACTION = re.compile(
    r" to (?:chase|bring|write|contact|call|ring|email|speak|visit|send|check|follow|liaise|complete|arrange|update|request|refer|share|book|attend|discuss|review|provide|ask|find|set|get|take|see|meet|confirm|inform|support|collect|give|tell|look|make|organise|lead|chair|draft|feed|invite|explore|raise|report|prepare|monitor|obtain|be offered|be seen|do|add|circulate)\b"
)
PREFIXES = frozenset(
    "non re co multi pre post anti pro sub self ex mid semi inter intra under over half bi tri de un cross well e x t u wi covid year key part full long short high low".split()
)
CALENDAR_SHORT = frozenset("jun jan".split())
LINK_BEFORE = re.compile(r"(?: and |, | & )$")
LINK_AFTER = re.compile(r"(?: and | AND | & |/)")
BROKEN = re.compile(r"\b([A-Z][a-z]{1,8}) ([a-z]{2,8})(?![a-z])")
ROLE_AFTER = re.compile(
    r" \((?:the |his |her |their )?(?:manager|sw|hv|gp|dsl|mum|dad|mother|father|nan|gran|sister|brother|partner|worker|teacher|head|ta|chair|police|school|health|housing|aunt|uncle|cousin|son|daughter|friend|bf|ex|boss|senior|tutor|midwife|nurse)\b",
    re.IGNORECASE,
)
VERBISH = frozenset({"will", "may", "can", "might", "hope", "mark", "art", "grant", "bill"})
GAELIC = re.compile(
    r"\b[A-Z]\. (?:van|von|de|del|della|di|da|dos|ter|bin|al)(?: (?:der|den|de|la))? [A-ZÀ-Þ][\w'’]+|\b(?:Mac|Nic|Mhic|Mag) (?:an (?:t-)?|na )[A-ZÀ-Þ][\w'’]+"
)
ROLE_PAIR = re.compile(rf"\((?:the |his |her )?{KIN}(?: of \w+)?,? ([A-Z]{{2,3}})\)", re.IGNORECASE)
SIGNED = re.compile(r"\n[ ]*([A-Z])\.?[ ]*x*[ ]*$")
INITIAL_WORD = re.compile(r"(?<![\w.&'’])[A-HJ-Z]\. ?([A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?)(?=[\s,.;:)]|$)")
VOCATIVE = re.compile(r"[\"“]([A-Z][\w'-]+(?:, [A-Z][\w'-]+){0,2})[.!,]?[\"”]")
