"""Figures out of tables: one JSON request on standard input, one JSON answer on standard output.

Rows are read one at a time; only what an operation needs of them is kept.
"""

import codecs
import csv
import io
import itertools
import json
import math
import os
import re
import sys

MAX_JSON_BYTES = 24 * 1024 * 1024
MAX_DISTINCT = 100_000
SAMPLE = 64 * 1024


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


class Table:
    """Column names and an iterator over rows, each a list of cells in the order of the columns."""

    def __init__(self, columns, rows, decimal_comma=False):
        self.columns = columns
        self.rows = rows
        self.decimal_comma = decimal_comma

    def index_of(self, name, role="column"):
        if not isinstance(name, str) or not name.strip():
            raise Unusable('"%s" must name a column; there are %s.' % (role, listed(self.columns)))
        for same in (str, fold):
            for index, column in enumerate(self.columns):
                if same(column) == same(name):
                    return index
        import difflib

        near = difflib.get_close_matches(fold(name), [fold(column) for column in self.columns], 1)
        hint = next((' Did you mean "%s"?' % column for column in self.columns if near and fold(column) == near[0]), "")
        raise Unusable('There is no column "%s"; there are %s.%s' % (name[:80], listed(self.columns), hint))

    def number(self, cell):
        return number_of(cell, self.decimal_comma)


def fold(name):
    return re.sub(r"[\s_-]+", " ", str(name)).strip().casefold()


def listed(names):
    shown = ", ".join(str(name)[:60] for name in names[:20])
    return shown + (" and %d more" % (len(names) - 20) if len(names) > 20 else "")


# Reading

def read_table(request):
    given = [name for name in ("file", "csv", "data") if request.get(name) is not None]
    if len(given) != 1:
        raise Unusable('Give one of "file", "csv" and "data".')
    value = request[given[0]]
    if given[0] == "data":
        return table_of_values(value)
    if not isinstance(value, str):
        raise Unusable('"%s" must be a string.' % given[0])
    return table_of_csv(io.StringIO(value.lstrip("\ufeff"), newline="")) if given[0] == "csv" else read_file(value)


def read_file(path):
    if not os.path.isfile(path):
        raise Unusable(missing_file(path))
    try:
        encoding = encoding_of(path)
        name = path.lower()
        if name.endswith((".json", ".geojson")):
            return table_of_json(path, encoding)
        stream = open(path, encoding=encoding, newline="")
        return table_of_lines(stream) if name.endswith((".jsonl", ".ndjson")) else table_of_csv(stream)
    except OSError as problem:
        raise Unusable('Cannot read "%s": %s.' % (path, problem.strerror)) from None


def missing_file(path):
    import difflib

    try:
        names = sorted(os.listdir(os.path.dirname(path) or "."))
    except OSError:
        names = []
    near = difflib.get_close_matches(os.path.basename(path), names, 1)
    kind = "is not a file" if os.path.exists(path) else "is not in the workspace"
    return '"%s" %s.%s' % (path[:200], kind, ' Did you mean "%s"?' % near[0] if near else "")


def encoding_of(path):
    """UTF-8 or UTF-16 by their marks, UTF-8 when every byte fits, else the Western code page."""
    with open(path, "rb") as stream:
        start = stream.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            for chunk in iter(lambda: stream.read(SAMPLE), b""):
                decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8-sig"


def table_of_csv(stream):
    sample = stream.read(SAMPLE)
    stream.seek(0)
    if not sample.strip():
        raise Unusable("The data is empty.")
    csv.field_size_limit(8 * 1024 * 1024)
    delimiter = delimiter_of(sample)
    reader = csv.reader(stream, delimiter=delimiter, skipinitialspace=True)
    filled = (row for row in reader if any(cell.strip() for cell in row))
    columns = named(next(filled, []))
    return Table(columns, (fitted(row, len(columns)) for row in filled), has_decimal_comma(sample, delimiter))


def delimiter_of(sample):
    """The separator that occurs most outside quotes in the first line that has text."""
    lines = sample.lstrip("\r\n").splitlines()
    first = re.sub(r'"[^"]*"?', "", lines[0])
    return max(",;\t|", key=lambda mark: (first.count(mark), mark == ","))


def has_decimal_comma(sample, delimiter):
    if delimiter == ",":
        return False
    commas = len(re.findall(r"(?<![\d.,])-?\d+(?:\.\d{3})*,\d+(?![\d.,])", sample))
    return commas > len(re.findall(r"(?<![\d.,])-?\d+(?:,\d{3})*\.\d+(?![\d.,])", sample))


