"""Prints what python-dotenv reads from each file named on the command line, as JSON."""

import io
import json
import logging
import os
import sys

import dotenv
import dotenv.parser

logging.disable(logging.CRITICAL)
os.environ.clear()
results = []
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    values = dotenv.dotenv_values(stream=io.StringIO(text, newline=""))
    bindings = list(dotenv.parser.parse_stream(io.StringIO(text, newline="")))
    results.append(
        {
            "values": {k: v for k, v in values.items() if v is not None},
            "faults": sum(binding.error for binding in bindings),
        }
    )
json.dump(results, sys.stdout)
