"""Writes ../partitions.json: AWS's partitions, how the codes of their Regions begin, the domain of
their services, and the Region of those services that have one endpoint for the whole partition.

    python3 preprocessor/crates/aws-doc-facts/data/build/partitions.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9, pip and
PyPI.
"""

import hashlib
import json
import pathlib
import re
import sys
import tempfile

from packages import script
from regions import BOTOCORE


def begins(pattern):
    """The letters with which every Region code begins that the pattern accepts; none where it
    begins with alternatives, as that of the partition `aws` does."""
    literal = re.match(r"\^((?:[a-z]|\\-)*)", pattern).group(1)
    return literal.replace("\\-", "-")


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = BOTOCORE.fetch(pathlib.Path(folder))
        data = json.loads(archive.read("botocore/data/partitions.json"))
    rows = [
        {
            "partition": partition["id"],
            "begins": begins(partition["regionRegex"]),
            "dns_suffix": partition["outputs"]["dnsSuffix"],
            "global_region": partition["outputs"]["implicitGlobalRegion"],
        }
        for partition in sorted(data["partitions"], key=lambda it: it["id"])
    ]
    text = "[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n]\n"
    (out / "partitions.json").write_text(text)
    provenance = {
        "set": "partitions",
        "sources": [{"key": "botocore", **BOTOCORE.provenance()}],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "partitions.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
