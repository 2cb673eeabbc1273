"""Checks that a folder is a well-formed skill: the folder as argument, one JSON answer on standard output."""

import json
import os
import re
import sys

NAME = re.compile(r"(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*")
ENTRIES = ("main.py", "main.js", "main.ts", "main.sh")
SCRIPT_ENDINGS = (".py", ".js", ".mjs", ".ts", ".sh")
KNOWN_FIELDS = ("name", "description", "license", "compatibility", "metadata", "allowed-tools", "security_policy")
POLICY_KEYS = {
    "network": ("allow", "deny"),
    "filesystem": ("read", "write"),
    "exec": None,
    "env": None,
    "resources": ("memory", "cpu", "wall", "processes", "file_size", "scratch", "output"),
}
MAX_FILES = 5000
MAX_BYTES = 50 * 1024 * 1024


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


# Front matter: the part of YAML that skills use. Blocks, lists and folded text, no anchors and no tags.

def read_front_matter(text, errors):
    """The fields and the body; None when there is no front matter that can be read."""
    if not text.startswith("---"):
        errors.append("SKILL.md must begin with a line of three hyphens.")
        return None, text
    match = re.match(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)(.*)", text, re.DOTALL)
    if not match:
        errors.append("The front matter of SKILL.md is not closed by a line of three hyphens.")
        return None, text
    lines = [(number, line.rstrip()) for number, line in enumerate(match.group(1).splitlines(), 2)]
    try:
        fields, _ = read_map([entry for entry in lines if entry[1].strip() and not entry[1].lstrip().startswith("#")], 0, 0)
        return fields, match.group(2)
    except ValueError as problem:
        errors.append("SKILL.md, %s" % problem)
        return None, match.group(2)


def read_map(lines, position, indent):
    fields = {}
    while position < len(lines):
        number, line = lines[position]
        depth = len(line) - len(line.lstrip(" "))
        if depth < indent:
            break
        match = re.fullmatch(r"\s*([\w.-]+|\"[^\"]+\"|'[^']+'):(?:\s+(.*))?", line)
        if depth > indent or "\t" in line[:depth + 1] or not match:
            raise ValueError("line %d: expected \"name: value\"." % number)
        name, value = match.group(1).strip("\"'"), (match.group(2) or "").strip()
        if name in fields:
            raise ValueError("line %d: the field \"%s\" comes twice." % (number, name))
        fields[name], position = read_value(lines, position + 1, indent, value, number)
    return fields, position


def read_value(lines, position, indent, value, number):
    below = position
    while below < len(lines) and (is_deeper(lines[below][1], indent) or is_item(lines[below][1], indent)):
        below += 1
    block = lines[position:below]
    if re.fullmatch(r"[|>][+-]?\d?", value):
        return ("\n" if value[0] == "|" else " ").join(line.strip() for _, line in block), below
    if value:
        joined = " ".join([value, *(line.strip() for _, line in block)])
        return scalar(joined, number), below
    if not block:
        return None, below
    if block[0][1].lstrip().startswith("- ") or block[0][1].strip() == "-":
        return [scalar(line.strip()[1:].strip(), where) for where, line in block], below
    nested, _ = read_map(block, 0, len(block[0][1]) - len(block[0][1].lstrip(" ")))
    return nested, below


def is_deeper(line, indent):
    return len(line) - len(line.lstrip(" ")) > indent


def is_item(line, indent):
    return line.startswith(" " * indent + "- ")


