"""The Runtime API's client: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

import http.client
import json

from .marshal import to_json

PREFIX = "/2018-06-01/runtime"


class RuntimeApi:
    def __init__(self, address):
        self._connection = http.client.HTTPConnection(address)

    def next(self):
        """Waits for an invocation; answers its headers and its event as bytes."""
        response, body = self._request("GET", "/invocation/next")
        return response.headers, body

    def respond(self, request_id, payload):
        self._request("POST", f"/invocation/{request_id}/response", payload)

    def fail(self, request_id, error):
        self._report(f"/invocation/{request_id}/error", error)

    def fail_init(self, error, frame):
        cause = {"exceptions": [{"stack": [frame]}]}
        self._report("/init/error", error, {"Lambda-Runtime-Function-XRay-Error-Cause": json.dumps(cause)} if frame else {})

    def _report(self, path, error, headers={}):
        headers = {"Lambda-Runtime-Function-Error-Type": error["errorType"], **headers}
        self._request("POST", path, to_json(error).encode(errors="replace"), headers)

    def _request(self, method, path, body=None, headers={}):
        self._connection.request(method, PREFIX + path, body, headers)
        response = self._connection.getresponse()
        return response, response.read()
