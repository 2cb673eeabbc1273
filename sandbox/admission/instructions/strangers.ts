/**
Addresses that a skill names in passing. The service that an honest skill works with is named where the skill is chosen, or again and
again; one that stands in a single step is nobody the person knows of.
*/

import type {Manifest} from '../../manifest/manifest.ts';

export interface Named {
	/** As written: a host, or an address of mail. */
	readonly name: string;
	readonly host: string;
	/** In the text that was looked through. */
	readonly start: number;
	readonly end: number;
}

// Of those that follow no name of a program or a field of an object.
const endings = 'com|net|org|io|dev|app|co|ai|eu|cc|xyz|site|online|cloud|support|tech|page|pub|de|uk|fr|es|ru|cn|example';
const named = new RegExp(
	`(?:https?|wss?|ftp|sftp|ssh|git)://(?:[^/@\\s"'\`]{1,80}@)?([\\w-]+(?:\\.[\\w-]+)+)|(?<![\\w/.+-])[\\w.+-]{1,60}@([a-z0-9-]+(?:\\.[a-z0-9-]+)+)|(?<![\\w/@-]|(?<!\\$\\w{1,40}|[>}])\\.)((?:[a-z0-9-]+\\.)+(?:${endings}))(?![\\w-]|\\.\\w|\\()|\\b(?:telegram|discord|whatsapp|signal|wechat)\\b[^.\\n]{0,24}?(@[a-z]\\w{3,40}|\\+\\d{9,15})|\\b(t\\.me/\\w{4,40})`,
	'gi',
);

/** Addresses of examples and of one's own network, and services that everybody knows by name. */
const known =
	/(?:^|\.)(?:(?:your|my|our|some|their)[\w-]*\.[a-z.]+|[\w-]*(?:example|acme|contoso|placeholder|yourdomain|mycompany|company|customer|tenant|domain)\.(?!example\b|test\b)\w+|local|localhost|internal|invalid|lan|corp|home|(?:github|gitlab|bitbucket|codeberg|githubusercontent|google|googleapis|gmail|youtube|microsoft|microsoftonline|office|office365|outlook|live|azure|windows|apple|icloud|mozilla|slack|atlassian|jira|notion|linear|asana|trello|discord|linkedin|twitter|facebook|whatsapp|zoom|dropbox|box|npmjs|nodejs|python|pypi|readthedocs|rubygems|crates|docker|quay|gcr|ghcr|kubernetes|helm|cncf|debian|ubuntu|redhat|fedoraproject|archlinux|anthropic|claude|openai|chatgpt|huggingface|cohere|mistral|openrouter|amazonaws|amazon|aws|cloudflare|vercel|netlify|heroku|render|digitalocean|linode|sentry|datadoghq|grafana|stripe|paypal|shopify|wordpress|wikipedia|w3|ietf|iana|stackoverflow|stackexchange|figma|adobe|canva|hubspot|salesforce|zendesk|twilio|sendgrid|mailgun|postmarkapp|mailchimp|letsencrypt|digicert|1password|bitwarden|lastpass|hashicorp|terraform|jetbrains|nvidia|oracle|ibm|sap|arxiv|doi|orcid|zenodo|kaggle|medium|substack|hashnode|reddit|ycombinator|bing|duckduckgo|brave|archive|virustotal|haveibeenpwned|shodan|ssllabs|regex101|jsonlint|jwt|mermaid|excalidraw|draw|diagrams|plantuml|codepen|jsfiddle|codesandbox|stackblitz|replit|speedscope|perfetto|squoosh|tinypng|caniuse|web|elevenlabs|deepl|deepgram|assemblyai|replicate|fal|perplexity|groq|together|langfuse|langchain|wandb|zapier|ifttt|make|n8n|airtable|supabase|firebase|clerk|auth0|okta|posthog|mixpanel|segment|plausible|algolia|tavily|exa|serper|firecrawl|apify|browserbase|railway|fly|expo|bsky|tiktok|instagram|pexels|unsplash|freecodecamp|polar|gumroad|todoist|clickup|monday|miro|loom|intercom|pagerduty|opsgenie|newrelic|honeycomb|snyk|sonarcloud|codecov|circleci|jsdelivr|unpkg|cdnjs|shields|openapis|x|t)\.(?:com|org|io|net|dev|ai|co|so|us|me|gov|edu|app|cloud|tv|be|live|social))$|^(?:dev\.to|ntfy\.sh|httpbin\.org|crontab\.guru|carbon\.now\.sh)$|\.(?:gov|edu|mil|gov\.uk|ac\.uk|arpa)$/i;
