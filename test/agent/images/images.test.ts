import {execFileSync} from 'node:child_process';
import {linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {estimateImage} from '../../../source/agent/token-estimate.ts';
import {createAgent} from '../../../source/agent/agent.ts';
import {type AgentTool, plainResult} from '../../../source/agent/agent-tool.ts';
import {createOpenAiModel} from '../../../source/model/openai-model.ts';
import {createPlanner} from '../../../source/model/planner/planner.ts';
import {readDialogue} from '../../../source/session/dialogue.ts';
import {exportHtml} from '../../../source/session/export-html.ts';
import {exportMarkdown} from '../../../source/session/export-markdown.ts';
import {findSession, removeSession} from '../../../source/session/session-list.ts';
import {createSession, type Session} from '../../../source/session/transcript.ts';
import {labelOfBranch} from '../../../source/session/branch-label.ts';
import type {ModelServer} from '../../model-server/model-server.ts';
import {imagesIn, lastMessage} from '../../model-server/request-body.ts';
import type {Scenario} from '../../model-server/scenario.ts';
import {calculator, startAgent, turn, types} from '../talk.ts';
import {temporaryHome} from '../temporary-home.ts';
import {createWorkbench, type WorkbenchOptions} from '../tools/workbench.ts';
import {png} from './pictures.ts';

const folder = temporaryHome();

/** What a mask would take out of a text, in the middle of a picture: in Base64 it is a key of a cloud. */
const keyLike = Buffer.from('++++/AKIAABCDEFGHIJKLMNOP/++', 'base64');
const padding = Buffer.alloc((3 - (png(640, 480).length % 3)) % 3);
const picture = png(640, 480, Buffer.concat([padding, keyLike]));
const dataUrl = `data:image/png;base64,${picture.toString('base64')}`;
const facts = {name: 'picture.png', mediaType: 'image/png', width: 640, height: 480, bytes: picture.length};

async function start(
	scenario: Parameters<typeof startAgent>[0] = 'images',
	options: WorkbenchOptions = {},
	files: WorkbenchOptions['files'] = {},
) {
	const bench = createWorkbench(folder, {...options, files: {'picture.png': picture, ...files}});
	const {agent, server, session} = await startAgent(scenario, [], {readImages: bench.own.readImages});
	return {agent, server, session, workspace: bench.folder, readImages: bench.own.readImages};
}

/** The same session in another process, as far as an agent can tell. */
function reopened(session: Session, server: ModelServer, tools: readonly AgentTool[] = []) {
	session.close();
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: null, model: 'test-model', source: 'a test'} as const;
	return createAgent({model: createOpenAiModel({endpoint}), tools, session: createSession(session.id)});
}

function imagesSent(server: ModelServer): readonly string[] {
	return imagesIn(server.chats().at(-1));
}

test('sends a picture as it is, also where its Base64 looks like a key, and keeps none of it in the transcript', async () => {
	expect(dataUrl).toContain('/AKIAABCDEFGHIJKLMNOP/');
	const {agent, server, session} = await start();
	const {result, events} = await turn(agent, 'What is on @picture.png?');
	expect(result.text).toBe('I see: image/png.');
	expect(imagesSent(server)).toEqual([dataUrl]);
	expect(lastMessage(server.chats()[0])).toEqual({role: 'user', content: 'What is on @picture.png?'});
	expect(events[0]).toMatchObject({type: 'turn.start', images: [{...facts, label: 'derived'}]});
	const written = readFileSync(session.path, 'utf8');
	expect(written).toContain('"name":"picture.png"');
	expect(written).not.toContain('base64');
	expect(written).not.toContain(picture.toString('base64').slice(0, 40));
});

test('keeps a copy beside the transcript, for nobody else to read, that goes with the session', async () => {
	const {agent, session} = await start();
	await turn(agent, '@picture.png and again @picture.png');
	agent.close();
	const copies = session.path.replace('.jsonl', '.images');
	const [copy = '', ...others] = readdirSync(copies);
	expect(others).toEqual([]);
	expect(readFileSync(join(copies, copy)).equals(picture)).toBe(true);
	expect(statSync(join(copies, copy)).mode & 0o777).toBe(0o600);
	expect(statSync(copies).mode & 0o777).toBe(0o700);
	removeSession(findSession(session.id));
	expect(() => statSync(copies)).toThrow('ENOENT');
});