def scalar(text, number):
    if re.match(r"[&*!%@`]", text):
        raise ValueError("line %d: anchors, tags and the signs %% @ ` need quotes." % number)
    if text.startswith(("[", "{")):
        return flow(text, number)
    quoted = re.match(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'", text)
    if quoted:
        return (quoted.group(1) or quoted.group(2) or "").replace("''", "'")
    text = re.sub(r"\s+#.*$", "", text)
    if ": " in text:
        raise ValueError("line %d: a value with a colon needs quotes." % number)
    return text


def flow(text, number):
    body = re.sub(r"\s+#[^\"'\]}]*$", "", text)
    if body in ("[]", "{}"):
        return [] if body == "[]" else {}
    if not (body[0] + body[-1] in ("[]", "{}")):
        raise ValueError("line %d: the list or map is not closed on its line." % number)
    parts = [part.strip() for part in re.findall(r"(?:\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[^,\"'\[{])+", body[1:-1])]
    if body[0] == "[":
        return [scalar(part, number) for part in parts if part]
    pairs = [re.match(r"([\w.-]+)\s*:\s*(.*)", part) for part in parts if part]
    if any(pair is None for pair in pairs):
        raise ValueError("line %d: a map needs \"name: value\"." % number)
    return {pair.group(1): scalar(pair.group(2), number) for pair in pairs}


# Checks

def check_skill(folder):
    """What is wrong and what could be better, as sentences: (name, errors, warnings)."""
    errors, warnings = [], []
    files = files_of(folder, errors)
    if "SKILL.md" not in files:
        errors.append("There is no SKILL.md.")
        return os.path.basename(os.path.abspath(folder)), errors, warnings
    try:
        with open(os.path.join(folder, "SKILL.md"), encoding="utf-8-sig") as stream:
            text = stream.read(1024 * 1024)
    except (OSError, UnicodeDecodeError):
        errors.append("SKILL.md cannot be read as UTF-8 text.")
        return os.path.basename(os.path.abspath(folder)), errors, warnings
    fields, body = read_front_matter(text, errors)
    if fields is not None:
        check_fields(fields, os.path.basename(os.path.abspath(folder)), errors, warnings)
    check_body(body, files, fields or {}, errors, warnings)
    name = (fields or {}).get("name")
    return name if isinstance(name, str) else os.path.basename(os.path.abspath(folder)), errors, warnings


def files_of(folder, errors):
    """Paths of all files, relative to the folder; links and too much are errors."""
    found, size = [], 0
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "__pycache__", "node_modules"))
        for name in sorted([*names, *folders]):
            path = os.path.join(where, name)
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            if os.path.islink(path):
                errors.append("%s is a link; a skill holds plain files." % relative)
            elif name in names:
                found.append(relative)
                size += os.path.getsize(path)
        if len(found) > MAX_FILES or size > MAX_BYTES:
            errors.append("The skill is larger than %d files or 50 MB." % MAX_FILES)
            break
    return found


def check_fields(fields, folder_name, errors, warnings):
    name = fields.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        errors.append("\"name\" must be 1 to 64 lower-case letters, digits and single hyphens.")
    elif name != folder_name:
        errors.append("\"name\" is %s and the folder is called %s: they must be the same." % (name, folder_name))
    description = fields.get("description")
    if not isinstance(description, str) or not description.strip():
        errors.append("\"description\" is missing: say what the skill does and when to use it.")
    elif len(description) > 1024:
        errors.append("\"description\" has %d characters; at most 1024." % len(description))
    elif len(description) < 40:
        warnings.append("\"description\" is short: say also when to use the skill.")
    if len(str(fields.get("compatibility") or "")) > 500:
        errors.append("\"compatibility\" has more than 500 characters.")
    if isinstance(fields.get("allowed-tools"), (list, dict)):
        errors.append("\"allowed-tools\" is one line of text, for example: Bash(git:*) Read.")
    if isinstance(fields.get("metadata", {}), (str, list)):
        errors.append("\"metadata\" must be a map.")
    for field in fields:
        if field not in KNOWN_FIELDS:
            warnings.append("The field \"%s\" is not part of the format." % field)
    if not fields.get("license"):
        warnings.append("\"license\" is missing: others do not know whether they may use the skill.")
    check_policy(fields, errors, warnings)


