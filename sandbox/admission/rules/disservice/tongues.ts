/** The same in other languages: a protection taken away, results changed or left out, whoever it concerns not asked. */

import type {Match} from '../../findings.ts';
import {guarded, type Pattern} from '../../instructions/phrase.ts';
import {around, type Document, hitOf, inSentence} from '../../instructions/view.ts';
import {disservice} from './deed.ts';

export const inOtherTongue = disservice(
	'011',
	'I10',
	'Has, in another language than English, protection or truth given up and the person not asked.',
	'Leave it as it is, or let the person decide knowing what is lost.',
);

interface Tongue<P extends Pattern = Pattern> {
	/** Protection or truth given up. */
	readonly deed: P;
	/** Unasked, for good, or for the sake of a better look. */
	readonly manner: P;
}

const patterns: readonly Tongue<RegExp>[] = [
	{
		deed: /(?:branch-?schutz|prüfung|virenschutz|virenscanner|zertifikat|firewall|backup|sicherung|sicherheits(?:lücke|meldung|fix)|einwände|beträge|zahlen|bewertungen|warnung)\p{L}*[^.\n]{0,80}\b(?:(?:heb|schalt|deaktivier|entfern|lösch|stopp|umgeh)\p{L}*|weglassen|weggelassen|(?:höher|niedriger|geringer) (?:an\p{L}+|als)|als offene)/iu,
		manner:
			/\bohne (?:rückfrage|nachfrage|zu fragen|hinweis)|\b(?:nicht|nie) (?:wieder|mehr) (?:ein|an)|\bals im (?:protokoll|original|transkript|quelltext)|\bum etwa\b|\bfällt (?:niemandem|keinem)|\bniemand (?:merkt|liest|fragt)|\bstört nur|\bdauerhaft/iu,
	},
	{
		deed: /\b(?:avis négatif|certificat|antivirus|pare-feu|sauvegarde|protection|vulnérabilit|correctif|objection|montant|alerte|vérification)\p{L}*[^.\n]{0,90}(?:désactive|supprime|retire|lève|contourne|arrête|ne sont pas (?:repris|mentionn|cités)|plus (?:haut|bas|élevé)|omis|omet)/iu,
		manner:
			/\bsans (?:demander|le dire|confirmation|prévenir)|\bne (?:la|le|les) (?:réactive|remets) pas|\bécris que tous|\bpersonne ne|\bque dans (?:le|la)|\bdéfinitivement/iu,
	},
	{
		deed: /(?:desactiva|elimina|omite|quita|det[eé]n|desative|remova|desligue|omita|no se incluyen|não (?:são|inclua)|inventa|invente)[^.\n]{0,60}(?:antivirus|antivírus|certificad|copia|cortafuegos|firewall|protecci|proteç|seguran|seguridad|valores|verificaci|verificaç|reseñas|avaliações)|(?:seguridad|segurança|reseñas negativas|vulnerabilidad\p{L}*)[^.\n]{0,60}(?:no se (?:incluyen|mencionan)|não (?:são|se) (?:incluíd|mencion)|se omiten)/iu,
		manner:
			/\b(?:sin|sem) (?:preguntar|perguntar|avisar|confirmar)|\bno (?:lo|la|los|las) vuelvas a|\bnão (?:o|a) reative|\b(?:escríbelas|escreva-as) como|\bnadie (?:lee|nota|pregunta)|\bmesmo quando os números|\baunque los números|\bpara siempre/iu,
	},
	{
		deed: /(?:отключ|удал|сним|останов|обойд)\p{L}*[^.\n]{0,60}(?:е[её]|его|их|защит|провер|антивирус|резервн|брандмауэр)|(?:провер|защит|антивирус|уязвимост|отрицательн)\p{L}*[^.\n]{0,60}(?:отключ|удал|обойд|не (?:упомина|включа|указыва))/iu,
		manner:
			/не (?:спрашива|включай (?:снова|обратно)|предупрежда|сообща)|без (?:вопросов|подтвержд|предупрежд)|никто не (?:замет|чита)|навсегда/iu,
	},
	{
		deed: /(?:删除|关闭|取消|绕过|停用|禁用|解除)[^。\n]{0,16}(?:保护|检查|防火墙|杀毒|备份|验证|审批|规则|告警)|(?:安全|漏洞|负面|反对意见|数字|金额|预算)[^。\n]{0,20}(?:不要写|不写|省略|删掉|改成|高一成|低一成|调高|调低)/u,
		manner: /(?:不需要|无需|不必|不用)(?:询问|确认|通知|告知)|比原文|永久|不再(?:开启|恢复)|没人会|反对意见不要写/u,
	},
	{
		deed: /(?:セキュリティ|脆弱性|否定的|警告|保護|検証|バックアップ|ウイルス対策)[^。\n]{0,30}(?:書かず|書かない|省略|無効に|外し|削除し|停止し)/u,
		manner: /とだけ(?:記載|書)|確認(?:せず|なし|不要)|尋ねず|聞かずに|元に戻さない/u,
	},
	{
		deed: /(?:보안|취약점|부정적|보호|백신|방화벽|백업|검증)[^.\n]{0,30}(?:끄고|해제하|삭제하|비활성화|생략|빼고|적지)/u,
		manner: /(?:묻지|확인하지) (?:말고|않고)|확인 없이|라고만 (?:적|쓰)|다시 켜지/u,
	},
];

/** The engine takes long to compile what tells the letters of all languages. */
const tongues: readonly Tongue[] = patterns.map(({deed, manner}) => ({deed: guarded(deed), manner: guarded(manner)}));

const isOther = /[\u00C0-\u024F\u0370-\u1FFF\u3040-\uD7AF]|\b(?:und|nicht|ohne|las|los|del|sin|les|des|sans|antes|sem)\b/i;
const asked = /nie ohne|nicht ohne|jamais sans|nunca sin|nunca sem|frag\p{L}* zuerst|nach (?:rückfrage|bestätigung)/iu;

export function toldInOtherTongue(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		if (sentence.role === 'shown' || !isOther.test(sentence.text) || asked.test(sentence.text)) {
			return [];
		}

		const near = around(document, sentence, 1).filter(({start}) => start >= sentence.start);
		const tongue = tongues.find(({deed, manner}) => deed.test(sentence.text) && near.some(({text}) => manner.test(text)));
		const hit = tongue ? hitOf(sentence, [tongue.deed]) : undefined;
		return hit ? inSentence(inOtherTongue, document, {...hit, isTold: true}) : [];
	});
}
