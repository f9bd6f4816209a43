"""Companion pages: HTML, styles and one script, from the same values as the feeds."""

from pipeline.pages.render import SiteView, render

__all__ = ["SiteView", "render"]
