/**
Deeds of stealers and worms in ordinary scripts: to stand in for another program, to carry on what is typed or kept, to run what
lies hidden in the own comments, to let a stranger's key in.
*/

import {guarded} from '../instructions/phrase.ts';
import {type Deed, deedsOf, joinedRule as rule} from './deeds.ts';

const uploads =
	/\b(?:requests|httpx|session|axios)\.(?:post|put)\(|\burlopen\(|\bfetch\(|\bsendall\(|\bsmtplib\b|\bcurl\b[^\n]{0,160}?\s(?:-\w{0,6}[dFT]\b|--data[\w-]*|--form|--upload-file)|\bhttps?\.request\(/;

const ownComments: Deed = {
	rule: rule('SL-JOINED-016', 'C2', 'Takes a hidden text out of its own file, decodes it and runs it.'),
	signs: [
		guarded(/\b(?:sed|grep|tail|head|awk|cut)\b(?![^\n]*\|\s*tar\b)[^\n]*\s"?\$(?:0\b|\{0\}|\{?BASH_SOURCE\b)[^\n]*\|\s*\w+/),
		guarded(/\\{1,2}x&|\bxxd\s+-\w*r|\bbase(?:32|64)\s+(?:-d|-D|--decode)|\brev\b|\bprintf\s+["']?%b/),
		guarded(/\beval\b|\b(?:ba|z)?sh\s+-c\s+"?\$|\|\s*(?:ba|z)?sh\b|\bsource\s+<\(/),
	],
};

/** Programs that are given passwords and keys. */
const trusted = 'sudo|su|ssh|scp|git|gh|npm|aws|kubectl|docker|passwd|security|op|gpg|doas|login';
const standsIn: Deed = {
	rule: rule('SL-JOINED-017', 'C7', 'Puts a program or an alias in the place of a known one, and sends away what it is given.'),
	signs: [
		guarded(
			new RegExp(
				`(?:>{1,2}|\\btee\\b|\\bopen\\(|\\bwrite\\w*\\()\\s*["'\`]?[^\\s"';|]{0,80}/s?bin/(?:${trusted})["'\`]?(?=[\\s<;|&),]|$)[\\s\\S]{0,600}?(?:\\bcurl\\b|\\bwget\\b|/dev/tcp/|\\bnc\\s)|\\balias\\s+["']?(?:${trusted})=[^\\n]{0,200}?\\bcurl\\b[^\\n]{0,120}?(?:-d|--data|-F|[?&]\\w+=)`,
			),
		),
	],
};

const repositoryWorm: Deed = {
	rule: rule('SL-JOINED-018', 'C7', 'Copies itself into each repository that it finds and pushes it.'),
	signs: [
		guarded(/\br?glob\(\s*["'][^"'\n]{0,20}\.git["']|\bfind\s[^\n]{0,80}-name\s+["']?\.git\b|\.endswith\(\s*["']\.git["']/),
		guarded(/\b__file__\b|\$0\b|\bBASH_SOURCE\b|\b__dirname\b|\bimport\.meta\b/),
		guarded(/\bcopytree\(|\bcopy2?\(|\bcopyfile\(|\bcp\s+-|\bcpSync\(|\brsync\b/),
		guarded(/\bgit\b[\s\S]{0,400}?["' ]push\b/),
	],
};

const packageWorm: Deed = {
	rule: rule('SL-JOINED-019', 'C7', 'Publishes all packages of whoever is signed in to the registry.'),
	signs: [
		guarded(/\bnpm\s+access\s+(?:ls-packages|list)|\/-\/v1\/search\?text=maintainer|\bnpm\s+search\b[^\n]{0,40}maintainer/),
		guarded(/\bnpm\s+publish\b|["']publish["']/),
		guarded(/\bnpm\s+whoami\b|_authToken\b|\.npmrc\b|\/-\/whoami\b/),
	],
};

const typed: Deed = {
	rule: rule('SL-JOINED-020', 'C3', 'Writes down what the person types and sends it to another machine.'),
	signs: [
		guarded(/\bkeyboard\.Listener\(|\bkeyboard\.(?:hook|on_press|on_release)\(|\bGetAsyncKeyState\b|\bSetWindowsHookEx|\buiohook\b/i),
		guarded(
			/\.append\(\s*(?:str\(\s*\w+\s*\)|\w+\.(?:char|name))|\+=\s*(?:str\(\s*\w+\s*\)|\w+\.(?:char|name)\b)|\.push\(\s*\w+\.(?:keychar|key|rawcode)/i,
		),
		guarded(uploads),
	],
};

const sweptSecrets: Deed = {
	rule: rule('SL-JOINED-021', 'C3', 'Searches the home folder for files of keys and sends what it finds to another machine.'),
	signs: [
		guarded(
			/\bfind\s+["']?(?:~|\$\{?HOME\}?|\/home|\/Users|\/)["']?\/?\s[^\n]{0,160}?(?:\.env\b|\bid_\w+|\.pem\b|\.key\b|wallet|credentials|\.kdbx)[^\n]{0,200}[\s\S]{0,300}?\bcurl\b[^\n]{0,120}?(?:@|-T\s)|(?:\bPath\.home\(\)|\bexpanduser\(\s*["']~\/?["']\s*\))[^\n]{0,80}?\.r?glob\(\s*f?["'][^"'\n]{0,20}(?:\.env|id_|\.pem|\.key|wallet|\.kdbx)[\s\S]{0,600}?\b(?:post|put|urlopen)\(/,
		),
	],
};

const cookieJar: Deed = {
	rule: rule('SL-JOINED-022', 'C3', 'Reads the cookies of the browser and sends them as data to another machine.'),
	signs: [
		guarded(
			/\b(\w+)\s*=\s*[^\n]{0,120}\bbrowser_?cookie3?\.\w+\([\s\S]{0,600}?\b(?:json|data|files)\s*=\s*(?:json\.dumps\(\s*|str\(\s*|\{[^\n}]{0,80}:\s*)?\1\b/,
		),
	],
};

const fakeDialog: Deed = {
	rule: rule('SL-JOINED-023', 'I15', 'Asks for the password in the name of the system, and uses or sends it.'),
	signs: [
		guarded(/\bdisplay dialog\b[\s\S]{0,240}?\bhidden answer\b/),
		guarded(/\bpass ?word\b|\bpasswort\b|\bmot de passe\b|\bcontraseña\b/i),
		guarded(
			/\bmacOS\b|\bsystem (?:preferences|settings|update|needs|requires)\b|\b(?:security|software) update\b|\badministrator\b|\bkeychain\b/i,
		),
		guarded(new RegExp(`\\bsudo\\s+-S\\b|\\bdscl\\b[^\\n]{0,40}-authonly|${uploads.source}`)),
	],
	isTold: true,
};

const hiddenProgram: Deed = {
	rule: rule('SL-JOINED-024', 'C1', 'Fetches a program into a hidden file, makes it executable and starts it.'),
	signs: [
		guarded(
			/\b(?:curl|wget)\b[^\n]{0,240}?\s(?:-\w{0,6}[oO]|--output|--output-document)[= ]?\s*["']?((?:\/tmp|\/var\/tmp|\/dev\/shm|\/Users\/Shared|\$\{?TMPDIR\}?|~|\$\{?HOME\}?)\/\.[\w-]+)["']?(?=[\s;&])[\s\S]{0,300}?\bchmod\b[^\n;&]{0,20}\1\b[\s\S]{0,200}?(?:[;&|\n]|&&|nohup|setsid|exec)\s*["']?\1\b/,
		),
	],
	isTold: true,
};

const strangersKey: Deed = {
	rule: rule('SL-JOINED-025', 'C7', 'Lets the owner of a key that it brings along sign in to this machine.'),
	signs: [
		guarded(/\b(?:ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-nistp\d+)\s+AAAA[\w+/]{16,}/),
		guarded(/\bauthorized_keys\b/),
		guarded(/>>|\btee\b|\bopen\(|\bappend\w*\(|\bwrite\w*\(|\bAdd-Content\b/),
	],
};

const agentMemory: Deed = {
	rule: rule('SL-JOINED-026', 'C3', 'Reads the memory or the credentials of an agent and sends them to another machine.'),
	signs: [
		guarded(
			/\.(?:openclaw|clawdbot|moltbot|claude|codex|gemini)\b[\s\S]{0,160}?(?:\b(?:MEMORY|SOUL|USER|IDENTITY)\.md\b|[/"'.](?:auth(?:-profiles)?\.json|credentials(?:\.json)?["'/]|oauth_creds\.json))/,
		),
		guarded(/\bread_?(?:text|bytes|file\w*)\b|\bopen\(|\bcat\b|\btar\b|\bzip\w*\b/i),
		guarded(uploads),
		guarded(
			/https?:\/\/(?!localhost|127\.|(?:[\w-]+\.)*(?:anthropic\.com|claude\.(?:ai|com)|openai\.com|chatgpt\.com|googleapis\.com|github\.com|googleusercontent\.com|docs\.\w+\.\w+)\b)[\w-]+\./,
		),
	],
};

const strangerAtRun: Deed = {
	rule: rule(
		'SL-JOINED-027',
		'C7',
		'Fetches a program from an unknown place, starts it out of sight or has Windows start it at each sign-in.',
	),
	signs: [
		guarded(
			/https?:\/\/(?!localhost|127\.|(?:[\w-]+\.)*(?:github\.com|githubusercontent\.com|microsoft\.com|windows\.net|aka\.ms|python\.org|nodejs\.org|google\.com|googleapis\.com|amazonaws\.com|jetbrains\.com|docker\.com|chocolatey\.org|scoop\.sh|astral\.sh|npmjs\.org)\b)[^\s"'`]+/,
		),
		guarded(/\b(?:Invoke-WebRequest|iwr|Start-BitsTransfer|DownloadFile)\b/i),
		guarded(/\bStart-Process\b|-Execute\b|-Value\b/i),
		guarded(/CurrentVersion\\+Run\b|-WindowStyle\s+Hidden|\s-w(?:in\w*)?\s+hidden\b|\bStart Menu\\+Programs\\+Startup/i),
	],
};

const detachedDownload: Deed = {
	rule: rule('SL-JOINED-028', 'C1', 'Downloads code, writes it to a file and starts it so that it outlives the program.'),
	signs: [
		guarded(
			/\b(?:https?\.get|fetch|axios(?:\.get)?|got)\([\s\S]{0,600}?\bwriteFile(?:Sync)?\(\s*(["'`][^"'`\n]{2,80}["'`]|\w+)[\s\S]{0,300}?\b(?:spawn|fork|exec(?:File)?)\([^\n]{0,60}\1[\s\S]{0,200}?\bdetached\s*:\s*true/,
		),
	],
};

const watched: Deed = {
	rule: rule(
		'SL-JOINED-029',
		'C3',
		'Sends what stands on the screen, in the clipboard or in the shell history away and hides whether it arrived.',
	),
	signs: [
		guarded(
			/\bcapture-pane\b|\bscreencapture\s|\bscrot\b|\bpbpaste\b|\bwl-paste\b|\bxclip\b[^\n]{0,40}\s-o\b|\.(?:bash|zsh)_history\b|\bfc\s+-l/,
		),
		guarded(
			/\bcurl\b(?![^\n]*(?:ntfy\.sh|hooks\.slack\.com|localhost|127\.0\.0\.1))[^\n]{0,160}?(?:\s-\w{0,6}[dFT]\b|--data[\w-]*|--form|--upload-file)[^\n]{0,240}?https?:\/\/[^\n]{0,200}?>\s*\/dev\/null[^\n]{0,12}(?:\|\||&\s*$|2>&1)/m,
		),
	],
};

export const covertDeeds = deedsOf([
	ownComments,
	standsIn,
	repositoryWorm,
	packageWorm,
	typed,
	sweptSecrets,
	cookieJar,
	fakeDialog,
	hiddenProgram,
	strangersKey,
	agentMemory,
	strangerAtRun,
	detachedDownload,
	watched,
]);
