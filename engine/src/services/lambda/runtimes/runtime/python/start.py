"""Started by the engine as a function's own process, with one argument: its options as JSON."""

import json
import sys

from portcullis_lambda.runtime import serve

serve(json.loads(sys.argv[1]))
