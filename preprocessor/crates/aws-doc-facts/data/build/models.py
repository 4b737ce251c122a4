"""Writes ../models.json: the models and inference profiles of Amazon Bedrock that a community
price list knows, for builds that cannot ask Bedrock itself. It names no Regions.

    python3 preprocessor/crates/aws-doc-facts/data/build/models.py [FOLDER]

FOLDER is where to write; without it, the folder of the committed facts. Needs Python 3.9 and pip on
64-bit Linux, for which the pinned package is built, and the package registry.
"""

import hashlib
import json
import pathlib
import re
import sys
import tempfile

from packages import Package, script

LITELLM = Package(
    "PyPI", "litellm", "1.109.1",
    "1c8b4dd671fa0cd0850aa751678704ff77e595fb1e6085b2dc3be39ee19bdaaf",
    "2026-11-22", "MIT", "community price list of models; not by AWS",
)

# Where an inference profile may send a call, as the first word of its ID.
PREFIXES = {"apac", "au", "ca", "eu", "global", "in", "jp", "us", "us-gov"}
MODEL = re.compile(r"[a-z0-9]+\.[a-z0-9][a-z0-9._-]*(:[0-9]+)?")


def read(prices):
    """The IDs of models, and profile ID -> model ID. Keys with a slash are prices in one Region
    or for one size of image; keys with `@` follow another cloud's notation."""
    models, profiles = set(), {}
    for key, entry in prices.items():
        if not isinstance(entry, dict):
            continue
        if entry.get("litellm_provider") not in ("bedrock", "bedrock_converse"):
            continue
        prefix, _, rest = key.partition(".")
        if prefix in PREFIXES and MODEL.fullmatch(rest):
            profiles[key] = rest
            models.add(rest)
        elif MODEL.fullmatch(key):
            models.add(key)
    return models, profiles


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = LITELLM.fetch(pathlib.Path(folder))
        prices = json.loads(archive.read("litellm/model_prices_and_context_window_backup.json"))
    models, profiles = read(prices)

    def rows(items):
        return ",\n".join(f"    {json.dumps(item)}" for item in items)

    text = '{{\n  "models": [\n{}\n  ],\n  "profiles": [\n{}\n  ],\n  "asked": {{}}\n}}\n'.format(
        rows({"id": id} for id in sorted(models)),
        rows({"id": id, "model": profiles[id]} for id in sorted(profiles)),
    )
    (out / "models.json").write_text(text)
    provenance = {
        "set": "models",
        "sources": [{"key": "litellm", **LITELLM.provenance()}],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "models.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
