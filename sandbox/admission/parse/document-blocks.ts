/** Shell blocks of Markdown documents that are worth parsing. */

import type {DocumentBlock} from './read-code.ts';

const fence = /^([ \t]*)(```+|~~~+)[ \t]*([\w+-]*)[^\n]*\n([\s\S]*?)(?:^[ \t]*\2|$(?![\s\S]))/gm;
const shellNames = new Set(['', 'sh', 'bash', 'shell', 'zsh', 'console', 'terminal', 'shell-session', 'text']);

// Loading the grammar of bash costs more than the rest of a small scan: only blocks in which the rules can find something are parsed.
const worthParsing = /\||\$\(|<\(|`|\/dev\/(?:tcp|udp|sd|nvme)|\beval\b|\brm\s+-|\bcrontab\b|\bn(?:c|cat|etcat)\b|~\/\.|\/etc\/|@/;
const command =
	/\b(?:curl|wget|base64|xxd|openssl|eval|rm|crontab|nc|ncat|netcat|socat|env|printenv|scp|tee|mkfs|dd|echo|cat|launchctl|systemctl|bash|sh)\b/;

/** The blocks of a document in order; prompts (`$ `) are blanked so that offsets stay true. */
export function shellBlocks(file: string, text: string): readonly DocumentBlock[] {
	return [...text.matchAll(fence)]
		.filter(match => shellNames.has((match[3] ?? '').toLowerCase()))
		.map(match => ({
			file,
			text: (match[4] ?? '').replaceAll(/^([ \t]*)[$#>] /gm, '$1  '),
			start: match.index + match[0].indexOf('\n') + 1,
		}))
		.filter(block => worthParsing.test(block.text) && command.test(block.text));
}
