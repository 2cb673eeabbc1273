/** Item 75: the proxy of one run, from the host and from another run beside it. */

import net from 'node:net';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {connectedAttack, startSandboxed} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

/** Whether anything at this port answers to the credential of a run. */
function isServed(port: number, authorization: string): Promise<boolean> {
	return new Promise(resolve => {
		const socket = net.connect(port, '127.0.0.1', () => {
			socket.write(`GET http://mine.test/ HTTP/1.1\r\nProxy-Authorization: ${authorization}\r\n\r\n`);
		});
		let answer = '';
		socket.on('data', piece => {
			answer += String(piece);
		});
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(answer.startsWith('HTTP/1.1 200')));
		socket.setTimeout(5000, () => socket.destroy());
	});
}

eachIdentity(
	'a run cannot use what is granted to the run beside it, nor can the host',
	async identity => {
		const {seen, canary, network} = await openWeb({'mine.test': [['20.0.0.9']]});
		const mine = {policy: {network: {allow: ['mine.test:80']}}, network};
		const holder = python(`
			import os, time, urllib.request
			attempt(lambda: urllib.request.urlopen('http://mine.test/', timeout=10).read())
			print('proxy', os.environ['HTTP_PROXY'], flush=True)
			time.sleep(60)
		`);
		const beside = startSandboxed(identity, holder, mine);
		await beside.sees('proxy http://');
		await beside.sees('\n');
		const url = new URL(/^proxy (\S+)$/m.exec(beside.stdout())?.[1] ?? '');
		const authorization = `Basic ${btoa(`${url.username}:${url.password}`)}`;
		expect(canary.connections()).toBe(1);

		const thief = python(`
			import socket, urllib.request
			opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': '${url.href}'}))
			attempt(lambda: opener.open('http://mine.test/', timeout=10).read())
			for port in range(1, 65536, 13):
			    with socket.socket() as client:
			        if client.connect_ex(('127.0.0.1', port)) == 0:
			            client.sendall(b'GET http://mine.test/ HTTP/1.1\\r\\nProxy-Authorization: ${authorization}\\r\\n\\r\\n')
			attempt(lambda: urllib.request.urlopen('http://web.test/', timeout=10).read())
		`);
		const {decisions, dialled} = await connectedAttack(identity, thief, {policy: {network: {allow: [webRule]}}, network});
		// Its own proxy answered, and knows no such credential.
		expect(reasonsOf(decisions)).toEqual({credential: 1, rule: 1});
		expect([dialled.length, seen.length]).toEqual([1, 1]);
		expect(await isServed(Number(url.port), authorization)).toBe(false);
		beside.abort();
		const last = await beside.last;
		expect(last).toMatchObject({type: 'outcome', network: {decisions: [{host: 'mine.test', reason: 'rule', count: 1}]}});
		expect(canary.connections()).toBe(1);
	},
	noNetworkOnLandlock,
);
