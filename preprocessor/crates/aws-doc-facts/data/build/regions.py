"""Writes ../regions.json: every AWS Region that the sources know, and which of them offer
Amazon Bedrock.

    python3 preprocessor/crates/aws-doc-facts/data/build/regions.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9, pip
and npm, and the package registries.
"""

import gzip
import hashlib
import json
import pathlib
import re
import sys
import tempfile

from packages import Package, script

BOTOCORE = Package(
    "PyPI", "botocore", "1.44.5",
    "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921",
    "2026-11-22", "Apache-2.0", "AWS endpoint data",
)
MOTO = Package(
    "PyPI", "moto", "5.2.5",
    "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528",
    "2026-11-22", "Apache-2.0", "capture of AWS's SSM public parameters",
)
REGION_INFO = Package(
    "npm", "@aws-cdk/region-info", "2.269.0",
    "b515ba0e1de739ce783c6ef4e0eeb12341bc26aea8a74a589236e28ae07b5349",
    "2026-11-22", "Apache-2.0", "AWS CDK's list of Regions in order of launch",
)


def endpoints(archive):
    """Region -> partition and name, and the Regions with an endpoint of the Bedrock control
    plane, by botocore. Keys such as `bedrock-us-east-1` and `fips-…` are endpoints, not
    Regions, and are left out; the `bedrock-runtime` service is not asked at all, since its list
    has stood still since 2025-03."""
    data = json.loads(archive.read("botocore/data/endpoints.json"))
    known, bedrock = {}, set()
    for partition in data["partitions"]:
        for code, region in partition["regions"].items():
            known[code] = (partition["partition"], region["description"])
        offered = partition["services"].get("bedrock", {}).get("endpoints", {})
        bedrock.update(code for code in offered if code in partition["regions"])
    return known, bedrock


def parameters(archive):
    """Region -> long name, and the Regions of Bedrock, by the captured SSM parameters
    /aws/service/global-infrastructure."""
    def tree(name):
        data = json.loads(gzip.decompress(archive.read(f"moto/ssm/resources/{name}.json.gz")))
        return data["aws"]["service"]["global-infrastructure"][name]

    names = {
        code: region["longName"]["Value"]
        for code, region in tree("regions").items()
        if isinstance(region, dict) and "longName" in region
    }
    offered = tree("services")["bedrock"]["regions"]
    return names, {code for code in offered if code != "Value"}


def opt_in(archive):
    """Region -> whether an account must opt in: AWS CDK lists the Regions in order of launch
    with a mark from which on every Region of the partition `aws` is opt-in."""
    text = archive.read("lib/aws-entities.js").decode()
    body = re.search(r"AWS_REGIONS_AND_RULES = \[(.*?)\n\];", text, re.S).group(1)
    states, late = {}, False
    for line in body.splitlines():
        code = re.match(r"\s*'([a-z0-9-]+)'", line)
        if code:
            states[code.group(1)] = late
        elif "BECOMES_OPT_IN" in line:
            late = True
    return states


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        known, with_endpoint = endpoints(BOTOCORE.fetch(folder))
        names, with_parameter = parameters(MOTO.fetch(folder))
        states = opt_in(REGION_INFO.fetch(folder))
    regions = []
    for code in sorted(known.keys() | names.keys() | with_endpoint | with_parameter):
        partition, name = known.get(code, (None, None))
        # The opt-in mark speaks of the partition `aws` only.
        state = states.get(code) if partition == "aws" else None
        regions.append({
            "code": code,
            "name": names.get(code) or name,
            "partition": partition,
            "opt_in": state,
            "known_to": [s for s, has in (("botocore", code in known), ("ssm", code in names)) if has],
            "bedrock": [
                s for s, has in
                (("botocore", code in with_endpoint), ("ssm", code in with_parameter)) if has
            ],
        })
    rows = ",\n".join("  " + json.dumps(region, ensure_ascii=False) for region in regions)
    text = f"[\n{rows}\n]\n"
    (out / "regions.json").write_text(text)
    provenance = {
        "set": "regions",
        "sources": [
            {"key": key, **package.provenance()}
            for key, package in
            (("botocore", BOTOCORE), ("ssm", MOTO), ("region-info", REGION_INFO))
        ],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "regions.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
