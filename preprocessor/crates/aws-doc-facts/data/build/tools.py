"""Writes the locks of the tools that run snippets: src/doctest/tools/*.txt, with each package that a
tool needs, its version and its hashes for every system, and tools.provenance.json beside them.

    python3 preprocessor/crates/aws-doc-facts/data/build/tools.py [FOLDER]            the versions that are locked
    python3 preprocessor/crates/aws-doc-facts/data/build/tools.py --upgrade [FOLDER]  the newest that TOOLS allows

FOLDER is where to write; without it, the folder of the committed locks. Without --upgrade, packages
keep the versions of the committed locks, so the same TOOLS give the same bytes. Needs Python 3.10,
pip and the Python package index. After --upgrade, set RETRIEVED to the day.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile

from packages import run, script

RETRIEVED = "2026-11-23"

# What resolves for all systems and Pythons at once.
RESOLVER = "uv==0.13.9"
OLDEST_PYTHON = "3.10"

# Lock -> (what it is, licence of what it is named after, what is asked for).
TOOLS = {
    "aws_cli_1": (
        "AWS CLI version 1, for systems without a package of version 2",
        "Apache-2.0",
        ["awscli==1.46.3"],
    ),
    # It contains the program as AWS ships it, for Linux on x86-64.
    "aws_cli_2": (
        "AWS's own package of the AWS CLI version 2",
        "Apache-2.0",
        ["aws-cdk-asset-awscli-v2==2.0.198"],
    ),
    # What the source packages among the others are built by.
    "build": ("what builds Python packages", "MIT", ["setuptools", "wheel"]),
    "emulator": ("ministack, which emulates AWS", "MIT", ["ministack==1.5.33"]),
    "python": (
        "LLM Dialog Manager with all that it needs, and AWS's Python packages",
        "MIT, Apache-2.0 and others, by package",
        [
            "llm_dialog_manager==0.5.3", "anthropic[bedrock]<1", "pillow", "httpx", "requests",
            "boto3", "aws-bedrock-token-generator", "pip",
        ],
    ),
    # Not installed, but there for a snippet that installs what does not work.
    "python_other": ("a release of Anthropic's package with which LLM Dialog Manager fails",
                     "MIT", ["anthropic==1.17.0"]),
}

# Locks of which only the package itself is wanted.
ALONE = {"aws_cli_2"}

LOCKS = pathlib.Path(__file__).resolve().parents[4] / "src/doctest/tools"


def lock(resolver, name, wanted, upgrade):
    """The lines of a lock."""
    out = resolver / f"{name}.txt"
    committed = LOCKS / out.name
    if committed.exists() and not upgrade:
        out.write_bytes(committed.read_bytes())
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--no-header",
        "--no-annotate", "--universal", "--generate-hashes", "--python-version", OLDEST_PYTHON,
        "--output-file", str(out), *(["--no-deps"] if name in ALONE else []), "-",
    ]
    environment = {**os.environ, "PYTHONPATH": str(resolver), "UV_CUSTOM_COMPILE_COMMAND": "-"}
    run(command, f"resolve {name} on PyPI", input="\n".join(wanted), env=environment)
    return out.read_text()


def main():
    arguments = sys.argv[1:]
    upgrade = "--upgrade" in arguments
    folders = [argument for argument in arguments if argument != "--upgrade"]
    target = pathlib.Path(folders[0]) if folders else LOCKS
    sources, texts = [], []
    with tempfile.TemporaryDirectory() as name:
        resolver = pathlib.Path(name)
        run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps",
             "--disable-pip-version-check", "--root-user-action", "ignore",
             "--only-binary", ":all:", "--target", str(resolver), RESOLVER],
            f"install {RESOLVER} from PyPI",
        )
        for key, (what, licence, wanted) in TOOLS.items():
            text = "# Written by facts/build/tools.py.\n" + lock(resolver, key, wanted, upgrade)
            (target / f"{key}.txt").write_text(text)
            texts.append(text)
            pinned = dict(
                line.split(" ")[0].split("==")
                for line in text.splitlines() if "==" in line.split(" ")[0]
            )
            named = wanted[0].split("==")[0].replace("_", "-")
            sources.append({
                "key": key,
                "source": f"{what} ({named} on PyPI)",
                "version": pinned[named],
                "retrieved": RETRIEVED,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "licence": licence,
            })
    provenance = {
        "set": "tools",
        "sources": sources,
        "sha256": hashlib.sha256("".join(texts).encode()).hexdigest(),
    }
    (target / "tools.provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")


if __name__ == "__main__":
    script(main)