test('what removing a session leaves, when it fails in the middle, can still be named to be removed', async () => {
	const {agent, session} = await start();
	await turn(agent, '@picture.png');
	agent.close();
	const copies = session.path.replace('.jsonl', '.images');
	const summary = findSession(session.id);
	// What cannot be removed as a file stands for a transcript that cannot be removed.
	rmSync(session.path);
	mkdirSync(session.path);
	expect(() => removeSession(summary)).toThrow(session.path);
	expect(() => statSync(copies)).toThrow('ENOENT');
	rmSync(session.path, {recursive: true});
});

test('a session that is gone on with shows what was shown, whatever became of the file', async () => {
	const {agent, server, session, workspace} = await start();
	await turn(agent, 'Look at @picture.png');
	rmSync(join(workspace, 'picture.png'));
	const again = reopened(session, server);
	await turn(again, 'And now?');
	expect(imagesSent(server)).toEqual([dataUrl]);
	const [id = ''] = again
		.said()
		.map(said => said.id)
		.slice(1);
	await again.rewind(id);
	const fork = again.fork();
	await turn(again, 'In the fork');
	expect(imagesSent(server)).toEqual([dataUrl]);
	expect(fork.id).not.toBe(session.id);
	removeSession(findSession(session.id));
	await turn(again, 'Without the first session');
	expect(imagesSent(server)).toEqual([dataUrl]);
	again.close();
});

test.each([
	['is gone', (copy: string) => rmSync(copy)],
	['was changed', (copy: string) => writeFileSync(copy, png(1, 1))],
])('tells the model in words of a copy that %s', async (_, damage) => {
	const {agent, server, session} = await start();
	await turn(agent, 'Look at @picture.png');
	const copies = session.path.replace('.jsonl', '.images');
	damage(join(copies, readdirSync(copies)[0] ?? ''));
	const again = reopened(session, server);
	await turn(again, 'And now?');
	expect(imagesSent(server)).toEqual([]);
	expect(JSON.stringify(server.chats().at(-1))).toContain('[image picture.png is no longer there]');
	again.close();
});

test('tells the type by the bytes: a PNG may be called anything', async () => {
	const {agent, server} = await start('images', {}, {'a b.JPG': picture, 'clip.gif': picture, 'drawing.svg': '<svg/>', 'notes.txt': 'x'});
	await turn(agent, 'See @"a b.JPG", (@clip.gif). @drawing.svg @notes.txt and somebody@picture.png');
	expect(imagesSent(server)).toEqual([dataUrl, dataUrl]);
});

test('what is named and not there stays words', async () => {
	const {agent, server} = await start();
	const {result} = await turn(agent, 'Write the chart to @chart.png');
	expect(result.ended).toBe('answer');
	expect(lastMessage(server.chats()[0]).content).toBe('Write the chart to @chart.png');
	expect(imagesSent(server)).toEqual([]);
});

const outside = join(folder, 'outside.png');
writeFileSync(outside, picture);

test.each<[string, string, (workspace: string) => void, string]>([
	['outside of the workspace', '@../outside.png', () => {}, 'outside the workspace'],
	['named from the root', `@${outside}`, () => {}, 'outside the workspace'],
	['behind a link that leads out', '@link.png', workspace => symlinkSync(outside, join(workspace, 'link.png')), 'outside the workspace'],
	['in a folder that is a link out', '@sub/outside.png', workspace => symlinkSync(folder, join(workspace, 'sub')), 'outside the workspace'],
	['among keys', '@.ssh/key.png', workspace => plant(workspace, '.ssh/key.png', picture), 'files of keys'],
	['empty', '@empty.png', workspace => plant(workspace, 'empty.png', ''), 'is empty'],
	['a text', '@text.png', workspace => plant(workspace, 'text.png', 'hello'), 'is not a PNG, JPEG, GIF or WebP image'],
	['broken', '@cut.png', workspace => plant(workspace, 'cut.png', picture.subarray(0, 18)), 'is a broken image'],
	['a folder', '@folder.png', workspace => mkdirSync(join(workspace, 'folder.png')), 'is a folder'],
	['a pipe that nobody writes to', '@pipe.png', workspace => execFileSync('mkfifo', [join(workspace, 'pipe.png')]), 'is not a file'],
	['larger than 5 MB', '@large.png', workspace => truncateSync(copyOf(workspace, 'large.png'), 5 * 1024 * 1024 + 1), 'may have 5 MB'],
	[
		'one of eleven',
		tenNames(),
		workspace =>
			tenNames()
				.split(' ')
				.forEach(name => void copyOf(workspace, name.slice(1))),
		'11 images to the model: a message takes 10 at most',
	],
])('refuses what is %s before anything is sent or written', async (_, mention, make, sentence) => {
	const {agent, server, session, workspace} = await start();
	make(workspace);
	await expect(turn(agent, `See @picture.png ${mention}`)).rejects.toThrow(sentence);
	expect(server.requests).toEqual([]);
	expect(readFileSync(session.path, 'utf8')).not.toContain('"type":"user"');
	// The conversation goes on.
	expect((await turn(agent, 'See @picture.png')).result.text).toBe('I see: image/png.');
	expect(imagesSent(server)).toEqual([dataUrl]);
});

