/** `skilllite doctor`: what works on this machine, what does not, and the exact remedy. */

import {type Check, diagnose, requireWritableHome, SkillLiteError} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';
import {isUtf8} from '../core/progress.ts';
import {loadSettings} from '../core/settings.ts';
import {columnsOf, hasColor} from '../core/terminal.ts';
import {isTrusted} from '../core/trust.ts';
import type {CommandContext} from './command.ts';
import {doctorText} from './doctor-text.ts';

export async function doctor({project, output, interrupts}: CommandContext): Promise<number> {
	const progress = output.progress('checking this machine');
	let checks: readonly Check[];
	try {
		checks = await diagnoseAll(project, interrupts.signal);
	} finally {
		progress.stop();
	}

	if (output.json) {
		output.document({ok: checks.every(({state}) => state !== 'fail'), checks});
	} else {
		output.data(doctorText(checks, output.dataStyle, process.stdout.isTTY ? columnsOf(process.stdout) : undefined));
	}

	return checks.some(({state}) => state === 'fail') ? 1 : 0;
}

/** Every check there is, in the order in which they are shown. */
export async function diagnoseAll(project: Project, signal: AbortSignal): Promise<readonly Check[]> {
	return [...(await diagnose()), checkHome(), checkSettings(project), await checkModel(project, signal), checkTerminal()];
}

function checkHome(): Check {
	try {
		requireWritableHome();
		return {name: 'home', state: 'pass', detail: 'consents and the audit log can be kept', remedy: null};
	} catch (error) {
		return failed('home', error);
	}
}

function checkSettings(project: Project): Check {
	try {
		const {warnings} = loadSettings(project);
		return {name: 'settings', state: warnings.length > 0 ? 'warn' : 'pass', detail: warnings.join(' ') || 'readable', remedy: null};
	} catch (error) {
		return failed('settings', error);
	}
}

async function checkModel(project: Project, signal: AbortSignal): Promise<Check> {
	try {
		const {findModel} = await import('../model/find-model.ts');
		const trusted = isTrusted(project.folder);
		const found = await findModel({
			environment: process.env,
			project: project.isHome ? null : {folder: project.folder, trusted},
			config: loadSettings(project).userModel,
			signal,
		});
		const remedy = found.warnings.join(' ') || null;
		if (found.kind === 'offline') {
			const detail = 'none found; the offline planner answers (runs skills, does not converse)';
			return {
				name: 'model',
				state: 'warn',
				detail,
				remedy: remedy ?? 'Set OPENAI_API_KEY, or SKILLLITE_API_BASE and SKILLLITE_MODEL, or start a local server such as Ollama.',
			};
		}

		const {createOpenAiModel} = await import('../model/openai-model.ts');
		const names = await createOpenAiModel({endpoint: found}).models(AbortSignal.any([signal, AbortSignal.timeout(5000)]));
		const isOffered = names.length === 0 || names.includes(found.model);
		const detail = `${found.provider}:${found.model} at ${new URL(found.baseUrl).host}, from ${found.source}`;
		return {
			name: 'model',
			state: isOffered && remedy === null ? 'pass' : 'warn',
			detail: isOffered ? detail : `${detail}; the endpoint does not list this model`,
			remedy,
		};
	} catch (error) {
		return failed('model', error);
	}
}

function checkTerminal(): Check {
	if (!process.stdout.isTTY) {
		return {name: 'terminal', state: 'skip', detail: 'stdout is not a terminal', remedy: null};
	}

	const columns = columnsOf(process.stdout);
	const {rows = 0} = process.stdout;
	const detail = `${columns}×${rows}, ${process.env.TERM ?? 'no TERM'}, ${hasColor(process.stdout) ? 'colours' : 'no colours'}, ${isUtf8() ? 'UTF-8' : 'ASCII'}`;
	const tooSmall = columns < 40 || rows < 12;
	return {
		name: 'terminal',
		state: tooSmall ? 'warn' : 'pass',
		detail,
		remedy: tooSmall ? 'Make the window at least 40 columns and 12 rows.' : null,
	};
}

function failed(name: string, error: unknown): Check {
	const hint = error instanceof SkillLiteError ? (error.hint ?? null) : null;
	return {name, state: 'fail', detail: error instanceof Error ? error.message : String(error), remedy: hint};
}
