"""Language tags (BCP 47), by langcodes' copy of IANA's registry. Pure."""

from __future__ import annotations

# Codes of countries that are often written for a language. Those that are a language's too, such
# as "se" (Northern Sami), are valid tags.
_COUNTRIES = {
    "at": "de-AT",
    "cn": "zh-CN",
    "cz": "cs",
    "dk": "da",
    "gb": "en-GB",
    "gr": "el",
    "jp": "ja",
    "us": "en-US",
}


def is_language(tag: str) -> bool:
    """Whether this is a tag whose subtags are registered, such as "en" or "de-AT".

    BCP 47 has no underscore (https://www.rfc-editor.org/rfc/rfc5646#section-2.1); langcodes reads
    it as a hyphen.
    """
    from langcodes import tag_is_valid  # its tables take 30 ms to load

    return "_" not in tag and tag_is_valid(tag)


def suggestion(tag: str) -> str | None:
    """Return the nearest valid tag, in its usual spelling; None if there is none."""
    from langcodes import standardize_tag, tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    subtags = tag.strip().lower().replace("_", "-").split("-")
    if found := _COUNTRIES.get(subtags[0]):
        return found
    plain = "-".join(subtags)
    try:
        return standardize_tag(plain) if tag_is_valid(plain) else None
    except LanguageTagError:
        return None
