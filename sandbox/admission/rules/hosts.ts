/** Hosts in code: which are asked for, which no honest skill sends anything to. */

import type {Call, Command} from '../parse/code.ts';
import {HOLE, shapeOf, type Value} from '../parse/value.ts';

/** A host and port as policies write them, `api.example.org:443`; undefined when the host is not known. */
export type HostRule = string;

const defaultPorts: Record<string, number> = {'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443, 'ftp:': 21};

/** The host of a URL whose path may be unknown. */
export function hostOfUrl(text: string): HostRule | undefined {
	const match = /^\s*(https?:|wss?:|ftp:)\/\/(?:[^/@\s]*@)?(\[[0-9a-fA-F:]+\]|[^/:?#\s\\'"`<>]+)(?::(\d{1,5}))?/.exec(text);
	const host = match?.[2]?.toLowerCase();
	return host === undefined || !isHost(host) ? undefined : `${host}:${match?.[3] ?? defaultPorts[match?.[1] ?? ''] ?? 443}`;
}

/** The host that a network call reaches, from its URL, address pair, host argument or options. */
export function hostOfCall(call: Call): HostRule | undefined {
	const values = [...call.args, ...call.keywords.values()];
	for (const value of values) {
		const host = hostOfValue(value);
		if (host) {
			return host;
		}
	}

	const [first, second] = call.args;
	const bare = first?.text;
	return bare !== undefined && isHost(bare) && /\.|^localhost$/.test(bare) ? `${bare.toLowerCase()}:${second?.number ?? 443}` : undefined;
}

/** The host that curl, wget and their like reach. */
export function hostOfCommand(command: Command): HostRule | undefined {
	for (const argument of command.args) {
		const text = shapeOf(argument);
		const host =
			hostOfUrl(text) ?? (/^[\w-]+(?:\.[\w-]+)+(?:\/|$)/.test(text) && !text.startsWith('-') ? hostOfUrl(`http://${text}`) : undefined);
		if (host) {
			return host;
		}
	}

	return undefined;
}

/** Whether a host is this machine itself. */
export function isLocal(host: HostRule): boolean {
	return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0):\d+$/.test(host);
}

/** Paste sites, request catchers, tunnels and bare addresses: places where stolen data and second stages live. */
export function isDropHost(host: HostRule): boolean {
	return isBareAddress(host) || dropHosts.test(host);
}

const dropHosts =
	/(?:^|\.)(?:pastebin\.com|paste\.ee|rentry\.(?:co|org)|hastebin\.com|ghostbin\.\w+|transfer\.sh|file\.io|0x0\.st|webhook\.site|requestbin\.\w+|requestcatcher\.com|pipedream\.net|beeceptor\.com|burpcollaborator\.net|oast\.\w+|interact\.sh|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|serveo\.net|glot\.io|bit\.ly|tinyurl\.com):\d+$|^(?:discord(?:app)?\.com|api\.telegram\.org):\d+$/;

/** An address as paste sites give it, whatever the site is called: a text under a number that says nothing. */
export function isSnippet(url: string): boolean {
	return /^https?:\/\/[^/\s]+\/(?:[\w-]+\/)?(?:raw|paste|snippets?|p)\/(?=[\w-]*[\dA-Z])[\w-]{4,16}$/.test(url.trim());
}

/** Installers that are kept among the code of their project. */
export function isInstallerUrl(text: string): boolean {
	return /https:\/\/raw\.githubusercontent\.com\/(?:Homebrew|nvm-sh|pyenv|rbenv|ohmyzsh|asdf-vm|astral-sh|k3s-io|helm|junegunn|rust-lang|docker|denoland|oven-sh|volta-cli|aquasecurity|anchore|golangci)\//.test(
		text,
	);
}

/** Where widely used installers are kept: what comes from there is still run unseen, but by everybody. */
export function isInstallerHost(host: HostRule): boolean {
	return installerHosts.test(host);
}

const installerHosts =
	/^(?:astral\.sh|sh\.rustup\.rs|deno\.land|bun\.sh|get\.docker\.com|(?:deb|rpm)\.nodesource\.com|ollama\.(?:com|ai)|install\.python-poetry\.org|get\.pnpm\.io|fnm\.vercel\.app|starship\.rs|bootstrap\.pypa\.io|get\.helm\.sh|foundry\.paradigm\.xyz|pixi\.sh|get\.volta\.sh|mise\.run|get\.sdkman\.io|nixos\.org|install\.determinate\.systems|cursor\.com|claude\.ai|brew\.sh|community\.chocolatey\.org|get\.scoop\.sh|tailscale\.com|fly\.io):443$/;

function isBareAddress(host: HostRule): boolean {
	return /^(?:\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]+|\d{8,10}|\[[0-9a-f:]+\]):\d+$/i.test(host) && !isLocal(host);
}

function hostOfValue(value: Value): HostRule | undefined {
	if (value.text !== undefined) {
		return hostOfUrl(value.text);
	}

	const [host, port] = value.items ?? [];
	if (host?.text !== undefined && isHost(host.text)) {
		return `${host.text.toLowerCase()}:${port?.number ?? 443}`;
	}

	const named = (value.members?.get('hostname') ?? value.members?.get('host') ?? value.members?.get('url') ?? value.members?.get('uri'))
		?.text;
	if (named === undefined) {
		return undefined;
	}

	return hostOfUrl(named) ?? (isHost(named) ? `${named.toLowerCase()}:${value.members?.get('port')?.number ?? 443}` : undefined);
}

function isHost(text: string): boolean {
	return !text.includes(HOLE) && /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])$/.test(text);
}
