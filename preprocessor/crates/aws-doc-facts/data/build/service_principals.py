"""Writes ../service_principals.json: the names of service principals that AWS's own managed policies
and the AWS CDK's list use, without those of single Regions.

    python3 preprocessor/crates/aws-doc-facts/data/build/service_principals.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9, npm and its registry.
AWS publishes no whole list, so a name that is not here may still exist.
"""

import hashlib
import json
import pathlib
import re
import sys
import tempfile

from managed_policies import POLICIES
from packages import script
from regions import REGION_INFO

# A name as it stands for itself: not a part of a URL, an ARN, a mail address or a pattern.
NAME = re.compile(
    r"(?<![\w.:/@*-])((?:[a-z][a-z0-9-]*\.)+(?:amazonaws\.com(?:\.cn)?|amazon\.com))(?![\w.:/-])"
)
REGION = re.compile(r"[a-z]+(-[a-z]+)+-\d")


def names(text):
    """The principals in a text, but for those that name a Region, and for AWS's sites."""
    found = {match[1] for match in NAME.finditer(text)}
    return {
        name
        for name in found
        if not any(REGION.fullmatch(label) for label in name.split("."))
        and not name.endswith(("aws.amazon.com", "docs.amazon.com"))
    }


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        found = names(POLICIES.fetch(folder).read("dist/managedPolicies.json").decode())
        found |= names(REGION_INFO.fetch(folder).read("lib/default.js").decode())
    text = "[\n" + ",\n".join(f"  {json.dumps(name)}" for name in sorted(found)) + "\n]\n"
    (out / "service_principals.json").write_text(text)
    provenance = {
        "set": "service_principals",
        "sources": [
            {"key": "managed-policies", **POLICIES.provenance()},
            {"key": "region-info", **REGION_INFO.provenance()},
        ],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "service_principals.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
