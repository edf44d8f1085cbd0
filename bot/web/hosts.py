"""Which addresses to listen on are this machine's alone."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Tell whether a server bound to this host can be reached from this machine only."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
