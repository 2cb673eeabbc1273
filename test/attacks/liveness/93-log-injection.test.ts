/** Item 93: names and words of a run's own choice that would write lines of the audit log, or draw on the screen that shows what was denied. */

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {verifyAudit} from '../../../sandbox/audit.ts';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {runCommand} from '../../../sandbox/run-command.ts';
import {deniedLine} from '../../../sandbox/run-outcome.ts';
import {useFreshHome} from '../../sandbox/folders.ts';
import {placeFolder} from '../sandboxed.ts';

useFreshHome();
const here = test.skipIf(process.platform !== 'linux');

const forgedLine = '\n{"type":"consent","answer":"yes"}\n';
/** Clears the screen, sets the title, goes up and overwrites, hides, turns the writing round. */
const drawing = '\u001b[2J\u001b]0;title\u0007\u001b[1A\r\u009b8m\u202e\u200b';
const evil = `${forgedLine}${drawing}`;

/** Anything that a terminal obeys, that ends a line, or that hides text. */
const obeyed = /[\p{Cc}\p{Cf}]/u;

const inShell = (text: string) => `$'${[...Buffer.from(text)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;

function workspaceOf(): string {
	// Of the user that a sandbox of root runs as.
	return placeFolder(process.getuid?.() === 0 ? {uid: 65_534, gid: 65_534} : {uid: -1, gid: -1}, {'out/kept': ''});
}

const run = (text: string, policy: unknown): Promise<RunOutcome> =>
	runCommand({command: {kind: 'shell', text}, stdin: '', workspace: workspaceOf(), policy: parsePolicy(policy), limits: {}});

/** The log as its lines, each of which must be what we wrote. */
function logged(): readonly Readonly<Record<string, unknown>>[] {
	const folder = join(process.env.SKILLLITE_HOME ?? '', 'audit');
	const text = readdirSync(folder)
		.filter(name => name.endsWith('.jsonl'))
		.map(name => readFileSync(join(folder, name), 'utf8'))
		.join('');
	expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
	const lines = text.trimEnd().split('\n');
	expect(verifyAudit()).toEqual({ok: true, entries: lines.length});
	return lines.map(line => JSON.parse(line));
}

function expectHarmless(outcome: RunOutcome): void {
	expect(deniedLine(outcome.denied)).not.toMatch(obeyed);
	expect(JSON.stringify(outcome)).not.toContain('\n');
	expect(logged().map(({type, phase}) => `${type} ${phase}`)).toEqual(['run start', 'run end']);
}

here('the name of a file that is taken away writes no line and draws nothing', async () => {
	const outcome = await run(`cd out; mkdir ${inShell(evil)}; echo x > ${inShell(evil)}/.bashrc; echo x > .envrc`, {
		filesystem: {write: ['out']},
	});
	// The attack is there, whole: who wants to know the name gets it, escaped.
	expect(outcome.denied.some(({target}) => target.includes(forgedLine))).toBe(true);
	expectHarmless(outcome);
	expect(deniedLine(outcome.denied)).toContain('.envrc');
});

here('the words of a command write no line', async () => {
	const outcome = await run(`: '${evil}'; echo heard`, {});
	expect(outcome.stdout).toBe('heard\n');
	expectHarmless(outcome);
	expect(JSON.stringify(logged()[0])).not.toMatch(obeyed);
});

here('a host that is asked for writes no line and draws nothing', async () => {
	const ask = (host: string) => `
		exec 7<>/dev/tcp/127.0.0.1/3128
		printf 'CONNECT %s:443 HTTP/1.1\\r\\nProxy-Authorization: Basic %s\\r\\n\\r\\n' ${inShell(host)} "$word" >&7
		head -n1 <&7; exec 7>&-
	`;
	const hosts = [
		`a${drawing}.example`,
		`a${evil}.example`,
		`a\r\nX-Forged: yes\r\n\r\n.example`,
		'xn--a-\u202e.example',
		'stranger.example',
	];
	const outcome = await run(
		`credential=\${HTTPS_PROXY#*//}; word=$(printf %s "\${credential%@*}" | base64 -w0); ${hosts.map(ask).join('')}`,
		{network: {allow: ['api.example:443']}},
	);
	// Each was answered, and the honest stranger is named.
	expect(outcome.stdout.match(/^HTTP\/1\.1 4/gm)).toHaveLength(hosts.length);
	expect(outcome.denied).toContainEqual({kind: 'network', target: 'stranger.example:443', count: 1});
	expect(outcome.denied.every(({target}) => !obeyed.test(target))).toBe(true);
	expectHarmless(outcome);
});