test('a rule that forbids reading a file holds for its picture, and for no other', async () => {
	const rules = [{tool: 'read_file', match: 'private/**', do: 'deny', scope: 'user'}] as const;
	const {agent, server} = await start('images', {rules}, {'private/face.png': picture});
	await expect(turn(agent, '@private/face.png')).rejects.toThrow('a rule forbids');
	expect(server.requests).toEqual([]);
	expect((await turn(agent, '@picture.png')).result.text).toBe('I see: image/png.');
});

test('ten pictures of a hard link of one file, each of 5 MB at most, are sent', async () => {
	const {agent, server, workspace} = await start();
	const names = Array.from({length: 10}, (_, index) => `copy${index}.png`);
	for (const name of names) {
		linkSync(join(workspace, 'picture.png'), join(workspace, name));
	}

	await turn(agent, names.map(name => `@${name}`).join(' '));
	expect(imagesSent(server)).toEqual(names.map(() => dataUrl));
});

test('a picture of a folder that nobody trusts is text of strangers, also after a resume', async () => {
	const {agent, session} = await start('images', {label: 'foreign'});
	await turn(agent, 'Look at @picture.png');
	expect(labelOfBranch(session.branch())).toBe('foreign');
	const own = await start();
	await turn(own.agent, 'Look at @picture.png');
	expect(labelOfBranch(own.session.branch())).toBe('derived');
});

test.each(['foreign', 'derived'] as const)('a tool is told that the model has a %s picture before it, also after a resume', async label => {
	const seen: unknown[] = [];
	const tool = calculator(async (_, context) => {
		seen.push(context.label);
		return plainResult({ok: true, text: '1', ended: 'exit', label: 'core'});
	});
	const bench = createWorkbench(folder, {label, files: {'picture.png': picture}});
	const {agent, server, session} = await startAgent('calculator', [tool], {readImages: bench.own.readImages});
	await turn(agent, 'Do what @picture.png says');
	const again = reopened(session, server, [tool]);
	await turn(again, 'Go on');
	expect(seen).toEqual([label, label]);
	again.close();
});

test('a model that takes no pictures is told the name, once with a word to the person', async () => {
	const {agent, server} = await start('no-images');
	const first = await turn(agent, 'Look at @picture.png');
	expect(server.chats().map(body => imagesIn(body).length)).toEqual([1, 0]);
	const notices = (events: typeof first.events) => events.flatMap(event => (event.type === 'retry' ? [event.reason] : []));
	expect(notices(first.events)).toEqual(['custom:test-model takes no images; it was told only the names']);
	expect(first.text).toBe('I read: Look at @picture.png\n\n[image picture.png is not shown: test-model takes no images]');
	const second = await turn(agent, 'And?');
	expect(notices(second.events)).toEqual([]);
	expect(server.chats()).toHaveLength(3);
	// It is not asked again, and the person is told again.
	const third = await turn(agent, '@picture.png');
	expect(notices(third.events)).toEqual(notices(first.events));
	expect(server.chats()).toHaveLength(4);
});

test('the planner gets no picture and says so, and a model after it gets none that it was not shown', async () => {
	const {server, session, readImages} = await start();
	const agent = createAgent({model: createPlanner(), tools: [], session, readImages});
	const {text} = await turn(agent, 'What is on @picture.png?');
	expect(text).toContain('Pictures cannot be seen here');
	expect(server.requests).toEqual([]);
	expect(readFileSync(session.path, 'utf8')).not.toContain('sha256');
});

