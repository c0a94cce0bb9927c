"""Danger told in another language gets contacts first; a question about violence in another language does not."""

from __future__ import annotations

import pytest

from assistant.cries import tells_of_danger


@pytest.mark.parametrize(
    "text",
    [
        "ayuda, mi marido me pega ahora mismo",
        "il frappe sa femme en ce moment, que faire",
        "aiuto, sta picchiando mia madre adesso",
        "mein vater schlägt meine mutter jetzt",
        "sąsiad bije żonę, właśnie teraz krzyczy",
        "o bate pe mama acum, ajutor",
        "babam annemi dövüyor, imdat",
        "mere papa mummy ko maar rahe hain abhi",
        "hadda ayuu garaacayaa, i caawi",
        "он бьёт её прямо сейчас",
        "هو يضرب أختي الآن",
        "爸爸正在打我 救命",
    ],
)
def test_somebody_being_hurt_now_is_heard(text: str) -> None:
    assert tells_of_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jak zgłosić przemoc wobec dziecka?",
        "¿Qué debe hacer un maestro si un niño dice que su padre le pega?",
        "Comment signaler une violence conjugale?",
        "Was tut die Schule bei häuslicher Gewalt?",
        "What does guidance say about knives now?",
        "bachao abhiyan kya hai",
        "How do we verify the most recent DBS check?",
        "Which verified records help us most?",
        "How do I report abuse in Spanish, ayuda?",
        "现在的虐待儿童法律是什么",
    ],
)
def test_questions_about_violence_are_no_cry(text: str) -> None:
    assert not tells_of_danger(text)
