"""Questions in other scripts: those that name somebody are told from those about what to do."""

from __future__ import annotations

import pytest

from assistant.scripts import is_foreign_script, names_somebody

GENERAL = (
    "如何举报虐待儿童？",
    "老师发现学生身上有伤应该怎么办？",
    "어린이 학대를 어떻게 신고하나요?",
    "아동학대 신고는 어디에 하나요?",
    "ልጅ ሲጎዳ ለማን እናገራለን?",
    "ما هي علامات إساءة معاملة الأطفال؟",
    "متى يجب على المدرسة إبلاغ الخدمات الاجتماعية؟",
    "بچوں کے تحفظ کے لیے سکول کی کیا ذمہ داری ہے؟",
    "बच्चे के साथ दुर्व्यवहार की सूचना कैसे दें?",
    "শিশু নির্যাতনের অভিযোগ কোথায় করতে হয়?",
    "בית הספר צריך לדווח על פגיעה בילד?",
    "કેવી રીતે બાળ શોષણની જાણ કરવી?",
    "คุณครูควรทำอย่างไรเมื่อเด็กถูกทำร้าย",
    "Куда сообщить о жестоком обращении с ребенком?",
)
NAMED = (
    "陈国栋教练以前有没有被举报过？",
    "هل سبق أن أُدين سامر الحلواني بإيذاء أطفال؟",
    "کیا شگفتہ پروین کے بچوں کو سوشل سروسز نے لے لیا تھا؟",
    "क्या राजवीर धनोतिया को स्कूल से निकाला गया?",
    "குமரேசன் வேலுப்பாண்டி யார், அவர் மீது புகார் உள்ளதா",
    "ስለ አቶ ተስፋዬ ወልደሚካኤል የቀረበ ክስ አለ?",
    "શું રમેશભાઈ વાઘેલા સામે ફરિયાદ છે?",
    "გიორგის შვილებს სად ცხოვრობენ?",
    "남궁보람 씨가 맞았다는 게 사실인가요?",
    "ትዕግስት የምትባለው ልጅ የት ነች?",
    "คุณสมชาย วงศ์ประเสริฐ เคยมีประวัติไหม",
)


@pytest.mark.parametrize("question", GENERAL)
def test_a_question_about_what_to_do_names_nobody(question: str) -> None:
    assert is_foreign_script(question)
    assert not names_somebody(question)


@pytest.mark.parametrize("question", NAMED)
def test_a_name_is_told_as_it_is_written_there(question: str) -> None:
    assert is_foreign_script(question)
    assert names_somebody(question)


def test_an_english_question_with_a_foreign_name_is_read_as_english() -> None:
    assert not is_foreign_script("Has Дмитро Коваленко been barred from coaching?")