def named(header):
    """Column names, with a number where a name is empty or comes twice."""
    names = []
    for index, cell in enumerate(header):
        name = cell.strip() or "column %d" % (index + 1)
        names.append("%s (%d)" % (name, index + 1) if name in names else name)
    return names


def fitted(row, width):
    return row[:width] if len(row) >= width else row + [""] * (width - len(row))


def table_of_json(path, encoding):
    if os.path.getsize(path) > MAX_JSON_BYTES:
        raise Unusable("The JSON file is larger than 24 MB; JSON Lines and CSV files may be larger.")
    with open(path, encoding=encoding) as stream:
        value = parse_json(stream.read(), "The file")
    if isinstance(value, dict):
        lists = [member for member in value.values() if isinstance(member, list)]
        value = lists[0] if len(lists) == 1 else [value]
    return table_of_values(value)


def table_of_lines(stream):
    lines = ((number, line) for number, line in enumerate(stream, 1) if line.strip())
    values = (parse_json(line, "Line %d" % number) for number, line in lines)
    first = list(itertools.islice(values, 200))
    return table_of_values(first, values)


def table_of_values(value, more=()):
    if not isinstance(value, list):
        raise Unusable("The data must be a list of objects.")
    if not value:
        raise Unusable("The data is empty.")
    columns = list(dict.fromkeys(str(name) for row in value if isinstance(row, dict) for name in row))
    if not columns:
        columns = ["value"]
    rows = ([row.get(name, "") if isinstance(row, dict) else row for name in columns] for row in itertools.chain(value, more))
    return Table(columns, rows)


def parse_json(text, subject):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unusable("%s is not JSON." % subject) from None


# Numbers

