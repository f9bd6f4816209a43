"""A bucket made ready for listeners: who may read what, from which sites, and what is tidied up.

The documents are pure values, so that they can be shown before they are set.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from airdate.store import StoreError
from airdate.store.error_messages import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.store.s3 import Place, S3Store

# What listeners load. The rest, `history/` and head.json, tells of private feeds and of what was
# taken back; it is for those with credentials.
_FOLDERS = (
    *("art", "assets", "cards", "chapters", "embed", "episodes", "feeds", "media", "receipts"),
    # Nobody can list what is here, and no name in it can be guessed.
    "private",
    *("search", "transcripts", "waveforms"),
)
# Of pages in any folder; nothing below `history/` has such a name.
_ENDINGS = (".html", ".txt", ".webmanifest", ".xml")
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to set on a bucket: `document` is what is sent, `why` is for people."""

    name: str
    why: str
    document: dict[str, Any]


def settings(place: Place) -> tuple[Setting, ...]:
    """Return what a bucket needs so that listeners can load a show from it."""
    return (
        Setting("policy", "anybody may read what listeners load, and nothing else", _policy(place)),
        Setting("CORS", "players on other sites may load chapters and transcripts", _cors()),
        Setting(
            "lifecycle",
            f"parts of interrupted uploads are dropped after {_DAYS} days",
            _lifecycle(place),
        ),
    )


def configure_bucket(store: S3Store, chosen: tuple[Setting, ...]) -> tuple[str, ...]:
    """Set what was chosen; return sentences about what this storage does not take.

    An earlier policy, CORS or lifecycle of the bucket is replaced. Raises StoreError where the
    policy can't be set, for without it nobody can listen.
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
            with _told(store.place):
                calls[setting.name](setting.document)
        except StoreError as error:
            if setting.name == "policy":
                raise
            missing.append(f"The {setting.name} was not set: {error.message}.")
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


@contextmanager
def _told(place: Place) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreError(*explain(error, place.bucket, place.endpoint)) from error
