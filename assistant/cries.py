"""Danger told in another language than English: somebody is being hurt, and it is happening now or help is called for.

The model behind the second opinion reads English, and a word that no English list knows looks like a name. Whoever writes in fear writes
in their own language, so the words for hitting, choking, killing and a knife are listed for the languages most spoken at home in the United
Kingdom, each with its words for "now" and "help". One of the first and one of the others must stand together: a question how to report
violence has no "now".
"""

from __future__ import annotations

import re

# (what is done, that it is done now or help is called for), a language a line: in Latin letters whole words, elsewhere the beginning of a
# word, to which endings are joined, and in Chinese, which sets no spaces, anything.
_LATIN = (
    (r"est[áa] (?:pegando|golpeando|matando|ahorcando|estrangulando|amenazando)|(?:me|le|nos) (?:pega|golpea)|va a matar|tiene un cuchillo", r"ahora|en este momento|ay[uú]d\w*|socorro|auxilio"),
    (r"(?:est[áa]|t[áa]) (?:batendo|a bater|matando|a matar|agredindo)|me bate|vai (?:me )?matar|tem uma faca", r"agora|socorro|ajud\w*"),
    (r"(?:me|le|la|les|nous) (?:frappe|bat|tape|étrangle|etrangle)|en train de (?:\w+ )?(?:frapper|battre|taper|tuer|étrangler)|frappe (?:sa|son|ses|ma|mon|un)|a un couteau", r"maintenant|en ce moment|tout de suite|au secours|aidez|à l['’]aide"),
    (r"picchia(?:ndo)?|colpisce|strangola(?:ndo)?|ammazza(?:ndo)?|ha un coltello", r"adesso|ora|in questo momento|aiut\w*"),
    (r"schlägt|verprügelt|würgt|bringt \w+ um|hat ein messer", r"jetzt|gerade|hilfe"),
    (r"slaat|wurgt|heeft een mes", r"nu|help"),
    (r"bije|dusi|kopie|zabije|ma nóż|ma noz", r"teraz|właśnie|wlasnie|w tej chwili|ratuj\w*|ratunku|pomóż\w*|pomocy"),
    (r"bate|love[șs]te|omoar[ăa]|are un cu[țt]it", r"acum|ajut\w*"),
    (r"muša|smaugia|peil(?:į|is)", r"dabar|padėk\w*|gelbėk\w*"),
    (r"üti|veri|megöli|fojtogatja|kés van", r"most|segítség\w*"),
    (r"dövüyor|vuruyor|boğuyor|öldür(?:ecek|üyor)|bıçak\w*", r"şu an(?:da)?|şimdi|imdat|yardım\w*"),
    (r"po (?:e |më |na )?rreh|po e mbyt|ka thikë", r"tani|ndihm\w*"),
    (r"garaacay\w*|dilay\w*|mindi", r"hadda|caawi\w*"),
    (r"(?:maar|mar|peet|pit|kutt?|maarda) (?:raha|rahi|rahe|reha|rehi|reya)|jaan se maar\w*|gala daba\w*|chaku|chhuri|churi", r"abhi|is waqt|hun|hune|bachao|madad"),
    (r"marche|marchhe|martese|martase|mere fel\w*|chhuri|gola tip\w*", r"ekhon|ekhoni|ekhuni|bachao|banchao"),
    (r"ana(?:m|ni|wa)piga|ana(?:m|ni)ua|kisu", r"sasa|msaada|nisaidie"),
    (r"đang đánh|bóp cổ|cầm dao|giết", r"bây giờ|ngay lúc này|cứu|giúp"),
)  # fmt: skip
_JOINED = (
    (r"бь[её]т|избивает|душит|убь[её]т|с ножом|б['’]є|душить|вб['’]є", r"сейчас|прямо|помогите|спасите|зараз|допоможіть|рятуйте"),
    (r"يضرب\w*|يخنق\w*|بيضرب\w*|سكين", r"الآن|الان|هلق|دلوقتي|النجدة|ساعد\w*|الحق\w*"),
    (r"مار رہا|پیٹ رہا|مار رہے|گلا دبا|چاقو|چھری", r"ابھی|اس وقت|بچاؤ|مدد"),
    (r"می ?‌?زند|میزنه|می‌زنه|کتک|چاقو", r"الان|همین حالا|کمک"),
    (r"मार रहा|मार रही|पीट रहा|गला दबा|चाकू", r"अभी|इस समय|बचाओ|मदद"),
    (r"মারছে|মারতেছে|গলা টিপ|ছুরি", r"এখন|এখনই|বাঁচাও|সাহায্য"),
    (r"ਮਾਰ ਰਿਹਾ|ਕੁੱਟ ਰਿਹਾ|ਚਾਕੂ", r"ਹੁਣ|ਹੁਣੇ|ਬਚਾਓ|ਮਦਦ"),
)  # fmt: skip
_UNSPACED = ((r"在打|打我|打孩子|掐|拿着刀|拿刀", r"现在|正在|救命|救救"),)  # fmt: skip
_TOLD = tuple(
    (re.compile(f"{opens}(?:{done}){closes}", re.I), re.compile(f"{opens}(?:{near}){closes}", re.I))
    for rows, opens, closes in ((_LATIN, r"(?<!\w)", r"(?!\w)"), (_JOINED, r"(?<!\w)", ""), (_UNSPACED, "", ""))
    for done, near in rows
)


def tells_of_danger(text: str) -> bool:
    """Whether `text` tells, in one of the listed languages, that somebody is being hurt and that it is now or help is called for."""
    return any(done.search(text) and near.search(text) for done, near in _TOLD)
