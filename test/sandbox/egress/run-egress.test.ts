import net from 'node:net';
import {expect, test} from 'vitest';
import {createRunEgress, type RunEgress} from '../../../sandbox/egress/run-egress.ts';
import {PolicyError} from '../../../sandbox/base/errors.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {closed, connect, connectHead, exchange, listen, statusOf} from './harness.ts';

function policyOf(...allow: readonly string[]) {
	return parsePolicy({network: {allow}});
}

function headWith(egress: RunEgress, target: string): string {
	const {username, password} = new URL(egress.environment.HTTP_PROXY ?? '');
	return ['CONNECT', target, `HTTP/1.1\r\nProxy-Authorization: Basic ${btoa(`${username}:${password}`)}\r\n\r\n`].join(' ');
}

test('serves the handed-over listener with the credential of the environment, and no other', async () => {
	const egress = createRunEgress(policyOf('a.test'), 3128, {resolver: async () => []});
	const server = net.createServer();
	const port = await listen(server);
	egress.accept(server);
	expect(statusOf(await exchange(port, headWith(egress, 'a.test:443')))).toBe(502);
	expect(statusOf(await exchange(port, connectHead('a.test:443')))).toBe(407);
	const other = createRunEgress(policyOf('a.test'), 3128);
	expect(statusOf(await exchange(port, headWith(other, 'a.test:443')))).toBe(407);
	await egress.close();
});

test('counts denials by target, and keeps a bound on how many it tells apart', async () => {
	const egress = createRunEgress(policyOf('a.test'), 3128);
	const server = net.createServer();
	const port = await listen(server);
	egress.accept(server);
	await exchange(port, headWith(egress, 'b.test:443'));
	await exchange(port, headWith(egress, 'b.test:443'));
	await exchange(port, headWith(egress, '127.0.0.1:80'));
	expect(egress.counts()).toEqual({allowed: 0, denied: 3});
	expect(egress.denials()).toEqual([
		{kind: 'network', target: 'b.test:443', count: 2},
		{kind: 'network', target: '127.0.0.1:80', count: 1},
	]);
	for (let batch = 0; batch < 6; batch += 1) {
		await Promise.all(Array.from({length: 40}, (_, index) => exchange(port, headWith(egress, `x${batch * 40 + index}.test:443`))));
	}

	expect(egress.denials()).toHaveLength(201);
	expect(egress.denials().at(-1)).toEqual({kind: 'network', target: 'other hosts', count: 42});
	await egress.close();
});

test('stops listening when the run ends', async () => {
	const egress = createRunEgress(policyOf('a.test'), 3128);
	const server = net.createServer();
	const port = await listen(server);
	egress.accept(server);
	const open = await connect(port);
	open.resume();
	await egress.close();
	await closed(open);
	expect(server.listening).toBe(false);
});

test('starts no run under a rule that it cannot read', () => {
	expect(() => createRunEgress(policyOf('0x7f000001'), 3128)).toThrow(PolicyError);
});
