/* SPDX-License-Identifier: ISC */
/*
 * words.c and what it is for: in each language that people write, other forms
 * of a word are found, and other ways to type it.
 */
#include "search/search.h"

#include <string.h>

#include "small.h"
#include "tap.h"

/* The slug of the best hit, a letter, or "" where there is none. */
static void
finds(const char *words, const char *want)
{
	struct search_query query = {.words = words, .max = 1};
	struct arena arena = {0};
	struct hits hits;

	if (search_run(search, &arena, &query, &hits) != ST_OK)
		abort();
	is(hits.count > 0 ? hits.list[0].slug : "", want, "%s", words);
	arena_free(&arena);
}

static void
test_german(void)
{
	OPEN_IN("de",
	    {"Was kostet eine Inspektion?", "Preis", "Sie kostet 60 Euro."},
	    {"Wann haben Sie geöffnet?", "Öffnungszeiten",
		"Montags bis freitags von 9 bis 18 Uhr."},
	    {"Welche Größe brauche ich?", "",
		"Messen Sie die Innenlänge der Beine."},
	    {"Verkaufen Sie Kinderfahrräder?", "", "Ja, ab 12 Zoll."},
	    {"Kann ich mein Rad zurückgeben?", "Rückgabe",
		"Innerhalb von 30 Tagen."},
	    {"Was ist mit Kindern im Anhänger?", "", "Sie brauchen Helme."},
	    {"Wie wechsle ich den Schlauch?", "", "Mit zwei Reifenhebern."});
	finds("größen", "c");
	finds("groesse", "c");
	finds("grösse", "c");
	finds("grosse", "c");
	finds("geoeffnet", "b");
	finds("oeffnungszeiten", "b");
	finds("kinderrad", "d");
	finds("kinderfahrrad", "d");
	finds("preise der inspektionen", "a");
	finds("zurueckgegeben oder zurückgebe", "e");
	finds("zuruckgeben", "e");
	finds("schlauche", "g");
	finds("schläuche wechseln", "g");
	finds("wie ist das Xylofon", "");
	close_small();
}

static void
test_french(void)
{
	OPEN_IN("fr",
	    {"Combien coûte une réparation ?", "prix tarif",
		"Cela dépend du vélo."},
	    {"À quelle heure ouvrez-vous ?", "horaires",
		"De neuf heures à dix-huit heures."},
	    {"Puis-je être remboursé ?", "retour",
		"Oui, pendant un mois, si l’article est neuf."},
	    {"Livrez-vous à l’étranger ?", "livraison", "En Belgique aussi."},
	    {"Faut-il un rendez-vous à l’hôtel ?", "",
		"Non, venez sans réserver."});
	finds("reparation", "a");
	finds("réparations", "a");
	finds("REPARATIONS", "a");
	finds("les horaires d’ouverture", "b");
	finds("remboursement", "c");
	finds("rembourser", "c");
	finds("etranger", "d");
	finds("livraisons", "d");
	finds("hotel", "e");
	finds("d'hôtels", "e");
	finds("qu’est-ce que c’est qu’un xylophone", "");
	close_small();
}

static void
test_spanish(void)
{
	OPEN_IN("es",
	    {"¿Cuánto cuesta la reparación?", "precio",
		"Depende de la bicicleta."},
	    {"¿A qué hora abren?", "horario apertura",
		"De nueve a dos y de cinco a ocho."},
	    {"¿Puedo devolver un artículo?", "devolución",
		"Sí, durante un mes."},
	    {"¿Hacen envíos al extranjero?", "", "Solo a Portugal."},
	    {"¿Necesito pedir cita?", "", "No, venga cuando quiera, señor."});
	finds("reparacion", "a");
	finds("reparaciones", "a");
	finds("reparación", "a");
	finds("PRECIOS", "a");
	finds("horarios", "b");
	finds("devoluciones", "c");
	finds("devolucion de articulos", "c");
	finds("envio", "d");
	finds("extranjeros", "d");
	finds("citas", "e");
	finds("senor", "e");
	finds("qué es un xilófono", "");
	close_small();
}

