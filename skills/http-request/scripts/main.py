"""One HTTP request: JSON request on standard input, JSON answer on standard output.

The proxy that the sandbox names in the environment is used as it is; without one, and without
a grant, there is no network to reach.
"""

import json
import re
import socket
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
MAX_BODY = 1024 * 1024
MAX_REDIRECTS = 5
# How the sandbox's proxy begins its answer to a plain http request that it does not let through.
REFUSAL = "skilllite: this request was not let through: "


class Unusable(Exception):
    """The request cannot be sent, or nobody answered; the message says why."""


class Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = MAX_REDIRECTS

    def redirect_request(self, request, stream, code, message, headers, target):
        following = super().redirect_request(request, stream, code, message, headers, target)
        if following and urllib.parse.urlsplit(target).netloc != urllib.parse.urlsplit(request.full_url).netloc:
            # What was meant for one host is not for the next.
            for name in ("Authorization", "Cookie"):
                following.headers.pop(name, None)
        return following


def build_opener():
    """HTTP and HTTPS alone: the usual opener would read file: and ftp: addresses as well."""
    opener = urllib.request.OpenerDirector()
    handlers = (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        Redirects(),
    )
    for handler in handlers:
        opener.add_handler(handler)
    return opener


# The request

def address_of(url, query):
    if not isinstance(url, str) or not re.match(r"https?://", url, re.IGNORECASE):
        raise Unusable('"url" must begin with https:// or http://.')
    if re.search(r"[\x00-\x20\x7f]", url.strip()):
        raise Unusable('"url" holds white space or control characters.')
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Unusable('"url" is not an address.') from None
    if not host:
        raise Unusable('"url" names no host.')
    if parts.username is not None:
        raise Unusable('"url" must not hold a name and password; use the header "Authorization".')
    try:
        host = host if ":" in host or host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Unusable('"url" names a host that cannot exist.') from None
    place = ("[%s]" % host if ":" in host else host) + (":%d" % port if port else "")
    path = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urllib.parse.urlunsplit((parts.scheme, place, path, query_of(parts.query, query), ""))


def query_of(written, added):
    if added is not None and not isinstance(added, dict):
        raise Unusable('"query" must be an object.')
    kept = urllib.parse.quote(written, safe="/%:@!$&'()*+,;=~-._?")
    pairs = [(name, item) for name, value in (added or {}).items() for item in (value if isinstance(value, list) else [value])]
    more = urllib.parse.urlencode([(name, item if isinstance(item, str) else json.dumps(item)) for name, item in pairs])
    return "&".join(part for part in (kept, more) if part)


def headers_of(given):
    if given is not None and not isinstance(given, dict):
        raise Unusable('"headers" must be an object.')
    headers = {"User-Agent": "skilllite-http-request/1.0", "Accept": "*/*"}
    for name, value in (given or {}).items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}", name) or not isinstance(value, (str, int, float)):
            raise Unusable("Header %s needs a plain name and a text value." % json.dumps(name[:60], ensure_ascii=False))
        if name.lower() in ("host", "content-length", "transfer-encoding", "connection", "proxy-authorization"):
            raise Unusable("Header %s is set by the skill itself." % json.dumps(name))
        text = str(value)
        if re.search(r"[\r\n\x00]", text) or not text.isascii():
            raise Unusable("Header %s holds characters that a header cannot hold." % json.dumps(name))
        headers[name.title()] = text
    return headers


def body_of(request, headers):
    if request.get("json") is not None and request.get("body") is not None:
        raise Unusable('Give "json" or "body", not both.')
    if request.get("json") is not None:
        headers.setdefault("Content-Type", "application/json")
        return json.dumps(request["json"]).encode("utf-8")
    body = request.get("body")
    if body is None:
        return None
    if not isinstance(body, str):
        raise Unusable('"body" must be a string; use "json" for other values.')
    headers.setdefault("Content-Type", "text/plain; charset=utf-8")
    return body.encode("utf-8", "replace")


def timeout_of(request):
    timeout = request.get("timeout", 20)
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not 1 <= timeout <= 40:
        raise Unusable('"timeout" must be a number of seconds from 1 to 40.')
    return timeout


# The answer

def send(request):
    method = request.get("method", "GET")
    if not isinstance(method, str) or method.upper() not in METHODS:
        raise Unusable('"method" must be one of %s.' % ", ".join(METHODS))
    url = address_of(request.get("url"), request.get("query"))
    headers = headers_of(request.get("headers"))
    body = body_of(request, headers)
    if body is not None and method.upper() in ("GET", "HEAD"):
        raise Unusable("A %s request has no body." % method.upper())
    message = urllib.request.Request(url, data=body, headers=headers, method=method.upper())
    try:
        with build_opener().open(message, timeout=timeout_of(request)) as response:
            return answer_of(response)
    except urllib.error.HTTPError as response:
        with response:
            if not re.match(r"https?:", response.url):
                raise Unusable("The host leads on to %s, which is no web address." % response.url[:200]) from None
            return answer_of(response)


def answer_of(response):
    content = response.read(MAX_BODY + 1)
    kept = content[:MAX_BODY]
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = {"status": response.status, "url": response.url, "headers": headers}
    answer.update(body_answer(kept, headers.get("content-type", ""), response.headers.get_content_charset()))
    if len(content) > MAX_BODY:
        answer["truncated"] = True
    return answer


def body_answer(content, kind, charset):
    if not content:
        return {"text": ""}
    text = text_of(content, kind, charset)
    if text is None:
        return {"bytes": len(content)}
    if text.startswith(REFUSAL):
        raise Unusable("The request was not let through: %s. Grant a host with --allow-net HOST:80 (in a chat --allow net:HOST:80)." % text[len(REFUSAL) :].strip().rstrip("."))
    if "json" in kind.lower():
        try:
            return {"json": json.loads(text)}
        except (ValueError, RecursionError):
            pass  # Called JSON and is not: given as text.
    return {"text": text}


def text_of(content, kind, charset):
    try:
        return content.decode(charset or "utf-8")
    except LookupError:
        return content.decode("utf-8", "replace")
    except UnicodeDecodeError:
        is_text = kind.lower().startswith("text/") or "json" in kind.lower() or "xml" in kind.lower()
        return content.decode(charset or "utf-8", "replace") if is_text else None


def explain(problem):
    """Why nobody answered, in one sentence."""
    reason = getattr(problem, "reason", problem)
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return "No answer came in time."
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "The host's certificate cannot be trusted: %s." % reason.verify_message
    text = str(reason)
    if "403" in text and "unnel" in text:
        return "The host is not granted to this skill. Add it with --allow-net HOST (in a chat --allow net:HOST)."
    if "502" in text and "unnel" in text:
        return "The host cannot be reached, or there is none of that name."
    if isinstance(reason, PermissionError):
        return "There is no network in this sandbox. Grant the host with --allow-net HOST (in a chat --allow net:HOST)."
    if isinstance(reason, socket.gaierror):
        return "The host is unknown, or no network is granted to this skill. Grant a host with --allow-net HOST (in a chat --allow net:HOST)."
    return "No answer came: %s." % (text or type(reason).__name__).rstrip(".")


def read_request():
    try:
        request = json.loads(sys.stdin.buffer.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unusable("The input is not JSON.") from None
    if not isinstance(request, dict):
        raise Unusable("The input must be a JSON object.")
    return request


def write(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def main():
    try:
        write(send(read_request()))
    except Unusable as problem:
        write({"error": str(problem)})
        return 1
    except (OSError, ValueError, EOFError) as problem:
        write({"error": explain(problem)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
