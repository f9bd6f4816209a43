"""What a storage complains of, for what no test server here can be made to say."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)

from airdate.model import Place, Problem, Severity
from airdate.store import directory, error_messages
from airdate.store.error_messages import explain
from tests.message_grammar import faults


@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        ("ExpiredToken", "have expired", "Sign in again"),
        ("RequestTimeTooSkewed", "clock is wrong", "Set the clock"),
        ("AuthorizationHeaderMalformed", "another region", "region"),
        ("PermanentRedirect", "another region", "region"),
        ("301", "another region", "region"),
        ("NoSuchBucket", "bucket “podcast” not found at https://s3.example", "Create it"),
        ("QuotaExceeded", "is exceeded", "Free some space"),
        ("507", "is full", "Free some space"),
        ("SlowDown", "is limiting requests", "Wait"),
        ("429", "is limiting requests", "Wait"),
        ("403", "access to bucket", "Grant get, put, delete and list"),
        ("InternalError", "returned InternalError for PutObject", "Try again"),
    ],
)
def test_each_code_is_said_in_words(code: str, message: str, hint: str) -> None:
    error = ClientError({"Error": {"Code": code, "Message": "secret"}}, "PutObject")
    said, remedy = explain(error, "podcast", "https://s3.example")
    assert message in said
    assert hint in remedy
    assert "secret" not in said + remedy


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (NoCredentialsError(), "no credentials found for S3"),
        (SSLError(endpoint_url="https://s3.example", error="x"), "certificate"),
        (ReadTimeoutError(endpoint_url="https://s3.example", error="x"), "did not respond"),
        (ConnectTimeoutError(endpoint_url="https://s3.example", error="x"), "cannot connect to S3"),
        (ValueError("?"), "cannot use S3 (ValueError)"),
    ],
)
def test_each_trouble_with_the_network_is_said_in_words(error: Exception, message: str) -> None:
    assert message in explain(error, "podcast", None)[0]


def test_a_strange_answer_is_told_all_the_same() -> None:
    said, _ = explain(ClientError({}, "HeadObject"), "podcast", None)
    assert said == "S3 returned ? for HeadObject"


def test_a_password_in_the_endpoint_is_not_shown() -> None:
    error = ReadTimeoutError(endpoint_url="x", error="x")
    message, hint = explain(error, "podcast", "https://ada:secret@s3.example")
    assert message == "https://s3.example did not respond in time"
    assert "secret" not in hint


TABLES = (
    *error_messages._BY_CODE.values(),
    *((message, hint) for _, message, hint in error_messages._BY_CLASS),
    *directory._ERRORS.values(),
)


@pytest.mark.parametrize(("message", "hint"), sorted(set(TABLES)))
def test_what_is_said_of_a_storage_is_in_the_grammar_of_messages(message: str, hint: str) -> None:
    said = message.format(where="S3", bucket="podcast", path="/srv/show")
    place = Place(PurePosixPath("airdate.toml"))
    assert faults(Problem("storage-failed", Severity.ERROR, place, said, hint)) == []
