/** Small artefacts, and a store in a folder of its own with a log in memory. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Artefact, Condition, Rule} from '../../source/evolution/artefact.ts';
import {artefactId, type Content} from '../../source/evolution/grammar/identity.ts';
import {createDisk, type DiskOptions} from '../../source/evolution/store/disk.ts';
import {type ArtefactStore, openStore} from '../../source/evolution/store/store.ts';
import type {StoreAuditEntry} from '../../source/evolution/store/transaction.ts';

export const anywhere: Condition = {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []};

type Over = Partial<Pick<Artefact, 'id' | 'label' | 'scope' | 'sources' | 'model' | 'created'>>;

export function ruleOf(
	rule: Rule,
	{condition = anywhere, ...over}: Over & {readonly condition?: Condition} = {},
): Extract<Artefact, {kind: 'rule'}> {
	return named({kind: 'rule', rule, condition, ...base, ...over});
}

/** A rule that differs from every other with another number from 1 to 1,000. */
export function numbered(number: number): Artefact {
	return ruleOf({template: 'limit', what: 'lines', count: number});
}

export function textOf(text: string, over: Over = {}): Extract<Artefact, {kind: 'text'}> {
	return named({kind: 'text', text, condition: anywhere, ...base, ...over});
}

export function planOf(tools: readonly string[], over: Over = {}): Extract<Artefact, {kind: 'plan'}> {
	return named({kind: 'plan', steps: tools.map(tool => ({tool, slots: []})), condition: anywhere, ...base, ...over});
}

export function skillOf(name: string, files: Readonly<Record<string, string>>, over: Over = {}): Extract<Artefact, {kind: 'skill'}> {
	return named({kind: 'skill', name, files, ...base, ...over});
}

const base = {label: 'derived', scope: 'project', sources: [], model: 'offline', created: '2026-11-20T10:00:00.000Z'} as const;

/** With the id of its content, unless the test gives one. */
function named<T extends Omit<Artefact, 'id'> & {readonly id?: string}>(content: T): T & {readonly id: string} {
	return {...content, id: content.id ?? artefactId(content as unknown as Content)};
}

export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'evolution-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

export interface OpenedStore {
	readonly store: ArtefactStore;
	readonly root: string;
	readonly log: readonly StoreAuditEntry[];
}

export function openIn(root: string, options: DiskOptions & {readonly log?: StoreAuditEntry[]} = {}): OpenedStore {
	const log = options.log ?? [];
	const store = openStore({
		disk: createDisk(root, {durable: false, ...options}),
		clock: () => new Date(),
		audit: entry => void log.push(entry),
		parse: value => value as Artefact,
	});
	return {store, root, log};
}

/** Adopt on top of what holds. */
export function adopt(store: ArtefactStore, artefact: Artefact): string {
	return store.adopt({artefact, replaces: [], expected: store.load().hash, actor: 'engine'}).to;
}
