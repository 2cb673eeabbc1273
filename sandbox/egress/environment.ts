import {proxyUser} from './credential.ts';

/**
The variables that make ordinary clients inside the sandbox use the proxy at `127.0.0.1:port`.

All of them name the HTTP side: a `socks5h:` URL in ALL_PROXY makes Python
clients without a SOCKS library fail, even those that would never use it. SOCKS5
is at the same address with the same credential. NO_PROXY is there and empty:
nothing in an empty network namespace is reached without the proxy.
*/
export function proxyEnvironment(port: number, credential: string): Record<string, string> {
	const url = `http://${proxyUser}:${credential}@127.0.0.1:${port}`;
	return {
		HTTP_PROXY: url,
		HTTPS_PROXY: url,
		ALL_PROXY: url,
		NO_PROXY: '',
		http_proxy: url,
		https_proxy: url,
		all_proxy: url,
		no_proxy: '',
		NODE_USE_ENV_PROXY: '1',
	};
}
