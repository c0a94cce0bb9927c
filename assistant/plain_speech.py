"""Short forms that people type, written out, so that one wording serves every rule: "hes" is "he's", "wanna" is "want to"."""

from __future__ import annotations

import re

_NOT = "is are was were do does did has have had could would should must need".split()
_SHORT = {
    **{f"{verb}nt": f"{verb}n't" for verb in _NOT},
    **dict.fromkeys(("cant", "cannot"), "can't"),
    **dict.fromkeys(("wont",), "won't"),
    **{f"{who}s": f"{who}'s" for who in ("he", "she", "there", "that", "what", "who", "where", "how", "someone", "somebody", "everyone")},
    **{f"{who}ve": f"{who}'ve" for who in ("i", "they", "you", "we")},
    **dict.fromkeys(("theyre",), "they're"),
    **dict.fromkeys(("youre",), "you're"),
    **dict.fromkeys(("im", "iam"), "i'm"),
    **dict.fromkeys(("theyll",), "they'll"),
    **dict.fromkeys(("wanna",), "want to"),
    **dict.fromkeys(("gonna", "goin to", "going 2", "gunna"), "going to"),
    **dict.fromkeys(("gotta",), "got to"),
    **dict.fromkeys(("u", "ya"), "you"),
    **dict.fromkeys(("ur",), "your"),
    **dict.fromkeys(("pls", "plz", "plse"), "please"),
    **dict.fromkeys(("bf",), "boyfriend"),
    **dict.fromkeys(("gf",), "girlfriend"),
    **dict.fromkeys(("sum1", "some1"), "someone"),
    **dict.fromkeys(("no1", "noone", "no-one", "no one"), "nobody"),
    **dict.fromkeys(("coz", "cos", "cuz", "bc"), "because"),
    **dict.fromkeys(("rn",), "right now"),
    **dict.fromkeys(("abt",), "about"),
    **dict.fromkeys(("ppl",), "people"),
    **dict.fromkeys(("mam", "mom", "mummy"), "mum"),
    **dict.fromkeys(("daddy",), "dad"),
    **dict.fromkeys(("step dad", "step-dad"), "stepdad"),
    **dict.fromkeys(("step mum", "step-mum", "step mom"), "stepmum"),
    **dict.fromkeys(("step brother", "step-brother"), "stepbrother"),
    **dict.fromkeys(("step father", "step-father"), "stepfather"),
    **dict.fromkeys(("social services", "childrens services", "childrens social care", "children's social care"), "children's services"),
}
_FORMS = re.compile(rf"(?<![\w'⟦])(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?![\w'⟧])", re.I)


def write_out(text: str) -> str:
    """The text with plain apostrophes and the short forms written out; everything else stays as it is."""
    return _FORMS.sub(lambda form: _SHORT[form[0].lower()], text.replace("’", "'"))
