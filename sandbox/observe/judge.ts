/** What a rehearsal means for publishing a skill. Pure. */

import {evidenceHash} from '../admission/evidence.ts';
import type {Rule} from '../admission/findings.ts';
import type {Finding} from '../admission/report.ts';
import {isSecretPath} from './noise.ts';
import type {Ended} from '../envelope.ts';
import type {Script} from '../manifest/manifest.ts';
import type {RuntimeVerdictKind} from './runtime-report.ts';
import type {Comparison} from './sufficient-policy.ts';
import type {Uses} from './uses.ts';

export interface Evidence {
	readonly uses: Uses;
	readonly comparison: Comparison;
	readonly scripts: readonly Script[];
	readonly ends: readonly Ended[];
	readonly lost: number;
	/** Where nobody declared a policy, nothing was promised. */
	readonly isDeclared: boolean;
}

export interface Judgement {
	readonly verdict: RuntimeVerdictKind;
	readonly findings: readonly Finding[];
}

type RuntimeRule = Pick<Finding, 'id' | 'severity' | 'message' | 'remedy' | 'references'>;

const rules = {
	closed: {
		id: 'SL-RUN-001',
		severity: 'high',
		message: 'Tried what no policy grants: %s.',
		remedy: 'Use the workspace, by paths relative to it, and ask for them.',
		references: ['CWE-668'],
	},
	secret: {
		id: 'SL-RUN-002',
		severity: 'high',
		message: 'Tried to read keys or credentials: %s.',
		remedy: 'Ask for the one value by its variable name (env) instead.',
		references: ['CWE-522'],
	},
	privateHost: {
		id: 'SL-RUN-003',
		severity: 'high',
		message: 'Tried to reach this machine or its own network: %s.',
		remedy: 'Reach public hosts by their names.',
		references: ['CWE-918'],
	},
	settings: {
		id: 'SL-RUN-012',
		severity: 'medium',
		message: 'Reads a file that every skill finds empty: %s.',
		remedy: 'Ask for the variables by their names (env).',
		references: [],
	},
	disguised: {
		id: 'SL-RUN-004',
		severity: 'high',
		message: 'Asked for one host and greeted another, or hid whom it greeted: %s.',
		remedy: 'Let the TLS greeting name the host that is asked for.',
		references: ['CWE-441'],
	},
	kernel: {
		id: 'SL-RUN-005',
		severity: 'high',
		message: 'Made system calls that only attacks need: %s.',
		remedy: 'Remove what makes them.',
		references: ['CWE-250'],
	},
	undeclared: {
		id: 'SL-RUN-006',
		severity: 'medium',
		message: 'Does what it does not ask for: %s.',
		remedy: 'Ask for it in security_policy, or leave it out.',
		references: ['CWE-250'],
	},
	cannotStart: {
		id: 'SL-RUN-007',
		severity: 'medium',
		message: 'Starts programs, which only shell skills can: %s.',
		remedy: 'Use the library of the language, or make it a shell skill that asks for the program.',
		references: [],
	},
	pastProxy: {
		id: 'SL-RUN-008',
		severity: 'medium',
		message: 'Asks the network past the proxy, where nothing answers: %s.',
		remedy: 'Use an HTTP client that heeds HTTPS_PROXY.',
		references: [],
	},
	temporary: {
		id: 'SL-RUN-009',
		severity: 'medium',
		message: 'Uses a folder for temporary files that is not there: %s.',
		remedy: 'Use TMPDIR, which leads to scratch.',
		references: [],
	},
	limit: {
		id: 'SL-RUN-010',
		severity: 'medium',
		message: 'Was stopped at a limit: %s.',
		remedy: 'Use less, or ask for more under resources.',
		references: ['CWE-400'],
	},
	unrecorded: {
		id: 'SL-RUN-011',
		severity: 'medium',
		message: 'Tried more than could be recorded; %s.',
		remedy: 'Give it smaller input.',
		references: [],
	},
} as const satisfies Record<string, RuntimeRule>;

const runtimeClass = 'S11';

export const runtimeRules: readonly Rule[] = Object.values(rules).map(rule => ({...rule, class: runtimeClass}));

