"""Makes output/NAME with a SKILL.md and a script that runs: arguments in, one JSON answer on standard output."""

import os
import re
import sys

from validate import NAME, Unusable, run

OUTPUT = "output"
ASSETS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "assets")
USAGE = "init.py NAME [--description TEXT] [--kind python|javascript|typescript|bash|multi|prompt]"

# For each kind: the files made from the templates in assets/, and the text of SKILL.md after the front matter.
KINDS = {
    "python": ("Python 3.9 or later, standard library only", {"scripts/main.py": "main.py.txt"}, "json.md"),
    "javascript": ("Node.js 22.18 or later, no packages", {"scripts/main.js": "main.js.txt"}, "json.md"),
    "typescript": ("Node.js 22.18 or later, no packages", {"scripts/main.ts": "main.ts.txt"}, "json.md"),
    "bash": ("bash", {"scripts/main.sh": "main.sh.txt"}, "bash.md"),
    "multi": (
        "Python 3.9 or later, standard library only",
        {"scripts/first.py": "argument.py.txt", "scripts/second.py": "argument.py.txt"},
        "multi.md",
    ),
    "prompt": (None, {"references/details.md": "details.md"}, "prompt.md"),
}


def options_of(arguments):
    options = {"kind": "python", "description": None}
    names = []
    rest = iter(arguments)
    for argument in rest:
        flag, joined, value = argument.partition("=")
        if flag in ("--kind", "--description"):
            options[flag[2:]] = value if joined else next(rest, None)
            if options[flag[2:]] is None:
                raise Unusable("%s needs a value. Usage: %s" % (flag, USAGE))
        elif argument.startswith("-"):
            raise Unusable("Unknown option %s. Usage: %s" % (argument, USAGE))
        else:
            names.append(argument)
    if len(names) != 1:
        raise Unusable("Usage: %s" % USAGE)
    return names[0], options


def init(arguments):
    name, options = options_of(arguments)
    if not NAME.fullmatch(name):
        suggestion = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")
        hint = " \"%s\" would do." % suggestion if suggestion else ""
        raise Unusable("A name is 1 to 64 lower-case letters, digits and single hyphens.%s" % hint)
    if options["kind"] not in KINDS:
        raise Unusable("--kind must be one of %s." % ", ".join(KINDS))
    folder = os.path.join(OUTPUT, name)
    if os.path.exists(folder):
        raise Unusable("\"%s\" is there already; choose another name." % folder)
    files = files_for(name, options)
    for path, text in files.items():
        write_file(os.path.join(folder, path), text)
    return {"folder": folder, "kind": options["kind"], "files": sorted(files)}


def files_for(name, options):
    requires, templates, body = KINDS[options["kind"]]
    description = " ".join((options["description"] or "").split())
    description = description or "Says in one sentence what the skill %s does, and when to use it." % name
    if len(description) > 1024:
        raise Unusable("The description has more than 1024 characters.")
    front = ["---", "name: %s" % name, "description: %s" % quoted(description), "license: MIT"]
    if requires:
        front.append("compatibility: Requires %s." % requires)
    front += ["metadata:", '  version: "0.1.0"', "security_policy: {}", "---", ""]
    files = {"SKILL.md": "\n".join(front) + "\n" + filled(body, name)}
    files.update({path: filled(template, name) for path, template in templates.items()})
    return files


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def filled(template, name):
    title = name.replace("-", " ").capitalize()
    with open(os.path.join(ASSETS, template), encoding="utf-8") as stream:
        return stream.read().replace("{{name}}", name).replace("{{title}}", title)


def write_file(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    if path.endswith((".py", ".sh")):
        os.chmod(path, 0o755)


if __name__ == "__main__":
    sys.exit(run(init))