static void
test_italian(void)
{
	OPEN_IN("it",
	    {"Quanto costa la riparazione?", "prezzo",
		"Dipende dalla bicicletta."},
	    {"A che ora aprite?", "orario apertura", "Dalle nove alle sei."},
	    {"Posso restituire un articolo?", "reso", "Sì, entro un mese."},
	    {"Spedite all’estero?", "spedizione", "Solo in Svizzera."},
	    {"Qual è la qualità del caffè?", "", "Ottima."});
	finds("riparazioni", "a");
	finds("prezzi", "a");
	finds("biciclette", "a");
	finds("orari", "b");
	finds("aperture", "b");
	finds("restituzione", "c");
	finds("articoli", "c");
	finds("spedizioni", "d");
	finds("qualita", "e");
	finds("caffe", "e");
	finds("che cos’è uno xilofono", "");
	close_small();
}

static void
test_dutch(void)
{
	OPEN_IN("nl",
	    {"Wat kost een reparatie?", "prijs", "Dat hangt van de fiets af."},
	    {"Wanneer zijn jullie geopend?", "openingstijden",
		"Van negen tot zes."},
	    {"Kan ik een bestelling terugsturen?", "retour",
		"Ja, binnen een maand."},
	    {"Verkopen jullie kinderfietsen?", "", "Ja, vanaf drie jaar."},
	    {"Heb ik een afspraak nodig?", "", "Nee, kom gewoon langs."},
	    {"Mogen kinderen mee?", "", "Ja, geïnteresseerde kinderen ook."});
	finds("reparaties", "a");
	finds("prijzen", "a");
	finds("fietsen", "a");
	finds("openingstijd", "b");
	finds("bestellingen", "c");
	finds("terugsturen", "c");
	finds("kinderfiets", "d");
	finds("afspraken", "e");
	finds("geinteresseerd", "f");
	finds("kind", "f");
	finds("wat is een xylofoon", "");
	close_small();
}

static void
test_portuguese(void)
{
	OPEN_IN("pt-BR",
	    {"Quanto custa a reparação?", "preço", "Depende da bicicleta."},
	    {"A que horas abrem?", "horário abertura", "Das nove às seis."},
	    {"Posso devolver um artigo?", "devolução", "Sim, durante um mês."},
	    {"Fazem entregas ao domicílio?", "", "Só em Lisboa."},
	    {"Preciso de marcação?", "", "Não, venha quando quiser, irmã."});
	finds("reparacao", "a");
	finds("reparações", "a");
	finds("preco", "a");
	finds("bicicletas", "a");
	finds("horarios", "b");
	finds("devolucoes", "c");
	finds("artigos", "c");
	finds("entrega", "d");
	finds("domicilios", "d");
	finds("irma", "e");
	finds("o que é um xilofone", "");
	close_small();
}

static void
test_danish(void)
{
	OPEN_IN("da",
	    {"Hvad koster en reparation?", "pris", "Det afhænger af cyklen."},
	    {"Hvornår har I åbent?", "åbningstider", "Fra ni til seks."},
	    {"Kan jeg returnere en vare?", "", "Ja, inden for en måned."},
	    {"Sælger I børnecykler?", "", "Ja, fra tre år."},
	    {"Hvilken størrelse skal jeg have?", "", "Mål dine ben."});
	finds("reparationer", "a");
	finds("priserne", "a");
	finds("cykel", "a");
	finds("aabent", "b");
	finds("abent", "b");
	finds("varer", "c");
	finds("boernecykel", "d");
	finds("bornecykler", "d");
	finds("stoerrelser", "e");
	finds("storrelse", "e");
	finds("hvad er en xylofon", "");
	close_small();
}

