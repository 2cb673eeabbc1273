"""Exact arithmetic: one JSON request on standard input, one JSON answer on standard output.

Numbers are pairs (numerator, denominator) of whole numbers in lowest terms, so nothing is rounded
on the way. The pairs are our own because `fractions` takes longer to load than the sum to work out.
"""

import json
import math
import re
import sys

MAX_DIGITS = 300
MAX_EXPRESSION = 1000
MAX_DEPTH = 50
# Compiled where it is used: that takes longer than most sums.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?"
SYMBOLS = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "^": "**", ":": "/"}


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


# Arithmetic on pairs

def reduced(numerator, denominator):
    if denominator == 0:
        raise Unusable("Cannot divide by zero.")
    divisor = math.gcd(numerator, denominator)
    if denominator < 0:
        divisor = -divisor
    pair = (numerator // divisor, denominator // divisor)
    if max(abs(pair[0]), pair[1]).bit_length() > MAX_DIGITS * 10 // 3 * 2:
        raise Unusable("The numbers grow beyond what this calculator keeps exact.")
    return pair


def add(a, b):
    return reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def subtract(a, b):
    return add(a, (-b[0], b[1]))


def multiply(a, b):
    return reduced(a[0] * b[0], a[1] * b[1])


def divide(a, b):
    return reduced(a[0] * b[1], a[1] * b[0])


def modulo(a, b):
    if b[0] == 0:
        raise Unusable("Cannot take a remainder of a division by zero.")
    whole = (a[0] * b[1]) // (a[1] * b[0])
    return subtract(a, multiply((whole, 1), b))


def percent(a, b):
    return divide(multiply(a, b), (100, 1))


def power(a, b):
    if a[0] == 0 and b[0] < 0:
        raise Unusable("Cannot raise zero to a negative power.")
    if b[1] != 1:
        return fractional_power(a, b)
    exponent = abs(b[0])
    if a[0] in (-1, 0, 1) and a[1] == 1:
        exponent = min(exponent, 2 + exponent % 2)
    if max(abs(a[0]), a[1]).bit_length() * exponent > MAX_DIGITS * 4 + 4:
        raise Unusable("The result has more than %d digits." % MAX_DIGITS)
    raised = (a[0] ** exponent, a[1] ** exponent)
    return raised if b[0] >= 0 else reduced(raised[1], raised[0])


def fractional_power(a, b):
    if a[0] < 0:
        raise Unusable("Cannot raise a negative number to a power that is not whole.")
    if b == (1, 2):
        return sqrt(a)
    try:
        return number_of("%.15g" % math.pow(a[0] / a[1], b[0] / b[1]))
    except OverflowError:
        raise Unusable("The result has more than %d digits." % MAX_DIGITS) from None


def sqrt(a):
    if a[0] < 0:
        raise Unusable("Cannot take the square root of a negative number.")
    root = (math.isqrt(a[0]), math.isqrt(a[1]))
    if root[0] ** 2 == a[0] and root[1] ** 2 == a[1]:
        return root
    # By whole-number root, with at least forty digits more than the fifteen that are shown.
    scale = 10 ** (60 + len(str(a[1])) // 2)
    return reduced(math.isqrt(a[0] * scale * scale // a[1]), scale)


def nearest_whole(a):
    # Half away from zero, as people round; Python's own round goes to even.
    whole = (2 * abs(a[0]) + a[1]) // (2 * a[1])
    return (whole if a[0] >= 0 else -whole, 1)


OPERATIONS = {
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "power": power,
    "modulo": modulo,
    "percent": percent,
}
FUNCTIONS = {"sqrt": sqrt, "abs": lambda a: (abs(a[0]), a[1]), "round": nearest_whole}
CONSTANTS = {"pi": (3141592653589793238462643383279502884, 10 ** 36)}


# Text to pair and back

def number_of(text):
    if text.isascii() and text.removeprefix("-").isdigit() and len(text) <= MAX_DIGITS:
        return (int(text), 1)
    match = re.fullmatch(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?", text.replace(",", "").strip())
    if not match or not (match.group(2) or match.group(3)):
        raise Unusable("Not a number: %s." % json.dumps(text[:80], ensure_ascii=False))
    sign, whole, decimals, exponent = match.groups()
    decimals = decimals or ""
    shift = int(exponent or 0) - len(decimals)
    if len(whole) + len(decimals) > MAX_DIGITS or abs(shift) > MAX_DIGITS:
        raise Unusable("A number has more than %d digits." % MAX_DIGITS)
    digits = int(sign + whole + decimals)
    return reduced(digits * 10 ** shift, 1) if shift >= 0 else reduced(digits, 10 ** -shift)


def text_of(pair):
    """The pair as a JSON number: exact where a short decimal is, else 15 significant digits.

    Fifteen, because every 15-digit decimal survives the trip through a binary double.
    """
    numerator, denominator = pair
    if denominator == 1:
        if len(str(abs(numerator))) > MAX_DIGITS:
            raise Unusable("The result has more than %d digits." % MAX_DIGITS)
        return str(numerator)
    places = finite_places(denominator)
    if places is not None and places <= 28:
        digits = str(abs(numerator) * 10 ** places // denominator).rjust(places + 1, "0")
        if len(digits.lstrip("0")) <= 28:
            return ("-" if numerator < 0 else "") + digits[:-places] + "." + digits[-places:]
    return rounded(numerator, denominator)


def finite_places(denominator):
    """How many decimals a fraction with this denominator needs; None when no number is enough."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def rounded(numerator, denominator):
    sign = "-" if numerator < 0 else ""
    numerator = abs(numerator)
    exponent = len(str(numerator)) - len(str(denominator))
    if numerator * 10 ** max(0, -exponent) < denominator * 10 ** max(0, exponent):
        exponent -= 1
    scale = 14 - exponent
    scaled = numerator * 10 ** max(0, scale)
    unit = denominator * 10 ** max(0, -scale)
    digits = str((2 * scaled + unit) // (2 * unit))
    exponent += len(digits) - 15
    if -7 <= exponent < 15:
        text = digits.rjust(max(15, 15 - exponent), "0") if exponent < 0 else digits
        point = 1 if exponent < 0 else exponent + 1
        return sign + (text[:point] + "." + text[point:]).rstrip("0").rstrip(".")
    mantissa = (digits[0] + "." + digits[1:]).rstrip("0").rstrip(".")
    return "%s%se%d" % (sign, mantissa, exponent)


# Expressions: a recursive-descent parser, loosest binding first

class Expression:
    def __init__(self, text):
        if len(text) > MAX_EXPRESSION:
            raise Unusable("The expression is longer than %d characters." % MAX_EXPRESSION)
        self.tokens = tokens_of(text)
        self.position = 0
        self.depth = 0

    def value(self):
        if not self.tokens:
            raise Unusable("The expression is empty.")
        result = self.sum()
        if self.position < len(self.tokens):
            raise Unusable("Cannot read the expression from %s on." % json.dumps(self.peek(), ensure_ascii=False))
        return result

    def peek(self):
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, *wanted):
        token = self.peek()
        if token and token in wanted:
            self.position += 1
            return token
        return ""

    def sum(self):
        result = self.product()
        while True:
            sign = self.take("+", "-")
            if not sign:
                return result
            result = (add if sign == "+" else subtract)(result, self.product())

    def product(self):
        result = self.signed()
        while True:
            sign = self.take("*", "/", "%", "of")
            if not sign:
                return result
            right = self.signed()
            result = {"*": multiply, "of": multiply, "/": divide, "%": modulo}[sign](result, right)

    def signed(self):
        self.deeper()
        sign = self.take("+", "-")
        result = self.signed() if sign else self.raised()
        self.depth -= 1
        return (-result[0], result[1]) if sign == "-" else result

    def raised(self):
        base = self.percentage()
        return power(base, self.signed()) if self.take("**") else base

    def percentage(self):
        result = self.operand()
        while self.peek() == "%" and not self.operand_follows():
            self.position += 1
            result = divide(result, (100, 1))
        return result

    def operand_follows(self):
        after = self.tokens[self.position + 1] if self.position + 1 < len(self.tokens) else ""
        return after == "(" or after in FUNCTIONS or after in CONSTANTS or after[:1].isdigit() or after[:1] == "."

    def operand(self):
        token = self.peek()
        self.position += 1
        if token == "(":
            result = self.sum()
            if not self.take(")"):
                raise Unusable("A bracket is not closed.")
            return result
        if token in FUNCTIONS:
            if self.peek() != "(":
                raise Unusable("Write %s with brackets: %s(9)." % (token, token))
            return FUNCTIONS[token](self.operand())
        if token in CONSTANTS:
            return CONSTANTS[token]
        if token[:1].isdigit() or token[:1] == ".":
            return number_of(token)
        if not token:
            raise Unusable("The expression ends too early.")
        raise Unusable("Expected a number before %s." % json.dumps(token, ensure_ascii=False))

    def deeper(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unusable("The expression is nested more than %d deep." % MAX_DEPTH)


def tokens_of(text):
    tokens = []
    position = 0
    numbers = re.compile(NUMBER)
    words = re.compile(r"[A-Za-z]+|\*\*|[-+*/%()^×÷·−–:]")
    while position < len(text):
        number = numbers.match(text, position)
        word = words.match(text, position)
        if text[position].isspace():
            position += 1
        elif number:
            tokens.append(number.group())
            position = number.end()
        elif word:
            token = SYMBOLS.get(word.group(), word.group().lower())
            token = "*" if token == "x" else token
            if token.isalpha() and token != "of" and token not in FUNCTIONS and token not in CONSTANTS:
                known = ", ".join(sorted([*FUNCTIONS, *CONSTANTS]))
                raise Unusable("Unknown name %s; known names are %s." % (json.dumps(word.group()), known))
            tokens.append(token)
            position = word.end()
        else:
            raise Unusable("Unexpected character %s." % json.dumps(text[position], ensure_ascii=False))
    return tokens


# Request and answer

class Literal(str):
    """A JSON number as it was written, so that 0.1 stays one tenth."""


def operand(request, name):
    value = request.get(name)
    if value is None:
        raise Unusable('Operand "%s" is missing.' % name)
    if not isinstance(value, str):
        raise Unusable('Operand "%s" must be a number.' % name)
    return number_of(value)


def answer(request):
    if not isinstance(request, dict):
        raise Unusable("The input must be a JSON object.")
    expression = request.get("expression")
    operation = request.get("operation")
    if expression is not None and operation is not None:
        raise Unusable('Give "operation" or "expression", not both.')
    if expression is not None:
        if not isinstance(expression, str):
            raise Unusable('"expression" must be a string.')
        return Expression(str(expression)).value()
    if operation == "sqrt":
        return sqrt(operand(request, "a"))
    if not isinstance(operation, str) or operation not in OPERATIONS:
        raise Unusable('"operation" must be one of %s.' % ", ".join([*OPERATIONS, "sqrt"]))
    return OPERATIONS[operation](operand(request, "a"), operand(request, "b"))


def read_request():
    def refuse(name):
        raise Unusable("%s is not a number that can be calculated with." % name)

    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
        return json.loads(text, parse_int=Literal, parse_float=Literal, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise Unusable("The input is not JSON.") from None


def write(text):
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def main():
    try:
        write('{"result":%s}' % text_of(answer(read_request())))
    except Unusable as problem:
        write(json.dumps({"error": str(problem)}, ensure_ascii=False, separators=(",", ":")))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
