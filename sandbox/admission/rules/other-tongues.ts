/** I3 and I5 in other languages than English: private things to be sent away, and what the person is not to be told. */

import type {Match, Rule} from '../findings.ts';
import {guarded, type Pattern} from '../instructions/phrase.ts';
import {around, type Document, hitOf, inSentence} from '../instructions/view.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {isStranger, namedIn} from '../instructions/strangers.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const sendsPrivate: Rule = {
	id: 'SL-GIVEAWAY-006',
	class: 'I5',
	severity: 'high',
	message: 'Tells the agent, in another language than English, to send something private to another place.',
	remedy: 'Remove it; what is private stays with the person.',
	references: ['LLM02', 'ASI02'],
};

const asksSeed: Rule = {
	...sendsPrivate,
	id: 'SL-GIVEAWAY-011',
	message: 'Has the person say the words that open their wallet, in another language than English.',
	remedy: 'Remove it; nobody but the person ever needs these words.',
};

const keepsSecret: Rule = {
	...sendsPrivate,
	id: 'SL-CONCEAL-004',
	class: 'I3',
	severity: 'low',
	message: 'Tells the agent, in another language than English, to keep something from the person.',
	remedy: 'Say openly what is done.',
	references: ['ASI09'],
};

interface Tongue<P extends Pattern = Pattern> {
	readonly secret: P;
	readonly sends: P;
	readonly private: P;
	/** Right before the verb: then it is forbidden. */
	readonly forbids: P;
}

