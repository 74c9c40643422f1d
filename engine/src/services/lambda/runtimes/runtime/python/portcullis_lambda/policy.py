"""The way that a function's calls may go: to the engine in AWS's stead, straight to this machine, or nowhere."""

import re

AWS_HOST = re.compile(r"(^|\.)(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$")
LOOPBACK_HOST = re.compile(
    r"^(localhost|.+\.localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|::|::1|::ffff:127(\.\d{1,3}){3})$"
)

# SDKs put a prefix before the hosts of StartSyncExecution and StartLiveTail, whatever host they are given.
PREFIXED_HOST = re.compile(r"^(?:sync|stream|streaming)-(localhost|127(\.\d{1,3}){3})$")


def create_policy(domain_names):
    """Gives the function that decides for a host: `engine`, `direct` or `refused`."""
    ours = {_normalize(name) for name in domain_names}

    def decide(host):
        name = _normalize(host)
        if not name or LOOPBACK_HOST.match(name):
            return "direct"
        is_engine = AWS_HOST.search(name) or PREFIXED_HOST.match(name) or name in ours
        return "engine" if is_engine else "refused"

    return decide


def refusal(host, port):
    return (
        f"A function's calls stay on this machine, so {host}:{port} was not called "
        "(calls to AWS are answered here)."
    )


def _normalize(host):
    return host.lower().strip("[]").rstrip(".").partition("%")[0]
