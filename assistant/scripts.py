"""Names in questions written in another language or script.

A question wholly in another script cannot be understood here. It is taken to name somebody when it shows the marks of a name: a
capital inside a sentence (Cyrillic, Greek, Armenian), a name as it is written there, a family marker, a word for "named", or, in a
script whose common words are listed, a word that is none of them. Without one it passes, and the library, which is English, has
nothing for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from assistant.privacy.names import read_list

STEM = 0.6  # share of a word that must be left when an ending is taken off it
_LETTER = re.compile(r"[^\W\d_]")
_ENGLISH = re.compile(r"(?<![A-Za-z])[A-Za-z]?[a-z]+(?![A-Za-z])")
_CASED_NAME = re.compile(
    r"(?<=[^\s.?!:;\"«»„“(]\s)[\u0386-\u03ab\u0410-\u042f\u0401-\u040f\u0490\u0531-\u0556]\w*[\u03ac-\u03ff\u0430-\u045f\u0491\u0561-\u0587]\w*"
)
_ARABIC = (
    "محمد|أحمد|احمد|محمود|علي|حسن|حسين|عمر|عثمان|يوسف|إبراهيم|ابراهيم|خالد|كريم|عبد\\s?ال\\w+|عبدال\\w+|مصطفى|سعيد|سمير|طارق|بلال|حمزة|إسماعيل|اسماعيل|ياسر|ناصر|جمال|رشيد|فاطمة|عائشة|مريم|زينب|خديجة|"
    "سارة|ليلى|نور\\b|آمنة|أمينة|هدى|سلمى|رنا|دعاء|عمران|فیصل|فيصل|اقبال|نواز|شہباز|آصف|کامران|عائشہ|فاطمہ|نادیہ|ثمینہ|بشریٰ|رضا|امیر|حسینی|رضایی|بن|بنت|ابن|أبو|ابو|خان|بیگم|بی\\s?بی|اسمه|اسمها|يدعى|تدعى|نامی|اسمش"
)
_HEBREW = "דוד|משה|יוסף|יעקב|אברהם|יצחק|דניאל|שרה|רחל|רבקה|מרים|חיים|כהן|לוי|ששמו|ששמה|בשם"
_INDIC = (
    "राम\\b|राज\\w*|अमित|सुनील|अनिल|संजय|विजय|रवि|सुरेश|रमेश|प्रिया|पूजा|सीता|गीता|नेहा|अंजलि|कुमार|सिंह|शर्मा|वर्मा|गुप्ता|पटेल|खान|यादव|देवी|नामक|"
    "মোহাম্মদ|মোঃ|আহমেদ|রহমান|হোসেন|ইসলাম|খাতুন|বেগম|আক্তার|উদ্দিন|করিম|নামের|ਸਿੰਘ|ਕੌਰ|ਨਾਂ|குமார்|ராஜ்|முருகன்|லட்சுமி|என்ற"
)
_SURNAME = r"(?!韩国|韓國)(?:[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱林何郭罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧肖蔡潘田董袁余叶葉蒋蔣杜苏蘇魏吕呂丁沈姚卢盧姜崔钟鍾谭譚陆陸汪范廖石贾賈韦韋夏付方邹熊孟秦邱江尹薛闫段雷侯龙龍史陶贺賀顾顧毛郝龚邵万萬钱錢严嚴]|欧阳|司马|上官)"
_CHINESE = re.compile(
    rf"(?:^|[，。？！、\s]|是|说|叫|和|给|把|被|问|找|查|看|对|让|与|为|我|他|她){_SURNAME}"
    r"(?!些|个|家|人|年|月|日|时|么|事|律|法|于|案|儿|校|童)[\u4e00-\u9fff]{1,2}(?=的|是|在|有|被|住|说|去|会|和|先生|女士|老师|太太|小姐|教练|医生|校长|牧师|同学|叔叔|阿姨|以前|曾经|吗|，|？|\?|$)"
    r"|叫[\u4e00-\u9fff]{2,3}"
)
# A family name with a given name of two characters, which must be a listed one.
_SURNAMED = re.compile(rf"{_SURNAME}([\u4e00-\u9fff]{{2}})")
_JAPANESE = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]{2,5}(?:さん|くん|ちゃん|君|様)|[\uac00-\ud7a3]{2,4}(?:\s?씨|군|양)(?![\uac00-\ud7a3]{2})|[\uac00-\ud7a3]{2,4}라는\s+(?:아이|아동|학생|남자|여자|사람|분|애|선생|교사|부모|엄마|아빠)|(?:남궁|황보|제갈|선우|독고|사공)[\uac00-\ud7a3]{1,2}|(?:^|\s)(?!신고|정보|이것|이런|조사|오늘|한국|서비|이유|임신|장애|최근|이후|강제|조치|정신|정서|정책|안전|이웃|이혼|조언|오빠|윤리|임시|이상|한번|조직|권리|권한|신체|신뢰|이미|이제|이때|강사|조금|서류|서면|장소|장기|임원)[김이박최정강조윤장임한오서신권황안송류홍][\uac00-\ud7a3]{2}(?:[은는이가의을를]|\s|$)"
)
_MARKS = re.compile(rf"(?<!\w)(?:و|ل|ب)?(?:{_ARABIC}|{_HEBREW})(?!\w)|(?<![\w])(?:{_INDIC})")

# The scripts whose common words are listed: Hebrew, Arabic (with Persian and Urdu), Devanagari, Bengali, Tamil.
_LISTED = re.compile(r"[\u0590-\u06ff\u0750-\u077f\u0900-\u09ff\u0b80-\u0bff]")
# Letters of Kurdish and Pashto, which share the Arabic script and whose words are not listed.
_UNLISTED = re.compile(r"[\u06ce\u06c6\u0695\u06b5\u06d5\u06a4\u069a\u06d0\u06ab\u0681\u0685\u0693\u06cd\u0689\u067c\u06bc]")
# What Bengali and Tamil join to a name: of, to, from somebody.
_ENDINGS = ("ের", "এর", "কে", "দের", "র", "ின்", "னின்", "யின்", "வின்", "க்கு", "ுக்கு", "வுக்கு", "யை", "வை")
_PARTICLES = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك", "ה", "ו", "ב", "ל", "מ", "ש", "כ")

# Scripts that set no space between words; that write prepositions together with the word after them; that add endings to names.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_ETHIOPIC = re.compile(r"[\u1200-\u137f]")
_ENDED = re.compile(r"[\u0a00-\u0aff\u0c00-\u0dff\u10a0-\u10ff\u1200-\u137f]")
# Titles that stand before a name, and an ending that makes one.
_TITLE = re.compile(
    r"(?<!\S)(?:አቶ|ወይዘሮ|ወ/ሮ|ወይዘሪት|ወ/ሪት|ኣቶ|શ્રી|શ્રીમતી|ਸ਼੍ਰੀ|ਸ਼੍ਰੀਮਤੀ|శ్రీ|శ్రీమతి|ശ്രീ|ശ്രീമതി|ಶ್ರೀ|ಶ್ರೀಮತಿ|کاک|خاتوو|ښاغلی|ښاغلي|مېرمن|ბატონი|ქალბატონი)\s+\S"
    r"|(?<!\S)\S{3,}(?:ભાઈ|બહેન|બેન)(?!\S)|นางสาว|น\.ส\."
)

# Words for "called" that follow or stand before a name and hardly anything else.
_CALLED = re.compile(
    r"(?<!\S)\S{2,}\s+(?:የሚባል|የምትባል|የሚባለ|የምትባለ|ዝበሃል|እትበሃል|ትበሃል|નામના|નામની|નામનો|ਨਾਂ ਦ|ਨਾਮ ਦ|անունով)|(?<!\S)(?:სახელად|ονόματι|по имени|на ім['’ʼ]я|на имя)\s+\S{2,}"
)

# Vowel signs are no letters to a regular expression, so words are what stands between spaces and marks.
_BETWEEN = re.compile(r"[\s.,;:!?¡¿\"'«»„“”‘’()\[\]/|،؛؟।॥።፣\u200b-\u200f-]+")


def is_foreign_script(text: str) -> bool:
    """Whether most letters of the text belong to no Latin alphabet, and no English goes with them."""
    letters = _LETTER.findall(text)
    foreign = sum(ord(letter) > 0x24F for letter in letters)
    return foreign > len(letters) / 2 and len(_ENGLISH.findall(text)) < 2


# Persian and Urdu write some Arabic letters in forms of their own.
_ARABIC_FORMS = str.maketrans("یکہےۃ", "يكهية")


def names_somebody(text: str) -> bool:
    """Whether a text in another script shows the marks of a name."""
    listed = not _UNLISTED.search(text)
    return (
        _MARKS.search(text.translate(_ARABIC_FORMS)) is not None
        or any(pattern.search(text) for pattern in (_CASED_NAME, _MARKS, _TITLE, _CALLED, _CHINESE, _JAPANESE))
        or any(found[1] in _native_names() for found in _SURNAMED.finditer(text))
        or any(_is_name(word, listed) for word in map(_in_one_form, _BETWEEN.split(text)))
    )


def _is_name(word: str, listed: bool) -> bool:
    """Whether a word is listed as a name, with an ending or a particle perhaps, or could be one because it is no common word of its script, where
    the language's words are `listed`."""
    names = _native_names()
    if word in names:
        return True
    if len(word) < 3 or word.isascii():
        return False
    if any(word[: -len(ending)] in names for ending in _ENDINGS if word.endswith(ending)):
        return True
    if listed and _LISTED.match(word):
        forms = (
            word,
            *(word[len(particle) :] for particle in _PARTICLES if word.startswith(particle)),
            *(word[:-cut] for cut in range(1, min(5, len(word) - 2)) if len(word) - cut >= STEM * len(word)),
        )
        return _common_words().isdisjoint(forms)
    if _UNSPACED.match(word):
        pieces = (word[start : start + size] for start in range(len(word)) for size in range(4, 13))
        return any(piece in names for piece in pieces)
    stems = (word, word[1:]) if _ETHIOPIC.match(word) else (word,)
    return any(stem[:size] in names for stem in stems if _ENDED.match(stem) for size in range(4, len(stem)))


@lru_cache(maxsize=1)
def _native_names() -> frozenset[str]:
    extra = files("assistant.privacy").joinpath("data", "native_extra.txt").read_text(encoding="utf-8")
    return frozenset(map(_in_one_form, [*read_list("native.txt.gz").split("\n"), *extra.split("\n")])) - {""}


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    return frozenset(map(_in_one_form, read_list("foreign_words.txt.gz").split("\n"))) - {""}


def _in_one_form(word: str) -> str:
    return word.lower().translate(_ARABIC_FORMS)
