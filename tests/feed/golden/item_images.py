from __future__ import annotations

from airdate.podcast.namespace_tags import Image

EPISODE = {
    "images": (Image("https://show.example/art/tall.jpg", aspect_ratio="9/16", purpose="canvas"),)
}