static void
test_swedish(void)
{
	OPEN_IN("sv",
	    {"Vad kostar en reparation?", "pris", "Det beror på cykeln."},
	    {"När har ni öppet?", "öppettider", "Från nio till sex."},
	    {"Kan jag lämna tillbaka en vara?", "retur", "Ja, i en månad."},
	    {"Säljer ni barncyklar?", "", "Ja, från tre år."},
	    {"Vilken storlek behöver jag?", "", "Mät dina ben."},
	    {"Var är nyckeln?", "", "Vid vintern."});
	finds("reparationer", "a");
	finds("priserna", "a");
	finds("oppet", "b");
	finds("oeppet", "b");
	finds("öppettiderna", "b");
	finds("lamna", "c");
	finds("returer", "c");
	finds("barncykel", "d");
	finds("salja", "d");
	finds("storlekar", "e");
	finds("nycklar", "f");
	finds("vintrar", "f");
	finds("vad är en xylofon", "");
	close_small();
}

static void
test_norwegian(void)
{
	OPEN_IN("nb",
	    {"Hva koster en reparasjon?", "pris", "Det kommer an på sykkelen."},
	    {"Når har dere åpent?", "åpningstider", "Fra ni til seks."},
	    {"Kan jeg returnere en vare?", "", "Ja, i en måned."},
	    {"Selger dere barnesykler?", "", "Ja, fra tre år."},
	    {"Hvilken størrelse trenger jeg?", "", "Mål beina dine."});
	finds("reparasjoner", "a");
	finds("prisene", "a");
	finds("sykkel", "a");
	finds("apent", "b");
	finds("aapent", "b");
	finds("åpningstidene", "b");
	finds("varer", "c");
	finds("barnesykkel", "d");
	finds("stoerrelser", "e");
	finds("storrelse", "e");
	finds("hva er en xylofon", "");
	close_small();
}

static void
test_finnish(void)
{
	OPEN_IN("fi",
	    {"Mitä korjaus maksaa?", "hinta", "Se riippuu polkupyörästä."},
	    {"Milloin olette auki?", "aukioloajat", "Yhdeksästä kuuteen."},
	    {"Voinko palauttaa tuotteen?", "palautus",
		"Kyllä, kuukauden ajan."},
	    {"Myyttekö lasten pyöriä?", "", "Kyllä, kolmevuotiaille."},
	    {"Minkä kokoinen kypärä sopii?", "koko", "Mittaa pääsi."},
	    {"Kuuluuko aamiainen?", "", "Kyllä."});
	finds("korjaukset", "a");
	finds("hinnan", "a");
	finds("polkupyora", "a");
	finds("aukioloaika", "b");
	finds("tuotteet", "c");
	finds("palautukset", "c");
	finds("pyöriä", "d");
	finds("pyoria", "d");
	finds("kypärät", "e");
	finds("kypara", "e");
	finds("aamiaiset", "f");
	finds("mikä on ksylofoni", "");
	close_small();
}

static void
test_russian(void)
{
	OPEN_IN("ru",
	    {"Сколько стоит ремонт?", "цена", "Это зависит от велосипеда."},
	    {"Когда вы открыты?", "часы работы", "С девяти до шести."},
	    {"Можно ли вернуть товар?", "возврат", "Да, в течение месяца."},
	    {"Есть ли доставка?", "", "Да, по всей стране и на ёлку."},
	    {"Какой размер шлема нужен?", "", "Измерьте голову."});
	finds("ремонта", "a");
	finds("цены", "a");
	finds("велосипеды", "a");
	finds("ОТКРЫТО", "b");
	finds("работа", "b");
	finds("возврата", "c");
	finds("товары", "c");
	finds("доставки", "d");
	finds("елка", "d");
	finds("размеры шлемов", "e");
	finds("что это за ксилофон", "");
	close_small();
}

