"""Writes ../region_history.json: which Regions releases of botocore, some months apart, list for
Amazon Bedrock.

    python3 preprocessor/crates/aws-doc-facts/data/build/region_history.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9, pip and
PyPI, from which it downloads about 130 MB.
"""

import hashlib
import json
import pathlib
import sys
import tempfile

from packages import Package, script
from regions import BOTOCORE, endpoints

# A release every few months; a new one is added at the end when the pin of `regions.py` moves on.
EARLIER = [
    ("1.33.3", "4aed37802aaae325a5abab33de2d7e68acf637086876727a164ea38a1cc219f9"),
    ("1.34.69", "d3802d076d4d507bf506f9845a6970ce43adc3d819dd57c2791f5c19ed6e5950"),
    ("1.34.149", "ae6c4be52eeee96f68c116b27d252bab069cd046d61a17cfe8e9da411cf22906"),
    ("1.35.66", "d0683e9c18bb6852f768da268086c3749d925332a664db0dd1459cfa7e96e475"),
    ("1.37.19", "6e1337e73a6b8146c1ec20a6a72d67e2809bd4c0af076431fe6e1561e0c89415"),
    ("1.39.13", "6318ae28984d05aaabe92160446d37a2c498951b34a4d5431bc1ec7eb0376417"),
    ("1.40.75", "e822004688ca8035c518108e27d5b450d3ab0e0b3a73bcb8b87b80a8e5bd1910"),
    ("1.42.72", "038f34553da68df2ce70edc729f170cc198678daaad43f98649727c59f6404d4"),
]
RETRIEVED = "2026-11-23"


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    releases = [
        Package("PyPI", "botocore", version, sha256, RETRIEVED, "Apache-2.0", BOTOCORE.what)
        for version, sha256 in EARLIER
    ] + [BOTOCORE]
    steps, before = [], set()
    with tempfile.TemporaryDirectory() as folder:
        for release in releases:
            archive = release.fetch(pathlib.Path(folder))
            known, offered = endpoints(archive)
            # Isolated partitions are left out here as in every table.
            now = {code for code in offered if not known[code][0].startswith("aws-iso")}
            steps.append({
                "version": release.version,
                # The files of a wheel carry the moment at which the release was built.
                "released": archive.built("botocore/__init__.py"),
                "regions": len(now),
                "added": sorted(now - before),
                "gone": sorted(before - now),
            })
            before = now
    text = "[\n" + ",\n".join("  " + json.dumps(step) for step in steps) + "\n]\n"
    (out / "region_history.json").write_text(text)
    provenance = {
        "set": "region-history",
        "sources": [release.provenance() for release in releases],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "region_history.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