/** Of the reserved endings only the names that stand for any. */
const sampleHost =
	/(?:^|\.)(?:www|api|app|get|hooks?|evil|attacker|foo|bar|baz|corp|company|acme|contoso|hosts?|server|site|service|internal|domain|org|shop|mail|test|one|two|client|customer|my\w*|your\w*|some\w*|other|pages|docs|blog|cdn|git|proxy|db|users?|team|school|store|web|\w)\.(?:example|test|invalid)$|^(?:example|test|invalid)$/;

/** A key of a messenger is issued by one of its own accounts. */
const hadFrom = /\bfrom\s+@\w+$/i;

/** A mailbox that anybody can open says nothing by its host, a person's name in an example does. */
const samplePerson =
	/^(?:\w(?=@\w\.\w{2,3}$)|your|my|me|you|user\d?|someone|somebody|name|first\.last|jane|john|alice|bob|anna|foo|test|example|git|root|admin|deploy|ubuntu|ec2-user|postgres|noreply|no-reply)[\w.+-]*@/i;
const publicMail = /@(?:gmail|googlemail|outlook|hotmail|proton|protonmail|gmx|yahoo|mail|yandex|qq|163|icloud|live|tutanota)\.\w+$/i;

/** The addresses of a text that are neither examples nor known to everybody. */
export function namedIn(text: string): readonly Named[] {
	return /\.\w|@\w|\+\d/.test(text)
		? [...text.matchAll(named)].flatMap(match => {
				const host = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').toLowerCase();
				const isMail = match[2] !== undefined;
				const isKnown = isMail && publicMail.test(match[0]) ? false : known.test(host) || sampleHost.test(host);
				const isSample = isMail && samplePerson.test(match[0]) && !isRemote(text, match);
				return isKnown || hadFrom.test(match[0]) || isLink(text, match.index) || isSample
					? []
					: [{name: isMail ? match[0] : host, host, start: match.index, end: match.index + match[0].length}];
			})
		: [];
}

/** `git@host:path` is no mailbox. */
function isRemote(text: string, {index, 0: {length}}: RegExpExecArray): boolean {
	return text.startsWith('git@', index) && text[index + length] === ':';
}

/** A badge, or words with an address behind them where one may read on: said to no end. */
function isLink(text: string, start: number): boolean {
	const before = text.slice(Math.max(0, start - 120), start);
	return /\]:\s*$|\b(?:href|src)=["']?$|:\/\/\S+$/.test(before) || (/\]\(<?$/.test(before) && !goesThere.test(before));
}

/** What is behind such words is where something is brought to. */
const goesThere =
	/\b(?:upload|send|paste|submit|post|push|share|mirror|enter|sign in)\w*\b[^\n]{0,60}\b(?:to|into|at|on|via|with)\s+(?:\w+\s){0,2}\[[^\]]*\]\(<?$/i;

/** How far what is said of one step reaches, in characters. */
const reach = 1500;

/** Whether a skill names a host in this step only: neither where it is chosen nor anywhere else. */
export function isStranger(
	{host, name}: Named,
	{name: skill, description}: Manifest,
	texts: ReadonlyMap<string, string>,
	file: string,
	at: number,
): boolean {
	const domain = name.includes('@') && publicMail.test(name) ? name.toLowerCase() : domainOf(host);
	const label = plain(domain.split('.')[0] ?? '');
	return (
		!(label.length > 2 && plain(`${skill} ${description}`).includes(label)) &&
		![...loweredOf(texts)].some(([other, text]) => standsElsewhere(text, domain, other === file ? at : undefined))
	);
}

/** Several rules ask about many hosts of the same skill. */
const lowered = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, string>>();

function loweredOf(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
	const known = lowered.get(texts) ?? new Map([...texts].map(([file, text]) => [file, text.toLowerCase()]));
	lowered.set(texts, known);
	return known;
}

function standsElsewhere(text: string, domain: string, at: number | undefined): boolean {
	for (let index = text.indexOf(domain); index >= 0; index = text.indexOf(domain, index + 1)) {
		if (at === undefined || Math.abs(index - at) > reach) {
			return true;
		}
	}

	return false;
}

/** What somebody registered: the last two labels, three where the last two are a country's. */
function domainOf(host: string): string {
	const labels = host.split('.');
	const isCountry = /^(?:co|com|org|net|ac|gov)$/.test(labels.at(-2) ?? '') && labels.at(-1)?.length === 2;
	return labels.slice(isCountry ? -3 : -2).join('.');
}

function plain(text: string): string {
	return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
