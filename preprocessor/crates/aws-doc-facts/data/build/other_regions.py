"""Writes ../other_regions.json: names of other providers' regions that have the form of a Region of
AWS, such as `us-ashburn-1`. Names that AWS has too are left out.

    python3 preprocessor/crates/aws-doc-facts/data/build/other_regions.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9 and npm.
The list of Oracle comes from its SDK. Those of providers of S3-compatible storage are in
`other_regions.tsv`, copied from the source that it names.
"""

import collections
import hashlib
import json
import pathlib
import re
import sys
import tempfile

from packages import Package, script

HERE = pathlib.Path(__file__).parent
OCI = Package(
    "npm",
    "oci-common",
    "2.142.1",
    "0632b636bb289cb9159569f82ea1c6b418fe4f32874a7801b2776edd5e86d273",
    "2026-11-29",
    "UPL-1.0 OR Apache-2.0",
    "Oracle's list of its regions",
)
TABLE = HERE / "other_regions.tsv"
# The first line of the table says what it was copied from.
COPIED = json.loads(TABLE.read_text().splitlines()[0].removeprefix("# "))
FORM = re.compile(r"[a-z]+(-[a-z]+){1,2}-[0-9]{1,2}")


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    providers = collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        text = OCI.fetch(pathlib.Path(folder)).read("lib/region.js").decode()
    for name in re.findall(r'"([a-z0-9-]+)"', text):
        providers[name].add("Oracle")
    source = {**COPIED, "sha256": hashlib.sha256(TABLE.read_bytes()).hexdigest()}
    for line in TABLE.read_text().splitlines()[1:]:
        provider, *names = line.split()
        for name in names:
            providers[name].add(provider)
    known = {region["code"] for region in json.loads((HERE.parent / "regions.json").read_text())}
    rows = {
        name: sorted(providers[name])
        for name in sorted(providers)
        if FORM.fullmatch(name) and name not in known
    }
    body = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    text = "{\n" + body + "\n}\n"
    (out / "other_regions.json").write_text(text)
    provenance = {
        "set": "other-regions",
        "sources": [{"key": "oci-common", **OCI.provenance()}, {"key": "s3-providers", **source}],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "other_regions.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
