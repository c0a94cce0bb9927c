"""What stands beside a name and gives it away: titles, form fields, kin, "told", "known as", initials, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.candidates import Candidate
from assistant.privacy.names import Lexicon, fold
from assistant.privacy.vocabulary import FORMAL, NAME_STOPS

_I = re.IGNORECASE
UPPER = "A-ZÀ-ÖØ-ÞŁŚŻŹĆŃŞĞİČŠŽ"
# One name as written with capitals: O'Dowd-Akhtar, McCorry, Lily-Mae, J., D'Souza, van der Merwe.
_PART = rf"(?:[{UPPER}]\.|(?:St|Fr|Mc)\.|[{UPPER}][\w'’]*(?:-[{UPPER}a-z][\w'’]*)*)"
_LINK = r"(?:an t-|Mac an t-|Mac an|Nic an|de la|de los|van der|van den|van de|von der|al-|el-|Te|Ter|ap|ab|ferch|bin|bint|ibn|abu|de|da|dos|das|di|del|della|du|le|la|van|von|den|ter|ní|ni|nic|mac|mc|o'|st\.?|y|e|Mac Giolla|Ní|Nic|Ap|De|Da|Di|Van|Von|Al|El|Ó|O)"
NAME = rf"(?:{_PART}(?:[ ](?:{_LINK}[ ]?)?{_PART}){{0,3}})"
TITLES = (
    r"(?:(?:(?:Ch(?:ief)?|Det(?:ective)?|[TAD]/)\.?[ ]?)+(?:Supt|Superintendent|Insp|Inspector|Sgt|Sergeant|Con(?:stable)?)|(?:Staff|Charge|Ward|Student|District|Community|School|Practice)[ ](?:Nurse|Sister)|(?:Deputy[ ])?District[ ]Judge|Recorder|HCA|Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Rev(?:'?d|erend)?|Fr|Father|Sr|Sister|Brother|Rabbi|Imam|Pastor|Bishop|Canon|Nurse|Matron|Midwife|"
    r"PC|PS|PCSO|DC|DS|DI|DCI|DSU|TDC|WPC|Pc|Ps|Dc|Ds|Sgt|Sergeant|Insp|Inspector|Supt|Superintendent|Constable|Detective|Officer|Cllr|Councillor|HHJ|DJ|Judge|Justice|Magistrate|Coach|Captain|Capt|Major|Colonel|Master|Mstr|Madam|Mme|Señor|Señora|"
    r"Uncle|Auntie|Aunty|Aunt|Nan|Nana|Nanna|Nanny|Nanna|Gran|Granny|Grandma|Grandad|Granddad|Grandpa|Grampa|Papa|Mummy|Daddy|Baby|Tante|Teta|Nonna|Babcia|Lollipop)"
)
_TITLED = re.compile(
    rf"\b(?<!Our )({TITLES})\.?[ ]+(?:(?:and|&|\+)[ ]*(?:Mr|Mrs|Ms|Dr)\.?[ ]+)?(?:(?:Canon|Justice|Sir|Dame|Dr|Te)[ ]+)?(?:\d{{2,5}}[ ]+)?({NAME})"
)
_TITLED_PAIR = re.compile(rf"\b(?:Mr|MR|mr)\.?[ ]?(?:and|&|\+|AND)[ ]?(?:Mrs|MRS|mrs|Ms|ms)\.?[ ]({NAME}|[a-z][\w'’-]+)")
_TITLED_CAPS = re.compile(rf"\b(?:{TITLES.upper()})\.?[ ]+((?:[{UPPER}][{UPPER}'’\-]+|[{UPPER}]\.?)(?:[ ][{UPPER}][{UPPER}'’\-]+){{0,2}})")
_TITLED_LOWER = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|nurse|sister|pc|dc|ds|pcso|sgt|uncle|auntie|aunty|aunt|nan|nana|nanny|gran|granny|grandad|grandma|cllr|pastor|baby|rev|imam)[ ]((?:(?:o'|mc|mac|de |van |al-))?[a-zà-öø-ÿ][a-zà-öø-ÿ'’\-]*)(?:[ ]([a-zà-öø-ÿ][a-zà-öø-ÿ'’\-]+))?"
)

_TITLED_LOWER_CAP = re.compile(rf"\b(?:(?:mr|mrs|ms|dr|sgt|cllr|prof)\.?|miss|nurse|pc|dc|ds) ({NAME})")

_FIELD_NAMES = (
    r"(?:(?:child(?:'?s|ren'?s)?|pupil(?:'?s)?|student(?:'?s)?|young person(?:'?s)?|patient(?:'?s)?|client(?:'?s)?|service user(?:'?s)?|adult(?:'?s)?|mother(?:'?s)?|father(?:'?s)?|parent(?:'?s)?|carer(?:'?s)?|worker(?:'?s)?|staff|victim(?:'?s)?|suspect(?:'?s)?|referrer(?:'?s)?|contact|maiden|middle|birth|family|given|legal|preferred|full|first|last|sur|fore|user|other|previous|teacher(?:'?s)?)[ \-]?"
    r"(?:full |first |last |sur|fore)?names?(?:\(s\))?)"
)
_FIELD_ROLES = (
    r"(?:name(?:\(s\))?|surname|forename(?:s|\(s\))?|known as|alias(?:es)?|aka|a\.k\.a\.?|nickname|mother|father|mum|dad|mo|fa|mgm|mgf|pgm|pgf|stepfather|stepmother|stepdad|stepmum|parents?(?:/carers?)?|carers?|guardian|next of kin|nok|emergency contact|contact \d|siblings?|sibs?|brother|sister|partner|"
    r"child|children|baby|young person|pupil|student|patient|client|service user|subject|victim|suspect|perp(?:etrator)?|witness|complainant|informant|reporter|offender|"
    r"(?:allocated |key |lead |social |support |youth |link |duty |case ?|family support )*worker|sw|social worker|health visitor|hv|midwife|gp|consultant|teacher|headteacher|head|dsl|tutor|form tutor|supervisor|manager|team manager|iro|chair|chaired by|author|owner|written by|prepared by|completed by|logged by|recorded by|reported by|signed(?: by)?|seen by|assessed by|referred by|referrer|lead professional|officer in (?:the )?case|oic|officer|interviewer|appropriate adult|solicitor|sol|judge|interpreter|escort|driver|first responder|nrm first responder|host|idva|minutes|minute taker|attendees|present|apologies|in attendance|from|to|cc|bcc|sent by|re|attn|fao|c/o|initials|staff|key person|escort|worker|prevent lead|caseworker|advocate|foster carers?|placed with|placement with|kin)"
)
_FIELD = re.compile(
    rf"(?:^|(?<=[\n|\t>;]))[ \d.\-*•>]*(?:{_FIELD_NAMES}|{_FIELD_ROLES})(?:[ ]\([^)\n]{{1,20}}\))?[ ]?(?::|;|=|\||\t)[ ]*([^\n|\t]{{1,160}})|\b(?:{_FIELD_NAMES})[ ]?[:;=][ ]*([^\n|\t]{{1,80}})|\b(?:surname|forename(?:s|\(s\))?|client|patient|worker|supervisor|student|suspect|victim|referrer|logged by|signed|escort|driver|officer|oic|interpreter|midwife|named person|nrm first responder|yjs|idva|social worker|foster carer|worker|iro|host|midwife|author|owner|advocate|sol|mo|fa|mgf|mgm|initials|aliases|gp|key person|independent reviewing officer|real name|named|attending officers?)[ ]?:[ ]*([^\n|\t]{{1,80}})",
    _I,
)
_VALUE_PART = re.compile(
    rf"(?:(?:{TITLES}|{TITLES.upper()})\.?[ ]+)?((?:[{UPPER}][\w'’.\-]*)(?:,?[ ](?:{_LINK}[ ])?[{UPPER}][\w'’.\-]*){{0,3}})"
)
_VALUE_LOWER = re.compile(r"^([a-zà-ÿ][a-zà-ÿ'’\-]+(?:[ ][a-zà-ÿ'’\-]+)?)[ ]*$")

_KIN = (
    r"(?:[Mm]um|MUM|[Mm]am|[Mm]om|[Mm]other|MOTHER|[Dd]ad|DAD|[Ff]ather|FATHER|[Ss]tep-?(?:dad|mum|father|mother|son|daughter|brother|sister)|[Pp]arents?|[Gg]ran|[Nn]an|[Nn]ana|[Gg]randad|[Gg]ranny|[Gg]randmother|[Gg]randfather|[Aa]unt|[Aa]unty|[Aa]untie|[Uu]ncle|[Nn]iece|[Nn]ephew|[Cc]ousin|[Bb]rother|[Ss]ister|[Ss]ib(?:ling)?s?|"
    r"[Ss]on|SON|[Dd]aughter|DAUGHTER|[Dd]tr|[Ss]is|[Bb]ro|[Tt]win|[Pp]artner|[Bb]oyfriend|[Gg]irlfriend|[Ff]ianc[eé]e?|[Hh]usband|[Ww]ife|[Ee]x(?:-(?:partner|husband|wife))?|[Bb]loke|[Ll]odger|[Nn]eighbour|[Ff]riend|[Mm]ate|[Cc]hild|CHILD|[Bb]oy|[Gg]irl|[Pp]upil|PUPIL|[Ss]tudent|[Tt]wins?|[Bb]aby|[Tt]oddler|"
    r"[Cc]arer|[Ff]oster carers?|[Gg]uardian|[Ww]orker|[Ss]ocial worker|SW|[Hh]ealth visitor|HV|hv|[Mm]idwife|[Tt]eacher|[Tt]utor|[Hh]eadteacher|[Dd]river|[Ee]scort|[Mm]anager|[Oo]fficer|[Ss]uspect|[Vv]ictim|[Pp]erp|[Ss]taff member|[Tt]enant|[Pp]atient|[Cc]lient|[Cc]oach|[Ss]olicitor|[Dd]octor|[Cc]onsultant|[Aa]dvocate|[Ii]nterpreter|[Gg]irl|[Ll]ad|MGM|MGF|PGM|PGF|MGGM|PGGM|Mo|Fa|IDVA|ISVA|IRO|TA|EWO|YJS|DSL)"
)
_KIN_NAME = re.compile(rf"\b{_KIN}(?:,| is called| called| named| is| was|:|'s name is|\(s\))?[ ][\"'“‘(]?({NAME})")
_KIN_BRACKET = re.compile(rf"\b{_KIN}[ ]\(({_PART}(?:[ ]{_PART}){{0,2}})\)")
_NAME_KIN_BRACKET = re.compile(
    rf"({NAME})[ ]\((?:(?:the|his|her|their|maternal|paternal)[ ])?(?:{_KIN}|neighbour|chair|police|health|school|CSC|social care|minutes|headteacher|nephew|niece|aunt|uncle|lodger|SW|HV|GP|DSL|IRO|TA|EWO|note taker|practice lead|manager|health visitor|education|housing|probation|worker)\b[^)]{{0,30}}\)"
)
_KIN_LOWER = re.compile(
    r"\b(?:mum|mam|dad|mother|father|stepdad|stepmum|nan|gran|granny|grandad|uncle|auntie|aunt|brother|bro|sister|sis|son|daughter|cousin|partner|boyfriend|girlfriend|baby|lil|little|big|hv|sw|worker|pupil|told|tell|call(?:ed)?|rang|ring|spoke to|spoke with|spk to|saw|met|meet|met with|re|from|with|by|for|and|hi its|its|im|called|named|name is|him|her|them|is called|to|at|asked|ask|see) ([a-zà-ÿ][a-zà-ÿ'’\-]{1,})\b"
)

VERBS = (
    r"(?:said|says|told|tells|disclosed|disclosing|reported|reports|stated|states|alleged|alleges|replied|asked|asks|explained|confirmed|denied|denies|admitted|described|added|advised|agreed|agrees|refused|rang|phoned|texted|called|emailed|messaged|visited|attended|attends|arrived|left|moved|came|went|goes|lives|lived|stays|"
    r"stayed|sleeps|slept|cried|shouted|hit|hits|kicked|bit|punched|pushed|threw|grabbed|ran|runs|wants|wanted|likes|loves|hates|misses|missed|feels|felt|thinks|thought|knows|knew|has|had|is|was|were|does|did|gets|got|gave|gives|took|takes|made|makes|wrote|writes|posted|sent|sends|carries|carried|smokes|drinks|drank|works|worked|"
    r"presented|appeared|seemed|looked|looks|became|turned|started|stopped|returned|continues|continued|remains|remained|needs|needed|collected|collects|drove|drives|opened|answered|kept|keeps|used|uses|plays|played|spoke|speaks|requested|signed|chaired|noted|observed|witnessed|saw|found|heard|met|helped|supported|supports|shared|shares|joined|suffered|suffers|self-harmed|absconded|died|passed|calls|enters|wet|usually|always|never|also|still|reflected|noticed|married|separated|can't|won't|didn't|doesn't|isn't|wasn't|hasn't|couldn't|wouldn't|ate|brought|bought|paid|lost|broke|fell|fears|befriended|supply|usual)"
)
_SUBJECT = re.compile(
    rf"(?:(?<=^)|(?<=[.!?:;\"'(\[\n>•\-–|,]\s)|(?<=[.!?:;\n\"])|(?<=\s))([{UPPER}][\w'’]*(?:-[{UPPER}][\w'’]*)*)(?=(?:[ ]\([^)\n]{{1,20}}\))?[ ]{VERBS}\b)",
    re.M,
)
_OBJECT = re.compile(
    rf"\b(?:told|tells|asked|asks|met|saw|visited|called|phoned|rang|ring|texted|emailed|messaged|hit|hits|spoke (?:to|with)|speak (?:to|with)|spoken to|contacted|informed|advised|interviewed|collected|collects|bit|seen|see|with|thanked|accused|grabbed|pushed|punched|kicked|hugged|following|regarding|re|Re|RE|about|concerning|for|by|to|from|and|&|as|named|called|discussed|because|that|when|where|if|how|at|between|like|against|than|of|on|behalf of)[ ](?:(?:and|both|young|little|big|wee|lil|poor)[ ])?([{UPPER}][\w'’]*(?:-[{UPPER}][\w'’]*)*)"
)
_POSSESSIVE = re.compile(
    rf"(?<![\w'’])([{UPPER}][\w]*(?:-[{UPPER}]\w*)*(?:['’]s|s['’]))[ ](?:mum|mother|dad|father|parents?|nan|gran\w*|brother|sister|sibling|home|house|flat|bedroom|behaviour|school|teacher|social worker|worker|partner|ex|step\w*|boyfriend|girlfriend|friend|family|uncle|aunt\w*|cousin|daughter|son|children|child|baby|records?|file|case|plan|review|voice|views|wishes|words|arm|leg|face|phone|name|age|attendance|placement|carers?|foster|care|GP|cousin|neighbour|text|account|TA|real|red|late|new|old|own|dog|drinking|mental|health|weight|injur\w*|bruis\w*|disclosure|statement|class|group|form|key|code|bag|taxi|transport|stepfather|guardian|mam|kids?)\b"
)
_ALIAS = re.compile(
    rf"\b(?:[Kk]nown (?:locally |to (?:\w+ ){{1,2}}|online )?as|KNOWN AS|a\.?k\.?a\.?|AKA|alias|[Nn]icknamed?|goes by|street name|real name(?: is| believed to be| is believed to be| was)?|calls? (?:him|her|them)(?:self)?|call (?:him|her|them)|calls himself|answers to|(?:new |maiden |birth |married )name(?: is| was)?|formerly|née|nee|code ?word:?|bullied as|befriended by adult)[ :]{{1,2}}[\"'“‘]?((?:the )?[\w][\w'’\-]*(?:[ ](?:the[ ])?[{UPPER}][\w'’\-]*){{0,3}})"
)
_QUOTED = re.compile(rf"[\"“‘']((?:the )?[{UPPER}][\w'’\-]*(?: [{UPPER}][\w'’\-]*)?)[\"”’'](?=[ ](?:aka|a\.k\.a|{VERBS})\b)")
# What is known as in quotation marks is one name, small words and all ("known to the street team as \"Stan the Hat\"").
_ALIAS_QUOTED = re.compile(
    r"\b(?:[Kk]nown (?:[a-z]+ ){0,5}as|a\.?k\.?a\.?|AKA|alias|[Nn]icknamed?|goes by|street name|calls? (?:him|her|them)(?:self)?|answers to)[ :]{1,2}(?:[\"“]([\w][\w '’.\-]{1,28})[\"”]|[‘']([\w][\w \-]{1,28})[’'](?!\w))"
)
_OR_ALIAS = re.compile(r"\bthey call (?:him|her|them) ([a-z][\w'-]+)(?: or ([a-z][\w'-]+))?")
_QUOTED_NICK = re.compile(
    rf"({NAME})[ ][\"“‘']([\w][\w '’\-]{{1,20}})[\"”’'](?:[ ]({NAME}))?|(?<=[ \n])[\"“‘']([{UPPER}][{UPPER}]+)[\"”’'][ ]([{UPPER}]{{3,}})"
)
_SURNAME_FIRST = re.compile(
    rf"(?<![\w'’])((?:(?:Mc|Mac|O'|Van der |de )?[{UPPER}][\w'’\-]+(?:[ ][{UPPER}][\w'’\-]+)?),[ ][{UPPER}](?:[\w'’\-]+|\.)(?:[ ][{UPPER}]\.?)*)(?=$|[\s|,;.)\-:](?![a-z]{{4,}}))",
    re.M,
)
_SURNAME_CAPS_FIRST = re.compile(
    rf"(?<![\w'’])((?:Mc|Mac|O['’]|D['’])?[{UPPER}][{UPPER}'’\-]{{2,}},?[ ][{UPPER}][a-zà-ÿ][\w'’\-]*(?:[ ][{UPPER}][a-zà-ÿ][\w'’\-]*)?)(?=$|[\s|,;.)])",
    re.M,
)
_INITIAL_SURNAME = re.compile(
    rf"(?<![\w.])((?:[{UPPER}]\.[ ]?){{1,3}}(?:{_LINK}[ ])?[{UPPER}][\w'’]+(?:-[{UPPER}][\w'’]*)*)|(?<![\w.])([{UPPER}][a-zà-ÿ][\w'’\-]+[ ][{UPPER}](?:-[{UPPER}])?\.?)(?=[ ]?[.,;:)(]|$|[ ](?:and|is|was|has|said|consents|told|from|in|at)\b|['’]s)",
    re.M,
)
# The same without a point, where a cell or a line holds nothing else ("Luton station,P Crane,"): there no other word explains the letter.
_INITIAL_CELL = re.compile(
    rf"(?:^|[,|\t;(])[ ]?([{UPPER}](?: [{UPPER}])?[ ](?:Mc|Mac|O['’])?[{UPPER}][a-zà-ÿ'’]{{2,}}(?:-[{UPPER}][a-zà-ÿ'’]+)?)(?=[ ]*(?:[,|\t;)]|$))",
    re.M,
)
# Whoever says their own name says all of it: every word written large that follows is part of it, ordinary or not.
_OWN_NAME = re.compile(
    rf"\b(?:[Mm]y (?:full |real |whole |legal )?name(?:['’]s| is| was)|[Nn]ame[ ]?:|(?:[Ii] am|[Ii]['’]?m|[Ii] was|[Ii] get) called)[ ]+((?:{TITLES}\.? )?[{UPPER}][\w'’.-]*(?:[ ](?:{_LINK}[ ])?[{UPPER}][\w'’-]*(?![\w:=])){{0,3}})(?!\w|:)"
)
_SURNAME_INITIALS = re.compile(rf"(?<![\w.])([{UPPER}][\w'’\-]+[ ](?:[{UPPER}]\.){{1,3}})(?!\w)")
# Words in another script than Latin stand out in an English record: mostly names.
_SCRIPT = re.compile(
    r"[\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:[ ·-][\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)*"
)
_HEADER_NAME = re.compile(
    rf"(?:^|\n)[> ]*(?:On [^\n]{{5,60}}, )?\"?({NAME})\"?[ ]?<|(?:^|\n)[> ]*(?:From|To|Cc|Bcc|Sent by|Reply-To):[ ]*([^\n<@]+)", 0
)
_SIGN_OFF = re.compile(
    rf"(?:\b(?:[Kk]ind(?:est)? [Rr]egards|[Rr]egards|[Bb]est(?: wishes)?|[Mm]any [Tt]hanks|[Tt]hanks|[Tt]hank you|[Tt]hx|[Cc]heers|[Tt]a|[Yy]ours (?:sincerely|faithfully|truly)|[Ll]ove|[Ss]igned|[Ss]incerely|[Ff]aithfully)[,.!]?\s{{1,3}})((?:{TITLES}\.? )?{NAME}|[a-z]+(?= ?x*$))(?=[ ]*(?:$|\n|,|x|\(|\|))",
    re.M,
)
_GREETING = re.compile(
    rf"\b(?:[Hh]i(?:ya)?|[Hh]ello|[Dd]ear|[Mm]orning|[Aa]fternoon|[Ee]vening|[Hh]ey)(?: again)?,?[ ]((?:{TITLES}\.? )?{NAME}|[a-z]{{3,}}(?=,|\n))(?=[ ]?[,\n!:.–-]|[ ]and|$)"
)
_SPEAKER = re.compile(rf"(?:^|\n|\] )({_PART}(?:[ ]{_PART})?)(?: SW| \(\w+\))?:[ ]", 0)
_CASE_NAME = re.compile(rf"\b({_PART})[ ]v\.?[ ](?=[{UPPER}])")
_FAMILY = re.compile(
    rf"\b(?:[Tt]he[ ])([{UPPER}][\w'’]+(?:-[{UPPER}][\w'’]+)?)(?:['’]?s?['’]?)[ ](?:family|twins?|children|boys|girls|brothers|sisters|siblings|household|case|parents|triplets|kids|brood|home)\b|(?<![\w.])({_PART}(?:/{_PART})?)[ ](?:family|children|household|siblings|twins|triplets)\b|\b(?:[Tt]he) ([{UPPER}][\w'’]+(?:-[{UPPER}][\w'’]+)?s)['’]?(?=[ ]?[.,;:)]|[ ](?:and|live|lived|have|had|were|are|moved|went|want|say|said|case|house|neighbour|,))"
)
_LOWER_AGE = re.compile(r"\b([a-zà-ÿ][a-zà-ÿ'\-]{2,}),? \(?\d{1,2}(?: ?(?:m|mths|months|wks|w|yrs|yo|y/o))?\)?(?=[,.;)]|$| and\b)")
_FAMILY_LOWER = re.compile(r"\b(?:the )?([a-zà-ÿ][a-zà-ÿ'\-]{2,}) family\b")
_HASH_AGE = re.compile(
    rf"({NAME}|[a-zà-ÿ]{{3,}})[ ]?(?:\((?:aged )?\d{{1,2}}(?: ?(?:m|mths|months|weeks|wks|yrs|years|y))?\)|,? (?:aged )\d{{1,2}}\b|[ ]\d{{1,2}} ?(?:yo|y/o)\b)"
)
_AMP = re.compile(rf"({_PART})[ ](?:&|and|\+)[ ]({_PART}(?:[ ]{_PART})?)")

_STRONG_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("title", _TITLED), ("title-pair", _TITLED_PAIR), ("title-caps", _TITLED_CAPS), ("title-lower-cap", _TITLED_LOWER_CAP), ("alias", _ALIAS), ("quoted", _QUOTED), ("kin-bracket", _KIN_BRACKET), ("name-kin", _NAME_KIN_BRACKET), ("greeting", _GREETING), ("sign-off", _SIGN_OFF), ("surname-caps", _SURNAME_CAPS_FIRST), ("header", _HEADER_NAME), ("case-name", _CASE_NAME),
)  # fmt: skip
_FIT_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kin", _KIN_NAME), ("subject", _SUBJECT), ("object", _OBJECT), ("possessive", _POSSESSIVE), ("surname-first", _SURNAME_FIRST), ("initial-surname", _INITIAL_SURNAME), ("surname-initials", _SURNAME_INITIALS), ("speaker", _SPEAKER), ("family", _FAMILY), ("age", _HASH_AGE), ("and", _AMP),
)  # fmt: skip


class Cues:
    """Finds cued names. `fits` decides for weaker cues whether a word may be a name at all."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str, *, lower: bool) -> Iterator[Candidate]:
        """Candidates of type PERSON or INITIALS; `lower` also reads lower-case words as names after a cue."""
        for origin, pattern in _STRONG_CUES:
            for match in pattern.finditer(text):
                for group in range(1, (match.lastindex or 0) + 1):
                    if match[group] and not (origin == "title" and (group == 1 or self._is_office(match[1], match[2]))):
                        yield from self.trim(text, *match.span(group), f"cue:{origin}", 0.9, strong=True)
        for origin, pattern in _FIT_CUES:
            for match in pattern.finditer(text):
                for group in range(1, (match.lastindex or 0) + 1):
                    if match[group] and not (
                        origin == "subject" and _THING.search(text[: match.start(group)][-6:]) and self._lexicon.is_word(fold(match[group]))
                    ):
                        yield from self.trim(text, *match.span(group), f"cue:{origin}", 0.75, strong=False)
        for match in _ALIAS_QUOTED.finditer(text):
            yield Candidate(*match.span(match.lastindex or 1), "PERSON", "direct", 0.85, "cue:nickname")
        for match in _QUOTED_NICK.finditer(text):
            if self._named(match[1] or match[5] or ""):
                yield Candidate(*match.span(), "PERSON", "direct", 0.85, "cue:nickname")
        yield from self._fields(text)
        for match in _SCRIPT.finditer(text):
            yield Candidate(*match.span(), "PERSON", "direct", 0.6, "cue:script")
        yield from self._own_names(text)
        for match in _INITIAL_CELL.finditer(text):
            key = fold(match[1].split()[-1])
            if key not in FORMAL and (self._lexicon.is_name(key) or not self._lexicon.is_word(key)):
                yield Candidate(*match.span(1), "PERSON", "direct", 0.75, "cue:initial-surname")
        if lower:
            yield from self._lower(text)

    def _own_names(self, text: str) -> Iterator[Candidate]:
        """What people call themselves. In a sentence written all in capitals a capital says nothing, so there only names count."""
        for match in _OWN_NAME.finditer(text):
            start, end = match.span(1)
            shouted = match[0][: start - match.start()].strip().isupper()
            for n, token in enumerate(re.finditer(r"[^\s]+", match[1])):
                word = token[0].strip(".,")
                key = fold(re.sub(r"['’]s$", "", word))
                stops = key in NAME_STOPS or key in CALENDAR or word in ACRONYMS
                if n and (stops or (key in FORMAL and not self._lexicon.is_name(key)) or (shouted and not self._lexicon.is_name(key))):
                    end = start + token.start()
                    break
                if not n and ((stops or key in FORMAL) and not self._lexicon.is_name(key)):
                    end = start
                    break
            if text[start:end].strip(" ."):
                yield Candidate(start, start + len(text[start:end].rstrip(" .")), "PERSON", "direct", 0.9, "cue:own-name")

    def _is_office(self, title: str, name: str) -> bool:
        """Whether a title that is also a word and what follows are an office or a body ("Justice Board", "Nurse Partnership")."""
        key = fold(name.split()[0])
        return title in _WORD_TITLES and key in FORMAL and not self._lexicon.is_name(key)

    def trim(self, text: str, start: int, end: int, origin: str, score: float, *, strong: bool) -> Iterator[Candidate]:
        """The name within a cued span: cut at the first word that cannot be part of one."""
        kept_end = start
        names = 0
        for token in re.finditer(r"[^\s,]+,?", text[start:end]):
            word = token[0].strip(",.;:\"'“”‘’()")
            key = fold(word.removesuffix("'s").removesuffix("’s").rstrip("'’"))
            if not word:
                break
            first = names == 0
            particle = key in _PARTICLES and (word.islower() or not first)
            if not particle and not (self._fits(key, word, origin, first=first, strong=strong)):
                break
            if not particle:
                names += 1
                kept_end = start + token.start() + len(token[0].rstrip(",;:"))
        if names:
            if text[kept_end - 1] == "." and len(text[start:kept_end].split()[-1]) > 3:
                kept_end -= 1
            yield Candidate(start, kept_end, "PERSON", "direct", score, origin)

    def _fits(self, key: str, word: str, origin: str, *, first: bool, strong: bool) -> bool:
        lexicon = self._lexicon
        if len(word.rstrip(".")) == 1:
            return word[0].isupper() and (strong or not first or word.endswith("."))
        if (
            first
            and (origin in ("cue:title", "cue:title-pair", "cue:title-lower-cap") or (strong and origin == "cue:field"))
            and word[0].isupper()
            and len(word) > 2
            and key not in _NO_SURNAME
        ):
            return True
        if key in NEVER and not (first and origin.startswith("cue:title") and key in CALENDAR and word[0].isupper()):
            return False
        bare = key.replace("'", "")
        if "-" in key:
            parts = [p for p in key.split("-") if p]
            compound = sum(p[:1].isupper() for p in word.split("-")) < 2 or not any(p in lexicon.given for p in parts)
            return not word.islower() and not (compound and all(lexicon.is_word(p) for p in parts))
        if strong and word.isupper() and 1 < len(word) <= 6 and not lexicon.is_name(key) and not origin.startswith("cue:title"):
            return False
        if strong:
            plain = lexicon.is_word(key) and not lexicon.is_name(key)
            return not (plain and not first and (key in FORMAL or not word[0].isupper())) and (
                word[0].isupper() or lexicon.is_name(key) or not lexicon.is_word(key)
            )
        if word.isupper() and len(word) <= 5 and (word in ACRONYMS or not lexicon.is_strong(key)):
            return False
        if not word[0].isupper():
            return lexicon.is_strong_given(key)
        if lexicon.is_name(key):
            return not lexicon.is_word(key) or key in lexicon.given
        singular = bare.removesuffix("s")
        return not lexicon.is_word(key) and not lexicon.is_word(bare) and not (singular != bare and lexicon.is_word(singular))

    def _named(self, value: str) -> bool:
        return any(
            (self._lexicon.is_name(fold(p.strip(".,'"))) and fold(p) not in NEVER) or not self._lexicon.is_word(fold(p.strip(".,'")))
            for p in value.split()
        )

    def _fields(self, text: str) -> Iterator[Candidate]:
        for match in _FIELD.finditer(text):
            group = match.lastindex or 1
            start, value = match.start(group), match[group]
            for part in _VALUE_PART.finditer(value):
                if "@" in value[part.end() : part.end() + 1]:
                    continue
                yield from self.trim(
                    text,
                    start + part.start(1),
                    start + part.end(1),
                    "cue:field",
                    0.85,
                    strong=part.start() == 0
                    and bool(re.search("name|alias|known as|aka", match[0][: match.start(group) - match.start()], _I)),
                )
                if part.start() == 0:
                    yield from self.trim(text, start + part.start(1), start + part.end(1), "cue:field", 0.8, strong=False)
            if lower := _VALUE_LOWER.match(value):
                yield from self.trim(text, start, start + lower.end(1), "cue:field", 0.7, strong=False)

    def _lower(self, text: str) -> Iterator[Candidate]:
        lexicon = self._lexicon
        for match in _TITLED_LOWER.finditer(text):
            key = fold(match[1])
            married = match[0].split()[0] in ("mr", "mrs") and key not in _NO_SURNAME and key not in NAME_STOPS
            if not married and (
                key in NEVER
                or (lexicon.is_word(key) and not lexicon.is_name(key))
                or (lexicon.is_word(key) and match[0].split()[0] not in _COURTESY)
            ):
                continue
            end = match.end(1)
            if match[2] and lexicon.is_strong(fold(match[2])):
                end = match.end(2)
            yield Candidate(match.start(1), end, "PERSON", "direct", 0.8, "cue:title-lower")
        for match in _KIN_LOWER.finditer(text):
            key = fold(match[1].removesuffix("'s").removesuffix("’s"))
            direct = match[0].split()[0] in _ADDRESSING
            rare = direct and key in lexicon.rare and key in lexicon.given
            if key not in NEVER and (lexicon.is_strong(key) or rare or (direct and len(key) > 3 and not lexicon.is_word(key))):
                yield Candidate(*match.span(1), "PERSON", "direct", 0.7, "cue:lower")
        for match in _LOWER_AGE.finditer(text):
            key = fold(match[1])
            if key in lexicon.given and key not in NEVER and (key not in lexicon.words):
                yield Candidate(*match.span(1), "PERSON", "direct", 0.7, "cue:age-lower")
        for match in _OR_ALIAS.finditer(text):
            for group in (1, 2):
                if match[group]:
                    yield Candidate(*match.span(group), "PERSON", "direct", 0.7, "cue:alias")
        for match in _FAMILY_LOWER.finditer(text):
            if lexicon.is_strong(fold(match[1])):
                yield Candidate(*match.span(1), "PERSON", "direct", 0.7, "cue:family")


