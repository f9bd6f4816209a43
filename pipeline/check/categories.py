"""The categories that Apple Podcasts knows, in its spelling; names are case-sensitive.

https://podcasters.apple.com/support/1691-apple-podcasts-categories
"""

from __future__ import annotations

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
    known: list[tuple[str, ...]] = [(category,) for category in APPLE]
    known += [(category, name) for category, below in APPLE.items() for name in below]
    wanted = tuple(_plain(name) for name in names)
    return next((each for each in known if tuple(map(_plain, each)) == wanted), None)


def _plain(name: str) -> str:
    words = name.casefold().replace("&", "and")
    return "".join(letter for letter in words if letter.isalnum())
