/**
What endpoints turned out not to know, kept in the user's folder, so that a conversation need not begin with their complaint.

A cache: what cannot be read is forgotten, what cannot be written is found out again. After a month it is asked again, for
servers and models are renewed under their old names.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {sha256, skillliteHome, writeFileAtomically} from '../../sandbox/index.ts';
import type {Quirks} from './chat-body.ts';
import type {ModelEndpoint} from './endpoint.ts';

export interface QuirkStore {
	/** Those that are known; none that it is not sure of. */
	read(): Partial<Quirks>;
	write(quirks: Readonly<Quirks>): void;
}

type Kept = Readonly<Record<string, {readonly at: number; readonly quirks: Partial<Quirks>}>>;

const names = ['noStreamOptions', 'noTools', 'completionTokens', 'fixedTemperature', 'noImages'] as const;
const longestMs = 30 * 24 * 60 * 60 * 1000;
const mostEndpoints = 100;

/** The quirks of one model of an endpoint; its address is not in the file. */
export function createQuirkStore({baseUrl, model}: Pick<ModelEndpoint, 'baseUrl' | 'model'>, now: () => number = Date.now): QuirkStore {
	const path = join(skillliteHome(), 'model-quirks.json');
	const key = sha256(`${baseUrl}\n${model}`);
	return {
		read: () => readKept(path, now())[key]?.quirks ?? {},
		write(quirks) {
			const {[key]: _, ...others} = readKept(path, now());
			const known = Object.fromEntries(names.filter(name => quirks[name]).map(name => [name, true]));
			const newest = Object.entries(others).slice(-(mostEndpoints - 1));
			try {
				writeFileAtomically(path, `${JSON.stringify({...Object.fromEntries(newest), [key]: {at: now(), quirks: known}}, null, '\t')}\n`);
			} catch {
				// Then the endpoint complains once more, next time.
			}
		},
	};
}

function readKept(path: string, now: number): Kept {
	try {
		const all: unknown = JSON.parse(readFileSync(path, 'utf8'));
		return Object.fromEntries(Object.entries(all ?? {}).flatMap(([key, value]) => readEntry(key, value, now)));
	} catch {
		return {}; // none yet, or nothing that can be read
	}
}

function readEntry(key: string, value: unknown, now: number): readonly (readonly [string, Kept[string]])[] {
	if (typeof value !== 'object' || value === null || !('at' in value) || !('quirks' in value)) {
		return [];
	}

	const {at, quirks} = value;
	if (typeof at !== 'number' || at > now || now - at > longestMs || typeof quirks !== 'object' || quirks === null) {
		return [];
	}

	const known = new Map(Object.entries(quirks));
	return [[key, {at, quirks: Object.fromEntries(names.filter(name => known.get(name) === true).map(name => [name, true]))}]];
}
