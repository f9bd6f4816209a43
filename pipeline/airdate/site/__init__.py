"""Companion pages: HTML, styles and scripts, from the same values as the feeds."""

from airdate.site.context import SiteView
from airdate.site.pages import Pages

__all__ = ["Pages", "SiteView"]
