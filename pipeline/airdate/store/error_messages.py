"""Errors of a storage in words that people can act on. Nothing secret is in them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSLError,
)
from urllib3.exceptions import HTTPError

from airdate.store.keys import StoreError
from airdate.text import without_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

_CREDENTIALS = "Check the credentials in the environment, `~/.aws` or the configured profile."
_AGAIN = "Try again; the published show is intact."
_SPACE = "Free some space, then publish again."
_NETWORK = "Check the network, and `endpoint` in `[storage]`."
_EXPIRED = "credentials for {where} have expired", "Sign in again."
_BY_CODE = {
    "NoSuchBucket": (
        "bucket “{bucket}” not found at {where}",
        "Create it, or correct `url` in `[storage]`.",
    ),
    "InvalidAccessKeyId": ("{where} rejected the access key", _CREDENTIALS),
    "SignatureDoesNotMatch": ("{where} rejected the secret key", _CREDENTIALS),
    "ExpiredToken": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "AccessDenied": (
        "access to bucket “{bucket}” denied",
        "Grant get, put, delete and list on its objects.",
    ),
    "RequestTimeTooSkewed": (
        "{where} rejected the request: this computer's clock is wrong",
        "Set the clock, for example with NTP.",
    ),
    "AuthorizationHeaderMalformed": (
        "bucket “{bucket}” is in another region",
        "Set `region` in `[storage]`.",
    ),
    "QuotaExceeded": ("the quota of {where} is exceeded", _SPACE),
    "InsufficientStorage": ("{where} is full", _SPACE),
    "SlowDown": ("{where} is limiting requests", "Wait a minute, then publish again."),
    "NoSuchUpload": ("{where} has dropped an unfinished upload", "Publish again."),
}
_BY_CODE |= {
    "403": _BY_CODE["AccessDenied"],
    "PermanentRedirect": _BY_CODE["AuthorizationHeaderMalformed"],
    "301": _BY_CODE["AuthorizationHeaderMalformed"],
    "307": _BY_CODE["AuthorizationHeaderMalformed"],
    "507": _BY_CODE["InsufficientStorage"],
    "503": _BY_CODE["SlowDown"],
    "429": _BY_CODE["SlowDown"],
    "ServiceUnavailable": _BY_CODE["SlowDown"],
    "XMinioStorageFull": _BY_CODE["InsufficientStorage"],
}
_BY_CLASS: tuple[tuple[type[Exception], str, str], ...] = (
    (NoCredentialsError, "no credentials found for {where}", _CREDENTIALS),
    (PartialCredentialsError, "credentials for {where} are incomplete", _CREDENTIALS),
    (ProfileNotFound, "profile in airdate.toml not found in `~/.aws`", _CREDENTIALS),
    (SSLError, "certificate of {where} is not trusted", "Check `endpoint` in `[storage]`."),
    (ReadTimeoutError, "{where} did not respond in time", _AGAIN),
    (ConnectTimeoutError, "cannot connect to {where}", _NETWORK),
    (EndpointConnectionError, "cannot connect to {where}", _NETWORK),
    (ConnectionClosedError, "{where} closed the connection", _AGAIN),
)


@contextmanager
def in_words(bucket: str, endpoint: str | None) -> Iterator[None]:
    """Raise StoreError for the library's errors."""
    try:
        yield
    except (BotoCoreError, ClientError, HTTPError) as error:
        raise StoreError(*explain(error, bucket, endpoint)) from error


def explain(error: Exception, bucket: str, endpoint: str | None) -> tuple[str, str]:
    """Return the message and the hint for an error of the library."""
    message, hint = _words(error)
    return message.format(bucket=bucket, where=where(endpoint)), hint


def where(endpoint: str | None) -> str:
    """Return the name of a storage, for people."""
    return without_credentials(endpoint) if endpoint else "S3"


def _words(error: Exception) -> tuple[str, str]:
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", "?"))
        unknown = f"{{where}} returned {code} for {error.operation_name}"
        hint = "Try again; if it persists, ask the storage's operator."
        return _BY_CODE.get(code, (unknown, hint))
    for kind, message, hint in _BY_CLASS:
        if isinstance(error, kind):
            return message, hint
    return f"cannot use {{where}} ({type(error).__name__})", _NETWORK
