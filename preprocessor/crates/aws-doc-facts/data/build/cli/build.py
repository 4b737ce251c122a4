#!/usr/bin/env python3
"""Writes `cli.bin`, what the AWS CLI accepts, and `cli.provenance.json`.

    python3 preprocessor/crates/aws-doc-facts/data/build/cli/build.py           writes them
    python3 preprocessor/crates/aws-doc-facts/data/build/cli/build.py --check   compares, writes nothing
    python3 preprocessor/crates/aws-doc-facts/data/build/cli/build.py --examples FOLDER
                        writes the examples of the AWS CLI's own documentation there

Needs Python 3.9 or newer, pip, the Python package index and, for version 2 of the AWS
CLI, Linux on x86-64. It installs the versions pinned in requirements-v1.txt and
aws_cli_2.py into a temporary folder, asks each CLI for its command table through
a plug-in (cli_dump_plugin.py), merges the two (merge.py) and packs them (pack.py). The
same pins give the same bytes. It takes about a minute and leaves nothing behind.

Exit status: 0 done (or equal), 1 different, 3 the sources could not be had.
"""

import argparse
import datetime
import hashlib
import json
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Leave no compiled files beside the sources.
sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent.parent))

import aws_cli_2  # noqa: E402
import merge  # noqa: E402
import pack  # noqa: E402
from packages import download, run, script  # noqa: E402

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent.parent
# The command that cli_dump_plugin.py adds.
DUMP = "dump-command-table"


def version_1(folder):
    """The table of version 1, and its source."""
    place = folder / "venv"
    run([sys.executable, "-m", "venv", place], "make a virtual environment")
    report = folder / "report.json"
    run(
        [place / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes",
         "--only-binary", ":all:", "--report", report,
         "--requirement", HERE / "requirements-v1.txt"],
        "install version 1 of the AWS CLI from PyPI",
    )
    with open(report) as file:
        installed = {
            each["metadata"]["name"]: each["download_info"]
            for each in json.load(file)["install"]
        }
    plugins = "dump = cli_dump_plugin\n"
    table = aws_cli_2.ask([place / "bin/aws"], DUMP, folder, plugins, PYTHONPATH=str(HERE))
    return table, {
        "source": "awscli, the AWS CLI version 1, from the Python package index",
        "version": table["version"],
        "sha256": installed["awscli"]["archive_info"]["hashes"]["sha256"],
        "licence": "Apache-2.0",
    }


def version_2(folder):
    """The table of version 2, and its source."""
    command = [aws_cli_2.program(folder)]
    plugins = f"cli_legacy_plugin_path = {HERE}\ndump = cli_dump_plugin\n"
    table = aws_cli_2.ask(command, DUMP, folder, plugins)
    return table, {
        "source": "aws-cdk-asset-awscli-v2, AWS's package of the AWS CLI version 2, "
        "from the Python package index",
        "version": table["version"],
        "sha256": aws_cli_2.PACKAGE.sha256,
        "licence": aws_cli_2.PACKAGE.licence,
    }


def examples(target):
    """Writes the .rst files with the examples of version 1's documentation."""
    with tempfile.TemporaryDirectory(prefix="aws-cli-examples-") as name:
        folder = Path(name)
        download(HERE / "requirements-v1.txt", folder)
        (wheel,) = folder.glob("awscli-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                if member.startswith("awscli/examples/") and member.endswith(".rst"):
                    archive.extract(member, target)


def build():
    """Returns the bytes of cli.bin and the provenance, still without dates."""
    with tempfile.TemporaryDirectory(prefix="aws-cli-facts-") as name:
        folders = [Path(name) / each for each in ("1", "2")]
        for folder in folders:
            folder.mkdir()
        with ThreadPoolExecutor() as pool:
            (v1, source_1), (v2, source_2) = [
                each.result()
                for each in (
                    pool.submit(version_1, folders[0]),
                    pool.submit(version_2, folders[1]),
                )
            ]
    root, shapes = merge.Merger(v1, v2).run()
    packed = pack.pack(root, shapes, [v1["version"], v2["version"]])
    return packed, {
        "set": "cli",
        "sources": [source_1, source_2],
        "sha256": hashlib.sha256(packed).hexdigest(),
    }


def main():
    """Builds, then writes or compares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare; write nothing")
    parser.add_argument("--examples", metavar="FOLDER", help="write the examples only")
    arguments = parser.parse_args()
    if arguments.examples:
        examples(arguments.examples)
        return 0
    packed, provenance = build()

    binary, beside = FACTS / "cli.bin", FACTS / "cli.provenance.json"
    before = json.loads(beside.read_text()) if beside.exists() else {"sources": []}
    retrieved = {each["sha256"]: each["retrieved"] for each in before["sources"]}
    today = datetime.date.today().isoformat()
    for source in provenance["sources"]:
        source["retrieved"] = retrieved.get(source["sha256"], today)
    text = json.dumps(provenance, indent=2, sort_keys=True) + "\n"

    if arguments.check:
        same = binary.read_bytes() == packed and beside.read_text() == text
        print("cli facts:", "as committed" if same else "differ from what is committed")
        return 0 if same else 1
    binary.write_bytes(packed)
    beside.write_text(text)
    print(f"cli facts: wrote {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    script(main)
