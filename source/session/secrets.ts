/**
Takes secrets out of what is about to be written to a transcript: keys in the formats
of common services, values that are called a key or a password, and the values of the
caller's own secret variables.

A net, not a promise: it catches the usual ways in which a key ends up in a chat.
*/

const mask = '[masked]';

/** Names of variables and fields whose values are secrets. */
const secretName =
	/(?:^|[_-])(?:(?:api|access|private|secret|auth|account|encryption|signing)[_-]?keys?|tokens?|secrets?|pass(?:word|wd|phrase|code)|pwd|credentials?|cookie|authorization)$|[_-](?:keys?|pass|dsn)$/i;

/** Values shorter than this are words too often to be taken out of every text. */
const shortestValue = 8;

// A run that can fail at its end has a length: what is masked is foreign, and an open one costs its square.
const formats: readonly RegExp[] = [
	/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
	/(?:\b|(?<=\\[nrt]))(?:sk|pk|rk)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9_-]{16,}/g,
	/(?:\b|(?<=\\[nrt]))(?:gh[opusr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|hf_[A-Za-z0-9]{20,}|gsk_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,})/g,
	/(?:\b|(?<=\\[nrt]))(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
	/(?:\b|(?<=\\[nrt]))AIza[\w-]{30,}/g,
	/(?:\b|(?<=\\[nrt]))xox[abeprs]-[A-Za-z0-9-]{10,}/g,
	/(?:\b|(?<=\\[nrt]))eyJ[\w-]{8,1000}\.eyJ[\w-]{8,}\.[\w-]*/g,
];

/** Text before a secret that stays, then the secret. A text inside of JSON has backslashes before its quotes, and `\n` before its words. */
const assignments: readonly RegExp[] = [
	/((?:\b|\\[nrt])(?:Bearer|Basic)\s+)[A-Za-z0-9+/_.=~-]{12,}/gi,
	/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/gi,
	/((?:\b|_|\\[nrt])(?:api[_-]?key|access[_-]?key|secret(?:[_-]?key)?|token|password|passwd|passphrase|pwd)\\{0,8}["']?\s*[=:]\s*\\{0,8}["']?)(?!\[masked\])[^\s"',;}{]{6,}/gi,
	/((?:\b|\\[nrt])(?:password|passphrase|api key|access token)\s+is\s+\\{0,8}["']?)[^\s"',;]{6,}/gi,
];

/** Keys that this program was given, wherever from; whoever learns one says so here, once, so that no writer can forget it. */
const known = new Set<string>();

/** Never write this value from now on. */
export function hideValue(value: string): void {
	if (value.length >= shortestValue) {
		known.add(value);
	}
}

/** A function that masks the secrets in a text; the variables of `env` are read once. */
export function createMask(env: NodeJS.ProcessEnv = process.env): (text: string) => string {
	const values = Object.entries(env)
		.filter(([name, value]) => secretName.test(name) && (value?.length ?? 0) >= shortestValue)
		.map(([, value]) => value ?? '')
		// The longer first: one value may begin with another.
		.sort((a, b) => b.length - a.length);
	return text => {
		let masked = text;
		for (const value of [...known, ...values]) {
			masked = masked.replaceAll(value, mask);
		}

		masked = formats.reduce((current, format) => current.replace(format, mask), masked);
		return assignments.reduce((current, assignment) => current.replace(assignment, `$1${mask}`), masked);
	};
}

/** The same for every text inside a JSON value; texts under a name like `password` go whole. */
export function maskValue(value: unknown, maskText: (text: string) => string): unknown {
	if (typeof value === 'string') {
		return maskText(value);
	}

	if (Array.isArray(value)) {
		return value.map(item => maskValue(item, maskText));
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [
			name,
			typeof member === 'string' && secretName.test(name) ? mask : maskValue(member, maskText),
		]),
	);
}
