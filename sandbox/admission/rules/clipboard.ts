/** C6: a clipboard that is watched, to put another address in the place of the one that was copied. */

import type {Match, Rule} from '../findings.ts';
import {guarded} from '../instructions/phrase.ts';
import type {RuleFile} from './rule-file.ts';

const swaps: Rule = {
	id: 'SL-CLIP-001',
	class: 'C6',
	severity: 'critical',
	message: 'Watches the clipboard for addresses of wallets and puts others in their place.',
	remedy: 'Remove it.',
	references: ['T1115', 'CWE-506'],
};

const watches = guarded(/\b(?:pyperclip|clipboard|xclip|xsel|pbpaste|Get-Clipboard|clipboardy|win32clipboard|copykitten)\b/i);
const puts =
	/\b(?:pyperclip|clipboard\w*)\.(?:copy|write\w*|set\w*)\b|\b\w{1,20}\.(?:writeSync|writeText)\b|\bpbcopy\b|\bSet-Clipboard\b|\bxclip\s+-(?:i|selection)|setText\b|SetClipboardText/i;
// Patterns of wallet addresses, or one of them written out.
const wallets =
	/0x\[?[0-9a-fA-F-]*\]?\{40\}|0x\[0-9a-fA-F\]|\(?bc1\||\bbc1[a-z0-9[]|\[13\]\]?\[a-km-zA-HJ-NP-Z|\bT\[A-Za-z1-9|\b(?:bitcoin|ethereum|monero|tron|solana|wallet)_?(?:address|regex|pattern|re)\b/i;

export const clipboard: RuleFile = {
	rules: [swaps],
	match: ({texts}) =>
		[...texts].flatMap(([file, text]): readonly Match[] => {
			const found = watches.exec(text);
			return found && /\.(?:py|[cm]?[jt]s|sh|bash|ps1|vbs|rb|go)$/i.test(file) && puts.test(text) && wallets.test(text)
				? [{rule: swaps, file, layer: 'code', place: {start: found.index, end: found.index + found[0].length}}]
				: [];
		}),
};