/** What decides, the worst first. */
export function judge({uses, comparison, scripts, ends, lost, isDeclared}: Evidence): Judgement {
	const file = scripts[0]?.path ?? 'SKILL.md';
	const found = (rule: RuntimeRule, items: readonly string[]) => (items.length === 0 ? [] : [findingOf(rule, items, file)]);
	const [first, ...others] = scripts.map(({runtime}) => runtime);
	const startsNothing = first !== undefined && ![first, ...others].includes('bash');
	const paths = closedPaths(uses);
	const temporary = paths.filter(({path}) => /^\/(?:var\/)?tmp\//.test(path));
	const settings = paths.filter(({path}) => isSettingsFile(path));
	const secret = paths.filter(({path}) => isSecretPath(path) && !isSettingsFile(path));
	const named = [...temporary, ...settings, ...secret];
	const closed = paths.filter(item => !named.includes(item));
	const high = [
		...found(rules.secret, phrases(secret)),
		...found(rules.closed, phrases(closed)),
		...found(rules.privateHost, comparison.closedHosts),
		...found(rules.disguised, uses.disguised),
		...found(
			rules.kernel,
			uses.denied.map(({target}) => target).filter(name => hostileCalls.has(name)),
		),
	];
	const medium = [
		...found(rules.undeclared, isDeclared ? comparison.undeclared.filter(phrase => !(startsNothing && phrase.startsWith('runs '))) : []),
		...found(rules.cannotStart, startsNothing ? uses.programs : []),
		...found(rules.pastProxy, uses.direct),
		...found(rules.temporary, phrases(temporary)),
		...found(rules.settings, phrases(settings)),
		...found(rules.limit, [...new Set(ends.filter(ended => ended !== 'exit' && ended !== 'signal'))]),
		...found(rules.unrecorded, lost === 0 ? [] : [`at least ${lost} calls are not in this report`]),
	];
	return {verdict: verdictOf(high.length, medium.length, ends.length === 0 || lost > 0), findings: [...high, ...medium]};
}

function verdictOf(high: number, medium: number, isUnproven: boolean): RuntimeVerdictKind {
	if (high > 0) {
		return 'unsafe';
	}

	return isUnproven ? 'unproven' : medium > 0 ? 'adjust' : 'ok';
}

interface ClosedPath {
	readonly verb: string;
	readonly path: string;
}

/** Neither the workspace nor scratch; secrets in either too. */
function closedPaths({read, written, deleted}: Uses): readonly ClosedPath[] {
	const of = (verb: string, paths: readonly string[]) => paths.filter(isClosed).map(path => ({verb, path}));
	return [...of('reads', read), ...of('writes', written), ...of('deletes', deleted)];
}

function isClosed(path: string): boolean {
	return !isInReach(path) || isSecretPath(path);
}

function isInReach(path: string): boolean {
	return /^\/(?:work|workspace)(?:\/|$)/.test(path);
}

/** Of the workspace: a file of variables, which libraries read as a matter of course. */
function isSettingsFile(path: string): boolean {
	return isInReach(path) && /\/(?:\.env[^/]*|[^/]+\.env)$/.test(path);
}

function phrases(paths: readonly ClosedPath[]): readonly string[] {
	return paths.map(({verb, path}) => `${verb} ${path}`);
}

const hostileCalls = new Set(
	`ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_open pidfd_getfd bpf perf_event_open userfaultfd keyctl add_key
	request_key mount umount2 fsopen open_tree move_mount mount_setattr pivot_root chroot unshare setns kexec_load kexec_file_load
	init_module finit_module delete_module reboot swapon swapoff acct quotactl settimeofday clock_settime sethostname personality
	fanotify_init modify_ldt ioperm iopl vmsplice syslog seccomp landlock_create_ruleset setuid setgid setresuid setresgid capset`
		.trim()
		.split(/\s+/),
);

/** So many are named. */
const mostNamed = 6;

function findingOf(rule: RuntimeRule, items: readonly string[], file: string): Finding {
	const more = items.length > mostNamed ? ` and ${items.length - mostNamed} more` : '';
	return {
		...rule,
		evidence: evidenceHash({id: rule.id, severity: rule.severity, file, detail: '', text: items.join('\n')}),
		class: runtimeClass,
		message: rule.message.replace('%s', () => items.slice(0, mostNamed).map(shortened).join(', ') + more),
		file,
		line: 0,
		column: 0,
		snippet: '',
		layer: 'runtime',
		suppressed: false,
	};
}

function shortened(text: string): string {
	return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
