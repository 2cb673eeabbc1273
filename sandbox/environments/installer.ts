/** One run of pip or npm in the sandbox: it writes to its scratch folder alone, and reaches the index and where that keeps its files. */

import {appendAudit} from '../audit.ts';
import {toDisplay} from '../base/display.ts';
import {IntegrityError, SkillError, SkillLiteError} from '../base/errors.ts';
import {belowCeilings, limitsBelow, readCeilings} from '../ceiling.ts';
import {type Decision, describeReason} from '../egress/decision.ts';
import type {CountedDecision, EgressSeam} from '../egress/run-egress.ts';
import type {RunOutcome} from '../envelope.ts';
import type {InstallerJob} from '../job.ts';
import {limitsFor} from '../limits.ts';
import {policyDigest} from '../policy.ts';
import {parsePolicy} from '../parse-policy.ts';
import {runJob} from '../run.ts';
import {npmFolder, pipFolder} from './find-installers.ts';
import {type PackageIndex, rulesOfIndex} from './package-index.ts';

export interface Installer {
	readonly program: 'pip' | 'npm';
	readonly index: PackageIndex;
	/** Host folder that is /work. */
	readonly scratch: string;
	readonly signal?: AbortSignal | undefined;
	/** For tests: how the index is resolved and dialled. */
	readonly network?: EgressSeam | undefined;
}

const mebibyte = 1024 * 1024;
const mostBytes = 1024 * mebibyte;
const mostFileHosts = 3;

/**
The hosts, as egress rules, that may be asked when packages are fetched: the index, and where it keeps its files.

Found by fetching one package with the index alone: what that is refused is what the index names. Later, when packages
name others by themselves, nothing is added.
*/
export async function findHosts(installer: Installer, probe: readonly string[]): Promise<readonly string[]> {
	const index = await rulesOfIndex(installer.index, installer.network?.resolver);
	const {refused} = await start(installer, probe, index);
	const named = refused.filter(({reason}) => reason === 'not-allowed').map(({target}) => target);
	return [...index, ...named.slice(0, mostFileHosts)];
}

/** Run to a good end. Throws a SkillError with the program's own words, an IntegrityError where a hash differs. */
export async function runInstaller(installer: Installer, args: readonly string[], hosts: readonly string[]): Promise<void> {
	const started = await start(installer, args, hosts);
	const {outcome} = started;
	if (outcome.ended === 'exit' && outcome.exitCode === 0) {
		return;
	}

	if (installer.signal?.aborted) {
		throw new SkillLiteError('interrupted', 'Interrupted while packages were installed; nothing of them is kept.');
	}

	const words = outcome.stderr + outcome.stdout;
	if (/DO NOT MATCH THE HASHES|EINTEGRITY|hashes are required/i.test(words)) {
		throw new IntegrityError('Cannot install what the skill depends on: a package is not the one that the lock names (its hash differs).', {
			hint: 'Somebody changed it at the index, or the lock is of another platform; skilllite update NAME resolves it anew.',
		});
	}

	throw new SkillError('skill-invalid', `Cannot install what the skill depends on: ${reasonOf(installer, started, words)}.`, {
		hint: `Check the names and versions that the skill declares, and the index: ${installer.program} config list`,
	});
}

interface Started {
	readonly outcome: RunOutcome;
	/** Hosts of https, by name, that the proxy let nobody through to. */
	readonly refused: readonly {readonly target: string; readonly reason: Decision['reason']}[];
}

async function start(
	{program, index, scratch, signal, network}: Installer,
	args: readonly string[],
	hosts: readonly string[],
): Promise<Started> {
	const ceilings = readCeilings();
	const policy = await belowCeilings(parsePolicy({network: {allow: hosts}}), ceilings);
	const job = {
		runtime: program,
		program: program === 'pip' ? pipFolder() : npmFolder(),
		args,
		policy,
		limits: limitsBelow(limitsFor(program, {}), ceilings),
		workspace: '/',
		environment: {},
		scratch,
		...(index.certificates === undefined ? {} : {certificates: index.certificates}),
	} satisfies InstallerJob;
	const facts = {command: `${program} ${args[0] ?? ''}`, hosts, policy: policyDigest(policy)};
	let decisions: readonly CountedDecision[] = [];
	const outcome = await runJob(job, '', {
		signal,
		onDecisions: made => {
			decisions = made;
		},
		network: {...network, limits: {bytesEachWay: mostBytes}},
		onBegin: () => appendAudit({type: 'install', phase: 'start', ...facts}),
	});
	const {ended, exitCode, usage, denied} = outcome;
	appendAudit({type: 'install', phase: 'end', ...facts, ended, exitCode, usage, denied, network: decisions});
	const refused = decisions
		.filter(({allowed, host, port}) => !allowed && port === 443 && /^[a-z0-9.-]+$/.test(host))
		.map(({host, port, reason}) => ({target: `${host}:${port}`, reason}));
	return {outcome, refused};
}

function reasonOf({program, index}: Installer, {outcome, refused}: Started, words: string): string {
	if (outcome.ended !== 'exit') {
		return `${program} ended by ${outcome.ended}`;
	}

	const [host] = refused;
	if (host !== undefined) {
		return host.reason === 'not-allowed'
			? `a package is at ${host.target}, where the index keeps no files`
			: `${host.target} cannot be reached from the sandbox${host.reason === 'rule' ? '' : `: ${describeReason(host.reason)}`}`;
	}

	const lines = words.split('\n').filter(line => /\b(?:ERROR|ERR!|error)\b/.test(line));
	const line = lines.find(text => !/A complete log|npm error code/.test(text)) ?? words.trim().split('\n').at(-1) ?? '';
	const said = toDisplay(line.replace(/^(?:ERROR:|npm (?:ERR!|error))\s*/, '').replace(/\.$/, ''), {maxLength: 300});
	const safe = said.replaceAll(new URL(index.url).password || '\0', '…');
	return safe || `${program} failed`;
}
