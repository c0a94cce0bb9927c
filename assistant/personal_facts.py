"""Is a private fact asked about somebody whom no name gives away: somebody near the asker, a role holder, a local somebody?

Two things make such a request: a referent (one particular person) and a private fact wanted of them (a history, a record, a
whereabouts, a reason they left). Questions about what one should, may or must do are advice and never count. Works sentence
by sentence on masked text with its short forms written out; returns no text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.privacy.intent import sentences


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(parts)})", re.I)


KIN = (
    r"(?:(?:great |grand |half |foster |adopted |adoptive |birth |older |younger |little |big |late |new |ex |former |eldest |youngest )*(?:mum|mother|dad|father|parents?|step-?\w+|"
    r"husband|wife|partner|boyfriend|girlfriend|fianc\w+|spouse|ex(?:-\w+)?|son|daughter|child|children|kids?|baby|brother|sister|twins?|siblings?|cousins?|nephew|niece|uncle|aunt(?:ie|y)?|nan|nana|nanny|"
    r"gran|granny|grand\w+|grandad|in-laws?|(?:brother|sister|mother|father|son|daughter) in law|family|godson|goddaughter|godfather|fella|bloke|other half|relatives?|lad|boy|girl))"
)
KNOWN = (
    r"(?:neighbou?rs?|friends?|mates?|best mate|bestie|colleagues?|co-?workers?|workmate|classmate|room ?mate|flat ?mate|house ?mate|team ?mate|manager|supervisor|boss|head|head ?teacher|head ?master|head ?mistress|principal|deputy(?: head)?|teacher|ta|tutor|lecturer|coach|trainer|instructor|"
    r"childminder|child minder|au pair|babysitter|minder|landlord|landlady|lodger|tenant|priest|vicar|curate|pastor|minister|imam|rabbi|bishop|elder|youth (?:leader|worker)|scout leader|brown owl|choir ?master|organist|social worker|sw|health visitor|hv|midwife|gp|doctor|dentist|nurse|physio|"
    r"optician|pharmacist|therapist|counsellor|psychologist|psychiatrist|carers?|foster carers?|support worker|key ?worker|personal assistant|pa|home help|cleaner|gardener|builder|plumber|electrician|driver|taxi driver|bus driver|caretaker|site manager|receptionist|governor|chair|chair of governors|councillor|mp|dsl|lado|"
    r"iro|guardian|advocate|solicitor|barrister|client|pupil|student|apprentice|trainee|patient|resident|service user|employee|staff member|member of staff|line manager|employer|volunteer|lollipop (?:man|lady)|dinner lady|cook|hairdresser|barber|postman|milkman|shopkeeper|newsagent|"
    r"butcher|farmer|friend's \w+|sponsor|host|guest|godparent|penpal|date|match)"
)
SOMEONE = r"(?:man|woman|bloke|guy|chap|fella|geezer|lad|lass|boy|girl|person|lady|gentleman|couple|family|kid|child|teen(?:ager)?|teacher|worker|mum|mother|dad|father|baby|neighbour|tenant|old (?:man|lady|boy|woman)|one|people|pupil|student|someone|somebody|staff|nurse|carer|caretaker|coach|vicar|doctor|owner|manager|driver|\w+ (?:man|woman|lady|bloke|guy|boy|girl))"
_WORDS = r"(?:[\w-]+(?:'s?)? ){0,4}?"
# Somebody near the asker.
NEAR = _any(
    r"^\W*(?:did|has|have|was) (?:the |my |our |an? )?[\w ]{2,25} (?:report|reported|refer|referred|complain\w*) (?:about )?(?:me|us)\b",
    rf"\b(?:my|our) {_WORDS}(?:{KIN}|{KNOWN})\b",
    rf"\b(?:someone|somebody|an? {_WORDS}{SOMEONE}|one of the {_WORDS}\w+|(?:the|this|that) {_WORDS}{SOMEONE}) (?:who |that )?(?:\w+ ){{0,3}}?(?:in|at|from|on|down|near|off|across|opposite|behind|by|next to|of|i|we) (?:my|our|work|here|with|know|live|(?:the )?(?:school|church|mosque|gym|club|playgroup|nursery) (?=.*\b(?:i|my)\b))\b(?! (?:policy|procedures|procedure|area))",
    rf"\b(?:the|this|that|those|them|some|a|an) {_WORDS}{SOMEONE} (?:who |that |what )?(?:\w+ ){{0,4}}?(?:my \w+|our \w+|i|we|me|us)\b",
    rf"\b{SOMEONE} (?:who |that )?(?:\w+ ){{0,3}}?(?:next door|upstairs|downstairs|(?:over|across|up|down) the (?:road|street|landing|hall|lane|corridor)|round the corner|opposite|two doors|at (?:no|number)\.? ?\d+|in (?:flat|number|no|apartment|room|bed|the end) ?\w*)\b|\b(?:next door|downstairs|upstairs)(?:'s)? (?:{SOMEONE}|neighbour)",
    r"\bthe (?-i:[A-Z]\w+s)(?: \w+)? (?:down|at|on|across|over|up|opposite|next|in|from) (?:our|my|the|no|number|flat|road)\b|⟦N⟧ (?:down|across|over|up|on|from) (?:our|my|the) (?:road|street|landing|hall|lane|estate)\b|\b(?:my|our) (?:\w+ )?(?:file|records?|case)\b(?=.*\bwho\b)|\bwho\b.*\b(?:my|our) (?:\w+ )?(?:file|records?|notes|case|baby)\b|\bwho (?:called|reported|rang|complained|phoned|referred) (?:\w+ )?(?:about|on)? ?(?:me|us)\b",
    r"\bnext door(?:'s)?\b(?= (?:neighbour|kids?|lad|has|have|is|are|got|been|was|were))",
)
# One particular holder of a post, in a body or a place.
POST = _any(
    r"\b(?:the )?(?:current |former |new |old |deputy |assistant |interim )*(?:chief executives?|ceo|director(?: of [\w' ]{3,30}?)?|chair(?:man|woman|person)?|head(?: ?teacher| ?master| ?mistress)?|principal|leader|president|general secretary|bishop|archbishop|commissioner|chief constable|minister|secretary of state|first minister|prime minister|children's minister|author|ombudsman|chief inspector|chief (?:nurse|social worker)|independent (?:chair|scrutineer)|judge)(?: of| at| for| in|,) (?:the )?(?:⟦[PO]⟧|[A-Z][\w&'-]+)",
)
# What is wanted: a history, a record, a state, a whereabouts.
HISTORY = _any(
    r"\b(?:criminal|police|disciplinary|safeguarding|offending|violent|medical|mental health|social services|care) (?:records?|history|past|background|file)\b|\b(?:an?|any|got|have|has) (?:records?|form|previous|convictions?|cautions?|history|past|asbo|injunction|restraining order|allegations?|complaints?|concerns?|reports?|warnings?|referrals?)\b|\bconvict\w*\b|\bcautioned\b|\bpreviou?s (?:convictions?|offen\w+|complaints?|allegations?|concerns?)\b|\bhistory of\b",
    r"\b(?:sex(?:ual)?|registered|known|convicted) offenders?\b|\bnonce\b|\bp(?:a)?edo(?:phile)?\b|\boffenders?\b|\bpredator\b|\bon (?:the|any|a|some) (?:\w+ )?(?:registers?|lists?|plan|tag|bail|licence|probation|run|sick|books)\b|\b(?:cp|child protection|child in need|cin|protection) (?:plan|register)\b|\bon (?:bail|tag|probation|licence|remand|benefits|drugs|methadone|section|suspension)\b|\bbarred\b|\bstruck off\b|\bbanned\b",
    r"\b(?:been|was|were|get|got|getting|is|are) (?:ever |actually |really |just |already |currently )*(?:inside|in prison|in jail|sent down|locked up|arrested|charged|nicked|done for|prosecuted|sentenced|jailed|sectioned|evicted|sacked|fired|suspended|dismissed|disciplined|investigated|let go|moved (?:on|here|from)?|transferred|removed|excluded|expelled|reported|referred|accused|interviewed|questioned|adopted|fostered|in care|abused|raped|pregnant|divorced|married|deported|trafficked|tested|diagnosed|known to|violent|abusive|clean|sober|using|on drugs|drinking|dealing|safe|dangerous|dodgy|trouble|gay|a (?:danger|risk|threat|victim|predator|perv\w*|wrong ?un|druggie|addict|alcoholic|drunk|junkie|dealer)|under investigation|in trouble|in rehab|in hospital|off (?:sick|work)|working there|suspended)\b",
    r"\b(?:lost|had) (?:his|her|their|any|all|the) (?:\w+ )?(?:kids|children|baby|babies|job|licence|registration|child)\b|\bkids (?:taken|removed)\b|\btake\w* (?:his|her|their|the|my \w+) (?:kids|children|baby|child)?\b(?=.*\baway\b)|\btaken (?:off|away|into care)\b|\b(?:social worker|probation officer|cp plan|ehcp|child protection plan|restraining order|drug problem|drink problem|mental (?:health|illness)|hiv|aids|std|criminal|affair|abortion|gambling|new identity|secret famil\w+|other (?:kids|children|families)|children (?:elsewhere|in care))\b",
    r"\b(?:was|were|is) (?:the|an?|that|this) [\w -]{0,30}?(?:concern|allegation|complaint|report|referral) (?:raised|made|about|against)\b|\b(?:concerns?|allegations?|complaints?|reports?) (?:was|were|is|are|been) (?:raised|made|logged|about)\b|\bbeen placed\b|\bplaced (?:with|in|at)\b|\b(?:known|reported|referred|linked) to (?:\w+ )?(?:children's services|social care|services|the police|police|camhs|cafcass|mash|you|the council|the lado|prevent|channel)\b|\b(?:records?|files?|notes|system|database|logs?|liquidlogic|mosaic|cpoms) (?:show|say|have|hold|on|for|about)\b|\b(?:ever )?(?:hurt|hit|harmed|abused|touched|beaten|assaulted|attacked|killed) (?:\w+ )?(?:a |any |his |her |their |other |another )?(?:kids?|child\w*|anyone|someone|partners?|wife|girlfriend\w*|women|girls|boys|pupils?|babies|baby|before|ex)\b|\bdone time\b|\bserved time\b|\bdone (?:anything|something|this|it) (?:like this |bad |wrong )?before\b",
    r"\b(?:was|were|has|have|is|are|been) (?:my|our|the|that|this) [\w' -]{1,30}? (?:ever |been |actually |really )*(?:reported|referred|arrested|charged|sacked|fired|suspended|dismissed|investigated|moved|removed|excluded|convicted|jailed|inside|accused|interviewed|placed|adopted|fostered|sectioned|barred)\b",
    r"\b(?:report|refer|shop|grass|complain|tell) (?:\w+ )?(?:on |about )?(?:me|us)\b(?! (?:how|what|if|about|whether|when|why|which))|\breal (?:parents?|mum|dad|mother|father|family)\b|\b(?:children's services|social care|the police|police|the council|they|you|school) (?:know|have|hold|got)(?: about| on)?\W*$|\bis (?:that|it) true\b",
    r"\bwho (?:has |have |'s )?(?:adopted|fostered|viewed|accessed|opened|looked at|read|seen|took|reported|leaked|shared|called|rang|phoned|wrote|complained|grassed|told) (?:\w+ )?(?:my|our|about me|about us|on me|us|me)\b|\bgot taken\b|\bunder a cloud\b|\b(?:the (?:person|one)) who (?:called|reported|rang|complained|referred|phoned|told)\b",
    r"\b(?:safe|ok|okay|alright|suitable) (?:to be |being )?(?:around|with|near) (?:kids|children|my|our)\b|\bwho he (?:says|claims)\b|\bwho she (?:says|claims)\b|\breally (?:a|an|who|his|her|the|called)\b|\breal (?:name|reason|age|story|dad|father|identity)\b|\bup to\b|\bgot away with\b|\bhiding\b|\bin for\b|\bfather of\b|\bdad of\b|\bwho(?:'s| is) the (?:father|dad|mother)\b",
)
# The request itself, turned on a person already spoken of.
_THEY = r"(?:he|she|they|him|her|them|his|hers|their|it)"
ASKED_OF_THEM = _any(
    r"\b(?:what's|what is|what was) (?:his|her|their) (?:real |full |last |first )?(?:name|surname|address|number|age)\b|\b(?:put|written|wrote|recorded|noted|logged|said) (?:down )?(?:anything|something|what|stuff)? ?(?:\w+ ){0,3}(?:about|on|against) (?:me|us|my \w+|our \w+)\b",
    r"\bwhich (?:one )?of (?:my|our|the) (?:\w+ )?(?:neighbou?rs|colleagues|friends|relatives|family|staff|teachers|mates|workers|parents|in-laws)\b|\banything (?:\w+ )?(?:on|about|against|known about) (?:the|my|our|that|this|him|her)\b|\bwhy is there (?:a|an|always)\b|\b(?:has|had|have) (?:he|she|they)(?: ever)? \w+(?:ed|en|ne|id) (?:\w+ ){0,3}before\b|\bhas there (?:ever )?been an?y? (?:allegation|complaint|concern|report|investigation)s?\b|\bor is (?:he|she)\b|\beverything (?:about|on)\b|\bhow come (?:my|our|he|she|they|the)\b|\bhow did (?:my|our) [\w' ]{2,40} (?:die|get|lose|end up|hurt|break)\b",
    r"\b(?:what|whatever) (?:did|has|had|have|'s|is|was) (?:he|she|they)(?: (?:actually|really|ever|been|even|supposed(?:ly)?))* (?:do|done|did|doing|been|say|said|accused|charged|convicted|up to|in for|like|on|hiding|got|saying|meant)\b(?! (?:need|have|should|to do)\b)",
    r"\b(?:why|when|where|how come) (?:did|was|were|has|have|had|is|are|does|do|'s) (?:he|she|they) (?!have to|need|supposed|allowed|meant|entitled|able)(?:\w+ ){0,3}?(?:left|leave|go|gone|get|got|move|moved|suspended|sacked|off|arrested|live|living|now|here|there|back|in|lose|lost|taken|stop|stopped|disappear|put|sent|work|staying|placed|known|on|from|a)\b",
    r"\bwhat's (?:wrong|up|going on|the matter) with\b|\bis (?:he|she) (?:making it up|making this up|lying|telling the truth|faking|for real|genuine|coping|getting help|involved|seeing|cheating|together|back with|with him|with her)\b",
    r"\b(?:what's|what is|what was|whats) (?:the )?(?:(?:real|actual|true) )?(?:reason|story|truth|gossip|situation|deal|background|score|history|crack)\b|(?<!about )(?<!me )(?<!with )(?<!of )\bwhat (?:really |actually )?happened(?: to (?:him|her|them)| with (?:him|her|them)| there| next)?\W*$|(?:^|[,;:-] ?)what (?:really |actually )?happened\b(?! (?:at|when|if)\b)|\bwas it (?:about |because of |for )?(?:safeguarding|true|abuse|drugs|an? (?:complaint|allegation)|because|about|something|a child|over)\b|, why\W*$|\bwhy\?+$|\bthe (?:real reason|full story|truth about)\b",
    r"\b(?:any|what|which|all|the|some|previous|have|hold|find|got|see|send|give|show|open|pull up|is there|are there|anything|something|info\w*|dirt|background|details|records?|reports?|concerns|complaints|allegations|convictions|history) (?:[\w-]+ ){0,4}?(?:on|about|against|for|regarding|re|involving|concerning|with) (?:him|her|them)\b",
    r"\b(?:what|where) (?:do|does|did|are|is) (?:his|her|their) (?:\w+ )?(?:records?|files?|notes|history|kids|children|dbs|reports?)\b|\b(?:look|check|search|find) (?:him|her|them) (?:up|out|for me)\b|\b(?:look|dig) into (?:him|her|them)\b|\b(?:background|dbs|police) check (?:on|for) (?:him|her|them)\b|\bis (?:his|her|their) (?:real |actual )?(?:name|age|dbs)\b|\b(?:his|her|their) (?:real|actual|full|current|home|new) (?:name|address|number|identity|age|surname)\b",
)
_ASKS = r"(?:(?:can|could|would|will) you (?:please )?(?:tell me|find out|check|look(?: up| into)?|see|confirm|search|say)|do you know|does anyone know|anyone know|find out|tell me|check|look up|look into|confirm|i(?:'d| would)? (?:need|want|like|just want|am trying|'m trying)(?:ed)? (?:to )?(?:know|find out|check|see|know)|(?:i'm |just |was )?wondering|is it true|i (?:heard|hear|think)|want to know|need to know|curious|got any info|apparently|rumou?r has it|they say|people say)"
INDIRECT = re.compile(
    rf"^\W*whether\b|\b{_ASKS}\b[^.?!]{{0,20}}\b(?:if|whether|that|why|what|what's|where|who|who's|how|when|about)\b", re.I
)
DIRECT = re.compile(
    r"(?:^|[,;:.\-–—(]\s*|\b(?:and|but|so|or|also|then) )(?:please |so |and |but |hi |hello |hey |ok |also |just |quick(?: one| question)?,? )*(?:is|isn't|was|wasn't|are|were|has|hasn't|have|haven't|had|did|didn't|does|doesn't|do|any|got any|why|who|where|which|what|what's|who's|whose|how many|how often|how long|when|where's)\b",
    re.I,
)
FRAGMENT = re.compile(
    r"(?:[-–—:,]\s*(?:\w+ ){0,3}?|^\W*|\b(?:got|any) )(?:any|got|has|is|was|been|did|criminal record|convictions?|dbs|history|background|safeguarding (?:reports?|history|concerns?)|what|why|where|known to|reports?|complaints?|allegations?)\b",
    re.I,
)
ADVICE = _any(
    r"\bhow (?:do|can|should|could|would|might|to|does one)\b|\bwhat (?:should|can|could|must|do|would|might|am i|are we) (?:i|we|schools?|staff|they|happen|you|to)\b|\b(?:can|could|should|may|must|shall|might) (?:i|we|he|she|they|my|our|the|a|an|it|schools?|parents?|someone|anyone|social|children's)\b|\bam i\b|\bwhat (?:then|next|now)\b|\bdo (?:i|we)\b|\b(?:does|do|did) (?:he|she|they|it|this|that|my [\w ]{1,25}?|our [\w ]{1,25}?|the [\w ]{1,25}?) (?:have|need|get|count) (?:to|a right|the right|rights|a say|consent|permission)\b|\bdoes (?:this|that|it) (?:count|mean|apply|meet|need)\b",
    r"\b(?:allowed|supposed|entitled|legally|lawful|eligible|required|obliged|rights?|responsib\w+|my options|next steps?|what happens (?:if|when|next|to)|where (?:do|can|should) (?:i|we)|who (?:do|should|can|could|would|must) (?:i|we)|what does (?:the |this |that )?(?:law|guidance|kcsie|policy|act|procedure|it mean|working)|what (?:is|are|support|help|rights|advice|training|counts)|is (?:it|this|that|there (?:a law|guidance|anything i can|help|support|a way|somewhere))|which (?:guidance|section|law|form)|is there (?:a|any) (?:guidance|law|duty|rule|policy|support|help|training|requirement))\b(?! (?:the (?:real|true|actual)|reason|he|she|they|known|his|her|true|with him|with her|up with))",
)
# Advice words do not excuse a request for one person's record.
BARE_REQUEST = _any(
    r"\bor is (?:he|she|it true)\b|\bcan i trust (?:my|our|him|her|the)\b",
    r"\b(?:can|could|will|would) you (?:please |just |maybe )?(?:find out|check|look|tell me|confirm|see|search|dig|run|say|let me know)\b",
    r"\b(?:can|could) (?:i|we) (?:have|get|see|find out|know) (?:[\w-]+ ){0,2}?(?:his|her|their) (?:address|records?|file|number|name|history|whereabouts|new)\b",
)


# The one near the asker is what the question is about: "is my lodger …", "what has our coach …", "who is my cousin …".
SUBJECT_IS_NEAR = re.compile(
    rf"(?:^|[,;:–—-] ?|\b(?:and|but|so|know|tell me|find out|check|whether|if|out) )(?:please |so |and |but |hi |hello |ok |also )*(?:(?:what|why|where|who|when|how|how come|how many \w+|how often|which [\w ]{{1,25}}?|whose|who else)(?: \w+){{0,3}} )?(?:is|isn't|was|wasn't|are|were|has|hasn't|have|had|did|didn't|does|got|do) "
    rf"(?:(?:my|our) {_WORDS}(?:{KIN}|{KNOWN})(?:'s? [\w-]+){{0,2}}|the (?:[\w-]+ ){{0,3}}?(?:{SOMEONE}|{KNOWN}) (?:\w+ ){{0,4}}?(?:at|in|from|on|opposite|across|over|down|two|next|who|that|i|we|my|our)\b[^?]*?\b(?:my|our|i|me|we|us|next door|doors|road|street))\b",
    re.I,
)
# Words of a question on rules or on what somebody needs, which may mention those near the asker.
RULE_ONLY = re.compile(
    r"\b(?:(?:a |the |any )?rights? (?:to|of)|illegal|legal(?:ly)?|lawful|against the law|plan mean|mean\W*$|positions? of trust|entitled|who decides|insurance|need(?:s)? (?:a|an|to)|have to)\b",
    re.I,
)
RULE_WORDS = re.compile(
    r"\b(?:needs?|have to|has to|got to|get(?:s)? (?:to|a|an|any|help|support|access|legal)|count|counts|right(?:s|ly)?|law|legal|old enough|dbs|check(?:ed|s)?|train\w*|qualif\w*|consent\w*|duty|must|should|allowed|supposed|entitled|responsib\w*|role|polic\w+|procedure\w*|process|benefit|mean|considered|regarded|automatically|eligible|able to|apply|legally|in charge|the same|(?:abus(?:e|ing|ive)|neglect\w*|controlling|exploit\w*)\W*$|risk of|at risk|signs?|normal|wrong to|breaking|required|refer(?:ral)?\b|plan mean|have (?:a |the )?(?:say|duty|right|capacity|choice|pr|parental)|capacity|parental responsibility|ok|okay|better|best|do (?:when|if|next|about)|include|involve|work(?:s)? (?:with|together)|look like|happen\w* (?:if|when|next|at|to my|to our)|expect\w*|say to|decid\w*|complain|appeal|attend|visit|see (?:his|her|their|the) (?:own )?(?:file|records?)|keep|kept|share[ds]?|information)\b",
    re.I,
)


def find_requests(masked: str) -> Mapping[str, float]:
    """`relation` at 0.8 when a private fact is asked about one particular person in a masked, written-out question."""
    so_far = ""
    for part in sentences(masked):
        so_far = f"{so_far} {part}"
        if asks_about_someone(part, so_far):
            return {"relation": 0.8}
    return {}


def asks_about_someone(sentence: str, so_far: str) -> bool:
    """Whether `sentence` wants a private fact about one particular person; `so_far` is the text up to and with it."""
    near = bool(NEAR.search(so_far) or POST.search(so_far))
    if not near:
        return False
    advice = ADVICE.search(sentence) and not BARE_REQUEST.search(sentence)
    if advice:
        return False
    here = bool(NEAR.search(sentence) or POST.search(sentence))
    wanted = bool(HISTORY.search(sentence))
    asked = bool(INDIRECT.search(sentence) or DIRECT.search(sentence) or BARE_REQUEST.search(sentence))
    pronoun = re.search(rf"\b(?:{_THEY}|he's|she's|they're|he'd|she'd)\b", sentence, re.I)
    if RULE_ONLY.search(sentence):
        return False
    if wanted and asked and (here or pronoun):
        return True
    if wanted and FRAGMENT.search(sentence) and here and len(sentence.split()) < 16 and re.search(r"[?:–—-]|\bany\b", sentence):
        return True
    if ASKED_OF_THEM.search(sentence) and (here or pronoun):
        return True
    return bool(SUBJECT_IS_NEAR.search(sentence) and not RULE_WORDS.search(sentence))
