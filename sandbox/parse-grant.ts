/** Paths and hosts of a grant, in the one form that equal grants have. */

import {malformed} from './malformed-policy.ts';

/**
The canonical path of a workspace grant: `data`, `data/` and `data/**` are the same; `.` is the workspace.

Throws a PolicyError for absolute paths, `..` and other globs.
*/
export function parseGrantPath(path: string, key: string): string {
	if (path === '') {
		// An unset variable of a shell must not grant the whole workspace.
		throw malformed(key, 'has an empty path', 'Write "." for the whole workspace.');
	}

	const trimmed =
		path
			.replace(/\/\*\*$/, '')
			.replace(/^(?:\.\/)+/, '')
			.replace(/\/+$/, '') || '.';
	if (path.startsWith('/') || trimmed.startsWith('~') || trimmed.split('/').includes('..')) {
		throw malformed(key, `points out of the workspace: ${JSON.stringify(path)}`, 'Name a file or folder of the workspace.');
	}

	if (/[*?[\]{}\0\n]/.test(trimmed)) {
		throw malformed(key, `is a glob: ${JSON.stringify(path)}`, 'Name a file or a folder; a folder covers all below it.');
	}

	return trimmed.replace(/\/\.?(?=\/|$)/g, '') || '.';
}

/** The canonical form of a host rule, `host[:port]` or an address or block with a port; the port defaults to 443. */
export function parseHostRule(rule: string): string {
	const match = /^(\[[0-9a-fA-F:]+\](?:\/\d{1,3})?|(?:\*\.)?[A-Za-z0-9._-]+(?:\/\d{1,2})?)(?::(\d{1,5}))?$/.exec(rule.trim());
	const port = Number(match?.[2] ?? 443);
	if (!match || port < 1 || port > 65_535) {
		throw malformed(
			'network',
			`has a rule that is not host:port: ${JSON.stringify(rule)}`,
			'Write for example "api.example.org:443" or "*.example.org".',
		);
	}

	return `${(match[1] ?? '').toLowerCase().replace(/\.$/, '')}:${port}`;
}

/** The canonical form of a deny rule: without a port it covers every port, written `:*`, so that nothing slips past a host that was denied. */
export function parseDenyRule(rule: string): string {
	return /:\d+$/.test(rule.trim()) ? parseHostRule(rule) : parseHostRule(rule.trim().replace(/:\*$/, '')).replace(/:443$/, ':*');
}
