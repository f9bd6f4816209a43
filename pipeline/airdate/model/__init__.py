"""The values that flow through Airdate: frozen, plain, importing only those of a feed.

There is one type for each moment of a datum's life, and no field waits for a later stage:

    Episode ─► Recording ─► Release ─► Artifact ─► Step
    (written)  (measured)   (whole)    (an object)  (what to do with it)

Units: seconds, LUFS, dBTP, bytes. Every datetime carries a zone.
"""

from airdate.model.jobs import EpisodeJob, Progress, Recipe, Tags
from airdate.model.listing import Listing, Releases
from airdate.model.measured import (
    Cue,
    EpisodeProbe,
    MasteringReport,
    Measurement,
    Picture,
    Recording,
    SourceTags,
    Timeline,
    Turn,
)
from airdate.model.planned import Action, Notice, Plan, Step
from airdate.model.problems import Place, Problem, Severity
from airdate.model.published import (
    EMPTY_MANIFEST,
    FeedRecord,
    Manifest,
    Published,
    PublishedSummary,
    StoredObject,
    summarize,
)
from airdate.model.released import (
    Art,
    Artifact,
    CacheControl,
    Figure,
    File,
    InStore,
    Layer,
    Media,
    Photo,
    Release,
    Transcript,
    Waiting,
)
from airdate.model.summaries import EpisodeSummary, PageLink
from airdate.model.written import (
    AudioSettings,
    CacheSettings,
    Chapter,
    Correction,
    Draft,
    Episode,
    EpisodeKind,
    Feed,
    HostingSettings,
    NotifySettings,
    Owner,
    Person,
    ProcessingSettings,
    Rendition,
    Settings,
    SiteSettings,
    StorageSettings,
    Subscribers,
    Workspace,
)
from airdate.podcast.namespace_tags import Funding

__all__ = [
    "EMPTY_MANIFEST",
    "Action",
    "Art",
    "Artifact",
    "AudioSettings",
    "CacheControl",
    "CacheSettings",
    "Chapter",
    "Correction",
    "Cue",
    "Draft",
    "Episode",
    "EpisodeJob",
    "EpisodeKind",
    "EpisodeProbe",
    "EpisodeSummary",
    "Feed",
    "FeedRecord",
    "Figure",
    "File",
    "Funding",
    "HostingSettings",
    "InStore",
    "Layer",
    "Listing",
    "Manifest",
    "MasteringReport",
    "Measurement",
    "Media",
    "Notice",
    "NotifySettings",
    "Owner",
    "PageLink",
    "Person",
    "Photo",
    "Picture",
    "Place",
    "Plan",
    "Problem",
    "ProcessingSettings",
    "Progress",
    "Published",
    "PublishedSummary",
    "Recipe",
    "Recording",
    "Release",
    "Releases",
    "Rendition",
    "Settings",
    "Severity",
    "SiteSettings",
    "SourceTags",
    "Step",
    "StorageSettings",
    "StoredObject",
    "Subscribers",
    "Tags",
    "Timeline",
    "Transcript",
    "Turn",
    "Waiting",
    "Workspace",
    "summarize",
]
