"""A Lambda runtime for Python: loads a handler, and serves one invocation after the other over the Runtime API."""
