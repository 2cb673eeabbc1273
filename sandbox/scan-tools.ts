/** What the descriptions of a tool server's tools tell a model to do: read by the rules for instructions, before a model reads them. */

import {admit} from './admission/admit.ts';
import type {InventoryFile} from './admission/inventory.ts';
import type {Finding} from './admission/report.ts';
import {treeHash} from './admission/tree-hash.ts';
import {sha256} from './base/canonical-json.ts';
import {severities} from './fail-on.ts';
import {noManifest} from './manifest/no-manifest.ts';

export interface DescribedTool {
	readonly name: string;
	readonly description: string;
	/** As the server gives it; it may hold descriptions, too. */
	readonly inputSchema: unknown;
}

/** What is wrong with the texts of one tool, the worst first; empty where nothing is that a person should be asked about. */
export async function scanTool(tool: DescribedTool): Promise<readonly Finding[]> {
	const {name, description, inputSchema} = tool;
	// A model reads the names, defaults and examples of a schema as it reads its descriptions.
	const texts = [inWords(name), ...textsIn(inputSchema)].map(text => ({description: text}));
	const bytes = Buffer.from(JSON.stringify({name, description, inputSchema, texts}, null, '\t'));
	const path = 'tool.json';
	const file: InventoryFile = {path, kind: 'file', executable: false, size: bytes.length, bytes, sha256: sha256(bytes)};
	const inventory = {root: '/tool', files: [file], problems: [], treeHash: treeHash([file]), partial: false, totalBytes: bytes.length};
	const {findings} = await admit(inventory, {...noManifest, name: 'tool'});
	const rank = ({severity}: Finding) => severities.indexOf(severity);
	return findings.filter(finding => rank(finding) >= severities.indexOf('medium')).sort((a, b) => rank(b) - rank(a));
}

/** A name or a word says nothing by itself. */
const shortest = 12;

/** Every text of a value that is more than a word. Without recursion: a stranger wrote it. */
function textsIn(value: unknown): readonly string[] {
	const texts: string[] = [];
	for (const left = [value]; left.length > 0; ) {
		const item = left.pop();
		if (typeof item === 'string') {
			texts.push(item);
		} else if (typeof item === 'object' && item !== null) {
			texts.push(...(Array.isArray(item) ? [] : Object.keys(item).map(inWords)));
			left.push(...Object.values(item));
		}
	}

	return texts.filter(text => text.length >= shortest);
}

/** A name may be a sentence, too. */
function inWords(name: string): string {
	return name.replaceAll(/[_-]+/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
}
