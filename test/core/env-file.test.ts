import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {hasEnvFile, parseEnvFile, readEnvFile} from '../../source/core/env-file.ts';
import {processorMs} from '../processor-time.ts';

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'env-file-'));
});

afterEach(() => {
	rmSync(folder, {recursive: true});
});

function write(text: string | Uint8Array): void {
	writeFileSync(join(folder, '.env'), text);
}

test('reads the nine variables of a model in every usual way of writing', () => {
	const text = [
		'\uFEFF# a comment',
		'SKILLLITE_API_BASE=https://host/v1',
		'export SKILLLITE_API_KEY = "sk-1 # not a comment" # a comment',
		"SKILLLITE_MODEL='deepseek:deepseek-chat'",
		'OPENAI_BASE_URL=https://a/v1 # a comment',
		'OPENAI_API_KEY=sk#2',
		'OPENAI_MODEL=',
		'  BASE_URL=https://b/v1  ',
		'API_KEY=first',
		'API_KEY=second',
		'MODEL=llama3.1:8b',
		'',
	].join('\r\n');
	expect(parseEnvFile(text)).toEqual({
		values: {
			SKILLLITE_API_BASE: 'https://host/v1',
			SKILLLITE_API_KEY: 'sk-1 # not a comment',
			SKILLLITE_MODEL: 'deepseek:deepseek-chat',
			OPENAI_BASE_URL: 'https://a/v1',
			OPENAI_API_KEY: 'sk#2',
			OPENAI_MODEL: '',
			BASE_URL: 'https://b/v1',
			API_KEY: 'second',
			MODEL: 'llama3.1:8b',
		},
		ignored: [],
	});
});

test('ignores, with its line, everything that would change how we behave', () => {
	const names = [
		'SKILLLITE_SANDBOX_LEVEL',
		'SKILLLITE_HOME',
		'SKILLLITE_APPROVE',
		'skilllite_sandbox_level',
		'HOME',
		'PATH',
		'XDG_CACHE_HOME',
		'NODE_OPTIONS',
		'LD_PRELOAD',
		'PYTHONPATH',
		'NODE_TLS_REJECT_UNAUTHORIZED',
		'https_proxy',
		'SSL_CERT_FILE',
	];
	const {values, ignored} = parseEnvFile(`MODEL=x\n${names.map(name => `${name}=1`).join('\n')}\n`);
	expect(values).toEqual({MODEL: 'x'});
	expect(ignored).toEqual(names.map((name, index) => ({line: index + 2, name, reason: 'not-allowed'})));
});

test("leaves the project's own variables alone", () => {
	expect(parseEnvFile('DATABASE_URL=postgres://x\nNODE_ENV=production\nUSER=app\nnot a line\n=x\n')).toEqual({values: {}, ignored: []});
});

test('expands nothing, so that no value of the environment can leave in a base URL', () => {
	process.env.ENV_FILE_TEST_SECRET = 'secret';
	const value = 'https://host/$@ENV_FILE_TEST_SECRET@/$ENV_FILE_TEST_SECRET/`id`'.replace('@', '{').replace('@', '}');
	expect(parseEnvFile(`SKILLLITE_API_BASE=${value}\n`).values).toEqual({SKILLLITE_API_BASE: value});
	delete process.env.ENV_FILE_TEST_SECRET;
});

test.each(['API_KEY="open', "API_KEY='a\u0000b'", 'API_KEY=a\u001b[2Jb', 'API_KEY=\u202ekey', 'API_KEY="a" b'])(
	'takes the value of %j for malformed',
	line => {
		expect(parseEnvFile(line)).toEqual({values: {}, ignored: [{line: 1, name: 'API_KEY', reason: 'malformed'}]});
	},
);

test('changes nothing in the environment of the process', () => {
	const before = {...process.env};
	write('SKILLLITE_SANDBOX_LEVEL=1\nSKILLLITE_API_KEY=x\n');
	expect(readEnvFile(folder)).toMatchObject({kind: 'read', values: {SKILLLITE_API_KEY: 'x'}, ignored: [{line: 1}]});
	expect({...process.env}).toEqual(before);
});

test('says that there is none', () => {
	expect([hasEnvFile(folder), readEnvFile(folder).kind]).toEqual([false, 'absent']);
	expect(readEnvFile(join(folder, 'missing')).kind).toBe('absent');
});

test('follows no link out of the folder', () => {
	writeFileSync(join(folder, 'elsewhere'), 'API_KEY=of-another-project\n');
	symlinkSync(join(folder, 'elsewhere'), join(folder, '.env'));
	expect(hasEnvFile(folder)).toBe(true);
	expect(readEnvFile(folder)).toMatchObject({kind: 'unreadable', reason: 'it is a symbolic link'});
});

test('does not wait for a pipe, and takes no folder for a file', () => {
	execFileSync('mkfifo', [join(folder, '.env')]);
	expect(readEnvFile(folder)).toMatchObject({kind: 'unreadable', reason: 'it is not a regular file'});
	expect(readEnvFile(join(folder, '.env'))).toMatchObject({kind: 'absent'});
});

test('reads 64 KB and not a byte more', () => {
	write(`MODEL=x\n#${'-'.repeat(65_536 - 9)}`);
	expect(readEnvFile(folder)).toMatchObject({kind: 'read', values: {MODEL: 'x'}});
	write(`MODEL=x\n#${'-'.repeat(65_536 - 8)}`);
	expect(readEnvFile(folder)).toMatchObject({kind: 'unreadable', reason: 'it is larger than 64 KB'});
});

test('takes bytes that are no text without failing', () => {
	write(Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a, 0x80, 0x3d, 0x3d]));
	expect(readEnvFile(folder)).toMatchObject({kind: 'read', values: {}});
});

test('reads hostile lines in time', () => {
	const started = processorMs();
	parseEnvFile(`API_KEY=${' '.repeat(30_000)}x${' #'.repeat(15_000)}`);
	parseEnvFile(`API_KEY="${'"\t'.repeat(30_000)}`);
	parseEnvFile(`${' '.repeat(60_000)}=`);
	expect(processorMs() - started).toBeLessThan(2000);
});
