import {expect, test} from 'vitest';
import {
	advisoryApiUrl,
	advisoryExportUrl,
	isLoopback,
	isProviderName,
	localServers,
	parseBaseUrl,
	providerBaseUrl,
	providerNames,
	providerOf,
} from '../../source/core/endpoints.ts';

test('knows every provider of the contract, each with a usable base URL', () => {
	const expected =
		'openai deepseek qwen moonshot ollama anthropic gemini mistral groq xai openrouter minimax lmstudio llamacpp vllm custom';
	expect([...providerNames].sort()).toEqual(expected.split(' ').sort());
	for (const name of providerNames.filter(provider => provider !== 'custom')) {
		const baseUrl = providerBaseUrl(name, {}) ?? '';
		expect(parseBaseUrl(baseUrl, name)).toBe(baseUrl);
		expect(providerOf(baseUrl, {})).toBe(name);
	}

	expect(providerBaseUrl('custom', {})).toBeNull();
	expect([isProviderName('toString'), isProviderName('__proto__'), isProviderName('qwen')]).toEqual([false, false, true]);
});

test('lets the environment move every host', () => {
	expect(providerBaseUrl('qwen', {SKILLLITE_QWEN_URL: 'https://mirror.example/v1/'})).toBe('https://mirror.example/v1');
	expect(providerBaseUrl('vllm', {SKILLLITE_LOCAL_PORTS: 'vllm=8001'})).toBe('http://127.0.0.1:8001/v1');
	expect(advisoryApiUrl({})).toMatch(/^https:/);
	expect(advisoryApiUrl({SKILLLITE_OSV_URL: 'http://127.0.0.1:9/osv'})).toBe('http://127.0.0.1:9/osv');
	expect(advisoryExportUrl({})).toMatch(/^https:/);
	expect(advisoryExportUrl({SKILLLITE_OSV_EXPORT_URL: 'http://127.0.0.1:9/x/'})).toBe('http://127.0.0.1:9/x');
	expect(() => providerBaseUrl('qwen', {SKILLLITE_QWEN_URL: 'mirror'})).toThrow('SKILLLITE_QWEN_URL');
});

test('looks for the four local servers, or for those that the environment lists', () => {
	expect(localServers({}).map(({provider, port}) => `${provider}=${port}`)).toEqual([
		'ollama=11434',
		'lmstudio=1234',
		'llamacpp=8080',
		'vllm=8000',
	]);
	expect(localServers({SKILLLITE_LOCAL_PORTS: 'vllm=8001, 9000'})).toEqual([
		{provider: 'vllm', port: 8001},
		{provider: 'custom', port: 9000},
	]);
	expect(localServers({SKILLLITE_LOCAL_PORTS: ''})).toEqual([]);
});

test.each(['ollama', '0', '70000', 'ollama=', 'nobody=1', '127.0.0.1:80', '-1'])('refuses %s as a local server', list => {
	expect(() => localServers({SKILLLITE_LOCAL_PORTS: list})).toThrow('SKILLLITE_LOCAL_PORTS');
});

test('brings base URLs into one form', () => {
	expect(parseBaseUrl(' HTTPS://API.Example.com:443/v1// ', 'x')).toBe('https://api.example.com/v1');
	expect(parseBaseUrl('http://localhost:8080/v1/chat/completions', 'x')).toBe('http://localhost:8080/v1');
	expect(providerOf('http://localhost:11434/v1', {})).toBe('ollama');
});

test.each([
	'',
	'api.example.com',
	'file:///etc/passwd',
	'https://user:secret@host/v1',
	'https://host/v1?key=secret',
	'https://host/#secret',
])('refuses the base URL %s and does not repeat it', text => {
	let message = '';
	try {
		parseBaseUrl(text, 'the test');
	} catch (error) {
		message = String(error);
	}

	expect(message).toContain('the test');
	expect(message).not.toContain('secret');
});

test('tells this machine from others, however it is spelt', () => {
	const here = ['http://127.0.0.1:1/v1', 'http://localhost/v1', 'http://[::1]:2/v1', 'http://127.8.8.8/v1', 'http://0x7f.1/v1'];
	const elsewhere = [
		'http://127.0.0.1.example.com/v1',
		'http://localhost.example.com/v1',
		'http://10.0.0.1/v1',
		'https://api.openai.com/v1',
	];
	expect(here.map(isLoopback)).toEqual(here.map(() => true));
	expect(elsewhere.map(isLoopback)).toEqual(elsewhere.map(() => false));
});
