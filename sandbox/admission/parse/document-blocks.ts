/** Code that documents hold: fenced blocks, commands in the running text, and the command lines of settings and manifests. */

import {type Block, blocksOf} from '../instructions/blocks.ts';
import {isToldOf} from '../instructions/polarity.ts';
import {isCasebook, isExample, isLesson} from '../instructions/sentences.ts';
import type {Language} from './grammars.ts';
import type {DocumentBlock} from './read-code.ts';

const languages: Readonly<Record<string, Language>> = {
	'': 'bash',
	sh: 'bash',
	bash: 'bash',
	shell: 'bash',
	zsh: 'bash',
	console: 'bash',
	terminal: 'bash',
	'shell-session': 'bash',
	text: 'bash',
	txt: 'bash',
	python: 'python',
	py: 'python',
	python3: 'python',
	javascript: 'javascript',
	js: 'javascript',
	mjs: 'javascript',
	node: 'javascript',
	typescript: 'typescript',
	ts: 'typescript',
};

/** Nobody marks as plain text what is to be run. */
const plain = new Set(['text', 'txt']);

// Loading a grammar costs more than the rest of a small scan: only code in which the rules can find something is parsed.
const worthParsing: Readonly<Record<'shell' | 'script', RegExp>> = {
	shell:
		/(?:\||\$\(|<\(|`|\/dev\/(?:tcp|udp|sd|nvme)|\beval\b|\brm\s+-|\bcrontab\b|\bn(?:c|cat|etcat)\b|~\/\.|\/etc\/|@|\$[A-Z]|--privileged|docker\.sock|chmod|-o\s|-O\b|git\s+clone|push\s[^\n]{0,80}--(?:mirror|all)\b|s3\s+cp|stratum|(?:python3?|node|perl|ruby|php)\s+-[ecr]\b[\s\S]{0,400}?(?:exec|eval|decode|decompress|Function|fromCharCode|child_process|unpack))[\s\S]*/,
	script:
		/\b(?:environ|getenv|process\.env|subprocess|os\.system|popen|child_process|execSync|exec|eval|b64decode|atob|fromCharCode|fromhex|socket|\.ssh|\.aws|\.env\b|id_rsa|Function)\b/,
};
const command =
	/\b(?:curl|wget|base64|xxd|openssl|eval|rm|crontab|nc|ncat|netcat|socat|env|printenv|scp|rsync|tee|mkfs|dd|echo|cat|launchctl|systemctl|bash|sh|dig|nslookup|docker|chmod|chown|sudo|git|aws|gsutil|rclone|python3?|node|perl|ruby|php|nohup|mkfifo|env|tar)\b/;
// A command in the running text: it begins a line or stands in backticks.
const spoken =
	/(?:^|\n)[ \t]*(?:[-*+]|\d+[.)])?[ \t]*((?:sudo\s+)?(?:curl|wget|git clone|bash|sh|nc|ncat|eval|echo|base64|nohup|dig|nslookup|scp|aws|python3?|npx|rm|chmod|cat|env|printenv|tar)\s[^\n`]+)|`([^`\n]{6,2000})`/g;

// A comment in the code itself that calls it an attack.
const saysSo =
	/(?:^|\s)(?:#|\/\/|\/\*|--)\s[^\n]*\b(?:attacker|malicious|vulnerable|exploit|payload|bad|unsafe|insecure|wrong|don'?t|not to run|ruleid)\b/i;
/** The code in a document, in order; shell prompts (`$ `) are blanked so that offsets stay true. */
export function documentCode(file: string, text: string): readonly DocumentBlock[] {
	return blocksOf(text).flatMap(block => (block.kind === 'code' ? fenced(file, block) : inProse(file, block)));
}

function fenced(file: string, block: Block): readonly DocumentBlock[] {
	const language = languages[block.language];
	if (language === undefined) {
		return [];
	}

	const text = language === 'bash' ? block.text.replaceAll(/^([ \t]*)[$#>] /gm, '$1  ') : block.text;
	return isWorth(language, text)
		? [
				{
					file,
					language,
					text,
					start: block.start,
					isShown: isLesson(block) || saysSo.test(text),
					isExample: isExample(block) && !saysSo.test(text),
					isPlain: plain.has(block.language),
				},
			]
		: [];
}

function inProse(file: string, block: Block): readonly DocumentBlock[] {
	if (block.kind === 'field') {
		return [];
	}

	return [...block.text.matchAll(spoken)].flatMap(match => {
		const written = match[1] ?? match[2] ?? '';
		const start = block.start + match.index + match[0].indexOf(written);
		// A table cannot hold a bare bar.
		const text = block.kind === 'row' ? written.replaceAll('\\|', ' |') : written;
		if (!isWorth('bash', text)) {
			return [];
		}

		const isShown =
			(block.kind === 'row' && !isSetUp(block)) ||
			block.kind === 'quotation' ||
			isLesson({...block, lead: ''}) ||
			isCasebook(block) ||
			isToldOf(block.text, match.index, match.index + match[0].length);
		return [{file, language: 'bash' as const, text, start, isShown}];
	});
}

/** A row that says what to run on which system, or under a title that says to install it. */
export function isSetUp({text, headings}: Block): boolean {
	return (
		/^\s*\|?[\s*_`]*(?:macOS|Mac|Linux|Windows|Ubuntu|Debian|WSL)\b/i.test(text) ||
		/\b(?:set-?up|install\w*|prerequisites?|requirements?)\b/i.test(headings.at(-1) ?? '')
	);
}

function isWorth(language: Language, text: string): boolean {
	return language === 'bash' ? worthParsing.shell.test(text) && command.test(text) : worthParsing.script.test(text);
}
