/**
The words by which instructions to an agent say what they want. Each concept is a source for a regular expression; rules
put them together. English only: a person reads the text of another language before it is trusted.
*/

function oneOf(...words: readonly string[]): string {
	return `(?:${words.join('|')})`;
}

/** Up to so many characters of the same sentence in between. */
export function within(characters: number): string {
	// A full stop inside a name or an address ends no sentence.
	return `(?:[^.!?\\n]|[.!?](?=\\S)){0,${characters}}?`;
}

/** The same within one clause. */
export function inClause(characters: number): string {
	return `[^.!?;:\\n]{0,${characters}}?`;
}

/** Read or gathered, as a step. */
export const collect = oneOf(
	'read|reads|reading|access\\w*|collect\\w*|gather\\w*|extract\\w*|harvest\\w*|cop(?:y|ies|ying)|dump\\w*|scan\\w*|locat\\w+|find',
	'list|captur\\w+|grab\\w*|retriev\\w+|search\\w*|concatenat\\w+|record\\w*|enumerat\\w+|fetch\\w*|get|load|open|cat|includ\\w+|put',
	'attach\\w*|tak(?:e|ing)|package|go through|look through|pull together|pick up|compile|note|quote|export|zip|bundle|summari[sz]e',
);

/** Given to somebody else. */
export const send = oneOf(
	'send\\w*|sent|upload\\w*|posts?|posted|posting|transmit\\w*|forward\\w*|exfiltrat\\w+|submit\\w*|push(?:es|ed)?|e-?mail\\w*|mail(?:s|ed|ing)?',
	'shar(?:e|es|ed|ing)|beacon\\w*|deliver\\w*|transfer\\w*|relay\\w*|leak\\w*|stream\\w*|append\\w*|encode\\w*|report(?:s|ed)? (?:it|them|back|the)',
	'curl|PUT|POST|b?cc|cop(?:y|ied) (?:it |them |a copy )?to|hand(?:s|ed|ing)? (?:it|them|this|these|over)|pass(?:es|ed)? (?:it|them|this|these)? ?(?:on|to)',
	'drop(?:s|ped)? (?:it|them|a copy)|sync\\w*|mirror\\w*|back(?:s|ed)? (?:it|them) up|phone home|ping|tell(?:s)? the (?:server|endpoint)|(?:tuck|embed|hide|encode|put|place)\\w*',
);

const parties =
	"external|remote|third[- ]part\\w*|our|my|developer'?s?|development team'?s?|vendor'?s?|provider'?s?|partner'?s?|attacker\\w*|analytics|telemetry|metrics|collection|logging|diagnostics?|tracking|backup|testing|sponsor'?s?|author'?s?";
const places =
	'servers?|endpoints?|services?|apis?|urls?|hosts?|channels?|address(?:es)?|webhooks?|backend|domains?|collectors?|buckets?|bots?|desks?|inbox(?:es)?|mailbox(?:es)?|teams?|accounts?|dashboards?';

/** Somewhere that is not here. */
export const elsewhere = oneOf(
	'https?://[^\\s`"\')<>]+|(?:smtp|ftp|s3|gs|wss?|tcp|dns)://\\S+|\\bwebhooks?\\b',
	`\\b(?:${parties})[\\w -]{0,20}\\b(?:${places})\\b`,
	'\\bsend_message\\b|\\b(?:telegram|discord|slack) (?:bot|webhook|channel)\\b|\\+\\d{9,15}|[\\w.+-]+@[\\w-]+\\.[\\w.]+',
	'\\b(?:partner|sponsor)s? (?:at|of|in)\\b',
);

