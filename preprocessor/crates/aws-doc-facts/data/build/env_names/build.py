#!/usr/bin/env python3
"""Writes facts/env-names.json: the environment variables and settings that the AWS SDKs read.

Everything is taken from the SDKs' own sources, which are downloaded by their package clients (pip
and cargo), verified by sha256, read, and not run. Version 2 of the AWS CLI comes without its
sources: it runs, with a plug-in that reads its code (strings_plugin.py). `names.tsv` and `settings.tsv` beside this file
give types and purposes; every name and every choice in them must occur in the sources.

    python3 build.py [--output FOLDER]

Needs Python 3.11, pip, cargo and Linux on x86-64. The output does not depend on the machine or the day.
"""

import argparse
import ast
import gzip
import hashlib
import json
import pathlib
import re
import sys
import tempfile

# Leave no compiled files beside the sources.
sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

import aws_cli_2  # noqa: E402
from packages import Package, run, script  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
# The AWS CLI version 2 among those that read a name; `awscli` is version 1.
VERSION_2 = "awscli-2"
VARIABLE = re.compile(r"(?:AWS|BOTO|BOTOCORE)_[A-Z0-9_]+")
SETTING = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
RUST_STRING = re.compile(r'"([A-Za-z0-9_.-]+)"')
RUST_TESTS = re.compile(r"#\[cfg\(test\)\]\s*(?:pub(?:\(crate\))?\s+)?mod\s")


def digest(data):
    return hashlib.sha256(data).hexdigest()


def verify(package, data):
    if digest(data) != package["sha256"]:
        sys.exit(f"{package['name']} {package['version']} is not the file that was reviewed")


def wheels(packages, retrieved, folder):
    """Yields each pinned Python package as an open archive."""
    for package in packages:
        pin = Package("PyPI", **package, retrieved=retrieved, what=package["name"])
        yield package["name"], pin.fetch(folder)


def strings_of_version_2(folder):
    """The strings in the code of version 2 of the AWS CLI."""
    command = [aws_cli_2.program(folder)]
    plugins = f"cli_legacy_plugin_path = {HERE}\ndump = strings_plugin\n"
    return aws_cli_2.ask(command, "dump-strings", folder, plugins)


def crates(packages, folder):
    """Yields the Rust sources of each pinned crate."""
    dependencies = "".join(
        f'{package["name"]} = {{ version = "={package["version"]}", default-features = false }}\n'
        for package in packages
    )
    (folder / "src").mkdir()
    (folder / "src/lib.rs").write_text("")
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "sources"\nedition = "2024"\n[workspace]\n[dependencies]\n' + dependencies
    )
    command = ["cargo", "metadata", "--quiet", "--format-version", "1"]
    output = run(command, "fetch crates", cwd=folder)
    found = {(p["name"], p["version"]): p for p in json.loads(output)["packages"]}
    for package in packages:
        manifest = found[package["name"], package["version"]]["manifest_path"]
        root = pathlib.Path(manifest).parent
        index = root.parent.name
        archive = root.parents[2] / "cache" / index / f"{root.name}.crate"
        verify(package, archive.read_bytes())
        for path in sorted((root / "src").rglob("*.rs")):
            yield package["name"], path.read_text()


def python_strings(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def table(name, columns):
    for line in (HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield dict(zip(columns, line.split("\t"), strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parents[1])
    output = parser.parse_args().output
    sources = json.loads((HERE / "sources.json").read_text())

    # Every string of every source, with the sources that have it.
    strings = {}
    services = set()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name, archive in wheels(sources["packages"], sources["retrieved"], folder):
            for member in sorted(archive.names()):
                if member.endswith("/service-2.json.gz") and member.startswith("botocore/data/"):
                    model = json.loads(gzip.decompress(archive.read(member)))
                    services.add(re.sub(r"[ -]", "_", model["metadata"]["serviceId"]).upper())
                elif member.endswith("default-configuration.json"):
                    for mode in json.loads(archive.read(member))["modes"]:
                        strings.setdefault(mode, set()).add(name)
                elif member.endswith(".py"):
                    for string in python_strings(archive.read(member)):
                        strings.setdefault(string, set()).add(name)
        (folder / "crate").mkdir()
        for name, source in crates(sources["crates"], folder / "crate"):
            for string in RUST_STRING.findall(RUST_TESTS.split(source)[0]):
                strings.setdefault(string, set()).add("aws-config")
        (folder / "2").mkdir()
        for string in strings_of_version_2(folder / "2"):
            strings.setdefault(string, set()).add(VERSION_2)

    variables = list(table("names.tsv", ("name", "type", "choices", "purpose")))
    settings = list(table("settings.tsv", ("name", "where", "type", "choices")))
    others = {row["name"] for row in table("other_names.txt", ("name",))}
    # Some names are put together from a prefix and the name of a service.
    prefixes = tuple(name for name in others if name.endswith("_"))
    problems = []
    for row in variables + settings:
        row["choices"] = row["choices"].split(",") if row["choices"] else []
        missing = [text for text in row["choices"] if text not in strings]
        if row["name"] not in strings and not row["name"].startswith(prefixes):
            missing.append(row["name"])
        problems += [f"{row['name']}: no source has {text!r}" for text in missing]
        origin = row["name"]
        if origin not in strings:
            origin = next((prefix for prefix in prefixes if origin.startswith(prefix)), origin)
        row["read_by"] = sorted(strings.get(origin, set()))
        if not row["choices"]:
            del row["choices"]
    known = {row["name"] for row in variables}
    named = {string for string in strings if VARIABLE.fullmatch(string)}
    problems += [f"{name} is in the sources only" for name in sorted(named - known - others)]
    problems += [f"{name} is not in the sources" for name in sorted(others - named)]
    if problems:
        sys.exit("\n".join(problems))

    facts = {
        "variables": sorted(variables, key=lambda row: row["name"]),
        "settings": sorted(settings, key=lambda row: row["name"]),
        "endpoint_services": sorted(services),
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    kinds = {"packages": "from the Python package index", "crates": "from the Rust crate registry"}
    provenance = {
        "set": "env-names",
        "sources": [
            {
                "source": f"{package['name']} {where}",
                "version": package["version"],
                "retrieved": sources["retrieved"],
                "sha256": package["sha256"],
                "licence": package["licence"],
            }
            for kind, where in kinds.items()
            for package in sources[kind]
        ]
        + [aws_cli_2.PACKAGE.provenance()],
        "sha256": digest(text.encode()),
    }
    output.mkdir(parents=True, exist_ok=True)
    (output / "env-names.json").write_text(text)
    (output / "env-names.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
