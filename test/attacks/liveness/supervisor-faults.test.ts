/** Steps of the supervisor that a whole run cannot make fail, met by starting it alone. The canary is a file that its command would write. */

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {expect, inject} from 'vitest';
import {asRoot, asUser, eachIdentity, type Identity} from '../identity.ts';
import {placeFolder} from '../sandboxed.ts';

/** Start the supervisor with these words between its parent's number and the command; gives what it reported, and whether the command ran. */
async function supervise(identity: Identity, words: readonly string[], command?: readonly string[]) {
	const canary = join(placeFolder(identity), 'ran');
	const program = join(inject('world').folder, 'dist', 'native', `${process.platform}-${process.arch}`, 'supervise');
	const child = spawn(program, [...words, '--', ...(command ?? ['/bin/sh', '-c', `echo ran > '${canary}'`])], {
		...asUser(identity),
		env: {},
		detached: true,
		stdio: ['ignore', 'ignore', 'ignore', 'ignore', 'pipe'],
	});
	const [reports] = await Promise.all([text(child.stdio[4] as Readable), once(child, 'exit')]);
	return {reports, ran: existsSync(canary)};
}

const parent = ['-p', String(process.pid), '-w', '60000'];

const faults: Readonly<Record<string, {readonly words: readonly string[]; readonly step: string; readonly command?: readonly string[]}>> = {
	'no wall time': {words: ['-p', String(process.pid)], step: 'arguments'},
	'no parent': {words: ['-w', '60000'], step: 'arguments'},
	'a word that it does not know': {words: [...parent, '-z'], step: 'arguments'},
	'more to stage than it holds': {words: [...parent, ...Array.from({length: 65}, () => ['-s', '/bin']).flat()], step: 'arguments'},
	'a control group that is not there': {words: [...parent, '-c', '/sys/fs/cgroup/skilllite-not-there'], step: 'cgroup'},
	'a control group that is none': {words: [...parent, '-c', '/dev/null'], step: 'cgroup'},
	'a command that is not there': {words: parent, step: 'spawn', command: ['/usr/bin/not-there']},
	'a command that is no program': {words: parent, step: 'spawn', command: ['/dev/null']},
};

for (const [name, {words, step, command}] of Object.entries(faults)) {
	eachIdentity(`the supervisor starts nothing with ${name}`, async identity => {
		const {reports, ran} = await supervise(identity, words, command);
		expect(reports).toContain(`{"type":"fail","step":"${step}"`);
		expect(ran).toBe(false);
	});
}

eachIdentity('it starts nothing for a parent that is gone, and says nothing', async identity => {
	expect(await supervise(identity, ['-p', '1', '-w', '60000'])).toEqual({reports: '', ran: false});
});

eachIdentity('it starts nothing as somebody that it cannot become', async identity => {
	// Root can become anybody whose number there is.
	const id = identity.uid === 0 ? '4294967295' : '1';
	const {reports, ran} = await supervise(identity, [...parent, '-u', id, '-g', id]);
	expect(reports).toContain('"step":"user"');
	expect(ran).toBe(false);
});

asRoot('it starts nothing with a source to stage that is not there, or a stage that is none', async identity => {
	for (const words of [
		['-d', '/mnt', '-s', '/not/there'],
		['-d', '/not/there', '-s', '/bin'],
	]) {
		const {reports, ran} = await supervise(identity, [...parent, ...words]);
		expect(reports).toContain('"step":"stage"');
		expect(ran).toBe(false);
	}
});

eachIdentity('it runs the command where nothing fails', async identity => {
	const {reports, ran} = await supervise(identity, parent);
	expect(reports).toContain('"type":"end","by":"exit"');
	expect(ran).toBe(true);
});