test('pictures are counted, give way before words do, and stay with the request that is worked on', async () => {
	const bench = createWorkbench(folder, {files: {'picture.png': picture}});
	const scenario = {title: 'uncounted', steps: [{reply: {kind: 'answer', text: 'Seen.', usage: null}, times: 'always'}]} as const;
	const {agent, server, session} = await startAgent(scenario, [], {readImages: bench.own.readImages, contextWindow: 3000});
	const empty = agent.context().total;
	await turn(agent, 'first @picture.png');
	// Two tiles of 170 tokens, and 85.
	expect(agent.context().parts.find(({what}) => what === 'your messages')?.tokens).toBeGreaterThan(425);
	const compacted: unknown[] = [];
	for (let index = 2; index <= 6; index++) {
		const {events} = await turn(agent, `number ${index} @picture.png`);
		compacted.push(...events.filter(({type}) => type === 'context.compacted'));
		expect(imagesSent(server).length).toBeGreaterThan(0);
	}

	expect(empty).toBeLessThan(2000);
	expect(compacted[0]).toMatchObject({images: expect.any(Number)});
	const words = '[image picture.png was taken out to make room]';
	const last = JSON.stringify(server.chats().at(-1));
	expect(last).toContain(`first @picture.png\\n\\n${words}`);
	expect(last).not.toContain(`number 6 @picture.png\\n\\n${words}`);
	// The file knows all of them, and a resume sends what was sent.
	const before = imagesSent(server);
	const again = reopened(session, server);
	await turn(again, 'And now?');
	expect(imagesSent(server)).toEqual(before);
	again.close();
});

test('pictures that gave way are said, also where nothing can be summed up', async () => {
	const bench = createWorkbench(folder, {files: {'picture.png': picture}});
	const scenario: Scenario = {
		title: 'Fails at first',
		steps: [{reply: {kind: 'error', status: 401, body: ''}}, {reply: {kind: 'answer', text: 'Baa.', usage: null}, times: 'always'}],
	};
	const {agent, server} = await startAgent(scenario, [], {readImages: bench.own.readImages, contextWindow: 1000});
	// A turn that ended without an answer: the message after it is the second of two.
	expect((await turn(agent, '@picture.png')).result.ended).toBe('error');
	const {events} = await turn(agent, 'sheep '.repeat(2000));
	expect(events.filter(({type}) => type === 'context.compacted')).toMatchObject([{images: 1}]);
	expect(imagesSent(server)).toEqual([]);
});

test('a summary in the middle of a turn keeps the picture of the request, also after a resume', async () => {
	const bench = createWorkbench(folder, {files: {'picture.png': picture}});
	const call = {kind: 'answer', calls: [{name: 'calculator', arguments: {operation: 'add', a: 1, b: 1}}], usage: null} as const;
	const scenario: Scenario = {
		title: 'Calls until it is told enough',
		steps: [
			{when: {lastContains: 'User: '}, reply: {kind: 'answer', text: 'Goal: the picture.', usage: null}, times: 'always'},
			{reply: call, times: 10},
			{reply: {kind: 'answer', text: 'Enough.', usage: null}, times: 'always'},
		],
	};
	let number = 0;
	const wool = calculator(async () => plainResult({ok: true, text: `${++number} ${'wool '.repeat(300)}`, ended: 'exit', label: 'derived'}));
	const options = {readImages: bench.own.readImages, contextWindow: 4096};
	const {agent, server, session} = await startAgent(scenario, [wool], options);
	const {events} = await turn(agent, 'Count what is on @picture.png');
	expect(types(events)).toContain('context.compacted');
	expect(imagesSent(server)).toEqual([dataUrl]);
	const again = reopened(session, server);
	await turn(again, 'And now?');
	expect(imagesSent(server)).toEqual([dataUrl]);
	again.close();
});

test.each([
	[1, 1, 255],
	[512, 512, 350],
	[1024, 1024, 1399],
	[4096, 2048, 1600],
	[0, 0, 255],
])('a picture of %i×%i counts for %i tokens at most', (width, height, tokens) => {
	expect(estimateImage({width, height})).toBe(tokens);
});

test('exports name the picture, with its size', async () => {
	const {agent, session} = await start();
	await turn(agent, 'Look at @picture.png');
	agent.close();
	const dialogue = readDialogue(readFileSync(session.path, 'utf8'));
	const summary = findSession(session.id);
	const line = `[image picture.png 640×480 ${picture.length} bytes]`;
	expect(exportMarkdown(summary, dialogue)).toContain(`Look at @picture.png\n${line}`);
	expect(exportHtml(summary, dialogue)).toContain(line);
	expect(dialogue[0]).toMatchObject({kind: 'user', images: [facts]});
});

function plant(workspace: string, path: string, content: string | Uint8Array): void {
	mkdirSync(join(workspace, path, '..'), {recursive: true});
	writeFileSync(join(workspace, path), content);
}

function copyOf(workspace: string, name: string): string {
	writeFileSync(join(workspace, name), picture);
	return join(workspace, name);
}

function tenNames(): string {
	return Array.from({length: 10}, (_, index) => `@n${index}.png`).join(' ');
}
