"""What a storage complains of, for what no test server here can be made to say."""

from __future__ import annotations

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)

from airdate.store.error_messages import explain


@pytest.mark.parametrize(
    ("code", "what", "mend"),
    [
        ("ExpiredToken", "have expired", "sign in again"),
        ("RequestTimeTooSkewed", "clock of this machine is wrong", "set the clock"),
        ("AuthorizationHeaderMalformed", "another region", "region"),
        ("PermanentRedirect", "another region", "region"),
        ("301", "another region", "region"),
        ("NoSuchBucket", "no bucket podcast at https://s3.example", "make it"),
        ("QuotaExceeded", "used up", "room"),
        ("507", "is full", "room"),
        ("SlowDown", "asked too much", "wait"),
        ("429", "asked too much", "wait"),
        ("403", "may not do this", "get, put, delete and list"),
        ("InternalError", "says InternalError to PutObject", "try again"),
    ],
)
def test_each_code_is_said_in_words(code: str, what: str, hint: str) -> None:
    error = ClientError({"Error": {"Code": code, "Message": "secret"}}, "PutObject")
    said, remedy = explain(error, "podcast", "https://s3.example")
    assert what in said
    assert hint in remedy
    assert "secret" not in said + remedy


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (NoCredentialsError(), "no credentials for S3"),
        (SSLError(endpoint_url="https://s3.example", error="x"), "certificate"),
        (ReadTimeoutError(endpoint_url="https://s3.example", error="x"), "does not answer"),
        (ConnectTimeoutError(endpoint_url="https://s3.example", error="x"), "can't be reached"),
        (ValueError("?"), "can't be used (ValueError)"),
    ],
)
def test_each_trouble_with_the_network_is_said_in_words(error: Exception, what: str) -> None:
    assert what in explain(error, "podcast", None)[0]


def test_a_strange_answer_is_told_all_the_same() -> None:
    said, _ = explain(ClientError({}, "HeadObject"), "podcast", None)
    assert said == "S3 says ? to HeadObject"
