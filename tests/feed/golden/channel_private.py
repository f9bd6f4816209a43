FEED = {
    "private": True,
    "hub": "https://hub.example/",
    "podping": True,
}
