"""Addresses: which ones anybody on the internet can mean, also those that carry another one."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from airdate.web.addresses import is_public

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - the unspecified one
    "10.1.2.3",
    "100.64.0.1",  # CGNAT
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",  # clouds' metadata
    "172.16.0.1",
    "192.168.1.1",
    "198.18.0.1",  # benchmarks
    "224.0.0.251",  # multicast
    "240.0.0.1",
    "255.255.255.255",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1"]
V6_PRIVATE = ["::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1"]
V6_PUBLIC = ["2606:4700:4700::1111", "2a00:1450:4001:830::200e"]


def carried(address: str) -> list[str]:
    """Every IPv6 address that a gateway turns into an IPv4 one."""
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    return [
        f"::ffff:{address}",
        f"64:ff9b::{address}",
        f"2002:{high:x}:{low:x}::1",
    ]


@pytest.mark.parametrize("address", PRIVATE + V6_PRIVATE)
def test_an_address_of_this_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC + V6_PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [each for inner in PRIVATE for each in carried(inner)])
def test_an_address_that_carries_a_private_one_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [each for inner in PUBLIC for each in carried(inner)])
def test_an_address_that_carries_a_public_one_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "::127.0.0.1",  # IPv4-compatible, deprecated
        "::8.8.8.8",
        "64:ff9b:1::a00:1",  # NAT64 of a network's own
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",  # Teredo of a client at 10.0.0.1
        "2001:0:a00:1:8000:63bf:f7f7:f7f7",  # Teredo by a server at 10.0.0.1
    ],
)
def test_what_no_public_server_has_is_not_public(address: str) -> None:
    assert not is_public(address)
