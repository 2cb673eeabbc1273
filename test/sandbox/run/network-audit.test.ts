import {readdirSync, readFileSync} from 'node:fs';
import net from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {nobody} from '../../../sandbox/admission/consent-port.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {runJob} from '../../../sandbox/run.ts';
import {runSkill, type SkillRun} from '../../../sandbox/run-skill.ts';
import {listenHttp} from '../egress/harness.ts';
import {makeFolder, makeSkill, useFreshHome} from '../folders.ts';

useFreshHome();

const manifest = `---
name: fetcher
description: Fetches pages.
security_policy: {network: {allow: ["*.web.test:80"], deny: ["admin.web.test"]}}
---
`;
const script = `import json, time, urllib.request
answers = []
for host in ['a.web.test', 'a.web.test', 'admin.web.test', 'inward.web.test', 'other.test']:
    try:
        answers.append(urllib.request.urlopen(f'http://{host}/', timeout=10).read().decode())
    except OSError as error:
        answers.append(error.code)
time.sleep(1)
print(json.dumps(answers))
`;

/** The last line of the audit log. */
function lastRecord(): unknown {
	const folder = join(process.env.SKILLLITE_HOME ?? '', 'audit');
	const months = readdirSync(folder).filter(name => name.endsWith('.jsonl'));
	return JSON.parse(
		readFileSync(join(folder, months.sort().at(-1) ?? ''), 'utf8')
			.trim()
			.split('\n')
			.at(-1) ?? '',
	);
}

test("a skill's own allow and deny rules decide, and each decision is in the log with its reason and counted while it runs", async () => {
	const web = await listenHttp();
	const network = {
		resolver: async (name: string) => [name === 'inward.web.test' ? '192.168.1.1' : '20.0.0.1'],
		dialer: () => net.connect({host: '127.0.0.1', port: web.port, allowHalfOpen: true}),
	};
	const counted: unknown[] = [];
	const run = {
		skillDir: makeSkill({'SKILL.md': manifest, 'scripts/main.py': script}, 'fetcher'),
		stdin: '{}',
		workspace: makeFolder(),
		level: 3,
		approve: 'confirm',
		allow: emptyPolicy,
		limits: {},
		consent: nobody,
		runner: (job, stdin, hooks) => runJob(job, stdin, {...hooks, network}),
	} satisfies SkillRun;
	const envelope = await runSkill(run, {onUsage: sample => counted.push(sample.network)});
	expect(counted).toContainEqual({allowed: 2, denied: 3});
	expect(envelope.usage.network).toEqual({allowed: 2, denied: 3});
	expect(envelope.result).toEqual(['hello', 'hello', 403, 403, 403]);
	const denied = [
		{kind: 'network', target: 'admin.web.test:80', count: 1},
		{kind: 'network', target: 'inward.web.test:80', count: 1},
		{kind: 'network', target: 'other.test:80', count: 1},
	];
	expect(envelope.denied).toEqual(denied);
	const decision = {port: 80, protocol: 'http'};
	expect(lastRecord()).toMatchObject({
		type: 'run',
		phase: 'end',
		skill: 'fetcher',
		denied,
		network: [
			{...decision, host: 'a.web.test', allowed: true, reason: 'rule', count: 2},
			{...decision, host: 'admin.web.test', allowed: false, reason: 'denied', count: 1},
			{...decision, host: 'inward.web.test', allowed: false, reason: 'address-private', count: 1},
			{...decision, host: 'other.test', allowed: false, reason: 'not-allowed', count: 1},
		],
	});
});
