import {fetchPage, hostRuleOf, type Page, type PageRequest} from '../../../sandbox/index.ts';
import type {AgentTool, ToolContext, ToolResult} from '../agent-tool.ts';
import type {Gate} from '../permissions/gate.ts';
import {escapeGlob} from '../permissions/glob.ts';
import {createOwnTool, failedResult, textIn, textResult} from './own-tool.ts';
import {pageText, visible} from './page-text.ts';

export interface FetchSettings {
	readonly gate: Gate;
	/** For tests: how names are resolved and addresses dialled. */
	readonly network?: PageRequest['network'];
}

const mostBytes = 5 * 1024 * 1024;
const timeoutMs = 60_000;
const mostRedirects = 5;

/** A page as text, over the way out that the proxy of the sandbox guards; every host is asked about. */
export function createFetchUrl(settings: FetchSettings): AgentTool {
	return createOwnTool({
		name: 'fetch_url',
		description: 'Fetch a web page or file as text, by GET. The user is asked for each domain.',
		properties: {url: {type: 'string'}},
		faultLabel: 'foreign',
		required: ['url'],
		async run(args, context) {
			let url = textIn(args, 'url');
			for (let step = 0; step <= mostRedirects; step += 1) {
				const fetched = await fetchStep(url, step, settings, context);
				if (typeof fetched !== 'string') {
					return fetched;
				}

				url = fetched;
			}

			return failedResult(`Did not fetch the page: it leads on more than ${mostRedirects} times.`, 'foreign');
		},
	});
}

/** One request; gives the address that it leads on to, or the result. */
async function fetchStep(url: string, step: number, {gate, network}: FetchSettings, context: ToolContext): Promise<string | ToolResult> {
	const rule = await hostRuleOf(url);
	if (rule === null) {
		return failedResult(`${JSON.stringify(visible(url).slice(0, 200))} is no web address.`, step === 0 ? 'core' : 'foreign');
	}

	const host = rule.replace(/:443$/, '');
	const refused = await gate.permit(
		{
			tool: 'fetch_url',
			class: 'network',
			subjects: [host],
			aliases: [url, rule],
			summary: `${step === 0 ? 'fetch' : 'follow a redirect to'} ${url}`,
			// A summary is cut where it is long, and what is carried out stands at the end.
			detail: url.length > 200 ? url : null,
			standing: {words: `everything of ${host}`, rules: [{tool: 'fetch_url', match: escapeGlob(host)}]},
		},
		context,
	);
	if (refused) {
		return refused;
	}

	if (step === 0) {
		context.emit({type: 'tool.start', id: context.callId, name: 'fetch_url', policy: `network ${rule}`});
	}

	const page = await fetchPage({url, allow: [rule], mostBytes, timeoutMs, signal: context.signal, network});
	return page.redirect ?? resultOf(page);
}

function resultOf({status, contentType, charset, bytes, isCut}: Page): ToolResult {
	const ok = status >= 200 && status <= 299;
	const isText = /^text\/|[/+](?:json|xml|yaml|javascript|x-ndjson)$/.test(contentType) || contentType === '';
	const source = isText ? decode(bytes, charset) : '';
	const text =
		/html|xhtml/.test(contentType) || (contentType === '' && /^\s*<(?:!doctype|html)/i.test(source)) ? pageText(source) : visible(source);
	const body = isText ? text : `(${bytes.length} bytes of ${visible(contentType).slice(0, 100)}, which is no text)`;
	const said = [ok ? '' : `The server answered ${status}.`, body, isCut ? `[It is longer than ${mostBytes} bytes.]` : ''];
	const joined = said.filter(Boolean).join('\n') || '(empty)';
	return ok ? textResult(joined, 'foreign') : {...textResult(joined, 'foreign'), ok: false};
}

function decode(bytes: Buffer, charset: string | null): string {
	try {
		return new TextDecoder(charset ?? 'utf-8').decode(bytes);
	} catch {
		return bytes.toString('utf8'); // a name that nobody knows
	}
}
