"""Writes ../api.json: how the API's names differ from those of policies, and what is gone from it.

    python3 preprocessor/crates/aws-doc-facts/data/build/api.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9, npm and pip;
downloads about 130 MB. It has three tables:

- `prefixes`: the prefix of the actions of a service, for names by which SDKs and the CLI call it, such as
  `elasticmapreduce` for `emr`: the name that its requests are signed for.
- `operations`: the actions that authorize an operation that has no action of its own name, as the
  documentation of the operation in botocore names them. Only actions of the same service count.
- `retired`: services of earlier releases of botocore that the current one does not have, with the last of
  these releases that has it.
"""

import collections
import gzip
import hashlib
import json
import pathlib
import re
import sys
import tempfile

from iam import PINS, fetch
from packages import Package, script
from region_history import EARLIER, RETRIEVED
from regions import BOTOCORE

SERVICE = re.compile(r"botocore/data/([^/]+)/([0-9-]+)/service-2\.json(?:\.gz)?")
ACTION = re.compile(r"\b([a-z0-9-]+):([A-Z][A-Za-z0-9]+)\b")


def services(archive):
    """Service -> the name of its newest model."""
    newest = {}
    for name in archive.names():
        match = SERVICE.fullmatch(name)
        if match:
            service, version = match.groups()
            newest[service] = max(newest.get(service, ("", "")), (version, name))
    return {service: name for service, (_, name) in sorted(newest.items())}


def model(archive, name):
    raw = archive.read(name)
    return json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)


def actions(archive):
    """Prefix -> action in lower case -> action."""
    return {
        prefix: {
            action["name"].lower(): action["name"]
            for action in json.loads(archive.read(f"data/actions/{prefix}.json")).values()
        }
        for prefix in json.loads(archive.read("data/services.json"))
    }


def named_actions(documentation, prefix, known):
    """The actions of the service that the documentation of an operation names, in order."""
    text = re.sub(r"<[^>]+>", " ", documentation)
    found = [
        known[action.lower()]
        for of, action in ACTION.findall(text)
        if of == prefix and action.lower() in known
    ]
    return list(dict.fromkeys(found))


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    iam_pin = json.loads(PINS.read_text())[0]
    prefixes, operations, retired = {}, collections.defaultdict(dict), {}
    earlier = [
        Package("PyPI", "botocore", version, sha256, RETRIEVED, "Apache-2.0", BOTOCORE.what)
        for version, sha256 in EARLIER
    ]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        known = actions(fetch(iam_pin, folder))
        archive = BOTOCORE.fetch(folder)
        current = services(archive)
        for service, name in current.items():
            data = model(archive, name)
            metadata = data["metadata"]
            prefix = metadata.get("signingName") or metadata["endpointPrefix"]
            # `execute-api` is for the APIs of customers, whose operations are their own.
            if prefix not in known or prefix == "execute-api":
                continue
            for alias in (service, metadata["endpointPrefix"], metadata["serviceId"].lower()):
                if alias not in known and " " not in alias and "." not in alias:
                    prefixes.setdefault(alias, prefix)
            for operation, described in data["operations"].items():
                if operation.lower() not in known[prefix]:
                    documentation = described.get("documentation", "")
                    found = named_actions(documentation, prefix, known[prefix])
                    if found:
                        listed = operations[prefix].setdefault(operation, [])
                        listed.extend(one for one in found if one not in listed)
        for release in earlier:
            archive = release.fetch(folder)
            for service in services(archive):
                if service not in current:
                    day = archive.built("botocore/__init__.py")
                    retired[service] = {"version": release.version, "released": day}
    rows = [
        *(("prefixes", name, prefixes[name]) for name in sorted(prefixes)),
        *(("operations", name, operations[name]) for name in sorted(operations)),
        *(("retired", name, retired[name]) for name in sorted(retired)),
    ]
    parts = []
    for table in ("prefixes", "operations", "retired"):
        lines = [
            f"    {json.dumps(name)}: {json.dumps(row, sort_keys=True)}"
            for of, name, row in rows
            if of == table
        ]
        parts.append(f"  {json.dumps(table)}: {{\n" + ",\n".join(lines) + "\n  }")
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    (out / "api.json").write_text(text)
    provenance = {
        "set": "api",
        "sources": [
            {"key": "iam-data", **iam_pin},
            {"key": "botocore", **BOTOCORE.provenance()},
            *(release.provenance() for release in earlier),
        ],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "api.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
