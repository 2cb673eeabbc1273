/** Capabilities → the policy they would need, and what of it a declared policy leaves out. */

import type {Manifest} from '../../manifest/manifest.ts';
import {emptyPolicy, type Policy} from '../../policy.ts';
import {parsePolicy} from '../../parse-policy.ts';
import {widenPolicy} from '../../policy-growth.ts';
import {forkCalls, type Use} from './capabilities.ts';
import {isLocal} from './hosts.ts';
import {classifyPath} from './paths.ts';

// Names that programs look at to fit in, not to get anything: nobody needs to be asked for them.
const ordinaryVariables =
	/^(?:HOME|USER|USERNAME|LOGNAME|SHELL|PATH|PWD|OLDPWD|TERM|COLUMNS|LINES|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|NO_COLOR|FORCE_COLOR|COLORTERM|CI|DEBUG|VERBOSE|LOG_LEVEL|EDITOR|VISUAL|PAGER|DISPLAY|XDG_\w+|PYTHON\w*|NODE_\w+|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy|USERPROFILE|APPDATA|LOCALAPPDATA|SKILLLITE_\w+)$/;

/** The smallest policy that the literals in code speak for; what the code computes cannot be inferred. `files` are the skill's own. */
export function inferPolicy(uses: readonly Use[], manifest: Manifest, files: ReadonlySet<string>): Policy {
	const asks = [...uses.map(use => askOf(use, files)), ...toolsOf(manifest).map(program => ({exec: [program]}))];
	return asks.reduce<Policy>((policy, ask) => widenPolicy(policy, accepted(ask)), emptyPolicy);
}

/**
What code does beyond a policy, as short phrases.

Most skills have no policy. Theirs is what their documents say: a host or a program that is named there is no surprise, and
a person is asked for all of it before the first run. `documents` is that text.
*/
export function undeclaredUses(uses: readonly Use[], manifest: Manifest, documents: string): readonly string[] {
	return manifest.policy
		? beyondPolicy(uses, manifest)
		: beyondPolicy(
				uses.filter(use => !isDocumented(use, documents)),
				manifest,
			);
}

const interpreters = /^(?:python[\d.]*|node|bash|sh|deno|bun|uv|uvx|npx|npm|pip3?|swift|ruby|perl|php|rscript|julia|go|cargo|make)$/;
/** They come with the program or the system that is spoken of. */
const companions: Readonly<Record<string, RegExp>> = {
	ffprobe: /\bffmpeg\b/i,
	ffplay: /\bffmpeg\b/i,
	brew: /\bhomebrew\b/i,
	systemctl: /\bsystemd\b/i,
	journalctl: /\bsystemd\b/i,
	launchctl: /\blaunch ?(?:agents?|daemons?|d)\b/i,
	crontab: /\bcron(?: jobs?|tab)?\b/i,
	osascript: /\bmac ?os\b|\bapplescript\b/i,
	defaults: /\bmac ?os\b/i,
	'ssh-keygen': /\bssh\b|\bauthorized_keys\b/i,
	psql: /\bdatabase\b|\bpostgres(?:ql)?\b/i,
	pg_dump: /\bdatabase\b|\bpostgres(?:ql)?\b/i,
	pg_isready: /\bdatabase\b|\bpostgres(?:ql)?\b/i,
	aws: /\bS3\b|\bamazon\b/,
};
/** They tell what is there, or work out a figure of it, and change nothing; what curl reaches and what killall ends is judged as such. */
const lookAround =
	/^(?:curl|wget|which|where|command|uname|sysctl|vm_stat|nproc|lscpu|cmp|flock|getent|journalctl|pgrep|rg|tput|nvidia-smi|sw_vers|fc-match|fc-list|df|free|git|ps|ss|lsof|netstat|killall|pkill|last|uptime|file|shasum|md5|sqlite3|plutil|mdls|ioreg)$/;

function isDocumented({kind, detail}: Use, documents: string): boolean {
	if (kind === 'exec') {
		return (
			detail === undefined ||
			interpreters.test(detail) ||
			lookAround.test(detail) ||
			mentions(documents, detail) ||
			(companions[detail]?.test(documents) ?? false)
		);
	}

	if (kind === 'listen') {
		return (
			detail !== undefined &&
			isLocal(detail) &&
			!detail.startsWith('0.0.0.0') &&
			documents.includes(detail.replace(/^\[::1\]|^localhost/, '127.0.0.1'))
		);
	}

	if (kind !== 'network') {
		return false;
	}

	return (
		(detail !== undefined && isLocal(detail) && !opensMachine.test(detail)) ||
		aboutNetwork.test(documents) ||
		(detail !== undefined && namesHost(documents, detail.replace(/:\d+$/, '')))
	);
}

/** Of this machine's own services the one whose callers own the machine. */
const opensMachine = /:237[56]$/;

