"""Companion pages: HTML, styles and scripts, from the same values as the feeds."""

from pipeline.pages.render import render
from pipeline.pages.view import SiteView

__all__ = ["SiteView", "render"]
