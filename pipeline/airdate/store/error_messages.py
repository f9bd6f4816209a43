"""What a storage complains of, in words that people can act on. Nothing secret is in them."""

from __future__ import annotations

from botocore.exceptions import (
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

_CREDENTIALS = "check the keys in the environment, in ~/.aws or in the profile that is named"
_BY_CODE = {
    "NoSuchBucket": ("there is no bucket {bucket} at {where}", "make it, or mend [storage] url"),
    "InvalidAccessKeyId": ("{where} does not know your access key", _CREDENTIALS),
    "SignatureDoesNotMatch": ("{where} does not accept your secret key", _CREDENTIALS),
    "ExpiredToken": ("your credentials for {where} have expired", "sign in again"),
    "TokenRefreshRequired": ("your credentials for {where} have expired", "sign in again"),
    "AccessDenied": (
        "your credentials may not do this in the bucket {bucket}",
        "they need to get, put, delete and list objects there",
    ),
    "RequestTimeTooSkewed": (
        "the clock of this machine is wrong, so that {where} refuses what it signs",
        "set the clock, best by NTP",
    ),
    "AuthorizationHeaderMalformed": (
        "the bucket {bucket} is in another region",
        "name it as [storage] region",
    ),
    "PermanentRedirect": (
        "the bucket {bucket} is in another region",
        "name it as [storage] region",
    ),
    "QuotaExceeded": ("the quota of {where} is used up", "make room there, then publish again"),
    "InsufficientStorage": ("{where} is full", "make room there, then publish again"),
    "SlowDown": ("{where} is asked too much", "wait a minute, then publish again"),
    "NoSuchUpload": ("{where} has dropped an upload half-way", "publish again"),
}
_BY_CODE |= {
    "403": _BY_CODE["AccessDenied"],
    "301": _BY_CODE["PermanentRedirect"],
    "307": _BY_CODE["PermanentRedirect"],
    "507": _BY_CODE["InsufficientStorage"],
    "503": _BY_CODE["SlowDown"],
    "429": _BY_CODE["SlowDown"],
    "ServiceUnavailable": _BY_CODE["SlowDown"],
    "XMinioStorageFull": _BY_CODE["InsufficientStorage"],
}
_BY_CLASS: tuple[tuple[type[Exception], str, str], ...] = (
    (NoCredentialsError, "no credentials for {where} were found", _CREDENTIALS),
    (PartialCredentialsError, "half of the credentials for {where} are missing", _CREDENTIALS),
    (ProfileNotFound, "the profile that airdate.toml names is not in ~/.aws", _CREDENTIALS),
    (SSLError, "{where} has a certificate that is not trusted", "check [storage] endpoint"),
    (ReadTimeoutError, "{where} does not answer", "try again; what is published stays whole"),
    (ConnectTimeoutError, "{where} can't be reached", "check the network, and [storage] endpoint"),
    (EndpointConnectionError, "{where} can't be reached", "check the network and the endpoint"),
    (ConnectionClosedError, "{where} breaks off", "try again; what is published stays whole"),
)


def explain(error: Exception, bucket: str, endpoint: str | None) -> tuple[str, str]:
    """Return what happened and how to mend it."""
    where = endpoint or "S3"
    what, hint = _words(error)
    return what.format(bucket=bucket, where=where), hint


def _words(error: Exception) -> tuple[str, str]:
    if isinstance(error, ClientError):
        said = error.response.get("Error", {})
        code = str(said.get("Code", "?"))
        unknown = f"{{where}} says {code} to {error.operation_name}"
        return _BY_CODE.get(code, (unknown, "try again; if it stays so, ask who runs the storage"))
    for kind, what, hint in _BY_CLASS:
        if isinstance(error, kind):
            return what, hint
    return "{where} can't be used (" + type(error).__name__ + ")", "check [storage] and the network"
