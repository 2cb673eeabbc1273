/**
The API of OSV, asked where there is no local database: `querybatch` says which advisories there are, `vulns/ID` what they say.

It is told the names of packages, nothing else: versions are compared here. Whatever goes wrong leaves packages unknown.
*/

import {type Advisory, readAdvisory} from './advisory.ts';
import {type Lookup, type Lookups, type PackageId, packageKey} from './assess.ts';
import {fetchJson} from './fetch-bounded.ts';

export interface ApiAnswer {
	readonly lookups: Lookups;
	/** Why some packages are unknown, as a phrase; undefined when none is. */
	readonly failure: string | undefined;
}

const queriesAtOnce = 1000;
const requestsAtOnce = 8;
/** Pages of one list; a server that never ends is left. */
const mostPages = 50;
const mostAdvisories = 2000;
const mostBytes = 32 * 1024 * 1024;
const idleMs = 15_000;

/** What the API at a base URL (`https://api.osv.dev/v1`) knows of some packages. Rejects only with the signal's reason. */
export async function askOsv(packages: readonly PackageId[], baseUrl: string, signal: AbortSignal): Promise<ApiAnswer> {
	const ids = new Map<string, Set<string>>();
	const complete = new Set<string>();
	let failure: string | undefined;
	const failed = (error: unknown) => {
		signal.throwIfAborted();
		failure ??= error instanceof Error ? error.message : String(error);
	};

	for (let start = 0; start < packages.length; start += queriesAtOnce) {
		await collectIds(packages.slice(start, start + queriesAtOnce), {baseUrl, signal}, ids, complete).catch(failed);
	}

	const wanted = [...new Set([...ids.values()].flatMap(set => [...set]))].sort(
		(a, b) => Number(b.startsWith('MAL-')) - Number(a.startsWith('MAL-')),
	);
	const records = new Map<string, readonly Advisory[]>();
	const queue = wanted.slice(0, mostAdvisories);
	const work = async () => {
		for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
			const found = await readOne(id, {baseUrl, signal}).catch(failed);
			if (found) {
				records.set(id, found);
			}
		}
	};
	await Promise.all(Array.from({length: requestsAtOnce}, work));
	failure ??= wanted.length > mostAdvisories ? `there are more than ${mostAdvisories} advisories` : undefined;
	return {lookups: joined(packages, ids, complete, records), failure};
}

interface Server {
	readonly baseUrl: string;
	readonly signal: AbortSignal;
}

interface Query {
	readonly id: PackageId;
	readonly page: string | undefined;
}

/** Every page of the list of every package; a package is complete when its last page came. */
async function collectIds(
	packages: readonly PackageId[],
	{baseUrl, signal}: Server,
	ids: Map<string, Set<string>>,
	complete: Set<string>,
): Promise<void> {
	let queries: readonly Query[] = packages.map(id => ({id, page: undefined}));
	for (let round = 0; queries.length > 0; round += 1) {
		if (round === mostPages) {
			throw new Error('the list of advisories has no end');
		}

		const body = {
			queries: queries.map(({id, page}) => ({
				package: {ecosystem: id.ecosystem, name: id.name},
				...(page === undefined ? {} : {page_token: page}),
			})),
		};
		const answer = await fetchJson({url: `${baseUrl}/querybatch`, method: 'POST', body, mostBytes, idleMs, signal});
		const results = member(answer, 'results');
		if (!Array.isArray(results) || results.length !== queries.length) {
			throw new Error('the answer is not one of OSV');
		}

		queries = queries.flatMap((query, index) => nextPage(query, results[index], ids, complete));
	}
}

function nextPage({id}: Query, result: unknown, ids: Map<string, Set<string>>, complete: Set<string>): readonly Query[] {
	const key = packageKey(id);
	const known = ids.get(key) ?? new Set<string>();
	ids.set(key, known);
	const vulns = member(result, 'vulns');
	for (const vuln of Array.isArray(vulns) ? vulns : []) {
		const name = member(vuln, 'id');
		if (typeof name === 'string' && /^[\w.:-]{1,100}$/.test(name)) {
			known.add(name);
		}
	}

	const page = member(result, 'next_page_token');
	if (typeof page === 'string' && page !== '') {
		return [{id, page}];
	}

	complete.add(key);
	return [];
}

async function readOne(id: string, {baseUrl, signal}: Server): Promise<readonly Advisory[]> {
	const found = readAdvisory(await fetchJson({url: `${baseUrl}/vulns/${encodeURIComponent(id)}`, mostBytes, idleMs, signal}));
	if (!found) {
		throw new Error(`the advisory ${id} cannot be read`);
	}

	return found;
}

function joined(
	packages: readonly PackageId[],
	ids: ReadonlyMap<string, ReadonlySet<string>>,
	complete: ReadonlySet<string>,
	records: ReadonlyMap<string, readonly Advisory[]>,
): Lookups {
	const lookups = new Map<string, Lookup>();
	for (const id of packages) {
		const key = packageKey(id);
		const names = [...(ids.get(key) ?? [])];
		const advisories = names.flatMap(name => (records.get(name) ?? []).filter(advisory => packageKey(advisory) === key));
		lookups.set(key, {advisories, isComplete: complete.has(key) && names.every(name => records.has(name))});
	}

	return lookups;
}

function member(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