static void
test_turkish(void)
{
	OPEN_IN("tr",
	    {"Tamir ücreti ne kadar?", "fiyat", "Bisiklete bağlıdır."},
	    {"Saat kaçta açılıyorsunuz?", "çalışma saatleri",
		"Dokuzdan altıya kadar."},
	    {"Ürünü iade edebilir miyim?", "", "Evet, bir ay içinde."},
	    {"Işık satıyor musunuz?", "lamba", "Evet, ön ve arka."},
	    {"İstanbul’a kargo var mı?", "", "Evet, iki günde."});
	finds("ücretler", "a");
	finds("ucret", "a");
	finds("fiyatlar", "a");
	finds("bisiklet", "a");
	finds("calisma", "b");
	finds("ürünü iade", "c");
	finds("urun iadesi", "c");
	finds("ışık", "d");
	finds("isik", "d");
	finds("IŞIK", "d");
	finds("istanbul", "e");
	finds("İSTANBUL", "e");
	finds("ISTANBUL", "e");
	finds("bu ksilofon ne", "");
	close_small();
}

static void
test_arabic(void)
{
	OPEN_IN("ar", {"كم تكلفة الإصلاح؟", "سعر", "يعتمد ذلك على الدراجة."},
	    {"متى تفتحون المتجر؟", "أوقات العمل", "من التاسعة إلى السادسة."},
	    {"هل يمكنني إرجاع المنتج؟", "", "نعم، خلال شهر."},
	    {"هل توصلون إلى المنزل؟", "توصيل", "نعم، في المدينة كلها."},
	    {"ما مقاس الخوذة؟", "", "قس رأسك."},
	    {"أين الفندق؟", "", "هنا. الألم."});
	finds("اصلاح", "a");
	finds("إصلاح", "a");
	finds("الأسعار سعر", "a");
	finds("دراجات", "a");
	finds("الدراجه", "a");
	finds("المتجر", "b");
	finds("متجر", "b");
	finds("ارجاع المنتجات", "c");
	finds("مُنْتَج", "c");
	finds("التوصيل", "d");
	finds("مدينه", "d");
	finds("الخوذه", "e");
	finds("فندق", "f");
	finds("ألم", "f");
	finds("ما هذا الزيلوفون", "");
	close_small();
}

/* Scripts without spaces: by pairs of characters, whatever stands around. */
static void
test_pairs(void)
{
	OPEN_IN("zh", {"治疗会疼痛吗？", "", "大多数人只感到轻微不适。"},
	    {"费用是多少？", "价格", "取决于面积。"},
	    {"SMP治疗需要多长时间？", "", "两到三个小时。"});
	finds("疼痛", "a");
	finds("会疼痛的", "a");
	finds("价格", "b");
	finds("费", "b");
	finds("多长时间", "c");
	finds("smp", "c");
	close_small();
	OPEN_IN("ja", {"治療は痛いですか？", "", "軽い刺激を感じる程度です。"},
	    {"料金はいくらですか？", "", "範囲によります。"},
	    {"クレジットカードは使えますか？", "", "はい。"});
	finds("痛い", "a");
	finds("治療", "a");
	finds("料金", "b");
	finds("カード", "c");
	close_small();
	OPEN_IN("th", {"ราคาเท่าไหร่", "", "ขึ้นอยู่กับขนาด"},
	    {"เปิดกี่โมง", "เวลาทำการ", "เก้าโมงเช้า"},
	    {"คืนสินค้าได้ไหม", "", "ได้ภายในหนึ่งเดือน"});
	finds("ราคา", "a");
	finds("เวลา", "b");
	finds("สินค้า", "c");
	finds("อยากคืนสินค้า", "c");
	close_small();
	OPEN_IN("ko", {"가격은 얼마인가요?", "", "크기에 따라 다릅니다."},
	    {"언제 문을 여나요?", "영업시간", "아홉 시에 엽니다."});
	finds("가격", "a");
	finds("가격이", "a");
	finds("시간", "b");
	close_small();
}