def check_policy(fields, errors, warnings):
    if "security_policy" not in fields:
        warnings.append("\"security_policy\" is missing; write {} when nothing is needed beyond scratch space.")
        return
    policy = fields["security_policy"]
    if policy is not None and not isinstance(policy, dict):
        errors.append("\"security_policy\" must be a map.")
        return
    for key, value in (policy or {}).items():
        if key not in POLICY_KEYS:
            errors.append("\"security_policy\" has an unknown key \"%s\"; known are %s." % (key, ", ".join(POLICY_KEYS)))
        elif POLICY_KEYS[key] is None and not isinstance(value, list):
            errors.append("\"security_policy.%s\" must be a list." % key)
        elif POLICY_KEYS[key] is not None and not isinstance(value, dict):
            errors.append("\"security_policy.%s\" must be a map." % key)
        elif POLICY_KEYS[key] is not None:
            errors.extend("\"security_policy.%s\" has an unknown key \"%s\"." % (key, inner) for inner in value if inner not in POLICY_KEYS[key])
    paths = [path for kind in ("read", "write") for path in list_at(policy, "filesystem", kind)]
    errors.extend("The path %s points out of the workspace." % path for path in paths if path.startswith(("/", "~")) or ".." in path.split("/"))
    if any(host.split(":")[0] in ("*", "*.*") for host in list_at(policy, "network", "allow")):
        errors.append("\"network.allow\" must name hosts; a rule for all hosts is not possible.")


def list_at(policy, group, key):
    found = ((policy or {}).get(group) or {}) if isinstance((policy or {}).get(group), dict) else {}
    values = found.get(key)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def check_body(body, files, fields, errors, warnings):
    if not body.strip():
        warnings.append("SKILL.md has no text below the front matter: say how the skill is used.")
    if len(body.splitlines()) > 500:
        warnings.append("SKILL.md has more than 500 lines; move details to references/.")
    scripts = [path for path in files if path.endswith(SCRIPT_ENDINGS)]
    entry = next((path for path in [*("scripts/" + name for name in ENTRIES), *ENTRIES] if path in files), None)
    if entry and not re.search(r"^#{1,6} .*input", body, re.IGNORECASE | re.MULTILINE):
        warnings.append("There is no section \"## Input Parameters\": what %s takes is unknown." % entry)
    if entry and not re.search(r"^#{1,6} examples?\s*$", body, re.IGNORECASE | re.MULTILINE):
        warnings.append("There is no section \"## Examples\": without a model the skill is hard to find.")
    if not entry and scripts and not any(os.path.basename(path) in body for path in scripts):
        warnings.append("No script is mentioned in SKILL.md, and none is called main.")
    for path in re.findall(r"\]\(((?!https?:|mailto:|#)[^)\s]+)\)", body):
        target = path.split("#")[0]
        if target.startswith("/") or ".." in target.split("/"):
            errors.append("The link %s leads out of the skill." % path)
        elif target and target not in files and not any(name.startswith(target.rstrip("/") + "/") for name in files):
            errors.append("The link %s leads to no file." % path)
    for path in files:
        if re.search(r"(^|/)(\.env(\..*)?|id_(rsa|ed25519)|.*\.(pem|key|p12|pyc))$", path):
            errors.append("%s does not belong into a skill." % path)


# Request and answer

def folder_of(arguments, usage):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise Unusable("Usage: %s" % usage)
    folder = arguments[0].rstrip("/") or "/"
    if not os.path.isdir(folder):
        raise Unusable("There is no folder \"%s\" in the workspace." % folder[:200])
    return folder


def validate(arguments):
    name, errors, warnings = check_skill(folder_of(arguments, "validate.py FOLDER"))
    return {"name": name, "valid": not errors, "errors": errors, "warnings": warnings}


def run(action):
    """Print what an action gives as JSON; the exit code."""
    try:
        answer, code = action(sys.argv[1:]), 0
    except Unusable as problem:
        answer, code = {"error": str(problem)}, 1
    except OSError as problem:
        answer, code = {"error": "%s: %s." % (problem.filename or "Cannot go on", problem.strerror)}, 1
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    return code


if __name__ == "__main__":
    sys.exit(run(validate))
