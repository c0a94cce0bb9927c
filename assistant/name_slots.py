"""Where names stand: the words before and after which a word is a person, surely, perhaps or never."""

from __future__ import annotations

import re

TITLE = r"(?:mr|mrs|ms|miss|mx|master|nurse|pc|father|sister|auntie|aunty|uncle|nan|nanny|granny|coach)"
KIN = r"(?:mum|mom|mother|dad|father|brothers?|sisters?|siblings?|parents?|stepdad|stepmum|stepfather|stepmother|nan|gran|grandad|uncle|aunt|auntie|family|carers?|partner|teacher|school|social worker|address|records?|file|case|plan|conference|review|core group|referral|chronology|advocate|next|last|placement)"
SLOT_BEFORE = re.compile(
    rf"(?:\b(?:called|named|surname|forename|name is|name's|known as|is|was|has|did|about|against|know|knows|find|identify|"
    r"met|(?:spoke|speak|talk|talked|happened|belongs?) to|(?:meeting|session|interview|appointment|worked|working|work|visit|contact) with|visited|saw|asked|told|how many times has|pupil|student|patient|client|resident|girl|boy|lad|"
    r"mum|mother|dad|father|brother|sister|son|daughter|twin|cousin|teacher|worker|carer|colleague|family of|case of|file of|file for|notes for|notes on|"
    rf"record of|records of|info on|{TITLE}),? )$",
    re.I,
)
WEAK_BEFORE = re.compile(r"(?:\b(?:of|for|on|with|from|to|by|and|that|if|when|where|why|see|ask|tell|does|do|are|were|a|as)\.?,? )$", re.I)
SURE_BEFORE = re.compile(
    rf"(?:\b(?:child|girl|boy|lad|pupil|student|woman|man|person|someone|teacher|mother|father|baby|toddler|resident|patient|client) (?:called|named)|\bname(?: is|'s|:)|"
    rf"\bknown as|\b(?:surname|forename)s?:?|\b(?:mrs?|ms|mx)\.|\b{TITLE}|\b(?:dr|doctor)\.?|\b(?:my|our|the|a) (?:pupil|student|patient|client|resident|foster child|colleague|neighbour|friend)|"
    r"\bspoke to|\binfo on|\b(?:file|record|records|notes?|chronology|plan|case|address|name) (?:of|for|on)|\btell me about|\bsummari[sz]e(?: the case of)?|\bcase of) $",
    re.I,
)
FRAME = re.compile(
    r"^(?:(?:['’]s|(?<=s)['’]) (?:mum|mom|mam|mother|dad|father|brothers?|sisters?|siblings|parents|step\w+|nan|gran|grandad|auntie?|uncle|foster|social worker|address|case notes|chronology|kids?|children|child|baby|babies|husband|wife|partner|ex|boyfriend|girlfriend|twins?|son|daughter|cousin|house|flat|injur\w+|bruis\w+|disclosure|statement|behaviour|attendance|diagnosis|convictions?|allegations?|probation officer)\b|,? (?:"
    r"(?:has|have|had|was|is|been|ever been|already been) (?:been )?(?:seen|referred|suspended|arrested|excluded|placed|removed|interviewed|assessed|charged|barred|sacked|reported|moved|hurt|hit|abused|bullied|missing|adopted|fostered)\b|"
    r"(?:is |was |already )?(?:on|off|subject to) (?:a|the|any) (?:\w+ ){0,3}(?:plan|register)\b|(?:is |was )?known to (?:\w+ )?(?:social|services|police|us|care|camhs|children)|(?:tell|told|telling|says?|said|disclosed?) (?:her|his|their|me|us|the (?:teacher|school|nurse|social worker)|she|he|that (?:she|he))\b|disclosed\b|"
    r"(?:go|goes|went|get|gets) (?:home|back|to (?:her|his|school|live))\b|(?:still )?(?:lives?|living|stays?|staying) (?:with|at|in)\b|(?:still )?with (?:her|his|their) \w+|has (?:a|an|his|her) (?:plan|review|bruis\w+|social worker|mark|black eye|ehcp|cut|burn)|has (?:bruises|marks|missed|relapsed|run away|gone)|"
    r"in (?:year|yr|y|class|form|reception)\b ?\d*|aged \d{1,2}\b|(?<=, )\d{1,2}(?:,| and| who)|(?<=, )who\b|(?<=, )(?:she|he)(?:['’]s| is| has| was| keeps| says| told)|missed (?:school|another|two|three|appointments)|comes? (?:to school|in) \w+|has come in|and (?:her|his|their) (?:mum|mother|dad|father|brothers?|sisters?|siblings?|parents|baby|kids|children|twin)\b))",
    re.I,
)
AFTER_GROUP = re.compile(r"^ (?:famil|children|kids|twins|siblings|have\b|has\b|need|cover)", re.I)
AUXILIARY = re.compile(r"(?:^\W*|\b(?:is|has|did|was|does|do|will|should|can|when|if|that|and|about) )$", re.I)
SURE_AFTER = re.compile(
    rf"^(?:(?:['’]?s|['’]) {KIN}\b|,? (?:told me|told us|disclosed|lives?\b|moved\b|goes to|is on a|on a (?:cp|child protection)|known to|said (?:her|his|their)|"
    r"case notes|(?:cp|child protection) (?:plan|register)|core group|chronology|referral (?:mash|outcome)|famil(?:y|ies)\b|children\b(?!['’]s)|kids\b|twins\b|siblings\b|the (?:boy|girl|child) (?:from|at|in)|has bruises))",
    re.I,
)
FULL_AFTER = re.compile(
    r"^,? (?:and (?:her|his|their)|who\b|which\b|bruises|cp\b|section 47|referral|is\b|was\b|has\b|had\b|did\b|said\b|family\b|children\b)",
    re.I,
)
CALLED = re.compile(
    r"\b(?:child|girl|boy|lad|lass|kid|pupil|student|woman|man|bloke|guy|person|someone|somebody|teacher|coach|mother|father|mum|dad|baby|toddler|resident|patient|client|family|carer|worker|brother|sister|son|daughter|partner|boyfriend|girlfriend|friend|neighbour|one)s? (?:called|named|known as|goes by|by the name of) ((?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+){0,2})",
    re.I,
)
TERM = re.compile(
    r"[\"“'‘]([^\"”'’]{3,40})[\"”'’](?=[^?]*\b(?:mean|means|meaning|translate\w*|stand for|in (?:english|welsh|guidance|the (?:welsh|guidance)))\b)",
    re.I,
)
PAIR = re.compile(r"\b([A-Z][a-z'’-]{3,}) (?:and|&) ([A-Z][a-z'’-]{3,})(?![\w'’])(?! [A-Z])")
INITIALS_NAMED = re.compile(r"\binitials?(?: are| is|:|,)? ([A-Z][. ]?[A-Z]\b\.?)")
THE_FAMILY = re.compile(r"(?<=[a-z,] )the ([A-Z][a-z]+)s(?= (?:on|at|in|from|of) (?:[A-Z]|number)|['’])")
INITIALS = re.compile(
    r"(?<![\w.])(?:[^\W\d_a-z]\.? ?[^\W\d_a-z]-[^\W\d_a-z]\.?(?=,? (?:[Yy]\d|[Yy]ear|[Ff]rom|[Aa]t|[Ii]n|[Aa]ged|\d|who|is|was))|[^\W\d_a-z]\.[ ]?[^\W\d_a-z]\.?|[^\W\d_a-z] [^\W\d_a-z]|[^\W\d_a-z]{2})(?:['’]s)?(?![\w.])"
)
INITIAL_PERSON = re.compile(
    r"(?:\b(?:is|was|did|has|does|against|by|about|for|to|with|of|happened to|who is|pupil|student|child|boy|girl|patient|client|mother|father|worker|named|called) )$",
    re.I,
)
INITIAL_AFTER = re.compile(
    rf"^(?:['’]s {KIN}\b|,? (?:from|at|in) (?:[A-Z]|our|the)|,? (?:the|a) (?:boy|girl|lad|child|teaching assistant|teacher|pupil|student)|\W+(?:year|yr) \d|,? (?:told|disclosed|said|moved|is on|disclose)| disclose)",
    re.I,
)
FIRST_INITIAL = re.compile(r"\b([^\W\d_][^\W\d_]{2,}) ([A-Z])\.?(?=[\s,?'’]|$)")
