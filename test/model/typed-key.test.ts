import {expect, onTestFinished, test} from 'vitest';
import {findModel} from '../../source/model/find-model.ts';
import type {FindModelOptions} from '../../source/model/model-sources.ts';
import type {SecretQuestion} from '../../source/core/question.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {ScenarioName} from '../model-server/scenarios.ts';

/** What is found where a person types these keys, one after the other, and then Esc. */
async function find(options: Partial<FindModelOptions>, typed: readonly string[], triesFoundKey = true) {
	const questions: SecretQuestion[] = [];
	const problems: (string | null)[] = [];
	const hidden: string[] = [];
	const found = await findModel({
		...options,
		environment: {SKILLLITE_LOCAL_PORTS: '', ...options.environment},
		keys: {
			triesFoundKey,
			hide: key => hidden.push(key),
			async ask(question, signal) {
				questions.push(question);
				for (const key of typed) {
					const trying = question.check(key, signal);
					// Before anything was sent.
					expect(hidden).toContain(key);
					const problem = await trying;
					problems.push(problem);
					if (problem === null) {
						return key;
					}
				}

				return null;
			},
		},
	});
	return {found, questions, problems};
}

async function serve(scenario: ScenarioName = 'key-refused') {
	const server = await startModelServer(scenario);
	onTestFinished(() => server.close());
	return {server, flags: {baseUrl: server.baseUrl, model: 'custom:test-model'}};
}

test('a key is asked for where the endpoint answers 401, and kept with its endpoint', async () => {
	const {server, flags} = await serve();
	const {found, questions, problems} = await find({flags}, ['', 'no key at all', 'wrong-key', 'the-right-key']);
	expect(found).toMatchObject({kind: 'endpoint', apiKey: 'the-right-key', typedKey: 'endpoint'});
	expect(questions).toMatchObject([{receiver: new URL(server.baseUrl).host, reason: 'It needs a key, and none was found.'}]);
	expect(problems[0]).toBe('Nothing was typed yet.');
	expect(problems[1]).toContain('holds a space');
	expect(problems[2]).toContain('refuses that key (status 401)');
	// Neither an empty text nor what is no key was sent.
	expect(server.requests.map(({headers}) => headers.authorization)).toEqual([undefined, 'Bearer wrong-key', 'Bearer the-right-key']);
});

test('an endpoint that answers is asked nothing more, and an unnamed model is looked for with the typed key', async () => {
	const {flags} = await serve('plain');
	expect((await find({flags}, [])).questions).toEqual([]);
	const {server} = await serve();
	const {found} = await find({flags: {baseUrl: server.baseUrl}}, ['the-right-key']);
	expect(found).toMatchObject({model: 'test-model', apiKey: 'the-right-key'});
});

test('a refused key of the config is replaced, one of the environment is not, and a key goes with no other endpoint', async () => {
	const {server} = await serve();
	const config = {baseUrl: server.baseUrl, apiKey: 'old-wrong-key', model: 'test-model'};
	expect((await find({config}, ['the-right-key'])).found).toMatchObject({typedKey: 'key'});
	const environment = {SKILLLITE_API_BASE: server.baseUrl, SKILLLITE_API_KEY: 'old-wrong-key', SKILLLITE_MODEL: 'test-model'};
	expect((await find({environment}, ['the-right-key'])).found).toMatchObject({typedKey: 'nothing'});
	const other = {baseUrl: 'https://other.example/v1', apiKey: 'the-key-of-another'};
	const flags = {baseUrl: server.baseUrl, model: 'custom:test-model'};
	expect((await find({flags, config: other}, ['the-right-key'])).found).toMatchObject({typedKey: 'nothing'});
	expect(server.requests.map(({headers}) => headers.authorization)).not.toContain('Bearer the-key-of-another');
});

test('a key that was found is tried on a first run only', async () => {
	const {server} = await serve();
	const config = {baseUrl: server.baseUrl, apiKey: 'old-wrong-key', model: 'test-model'};
	expect((await find({config}, [], false)).questions).toEqual([]);
	expect(server.requests).toEqual([]);
	expect((await find({config}, [], true)).questions).toHaveLength(1);
});

test('who gives no key has the offline planner, and what cannot be reached is said', async () => {
	const {server, flags} = await serve();
	await server.close();
	const {questions} = await find({flags}, []);
	expect(questions).toEqual([]);
	const service = {environment: {SKILLLITE_DEEPSEEK_URL: 'http://deepseek.invalid/v1'}, flags: {model: 'deepseek:deepseek-chat'}};
	const {found, questions: asked, problems} = await find(service, ['some-key']);
	expect(asked[0]?.reason).toBe('DeepSeek needs a key, and none was found. It goes there unencrypted.');
	expect(problems[0]).toContain('could not be tried at deepseek.invalid');
	expect(found).toEqual({kind: 'offline', warnings: ['No key was given for deepseek.invalid.']});
});
