import {expect, test} from 'vitest';
import {hasOpenssl, startWeb} from './loopback-web.ts';
import {runBundled, runPlain} from './run-bundled.ts';

test('answers from the sample data without a network, and says so', async () => {
	const run = await runBundled('weather', {place: 'berlin', offline: true, days: 2});
	expect(run).toMatchObject({
		exitCode: 0,
		result: {
			place: 'Berlin, Germany',
			current: {weather: 'partly cloudy', temperature: 16.4},
			days: [{date: '2026-05-04'}, {date: '2026-05-05', weather: 'light rain', rain_chance: 60}],
			units: {temperature: '°C', wind: 'km/h'},
			sample: true,
		},
	});
});

test('converts the sample data to imperial units', async () => {
	const run = await runBundled('weather', {place: 'Berlin, Germany', offline: true, units: 'imperial'});
	expect(run.result).toMatchObject({current: {temperature: 61.5, wind: 8.3}, units: {temperature: '°F', wind: 'mph'}});
});

test.skipIf(!hasOpenssl)('looks up the place, then the forecast, on the two hosts that it declares', async () => {
	const hosts = ['geocoding-api.open-meteo.com:443', 'api.open-meteo.com:443'];
	const asked: string[] = [];
	const web = await startWeb(hosts, (message, response) => {
		const address = new URL(message.url ?? '/', `https://${message.headers.host}`);
		asked.push(`${address.host}${address.pathname}`);
		response.end(JSON.stringify(address.pathname === '/v1/search' ? places : forecastFor(address.searchParams)));
	});
	const run = await runPlain('weather', {place: 'Paris, Texas', days: 1}, {env: web.env});
	expect(run).toMatchObject({
		exitCode: 0,
		result: {
			place: 'Paris, United States',
			current: {weather: 'thunderstorm', temperature: 30.5},
			days: [{date: '2026-06-01', low: 20, high: 31, rain_chance: 80}],
			sample: false,
		},
	});
	expect(asked).toEqual(['geocoding-api.open-meteo.com/v1/search', 'api.open-meteo.com/v1/forecast']);
	expect(web.asked).toEqual(hosts);
});

test.skipIf(!hasOpenssl)('explains an unknown place, a strange answer and a missing network', async () => {
	const hosts = ['geocoding-api.open-meteo.com:443', 'api.open-meteo.com:443'];
	const web = await startWeb(hosts, (message, response) => response.end(message.url?.startsWith('/v1/search') ? '{}' : '[]'));
	const [unknown, strange, offline] = await Promise.all([
		runPlain('weather', {place: 'Nowhere'}, {env: web.env}),
		runPlain('weather', {latitude: 1, longitude: 2}, {env: web.env}),
		runPlain('weather', {place: 'Berlin'}, {env: {HTTPS_PROXY: 'http://127.0.0.1:1'}}),
	]);
	expect(unknown).toMatchObject({exitCode: 1, result: {error: 'No place called "Nowhere" is known to open-meteo.com.'}});
	expect(strange).toMatchObject({exitCode: 1, result: {error: 'open-meteo.com gave an answer of an unknown form.'}});
	expect(offline).toMatchObject({
		exitCode: 1,
		result: {error: expect.stringMatching(/^Cannot reach open-meteo\.com: .*"offline" to true\.$/)},
	});
});

test.each([
	[{}, 'Name a "place", or give "latitude" and "longitude".'],
	[{place: 'Rome', offline: true}, 'The sample data knows Berlin, London, New York, Paris and Tokyo, not "Rome".'],
	[{latitude: 91, longitude: 0}, '"latitude" must be a number from -90 to 90.'],
	[{place: 'Berlin', days: 8}, '"days" must be a whole number from 1 to 7.'],
	[{place: 'Berlin', units: 'kelvin'}, '"units" must be one of metric, imperial.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await runBundled('weather', input);
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});

const places = {
	results: [
		{name: 'Paris', country: 'France', admin1: 'Île-de-France', latitude: 48.9, longitude: 2.3},
		{name: 'Paris', country: 'United States', admin1: 'Texas', latitude: 33.7, longitude: -95.6},
	],
};

/** An answer for the second place alone. */
function forecastFor(query: URLSearchParams): unknown {
	if (query.get('latitude') !== '33.7' || query.get('forecast_days') !== '1') {
		return {};
	}

	return {
		current: {time: '2026-06-01T12:00', temperature_2m: 30.5, relative_humidity_2m: 60, weather_code: 95, wind_speed_10m: 12},
		daily: {
			time: ['2026-06-01'],
			weather_code: [95],
			temperature_2m_min: [20],
			temperature_2m_max: [31],
			precipitation_probability_max: [80],
		},
	};
}
