import {mkdirSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import type {CommandJob, Job} from '../../../sandbox/job.ts';
import {type MacMeans, type MacPlan, planOnMac, whyNotOnMac} from '../../../sandbox/macos/plan.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {makeFolder, useFreshHome} from '../folders.ts';
import {nodeJob} from './stand-ins.ts';
import {readProfile} from './profile-reader.ts';

useFreshHome();

const means: MacMeans = {sandboxExec: '/usr/bin/sandbox-exec', uid: 501, proxyPort: 0};

function profileOf({command}: MacPlan) {
	const parameters: Record<string, string> = {};
	for (const [index, word] of command.entries()) {
		if (word === '-D') {
			const [name = '', ...value] = (command[index + 1] ?? '').split('=');
			parameters[name] = value.join('=');
		}
	}

	return {text: command[command.lastIndexOf('-p') + 1] ?? '', parameters};
}

function makeWorkspace(files: readonly string[]): string {
	const folder = realpathSync(makeFolder());
	for (const name of files) {
		mkdirSync(dirname(join(folder, name)), {recursive: true});
		writeFileSync(join(folder, name), 'x');
	}

	return folder;
}

test('a run without grants begins in its scratch folder and sees itself and its skill', () => {
	const job = nodeJob('');
	const plan = planOnMac(job, means);
	const profile = readProfile(profileOf(plan));
	const script = join(realpathSync(job.skill), 'main.cjs');
	expect(plan.command.slice(-1)).toEqual([script]);
	expect(plan.folder).toBe(realpathSync(plan.scratch.path));
	expect(profile.allows('file-read-data', script)).toBe(true);
	expect(profile.allows('file-write-create', join(plan.folder, 'a'))).toBe(true);
	const closed = [userInfo().homedir, dirname(plan.folder), dirname(dirname(job.skill)), process.cwd()];
	expect(closed.filter(path => profile.allows('file-read-data', path))).toEqual([]);
	plan.scratch.remove();
});

test('its variables are these, and what was granted', () => {
	const plan = planOnMac(nodeJob('', {environment: {TOKEN: 'x'}}), means);
	expect(plan.environment).toEqual({
		HOME: plan.folder,
		TMPDIR: plan.folder,
		USER: 'sandbox',
		LOGNAME: 'sandbox',
		LANG: 'en_US.UTF-8',
		LC_ALL: 'en_US.UTF-8',
		OPENSSL_CONF: '/dev/null',
		TOKEN: 'x',
	});
	expect(plan.command.join(' ')).not.toContain('TOKEN');
});

test('a granted folder is read where it is, and the secrets in it are not, whatever the case of their names', () => {
	const workspace = makeWorkspace(['data/a.csv', 'data/.env', 'data/.ENV.local', 'data/.Ssh/id', 'data/deep/server.KEY', 'other/b.csv']);
	symlinkSync('plain.txt', join(workspace, 'data/.npmrc'));
	writeFileSync(join(workspace, 'data/plain.txt'), 'token');
	const plan = planOnMac(nodeJob('', {policy: {filesystem: {read: ['data']}}, workspace}), means);
	const profile = readProfile(profileOf(plan));
	const isOpen = (name: string) => profile.allows('file-read-data', join(workspace, name));
	expect(plan.folder).toBe(workspace);
	expect(['data', 'data/a.csv', 'data/deep'].filter(name => !isOpen(name))).toEqual([]);
	const secrets = ['data/.env', 'data/.ENV.local', 'data/.Ssh', 'data/.Ssh/id', 'data/deep/server.KEY', 'data/plain.txt'];
	expect(secrets.filter(isOpen)).toEqual([]);
	expect(['.', 'other', 'other/b.csv', 'data2'].filter(isOpen)).toEqual([]);
});

test('a grant of the whole home leaves its keys closed, those that are not there yet too', () => {
	const {homedir} = userInfo();
	const {text, parameters} = profileOf(planOnMac(nodeJob(''), means));
	const profile = readProfile({text: text.replace('(param "READ_0")', `"${homedir}"`).replace('(literal "', '(subpath "'), parameters});
	for (const name of [
		'.ssh/id_rsa',
		'.aws/credentials',
		'Library/Keychains/login.keychain-db',
		'Library/Cookies/x',
		'.netrc',
		'.zsh_history',
	]) {
		expect(profile.allows('file-read-data', join(homedir, name))).toBe(false);
	}
});

test.each(['a "b"', 'a) (allow default)', "a'b", 'a=b;c', 'a\\b', 'ünïcode 日本'])('a workspace named %j stands in no rule', name => {
	const workspace = join(makeFolder(), name);
	mkdirSync(join(workspace, 'data'), {recursive: true});
	const {text, parameters} = profileOf(planOnMac(nodeJob('', {policy: {filesystem: {read: ['data']}}, workspace}), means));
	expect(text).not.toContain(name);
	expect(Object.values(parameters)).toContain(join(realpathSync(workspace), 'data'));
});

test('a workspace that a link leads to is named by where it is', () => {
	const workspace = makeWorkspace(['data/a.csv']);
	const link = join(makeFolder(), 'tmp');
	symlinkSync(workspace, link);
	const {parameters} = profileOf(planOnMac(nodeJob('', {policy: {filesystem: {read: ['data']}}, workspace: link}), means));
	expect(Object.values(parameters)).toContain(join(workspace, 'data'));
	expect(Object.values(parameters).filter(value => value.startsWith(link))).toEqual([]);
});

test('a workspace whose path no rule can name is refused', () => {
	const workspace = join(makeFolder(), 'a\n(allow default)');
	mkdirSync(join(workspace, 'data'), {recursive: true});
	expect(() => planOnMac(nodeJob('', {policy: {filesystem: {read: ['data']}}, workspace}), means)).toThrow(/no sandbox rule can name/);
});

test.each(['..', '../outside', 'link'])('a grant of %j that leads out of the workspace is refused', name => {
	const workspace = makeWorkspace(['a']);
	symlinkSync(makeFolder(), join(workspace, 'link'));
	const grant = () => planOnMac(nodeJob('', {policy: {filesystem: {read: [name]}}, workspace}), means);
	expect(grant).toThrow(expect.objectContaining({code: 'policy'}));
});

test('the port of the proxy is the only way out, and the certificates of the machine can then be read', () => {
	const plan = planOnMac(nodeJob('', {policy: {network: {allow: ['api.example.org']}}}), {...means, proxyPort: 50_123});
	const {text, parameters} = profileOf(plan);
	expect(text.match(/network[^\n]*/g)).toEqual(['network* system-socket)', 'network-outbound']);
	expect(parameters.PROXY).toBe('localhost:50123');
	const {SSL_CERT_FILE: file} = plan.environment;
	expect(file === undefined || readProfile({text, parameters}).allows('file-read-data', file)).toBe(true);
});

const job = nodeJob('');
const command: CommandJob = {...job, runtime: 'git'};
const withPolicy = (policy: unknown): Job => ({...job, policy: parsePolicy(policy)});

test.each<[string, Job | CommandJob, number, RegExp]>([
	['root', job, 0, /as root/],
	['a shell', {...job, runtime: 'bash'}, 501, /start other programs/],
	['a command', command, 501, /start other programs/],
	['a granted program', withPolicy({exec: ['git']}), 501, /may start git/],
	['writing', withPolicy({filesystem: {write: ['out']}}), 501, /may write/],
])('what cannot be held is refused: %s', (_name, refused, uid, reason) => {
	expect(whyNotOnMac(refused, uid)).toMatch(reason);
	expect(() => planOnMac(refused, {...means, uid})).toThrow(expect.objectContaining({code: 'sandbox-unavailable'}));
});

test('what can be held is not refused', () => {
	expect(whyNotOnMac(withPolicy({filesystem: {read: ['data']}, network: {allow: ['example.org']}}), 501)).toBeUndefined();
});
