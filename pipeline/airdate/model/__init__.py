"""The values that flow through Airdate: frozen, plain, importing only those of a feed.

There is one type for each moment of a datum's life, and no field waits for a later stage:

    Episode ─► Recording ─► Release ─► Artifact ─► Step
    (written)  (measured)   (whole)    (an object)  (what to do with it)

Units: seconds, LUFS, dBTP, bytes. Every datetime carries a zone.
"""

from airdate.model.jobs import Order, Progress, Recipe, Tags
from airdate.model.measured import (
    Cue,
    Measurement,
    Picture,
    Receipt,
    Recording,
    SourceTags,
    Survey,
    Timeline,
    Turn,
)
from airdate.model.planned import Action, Notice, Plan, Step
from airdate.model.problems import Place, Problem, Severity
from airdate.model.published import EMPTY_HEAD, Entry, FeedRecord, Head, Published
from airdate.model.released import (
    AlreadyOut,
    Art,
    Artifact,
    CacheControl,
    Figure,
    File,
    Layer,
    Media,
    Photo,
    Release,
    Transcript,
)
from airdate.model.written import (
    AudioSettings,
    Chapter,
    Correction,
    Draft,
    Episode,
    EpisodeKind,
    Feed,
    Funding,
    HostingSettings,
    Owner,
    Person,
    Rendition,
    Settings,
    SiteSettings,
    StorageSettings,
    Subscribers,
    TellSettings,
    Treatment,
    Workspace,
)

__all__ = [
    "EMPTY_HEAD",
    "Action",
    "AlreadyOut",
    "Art",
    "Artifact",
    "AudioSettings",
    "CacheControl",
    "Chapter",
    "Correction",
    "Cue",
    "Draft",
    "Entry",
    "Episode",
    "EpisodeKind",
    "Feed",
    "FeedRecord",
    "Figure",
    "File",
    "Funding",
    "Head",
    "HostingSettings",
    "Layer",
    "Measurement",
    "Media",
    "Notice",
    "Order",
    "Owner",
    "Person",
    "Photo",
    "Picture",
    "Place",
    "Plan",
    "Problem",
    "Progress",
    "Published",
    "Receipt",
    "Recipe",
    "Recording",
    "Release",
    "Rendition",
    "Settings",
    "Severity",
    "SiteSettings",
    "SourceTags",
    "Step",
    "StorageSettings",
    "Subscribers",
    "Survey",
    "Tags",
    "TellSettings",
    "Timeline",
    "Transcript",
    "Treatment",
    "Turn",
    "Workspace",
]
