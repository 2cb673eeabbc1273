/** Poetry's way to write versions, in PEP 440's: `^1.2` is `>=1.2,<2`. */

import type {Requirement} from './dependency.ts';
import {parseVersionClauses} from './pep508.ts';

/** What cannot be put into PEP 440 (alternatives with `||`) is any version: a wider range hides nothing. */
export function poetryRequirement(text: string): Requirement {
	const clauses = text.split(',').map(clause => clauseOf(clause.trim()));
	const joined = clauses.filter(clause => clause !== '').join(',');
	return parseVersionClauses(joined) ?? {kind: 'any', text: ''};
}

function clauseOf(clause: string): string {
	const [, operator = '', version = ''] = /^([\^~]?)\s*v?(\d[\w.+!-]*)$/.exec(clause) ?? [];
	if (version === '') {
		return clause === '*' ? '' : clause;
	}

	const parts = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
	switch (operator) {
		case '^':
			return `>=${version},<${raised(
				parts,
				Math.max(
					0,
					parts.findIndex(part => part > 0),
				),
			)}`;
		case '~':
			return `>=${version},<${raised(parts, Math.min(1, parts.length - 1))}`;
		default:
			return `==${version}`;
	}
}

/** The next version of a place: `[1, 4, 2]` raised at 1 is `1.5`. */
function raised(parts: readonly number[], place: number): string {
	return [...parts.slice(0, place), (parts[place] ?? 0) + 1].join('.');
}
