from __future__ import annotations

from airdate.model import Owner

FEED = {"owner": Owner("The Harbour Desk", "desk@show.example"), "locked": True}
