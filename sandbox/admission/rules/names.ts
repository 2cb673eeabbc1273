/** Functions that matter to more than one rule. */

import {NameSet, names} from '../parse/name-set.ts';

const verbs = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request', 'stream', 'send'];
const clients = [
	'requests',
	'requests.Session()',
	'requests.session()',
	'requests.sessions.Session()',
	'httpx',
	'httpx.Client()',
	'httpx.AsyncClient()',
	'aiohttp.ClientSession()',
	'axios',
	'axios.create()',
	'got',
	'needle',
	'superagent',
	'ky',
	'undici',
	'undici.Pool()',
	'undici.Client()',
];

/** Functions that reach another machine. */
export const networkCalls = new NameSet([
	...clients.flatMap(client => verbs.map(verb => `${client}.${verb}`)),
	...`aiohttp.request urllib.request.urlopen urllib.request.urlretrieve urllib.request.build_opener().open urllib.request.OpenerDirector().open
	urllib.request.URLopener().retrieve http.client.HTTPConnection http.client.HTTPSConnection httplib.HTTPConnection httplib.HTTPSConnection
	urllib3.PoolManager().request urllib3.request urllib3.ProxyManager().request httplib2.Http().request pycurl.Curl().perform
	socket.socket().connect socket.socket().connect_ex socket.socket().sendto socket.create_connection socket.getaddrinfo socket.gethostbyname
	socket.gethostbyname_ex socket.gethostbyaddr asyncio.open_connection asyncio.get_event_loop().create_connection asyncio.get_running_loop().create_connection
	asyncio.get_event_loop().getaddrinfo asyncio.get_running_loop().getaddrinfo ftplib.FTP ftplib.FTP_TLS smtplib.SMTP smtplib.SMTP_SSL imaplib.IMAP4 imaplib.IMAP4_SSL
	poplib.POP3 poplib.POP3_SSL telnetlib.Telnet nntplib.NNTP xmlrpc.client.ServerProxy websockets.connect websocket.create_connection websocket.WebSocketApp
	paramiko.SSHClient().connect paramiko.Transport dns.resolver.resolve dns.resolver.query
	fetch Bun.connect Deno.connect http.request http.get https.request https.get http2.connect net.connect net.createConnection net.Socket().connect tls.connect
	dgram.createSocket().send dns.lookup dns.resolve dns.resolve4 dns.resolve6 dns.resolveTxt dns.resolveAny dns.resolveMx dns.reverse dns.Resolver().resolve dns.Resolver().resolve4
	axios got needle request superagent ky undici.request undici.stream WebSocket ws ws.WebSocket XMLHttpRequest().open EventSource navigator.sendBeacon
	nodemailer.createTransport().sendMail`.split(/\s+/),
]);

/** Functions that send on a connection made elsewhere: sinks for secrets, no capability of their own. */
export const sendCalls =
	names(`socket.socket().send socket.socket().sendall socket.create_connection().send socket.create_connection().sendall
	http.client.HTTPSConnection().request http.client.HTTPConnection().request smtplib.SMTP().sendmail smtplib.SMTP().send_message
	net.connect().write net.createConnection().write net.Socket().write net.Socket().end https.request().write https.request().end http.request().write http.request().end
	urllib.request.Request WebSocket().send ws().send`);

/** Functions that wait for others to connect. */
export const listenCalls =
	names(`socket.socket().bind socket.socket().listen socket.create_server http.server.HTTPServer http.server.ThreadingHTTPServer
	socketserver.TCPServer socketserver.UDPServer socketserver.ThreadingTCPServer asyncio.start_server asyncio.get_event_loop().create_server asyncio.get_running_loop().create_server
	flask.Flask().run uvicorn.run aiohttp.web.run_app wsgiref.simple_server.make_server xmlrpc.server.SimpleXMLRPCServer
	http.createServer().listen https.createServer().listen net.createServer().listen http2.createServer().listen express().listen dgram.createSocket().bind
	Bun.serve Deno.serve Deno.listen ws.WebSocketServer ws.Server`);

/** Functions that undo an encoding; what they give was hidden before. */
export const decoderCalls =
	names(`base64.b64decode base64.standard_b64decode base64.urlsafe_b64decode base64.b32decode base64.b16decode base64.b85decode base64.a85decode
	base64.decodebytes base64.decodestring binascii.a2b_base64 binascii.unhexlify binascii.a2b_hex bytes.fromhex bytearray.fromhex codecs.decode
	zlib.decompress zlib.decompressobj().decompress gzip.decompress bz2.decompress lzma.decompress marshal.loads marshal.load
	cryptography.fernet.Fernet().decrypt Crypto.Cipher.AES.new().decrypt
	atob unescape zlib.inflateSync zlib.gunzipSync zlib.inflateRawSync zlib.brotliDecompressSync zlib.unzipSync String.fromCharCode String.fromCodePoint
	crypto.createDecipheriv().update crypto.createDecipheriv().final`);

/** What arrives from outside the program. */
export const inputNames = names('sys.argv sys.stdin sys.stdin.* process.argv process.stdin process.stdin.* input raw_input');

/** Results that say nothing about the content they were computed from. */
export const neutralCalls =
	names(`len bool isinstance type hash id callable hasattr any all os.path.exists os.path.isfile os.path.isdir os.path.getsize
	fs.existsSync fs.statSync fs.stat ?.startswith ?.endswith ?.exists ?.is_file ?.is_dir ?.includes ?.startsWith ?.endsWith ?.test`);
