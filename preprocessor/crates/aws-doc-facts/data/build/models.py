"""Writes ../models.json: the models and inference profiles of Amazon Bedrock that a community
price list knows, for builds that cannot ask Bedrock itself. It names no Regions; those of some
profiles come from model_cards.json beside this script, copied from AWS's model cards.

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
    """The IDs of models, profile ID -> model ID, and model ID -> the day of its end of life. Keys
    with a slash are prices in one Region or for one size of image; keys with `@` follow another
    cloud's notation."""
    models, profiles, ends = set(), {}, {}
    for key, entry in prices.items():
        if not isinstance(entry, dict):
            continue
        if entry.get("litellm_provider") not in ("bedrock", "bedrock_converse"):
            continue
        prefix, _, rest = key.partition(".")
        if prefix in PREFIXES and MODEL.fullmatch(rest):
            profiles[key] = rest
            models.add(rest)
            ends.setdefault(rest, {})[key] = entry.get("deprecation_date")
        elif MODEL.fullmatch(key):
            models.add(key)
            ends.setdefault(key, {})[key] = entry.get("deprecation_date")
    return models, profiles, {model: day for model in ends if (day := end(model, ends[model]))}


def end(model, days):
    """The day of a model's end of life: what its own entry says or, where it has none, what all its
    profiles say. A day that only some of the profiles name is a slip of the list's."""
    said = {days[model]} if model in days else set(days.values())
    return said.pop() if len(said) == 1 else None


def routes(profiles):
    """Profile ID -> Region in which it is called -> Regions to which it may send the call."""
    text = (pathlib.Path(__file__).parent / "model_cards.json").read_bytes()
    cards = json.loads(text)
    found = {}
    for card in cards["cards"]:
        if card["profile"] not in profiles:
            raise SystemExit(f"model_cards.json: the price list has no profile {card['profile']}")
        ways = {start: sorted(route["to"]) for route in card["routes"] for start in route["from"]}
        found[card["profile"]] = dict(sorted(ways.items()))
    origin = {
        "key": "model-cards",
        "source": cards["source"],
        "version": cards["retrieved"],
        "retrieved": cards["retrieved"],
        "sha256": hashlib.sha256(text).hexdigest(),
        "licence": "Amazon Web Services",
    }
    return found, origin


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = LITELLM.fetch(pathlib.Path(folder))
        prices = json.loads(archive.read("litellm/model_prices_and_context_window_backup.json"))
    models, profiles, ends = read(prices)
    ways, cards = routes(profiles)

    def rows(items):
        return ",\n".join(f"    {json.dumps(item)}" for item in items)

    text = '{{\n  "models": [\n{}\n  ],\n  "profiles": [\n{}\n  ],\n  "asked": {{}}\n}}\n'.format(
        rows(
            {"id": id, **({"end_of_life": ends[id]} if id in ends else {})} for id in sorted(models)
        ),
        rows(
            {
                "id": id,
                "model": profiles[id],
                **({"regions": ways[id]} if id in ways else {}),
            }
            for id in sorted(profiles)
        ),
    )
    (out / "models.json").write_text(text)
    provenance = {
        "set": "models",
        "sources": [{"key": "litellm", **LITELLM.provenance()}, cards],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (out / "models.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
