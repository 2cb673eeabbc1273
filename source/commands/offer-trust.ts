/** Asks once whether a folder that brings things of its own is trusted. */

import {existsSync, readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {bundledSkill, readInventory, type Sha256, toDisplay} from '../../sandbox/index.ts';
import {wasAdded} from '../core/added-skills.ts';
import type {Project} from '../core/paths.ts';
import {trustFolder} from '../core/trust.ts';
import {installedPlace} from './installed.ts';
import type {Interrupts} from './interrupts.ts';
import type {Output} from './output.ts';
import {readYes} from './read-yes.ts';

const skillFolders = ['skills', '.agents/skills', '.claude/skills'];

/** What a folder brings that only a trusted folder may use, as short phrases; empty for an ordinary folder. */
export function broughtBy(project: Project): readonly string[] {
	const {folder} = project;
	const installed = bringsInstalled(project) ? ['skills in .skills'] : [];
	const others = skillFolders.filter(name => hasForeignSkills(join(folder, name))).map(name => `skills in ${name}`);
	const skills = [...installed, ...others];
	const files = ['AGENTS.md', '.env', '.mcp.json'].filter(name => existsSync(join(folder, name)));
	return [...skills, ...files];
}

/** Ask at the terminal, only where the folder brings something. No is the default, and asks again next time. */
export async function offerTrust(project: Project, output: Output, interrupts: Interrupts, isNumbered = false): Promise<void> {
	const brought = broughtBy(project);
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

/** What a person added here through us, and is as they added it, the folder does not bring; nor a lock, which grants nothing. */
function bringsInstalled(project: Project): boolean {
	const {folder, lockPath} = installedPlace(project);
	const isKnown = (name: string) => (hash: Sha256) => bundledSkill(hash) !== undefined || wasAdded(project, name, hash);
	return namesIn(folder).some(name => name !== basename(lockPath) && !holds(join(folder, name), isKnown(name)));
}

/** The skills that ship with the program need no trust, wherever a copy of them lies. */
function hasForeignSkills(folder: string): boolean {
	return namesIn(folder).some(name => !holds(join(folder, name), hash => bundledSkill(hash) !== undefined));
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		// Not there, or closed to us: it brings nothing.
		return [];
	}
}

function holds(dir: string, isKnown: (treeHash: Sha256) => boolean): boolean {
	try {
		return isKnown(readInventory(dir).treeHash);
	} catch {
		// Not a folder that could be a skill: whatever it is, nobody knows it.
		return false;
	}
}
