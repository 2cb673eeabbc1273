"""Changes and counts text: one JSON request on standard input, one JSON answer on standard output."""

import json
import re
import sys
import unicodedata


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


# What a reader sees as one character

JOINER = "\u200d"


def characters_of(text):
    """Split into grapheme clusters, near enough to Unicode's rules for reversing and counting."""
    clusters = []
    for point in text:
        if clusters and belongs_to(clusters[-1], point):
            clusters[-1] += point
        else:
            clusters.append(point)
    return clusters


def belongs_to(cluster, point):
    last = cluster[-1]
    if last == "\r":
        return point == "\n"
    if last in "\n" or point in "\r\n":
        return False
    if point == JOINER or unicodedata.category(point) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= point <= "\U0001f3ff" or "\U000e0020" <= point <= "\U000e007f":
        return True  # skin tones, and the tags that end some flags
    if last == JOINER:
        return unicodedata.category(point) == "So"
    if is_flag_half(point):
        return is_flag_half(last) and len(cluster) % 2 == 1
    return is_hangul_tail(last, point)


def is_flag_half(point):
    return "\U0001f1e6" <= point <= "\U0001f1ff"


def is_hangul_tail(last, point):
    if "\u1160" <= point <= "\u11a7":
        return "\u1100" <= last <= "\u11a7" or "\uac00" <= last <= "\ud7a3"
    if "\u11a8" <= point <= "\u11ff":
        return "\u1160" <= last <= "\u11ff" or "\uac00" <= last <= "\ud7a3"
    return False


# Operations

def title(text):
    # Not str.title, which writes "Don'T".
    return re.sub(r"\S+", lambda word: capitalised(word.group()), text)


def capitalised(word):
    for index, point in enumerate(word):
        if point.isalpha():
            return word[:index] + point.title() + word[index + 1 :].lower()
    return word


def reverse(text):
    return "".join(reversed(characters_of(text)))


def trim(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def count(text):
    return {
        "characters": len(characters_of(text)),
        "words": sum(words_in(run) for run in text.split()),
        "lines": len(text.splitlines()),
        "bytes": len(text.encode("utf-8", "replace")),
    }


def words_in(run):
    ideographs = sum(1 for point in run if is_ideograph(point))
    others = any(point.isalnum() and not is_ideograph(point) for point in run)
    return max(1, ideographs + (1 if others else 0))


def is_ideograph(point):
    return "\u3040" <= point <= "\u30ff" or "\u3400" <= point <= "\u9fff" or "\U00020000" <= point <= "\U0003ffff"


def slug(text):
    plain = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", text.casefold()))
    kept = [point if point.isalnum() else "-" for point in plain if unicodedata.category(point) not in ("Mn", "Me")]
    joined = unicodedata.normalize("NFC", "".join(kept))
    return re.sub(r"-{2,}", "-", joined).strip("-")


def sort_lines(text, descending):
    return "\n".join(sorted(text.splitlines(), key=natural, reverse=descending))


def natural(line):
    """Case aside, with numbers by their value: item 2 before item 10."""
    parts = re.split(r"([0-9]{1,18})", line.casefold())
    return [(0, int(part), "") if index % 2 else (1, 0, part) for index, part in enumerate(parts)], line


def unique_lines(text):
    return "\n".join(dict.fromkeys(text.splitlines()))


SIMPLE = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "title": title,
    "reverse": reverse,
    "trim": trim,
    "count": count,
    "slug": slug,
    "unique-lines": unique_lines,
}
OPERATIONS = [*SIMPLE, "sort-lines", "replace"]


# Request and answer

def answer(request):
    if not isinstance(request, dict):
        raise Unusable("The input must be a JSON object.")
    operation = request.get("operation")
    if operation not in OPERATIONS:
        raise Unusable('"operation" must be one of %s.' % ", ".join(OPERATIONS))
    text = string_of(request, "text")
    if operation == "sort-lines":
        return {"result": sort_lines(text, request.get("descending", False) is True)}
    if operation == "replace":
        return replace(text, string_of(request, "find"), string_of(request, "replacement", ""))
    return {"result": SIMPLE[operation](text)}


def replace(text, find, replacement):
    if not find:
        raise Unusable('"find" must not be empty.')
    return {"result": text.replace(find, replacement), "replaced": text.count(find)}


def string_of(request, name, fallback=None):
    value = request.get(name, fallback)
    if not isinstance(value, str):
        raise Unusable('"%s" %s.' % (name, "is missing" if value is None else "must be a string"))
    return value


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
    except Unusable as problem:
        write({"error": str(problem)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
