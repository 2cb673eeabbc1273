import {expect, test} from 'vitest';
import type {PackageId} from '../../../../sandbox/admission/supply-chain/assess.ts';
import {askOsv} from '../../../../sandbox/admission/supply-chain/osv-api.ts';
import {malware, vulnerability} from './advisory-samples.ts';
import {startOsvServer} from './osv-server.ts';

const pypi = (name: string): PackageId => ({ecosystem: 'PyPI', name});
const signal = new AbortController().signal;

test('asks for all packages at once, then for each advisory', async () => {
	const server = await startOsvServer({records: [vulnerability('GHSA-1', 'PyPI', 'jinja2', '2.8.1'), malware('MAL-1', 'npm', 'evil')]});
	const {lookups, failure} = await askOsv([pypi('jinja2'), pypi('requests'), {ecosystem: 'npm', name: 'evil'}], server.api, signal);
	expect(failure).toBeUndefined();
	expect(lookups.get('PyPI jinja2')).toMatchObject({isComplete: true, advisories: [{id: 'GHSA-1', severity: 'critical'}]});
	expect(lookups.get('PyPI requests')).toEqual({isComplete: true, advisories: []});
	expect(lookups.get('npm evil')).toMatchObject({isComplete: true, advisories: [{id: 'MAL-1'}]});
	expect(server.requests).toHaveLength(3);
	expect(server.bodies).toEqual([
		{
			queries: [
				{package: {ecosystem: 'PyPI', name: 'jinja2'}},
				{package: {ecosystem: 'PyPI', name: 'requests'}},
				{package: {ecosystem: 'npm', name: 'evil'}},
			],
		},
	]);
});

test('follows every page of a list', async () => {
	const records = Array.from({length: 25}, (_, index) => vulnerability(`GHSA-${index}`, 'PyPI', 'django', '9'));
	const server = await startOsvServer({records, pageSize: 10});
	const {lookups} = await askOsv([pypi('django'), pypi('flask')], server.api, signal);
	expect(lookups.get('PyPI django')?.advisories).toHaveLength(25);
	expect(lookups.get('PyPI django')?.isComplete).toBe(true);
	expect(server.requests.filter(line => line.startsWith('POST'))).toHaveLength(3);
});

test('a package with an advisory that cannot be read is not complete; the others are', async () => {
	const records = [vulnerability('GHSA-1', 'PyPI', 'a-one', '2'), vulnerability('GHSA-2', 'PyPI', 'b-two', '2')];
	const server = await startOsvServer({records, broken: ['GHSA-1']});
	const {lookups, failure} = await askOsv([pypi('a-one'), pypi('b-two')], server.api, signal);
	expect(failure).toContain('404');
	expect(lookups.get('PyPI a-one')).toEqual({isComplete: false, advisories: []});
	expect(lookups.get('PyPI b-two')).toMatchObject({isComplete: true, advisories: [{id: 'GHSA-2'}]});
});

test.each<readonly [string, string]>([
	['an error', 'HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'],
	['no JSON', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n<html'],
	['something else', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'],
	['too few results', 'HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{"results":[]}'],
	['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"results":['],
])('an answer with %s leaves packages unknown, with the reason', async (_, raw) => {
	const server = await startOsvServer({
		handle(request) {
			request.socket.end(raw);
			return true;
		},
	});
	const {lookups, failure} = await askOsv([pypi('requests')], server.api, signal);
	expect(lookups.get('PyPI requests')).toEqual({isComplete: false, advisories: []});
	expect(failure).toBeTruthy();
});

test('a server that pages without end is left, and nothing is taken for complete', async () => {
	const server = await startOsvServer({
		handle(_, response) {
			response.writeHead(200).end('{"results":[{"vulns":[],"next_page_token":"again"}]}');
			return true;
		},
	});
	const {lookups, failure} = await askOsv([pypi('requests')], server.api, signal);
	expect(lookups.get('PyPI requests')?.isComplete).toBe(false);
	expect(failure).toContain('no end');
});

test('nobody there is a reason, and an address without https is refused', async () => {
	const server = await startOsvServer();
	const nobody = await askOsv([pypi('requests')], server.api.replace(/:\d+\//, ':9/'), signal);
	expect(nobody.lookups.get('PyPI requests')?.isComplete).toBe(false);
	expect(nobody.failure).toBeTruthy();
	const plain = await askOsv([pypi('requests')], 'http://osv.attacker.example/v1', signal);
	expect(plain.failure).toContain('no https address');
});

test('an interruption ends the asking', async () => {
	const controller = new AbortController();
	const server = await startOsvServer({
		handle() {
			controller.abort(new Error('stopped'));
			return true;
		},
	});
	await expect(askOsv([pypi('requests')], server.api, controller.signal)).rejects.toThrow('stopped');
});
