/** Deeds that turn the machine against the person: where it gets its packages and answers from, whom it pays, what it keeps. */

import {guarded} from '../instructions/phrase.ts';
import {type Deed, deedsOf, joinedRule as rule} from './deeds.ts';

const plantedHook: Deed = {
	rule: rule('SL-JOINED-030', 'C7', 'Writes a hook of git that runs what it downloads.'),
	signs: [
		guarded(/\b(?:printf|echo|cat|tee|write\w*)\b[\s\S]{0,300}?(?:\b|\\n)(?:curl|wget)\b[^\n]{0,160}?\|\s*(?:ba|z)?sh\b/),
		guarded(/\bhooks\/(?:pre|post|prepare|commit)-|\bcore\.hooksPath\b|\binit\.templateDir\b/),
	],
};

const packageSource: Deed = {
	rule: rule('SL-JOINED-031', 'S4', 'Has all packages come from an index that it reaches without protection.'),
	signs: [
		guarded(
			/\b(?:npm|pnpm|yarn|pip3?|poetry)\s+config\s+(?:--global\s+)?set\s+\S*(?:registry|index-url)\S*[ =]["']?http:\/\/(?!localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w.-]+\.(?:local|internal|lan|corp)\b)/,
		),
	],
};

const answersFor: Deed = {
	rule: rule('SL-JOINED-032', 'C7', 'Has the names of known services lead to another machine.'),
	signs: [
		guarded(
			/\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\s+(?:[\w-]+\.)*(?:openai\.com|anthropic\.com|github\.com|githubusercontent\.com|npmjs\.(?:org|com)|pypi\.org|google(?:apis)?\.com|amazonaws\.com|microsoft(?:online)?\.com|apple\.com|binance\.com|coinbase\.com|paypal\.com|stripe\.com)\b/,
		),
		guarded(/\/etc\/hosts\b|drivers\\+etc\\+hosts\b/i),
		guarded(/>>|\btee\b|\bsed\s+-i|\bopen\(|\bwrite\w*\(|\bAdd-Content\b/),
	],
};

const ownAuthority: Deed = {
	rule: rule('SL-JOINED-033', 'C13', 'Fetches a certificate and has the machine trust all that it vouches for.'),
	signs: [
		guarded(
			/\b(?:curl|wget|Invoke-WebRequest|iwr)\b[^\n]{0,200}?https?:\/\/(?!localhost|127\.|mitm\.it)[^\n]{0,120}?\.(?:crt|pem|cer|der)\b/i,
		),
		guarded(
			/\bupdate-ca-(?:certificates|trust)\b|\btrust anchor\b|\badd-trusted-cert\b|\bcertutil\b[^\n]{0,30}-addstore\b[^\n]{0,20}\broot\b|\bImport-Certificate\b[^\n]{0,120}\\Root\b/i,
		),
	],
};

const otherPayee: Deed = {
	rule: rule('SL-JOINED-034', 'C6', 'Puts the address of a wallet of its own in the place of each that it finds.'),
	signs: [
		guarded(
			/\b(?:sub|replace|replaceAll)\(\s*[^\n]{0,16}(?:0x\[(?:a-fA-F0-9|0-9a-fA-F)\]\{40\}|\bbc1[[(]|\[13\]\[)[^\n]{0,80}?["'`](?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{20,}|[13][1-9A-HJ-NP-Za-km-z]{25,34})["'`]|\bs[/|#](?:0x\[(?:a-fA-F0-9|0-9a-fA-F)\]\\?\{40\\?\}|\(?bc1\[)[^\n]{0,40}?[/|#](?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{20,})/,
		),
	],
};

const lockedFolders: Deed = {
	rule: rule('SL-JOINED-035', 'C8', 'Encrypts the files of the person one by one and deletes the originals.'),
	signs: [
		guarded(
			/\bfind\s+["']?(?:~|\$\{?HOME\}?)["']?(?:\/(?:Documents|Desktop|Pictures|Downloads))?\/?["']?\s(?:(?!-i?name\b)[^\n]){0,120}?-type f(?:(?!-i?name\b)[^\n]){0,80}[\s\S]{0,200}?\b(?:gpg|openssl\s+(?:enc|aes|smime)|age|ccrypt|ccencrypt|7za?)\b[\s\S]{0,160}?\b(?:rm|shred|unlink)\b/,
		),
	],
};

const overwritten: Deed = {
	rule: rule('SL-JOINED-036', 'C8', 'Goes through the home folder and overwrites what it finds with noise.'),
	signs: [
		guarded(
			/\b(?:walk|rglob|glob)\(\s*(?:str\(\s*)?(?:(?:pathlib\.)?Path\.home\(\)|os\.path\.expanduser\(\s*["']~\/?["']\s*\)|os\.environ\[["']HOME["']\])|\bPath\.home\(\)\.r?glob\(/,
		),
		guarded(/\bwrite(?:_bytes)?\(\s*(?:os\.urandom|secrets\.token_bytes|random\.randbytes)\(/),
	],
};

const pictureCode: Deed = {
	rule: rule('SL-JOINED-037', 'C2', 'Runs what lies in a picture or another file that is no code.'),
	signs: [
		guarded(
			/\b(\w+)\s*=\s*(?:open\([^\n]{0,120}?\.(?:png|jpe?g|gif|ico|webp|bmp|ttf|woff2?|mp3|wav|pdf)["'][^\n]{0,20}\)\.read\(\)|[\w.]{0,20}readFileSync\([^\n]{0,120}?\.(?:png|jpe?g|gif|ico|webp|bmp|ttf|woff2?|mp3|wav|pdf)["'`][^\n]{0,20}\))[\s\S]{0,600}?(?<![.\w])(?:exec|eval|new Function|Function)\(\s*[^\n]{0,60}?\b\1\b/,
		),
	],
};

const seedHunt: Deed = {
	rule: rule('SL-JOINED-038', 'C3', 'Searches the home folder for wallets and keys and sends what it finds to another machine.'),
	signs: [
		guarded(
			/\b(?:glob\w*|\w+\.(?:sync|glob))\(\s*[^\n]{0,60}(?:\bHOME\b|homedir\(\)|\bhome\b|~\/)[^\n]{0,60}(?:\bseed|mnemonic|wallet|\.env\b|id_rsa|\.pem\b|\.kdbx|private_?key)/i,
		),
		guarded(/\breadFile\w*\(|\bread_(?:text|bytes)\(|\bopen\(/),
		guarded(/\bfetch\([^\n]{0,240}?\b(?:POST|PUT)\b|\baxios\.(?:post|put)\(|\brequests\.(?:post|put)\(|\burlopen\(|\bcurl\b[^\n]{0,120}?@/),
	],
};

export const tamperingDeeds = deedsOf([
	plantedHook,
	packageSource,
	answersFor,
	ownAuthority,
	otherPayee,
	lockedFolders,
	overwritten,
	pictureCode,
	seedHunt,
]);
