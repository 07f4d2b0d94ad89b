"""Addresses of the web that people type. None is ever fetched."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from kenes.claims.errors import UnusableLink
from kenes.councils import checks

OWN_NETWORK = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


def web_address(url: str, field: str) -> str:
    """Return an address that every reader can open, or an empty text; refuse what names a network of one's own."""
    url = checks.line(url, field, most=1000)
    if not url:
        return ""
    if not is_web_address(url):
        raise UnusableLink(field=field)
    return url


def is_web_address(url: str) -> bool:
    """Return whether every reader could open an address."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and not parts.username and is_public(parts.hostname or "") and (parts.port or 1) > 0
    except ValueError:
        return False
    return known and not any(c.isspace() for c in url)


def is_public(host: str) -> bool:
    """Return whether a host is one of the public web: a name with a dot, or an address that is not private.

    Browsers read what ends in a number as an address, also in ways that we do not: 127.1, 0x7f.1, 010.0.0.1.
    """
    try:
        return ip_address(host).is_global
    except ValueError:
        name = host.strip(".")
        last = name.rpartition(".")[2]
        return "." in name and not last.isdigit() and not last.startswith("0x") and not name.endswith(OWN_NETWORK)
