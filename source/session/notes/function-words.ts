/** Words that are in every question and say nothing of what it is about, in the languages that most people write to an agent in. */

const lists = {
	english:
		'a about after again all also am an and any are as at be because been before being but by can could did do does doing done for from get give had has have having he her here him his how i if in into is it its just let like me my need of on once or our out over please put set shall she should show so some such tell than that the their them then there these they this those to too under until up us use used uses using very want was we were what when where which while who whom whose why will with would you your ours mine make made go going know remember again s t re ve ll d m',
	german:
		'der die das den dem des ein eine einen einem einer eines und oder aber auch auf aus bei bin bist da dann dass du er es fur hat habe haben hast ich ihr ihm ihn im in ist ja kann kein keine man mein meine mich mir mit nach nicht noch nur ob sein seine sich sie sind so uber um uns unser unsere unseren von vor war was wann warum welche welcher welches welchen wenn wer wie wir wird wo wohin zu zum zur bitte mal denn soll sollen muss mussen heisst',
	french:
		'le la les un une des du de et ou mais ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos je tu il elle on nous vous ils elles que qui quoi quel quelle quels quelles est sont a as ai ont au aux en dans sur par pour avec sans ne pas plus se si y comment quand pourquoi ou c d j l m n s t qu faut doit dois peux peut',
	spanish:
		'el la los las un una unos unas de del al y o pero que quien cual cuales como cuando donde por para con sin en es son esta estan este esto ese eso mi mis tu tus su sus yo me te se nos lo le les no si ya muy mas hay ha he tiene debo puede puedo cada a',
	italian:
		'il lo la i gli le un uno una di del della dei delle da dal in nel nella con su per tra e o ma che chi cosa quale quali come quando dove perche non si mi ti ci vi mio mia tuo tua suo sua nostro nostra sono sei siamo ha ho hai devo posso al alla',
	portuguese:
		'o a os as um uma de do da dos das em no na nos nas por para com sem e ou mas que quem qual quais como quando onde porque se eu tu ele ela meu minha seu sua nosso nossa esta sao foi tem nao ao devo posso',
	dutch:
		'de het een en of maar van in op met voor door aan bij is zijn was ik je jij hij zij wij we ons onze mijn wat wie waar wanneer hoe waarom welke dat die dit niet ook te moet kan er',
	polish:
		'i a w z na do o od po za przez dla jest sa nie to ten ta te co kto gdzie kiedy jak dlaczego jaki jaka jakie ktory ktora moj moja nasz nasza sie czy ma mam',
	russian:
		'и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня о из ему когда где кто какой какая какие какое почему мы наш наша наши нас для это мои моя или есть ли',
	turkish: 've bir bu da de ne mi mu icin ile nasil nerede hangi kim ben biz bizim benim olan var',
	chinese: '什么 怎么 哪里 哪个 我们 你们 他们 的是 是什 请问 一个 这个 那个 可以 应该 如何 为什 么时 时候 是谁 了吗 吗',
	japanese:
		'です ます でし した する して どこ 何 です なに なん どれ どの いつ だれ とは のは ので から まで では には ます すか ですか この その あの は の に を が で と も',
	korean: '무엇 어디 언제 누가 어떻게 왜 우리 나 저 은 는 이 가 을 를 에 의',
};

export const functionWords: ReadonlySet<string> = new Set(Object.values(lists).flatMap(words => words.split(' ')));
