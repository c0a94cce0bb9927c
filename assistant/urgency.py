"""Does someone need a person before they need guidance? Immediate danger, a live disclosure, or the asker's own distress.

The wording decides, not the topic: the same harm in a question about procedure ("what should I do if a child says …") is an
ordinary question. Scores run from 0 to 1, and nothing here returns text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant import alarm
from assistant.plain_speech import write_out

_FLAGS = re.I
_NOW = (
    r"(?:right now|just now|at the moment|at this (?:very )?moment|as we speak|currently being|is being|are being|are about to|is about to|going to|gonna|about to|about to be|tonight|today|this (?:minute|second|instant|morning|afternoon|evening)|"
    r"\bnow\b|help me|please help|on (?:his|her|their|the) way|outside (?:the|our|my)|in (?:front of me|my (?:office|room|class\w*|house|car))|with me|still here|here in|happening|as i (?:type|speak|write))"
)
_HURT = (
    r"(?:hit(?:s|ting)?|beat(?:s|ing|en)?|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|slap(?:s|ped|ping)?|burn(?:s|ed|t|ing)?|bit(?:es|ing|ten)?|hurt(?:s|ing)?|harm(?:s|ed|ing)?|attack(?:s|ed|ing)?|stab(?:s|bed|bing)?|strangl(?:es?|ed|ing)|chok(?:es?|ed|ing)|suffocat\w+|"
    r"throttl\w+|rap(?:es?|ed|ing)|assault(?:s|ed|ing)?|abus(?:es?|ed|ing)|touch(?:es|ed|ing)?|grop(?:es?|ed|ing)|molest\w*|lock(?:s|ed|ing)? (?:him|her|me|them|us)|threaten(?:s|ed|ing)?|kill(?:s|ed|ing)?|murder\w*|batter\w*|whip\w*|shak(?:es?|ing)|smack(?:s|ed|ing)?|thrash\w*|pinch\w*|drag\w*|starv\w+|thr(?:ew|ows?|owing) (?:him|her|me|them))"
)
_DANGER: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"\b(?:isn'?t|is not|not|stopped|no longer|barely|can'?t|struggling to) breath(?:e|ing)\b|\bunconscious\b|\bunresponsive\b|\bwon'?t wake up\b|\bcollapsed\b|\bbleeding (?:badly|heavily|out|a lot|everywhere)\b|\bchoking\b|\bcold and blue\b|\bturn(?:ed|ing) blue\b|\b(?:gone|is|went|'s) (?:all )?(?:floppy|limp|blue|grey|lifeless)\b|\bnot responding\b|\bhaving a (?:fit|seizure)\b|\bin a pool of blood\b|\bdrowning\b",
        r"\b(?:mate|friend|brother|sister|someone|has|have|had|he'?s|she'?s|they'?ve|just|i'?ve|kid|child|girl|boy|teenager|student|pupil|patient|mum|dad|daughter|son)\b[^.?!]{0,40}\b(?:taken|took|swallowed|drunk|swallowing|taking) (?:an overdose|(?:a |some |all |lots of |loads of |a load of |a lot of |a bottle of |too many |too much |the |her |his )*(?:pills|tablets|paracetamol|bleach|medication|poison|painkillers|antidepressants))",
        r"\bafter taking (?:pills|an overdose|tablets)|\b(?:has|have|just) (?:overdosed|od'?d)\b",
        rf"\b(?:being|getting) (?:{_HURT}|abducted|kidnapped|held|dragged|forced into)\b(?=[^?]*\b(?:right now|now|next door|in front|outside|upstairs|downstairs|at the moment|help|as we speak|here|here\b|in the (?:flat|house|street|park|car park|corridor|playground|toilets?)|by (?:his|her|their))\b)|\b(?:is|are|'s) being (?:beaten|strangled|attacked|stabbed|raped|held hostage|kidnapped|abducted|held down|battered|assaulted|kicked|punched)\b",
        r"\b(?:is|are|'s|'re|am) (?:hitting|beating|punching|kicking|stabbing|strangling|choking|attacking|raping|assaulting|hurting|killing|smashing|burning|throttling|drowning|shooting|cutting|trying to (?:grab|snatch|kidnap|hurt|kill|stab|strangle|take|drag|abduct|get in|break in|drive off|force|snatch|grab|set))\b[^.?!]*?(?:\b(?:him|her|them|me|us|his|the|my|our|a|an|someone|himself|herself|kids?|child|baby|wrists?|arms?)\b)",
        r"\b(?:cutting|slashing|slitting|slit|cut) (?:his|her|their|my) (?:wrists?|throat|neck)\b|\b(?:has|'s) (?:got )?(?:a|the|his|her) (?:\w+ )?(?:knife|gun|hammer|machete|axe|weapon|razor|blade|noose|firearm|acid|bat|sword|crowbar)\b|\bwith (?:a|the) (?:\w+ )?(?:knife|gun|machete|axe|hammer|weapon|sword|bomb)\b|\b(?:noose|rope) (?:round|around)\b|\b(?:knife|gun|machete) (?:in|to) (?:his|her|the|their|my) (?:hand|throat|bag|head|neck|pocket)",
        r"\b(?:threaten(?:s|ing|ed)?|going|gonna|about|wants?|plans?|planning|says? (?:he|she|they)(?:'ll| will| is going to| are going to|'s going to|'re going to)|said (?:he|she|they)(?:'ll|'d| will| would| was going to| is going to)|he'll|she'll|they'll|will) (?:to )?(?:kill|stab|shoot|murder|hurt|jump (?:off|from|in)|hang|throw (?:him|her|them)|set fire|burn|drown|strangle|bomb|attack|come back and)\b(?=[^?]*\b(?:me|us|him|her|them|himself|herself|themselves|the|his|my|our|tonight|today|now|bridge|off)\b)",
        r"\b(?:on the (?:bridge|roof|ledge|railway|tracks|motorway|dual carriageway|window ?sill|train line)|in the (?:middle of the )?road)\b(?=[^?]*\b(?:jump|wandering|alone|standing|now|child|toddler|boy|girl|he|she)\b)|\bwandering (?:on|along|in|around|by|near|down) (?:the|a) (?:\w+ )*(?:road|street|motorway|carriageway|railway|river|canal|tracks)\b|\b(?:toddler|child|kid|boy|girl)\b[^.?!]{0,30}\b(?:on|by|near) the (?:dual carriageway|motorway|railway|tracks|canal|busy road)\b",
        r"\b(?:smoke|fire|flames|gas)\b[^.?!]{0,20}\b(?:coming|pouring|smell|leaking|in the (?:flat|house))|\bhouse is on fire\b",
        r"\b(?:left|leaving|locked)\b[^.?!]{0,40}\b(?:alone|on (?:his|her|their) own|in (?:a|the) (?:hot )?car)\b(?=[^?]*\b(?:smoke|now|right now|crying|screaming|hot|heat|outside|can hear|knife|fire|and nobody|locked)\b)",
        r"\b(?:man|woman|stranger|someone|somebody|dad|father|mum|mother|boyfriend|ex|he|she|they)\b[^.?!]{0,40}\btrying to (?:grab|snatch|kidnap|abduct|drag|get (?:to|at|into))\b",
        r"\bdrive off with\b|\b(?:trying|about|going) to (?:drive|take) (?:off|away|her|him|them|a girl|a boy|the (?:children|kids|child|baby))\b[^.?!]*\b(?:in|into|drunk|van|car|airport|abroad|plane|now|tonight)\b|\b(?:dad|mum|father|mother|he|she|driver) is (?:drunk|high)\b[^.?!]*\b(?:driv\w+|car|baby|children|kids)\b",
        r"\b(?:into|in) (?:a|the) (?:\w+ )?(?:van|car)\b(?=[^?]*\b(?:outside|now|force|take|drag|grab|snatch|pulled|just)\b)|\b(?:dragging|dragged|forcing|forced|pulling|pulled|grabbed|snatched|bundled)\b[^.?!]{0,30}\binto (?:a|the) (?:\w+ )?(?:van|car)\b",
        r"\b(?:got|has|have) (?:hold of|grabbed) (?:her|him|them|me|a child|the child|my)\b|\b(?:is|are|'s) being (?:hit|hurt|slapped|kicked|punched|bitten|abused|shaken|locked)\b(?=[^?]*\b(?:as i|right now|now|in front|next door|by)\b)|\bhiding (?:in|from|under|behind|with)\b|\blocked (?:myself|ourselves|himself|herself) in\b|\bcan'?t get (?:out|away)\b|\bhe(?:'s| is) (?:outside|at the door|coming up|downstairs|breaking in|smashing)\b|\b(?:hold|holding|held|keeping) (?:\w+ )?(?:hostage|captive|prisoner)\b|\bwon'?t let (?:anyone|us|them|me|her|him|the ambulance|paramedics) (?:in|out|leave|near)\b(?=[^?]*)",
        r"\b(?:newborn|baby|infant|toddler)\b[^.?!]{0,30}\b(?:abandoned|dumped|left (?:on|at|in|outside))\b|\b(?:abandoned|dumped)\b[^.?!]{0,20}\b(?:newborn|baby|infant)\b|\bfound\b[^.?!]{0,20}\b(?:newborn|baby)\b[^.?!]{0,20}\b(?:door|bin|street|outside|bag|box)\b",
        r"\b(?:taken|taking|flying|flown|fly|flight|leav(?:e|es|ing)|plane)\b[^.?!]{0,40}\b(?:tonight|today|tomorrow|in (?:an hour|a few hours)|this (?:afternoon|evening|morning)|at the airport)\b(?=[^?]*)",
        r"\b(?:wants?|going|about|threatening|says (?:he|she|they)(?:'s| is|'re)? going|tried|trying) to (?:kill|hang|end|harm) (?:him|her|them)sel(?:f|ves)\b|\b(?:suicidal|suicide)\b[^.?!]{0,40}\b(?:now|tonight|today|right now|on the phone|in front|outside)\b|\b(?:gone|going) to (?:jump|end it)\b",
        r"\b(?:my|our) (?:partner|husband|wife|boyfriend|ex|dad|father|stepdad|son|brother|mum|mother)\b[^.?!]{0,20}\b(?:is going to|is gonna|will|says he'll|says he will|is trying to|wants to|threatened to|threatening to) (?:kill|hurt|stab|murder|find|shoot)\b",
        r"\b(?:i can (?:hear|see)|we can (?:hear|see)|hearing)\b[^?]*\b(?:scream\w*|hitting|beating|being (?:hit|hurt|beaten)|crying for help|bang\w*|shouting)\b|\b(?:scream(?:ing|s)|crying) (?:for help|and (?:bang|thump|smash)\w*)|\bhe has hurt my\b|\bshe has hurt my\b|\bgoing to hurt (?:the|my|her|his|our) (?:baby|child|kids|children)\b",
        r"\b(?:are|is|they'?re) (?:about|going) to (?:cut|circumcise|mutilate)\b|\bfgm\b[^.?!]{0,40}\b(?:tonight|tomorrow|today|this weekend|flight|airport)\b|\bforced marriage\b[^.?!]{0,30}\b(?:tonight|tomorrow|today|flight|airport)\b",
        r"\b(?:send|need|get|call(?:ing)?) (?:an |the )?(?:ambulance|police|999)\b(?=[^?]*\b(?:now|quick|help|please|here|asap|urgent\w*)\b)|\b(?:emergency|urgent)\b[^?]{0,60}\b(?:being|knife|bleeding|hurt|attack\w*|beat\w*)\b|\bin immediate danger\b(?=[^?]*\b(?:now|here|she|he|is|we|i am)\b)",
    )
)
# Somebody, something grave, and a sign that it is happening: together, in a sentence that asks nothing, they are danger too.
_SOMEBODY = re.compile(
    r"\b(?:he|she|they|him|her|i|we|kid|kids|child|children|boy|girl|lad|baby|toddler|man|woman|mum|dad|mother|father|parents?|partner|husband|wife|boyfriend|girlfriend|ex|brother|sister|neighbours?|pupil|student|teenager|patient|resident|someone|somebody|person|daughter|son|friend|mate|people|class)\b",
    _FLAGS,
)
_GRAVE = re.compile(
    r"\b(?:blood|bleed\w*|knife|knives|gun|machete|axe|weapon|acid|petrol|noose|kill(?:ing)?|stab\w*|shot|shoot\w*|strangl\w*|chok\w*|suffocat\w*|scream\w*|smash\w*|overdos\w*|insulin|pills|tablets|bleach|beat(?:ing)?|batter\w*|punch\w*|attack\w*|rap(?:ed?|ing)|fire|smoke|unconscious|"
    r"convuls\w*|fitting|seizure|drown\w*|hang(?:ing)?|jump\w*|abduct\w*|kidnap\w*|hostage|airport|(?:the|a) (?:bridge|roof|ledge|railway)|suicid\w*|dying|dead|lifeless|limp|burning|trapped|barricad\w*|locked in|cutting|wrists?|throat|head injury|stopped breathing|collapsed)\b",
    _FLAGS,
)
_HAPPENING = re.compile(
    r"\b(?:there(?:'s| is| are)|i can (?:hear|see)|(?:is|are|'s|'re|am|'m) (?:\w+ )?\w+ing|right now|now|just (?:took|taken|threatened|come|came|walked|run|ran|arrived|started|swallowed|fell|fallen|pulled|hit|attacked|jumped|found)|outside|at once|tonight|this (?:minute|second)|at the (?:door|gate|window|airport)|on the phone|on (?:my|the) line|"
    r"in (?:reception|the (?:corridor|playground|car park|garden|street|office|bathroom|kitchen|foyer|next room)))\b|(?:'s|'re) (?:\w+ )?\w+ing\b|'s (?:taken|got|broken)\b",
    _FLAGS,
)
_ASKS_WHETHER = re.compile(r"^\W*(?:is|are|was|were|has|have|had|did|does|do|will|would|could)\b[^.!]*\?\W*$", _FLAGS)
_TOLD_NOW = re.compile(
    r"\b(?:(?:has|have|had|'s|'ve|i|kid|child|pupil|student|boy|girl|resident|patient|lad|been|someone|he|she|they|one) (?:just|only just) (?:had |been |got )?\b|just (?:told|disclosed|said|confided|opened up|revealed|been told|had|emailed|messaged|texted|come|came|seen|noticed|found|rung|rang|called|phoned|heard|shown)|"
    r"(?:told|tells|telling|disclosed|confided|said|says|saying|come|came|emailed|messaged|texted|shown|showed|rang|phoned|seen|noticed)\b[^.?!]{0,60}\b(?:today|tonight|this (?:morning|afternoon|evening|lunchtime|minute)|just now|(?:\w+ )?(?:minutes?|mins|half an hour|an hour) ago|last night|yesterday|at (?:break|lunch|pick-?up|registration))|"
    r"(?:today|tonight|this (?:morning|afternoon|evening|lunchtime)|just now|(?:\w+ )?(?:minutes?|mins) ago|at (?:break|lunch))\b[^.?!]{0,60}\b(?:told|disclosed|said|confided|came to|showed|revealed|saying|says)\b|"
    r"(?:in front of me|sat (?:in|with|here|next)|sitting (?:in|with|here|next)|with me (?:now|who)|still (?:with me|here|in my)|is here (?:at|in|now|with)|(?:girl|boy|child|kid|pupil|student|woman|man|mum|resident|patient|lad|lady|teenager|person) here (?:says?|saying|tells?|told|telling|with)|in my (?:room|office|class|car|surgery|clinic)\b|here (?:in the|at) (?:clinic|reception|school|office|surgery)|have a (?:child|girl|boy|pupil|student|patient|young person|lad|teenager|woman|mum|resident|man) (?:with me|here|in)))",
    re.I,
)
_TOLD_ME = re.compile(
    r"\b(?:(?:has|have|'s|'ve|had) (?:told|disclosed|confided|said|come|opened up|admitted|revealed|shown)(?: to)? (?:me|us|our)\b|(?:told|disclosed to|came to|confided in|said to|says to|showed|opened up to) (?:me|us)\b)",
    re.I,
)
_PAST = re.compile(
    r"\b(?:last (?:year|term|month|summer)|years? ago|months? ago|when (?:she|he|they) (?:was|were) (?:little|young|a child)|historic\w*|in (?:19|20)\d\d|(?:in|last|back in) (?:january|february|march|april|june|july|august|september|october|november|december))\b",
    re.I,
)
_HARM = re.compile(
    rf"\b(?:{_HURT}|hurts?|abuse|bruis\w*|belt marks?|(?:cigarette )?burns|cuts|scars|marks|injur\w+|black eye|nude\w*|naked|blackmail\w*|sex\w*|pregnant|porn|private parts|undress|photos? of (?:her|him|them|me)|pictures of (?:her|him|them|me)|bath|carry(?:ing)? drugs|sell(?:ing)? drugs|deal(?:ing)? drugs|forced to|made to|being made|makes (?:him|her|me|them)|"
    rf"scared|afraid|frightened|terrified|doesn'?t want to (?:go home|live|be here)|don'?t want to (?:go home|live)|not safe|unsafe|suicid\w*|kill (?:him|her|them)sel\w+|self-?harm\w*|cut(?:ting)? (?:him|her|them)sel\w+|marry|married off|fgm|cut down there|cupboard|not (?:fed|eaten|eating|being fed)|no food|starving|knife|rape|slaps|at night|"
    rf"does things|touch\w*|kissed|grooming|trafficked|in(?:to)? (?:her|his|their|my) bed|send(?:ing)? (?:pictures|photos|pics|images|videos)|strangled|disclosure|disclosed|overdose|want(?:s|ed)? to die|pregnant by|forcing)\b",
    re.I,
)
_DISTRESS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"\bi (?:just |really |often |sometimes |want to|wanna|'d rather)?\s?(?:want to|wanna|wish i (?:was|were)|would rather be|'d rather be) (?:die|be dead|disappear|end (?:it|my life|everything)|kill myself|not (?:wake up|be here|exist)|dead|hurt myself)\b",
        r"\b(?:i'?m|i am|im|i feel|i'?ve been|i have been|feeling|been feeling) (?:so |very |really |quite |completely |a bit )?suicidal\b|\bkill(?:ing)? myself\b(?!\s+laughing)|\b(?:end(?:ing)?|take|taking) my (?:own )?life\b|\bthinking (?:of|about) (?:ending it|suicide|killing myself|ending)|\bend it all\b|\b(?:don'?t|dont|do not|not) want to (?:live|be alive|be here|wake up|exist)(?: any ?more)?\b(?![^.?!]*\b(?:he|she|they) said)",
        r"\b(?:i|ive|i've|i have|i keep|i'm|im|i am) (?:keep |been |started |just )*(?:cut|cutting|burning|hurting|harming|starving|self-?harm\w*) (?:myself|my (?:arms?|wrists?|legs?))\b|\bi (?:self-?harm|cut myself|hurt myself)\b",
        rf"\bmy (?:own )?(?:\w+ )?(?:mum|mom|mother|dad|father|stepdad|step-?dad|stepmum|stepfather|stepmother|parents?|brother|sister|uncle|aunt|cousin|grandad|husband|wife|partner|boyfriend|girlfriend|ex|boss|coach|teacher|carer|foster (?:dad|mum|carer|father|mother)|son|daughter|friend|bf|gf)\b[^.?!]{{0,30}}\b(?:{_HURT}|steals from|shouts at|screams at|swears at|spits (?:at|on)) (?:me|us|my (?:mum|mom|dad|mother|father|brothers?|sisters?|little \w+|nan|baby|kids|children)|mum|dad)\b|\bmy (?:\w+ )?(?:husband|partner|boyfriend|ex|dad|mum|wife|uncle|stepdad|brother)\b[^.?!]{{0,20}}\b(?:strangled|raped|hit|beat|abused|assaulted|controls|stalks|threatens) (?:me|us|everything i|my)\b",
        r"\b(?:he|she|they) (?:hits?|beats?|hurts?|rapes?|raped|touches|abuses|abused|strangles|strangled|controls|stalks|threatens|threatened|forces|forced|blackmails|makes|make|made|locks|won'?t let|wont let|will not let|took|takes|checks) (?:me|us|all my|my (?:money|phone|passport)|everything i)\b",
        r"\bi(?:'?ve been| was| am being|'m being| have been| got| was being| get) (?:raped|abused|assaulted|molested|groomed|trafficked|beaten|attacked|hit|blackmailed|forced|exploited|stalked|strangled|sexually \w+|threatened|bullied so)\b|\b(?:i'?m|im|i am) (?:being |getting )(?:raped|abused|beaten|blackmailed|bullied|groomed|hurt|forced|stalked|exploited|threatened)\b",
        r"\b(?:i'?m|im|i am|i feel) (?:so |too |really |very )?(?:scared|frightened|afraid|terrified) (?:to go home|of (?:my|him|her|going home|what)|at home|for my life|because)|\band i'?m (?:frightened|scared|terrified)\b|\bdon'?t feel safe at home\b|\bscared to go home\b(?=[^?]*\bmy\b)",
        r"\bi (?:can'?t|cant|cannot|can not) (?:cope|go on|do this|take (?:it|this)|stop crying|carry on|sleep or eat|live like this|keep going)(?: any ?more| with)?\b|\bi (?:hate|have had enough of) my (?:life|self)\b|\bi hate myself\b|\bnobody would (?:miss|care)\b|\bi'?m (?:falling apart|at breaking point|breaking down|desperate)\b",
        r"\b(?:i|im|i'm|i am)\b[^.?!]{0,20}\b(?:might|may|could|afraid i'?ll|scared i'?ll|going to|will) (?:hurt|harm|shake|kill|hit) my (?:baby|child|children|kids?|son|daughter|partner)\b",
        r"\bmy (?:mum|mom|dad|parents|carers?|stepmum|stepdad)\b[^.?!]{0,20}\b(?:doesn'?t|don'?t|doesnt|dont|never|won'?t|wont|refuses? to) (?:feed|let me|give me|look after)\b|\bmy (?:parents|mum|dad|family)\b[^.?!]{0,40}\b(?:taking me|sending me|making me|force me|forcing me|want me|marry me)\b[^.?!]{0,40}\b(?:marr\w+|abroad|wed\w*)\b",
        r"\b(?:nudes?|naked (?:pics|photos?|pictures?|pics)|intimate (?:photos?|images?)|pics) of me\b|\bour secret\b|\b(?:has|have|got|found|leaked|posted|sharing|shared) (?:got )?my (?:nudes?|naked|pics|pictures|photos|intimate)\b|\b(?:touches|touched|rapes|raped|gropes|kisses) me\b|\bforc(?:ing|e|es|ed) me to\b|\bmak(?:es|e|ing) me (?:sell|carry|do|have|send|touch|work|undress|strip|steal)\b|\bi'?m (?:\d{1,2}|a (?:child|kid|teenager))\b[^?]*\b(?:hits|hurts|touch\w*|beats|scared|pregnant|cut|ran away)\b",
    )
)
# The asker speaks of what to do in general, of a text, or of training.
_GENERAL_OPENING = re.compile(
    r"^\W*(?:(?:and|so|but|please|hi|hello|thanks|ok)[, ]+)*(?:what (?:should|would|do|does|must|can|could|is|are|counts|happens|support|if|advice|training|words|did|to do (?:if|when)|about|kind)\b|how (?:do|should|can|would|does|could|many|often|quickly|soon|long|to|is|are|common|did|might)\b|when (?:should|must|do|does|can|is|are|a|an|to)\b|"
    r"should\b|does\b|do (?:i|we|you|schools|staff|teachers|all|the|they)\b|is (?:it|there|being|a|an|this|that|\w+ing|\w+ed)\b|are (?:there|teachers|schools|staff)\b|if (?:a|an|someone|one|any|the|we|i|staff|your|you)\b|which\b|who (?:do|should|has|can|must|is|\w+s)\b|can (?:a|an|i|we|you|the|schools|staff|police|social)\b|define\b|explain\b|summari[sz]e\b|why\b|where (?:do|can|should)\b|list\b|give\b|"
    r"imagine\b|suppose\b|training\b|scenario\b|case study\b|in (?:our|a|the) (?:debrief|training|scenario|lesson|exercise|session|review)|tell me (?:what|how|about)|describe\b|my school wants|we (?:want|are writing|need) (?:to|a)\b|i(?:'m| am) (?:writing|preparing|training|delivering|planning|updating|revising)|"
    r"a child (?:might|may|could)\b|the police can\b|guidance\b|policy\b|signs of\b|difference\b)",
    re.I,
)
_STUDY = re.compile(
    r"\b(?:scenario|case study|role[- ]?play|exercise|training|for example|example of|hypothetical\w*|imagine|suppose|what if|policy|poster|leaflet|essay|assembly|debrief|lessons? learn\w*|guidance say|procedure for|the law say|statistics|the signs)\b",
    re.I,
)
_LIVE = re.compile(
    r"\b(?:right now|just (?:told|disclosed|said|now|seen|found|taken|happened|heard)|in front of me|with me now|still (?:here|with me)|is here|at this moment|at the moment|in my (?:office|room|class)|help(?: me)?$|i can hear|as we speak|tonight|minutes ago|she is here|he is here|this (?:morning|afternoon|evening) (?:told|that))\b",
    re.I,
)
_CHILD_VOICE = re.compile(
    r"\b(?:i'?m|i am|im) (?:only )?(?:[5-9]|1[0-8])\b(?! (?:weeks|months|years (?:into|qualified)))|\bmy (?:mum|mom|dad|mummy|daddy|stepdad|stepmum|parents|teacher|school|foster (?:dad|mum|carer))\b|\b(?:nobody knows|our secret|young carer|at school)\b",
    re.I,
)
_PARTNER = re.compile(r"\bmy (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|ex|bf|gf)\b|\bhe controls\b|\bout of the house\b", re.I)
_SLAVERY = re.compile(r"\b(?:trafficked|slavery|forced labour|passport|makes? me work|exploit\w*)\b", re.I)
_ELDER = re.compile(r"\b(?:resident|elderly|patient|care home|adult|old (?:man|woman|lady))\b", re.I)
_SENTENCES = re.compile(r"(?<=[.!?;\n])\s+")


# The asker is beside it, or it is theirs.
_BESIDE = re.compile(
    r"\b(?:my|our|me|us|i'm|i've|we're|we've|here)\b|\bi (?:can|have|just|am|was|think|found|saw|heard)\b|^\W*(?:he|she|they|he's|she's|they're|there's|there is|there are|the|this|that|help|someone|somebody|one of)\b",
    _FLAGS,
)
_GUIDANCE = re.compile(
    r"\b(?:guidance|polic(?:y|ies)|sections? \d+|act\b|thresholds?|law|legal(?:ly)?|dut(?:y|ies)|kcsie|procedures?|counts? as|who leads|working together|timescales?|"
    r"template|training|audit|research|regulations?|s\.?\d\d|which (?:form|agency|section|team)|do i need consent|is (?:this|that|it) (?:a|an|abuse|neglect)|lawful|statutory|definition|apply|applies|risk assess\w*|lessons?|reviews?)\b",
    _FLAGS,
)
_HYPOTHESIS = re.compile(
    r"\b(?:what if|if|when(?:ever)?|in case|where|suppose|say) (?:a|an|someone|somebody|one|any|staff|you|they|the|your|children|adults|people|pupils|young|i|we|he|she)\b",
    _FLAGS,
)
_ASKED_FACTS = re.compile(r"\b(?:where|who|which|what|why) (?:is|are|was|were|did|does|has|have)\b[^?]*\??\W*$", _FLAGS)
_HABIT = re.compile(
    r"\b(?:a lot|at weekends|every (?:day|night|week|weekend|time)|most (?:days|nights|weekends)|usually|often|for (?:months|years|weeks)|over the (?:summer|holidays|winter|years))\b",
    _FLAGS,
)
_LAST_WORDS = re.compile(
    r"[,. -]*\b(?:(?:so |and |please |pls )*(?:what|how|who|where) (?:do|should|can|must|shall) (?:i|we)\b[^.?!]{0,40}|what (?:next|now)|what (?:are|is) (?:my|the|our) next steps?|what to do)\W*$",
    _FLAGS,
)
_SUSPICION = re.compile(
    r"^\W*(?:i|we) (?:\w+ )?(?:think|suspect|believe|wonder|worry|am worried|are worried)\b|^\W*(?:i'm|we're) (?:\w+ )?(?:worried|concerned)\b",
    _FLAGS,
)
_EXERCISE = re.compile(
    r"\b(?:scenario|case study|role[- ]?play|hypothetical\w*|imagine|suppose|what if|polic(?:y|ies)|poster|leaflet|essay|assembly|guidance say|procedure for|the signs)\b",
    _FLAGS,
)
_TELLS = re.compile(
    r"\b(?:is|are|was|has|have|had|says?|said|got|took|came|went|won't|will|just|can't|keeps?)\b|\w(?:'s|'re|'ve|'m|n't)\b|\w(?:ing|ed)\b",
    _FLAGS,
)
_ASKS_ELSE = re.compile(
    r"^\W*(?:has|is|did|does|was|are|were|have|had|do|can|could|will|would|who|what|which|how|where|when|why|whose|percentage|number)\b"
    r"|\b(?:who|how) (?:do|can|should|could) (?:i|we)\b|\b(?:what|where)'s\b|\bwhat do we do (?:besides|about|with)\b|\bwhat now\W*$"
    r"|(?:[,.:–—-] ?|\band |\bor )(?:who|whose|what|which|where|when|how|can|does|do|is (?:it|that|this)|are|should|must|will)\b(?! (?:do|should) i do\b)|\bor (?:not|(?:an? |the )?\w+)\W*$|\bdoes (?:he|she|it|they|that|this)\b|\b(?:tell|give|show|send|find) (?:me|us|out)\b(?<!told me)",
    _FLAGS,
)
_VULNERABLE = re.compile(
    r"\b(?:he|she|they|him|her|them|we|i|kids?|child(?:ren)?|boys?|girls?|lads?|baby|toddler|infant|newborn|pupil|student|teen\w*|daughter|son|sister|brother|niece|nephew|mum|dad|mother|father|stepdad|husband|wife|partner|ex|resident|patient|client|service user|woman|man|men|lady|neighbours?|someone|somebody|stranger|little ones?|client|carer|young person|youngster|\d+ ?(?:yr|year|yo)\w*)\b",
    _FLAGS,
)
# One particular person or event, where a keyword search has bare nouns.
_PARTICULAR = re.compile(
    r"\b(?:an?|the|my|our|his|her|this|that|one of|someone|somebody|two|three|he|she|they|i|we|\d+ ?(?:yr|year|yo)\w*)\b|^\W*(?:kid|child|boy|girl|lad|baby|toddler|pupil|student|patient|resident|stranger|young \w+|mum|dad|service user|care \w+)\b[^.?!]*\b(?:is|has|was|on|says|just|in|at|with|hiding|offering|threatening|screaming|crying|stopped)\b",
    _FLAGS,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|says?|said|told|tells|got|took|came|went|won't|will|can't|keeps?|broke|found|refuses?|wants?|gave|sent|wrote|rang|handed|asked|turned|showed|shows|heard|saw|put|puts|left|stopped|lets?|started|hides?|locks?|"
    r"comes?|goes|does|did|made|makes|takes|hits|punches|kicks|missing|\w{3,}ing|\w{2,}ed)\b|\b(?:it|he|she|there|who|they|we|i|kid|child|mum|dad|boy|girl|toddler|baby|pupil|one)(?:'s|'re|'ve|'m)\b|n't\b|^\W*(?:an? |the |two |three )?(?:\w+ ){0,2}?(?:boy|girl|child|kid|kids|children|lad|baby|newborn|toddler|man|woman|pupil|student|teenager|resident|patient) (?:on|in|under|behind|outside|off|by) (?:the|an?|our|my)\b",
    _FLAGS,
)
_WISHES = re.compile(
    r"^\W*(?:i|we)(?:'m|'re| am| are)? (?:want|need|would like|'d like|looking|writing|preparing|planning|trying to (?:find|understand|write)|doing|studying|researching|reading|new|interested|wondering|after|unsure|confused)\b",
    _FLAGS,
)
_QUESTION_INSIDE = re.compile(
    r"\b(?:does (?:our|my|a|any|social|anyone)|is (?:it|that|this|there)|are (?:we|there)|do (?:we|i|you)|does (?:it|that|this|the)|can (?:i|we|you)|should (?:i|we|they)|which|whether|how (?:do|many|long|often|to|soon)|what (?:is|are|does|do|counts|powers|applies|if)|who (?:is|was|decides|leads|investigates|has))\b",
    _FLAGS,
)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]|(?<!\w)'[^']{3,}'(?!\w)")


def find_urgency(text: str) -> Mapping[str, float]:
    """Scores of `immediate_danger`, `live_disclosure` and `own_distress` in a question that was read through its disguises."""
    plain = write_out(text)
    study = bool(_STUDY.search(plain))
    parts = [part for part in _SENTENCES.split(plain) if part.strip()]
    found: dict[str, float] = {}
    if danger := max(0.9 * any(_endangered(part, study) for part in parts), _happening(parts, study)):
        found["immediate_danger"] = danger
    if _suffered(parts, bool(_EXERCISE.search(plain))):
        found["own_distress"] = 0.9
    if told := max(_told(parts, study), _reported(parts, study)):
        found["live_disclosure"] = told
    return found


def _live(part: str) -> bool:
    return bool(_LIVE.search(part))


def _general(part: str, study: bool) -> bool:
    return bool(_GENERAL_OPENING.match(part)) or (study and not _live(part))


def _endangered(part: str, study: bool) -> bool:
    """One sentence that tells of danger in so many words."""
    live = _live(part)
    if (_general(part, study) or (_HYPOTHESIS.search(part) and not live)) and not (live and _TOLD_NOW.search(part)):
        return False
    suspicion = _SUSPICION.match(part) and not live
    if suspicion and not re.search(r"\b(?:about to|tonight|tomorrow|going to|overdose|kill|knife)\b", part, re.I):
        return False
    if (_ASKS_WHETHER.match(part) and not live) or _ASKED_FACTS.match(part.strip()) or _HABIT.search(part) or _long_past(part):
        return False
    told = not part.rstrip().endswith("?") and all(pattern.search(part) for pattern in (_SOMEBODY, _GRAVE, _HAPPENING))
    return told or any(pattern.search(part) for pattern in _DANGER)


def _happening(parts: Sequence[str], study: bool) -> float:
    """A harm and a sign of now, anywhere in what is told: 0.9, or 0.7 when the sign is weak."""
    if study:
        return 0.0
    told = _statements(parts)
    if not told or _long_past(told) or not any(harm.search(told) for harm in (alarm.VIOLENCE, alarm.GRAVE, alarm.TAKEN, alarm.TAKEN_TOO)):
        return 0.0
    if alarm.NOW.search(told) and (_BESIDE.search(told) or not _GUIDANCE.search(told)):
        return 0.9
    if _SUSPICION.match(told):
        return 0.0
    if (
        not _GUIDANCE.search(" ".join(parts))
        and not _HABIT.search(told)
        and not _asks_more(parts)
        and _SOMEBODY.search(told)
        and _TELLS.search(told)
    ):
        return 0.7
    weak = sum(bool(sign.search(told)) for sign in alarm.WEAK_NOW)
    if _GUIDANCE.search(" ".join(parts)) or not weak or (weak == 1 and not _BESIDE.search(told)):
        return 0.0
    return 0.7


def _asks_more(parts: Sequence[str]) -> bool:
    """Whether anything is asked beside "what do I do": then the telling may only be the setting of a question."""
    bare = [
        re.sub(r"\?\W*$", "?", _LAST_WORDS.sub("", part))
        if part.rstrip().endswith("?") and not _LAST_WORDS.search(part)
        else _LAST_WORDS.sub("", part)
        for part in parts
    ]
    return any(part.endswith("?") or _GENERAL_OPENING.match(part) or _QUESTION_INSIDE.search(part) for part in bare)


def _statements(parts: Sequence[str]) -> str:
    """What is told, without general questions, suppositions, questions of fact and the closing "what do I do"."""
    told = []
    for part in parts:
        bare = _LAST_WORDS.sub("", part)
        opening = re.sub(
            r"^\W*(?:(?:what|who) (?:do|should|can|shall) (?:i|we) \w+,? (?!if|when|about)|(?:please |can you |could you |someone )*help(?: me| us)?[,. !]*)",
            "",
            bare,
            flags=re.I,
        )
        if opening.strip() and not _GENERAL_OPENING.match(opening) and not _HYPOTHESIS.search(opening) and not _ASKS_WHETHER.match(opening):
            told.append(_ASKED_FACTS.sub("", opening))
    return " ".join(told).strip()


def _suffered(parts: Sequence[str], study: bool) -> bool:
    """The asker speaks of their own harm or despair."""
    for part in parts:
        if study and not _live(part):
            continue
        said = _QUOTED.sub(" ", part)
        general = bool(_GENERAL_OPENING.match(said)) and not re.match(
            r"^\W*(?:can|could|will|would|please|is|are|why|how|who|what|where|should|do)\b[^.?!]*\b(?:help|tell|my|me|i)\b", said, re.I
        )
        quoted = re.search(r"\b(?:if|when|whether) (?:a|an|someone|any|the|they) \w+ (?:says?|tells?|asks?|discloses?)\b", said, re.I)
        if not general and not quoted and (alarm.OWN.search(said) or any(pattern.search(said) for pattern in _DISTRESS)):
            return True
    return bool(not study and alarm.CHILD.search(" ".join(parts)))


def _told(parts: Sequence[str], study: bool) -> float:
    """Somebody has told the asker of harm: 0.9 with a sign of now, 0.6 without."""
    told = _statements(parts) or " ".join(
        part for part in parts if not (_general(part, study) and not (_live(part) and _TOLD_NOW.search(part)))
    )
    if not told or (study and not _live(told)) or not (_HARM.search(told) or alarm.TOLD_OF.search(told)):
        return 0.0
    if _TOLD_NOW.search(told) and _HARM.search(told):
        return 0.9
    if (
        alarm.TOLD.search(told)
        and not _long_past(told)
        and (alarm.NOW.search(told) or (alarm.WEAK_NOW[0].search(told) and _BESIDE.search(told)))
    ):
        return 0.9
    if (
        alarm.TOLD.search(told)
        and (_HARM.search(told) or (alarm.TOLD_OF.search(told) and _BESIDE.search(told)))
        and not _long_past(told)
        and not _HABIT.search(told)
        and not _asks_more(parts)
        and not _GUIDANCE.search(told)
        and not _HYPOTHESIS.search(told)
    ):
        return 0.7
    if _TOLD_ME.search(told) and not _PAST.search(told) and not _HYPOTHESIS.search(told):
        return 0.6
    return 0.0


def _reported(parts: Sequence[str], study: bool) -> float:
    """0.65 for a plain report about somebody that asks nothing beyond "what do I do": whoever types that wants a person."""
    told = _statements(parts)
    if study or len(told.split()) < 4 or _asks_more(parts) or _ASKS_ELSE.search(" ".join(parts)):
        return 0.0
    if _GUIDANCE.search(" ".join(parts)) or _long_past(told) or _WISHES.search(told) or _SUSPICION.match(told):
        return 0.0
    return 0.65 if _VULNERABLE.search(told) and _PARTICULAR.search(told) and _FINITE.search(told) else 0.0


def _long_past(text: str) -> bool:
    return bool(
        _PAST.search(text)
        or re.search(
            r"\b(?:was|were|had been) \w+ed\b[^.?!]*\b(?:last|ago)\b(?<!minutes ago)(?<!mins ago)(?<!hours ago)(?<!hour ago)", text, re.I
        )
    )


def voices(text: str) -> frozenset[str]:
    """Whose contacts fit: `child` (the asker sounds under 19), `partner`, `slavery`, `adult` (an adult at risk)."""
    patterns = (("child", _CHILD_VOICE), ("partner", _PARTNER), ("slavery", _SLAVERY), ("adult", _ELDER))
    return frozenset(name for name, pattern in patterns if pattern.search(text))
