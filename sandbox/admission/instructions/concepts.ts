/**
The words by which instructions to an agent say what they want. Each concept is a source for a regular expression; rules
put them together. English only: a person reads the text of another language before it is trusted.
*/

/** Read or gathered, as a step. */
export const collect =
	'(?:read|reads|reading|access\\w*|collect\\w*|gather\\w*|extract\\w*|harvest\\w*|cop(?:y|ies|ying)|dump\\w*|scan\\w*|locat\\w+|find|list|captur\\w+|grab\\w*|retriev\\w+|search\\w*|concatenat\\w+|record\\w*|enumerat\\w+|fetch\\w*|get|load|open|cat|includ\\w+|attach\\w*|tak(?:e|ing)|package)';

/** Given to somebody else. */
export const send =
	'(?:send\\w*|sent|upload\\w*|post|posts|posted|posting|transmit\\w*|forward\\w*|exfiltrat\\w+|submit\\w*|push(?:es|ed)?|e-?mail\\w*|shar(?:e|es|ed|ing)|beacon\\w*|deliver\\w*|transfer\\w*|relay\\w*|leak\\w*|stream\\w*|append\\w*|encode\\w*|report(?:s|ed)? (?:it|them|back|the)|curl|PUT|POST)';

/** Somewhere that is not here. */
export const elsewhere =
	"(?:https?://[^\\s`\"')<>]+|(?:smtp|ftp|s3|gs|wss?|tcp|dns)://\\S+|\\bwebhooks?\\b|\\b(?:external|remote|third[- ]part\\w*|our|my|developer'?s?|development team'?s?|vendor'?s?|provider'?s?|partner|attacker\\w*|analytics|telemetry|collection|logging|diagnostics?|tracking|backup|testing)[\\w -]{0,20}\\b(?:servers?|endpoints?|services?|apis?|urls?|hosts?|channels?|address(?:es)?|webhooks?|backend|domains?|collectors?|buckets?)\\b|\\bsend_message\\b|\\b(?:telegram|discord|slack) (?:bot|webhook|channel)\\b|\\+\\d{9,15}|[\\w.+-]+@[\\w-]+\\.[\\w.]+)";

/** What is of the machine or of the person, not of one service. */
export const privateThings =
	"(?:\\.env\\b|~?/?\\.(?:ssh|aws|gnupg|kube|netrc|npmrc|pypirc|docker|config/gcloud)\\b|id_(?:rsa|ed25519|ecdsa)|/etc/(?:passwd|shadow)|private keys?|ssh keys?|wallet\\w*|seed phrases?|mnemonic\\w*|keychain\\w*|keystores?|browser (?:cookies|passwords|history|data|profiles?)|saved passwords|cookies|environment (?:variables?|secrets?)|env(?:ironment)? vars?|(?:all|any|every|user'?s?|their|the|local|stored|cloud|environment|session|access|auth\\w*|api|github|aws|database) (?:\\w+ ){0,2}(?:credentials?|secrets?|tokens?|passwords?|api[- _]?keys?)|(?:credentials?|secrets|tokens|passwords|api[- _]?keys) (?:and|or|from|in|found|stored|containing)|(?:conversation|chat|message|browsing|command|shell|clipboard|session|user session) (?:history|log|logs|context|contents?|data|transcripts?)|(?:entire|full|whole|complete) (?:conversation|context|transcript|workspace)|recent (?:conversation|messages)|all (?:the )?messages|(?:contents? of |all )(?:the |all )?(?:files|documents|source code)(?: contents)?|system prompt|personal (?:information|data|details)|(?:account|payment|card|bank) (?:details|numbers?|information|data)|phone numbers?|user profile|list_messages|all collected data|memory files?|MEMORY\\.md|SOUL\\.md)";

/** The other side of a conversation. */
export const user = '(?:the )?(?:end[- ])?(?:users?|humans?|operators?|owners?|customers?|persons?|people|anyone|them|him|her)\\b';

/** A text that stood above this one. */
export const priorRules =
	"(?:(?:(?:all|any|every|the|your|these|those|its|other|of)\\s+){0,3}(?:previous(?:ly)?|prior|earlier|above|preceding|original|initial|system|safety|security|content|ethical|normal|developer|user'?s?|higher[- ]level|built-in)(?:[\\w/, -]{0,25}?)\\b(?:instructions?|prompts?|rules?|directives?|guidelines?|guardrails?|constraints?|restrictions?|polic(?:y|ies)|safeguards?|programming|training|messages?|filters?|wording|task|tasks|request|commands?|orders?|protocols?)\\b|(?:all|your|any|every) (?:of your )?(?:instructions|rules|guidelines|guardrails|restrictions|programming|training|constraints|directives|safeguards)\\b|everything (?:you were|above|before|I said))";

/** Things that cannot be taken back, or cost something. */
export const irreversible =
	'(?:delet\\w+|remov(?:e|es|ing) (?:all|the|any|files|data)|wip(?:e|es|ing)|overwrit\\w+|purchas\\w+|buy\\w*|pay(?:s|ing|ments?)?|transfer\\w*|trad(?:e|es|ing)|withdraw\\w*|send(?:s|ing)? (?:money|funds|emails?|messages?|crypto\\w*|eth|btc|sol)|deploy\\w*|force[- ]push\\w*|push(?:es|ing)?|terminat\\w+|drop(?:s|ping)? (?:tables?|databases?)|format(?:s|ting)? the (?:disk|drive)|execut\\w+|install\\w*|run(?:s|ning)?|modif\\w+|appl(?:y|ies|ying)|publish\\w*|merg\\w+|approv\\w+|sign(?:s|ing)?|commit\\w*|book(?:s|ing)?|unlock\\w*)';

/** Files by which agents are steered. */
export const agentFiles =
	'(?:\\b(?:AGENTS|CLAUDE|SOUL|MEMORY|TOOLS|HEARTBEAT|IDENTITY|GEMINI|BOOTSTRAP|USER)\\.md\\b|\\.cursorrules|\\.cursor/rules|\\.windsurfrules|copilot-instructions\\.md|(?:~/)?\\.(?:claude|openclaw|codex|cursor|gemini)/[\\w./-]+|\\bmcp\\.json|claude_desktop_config\\.json|\\bopenclaw\\.json)';

/** Put together, case-insensitive. Words in `gap` may stand between. */
export function phrase(...parts: readonly string[]): RegExp {
	return new RegExp(parts.join(''), 'i');
}

/** Up to so many characters of the same sentence in between. */
export function within(characters: number): string {
	return `[^.!?\\n]{0,${characters}}?`;
}
