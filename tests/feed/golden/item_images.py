from __future__ import annotations

from airdate.podcast.namespace_values import Image

EPISODE = {
    "images": (Image("https://show.example/art/tall.jpg", aspect_ratio="9/16", purpose="canvas"),)
}
