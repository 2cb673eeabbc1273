/** Asks once whether a folder that brings things of its own is trusted. */

import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {bundledSkill, readInventory, toDisplay} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';
import {trustFolder} from '../core/trust.ts';
import type {Interrupts} from './interrupts.ts';
import type {Output} from './output.ts';
import {readYes} from './read-yes.ts';

const skillFolders = ['.skills', 'skills', '.agents/skills', '.claude/skills'];

/** What a folder brings that only a trusted folder may use, as short phrases; empty for an ordinary folder. */
export function broughtBy(folder: string): readonly string[] {
	const skills = skillFolders.filter(name => hasForeignSkills(join(folder, name))).map(name => `skills in ${name}`);
	const files = ['AGENTS.md', '.env', '.mcp.json'].filter(name => existsSync(join(folder, name)));
	return [...skills, ...files];
}

/** Ask at the terminal, only where the folder brings something. No is the default, and asks again next time. */
export async function offerTrust(project: Project, output: Output, interrupts: Interrupts, isNumbered = false): Promise<void> {
	const brought = broughtBy(project.folder);
	if (brought.length === 0) {
		return;
	}

	const question = {
		head: `This folder brings ${brought.join(', ')}.`,
		question: `Trust ${toDisplay(project.folder, {reveal: true})}?`,
		yes: 'yes, from now on',
		no: 'no',
	};
	const answer = await readYes(question, isNumbered, interrupts.signal);
	if (answer === 'interrupt') {
		interrupts.interrupt();
	} else if (answer === 'yes') {
		trustFolder(project.folder);
		output.note('Trusted.');
	} else {
		output.note('Not trusted: its .env, notes and MCP servers are not read, and each of its skills asks first.');
	}
}

/** The skills that ship with the program need no trust, wherever a copy of them lies. */
function hasForeignSkills(folder: string): boolean {
	return namesIn(folder).some(name => !isBundled(join(folder, name)));
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		// Not there, or closed to us: it brings nothing.
		return [];
	}
}

function isBundled(dir: string): boolean {
	try {
		return bundledSkill(readInventory(dir).treeHash) !== undefined;
	} catch {
		// Not a folder that could be a skill: whatever it is, it is not ours.
		return false;
	}
}