/** What is of the machine or of the person, not of one service. */
export const privateThings = oneOf(
	'\\.env\\b|~?/?\\.(?:ssh|aws|gnupg|kube|netrc|npmrc|pypirc|docker|config/gcloud)\\b|id_(?:rsa|ed25519|ecdsa)|/etc/(?:passwd|shadow)',
	'private keys?|ssh keys?|wallet\\w*|seed phrases?|mnemonic\\w*|recovery phrases?|keychain\\w*|keystores?|password (?:store|manager|vault)s?|browser (?:cookies|passwords|history|data|profiles?)',
	'saved passwords|cookies|environment (?:variables?|secrets?)|env(?:ironment)? vars?|sign-in (?:notes|data|details)|log-?in (?:data|details)',
	"(?:all|any|every|user'?s?|their|the|local|stored|cloud|environment|session|access|auth\\w*|api|github|aws|database|which) (?:\\w+ ){0,2}(?:credentials?|secrets?|tokens?|passwords?|api[- _]?keys?)",
	'(?:credentials?|secrets|tokens|passwords|api[- _]?keys) (?:and|or|from|in|found|stored|containing|that|they|already)',
	'(?:conversation|chat|message|browsing|command|shell|clipboard|session|user session)s? (?:history|log|logs|context|contents?|data|transcripts?)|(?:entire|full|whole|complete) (?:conversation|context|transcript|workspace|copy)|recent (?:conversation|messages)|everything the (?:user|person|customer|client|candidate|customers?) (?:has |have )?(?:said|typed|wrote|shared|asked)',
	'all (?:the )?messages|(?:contents? of |all )(?:the |all )?(?:files|documents|source code)(?: contents)?|system prompt|personal (?:information|data|details)',
	'(?:account|payment|card|bank|health|medical|salary) (?:details|numbers?|information|data|records?)|phone numbers?|names and addresses|(?:home|e-?mail) addresses|user profile|list_messages|all collected data|memory files?|MEMORY\\.md|SOUL\\.md|diar(?:y|ies)|correspondence|(?:whole|entire|full) (?:repository|repo|codebase|project|folder|disk|mailbox|inbox|history)',
);

/** The other side of a conversation, and whoever else must not notice. */
export const user = oneOf(
	'(?:(?:the|a|any|our|this) )?(?:end[- ])?(?:users?|humans?|operators?|owners?|customers?|clients?|persons?|people|anyone|anybody|someone|everyone|them|him|her|senders?|recipients?|authors?|candidates?|newcomers?|visitors?|maintainers?|readers?|reviewers?|employees?|managers?|team|developers?|patients?|students?|teachers?|parents?)\\b',
);

const ruleWords =
	'instructions?|prompts?|rules?|directives?|guidelines?|guardrails?|constraints?|restrictions?|polic(?:y|ies)|safeguards?|programming|training|messages?|filters?|wording|tasks?|request|commands?|orders?|protocols?';

/** A text that stood above this one. */
export const priorRules = oneOf(
	`(?:(?:all|any|every|the|your|these|those|its|other|of)\\s+){0,3}(?:previous(?:ly)?|prior|earlier|above|preceding|original|initial|system|safety|security|content|ethical|normal|developer|user'?s?|higher[- ]level|built-in)(?:[\\w/, -]{0,25}?)\\b(?:${ruleWords})\\b`,
	'(?:all|your|any|every) (?:of your )?(?:instructions|rules|guidelines|guardrails|restrictions|programming|training|constraints|directives|safeguards)\\b',
	'everything (?:you were|above|before|I said)',
	'(?:what(?:ever)?|anything|all|everything) (?:(?:else )?you (?:were|have been|had been) (?:told|given|taught)|was said before)',
);

/** Things that cannot be taken back, or cost something. */
export const irreversible = oneOf(
	'delet\\w+|remov(?:e|es|ing) (?:all|the|any|files|data)|wip(?:e|es|ing)|eras(?:e|es|ing)|overwrit\\w+|purchas\\w+|buy\\w*|pay(?:s|ing|ments?)?|transfer\\w*|trad(?:e|es|ing)|withdraw\\w*|refund\\w*|cancel\\w*',
	'send(?:s|ing)? (?:money|funds|emails?|messages?|crypto\\w*|eth|btc|sol)|deploy\\w*|force[- ]push\\w*|push(?:es|ing)?|terminat\\w+|drop(?:s|ping)? (?:tables?|databases?)|DROP|DELETE|format(?:s|ting)? the (?:disk|drive)',
	'execut\\w+|install\\w*|run(?:s|ning)?|modif\\w+|appl(?:y|ies|ying)|publish\\w*|merg\\w+|approv\\w+|sign(?:s|ing)?|commit\\w*|book(?:s|ing)?|unlock\\w*',
);

/** Files by which agents are steered. */
export const agentFiles = oneOf(
	'\\b(?:AGENTS|CLAUDE|SOUL|MEMORY|TOOLS|HEARTBEAT|IDENTITY|GEMINI|BOOTSTRAP|USER)\\.md\\b',
	'\\.cursorrules|\\.cursor/rules|\\.windsurfrules|copilot-instructions\\.md|(?:~/)?\\.(?:claude|openclaw|codex|cursor|gemini)/[\\w./-]+',
	'\\bmcp\\.json|claude_desktop_config\\.json|\\bopenclaw\\.json',
);
