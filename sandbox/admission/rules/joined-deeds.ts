/**
Deeds that each may be honest and that no honest code joins: to fetch a program from a bare address and to set it up as a
service, to encode something and to look it up as a name, to open the accounts to a key and to dial out.
*/

import {guarded} from '../instructions/phrase.ts';
import {type Deed, deedsOf, joinedRule as rule} from './deeds.ts';

const fetchedService: Deed = {
	rule: rule('SL-JOINED-001', 'C7', 'Fetches a program without protection or from a bare address and sets it up to run by itself.'),
	signs: [
		guarded(
			/\b(?:curl|wget|urlretrieve|urlopen|requests\.get|fetch|https?\.get)\b[^\n]{0,160}?(?:http:\/\/(?!localhost|127\.|\[::1)|https:\/\/\d{1,3}(?:\.\d{1,3}){3})/,
		),
		guarded(/\bchmod\b|\b0o?7[0-7]{2}\b|\bS_IXUSR\b|\binstall -m/),
		guarded(
			/\bsystemctl\b[^\n]{0,60}\benable\b|\bsystemctl["', ]{1,6}(?:--user["', ]{1,6})?enable\b|\blaunchctl\b[^\n]{0,20}\b(?:load|bootstrap)\b|\.config\/autostart\/|\bschtasks\b[^\n]{0,20}\/create|\bcrontab\s+-(?![lr])|CurrentVersion\\+Run\b/i,
		),
	],
};

const tellingHook: Deed = {
	rule: rule('SL-JOINED-002', 'C7', 'Sets up a hook of git that sends changes or settings to another machine.'),
	signs: [
		guarded(
			/\b(?:git\s+(?:log\s+-p|diff|show|format-patch|bundle|archive|config\s+(?:--\w+\s+)?(?:--list|-l)|remote\s+get-url|credential)|tar|cat)\b[^#]{0,200}?\|\s*curl\b[^\n]{0,120}?(?:@-|-T\s*-)/,
		),
		guarded(/\bcore\.hooksPath\b|\.git\/hooks\b|\binit\.templateDir\b|\bgit\/hooks\b/),
		guarded(/\b(?:pre|post)-(?:push|commit|checkout|merge|rewrite)\b|\b(?:prepare-)?commit-msg\b/),
	],
};

const lookedUp: Deed = {
	rule: rule('SL-JOINED-003', 'C3', 'Encodes data and looks it up as the name of a host, which carries it away unseen.'),
	signs: [
		guarded(
			/\b(?:base(?:32|64)(?:\s+-w|\s*\|)|basenc\b|xxd\s+-p|od\s+-[\w ]*x)[^#]{0,260}?\b(?:dig|nslookup|drill|kdig|host|getent\s+(?:a?hosts\w*)|ping)\s[^\n|;]{0,60}?\$\{?\w+[^\s"']{0,40}\.[\w${]|\b(?:b32encode|b64encode|hexlify|base32hexencode)\b[\s\S]{0,600}?\b(?:gethostbyname(?:_ex)?|getaddrinfo|resolver\.(?:resolve|query))\(\s*(?:f["'][^"'\n]{0,60}\{|["'][^"'\n]{0,40}%s|\w+\s*\+)|\btoString\(\s*["'](?:hex|base64(?:url)?)["']\s*\)[\s\S]{0,600}?\b(?:resolve\w*|lookup)\(\s*(?:`[^`\n]{0,60}\$\{|\w+\s*\+)/,
		),
	],
};

const turnedKey: Deed = {
	rule: rule('SL-JOINED-004', 'C3', 'Turns a key back to front before it is sent, so that nobody knows it on its way.'),
	signs: [
		guarded(
			/\b\w*(?:token|secret|passw(?:or)?d|api_?key|credential)\w*\[::-1\]|\breversed\(\s*\w*(?:token|secret|passw(?:or)?d|api_?key|credential)\w*\s*\)|\b\w*(?:token|secret|passw(?:or)?d|api_?key|credential)\w*\.split\(\s*["'`]{2}\s*\)\.reverse\(|(?:\bauth token\b|\$\{?\w*(?:token|secret|passw(?:or)?d|api_?key)\w*\}?)["' ]{0,3}[^\n;&]{0,30}\|\s*rev\b|\brev\s*<<<\s*["']?\$\{?\w*(?:token|secret|passw(?:or)?d|api_?key)/i,
		),
		guarded(/\b(?:requests|httpx|urllib|urlopen|aiohttp|fetch|axios|curl|wget|gh api|dig|nslookup|https?\.request|sendall|smtplib)\b/),
	],
};

const sentSession: Deed = {
	rule: rule('SL-JOINED-005', 'C3', 'Takes the session that the person is signed in with and sends it to another machine.'),
	signs: [
		guarded(
			/\b(?:state[- ]save|--save-storage[= ]|storage[-_]state|cookies? (?:export|save|dump))\s+["']?([\w$./{}~-]{3,80}\.json)\b[\s\S]{0,800}?\bcurl\b[^\n]{0,160}?@["']?\1|\b(\w+)\s*=\s*(?:await\s+)?[\w.]{1,40}\.(?:storage_state|storageState|get_cookies|getAllCookies|cookies)\(\s*\)[\s\S]{0,600}?\b(?:requests\.(?:post|put)|httpx\.(?:post|put)|urlopen|Request|fetch|axios\.(?:post|put))\([^\n]{0,200}?\b\2\b|\b(?:storage_state|storageState)\(\s*\{?\s*path\s*[=:]\s*["']?([\w./-]{3,60}?)["']?\s*\}?\s*\)[\s\S]{0,600}?\b(?:requests\.(?:post|put)|httpx\.(?:post|put)|urlopen|fetch|axios\.(?:post|put)|curl)\b[^\n]{0,240}?\3/,
		),
	],
	unless: /\bfetch\(\s*["'`]\/(?!\/)|https?:\/\/(?:localhost|127\.)/,
};

const tellingPrompt: Deed = {
	rule: rule('SL-JOINED-006', 'C7', 'Sets up a hook of an agent that sends what is said to another machine.'),
	signs: [
		guarded(/\b(?:UserPromptSubmit|PreToolUse|PostToolUse|SessionEnd|beforeSubmitPrompt|afterAgentResponse)\b/),
		guarded(
			/\b(?:curl|wget)\b[^\n]{0,120}?(?:@-|--post-file[= ](?:-|\/dev\/stdin)|\$\(cat\)|-T\s*-)[^\n]{0,80}?https?:\/\/(?!localhost|127\.)/,
		),
		guarded(/\.(?:claude|cursor|codex|gemini)\b/),
	],
};

const opensDoor: Deed = {
	rule: rule('SL-JOINED-007', 'C7', 'Lets a key of its own in and opens the way to this machine from outside.'),
	signs: [
		guarded(/\bssh-(?:ed25519|rsa|dss)\s+AAAA|\becdsa-sha2-nistp\d+\s+AAAA/),
		guarded(/\bauthorized_keys\b/),
		guarded(
			/\bssh\b[^\n]{0,160}?\s-\w*R\s|\bPermitRootLogin\s+(?!no\b)|\bGatewayPorts\s+yes\b|\bcloudflared\s+tunnel\b|\bngrok\s+tcp\b|\bufw\s+allow\s+(?:22|ssh)\b|\bautossh\b/,
		),
	],
};

const latePurge: Deed = {
	rule: rule('SL-JOINED-008', 'C8', 'Overwrites or deletes all that the person has, whatever it is.'),
	signs: [
		guarded(
			/\b(?:os\.walk|os\.scandir|rglob|glob)\(\s*(?:str\(\s*)?(?:pathlib\.)?(?:Path\.home\(\)|os\.path\.expanduser\(\s*["']~\/?["']\s*\)|os\.environ\[["']HOME["']\])|\bPath\.home\(\)\.(?:rglob|glob|walk)\(|\bfind\s+(?:"?\$\{?HOME\}?"?\/?|~\/?)\s[^\n]{0,60}?-type f[^\n]{0,60}?(?:-exec\s+(?:shred|dd|truncate)\b|\|\s*xargs\s[^\n]{0,30}\b(?:shred|truncate)\b)|\breaddirSync\(\s*(?:os\.)?homedir\(\)/,
		),
		guarded(
			/\bos\.urandom\(|\btoken_bytes\(|\brandomBytes\(|\.truncate\(\s*0?\s*\)|\b(?:shred|truncate)\b|\bwrite\(\s*b?["']\\(?:0|x00)["']\s*\*/,
		),
		guarded(/\bos\.(?:remove|unlink)\(|\.unlink\(|\brmtree\(|\b(?:rmSync|unlinkSync)\(|\bshred\b|\btruncate\b/),
	],
	unless: /\.endswith\(|\bfnmatch\b|\.suffix\b|-i?name\s|\bextname\(/,
};

const noWayBack: Deed = {
	rule: rule('SL-JOINED-009', 'C8', 'Destroys what runs in a cloud together with what it could be restored from.'),
	signs: [
		guarded(
			/\b(?:delete-db-(?:cluster-|instance-)?(?:snapshot|automated-backup)|delete-snapshot|delete-recovery-point|delete-backup(?:-vault)?\b|snapshots?\s+delete|backups?\s+delete|Status=Suspended|delete-object-versions|backup\s+(?:vault|protection)\s+(?:delete|disable))/,
		),
		guarded(
			/\b(?:terraform|tofu|terragrunt)\b[^\n]{0,60}?\bdestroy\b[^\n]{0,60}?-auto-approve|\bpulumi\s+destroy\b[^\n]{0,40}?(?:-y\b|--yes)|\bcdk\s+destroy\b[^\n]{0,60}--force|\baws\s+s3\s+(?:rb\b[^\n]{0,80}--force|rm\b[^\n]{0,80}--recursive)|\bgs(?:util)?\b[^\n]{0,30}\brm\s+-r|\bdelete-db-(?:instance|cluster)\b|\bkubectl\s+delete\s+(?:ns|namespaces?|pvc|pv)\b|\baz\s+group\s+delete\b|\bgcloud\s+(?:projects|sql instances)\s+delete\b/,
		),
		guarded(/>\s*\/dev\/null|-lock=false|--skip-final-snapshot|--only-show-errors|\|\|\s*true|--quiet|--no-wait/),
	],
	purpose: /\b(?:destroy\w*|tear\w*[- ]?down|delet\w*|decommission\w*|remov\w*|purg\w*|nuke\w*|prun\w*|expir\w*|retention)\b/i,
};

const fetchedInstall: Deed = {
	rule: rule('SL-JOINED-010', 'S5', 'Has an install script run code that it fetches.'),
	signs: [
		guarded(
			/\b(?:pre|post)?(?:install|prepare|prepublish)["']?\s*[:=]\s*["'`](?:[^\n]{0,80}?\bnode\s+-e\b[^\n]{0,200}?(?:\bhttps?\b[^\n]{0,40}?\.get\b|\bfetch\(|\brequire\(\W{0,3}https?\b)[^\n]{0,300}?(?:\bFunction\(|\beval\(|\brunIn\w*Context\(|\bexec(?:Sync)?\()|[^\n"'`]{0,80}?\b(?:curl|wget)\b[^\n"'`]{0,160}?\|\s*(?:node|(?:ba)?sh|python3?)\b)/,
		),
	],
};

const mixedIndex: Deed = {
	rule: rule(
		'SL-JOINED-011',
		'S4',
		'Takes packages, one of them under an internal name, from an index that it reaches without protection.',
	),
	signs: [
		guarded(
			/--extra-index-url[= ]["']?http:\/\/(?!localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w.-]+\.(?:local|internal|lan|corp)\b)/,
		),
		guarded(/\binstall\b[^\n]{0,300}?[\w-]{2,40}[-_](?:internal|private|corp|inhouse|core-internal)\b/),
	],
	isTold: true,
};

const wiredShell: Deed = {
	rule: rule('SL-JOINED-012', 'C6', 'Gives a shell the two ends of a connection to another machine.'),
	signs: [
		guarded(
			/\bstdin\s*=\s*(\w+)(?:\.fileno\(\)|\.makefile\([^()\n]{0,20}\))?\s*,\s*stdout\s*=\s*\1\b|\bstdio\s*:\s*\[\s*(\w+)\s*,\s*\2\b|\b(\w+)\.pipe\(\s*(\w+)\.stdin\s*\)[\s\S]{0,160}?\b\4\.stdout\.pipe\(\s*\3\b/,
		),
		guarded(/\bcreate_connection\(|\.connect(?:_ex)?\(|\bopen_connection\(|\bnet\.(?:Socket|connect|createConnection)\b|\btls\.connect\(/),
		guarded(/["'`](?:\/bin\/|\/usr\/bin\/)?(?:ba|z|da|k)?sh["'`]|["'`](?:cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)["'`]/),
	],
};

const unmasked = guarded(
	/\bchr\([^()\n]{0,40}\^|\bString\.fromCharCode\([^()\n]{0,40}(?:\^|\bparseInt\()|\bbytes\.fromhex\b|\b[ab](?:32|64|85)decode\b|\bzlib\.decompress\b|\batob\(|\bString\.fromCharCode\(\s*parseInt\(|\bBuffer\W{1,4}from\b[^\n]{0,60}?["'](?:base64|hex)/,
);

const unmaskedCode: Deed = {
	rule: rule('SL-JOINED-013', 'C2', 'Undoes a mask over text and reaches by it what runs code, under a name that is hidden as well.'),
	signs: [
		guarded(
			/\bgetattr\(\s*(?:__import__|importlib\.import_module|import_module)\(\s*\w+\([^()\n]{0,40}\)\s*\)\s*,\s*\w+\([^()\n]{0,40}\)\s*\)\s*\(|\bconstructor(?:\.|\[["'])constructor(?:["']\])?\(\s*(?:["'][\w, ]{0,40}["']\s*,\s*)?\w+\(|\brequire["']?\]?\(\s*[\w$]+\([^\n]{0,80}?\)\s*\)?\s*\[\s*[\w$]+\(|\bcompile\(\s*(?:zlib\.decompress|gzip\.decompress|lzma\.decompress|bz2\.decompress|base64\.\w+decode|bytes\.fromhex|codecs\.decode|marshal\.loads)\(/,
		),
		unmasked,
	],
};

const sourcedDecoder: Deed = {
	rule: rule('SL-JOINED-014', 'C2', 'Decodes a hidden text in a function and runs what it prints.'),
	signs: [
		guarded(
			/\b(\w{2,40})\s*\(\)\s*\{[^}]{0,400}?(?:\bbase(?:32|64)\s+(?:-d|-D|--decode)|\bopenssl\b[^\n}]{0,40}\s-d\b|\bxxd\s+-\w*r)[^}]{0,200}\}[\s\S]{0,4000}?(?:(?:(?:^|[\n;&|(])\s*(?:\.|source)|\b(?:ba|z)?sh|\bpython3?)\s+<\(\s*\1\b|\beval\s+"?\$\(\s*\1\b|(?:^|[\n;&(])\s*\1\s*(?:\d?>\S+\s*)?\|\s*(?:ba|z)?sh\b)/,
		),
	],
};

const borrowedName: Deed = {
	rule: {
		...rule('SL-JOINED-015', 'I10', 'Puts what it fetches among the results under the link, date or name of another one.'),
		severity: 'high',
		remedy: 'Show where each result comes from.',
	},
	signs: [
		guarded(
			/\b(\w+)\.(?:insert|splice|unshift|append|push|add)\((?:[^()\n]|\([^()\n]{0,40}\)){0,200}?["']?\b(?:link|url|href|source|author|byline|publisher)["']?\s*[:=]\s*\1\[-?\d\]/,
		),
		guarded(/\b(?:requests|httpx|urllib|urlopen|aiohttp|fetch|axios|curl|https?\.get)\b/),
	],
};

const deeds: readonly Deed[] = [
	fetchedService,
	tellingHook,
	lookedUp,
	turnedKey,
	sentSession,
	tellingPrompt,
	opensDoor,
	latePurge,
	noWayBack,
	fetchedInstall,
	mixedIndex,
	wiredShell,
	unmaskedCode,
	sourcedDecoder,
	borrowedName,
];

export const joinedDeeds = deedsOf(deeds);
