from __future__ import annotations

from pipeline.model.podcasting import Image

EPISODE = {
    "images": (Image("https://show.example/art/tall.jpg", aspect_ratio="9/16", purpose="canvas"),)
}
