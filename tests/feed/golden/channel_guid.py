from __future__ import annotations

FEED = {"guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810"}
