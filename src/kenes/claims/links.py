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
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = parts.scheme in ("http", "https") and not parts.username and is_public(host) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or " " in url:
        raise UnusableLink(field=field)
    return url


def is_public(host: str) -> bool:
    """Return whether a host is one of the public web: a name with a dot, or an address that is not private."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith(OWN_NETWORK)
