"""
Leads this process's calls to AWS to the engine, whichever library makes them: names of AWS resolve to the engine's
address, and what is connected there speaks plain HTTP where the caller meant TLS. All else outside this machine is
refused by an audit hook, which sees every connection that the interpreter makes and cannot be taken out again.
"""

import errno
import socket
import ssl
import sys

from .policy import create_policy, refusal

# Events of connecting, and of sending without a connection; the address is the second argument.
SOCKET_EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg")


def lead_outgoing_calls(engine, domain_names):
    """`engine`: its host and port."""
    decide = create_policy(domain_names)
    _lead_names(engine, decide)
    _lead_tls(engine)
    _guard_sockets(decide)


def _text(host):
    return host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host or "")


def _lead_names(engine, decide):
    original = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        verdict = decide(_text(host))
        if verdict == "refused":
            raise socket.gaierror(socket.EAI_FAIL, refusal(_text(host), port))
        if verdict == "direct":
            return original(host, port, *args, **kwargs)
        # The caller may have asked for IPv6 only, which the engine's address is not.
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", engine)]

    socket.getaddrinfo = getaddrinfo


class _PlainSocket(socket.socket):
    """A connection to the engine, for a caller that asked for TLS with `meant_host`."""

    meant_host = ""

    def getpeercert(self, binary_form=False):
        # Some libraries compare the name themselves; the engine stands in for whomever they mean.
        names = (("DNS", self.meant_host), ("IP Address", self.meant_host))
        return b"" if binary_form else {"subjectAltName": names}

    def selected_alpn_protocol(self):
        return None

    def version(self):
        return None

    def cipher(self):
        return None

    def do_handshake(self):
        pass

    def unwrap(self):
        return self


def _lead_tls(engine):
    original = ssl.SSLContext.wrap_socket

    def wrap_socket(self, sock, *args, server_hostname=None, **kwargs):
        if not _is_connected_to(sock, engine):
            return original(self, sock, *args, server_hostname=server_hostname, **kwargs)
        timeout = sock.gettimeout()
        plain = _PlainSocket(fileno=sock.detach())
        plain.settimeout(timeout)
        plain.meant_host = server_hostname
        return plain

    ssl.SSLContext.wrap_socket = wrap_socket


def _is_connected_to(sock, engine):
    try:
        return sock.getpeername()[:2] == engine
    except OSError:
        return False


def _guard_sockets(decide):
    def guard(event, args):
        if event in SOCKET_EVENTS:
            _require_this_machine(args[1], decide)
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            _require(args[0], args[1] if len(args) > 1 else "", decide)

    sys.addaudithook(guard)


def _require_this_machine(address, decide):
    # A path is a socket of this machine.
    if isinstance(address, tuple) and len(address) >= 2:
        _require(address[0], address[1], decide)


def _require(host, port, decide):
    # A name of AWS that comes here was not led to the engine, by whatever way it was looked up.
    if decide(_text(host)) != "direct":
        raise PermissionError(errno.EACCES, refusal(_text(host), port))