/* Pairs overlap; what is marked of them is one piece. */
static void
test_marked_pairs(void)
{
	struct search_query query = {.words = "クレジットカード", .max = 1};
	struct arena arena = {0};
	struct hits hits;

	OPEN_IN("ja",
	    {"支払い", "", "はい。\nSMPはクレジットカードで払えます。"},
	    {"他", "", "いいえ。"});
	search_run(search, &arena, &query, &hits);
	is(hits.count > 0 ? hits.list[0].snippet : "",
	    "SMPは\1クレジットカード\2で払えます。", "marked as one");
	arena_free(&arena);
	close_small();
}

/* Words are marked whose stem does not begin as they do. */
static void
marks_question(const char *language, const char *question, const char *words,
    const char *want)
{
	struct search_query query = {.words = words, .max = 1};
	struct arena arena = {0};
	struct hits hits;

	OPEN_IN(language, {question, "", "."}, {"Xx", "", "."});
	search_run(search, &arena, &query, &hits);
	is(hits.count > 0 ? hits.list[0].question : "", want, "%s: %s",
	    language, words);
	arena_free(&arena);
	close_small();
}

static void
test_marked_stems(void)
{
	marks_question("en", "Plants are dying", "die", "Plants are \1dying\2");
	marks_question("en", "Plants die", "dying", "Plants \1die\2");
	marks_question("de", "Neue Aerzte", "Ärzte", "Neue \1Aerzte\2");
	marks_question("de", "Neue Ärzte", "Aerzte", "Neue \1Ärzte\2");
	marks_question("tr", "Iyi IRMAK", "ırmak", "Iyi \1IRMAK\2");
	marks_question("en", "Beds of 75 inch", "75", "Beds of \00175\2 inch");
	marks_question("de", "Alte Buecher", "Bücher", "Alte \1Buecher\2");
	marks_question("en", "Iron lamps", "lamp", "Iron \1lamps\2");
	marks_question("nl", "Mooie graven", "graf", "Mooie \1graven\2");
	marks_question("en", "Other planes", "plants", "");
}

static void
test_marked_letters(void)
{
	marks_question("en", "Vitamin K", "vitamin k", "\1Vitamin\2 K");
	marks_question("en", "Vitamin 9", "vitamin 9", "\1Vitamin\2 \0019\2");
	marks_question("ja", "Vitamin 痛", "vitamin 痛", "\1Vitamin\2 \1痛\2");
	marks_question("ru", "Витамин Д", "витамин д", "\1Витамин\2 Д");
}

/* What a slip was meant for is shown as the FAQ writes it. */
static void
test_shown(void)
{
	struct search_query query = {.words = "reparacoin", .max = 1};
	struct arena arena = {0};
	struct hits hits;

	OPEN_IN("es", {"¿Cuánto cuesta la reparación?", "", "Poco."},
	    {"¿Y la Reparación urgente?", "", "Más."});
	search_run(search, &arena, &query, &hits);
	is(hits.corrected, "reparación", "with its accent");
	arena_free(&arena);
	close_small();
	OPEN_IN("pt", {"Feito a mao", "", ""}, {"Outro", "", ""});
	finds("mão", "a"); /* of an owner who writes none */
	close_small();
}

/* Words in English with accents, and in a language that nobody knows of. */
static void
test_others(void)
{
	OPEN({"Do you take résumés?", "", "By mail."},
	    {"Can we resume a course?", "", "Yes."},
	    {"Is there a café?", "", "Next door."});
	finds("resumes", "a");
	finds("résumé", "a");
	finds("cafes", "c");
	close_small();
	OPEN_IN("tlh", {"Qapla bires?", "", "Yes."}, {"Nuqneh?", "", "No."});
	finds("BIRES", "a");
	finds("nuqneh", "b");
	close_small();
}

int
main(void)
{
	test_german();
	test_french();
	test_spanish();
	test_italian();
	test_dutch();
	test_portuguese();
	test_danish();
	test_swedish();
	test_norwegian();
	test_finnish();
	test_russian();
	test_turkish();
	test_arabic();
	test_pairs();
	test_marked_pairs();
	test_shown();
	test_marked_stems();
	test_marked_letters();
	test_others();
	return tap_done();
}
