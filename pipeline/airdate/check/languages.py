"""The codes of two letters that ISO 639-1 has for languages, and those that it had.

https://www.loc.gov/standards/iso639-2/php/code_list.php; withdrawn ones by
https://www.loc.gov/standards/iso639-2/php/code_changes.php. Common knowledge, written 2026-11.
"""

from __future__ import annotations

_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy
da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky
la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv
sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
ISO_639_1 = frozenset(_CODES.split())
# Codes that were withdrawn, and countries' codes that are often taken for a language's.
_MEANT = """
iw he, in id, ji yi, jw jv, mo ro
at de-AT, cn zh-CN, cz cs, dk da, gb en-GB, gr el, jp ja, ua uk, us en-US
"""
MEANT = dict(pair.split() for pair in _MEANT.strip().replace("\n", ",").split(","))


def meant(code: str) -> str | None:
    """Return the code that is meant by one that is no language's, where that is known."""
    plain = code.strip().lower().replace("_", "-")
    language, _, country = plain.partition("-")
    found = MEANT.get(plain) or MEANT.get(language)
    if found or language not in ISO_639_1:
        return found
    return f"{language}-{country.upper()}" if country else language


def is_known(code: str) -> bool:
    """Whether a code such as "de-AT" begins with a language.

    Those of three letters (ISO 639-2 and 639-3 have thousands) are taken as they are.
    """
    language = code.split("-", 1)[0].lower()
    return len(language) != len("xx") or language in ISO_639_1
