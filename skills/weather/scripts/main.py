"""Weather from open-meteo.com: one JSON request on standard input, one JSON answer on standard output."""

import json
import os
import sys

GEOCODING = "https://geocoding-api.open-meteo.com/v1/search"
FORECAST = "https://api.open-meteo.com/v1/forecast"
SAMPLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "fixtures", "sample.json")
TIMEOUT_SECONDS = 20
MAX_ANSWER = 1024 * 1024

# The World Meteorological Organization's codes, as the service uses them.
WEATHER = {
    0: "clear",
    1: "mostly clear",
    2: "partly cloudy",
    3: "overcast",
    45: "fog",
    48: "freezing fog",
    51: "light drizzle",
    53: "drizzle",
    55: "heavy drizzle",
    56: "light freezing drizzle",
    57: "freezing drizzle",
    61: "light rain",
    63: "rain",
    65: "heavy rain",
    66: "light freezing rain",
    67: "freezing rain",
    71: "light snow",
    73: "snow",
    75: "heavy snow",
    77: "snow grains",
    80: "light showers",
    81: "showers",
    82: "violent showers",
    85: "light snow showers",
    86: "snow showers",
    95: "thunderstorm",
    96: "thunderstorm with hail",
    99: "thunderstorm with heavy hail",
}


class Unusable(Exception):
    """The request cannot be answered; the message says why."""


# Where the figures come from

def live_place(name):
    """The best match for "town" or "town, region or country"."""
    town, _, region = (part.strip() for part in name.partition(","))
    matches = fetch(GEOCODING, {"name": town, "count": 10, "language": "en", "format": "json"}).get("results") or []
    fitting = [match for match in matches if not region or is_in(match, region)]
    if not fitting:
        raise Unusable("No place called %s is known to open-meteo.com." % json.dumps(name[:80], ensure_ascii=False))
    return fitting[0]


def is_in(match, region):
    names = [str(match.get(key, "")).casefold() for key in ("country", "country_code", "admin1", "admin2")]
    return any(name == region.casefold() or (len(region) > 3 and region.casefold() in name) for name in names)


def live_forecast(latitude, longitude, days, imperial):
    query = {
        "latitude": latitude,
        "longitude": longitude,
        "current": "temperature_2m,relative_humidity_2m,weather_code,wind_speed_10m",
        "daily": "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max",
        "timezone": "auto",
        "forecast_days": days,
    }
    if imperial:
        query.update({"temperature_unit": "fahrenheit", "wind_speed_unit": "mph", "precipitation_unit": "inch"})
    return fetch(FORECAST, query)


def fetch(address, query):
    import urllib.error
    import urllib.parse
    import urllib.request

    url = "%s?%s" % (address, urllib.parse.urlencode(query))
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:
            answer = json.loads(response.read(MAX_ANSWER).decode("utf-8"))
    except urllib.error.HTTPError as problem:
        raise Unusable("open-meteo.com refused the request: %d %s." % (problem.code, problem.reason)) from None
    except OSError as problem:
        reason = str(getattr(problem, "reason", problem)).rstrip(".")
        raise Unusable('Cannot reach open-meteo.com: %s. For sample data set "offline" to true.' % reason) from None
    except ValueError:
        raise Unusable("open-meteo.com gave an answer that is not JSON.") from None
    if not isinstance(answer, dict):
        raise Unusable("open-meteo.com gave an answer of an unknown form.")
    return answer


def sample_data(name):
    with open(SAMPLE, encoding="utf-8") as stream:
        places = json.load(stream)
    known = places.get(name.partition(",")[0].strip().casefold())
    if known is None:
        raise Unusable("The sample data knows Berlin, London, New York, Paris and Tokyo, not %s." % json.dumps(name[:80], ensure_ascii=False))
    return known["geocoding"]["results"][0], known["forecast"]


# The answer

def report(place, forecast, days, converted):
    try:
        return {"place": place, "current": current_of(forecast["current"], converted), "days": days_of(forecast["daily"], days, converted)}
    except (KeyError, IndexError, TypeError):
        raise Unusable("open-meteo.com gave an answer of an unknown form.") from None


def current_of(now, converted):
    return {
        "time": now["time"],
        "weather": described(now["weather_code"]),
        "temperature": temperature(now["temperature_2m"], converted),
        "humidity": now["relative_humidity_2m"],
        "wind": speed(now["wind_speed_10m"], converted),
    }


def days_of(daily, days, converted):
    return [
        {
            "date": daily["time"][index],
            "weather": described(daily["weather_code"][index]),
            "low": temperature(daily["temperature_2m_min"][index], converted),
            "high": temperature(daily["temperature_2m_max"][index], converted),
            "rain_chance": daily["precipitation_probability_max"][index],
        }
        for index in range(min(days, len(daily["time"])))
    ]


def described(code):
    return WEATHER.get(code, "unknown")


def temperature(celsius, converted):
    return round(celsius * 9 / 5 + 32, 1) if converted and celsius is not None else celsius


def speed(kilometres, converted):
    return round(kilometres / 1.609344, 1) if converted and kilometres is not None else kilometres


def answer(request):
    place, latitude, longitude = place_of(request)
    days = days_asked(request)
    units = request.get("units", "metric")
    if units not in ("metric", "imperial"):
        raise Unusable('"units" must be one of metric, imperial.')
    imperial = units == "imperial"
    offline = request.get("offline", False)
    if not isinstance(offline, bool):
        raise Unusable('"offline" must be true or false.')
    if offline:
        if place is None:
            raise Unusable("The sample data is looked up by place; name one.")
        found, forecast = sample_data(place)
    else:
        found = live_place(place) if place is not None else {"latitude": latitude, "longitude": longitude}
        forecast = live_forecast(found.get("latitude"), found.get("longitude"), days, imperial)
    # The service converts for itself; sample data is metric.
    result = report(name_of(found), forecast, days, converted=imperial and offline)
    result["units"] = {"temperature": "°F", "wind": "mph"} if imperial else {"temperature": "°C", "wind": "km/h"}
    result["sample"] = offline
    return result


def name_of(found):
    if "name" not in found:
        return "%s, %s" % (found["latitude"], found["longitude"])
    return ", ".join(str(part) for part in (found["name"], found.get("country")) if part)


def place_of(request):
    if not isinstance(request, dict):
        raise Unusable("The input must be a JSON object.")
    place = request.get("place")
    if place is not None:
        if not isinstance(place, str) or not place.strip() or len(place) > 200:
            raise Unusable('"place" must be the name of a place.')
        return place.strip(), None, None
    latitude, longitude = request.get("latitude"), request.get("longitude")
    if latitude is None and longitude is None:
        raise Unusable('Name a "place", or give "latitude" and "longitude".')
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not -limit <= value <= limit:
            raise Unusable('"%s" must be a number from -%d to %d.' % (name, limit, limit))
    return None, latitude, longitude


def days_asked(request):
    days = request.get("days", 3)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 7:
        raise Unusable('"days" must be a whole number from 1 to 7.')
    return days


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
