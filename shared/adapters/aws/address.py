"""Finds the address of a service: from a URL, or from the variables that AWS SDKs read."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

_PORTS = {"http": 80, "https": 443}


class AddressError(ValueError):
    """The environment names no address that this client can use; the message says what to set."""


class Address(Struct, frozen=True):
    """A host, its port, and whether it speaks TLS."""

    host: str
    port: int
    tls: bool

    @property
    def authority(self) -> str:
        """Return the value of the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = _PORTS["https" if self.tls else "http"]
        return host if self.port == usual else f"{host}:{self.port}"


def address_of(url: str) -> Address:
    """Return the address in a URL; raise AddressError if it has no host or another scheme."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"{url!r} is no URL: {error}") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise AddressError(f"{url!r} is not http://host or https://host")
    return Address(parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "https")


def region_of(environment: Mapping[str, str]) -> str:
    """Return the region; raise AddressError where none is set."""
    region = environment.get("AWS_DEFAULT_REGION") or environment.get("AWS_REGION")
    if not region:
        raise AddressError("AWS_DEFAULT_REGION is not set")
    return region


def service_address(environment: Mapping[str, str], service: str) -> Address:
    """Return a service's address: the endpoint that is set, or else the region's plain name.

    Raise AddressError for a path in the endpoint, and where only the SDK's rules know the name:
    FIPS and dual-stack endpoints, and partitions other than `aws` and `aws-cn`.
    """
    for name in (f"AWS_ENDPOINT_URL_{service.upper()}", "AWS_ENDPOINT_URL"):
        if url := environment.get(name):
            if urlsplit(url).path.strip("/"):
                raise AddressError(f"{name} must have no path")
            return address_of(url)
    region = region_of(environment)
    special = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")
    if region.startswith("us-iso") or any(environment.get(each) == "true" for each in special):
        raise AddressError(
            f"set AWS_ENDPOINT_URL_{service.upper()}, or RUMPUS_AWS_CLIENT=botocore: "
            "only the SDK knows the service's name here"
        )
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return address_of(f"https://{service}.{region}.{suffix}")
