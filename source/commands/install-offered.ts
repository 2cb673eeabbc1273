/** From an offered skill to an installed one, as `add` and `update` both do it: show, ask, install. */

import {
	type AdmissionReport,
	type ConsentPort,
	type InstalledSkill,
	installSkill,
	type Judge,
	PolicyError,
	toDisplay,
} from '../../sandbox/index.ts';
import {noteAdded} from '../core/added-skills.ts';
import {advisoryApiUrl} from '../core/endpoints.ts';
import {readBoolean} from '../core/env.ts';
import {loadSettings} from '../core/settings.ts';
import {isInteractive} from '../core/terminal.ts';
import type {OfferedSkill} from '../skills/sources/find-skills.ts';
import type {CommandContext} from './command.ts';
import {installedPlace} from './installed.ts';
import {approvalByFlags} from './run-flags.ts';
import {createTerminalConsent, drawQuestion} from './terminal-consent.ts';

export interface OfferedFrom {
	readonly source: string;
	readonly revision: string | null;
	/** A model that looks at it too, where there is one. */
	readonly judge?: Judge | undefined;
	/** Who is asked; the person at the terminal when left out. */
	readonly consent?: ConsentPort | undefined;
}

/** Throws what `installSkill` throws; then nothing of the skill is installed. */
export async function installOffered(
	offered: OfferedSkill,
	{source, revision, judge, consent}: OfferedFrom,
	{flags, project, output, interrupts}: CommandContext,
): Promise<InstalledSkill> {
	const {name, inventory} = offered;
	// A question must not be drawn over by it.
	let progress = output.progress(`scanning ${name}`);
	try {
		const installed = await installSkill(
			{
				name,
				inventory,
				source,
				revision,
				place: installedPlace(project),
				approve: approvalByFlags(flags, true),
				consent:
					consent ??
					createTerminalConsent({
						style: output.style,
						onInterrupt: interrupts.interrupt,
						isNumbered: loadSettings(project).screenReader,
					}),
				override: flags.has('override-blocked') ? report => typeName(name, report, output) : undefined,
			},
			{
				signal: interrupts.signal,
				judge,
				...(readBoolean('SKILLLITE_OFFLINE') === true ? {} : {osvUrl: advisoryApiUrl(process.env)}),
				onAdmission: () => progress.stop(),
				onInstall: kind => {
					progress.stop();
					progress = output.progress(installLabel(name, kind));
				},
			},
		);
		noteAdded(project, name, inventory.treeHash);
		return installed;
	} finally {
		progress.stop();
	}
}

/** What is said while packages are fetched. */
export function installLabel(name: string, kind: 'python' | 'node'): string {
	return `installing the ${kind === 'python' ? 'Python' : 'npm'} packages of ${toDisplay(name)}`;
}

/** A blocked skill is installed only by a person who saw why and types its name. */
async function typeName(name: string, report: AdmissionReport, {style}: CommandContext['output']): Promise<boolean> {
	if (!isInteractive()) {
		throw new PolicyError('blocked', `Cannot install the skill "${name}": it is blocked, and nobody is at the terminal to override that.`, {
			hint: 'Run the same command in a terminal, without pipes.',
		});
	}

	const [question = ''] = drawQuestion({report, summary: '', growth: [], changedFiles: []}, style).split('\n  asks for:');
	process.stderr.write(`${question}\n`);
	const {readLine} = await import('./terminal-keys.ts');
	return (await readLine(`Type ${toDisplay(name)} to install it all the same: `)) === name;
}