# "the Bill was read": a thing.
_THING = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very|[Aa]ny) $")
_WORD_TITLES = frozenset(
    "Nurse Matron Midwife Officer Judge Justice Magistrate Coach Captain Major Master Sister Brother Father Lady Lord Baby Detective".split()
)
# After a courtesy title these are still not a surname.
_NO_SURNAME = frozenset("and or the of who is was has said".split())
_ADDRESSING = frozenset(
    "mum mam dad mother father stepdad stepmum nan gran granny grandad uncle auntie aunt brother bro sister sis son daughter cousin boyfriend girlfriend baby told rang called named spoke".split()
)
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "pc", "dc", "ds", "cllr", "rev"})
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december".split()
)
_PARTICLES = frozenset(
    "an nan de la los van der den von al el ap ab ferch bin bint ibn abu da dos das di del della du le ter ni nic mac mc y e te o st".split()
)
NEVER = frozenset(
    "the a an and or of to in on at by for from with as is was be are were has had he she they we you i it his her their our my your who what when where why how this that these those there here not no yes if so but also "
    "mum mother dad father parent parents child children baby boy girl pupil student social worker workers teacher headteacher officer nurse doctor gp sw hv dsl lado iro mash marac mappa police school health visitor midwife carer carers guardian foster family families "
    "adult adults person people young safeguarding children's council authority local home house house court hospital service services team manager lead leader panel board review plan meeting conference referral report section act part chapter "
    "justice division chamber pupils staff unknown none nil tbc re ref mr mrs ms miss mx dr prof sir dame lord lady rev fr sister brother uncle auntie aunt nan nana gran granny grandad grandma grandpa "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "christmas easter england wales scotland ireland london britain uk english welsh scottish irish british north south east west nhs nspcc ofsted childline camhs cafcass cpoms early help strategy discussion initial contact front door "
    "yr year years ages in-laws i'm i'd i've i'll nee née "
    "all both each every some any one two three four five six seven eight nine ten first second third last next only new old other another same such more most many much few several today tomorrow yesterday tonight now then "
    "before after during since until while because although however therefore please thanks thank dear regards hi hello ok okay sent attachment subject date time from cc bcc address phone tel mobile email name surname forename dob age gender ethnicity religion "
    "did does do can could will would should may might must shall i'm i've i'd i'll it's he's she's we've they're don't can't won't male female mother's father's she'll he'll them him me us consent information capacity mental year term "
    "convention protocol article government commission applicant applicants respondent state republic national regional district supreme constitutional european general public prosecutor president minister ministry prime secretary".split()
)
ACRONYMS = frozenset(
    "SW HV GP DSL TA IRO EH CP CIN LAC MASH CSC CSE CCE DV DA FGM HBV NHS UK EU US PE IT TV ID IP PC DC DS DI PS SEN EHE CME FSM EAL EHCP ED AE ICU LA LAS NFA CPN RN SHO EWO ELSA PEP SGO ICO CO SO IDVA ISVA DASH PLO FII MGM MGF PGM PGF MO FA AP YP YOS YJS EDT PPU OOA CIC CLA CPS DBS LADO MAPPA MARAC DNA WNB BP HR NB PM AM OK BSL DOB NOK NI UPN URN OT PT SALT CEO HR ADHD ASD PTSD OCD KS PSHE RSE SRE MP QC KC HMP YOI PRU RE DT IQ AR NRM BRP DFE ECHR EC UN NATO USA AIM SCR SAR CMR ABE RHI MACE MARF TED SAB NCA PPN KCSIE PSNI VIA DVD CCTV CD ATM GDPR DPA SARS CRB DCI HHJ DIY".split()
)
