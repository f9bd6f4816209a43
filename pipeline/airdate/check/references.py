"""Sources of the rules, each with the month in which it was read, and the directories."""

from __future__ import annotations

OURS = "an article and its interview are published together, whole, or not at all"
APPLE_823 = "https://podcasters.apple.com/support/823-podcast-requirements (2026-11)"
APPLE_893 = "https://podcasters.apple.com/support/893-audio-requirements (2026-11)"
APPLE_896 = "https://podcasters.apple.com/support/896-artwork-requirements (2026-11)"
APPLE_5316 = "https://podcasters.apple.com/support/5316-chapters-on-apple-podcasts (2026-11)"
APPLE_TAGS = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390 (as others cite it)"
HTTP = "https://www.rfc-editor.org/rfc/rfc9110#section-13 (common knowledge)"
IAB = "https://iabtechlab.com/standards/podcast-measurement-guidelines/ (2026-11)"
MAIL_DATES = "https://www.rfc-editor.org/rfc/rfc2822#section-3.3 (common knowledge)"
NAMES = "https://www.rfc-editor.org/rfc/rfc2606 (common knowledge)"
OWASP = "https://owasp.org/www-community/attacks/xss/ (common knowledge)"
PAGED = "https://www.rfc-editor.org/rfc/rfc5005 (2026-11)"
PODCASTING = "https://podcasting2.org/docs/podcast-namespace (2026-11)"
PRIVATE = "https://github.com/mxpv/podsync/issues/188 (2026-11): a private feed was indexed"
PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification (2026-11)"
RSS = "https://www.rssboard.org/rss-specification (2026-11)"
RSS_PROFILE = "https://www.rssboard.org/rss-profile (2026-11)"
WCAG = "https://www.w3.org/TR/WCAG22/#contrast-minimum (2026-11)"
XML = "https://www.w3.org/TR/xml/ (2026-11)"
XML_BOMBS = "https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing"
XML_BOMBS += " (common knowledge)"
YOUTUBE = "https://support.google.com/youtube/answer/13525207 (common knowledge)"

# Directories, by what is demanded of them together.
ALL = frozenset({"apple", "spotify", "youtube", "amazon", "psp1"})
NONE: frozenset[str] = frozenset()
FOR_APPLE = frozenset({"apple"})
FOR_PSP = frozenset({"psp1"})
FOR_AMAZON = frozenset({"amazon"})
FOR_YOUTUBE = frozenset({"youtube"})
PLAYED = frozenset({"apple", "spotify"})
BOTH = FOR_APPLE | FOR_PSP
