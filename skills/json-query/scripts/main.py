"""Looks values up in JSON: one JSON request on standard input, one JSON answer on standard output."""

import json
import os
import re
import sys

MAX_FILE_BYTES = 24 * 1024 * 1024
MAX_PATH = 1000
MAX_VISITED = 2_000_000


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


# Paths: text to steps. A step is (kind, value): name, index, slice, every, deep, filter

STEP = re.compile(
    r"""
    \.\.(?P<deep>[^.\[\]\s*]+)
    | \.?\[\s*(?P<index>-?\d{1,9})\s*\]
    | \.?\[\s*(?P<from>-?\d{1,9})?\s*:\s*(?P<to>-?\d{1,9})?\s*\]
    | \.?\[\s*(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)')\s*\]
    | \.?\[\s*\?\s*(?P<filter>(?:"[^"]*"|'[^']*'|[^\]"'])+)\]
    | (?P<every>\.?\[\s*\*\s*\]|\.?\*)
    | \.?(?P<name>[^.\[\]*]+)
    """,
    re.VERBOSE,
)


def steps_of(path):
    if not isinstance(path, str):
        raise Unusable('"path" must be a string.')
    if len(path) > MAX_PATH:
        raise Unusable('"path" is longer than %d characters.' % MAX_PATH)
    text = path.strip()
    text = text[1:] if text == "$" or text.startswith(("$.", "$[")) else text
    text = "" if text == "." else text
    steps, position = [], 0
    while position < len(text):
        match = STEP.match(text, position)
        if not match:
            raise Unusable("Cannot read the path from %s on." % json.dumps(text[position : position + 40], ensure_ascii=False))
        steps.append(step_of(match))
        position = match.end()
    return steps


def step_of(match):
    found = match.groupdict()
    if found["index"] is not None:
        return "index", int(found["index"])
    if found["filter"] is not None:
        return "filter", conditions_of(found["filter"])
    for quoted in ("double", "single"):
        if found[quoted] is not None:
            return "name", re.sub(r"\\(.)", r"\1", found[quoted])
    for kind in ("deep", "name"):
        if found[kind] is not None:
            return kind, found[kind].strip()
    if found["every"] is not None:
        return "every", None
    return "slice", tuple(None if found[end] is None else int(found[end]) for end in ("from", "to"))


CONDITION = re.compile(r"\s*(?:@\.?)?(.+?)\s*(?:(>=|<=|!=|==|=|>|<|\bcontains\b)\s*(.+?)\s*)?", re.DOTALL)


def conditions_of(text):
    return [condition_of(part) for part in re.split(r"&&(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)", text)]


def condition_of(text):
    match = CONDITION.fullmatch(text)
    if not match:
        raise Unusable("Cannot read the condition %s." % json.dumps(text.strip()[:80], ensure_ascii=False))
    path, sign, value = match.groups()
    steps = steps_of(path)
    if any(kind not in ("name", "index") for kind, _ in steps):
        raise Unusable("A condition compares one member, such as [?price > 10].")
    return steps, sign, None if sign is None else literal_of(value)


def literal_of(text):
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    try:
        return json.loads(text)
    except ValueError:
        return text  # A bare word.


# Looking up

MISSING = object()
MANY = ("every", "deep", "slice", "filter")


def look_up(value, steps):
    """The values at a path and whether the path may have several."""
    values, many, walked = [value], False, "$"
    for kind, wanted in steps:
        many = many or kind in MANY
        following = []
        for item in values:
            found = list(matches(item, kind, wanted))
            if not found and not many:
                raise Unusable(nothing_there(item, kind, wanted, walked))
            following.extend(found)
        if len(following) > MAX_VISITED:
            raise Unusable("The path leads to more than %d values." % MAX_VISITED)
        values = following
        walked += "[%s]" % wanted if kind == "index" else ".%s" % wanted if kind == "name" else "[*]"
    return values, many


def matches(item, kind, wanted):
    if kind == "name":
        return [item[wanted]] if isinstance(item, dict) and wanted in item else []
    if kind == "index":
        return [item[wanted]] if isinstance(item, list) and -len(item) <= wanted < len(item) else []
    if kind == "slice":
        return item[wanted[0] : wanted[1]] if isinstance(item, list) else []
    if kind == "deep":
        return deep(item, wanted)
    members = item if isinstance(item, list) else list(item.values()) if isinstance(item, dict) else []
    return members if kind == "every" else [member for member in members if fits(member, wanted)]