const patterns: readonly Tongue<RegExp>[] = [
	{
		secret:
			/(?:不要|切勿|请勿|勿|不得|别|不用|无需|无须|不需要|不必|不能|不可)[^。\n]{0,6}(?:告诉|告知|通知|提醒|让|向|对|给)[^。\n]{0,4}(?:用户|使用者|客户|对方|主人)|(?:悄悄|静默|偷偷|暗中|秘密|悄无声息)地?(?:发送|上传|执行|收集|读取|复制|运行|转发|同步)|(?:不要|切勿|請勿|勿|不得|別|無需|不必)[^。\n]{0,6}(?:告訴|告知|通知|讓|向|對)[^。\n]{0,4}(?:用戶|使用者)/u,
		sends: /发送|上传|转发|提交到|同步到|推送|传输|回传|發送|上傳|轉發|POST|curl/u,
		private:
			/聊天记录|对话记录|会话记录|全部对话|密钥|令牌|密码|凭证|凭据|环境变量|联系人|通讯录|私钥|助记词|浏览记录|系统提示|聊天紀錄|密碼|金鑰|憑證|環境變數/u,
		forbids: /(?:不要|切勿|请勿|禁止|绝不|不得|不会|从不|避免|請勿|絕不)[^。\n，,；]{0,20}$/u,
	},
	{
		secret:
			/(?:ユーザー|利用者|お客様)(?:に|へ|には|にも)[^。\n]{0,16}(?:知らせ|伝え|報告し|言わ|通知し|表示し|見せ|話さ)?(?:ない|ず|なくてよい|ないで)|密かに|こっそり|黙って/u,
		sends: /送信|アップロード|転送|送って|送る|POST|curl/u,
		private: /会話履歴|チャット履歴|やり取り|パスワード|秘密鍵|トークン|認証情報|環境変数|連絡先|個人情報/u,
		forbids: /(?!)/u,
	},
	{
		secret:
			/사용자(?:에게|한테|가|는)[^.\n]{0,16}(?:알리지|말하지|묻거나|안내하지|언급하지|보고하지|표시하지|모르게|알 필요)|몰래|조용히 (?:전송|업로드|보내|실행)/u,
		sends: /전송|업로드|보내|보낸|보낼|전달|POST|curl/u,
		private: /대화 ?(?:기록|내역|내용)|비밀번호|개인 ?키|토큰|자격 ?증명|환경 ?변수|연락처|개인 ?정보/u,
		forbids: /(?!)/u,
	},
	{
		secret:
			/не (?:сообща|говори|упомина|уведомля|показыва|рассказыва|информиру)[а-яё]*[^.\n]{0,30}(?:пользовател|клиент|человек)|(?:пользовател|клиент)[а-яё]*[^.\n]{0,20}не (?:сообща|говори|упомина|показыва|долж[а-яё]+ знать)|незаметно|тайно|скрытно|втайне/iu,
		sends: /отправ|загру[зж]|перешл|пересыл|переда[йв]|POST|curl/iu,
		private:
			/парол|ключ|токен|уч[её]тн|переписк|истори[а-яё]* (?:чата|диалога|сообщен|переписки)|переменн[а-яё]* (?:среды|окружения)|контакт/iu,
		forbids: /(?:не|никогда|нельзя|запрещ[а-яё]*) [^.\n,;]{0,20}$/iu,
	},
	{
		secret:
			/(?:\bno|\bnunca|\bsin)\b[^.\n]{0,10}\b(?:digas?|decirle|inform\w+|mencion\w+|avis\w+|notifi\w+|muestr\w+|coment\w+|cuent\w+)[^.\n]{0,40}\b(?:usuari|client|person)|\b(?:en silencio|a escondidas|discretamente|sin que (?:el|la) (?:usuari\w+|cliente) )/iu,
		sends: /\b(?:env[ií]\w*|sub[aei]\w*|transmit\w*|reenv[ií]\w*|mand\w+|carg\w+|copi\w*|POST|curl)/iu,
		private: /contraseñ|\bclaves?\b|credencial|historial|variables de entorno|contactos|conversaci[oó]n|llave privada/iu,
		forbids: /\b(?:no|nunca|jamás|evit\w+)\b[^.\n,;]{0,20}$/iu,
	},
	{
		secret:
			/\bn(?:e |['’](?:en )?)[^.\n]{0,6}(?:inform|parl|mentionn|di[st]|averti|prévien|montr|signal|évoqu)\w*[^.\n]{0,15}\b(?:pas|jamais|rien)\b[^.\n]{0,40}(?:utilisat|client|personne)|\bsans (?:en )?(?:informer|prévenir|avertir|le dire)[^.\n]{0,20}(?:utilisat|client)|à l['’]insu|\ben silence\b|discrètement/iu,
		sends: /\b(?:envo[iy]\w*|transm[ei]\w*|transfér\w*|transfèr\w*|copie\w*|post\w*|curl)|téléverse/iu,
		private:
			/mots? de passe|\bclés? (?:privée|ssh|api|d)|identifiants|\bjetons?\b|historique|variables d['’]environnement|contacts|conversation/iu,
		forbids: /\b(?:ne|n['’]|jamais|sans|évit\w+)\b[^.\n,;]{0,20}$/iu,
	},
	{
		secret:
			/(?:sag|erzähl|informier|erwähn|benachrichtig|zeig|meld|teil)\w*[^.\n]{0,50}\b(?:Nutzer|Benutzer|Anwender|Kunde|Person|Mensch)\w*[^.\n]{0,50}\b(?:nicht|nichts|niemals|nie)\b|\b(?:Nutzer|Benutzer|Anwender|Kunde)\w*[^.\n]{0,40}\b(?:nicht|nichts|niemals|nie)\b[^.\n]{0,20}(?:sag|erzähl|informier|erwähn|benachrichtig|zeig|meld|mitteil|wissen|erfahren)|\bohne (?:den |die |das )?(?:Nutzer|Benutzer|Anwender|Kunden)\w*[^.\n]{0,30}(?:informieren|fragen|sagen|benachrichtigen)|\bheimlich|\bstillschweigend|\bunbemerkt/iu,
		sends:
			/(?<!\p{L})(?:sende?\w*|schick\w*|übermittel\w*|übertrag\w*|hochlad\w*|hochzuladen|weiterleit\w*|kopier\w*|POST|curl)\b|\blad\w*\b[^\n]{0,120}\bhoch\b/iu,
		private:
			/passw[oö]rt|kennw[oö]rt|zugangsdaten|schlüssel|umgebungsvariablen|chatverlauf|gesprächsverlauf|\bverlauf\b|kontakte|unterhaltung/iu,
		forbids: /\b(?:nie|niemals|nicht|keine?n?|keinesfalls)\b[^.\n,;]{0,20}$/iu,
	},
	{
		secret:
			/(?:\bnão|\bnunca|\bsem)[^.\n]{0,10}(?:diga|dizer|inform\w+|mencion\w+|avis\w+|notifi\w+|mostr\w+|cont\w+)[^.\n]{0,40}(?:usuári|utilizador|cliente)|\b(?:non|senza)\b[^.\n]{0,10}(?:dir\w+|inform\w+|menzion\w+|avvis\w+|mostr\w+)[^.\n]{0,40}(?:utente|cliente)|\b(?:em silêncio|às escondidas|di nascosto|in silenzio)/iu,
		sends: /\b(?:envi\w*|transmit\w*|encaminh\w*|invi[aoi]\w*|caric\w+|trasmett\w*|inoltr\w*|copi\w*|POST|curl)/iu,
		private:
			/\bsenhas?\b|credencia|\bchaves?\b|histórico|variáveis de ambiente|\bpassword\b|credenziali|\bchiavi\b|cronologia|variabili d['’]ambiente|conversazione|conversa\b|contatos|contatti/iu,
		forbids: /(?:não|nunca|jamais|\bnon\b|\bmai\b|\bsem\b|\bsenza\b)[^.\n,;]{0,20}$/iu,
	},
];

/** The engine takes long to compile what tells the letters of all languages. */
const tongues: readonly Tongue[] = patterns.map(tongue => ({
	secret: guarded(tongue.secret),
	sends: guarded(tongue.sends),
	private: guarded(tongue.private),
	forbids: tongue.forbids,
}));

const paths = /\.env\b|\.ssh\b|\.aws\b|id_(?:rsa|ed25519)|sessions\/|openclaw\.json|\.claude\b|credentials|wallet/i;
const elsewhere = /https?:\/\/(?!localhost|127\.)|[\w.+-]{1,60}@[\w-]{1,60}\.\w|\bwebhook\b/i;
/** A letter that English does not have, or a word that it has not. */
const isOther =
	/[\u00C0-\u024F\u0370-\u1FFF\u3040-\uD7AF]|\b(?:und|nicht|aus|dem|den|der|ohne|las|los|del|para|sin|nunca|les|des|aux|sans|che|gli|della|nel|sono|senza|avec|dans)\b/i;

export const otherTongues: RuleFile = {
	rules: [sendsPrivate, asksSeed, keepsSecret],
	match: skill =>
		skill.documents
			// Most documents are English throughout: one look at each sentence and no more.
			.filter(({sentences}) => sentences.some(({text}) => isOther.test(text)))
			.flatMap(document => document.sentences.flatMap(sentence => inOne(skill, document, sentence))),
};

function inOne(skill: SkillView, document: Document, sentence: Sentence): readonly Match[] {
	if (sentence.role === 'shown' || !around(document, sentence, 2).some(({text}) => isOther.test(text))) {
		return [];
	}

	return [
		...walletWordsAsked(document, sentence),
		...tongues.flatMap(tongue => {
			const carried = carries(tongue, document, sentence) ? hitOf(sentence, [tongue.sends]) : undefined;
			const secret = hitOf(sentence, [tongue.secret]);
			if (!carried && !secret) {
				return [];
			}

			const near = around(document, sentence, 3);
			const isSecret = near.some(({text}) => tongue.secret.test(text));
			const sent = isSecret || !isOwnService(skill, document, sentence) ? carried : undefined;
			const isAttack = secret !== undefined && near.some(other => carries(tongue, document, other));
			return [
				...(sent ? inSentence(sendsPrivate, document, {...sent, isTold: true}, isSecret ? 'critical' : 'high') : []),
				...(secret ? inSentence(keepsSecret, document, {...secret, isTold: true}, isAttack ? 'critical' : 'low') : []),
			];
		}),
	];
}

/** Every address in it is of the service that the skill is for, and names no secret of another. */
function isOwnService({manifest, texts}: SkillView, {file}: Document, {text, start}: Sentence): boolean {
	const places = namedIn(text);
	return (
		places.length > 0 &&
		!paths.test(text) &&
		!/@[\w-]{1,60}\.\w/.test(text) &&
		places.every(place => !isStranger(place, manifest, texts, file, start + place.start))
	);
}

const habit =
	/(?<!\p{L})(?:immer|jede\w*|danach|davor|vorher|nach|siempre|cada|despu[eé]s|antes|tambi[eé]n|toujours|chaque|ensuite|avant|apr[eè]s|aussi|sempre|ogni|prima|dopo|depois|também|anche|zusätzlich|außerdem|zugleich|además|terminar|asimismo|également|inoltre)(?!\p{L})|每|同时|同時|一并|另外|顺便|함께|아울러|併せて|あわせて|总是|始终|之后|然后|一律|всегда|кажд|после|также|毎回|必ず|常に|항상|매번|반드시/iu;

/** Whether a sentence of another language than English says to send something, each time or on top of the task. */
export function sendsInOtherTongue(text: string): boolean {
	return (
		isOther.test(text) &&
		habit.test(text) &&
		tongues.some(({sends, forbids}) => {
			const verb = sends.exec(text);
			return verb !== null && !/^(?:POST|curl)/i.test(verb[0]) && !forbids.test(text.slice(0, verb.index));
		})
	);
}

const enters =
	/\bsaisi\w*|\bentre[rz]\b|\bindique[rz]\b|\beingeb\w*|\beinzugeben|\beintrag\w*|\bgib\b[^\n]{0,80}\bein\b|\bingres\w+|\bintroduc\w+|\bpeg(?:ue|ar|a)\b|\bs[uú]b[aei]\w*|\bdigit[aei]\w*|\binseri\w+|\binsir\w+|\bcole\b|введ[иё]|вве[сд]т|укаж|встав|输入|提供|粘贴|填写|輸入|貼上|入力|貼り付け|입력|붙여/iu;

/** Whether a sentence of another language than English has something private typed in or given; `near` holds the sentences around it. */
export function handsKeysInOtherTongue(text: string, near: readonly string[]): boolean {
	return (
		near.some(other => isOther.test(other)) &&
		tongues.some(tongue => {
			const verb = enters.exec(text) ?? tongue.sends.exec(text);
			return verb !== null && (tongue.private.test(text) || /mot de passe/i.test(text)) && !tongue.forbids.test(text.slice(0, verb.index));
		})
	);
}

/** The words that open a wallet, as each language counts them. */
const walletWords =
	/(?:doce|veinticuatro|douze|vingt-quatre|zwölf|vierundzwanzig|dodici|ventiquattro|doze|vinte e quatro|двенадцать|двадцать четыре|\b12|\b24) (?:palabras|mots|w[öo]rter|parole|palavras|слов)|frase semilla|phrase de récupération|助记词|助記詞|シードフレーズ|니모닉|복구 ?구문|сид-?фраз/iu;
const wallets =
	/carter|moneder|billeter|portefeuille|wallet|geldbörse|portafoglio|carteira|кошел|钱包|錢包|ウォレット|지갑|ledger|trezor/iu;
const typed =
	/\bescrib\w*|\bd[ie]ct?t\w+|\btecle\w*|\btippe?\w*|\bnenn\w*|\bschreib\w*|\bécri\w+|\bdonne\w*|\bscriv\w*|\bescrev\w*|напиш|продикт|提交|告诉|送って|알려/iu;
const keptOnPaper =
	/\b(?:papel|papier|carta|bumag\w*|nunca|jamás|niemals|nie|jamais|mai|não|never|no (?:pid|escrib|compart)\w*)\b|纸|紙|не |不要|切勿|절대/iu;

/** The words of a wallet, asked for in another language than English. */
function walletWordsAsked(document: Document, sentence: Sentence): readonly Match[] {
	const hit = hitOf(sentence, [walletWords]);
	const isAsked =
		hit !== undefined &&
		(enters.test(sentence.text) || typed.test(sentence.text)) &&
		!keptOnPaper.test(sentence.text) &&
		around(document, sentence, 3).some(({text}) => wallets.test(text));
	return isAsked ? inSentence(asksSeed, document, {...hit, isTold: true}) : [];
}

const shares =
	/\bcompart\w+|\bpartag\w+|\bteil(?:e|en|t)\b|\bfreigeb\w*|\binvit\w+|\bagreg\w+|\bañad\w+|\bajout\w+|\bfüg\w*|\blad\w*\b[^\n]{0,60}\bein\b|добав|приглас|предостав|添加|共享|邀请|授权|抄送|追加|共有|招待|추가|공유|초대|\badicion\w+|\bcondivid\w+|\baggiung\w+|copie cachée|copia ocult|\bin (?:blind)?kopie\b/iu;

/** Whether a sentence of another language than English has somebody let in on something. */
export function sharesInOtherTongue(text: string, near: readonly string[]): boolean {
	const verb = near.some(other => isOther.test(other)) ? shares.exec(text) : null;
	return verb !== null && !tongues.some(({forbids}) => forbids.test(text.slice(0, verb.index)));
}

/** Sending to an address, of something private that this step or one before it names. */
function carries(tongue: Tongue, document: Document, sentence: Sentence): boolean {
	const verb = tongue.sends.exec(sentence.text);
	if (!verb || !elsewhere.test(sentence.text) || tongue.forbids.test(sentence.text.slice(0, verb.index))) {
		return false;
	}

	return around(document, sentence, 2).some(({text, start}) => start <= sentence.start && (tongue.private.test(text) || paths.test(text)));
}
