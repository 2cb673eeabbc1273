"""Packs a skill into output/NAME.zip: the folder as argument, one JSON answer on standard output."""

import hashlib
import os
import sys
import zipfile

from validate import Unusable, check_skill, files_of, folder_of, run

OUTPUT = "output"
# One date for all, so that the same files give the same archive.
DATE = (1980, 1, 1, 0, 0, 0)


def package(arguments):
    folder = folder_of(arguments, "package.py FOLDER")
    name, errors, warnings = check_skill(folder)
    if errors:
        raise Unusable("The skill is not valid: %s" % " ".join(errors))
    archive = os.path.join(OUTPUT, name + ".zip")
    if os.path.exists(archive):
        raise Unusable("\"%s\" is there already; remove it first." % archive)
    os.makedirs(OUTPUT, exist_ok=True)
    files = files_of(folder, [])
    write_archive(archive, folder, name, files)
    with open(archive, "rb") as stream:
        content = stream.read()
    return {
        "archive": archive,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "files": ["%s/%s" % (name, path) for path in files],
        "warnings": warnings,
    }


def write_archive(archive, folder, name, files):
    try:
        with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED) as bundle:
            for path in files:
                source = os.path.join(folder, path)
                entry = zipfile.ZipInfo("%s/%s" % (name, path), DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o755 if os.access(source, os.X_OK) else 0o644) << 16
                with open(source, "rb") as stream:
                    bundle.writestr(entry, stream.read())
    except (OSError, ValueError):
        if os.path.exists(archive):
            os.remove(archive)
        raise


if __name__ == "__main__":
    sys.exit(run(package))
