import {createServer, type Server} from 'node:http';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {findModel} from '../../source/model/find-model.ts';
import type {FindModelOptions} from '../../source/model/model-sources.ts';
import {type ModelServer, startModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {bePatient} from './patience.ts';

/** Nothing on this machine is looked for, unless a test says so. */
const quiet = {SKILLLITE_LOCAL_PORTS: ''};
const servers: ModelServer[] = [];
const others: Server[] = [];
let folder = '';

beforeEach(() => {
	bePatient();
	folder = mkdtempSync(join(tmpdir(), 'find-model-'));
});

afterEach(async () => {
	vi.restoreAllMocks();
	rmSync(folder, {recursive: true});
	others.splice(0).map(server => server.close());
	await Promise.all(servers.splice(0).map(server => server.close()));
});

async function start(models: readonly string[], extra: Partial<Scenario> = {}): Promise<ModelServer> {
	const server = await startModelServer({title: 'lists models', steps: [], models, ...extra});
	servers.push(server);
	return server;
}

function find(options: Omit<FindModelOptions, 'environment'> & {environment?: Record<string, string>}) {
	return findModel({...options, environment: {...quiet, ...options.environment}});
}

function project(text: string, trusted = true) {
	writeFileSync(join(folder, '.env'), text);
	return {folder, trusted};
}

test('finds nothing on an empty machine, and says so by the offline planner', async () => {
	expect(await find({})).toEqual({kind: 'offline', warnings: []});
});

test('takes flags before the environment, the environment before .env, and that before the user config', async () => {
	const environment = {SKILLLITE_API_BASE: 'https://env.example/v1', SKILLLITE_API_KEY: 'env-key', SKILLLITE_MODEL: 'env-model'};
	const env = project('SKILLLITE_API_BASE=https://file.example/v1\nSKILLLITE_API_KEY=file-key\nSKILLLITE_MODEL=file-model\n');
	const config = {baseUrl: 'https://config.example/v1', apiKey: 'config-key', model: 'config-model'};
	const flags = {baseUrl: 'https://flag.example/v1', model: 'custom:flag-model'};
	expect(await find({flags, environment, project: env, config})).toMatchObject({
		baseUrl: 'https://flag.example/v1',
		apiKey: null,
		model: 'flag-model',
	});
	expect(await find({environment, project: env, config})).toMatchObject({
		baseUrl: 'https://env.example/v1',
		apiKey: 'env-key',
		model: 'env-model',
	});
	expect(await find({project: env, config})).toMatchObject({baseUrl: 'https://file.example/v1', apiKey: 'file-key', model: 'file-model'});
	expect(await find({config})).toMatchObject({baseUrl: 'https://config.example/v1', apiKey: 'config-key', model: 'config-model'});
});

test('takes the three families of variables in their order and mixes none', async () => {
	const third = {BASE_URL: 'https://c.example/v1', API_KEY: 'c', MODEL: 'c-model'};
	const second = {OPENAI_BASE_URL: 'https://b.example/v1', OPENAI_API_KEY: 'b', OPENAI_MODEL: 'b-model'};
	const first = {SKILLLITE_API_BASE: 'https://a.example/v1', SKILLLITE_MODEL: 'a-model'};
	expect(await find({environment: third})).toMatchObject({baseUrl: 'https://c.example/v1', apiKey: 'c', model: 'c-model'});
	expect(await find({environment: {...third, ...second}})).toMatchObject({baseUrl: 'https://b.example/v1', apiKey: 'b', model: 'b-model'});
	expect(await find({environment: {...third, ...second, ...first}})).toMatchObject({
		baseUrl: 'https://a.example/v1',
		apiKey: null,
		model: 'a-model',
	});
});

test('takes an OpenAI key alone for OpenAI', async () => {
	expect(await find({environment: {OPENAI_API_KEY: 'k', OPENAI_MODEL: 'gpt-4o'}})).toEqual({
		kind: 'endpoint',
		provider: 'openai',
		model: 'gpt-4o',
		baseUrl: 'https://api.openai.com/v1',
		apiKey: 'k',
		source: 'the environment (OPENAI_API_KEY, OPENAI_MODEL)',
		warnings: [],
	});
});

test("believes no everyday variable alone: a web site's BASE_URL, anybody's API_KEY or MODEL", async () => {
	for (const environment of [{BASE_URL: 'https://shop.example'}, {API_KEY: 'k'}, {MODEL: 'T480'}, {BASE_URL: '/app/', MODEL: 'T480'}]) {
		expect(await find({environment})).toEqual({kind: 'offline', warnings: []});
	}
});

test('does not guess whose a lone key is', async () => {
	const found = await find({environment: {SKILLLITE_API_KEY: 'sk-lone'}});
	expect(found.kind).toBe('offline');
	expect(found.warnings).toEqual([expect.stringContaining('The key of the environment (SKILLLITE_API_KEY) is not used')]);
	expect(JSON.stringify(found)).not.toContain('sk-lone');
});

test.each([
	['SKILLLITE_API_KEY', 'the thief', null],
	['OPENAI_API_KEY', 'https://api.openai.com/v1', 'sk-of-the-user'],
	['API_KEY', 'the thief', null],
])("keeps the user's %s from a base URL that a project's .env names", async (name, baseUrl, apiKey) => {
	const thief = await start(['bait']);
	const env = project(`SKILLLITE_API_BASE=${thief.baseUrl}\nOPENAI_BASE_URL=${thief.baseUrl}\nBASE_URL=${thief.baseUrl}\nMODEL=bait\n`);
	const environment = {[name]: 'sk-of-the-user', OPENAI_MODEL: 'gpt-4o'};
	const found = await find({environment, project: env, config: {apiKey: 'sk-of-the-user'}});
	expect(found).toMatchObject({baseUrl: baseUrl === 'the thief' ? thief.baseUrl : baseUrl, apiKey});
	// Without a name for the model the thief is asked for its list: not with that key either.
	await find({environment: {[name]: 'sk-of-the-user', OPENAI_MODEL: ''}, flags: {baseUrl: thief.baseUrl}});
	expect(thief.requests.length).toBe(1);
	expect(JSON.stringify(thief.requests)).not.toContain('sk-of-the-user');
});

test('keeps the key of the user config from a base URL in .env, even one of the same provider', async () => {
	const env = project('SKILLLITE_API_BASE=https://api.deepseek.com/v1\nSKILLLITE_MODEL=deepseek-chat\n');
	const found = await find({project: env, config: {model: 'deepseek:deepseek-chat', apiKey: 'sk-config'}});
	expect(found).toMatchObject({baseUrl: 'https://api.deepseek.com/v1', apiKey: null});
});

test('uses the key that a .env names beside its base URL', async () => {
	const env = project('SKILLLITE_API_BASE=https://team.example/v1\nSKILLLITE_API_KEY=team-key\nSKILLLITE_MODEL=team\n');
	expect(await find({project: env})).toMatchObject({
		baseUrl: 'https://team.example/v1',
		apiKey: 'team-key',
		model: 'team',
		chosenByProject: true,
	});
	const own = await find({project: env, flags: {baseUrl: 'https://own.example/v1', model: 'own'}});
	expect(own).toMatchObject({baseUrl: 'https://own.example/v1'});
	expect(own).not.toHaveProperty('chosenByProject');
});

test('announces the .env of an untrusted folder and does not open it', async () => {
	const found = await find({project: project('SKILLLITE_API_BASE=https://file.example/v1\nSKILLLITE_MODEL=x\n', false)});
	expect(found).toEqual({kind: 'offline', warnings: [`The .env in ${folder} was not read: the folder is not trusted. --trust reads it.`]});
	rmSync(join(folder, '.env'));
	expect(await find({project: {folder, trusted: false}})).toEqual({kind: 'offline', warnings: []});
});

test('warns about the lines of a .env that reach for more than the model', async () => {
	const found = await find({project: project('SKILLLITE_SANDBOX_LEVEL=1\nSKILLLITE_OFFLINE=0\nOTHER=1\nSKILLLITE_API_KEY="open\n')});
	expect(found.warnings).toEqual([
		`${folder}/.env:1: SKILLLITE_SANDBOX_LEVEL is ignored, a project may set only the model, its key and base URL.`,
		`${folder}/.env:2: SKILLLITE_OFFLINE is ignored, a project may set only the model, its key and base URL.`,
		`${folder}/.env:4: SKILLLITE_API_KEY is ignored, its value has a missing quote or an unprintable character.`,
	]);
});

test('lets a provider that a flag names take the key that belongs to it, and no other', async () => {
	const environment = {OPENAI_API_KEY: 'openai-key'};
	const config = {model: 'deepseek:deepseek-chat', apiKey: 'deepseek-key'};
	const deepseek = await find({flags: {model: 'deepseek:deepseek-reasoner'}, environment, config});
	expect(deepseek).toMatchObject({provider: 'deepseek', model: 'deepseek-reasoner', apiKey: 'deepseek-key', source: 'the user config'});
	const groq = await find({flags: {model: 'groq:llama'}, environment, config});
	expect(groq).toMatchObject({provider: 'groq', baseUrl: 'https://api.groq.com/openai/v1', apiKey: null});
	expect(groq.warnings).toEqual([expect.stringContaining('No key for Groq (api.groq.com) was found')]);
});

test('lets a bare name on the command line replace only the name', async () => {
	const environment = {OPENAI_API_KEY: 'k', OPENAI_MODEL: 'gpt-4o'};
	expect(await find({flags: {model: 'gpt-5'}, environment})).toMatchObject({provider: 'openai', model: 'gpt-5', apiKey: 'k'});
	expect(await find({environment: {...environment, SKILLLITE_MODEL: 'o3'}})).toMatchObject({provider: 'openai', model: 'o3', apiKey: 'k'});
});

test('takes a name beside a base URL as the endpoint knows it', async () => {
	const environment = {OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'mistral:7b'};
	expect(await find({environment: {...environment, SKILLLITE_LOCAL_PORTS: 'ollama=11434'}})).toMatchObject({
		provider: 'ollama',
		model: 'mistral:7b',
	});
	expect(await find({environment: {...environment, OPENAI_MODEL: 'custom:mistral:7b'}})).toMatchObject({
		provider: 'custom',
		model: 'mistral:7b',
	});
	expect(await find({flags: {model: 'ollama:llama3.1:8b'}})).toMatchObject({provider: 'ollama', model: 'llama3.1:8b'});
});

test('wants a base URL for a custom endpoint', async () => {
	await expect(find({flags: {model: 'custom:x'}})).rejects.toMatchObject({code: 'usage', hint: expect.stringContaining('--base-url')});
});

test('finds a local server and takes its first model that can converse', async () => {
	const server = await start(['nomic-embed-text', 'llama3.1:8b', 'qwen2.5:7b']);
	const found = await find({environment: {SKILLLITE_LOCAL_PORTS: `ollama=${server.port}`}});
	expect(found).toMatchObject({
		kind: 'endpoint',
		provider: 'ollama',
		model: 'llama3.1:8b',
		baseUrl: server.baseUrl,
		apiKey: null,
		warnings: [],
	});
	expect(found).toMatchObject({source: 'a server on this machine (Ollama)'});
});

test('prefers the local server that offers the name that is asked for', async () => {
	const [first, second] = [await start(['a:latest']), await start(['b:latest'])];
	const environment = {SKILLLITE_LOCAL_PORTS: `ollama=${first.port},vllm=${second.port}`};
	expect(await find({environment, flags: {model: 'b'}})).toMatchObject({provider: 'vllm', model: 'b:latest'});
	expect(await find({environment})).toMatchObject({provider: 'ollama', model: 'a:latest'});
});

test('uses another local model for a name left in the environment, and refuses for one on the command line', async () => {
	const server = await start(['a:latest']);
	const environment = {SKILLLITE_LOCAL_PORTS: `ollama=${server.port}`};
	const left = await find({environment: {...environment, OPENAI_MODEL: 'gpt-4o'}});
	expect(left).toMatchObject({model: 'a:latest', warnings: ['No local server has the model "gpt-4o"; "a:latest" is used.']});
	await expect(find({environment, flags: {model: 'gpt-4o'}})).rejects.toMatchObject({
		code: 'no-model',
		message: expect.stringContaining('no local server has it; Ollama has "a:latest"'),
	});
});

test('waits 300 ms for all local servers together and no longer', async () => {
	vi.restoreAllMocks();
	const slow = await Promise.all([
		start(['late'], {modelsDelayMs: 60_000}),
		start(['late'], {modelsDelayMs: 60_000}),
		start(['late'], {modelsDelayMs: 60_000}),
	]);
	const started = performance.now();
	const found = await find({environment: {SKILLLITE_LOCAL_PORTS: slow.map(({port}) => port).join(',')}});
	expect(found.kind).toBe('offline');
	expect(performance.now() - started).toBeLessThan(30_000);
});

test('takes no other server on a well-known port for a model server', async () => {
	const answers = ['<!doctype html>', '[]', '{"data": 5}', 'null', '{"data": [{"id": "\\u001b[2J"}, {"id": 7}, null]}'];
	const ports = await Promise.all(answers.map(body => listen(body)));
	expect(await find({environment: {SKILLLITE_LOCAL_PORTS: ports.slice(0, 4).join(',')}})).toEqual({kind: 'offline', warnings: []});
	const nameless = await find({environment: {SKILLLITE_LOCAL_PORTS: `ollama=${ports[4]}`}});
	expect(nameless).toMatchObject({kind: 'offline', warnings: [expect.stringContaining('ollama pull')]});
});

test('sends no key to a local server that it only found', async () => {
	const server = await start(['m']);
	await find({environment: {SKILLLITE_LOCAL_PORTS: String(server.port), SKILLLITE_API_KEY: 'sk-lone'}, config: {apiKey: 'sk-config'}});
	expect(server.requests.length).toBe(1);
	expect(server.requests[0]?.headers.authorization).toBeUndefined();
});

test('asks an endpoint without a model for its list, with its own key', async () => {
	const server = await start(['text-embedding-3-small', 'whisper-1', 'gpt-4o'], {apiKey: 'right'});
	const environment = {SKILLLITE_API_BASE: server.baseUrl, SKILLLITE_API_KEY: 'right'};
	expect(await find({environment})).toMatchObject({model: 'gpt-4o', apiKey: 'right', provider: 'custom'});
});

test('says why an endpoint that was named does not give its list', async () => {
	const refusing = await start([], {apiKey: 'right'});
	const empty = await start([]);
	const wrong = {SKILLLITE_API_BASE: refusing.baseUrl, SKILLLITE_API_KEY: 'wrong'};
	await expect(find({environment: wrong})).rejects.toMatchObject({
		code: 'model',
		message: expect.stringContaining('it answered with status 401'),
	});
	await expect(find({environment: {SKILLLITE_API_BASE: empty.baseUrl}})).rejects.toMatchObject({code: 'no-model'});
	await expect(find({environment: {SKILLLITE_API_BASE: 'http://127.0.0.1:1/v1'}})).rejects.toMatchObject({
		message: 'Cannot ask 127.0.0.1:1 which models it has: nothing listens there.',
	});
});

test('does not fall back to the planner when a model was asked for by name', async () => {
	await expect(find({flags: {model: 'gpt-4o'}})).rejects.toMatchObject({code: 'no-model', message: expect.stringContaining('"gpt-4o"')});
});

test('asks and reads nothing when SKILLLITE_OFFLINE is on', async () => {
	const server = await start(['m']);
	const environment = {SKILLLITE_OFFLINE: 'yes', SKILLLITE_API_BASE: server.baseUrl, SKILLLITE_LOCAL_PORTS: String(server.port)};
	expect(await find({environment, project: project('HOME=/\n')})).toEqual({kind: 'offline', warnings: []});
	expect(await find({environment, flags: {model: 'openai:x'}})).toEqual({
		kind: 'offline',
		warnings: ['SKILLLITE_OFFLINE is on: openai:x is not used.'],
	});
	expect(server.requests).toEqual([]);
	expect(await find({environment: {...environment, SKILLLITE_OFFLINE: 'off'}})).toMatchObject({kind: 'endpoint', model: 'm'});
	await expect(find({environment: {...environment, SKILLLITE_OFFLINE: ''}})).rejects.toMatchObject({code: 'config'});
});

test('warns when a key goes over the network unencrypted, and not on this machine', async () => {
	const said = {SKILLLITE_API_KEY: 'k', SKILLLITE_MODEL: 'm'};
	const far = await find({environment: {...said, SKILLLITE_API_BASE: 'http://model.example/v1'}});
	expect(far.warnings).toEqual([expect.stringContaining('unencrypted')]);
	expect((await find({environment: {...said, SKILLLITE_API_BASE: 'http://127.0.0.1:9/v1'}})).warnings).toEqual([]);
});

test.each(['two words', 'line\nbreak', 'schlüssel'])('refuses the key %j without repeating it', async key => {
	const refused = find({environment: {SKILLLITE_API_BASE: 'https://x.example/v1', SKILLLITE_API_KEY: key}});
	await expect(refused).rejects.toMatchObject({code: 'config', message: expect.not.stringContaining(key)});
});

async function listen(body: string): Promise<number> {
	const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
	others.push(server);
	await new Promise(resolve => server.once('listening', resolve));
	const address = server.address();
	return typeof address === 'object' && address ? address.port : 0;
}
