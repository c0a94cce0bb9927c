"""Names in questions written in another language or script.

A question wholly in another script cannot be read word by word here. It is taken to name somebody when it shows the marks of a
name: a capital inside a sentence (Cyrillic, Greek, Armenian), a name as it is written there, a family marker, or a word for
"named". Without one it passes, and the library, which is English, has nothing for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.privacy.names import read_list

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
_CHINESE = re.compile(
    r"(?:^|[，。？！、\s]|是|说|叫|和|给|把|被|问|找|查|看|对|让|与|为|我|他|她)(?:[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱林何郭罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧肖蔡潘田董袁余叶葉蒋蔣杜苏蘇魏吕呂丁沈姚卢盧姜崔钟鍾谭譚陆陸汪范廖石贾賈韦韋夏付方邹熊孟秦邱江尹薛闫段雷侯龙龍史陶贺賀顾顧毛郝龚邵万萬钱錢严嚴]|欧阳|司马|上官)"
    r"(?!些|个|家|人|年|月|日|时|国|么|事|律|法|于|案|儿|校|童)[\u4e00-\u9fff]{1,2}(?=的|是|在|有|被|住|说|去|会|和|先生|女士|老师|太太|小姐|吗|，|？|\?|$)|叫[\u4e00-\u9fff]{2,3}"
)
_JAPANESE = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]{2,5}(?:さん|くん|ちゃん|君|様)|[\uac00-\ud7a3]{2,4}(?:씨|군|양)|(?:^|\s)[김이박최정강조윤장임한오서신권황안송류홍][\uac00-\ud7a3]{2}(?:[은는이가의을를]|\s|$)"
)
_MARKS = re.compile(rf"(?<!\w)(?:و|ل|ب)?(?:{_ARABIC}|{_HEBREW})(?!\w)|(?<![\w])(?:{_INDIC})")

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
    return (
        _MARKS.search(text.translate(_ARABIC_FORMS)) is not None
        or any(pattern.search(text) for pattern in (_CASED_NAME, _MARKS, _CHINESE, _JAPANESE))
        or not _native_names().isdisjoint(_in_one_form(word) for word in _BETWEEN.split(text))
    )


@lru_cache(maxsize=1)
def _native_names() -> frozenset[str]:
    return frozenset(map(_in_one_form, read_list("native.txt.gz").split("\n"))) - {""}


def _in_one_form(word: str) -> str:
    return word.lower().translate(_ARABIC_FORMS)