def number_of(cell, decimal_comma=False):
    """The number in a cell, or None. Thousands separators, currency signs and a percent sign are let through."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return cell if math.isfinite(cell) else None
    text = re.sub(r"[\s\u00a0\u202f'$€£¥]", "", str(cell)).replace("\u2212", "-").rstrip("%")
    if decimal_comma:
        text = text.replace(".", "").replace(",", ".") if re.fullmatch(r"[+-]?[\d.]*,?\d*", text) else text
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def neat(value):
    """Without the noise of binary fractions: 15 digits, whole numbers without a point."""
    if value is None or isinstance(value, int):
        return value
    value = float("%.15g" % value)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def median_of(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


# Filtering

COMPARISONS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


def condition(table, where):
    """A function from row to bool; by number where both sides are numbers, else by text without regard to case."""
    if where is None:
        return lambda row: True
    if not isinstance(where, str):
        raise Unusable('"where" must be a string such as "price > 10".')
    match = re.fullmatch(r"\s*(.+?)\s*(>=|<=|!=|==|=|>|<|\bcontains\b)\s*(.*?)\s*", where[:1000], re.IGNORECASE | re.DOTALL)
    if not match:
        raise Unusable('Cannot read "where": write for example "price > 10" or "name contains son".')
    name, sign, wanted = match.groups()
    index = table.index_of(name.strip("\"'`"), "where")
    wanted = wanted[1:-1] if len(wanted) > 1 and wanted[0] == wanted[-1] and wanted[0] in "\"'" else wanted
    if sign.lower() == "contains":
        return lambda row: wanted.casefold() in text_of(row[index]).casefold()
    compare = COMPARISONS["=" if sign == "==" else sign]
    wanted_number = table.number(wanted)

    def fits(row):
        number = table.number(row[index])
        if number is not None and wanted_number is not None:
            return compare(number, wanted_number)
        if sign in (">", ">=", "<", "<=") and wanted_number is not None:
            return False
        return compare(text_of(row[index]).strip().casefold(), wanted.casefold())

    return fits


def text_of(cell):
    if isinstance(cell, str):
        return cell
    return "" if cell is None else json.dumps(cell, ensure_ascii=False)


# Operations

def aggregate(table, request):
    index = table.index_of(request.get("column"))
    values, ignored = [], 0
    for row in matching(table, request):
        number = table.number(row[index])
        if number is None:
            ignored += 1
        else:
            values.append(number)
    if not values:
        raise Unusable('Column "%s" holds no numbers%s.' % (table.columns[index], " in the rows that fit" if request.get("where") else ""))
    operation = request["operation"]
    result = FIGURES["average" if operation == "mean" else operation](values)
    return {"result": neat(result), "column": table.columns[index], "count": len(values), "ignored": ignored}


def average_of(values):
    return math.fsum(values) / len(values)


def sum_of(values):
    return sum(values) if all(isinstance(value, int) for value in values) else math.fsum(values)


FIGURES = {"average": average_of, "sum": sum_of, "min": min, "max": max, "median": median_of}


def count(table, request):
    if request.get("column") is None:
        return {"result": sum(1 for _ in matching(table, request))}
    index = table.index_of(request["column"])
    seen, filled, empty = set(), 0, 0
    for row in matching(table, request):
        text = text_of(row[index]).strip()
        filled, empty = (filled + 1, empty) if text else (filled, empty + 1)
        if text and len(seen) < MAX_DISTINCT:
            seen.add(text)
    return {"result": filled, "column": table.columns[index], "empty": empty, "distinct": len(seen)}


def select(table, request):
    if request["operation"] == "filter" and request.get("where") is None:
        raise Unusable('"filter" needs "where", for example "price > 10".')
    limit = limit_of(request)
    rows, matched = [], 0
    for row in matching(table, request):
        matched += 1
        if len(rows) < limit:
            rows.append(dict(zip(table.columns, row)))
    return {"rows": rows, "shown": len(rows), "matched": matched}


def group(table, request):
    by = table.index_of(request.get("by"), "by")
    index = None if request.get("column") is None else table.index_of(request["column"])
    groups = {}
    for row in matching(table, request):
        name = text_of(row[by]).strip()
        if name not in groups and len(groups) >= MAX_DISTINCT:
            raise Unusable('Column "%s" has more than %d values.' % (table.columns[by], MAX_DISTINCT))
        entry = groups.setdefault(name, [0, []])
        entry[0] += 1
        number = None if index is None else table.number(row[index])
        if number is not None:
            entry[1].append(number)
    entries = [group_entry(table.columns[by], name, size, values, index is not None) for name, (size, values) in groups.items()]
    entries.sort(key=lambda entry: -(entry["count"] if index is None else entry["sum"] or 0))
    return {"groups": entries[: limit_of(request)], "total": len(entries)}


def group_entry(column, name, size, values, with_figures):
    entry = {"value": name, "count": size}
    if with_figures:
        for figure in ("sum", "average", "min", "max"):
            entry[figure] = neat(FIGURES[figure](values)) if values else None
    return entry


def describe(table, request):
    profiles = [Profile() for _ in table.columns]
    rows = 0
    for row in matching(table, request):
        rows += 1
        for profile, cell in zip(profiles, row):
            profile.take(text_of(cell).strip(), table.number(cell))
    return {"rows": rows, "columns": {name: profile.summary() for name, profile in zip(table.columns, profiles)}}


class Profile:
    """What describes one column; the values of mostly-text columns are not kept."""

    def __init__(self):
        self.numbers, self.texts, self.empty, self.seen = [], 0, 0, {}

    def take(self, text, number):
        if not text:
            self.empty += 1
            return
        if number is not None:
            self.numbers.append(number)
        else:
            self.texts += 1
        if text in self.seen or len(self.seen) < 10_000:
            self.seen[text] = self.seen.get(text, 0) + 1

    def summary(self):
        if len(self.numbers) > self.texts:
            figures = {figure: neat(FIGURES[figure](self.numbers)) for figure in ("average", "min", "median", "max", "sum")}
            return {"type": "number", "count": len(self.numbers), "empty": self.empty, "ignored": self.texts, **figures}
        most = max(self.seen, key=self.seen.get) if self.seen else None
        distinct = len(self.seen)
        return {"type": "text", "count": self.texts + len(self.numbers), "empty": self.empty, "distinct": distinct, "most_common": most}


def columns(table, request):
    return {"columns": table.columns, "rows": sum(1 for _ in table.rows)}


OPERATIONS = {
    "describe": describe,
    "columns": columns,
    **dict.fromkeys(["average", "mean", "sum", "min", "max", "median"], aggregate),
    "count": count,
    "filter": select,
    "group": group,
    "head": select,
}


def matching(table, request):
    return filter(condition(table, request.get("where")), table.rows)


def limit_of(request):
    limit = request.get("limit", 10)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= 1000:
        raise Unusable('"limit" must be a whole number from 1 to 1000.')
    return limit


# Request and answer

def answer(request):
    if not isinstance(request, dict):
        raise Unusable("The input must be a JSON object.")
    operation = request.get("operation")
    if not isinstance(operation, str) or operation not in OPERATIONS:
        raise Unusable('"operation" must be one of %s.' % ", ".join(OPERATIONS))
    try:
        return OPERATIONS[operation](read_table(request), request)
    except csv.Error as problem:
        raise Unusable("The data is not CSV: %s." % problem) from None
    except UnicodeError:
        raise Unusable("The data is not text.") from None
    except MemoryError:
        raise Unusable("The data is too large for the memory this skill is given.") from None


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
