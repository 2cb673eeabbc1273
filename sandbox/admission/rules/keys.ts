/** Variables that hold keys, and the services that they are for. */

import type {HostRule} from './hosts.ts';
import {isSecretVariable} from './paths.ts';

// Words that say what a variable is, not whose.
const plain = new Set(
	'API KEY KEYS TOKEN SECRET ACCESS PRIVATE ACCOUNT SERVICE ID PASSWORD PASSWD AUTH BEARER MY APP CLIENT USER DB DATABASE URL URI CREDENTIALS CREDENTIAL PAT PUBLIC SSH ADMIN BASE DEFAULT'.split(
		' ',
	),
);
const homes: Readonly<Record<string, RegExp>> = {
	AWS: /^(?:amazonaws|aws|amazon)$/,
	GITHUB: /^github(?:usercontent|copilot)?$/,
	GH: /^github(?:usercontent|copilot)?$/,
	GCP: /^google(?:apis|usercontent)?$/,
	GOOGLE: /^(?:google(?:apis|usercontent)?|gstatic|youtube)$/,
	GEMINI: /^google(?:apis)?$/,
	ANTHROPIC: /^(?:anthropic|claude)$/,
	CLAUDE: /^(?:anthropic|claude)$/,
	HF: /^(?:huggingface|hf)$/,
	AZURE: /^(?:azure|azurewebsites|azure-api|microsoft|microsoftonline|windows)$/,
	DD: /^datadog(?:hq)?$/,
	DATADOG: /^datadog(?:hq)?$/,
	NPM: /^npmjs$/,
	PYPI: /^pypi$/,
	DOCKER: /^docker$/,
	DISCORD: /^discord(?:app)?$/,
	SENDGRID: /^(?:sendgrid|twilio)$/,
};
// Keys whose owner is known, and which open a whole account.
const precious =
	/^(?:AWS|GCP|AZURE|GOOGLE|GITHUB|GH|GITLAB|NPM|PYPI|DOCKER|SSH|DATABASE|DB|REDIS|MONGO\w*|POSTGRES\w*|STRIPE|OPENAI|ANTHROPIC|SLACK|SENDGRID|TWILIO|DATADOG|HF|HUGGINGFACE|VAULT|KUBE\w*|HEROKU|CLOUDFLARE|DIGITALOCEAN|TELEGRAM|DISCORD|WALLET|ETH|PRIVATE_KEY|MNEMONIC|JWT|SESSION)(?:_|$)/i;

/** The names of all keys that a text mentions as variables are written. */
export function keysIn(text: string): readonly string[] {
	return [...new Set(text.match(/\b[A-Z][A-Z0-9_]{3,60}\b/g) ?? [])].filter(isSecretVariable);
}

/** Whether a key is one of those that must not go astray. */
export function isPrecious(key: string): boolean {
	return precious.test(key);
}

/** Whether a host goes by the name of the service that a key is for; a key without such a name belongs anywhere. */
export function belongsTo(key: string, host: HostRule): boolean {
	const owners = wordsOf(key);
	const labels = host.replace(/:\d+$/, '').split('.');
	// A name that only contains the owner's (`slack-relay.cc`) is anybody's.
	return owners.some(owner =>
		labels.some(label => (homes[owner] ?? new RegExp(`^${owner.toLowerCase()}(?:api|apis|app|usercontent)?$`)).test(label)),
	);
}

/** Whose a key is, by its name, in small letters: `TRELLO_API_KEY` is `trello`'s. */
export function ownersOf(key: string): readonly string[] {
	return wordsOf(key).map(word => word.toLowerCase());
}

function wordsOf(key: string): readonly string[] {
	return key
		.toUpperCase()
		.split('_')
		.filter(word => word.length > 1 && !plain.has(word));
}
