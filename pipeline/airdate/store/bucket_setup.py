"""The settings of a bucket that listeners need: public reads, CORS, lifecycle.

The documents are pure values, so that they can be shown before they are applied.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from airdate.store import StoreError
from airdate.store.error_messages import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from airdate.store.s3 import Place, S3Store

# What listeners load. The rest, `history/` and head.json, reveals private feeds and what was
# unpublished, and needs credentials.
_FOLDERS = (
    *("art", "assets", "cards", "chapters", "embed", "episodes", "feeds", "media", "reports"),
    "receipts",  # what reports were published as before 0.1.0
    # Nobody can list what is here, and no name in it can be guessed.
    "private",
    *("search", "transcripts", "waveforms"),
)
# Of pages in any folder; nothing below `history/` has such a name.
_ENDINGS = (".html", ".txt", ".webmanifest", ".xml")
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a bucket: the `document` to send, and `why`, for people."""

    name: str
    why: str
    document: dict[str, Any]


def settings(place: Place) -> tuple[Setting, ...]:
    """Return the settings with which listeners can load a show from a bucket."""
    return (
        Setting("policy", "lets anyone read what listeners load, and nothing else", _policy(place)),
        Setting("CORS", "lets players on other sites load chapters and transcripts", _cors()),
        Setting(
            "lifecycle",
            f"deletes the parts of interrupted uploads after {_DAYS} days",
            _lifecycle(place),
        ),
    )


def configure_bucket(store: S3Store, chosen: tuple[Setting, ...]) -> tuple[str, ...]:
    """Apply settings; return a sentence for each that this storage doesn't support.

    Replaces the bucket's earlier policy, CORS or lifecycle. Raises StoreError if the policy can't
    be set: without it nobody can listen.
    """
    bucket = {"Bucket": store.place.bucket}
    client = store.client
    calls: dict[str, Callable[[dict[str, Any]], Any]] = {
        "policy": lambda each: client.put_bucket_policy(**bucket, Policy=json.dumps(each)),
        "CORS": lambda each: client.put_bucket_cors(**bucket, CORSConfiguration=each),
        "lifecycle": lambda each: client.put_bucket_lifecycle_configuration(
            **bucket, LifecycleConfiguration=each
        ),
    }
    missing = []
    for setting in chosen:
        try:
            with in_words(store.place.bucket, store.place.endpoint):
                calls[setting.name](setting.document)
        except StoreError as error:
            if setting.name == "policy":
                raise
            missing.append(f"{setting.name} not set: {error.message}")
    return tuple(missing)


def _policy(place: Place) -> dict[str, Any]:
    own = f"arn:aws:s3:::{place.bucket}/{place.prefix}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ListenersMayRead",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:GetObject"],
                "Resource": [
                    *(f"{own}{folder}/*" for folder in _FOLDERS),
                    *(f"{own}*{ending}" for ending in _ENDINGS),
                ],
            }
        ],
    }


def _cors() -> dict[str, Any]:
    return {
        "CORSRules": [
            {
                "AllowedMethods": ["GET", "HEAD"],
                "AllowedOrigins": ["*"],
                "AllowedHeaders": ["Range", "If-None-Match"],
                "ExposeHeaders": ["Content-Length", "Content-Range", "ETag"],
                "MaxAgeSeconds": 3600,
            }
        ]
    }


def _lifecycle(place: Place) -> dict[str, Any]:
    return {
        "Rules": [
            {
                "ID": "airdate-interrupted-uploads",
                "Status": "Enabled",
                "Filter": {"Prefix": place.prefix},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _DAYS},
            }
        ]
    }
