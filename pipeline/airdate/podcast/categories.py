"""The categories that Apple Podcasts knows, in its spelling; names are case-sensitive.

https://podcasters.apple.com/support/1691-apple-podcasts-categories
"""

from __future__ import annotations

from difflib import get_close_matches

_LINES = """
Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts
Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit
Comedy: Comedy Interviews, Improv, Stand-Up
Education: Courses, How To, Language Learning, Self-Improvement
Fiction: Comedy Fiction, Drama, Science Fiction
Government:
Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality
History:
Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids
Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games
Music: Music Commentary, Music History, Music Interviews
News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, \
Tech News
Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality
Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, \
Nature, Physics, Social Sciences
Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships
Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, \
Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling
Technology:
True Crime:
TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews
"""


def _read(line: str) -> tuple[str, frozenset[str]]:
    category, _, names = line.partition(":")
    return category, frozenset(name.strip() for name in names.split(",") if name.strip())


APPLE = dict(_read(line) for line in _LINES.strip().splitlines())


def is_known(names: tuple[str, ...]) -> bool:
    """Whether this is a category, or a category and a subcategory of it."""
    category, *below = names or ("",)
    return category in APPLE and (not below or (len(below) == 1 and below[0] in APPLE[category]))


def spelled(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the category that is meant where only the spelling differs, else None."""
    wanted = tuple(_plain(name) for name in names)
    return next((each for each in _known() if tuple(map(_plain, each)) == wanted), None)


def near(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the category that is meant, also where a few letters are wrong, else None."""
    if meant := spelled(names):
        return meant
    shapes = {_shape(each): each for each in _known() if len(each) == len(names)}
    close = get_close_matches(_shape(names), shapes, n=1, cutoff=0.85)
    return shapes[close[0]] if close else None


def _known() -> list[tuple[str, ...]]:
    """Return every category, and every subcategory with its own."""
    below = [(category, name) for category, names in APPLE.items() for name in names]
    return [*((category,) for category in APPLE), *below]


def _shape(names: tuple[str, ...]) -> str:
    return "/".join(map(_plain, names))


def _plain(name: str) -> str:
    words = name.casefold().replace("&", "and")
    return "".join(letter for letter in words if letter.isalnum())
