import {execFile, execFileSync} from 'node:child_process';
import https from 'node:https';
import {expect, test} from 'vitest';
import {proxyEnvironment} from '../../../sandbox/egress/environment.ts';
import {createCertificate, credential, listen, listenHttp, openEgress} from './harness.ts';

const [webAddress, tlsAddress] = ['20.0.0.1', '20.0.0.2'];

/** A web server as http://web.test and https://secure.test behind the proxy; denied.test is not allowed. */
async function openWeb() {
	const certificate = createCertificate('secure.test');
	const secure = certificate && https.createServer(certificate, (_request, response) => response.end('hello over TLS'));
	const web = await listenHttp();
	const egress = await openEgress({
		allow: ['web.test:80', 'secure.test'],
		names: {'web.test': [[webAddress]], 'secure.test': [[tlsAddress]], 'denied.test': [[webAddress]]},
		servers: {[webAddress]: web.port, ...(secure ? {[tlsAddress]: await listen(secure)} : {})},
	});
	return {egress, certificate, web};
}

async function run(program: string, args: readonly string[], environment: Record<string, string>): Promise<string> {
	return new Promise(resolve => {
		execFile(program, args, {env: {PATH: process.env.PATH ?? '', ...environment}, timeout: 20_000}, (error, stdout, stderr) => {
			resolve(`${stdout}${error ? stderr : ''}`.trim());
		});
	});
}

function has(program: string): boolean {
	try {
		execFileSync(program, ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
}

test('names the proxy with its credential in every usual variable, and exempts nothing', () => {
	const environment = proxyEnvironment(3128, 'abc');
	for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']) {
		expect(environment[name]).toBe('http://skill:abc@127.0.0.1:3128');
	}

	expect([environment.NO_PROXY, environment.no_proxy, environment.NODE_USE_ENV_PROXY]).toEqual(['', '', '1']);
});

test('brings fetch in Node to allowed hosts and to no others', async context => {
	const {egress, certificate} = await openWeb();
	if (!certificate) {
		context.skip('openssl is not installed');
		return;
	}

	const script = `
		const ask = async url => { try { return await (await fetch(url)).text(); } catch (error) { return 'failed'; } };
		console.log(await ask('https://secure.test/'), await ask('https://secure.test/again'), await ask('https://denied.test/'));
	`;
	const environment = {...proxyEnvironment(egress.port, credential), NODE_EXTRA_CA_CERTS: certificate.certPath};
	expect(await run(process.execPath, ['--input-type=module', '-e', script], environment)).toBe('hello over TLS hello over TLS failed');
	expect(egress.decisions.map(({host, allowed}) => `${host} ${allowed}`)).toContain('denied.test false');
});

test('brings plain requests of Node to allowed hosts and to no others', async () => {
	const {egress} = await openWeb();
	const script = `
		import http from 'node:http';
		const get = url => new Promise(resolve => http.get(url, answer => { answer.resume(); resolve(answer.statusCode); }).on('error', () => resolve('failed')));
		const fetched = await (await fetch('http://web.test/')).text();
		console.log(fetched, await get('http://web.test/'), await get('http://denied.test/'), await get('http://127.0.0.1/'));
	`;
	const answer = await run(process.execPath, ['--input-type=module', '-e', script], proxyEnvironment(egress.port, credential));
	expect(answer).toBe('hello 200 403 403');
});

test.skipIf(!has('python3'))('brings urllib in Python to allowed hosts and to no others', async () => {
	const {egress, certificate} = await openWeb();
	const script = `
import ssl, sys, urllib.request
def ask(url):
    try:
        context = ssl.create_default_context(cafile=sys.argv[1]) if sys.argv[1] else None
        return urllib.request.urlopen(url, timeout=10, context=context).read().decode()
    except Exception as error:
        return 'failed ' + str(getattr(error, 'code', ''))
print(ask('http://web.test/'), ask('https://secure.test/') if sys.argv[1] else 'hello over TLS', ask('http://denied.test/'), sep='|')
`;
	const answer = await run('python3', ['-c', script, certificate?.certPath ?? ''], proxyEnvironment(egress.port, credential));
	expect(answer).toBe('hello|hello over TLS|failed 403');
});

test.skipIf(!has('curl'))('serves curl over HTTP, CONNECT and SOCKS5', async () => {
	const {egress, certificate, web} = await openWeb();
	const environment = proxyEnvironment(egress.port, credential);
	expect(await run('curl', ['-sS', '-d', 'x=1', 'http://web.test/form'], environment)).toBe('hello');
	expect(web.seen[0]).toMatchObject({method: 'POST', url: '/form', body: 'x=1'});
	const socks = `socks5h://skill:${credential}@127.0.0.1:${egress.port}`;
	expect(await run('curl', ['-sS', '-x', socks, 'http://web.test/'], {})).toBe('hello');
	expect(await run('curl', ['-sS', '-x', socks, 'http://denied.test/'], {})).toContain('curl: (97)');
	if (certificate) {
		expect(await run('curl', ['-sS', '--cacert', certificate.certPath, 'https://secure.test/'], environment)).toBe('hello over TLS');
	}
});
