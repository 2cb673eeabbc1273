/** `skilllite audit log`: what was admitted, consented to and run, and whether the log is the one that was written. */

import {auditEntries, exitCodeOf, type LoggedEntry, toDisplay, verifyAudit} from '../../sandbox/index.ts';
import type {CommandContext} from './command.ts';
import type {Output} from './output.ts';
import {parseSince} from './since.ts';

export async function auditLog({flags, output}: CommandContext): Promise<number> {
	const since = flags.text('since');
	const from = since === undefined ? undefined : parseSince(since, new Date());
	if (flags.has('verify')) {
		return verify(output);
	}

	if (output.json) {
		output.document({entries: await Array.fromAsync(auditEntries(from))});
		return 0;
	}

	let count = 0;
	for await (const entry of auditEntries(from)) {
		output.data(`${describe(entry)}\n`);
		count += 1;
	}

	if (count === 0) {
		output.note(since === undefined ? 'The audit log is empty.' : 'The audit log has no entry from then on.');
	}

	return 0;
}

async function verify(output: Output): Promise<number> {
	const check = await verifyAudit();
	if (output.json) {
		output.document(check);
	} else if (check.firstBad) {
		const {file, line, reason} = check.firstBad;
		output.data(`CHANGED: ${toDisplay(file)}${line > 0 ? ` line ${line}` : ''} ${toDisplay(reason)}.\n`);
	} else {
		output.data(`${check.entries} ${check.entries === 1 ? 'entry' : 'entries'}, unchanged.\n`);
	}

	return check.ok ? 0 : exitCodeOf('integrity');
}

/** Fields of the chain and of length are left to `--json`. */
const hidden = new Set(['v', 'seq', 'ts', 'prev', 'hash', 'type']);

function describe(entry: LoggedEntry): string {
	const fields = Object.entries(entry).filter(([key, value]) => !hidden.has(key) && value !== null && typeof value !== 'object');
	const rest = fields.map(([key, value]) => `${key}=${String(value)}`).join(' ');
	return toDisplay(`${entry.ts}  ${entry.type.padEnd(9)}  ${rest}`, {reveal: true, maxLength: 400});
}