/** Where anybody may have a name below it, the name says nothing. */
const sharedHosting =
	/(?:^|\.)(?:github|gitlab|vercel|netlify|pages|workers|herokuapp|fly|render|web|glitch|repl)\.(?:io|app|dev|com|me|co)$/;

/** The host itself, or the service that the domain belongs to: `export.arxiv.org` is arXiv. As a name, not as an ordinary word. */
function namesHost(documents: string, host: string): boolean {
	const owner = sharedHosting.test(host) && !/^(?:api\.)?(?:github|gitlab)\.com$/.test(host) ? '' : (host.split('.').at(-2) ?? '');
	const isNamed = [...documents.matchAll(new RegExp(`(?<![\\w-])${RegExp.escape(owner)}(?![\\w-])`, 'gi'))].some(([name]) =>
		/[A-Z]/.test(name),
	);
	return documents.includes(host) || (owner.length > 3 && isNamed);
}

const aboutNetwork =
	/\b(?:apis?|urls?|web|network|internet|downloads?|servers?|endpoints?|bucket|s3|webhooks?|ssh|imap|smtp|mailbox)\b|\b(?:netzwerk|schnittstelle|postfach|servidor|serveur|réseau)\b|[- ]instanz\b|接口|网络|联网|服务器|下载|ネットワーク|サーバー|네트워크|서버/i;

function mentions(documents: string, word: string): boolean {
	return new RegExp(`(?<![\\w-])${RegExp.escape(word)}(?![\\w-])`, 'i').test(documents);
}

function beyondPolicy(uses: readonly Use[], manifest: Manifest): readonly string[] {
	const declared = manifest.policy ?? emptyPolicy;
	const programs = new Set([...declared.exec, ...toolsOf(manifest)]);
	const phrases = uses.flatMap(use => {
		switch (use.kind) {
			case 'network':
				return coversHost(declared, use.detail) ? [] : [`network ${use.detail ?? 'to a host that only the code knows'}`];
			case 'listen':
				return [`listens for connections${use.detail ? ` on ${use.detail}` : ''}`];
			case 'exec':
				return (use.detail === undefined ? programs.size > 0 : programs.has(use.detail) || programs.has(otherName(use.detail)))
					? []
					: [`runs ${use.detail ?? 'a program that only the code knows'}`];
			case 'env':
				return manifest.policy && use.detail && !ordinaryVariables.test(use.detail) && !declared.env.includes(use.detail)
					? [`sees variable ${use.detail}`]
					: [];
			case 'process':
				return forkCalls.has(use.call) && (declared.resources.processes ?? 1) <= 1 ? ['starts more processes'] : [];
			default:
				return [];
		}
	});
	return [...new Set(phrases)].sort();
}

/** What `sys.executable` is called is the system's choice. */
function otherName(program: string): string {
	return program === 'python' ? 'python3' : program === 'python3' ? 'python' : program;
}

type Ask = Record<string, unknown>;

function askOf({kind, detail}: Use, files: ReadonlySet<string>): Ask {
	if (detail === undefined || detail.includes('…')) {
		return {};
	}

	switch (kind) {
		case 'network':
			return isLocal(detail) ? {} : {network: {allow: [detail]}};
		case 'read':
			return isWorkspacePath(detail) && !files.has(detail) ? {filesystem: {read: [detail]}} : {};
		case 'write':
		case 'delete':
			return isWorkspacePath(detail) ? {filesystem: {write: [detail]}} : {};
		case 'exec':
			return {exec: [detail]};
		case 'env':
			return ordinaryVariables.test(detail) ? {} : {env: [detail]};
		default:
			return {};
	}
}

function isWorkspacePath(path: string): boolean {
	return path !== '' && !/^[/~]|^\.\.|^[A-Z]:|:\/\//.test(path) && classifyPath(path) === 'inside';
}

/** An ask in canonical form; what no policy can hold (a model key, a glob) is left out of the proposal. */
function accepted(ask: Ask): Policy {
	try {
		return parsePolicy(ask);
	} catch {
		// The capability itself stays in the report.
		return emptyPolicy;
	}
}

/** Programs that `allowed-tools` names: `Bash(git:*)` is git. */
function toolsOf(manifest: Manifest): readonly string[] {
	return [...(manifest.allowedTools ?? '').matchAll(/Bash\(\s*([A-Za-z0-9][\w.+-]*)/g)].map(match => match[1] ?? '');
}

function coversHost(policy: Policy, host: string | undefined): boolean {
	const {allow} = policy.network;
	if (host === undefined) {
		// The proxy decides at run time, host by host.
		return allow.length > 0;
	}

	const [, name = '', port = ''] = /^(.*):(\d+)$/.exec(host) ?? [];
	return allow.some(rule => {
		const [, pattern = '', allowedPort = ''] = /^(.*):(\d+)$/.exec(rule) ?? [];
		const matches = pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : pattern === name;
		return matches && port === allowedPort;
	});
}
