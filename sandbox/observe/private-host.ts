import {classifyAddress} from '../egress/addresses.ts';
import {parseAuthority} from '../egress/host-name.ts';

/** Whether a `host:port` is by its spelling this machine, its own network or what configures it; what a public name resolves to is not asked. */
export function isPrivateHost(authority: string): boolean {
	const host = parseAuthority(authority)?.host;
	const isLocalName = host?.kind === 'name' && /(?:^|\.)(?:localhost|local|internal)$/.test(host.text);
	return isLocalName || (host?.kind === 'address' && classifyAddress(host.address, []).class !== 'public');
}
