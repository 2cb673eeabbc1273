/** Small artefacts, and a store in a folder of its own with a log in memory. */

import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Artefact, Condition, Rule} from '../../source/evolution/artefact.ts';
import {createDisk, type DiskOptions} from '../../source/evolution/store/disk.ts';
import {type ArtefactStore, openStore} from '../../source/evolution/store/store.ts';
import type {StoreAuditEntry} from '../../source/evolution/store/transaction.ts';

export const anywhere: Condition = {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []};

export function ruleOf(rule: Rule, over: Partial<Omit<Artefact, 'kind'>> = {}): Extract<Artefact, {kind: 'rule'}> {
	return {kind: 'rule', rule, condition: anywhere, id: idOf('r', rule), ...base, ...over};
}

/** A rule that differs from every other with another number. */
export function numbered(number: number): Artefact {
	return ruleOf({template: 'limit', what: 'lines', count: number});
}

export function textOf(text: string, over: Partial<Omit<Artefact, 'kind'>> = {}): Artefact {
	return {kind: 'text', text, condition: anywhere, id: idOf('t', text), ...base, ...over};
}

export function skillOf(name: string, files: Readonly<Record<string, string>>): Extract<Artefact, {kind: 'skill'}> {
	return {kind: 'skill', name, files, id: idOf('s', {name, files}), ...base};
}

const base = {label: 'derived', scope: 'project', sources: [], model: 'offline', created: '2026-11-20T10:00:00.000Z'} as const;

function idOf(prefix: string, content: unknown): string {
	return `${prefix}-${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8)}`;
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