def deep(value, name):
    """Every member of a name at any depth, in document order, without recursion."""
    found, waiting = [], [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if name in item:
                found.append(item[name])
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            waiting.extend(reversed(item))
    return found


def fits(member, conditions):
    return all(holds(reach(member, steps), sign, wanted) for steps, sign, wanted in conditions)


def reach(value, steps):
    for kind, wanted in steps:
        found = matches(value, kind, wanted)
        if not found:
            return MISSING
        value = found[0]
    return value


def holds(value, sign, wanted):
    if value is MISSING:
        return sign == "!="
    if sign is None:
        return True
    if sign == "contains":
        return wanted in value if isinstance(value, list) else str(wanted).casefold() in str(value).casefold()
    if sign in ("=", "==", "!="):
        same = value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
        return same == (sign != "!=")
    comparable = is_number(value) and is_number(wanted) or isinstance(value, str) and isinstance(wanted, str)
    if not comparable:
        return False
    return {">": value > wanted, ">=": value >= wanted, "<": value < wanted, "<=": value <= wanted}[sign]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def nothing_there(item, kind, wanted, walked):
    place = "the document" if walked == "$" else walked[2:] if walked.startswith("$.") else walked[1:]
    if kind == "index":
        if isinstance(item, list):
            return "There is no item %d in %s, which has %d." % (wanted, place, len(item))
        return "%s is %s, not a list." % (capital(place), type_of(item))
    if not isinstance(item, dict):
        return "%s is %s and has no member %s." % (capital(place), type_of(item), json.dumps(wanted[:80], ensure_ascii=False))
    import difflib

    near = difflib.get_close_matches(wanted, list(item), 1)
    known = ", ".join(list(item)[:20]) or "none"
    hint = " Did you mean %s?" % json.dumps(near[0], ensure_ascii=False) if near else ""
    return "There is no member %s in %s; members: %s.%s" % (json.dumps(wanted[:80], ensure_ascii=False), place, known, hint)


def capital(text):
    return text[:1].upper() + text[1:] if text == "the document" else text


def type_of(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    return {dict: "an object", list: "a list", str: "a string"}.get(type(value), "a number")


# Operations

def answer(request):
    if not isinstance(request, dict):
        raise Unusable("The input must be a JSON object.")
    operation = request.get("operation", "get")
    if operation not in ("get", "keys", "length", "type"):
        raise Unusable('"operation" must be one of get, keys, length, type.')
    values, many = look_up(document_of(request), steps_of(request.get("path", "$")))
    subject = values if many else values[0]
    if operation == "get":
        limit = limit_of(request)
        return {"result": values[:limit], "count": len(values)} if many else {"result": subject}
    if operation == "length":
        return {"result": length_of(subject)}
    return {"result": type_of(subject).split(" ")[-1]} if operation == "type" else {"result": keys_of(subject)}


def length_of(value):
    if isinstance(value, (dict, list, str)):
        return len(value)
    raise Unusable("It is %s and has no length." % type_of(value))


def keys_of(value):
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, list):
        return list(dict.fromkeys(key for item in value if isinstance(item, dict) for key in item))
    raise Unusable("It is %s and has no keys." % type_of(value))


def limit_of(request):
    limit = request.get("limit", 100)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= 10_000:
        raise Unusable('"limit" must be a whole number from 1 to 10000.')
    return limit


# Reading

def document_of(request):
    if (request.get("file") is None) == ("data" not in request):
        raise Unusable('Give "file" or "data", and not both.')
    if request.get("file") is None:
        return request["data"]
    path = request["file"]
    if not isinstance(path, str) or "\0" in path:
        raise Unusable('"file" must be a path.')
    try:
        if os.path.getsize(path) > MAX_FILE_BYTES:
            raise Unusable('"%s" is larger than 24 MB.' % path)
        with open(path, "rb") as stream:
            return parse_document(stream.read(), path)
    except FileNotFoundError:
        raise Unusable('"%s" is not in the workspace.' % path[:200]) from None
    except OSError as problem:
        raise Unusable('Cannot read "%s": %s.' % (path[:200], problem.strerror)) from None


def parse_document(content, path):
    try:
        text = content.decode(json.detect_encoding(content)).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise Unusable('"%s" is not text.' % path) from None
    try:
        return json.loads(text)
    except RecursionError:
        raise Unusable('"%s" is nested too deeply.' % path) from None
    except ValueError as problem:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and path.lower().endswith((".jsonl", ".ndjson", ".log")):
            return parse_lines(lines, path)
        where = "line %d, column %d" % (problem.lineno, problem.colno) if hasattr(problem, "lineno") else "an unknown place"
        raise Unusable('"%s" is not JSON: it breaks off at %s.' % (path, where)) from None


def parse_lines(lines, path):
    values = []
    for number, line in enumerate(lines, 1):
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError):
            raise Unusable('"%s" is not JSON Lines: entry %d cannot be read.' % (path, number)) from None
    return values


def read_request():
    try:
        return json.loads(sys.stdin.buffer.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unusable("The input is not JSON.") from None


def write(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def main():
    try:
        write(answer(read_request()))
    except (Unusable, MemoryError) as problem:
        write({"error": str(problem) or "The data is too large for the memory this skill is given."})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
