/* SPDX-License-Identifier: ISC */
/*
 * stories.js - what readers do, and what they see then. Each story has a
 * browser of its own and ends with nothing to complain of.
 */
'use strict';
const { config, launch, look, visit } = require('./browser');
const { becomes, is, like, note, ok } = require('./tap');

const faq = config.faq;
const title = 'Scalp micropigmentation: your questions answered';
const question = 'Does it hurt?';

const heading = async (page) => (await look(page)).heading;
const query = async (page) => (await look(page)).query;
const status = (page) => page.textContent('#status');
const focused = (page) => page.evaluate(() =>
	document.activeElement.id || document.activeElement.textContent.trim());

/* A results page: all that a reader sees tells of the same words. */
async function seesResults(page, words, count, name) {
	const wanted = {
		title: `${words} (${count}) – ${title}`,
		heading: count === 1 ? '1 question matches'
			: `${count} questions match`,
		field: words, query: words, path: new URL(faq).pathname,
	};

	await becomes(async () => {
		const { hits, ...seen } = await look(page);
		return [seen, hits.length];
	}, [wanted, count], `${name}: all of the page tells of "${words}"`);
}

async function seesIndex(page, name) {
	const wanted = { title, heading: title, field: '', query: null,
		path: new URL(faq).pathname, hits: [] };

	await becomes(() => look(page), wanted,
		`${name}: all of the page tells of the index`);
	is(await page.locator('.questions a').count(), 12, `${name}: its list`);
}

async function seesAnswer(page, name) {
	await becomes(() => heading(page), question, `${name}: answer`);
	like(page.url(), /\/does-it-hurt$/, `${name}: its own address`);
	like(await page.title(), /^Does it hurt\?/, `${name}: its title`);
	like(await page.textContent('article'), /numbing/, `${name}: its text`);
}

/* How many questions a search has; asked from the server itself. */
async function countOf(page, words) {
	const query = encodeURIComponent(words);
	const answer = await page.request.get(`${faq}/?q=${query}`);
	return (await answer.text()).match(/<h1>(\d+)/)[1] * 1;
}

/* Typing as a person does, letter by letter. */
async function type(page, words) {
	await page.locator('#q').pressSequentially(words, { delay: 40 });
}

/* --------------------------------------------------------------- finding */

async function byClicking(page) {
	await page.goto(faq);
	await seesIndex(page, 'index');
	await page.click(`.questions >> text=${question}`);
	await seesAnswer(page, 'clicked');
	await page.goBack();
	await seesIndex(page, 'back');
}

async function withoutScript(page) {
	await page.goto(faq);
	await type(page, 'hurt');
	await page.click('form button');
	await seesResults(page, 'hurt', await countOf(page, 'hurt'),
		'submitted');
	await page.click(`.hits >> text=${question}`);
	await seesAnswer(page, 'clicked');
	is(await page.textContent('a.permalink'), 'Link to this answer',
		'the link to the answer is a plain link');
	await page.fill('#q', 'cost');
	await page.press('#q', 'Enter');
	await becomes(() => query(page), 'cost',
		'an answer has the form, too');
}

async function whileTyping(page) {
	await page.goto(faq);
	await type(page, 'hurt');
	const count = await countOf(page, 'hurt');
	await seesResults(page, 'hurt', count, 'typed');
	is(await focused(page), 'q', 'the focus is still in the field');
	await becomes(() => status(page), await heading(page),
		'screen readers are told when the typing pauses');
	const head = () => page.evaluate(() => ['link[rel=canonical]',
		'meta[name=robots]'].map((selector) =>
		(document.querySelector(selector) || {}).outerHTML));
	const typed = await head();
	await page.reload();
	is(typed, await head(), 'search engines would be told the same');
	await page.fill('#q', 'hrut');
	await becomes(() => query(page), 'hrut', 'a slip');
	like(await page.textContent('main'), /Showing results for/,
		'says what was looked for');
	await page.fill('#q', 'xyzzyq');
	await becomes(() => heading(page), 'No questions match', 'no hit');
	ok((await look(page)).hits.length > 0, 'but near questions');
	await page.fill('#q', '');
	await seesIndex(page, 'emptied');
	await becomes(() => status(page), title, 'and that is said');
}

async function inOneCategory(page) {
	await page.goto(`${faq}/?category=safety`);
	const all = await heading(page);
	await type(page, 'hurt');
	await becomes(() => query(page), 'hurt', 'searched');
	is(new URL(page.url()).searchParams.get('category'), 'safety',
		'within the category');
	await page.fill('#q', '');
	await becomes(() => heading(page), all, 'emptied: the category again');
}

/* -------------------------------------------------------------- keyboard */

async function byKeyboard(page) {
	await page.goto(faq);
	await page.keyboard.press('Tab');
	is(await focused(page), 'Skip to content', 'Tab: first the skip link');
	ok(await page.locator('.skip').isVisible(), 'which shows itself');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	is(await focused(page), 'q', 'Enter, Tab: the field');
	await page.keyboard.press('Tab');
	is(await focused(page), 'Search', 'Tab: the button');
	await page.keyboard.press('Shift+Tab');
	is(await focused(page), 'q', 'Shift, Tab: back to the field');
	await page.keyboard.type('1/2', { delay: 20 });
	is(await page.inputValue('#q'), '1/2', 'in which all keys type');
	await page.keyboard.press('Escape');
	is(await page.inputValue('#q'), '', 'Escape clears');
	await page.keyboard.type('cost pain', { delay: 20 });
	await seesResults(page, 'cost pain', await countOf(page, 'cost pain'),
		'typed');
	const { hits } = await look(page);
	for (const [key, where] of [['ArrowDown', hits[0]],
		['ArrowDown', hits[1]], ['ArrowUp', hits[0]], ['ArrowUp', 'q'],
		['ArrowUp', 'q'], ['ArrowDown', hits[0]], ['Escape', 'q']]) {
		await page.keyboard.press(key);
		is(await focused(page), where, `${key}: ${where}`);
	}
	await page.keyboard.press('Escape');
	await seesIndex(page, 'Escape');
	await page.keyboard.type('hurt');
	await page.keyboard.press('Enter');
	await seesResults(page, 'hurt', 1, 'Enter');
	for (const key of ['Tab', 'Tab', 'Tab', 'ArrowDown'])
		await page.keyboard.press(key);
	await page.keyboard.press('Enter');
	await seesAnswer(page, 'arrow and Enter');
}

/* --------------------------------------------------------------- history */

async function backAndForward(page) {
	await page.goto(faq);
	await type(page, 'hurt');
	const count = await countOf(page, 'hurt');
	await seesResults(page, 'hurt', count, 'typed');
	await page.goBack();
	await seesIndex(page, 'back');
	await page.goForward();
	await seesResults(page, 'hurt', count, 'forward');
	await page.click(`.hits >> text=${question}`);
	await seesAnswer(page, 'clicked');
	await page.goBack();
	await seesResults(page, 'hurt', count, 'back from the answer');
	await page.goBack();
	await seesIndex(page, 'back once more');
	await type(page, 'cost');
	const price = await countOf(page, 'cost');
	await seesResults(page, 'cost', price, 'typed anew');
	await page.press('#q', 'Enter');
	await page.waitForLoadState();
	await seesResults(page, 'cost', price, 'and submitted');
	await page.goBack();
	await seesIndex(page, 'one step back');
	await page.reload();
	await seesIndex(page, 'loaded anew');
	await page.click('.contents a >> nth=1');
	like(page.url(), /#c-/, 'a jump within the index');
	await page.goBack();
	await seesIndex(page, 'and back');
}

/* Chromium keeps the page in memory while the reader is away. */
async function keptInMemory() {
	const browser = await launch({
		ignoreDefaultArgs: ['--disable-back-forward-cache'],
	});

	await visit(browser, {}, async (page) => {
		await page.goto(faq);
		await type(page, 'hurt');
		await becomes(() => query(page), 'hurt', 'typed');
		await page.evaluate(() => {
			addEventListener('pageshow', (event) => {
				document.documentElement.dataset.kept =
					event.persisted;
			});
		});
		await page.click(`.hits >> text=${question}`);
		await page.waitForURL('**/does-it-hurt');
		await page.evaluate(() => history.back());
		await becomes(() => page.evaluate(() =>
			document.documentElement.dataset.kept), 'true',
			'the page comes back from memory');
		await page.fill('#q', 'cost');
		await seesResults(page, 'cost', await countOf(page, 'cost'),
			'and goes on working');
	});
	await browser.close();
}

/* ------------------------------------------------- steadiness, bad lines */

/*
 * Notes at each frame, and after each change of the page, what is in the list
 * and where the field is.
 */
function watchFrames() {
	const seen = window.seen = { links: [], tops: [], unfocused: 0 };
	const note = () => {
		const field = document.getElementById('q');
		seen.links.push(document
			.querySelectorAll('.hits a, .questions a').length);
		seen.tops.push(field.getBoundingClientRect().top);
		if (document.activeElement !== field)
			seen.unfocused++;
	};
	const frame = () => {
		note();
		requestAnimationFrame(frame);
	};

	new MutationObserver(note).observe(document.querySelector('main'),
		{ childList: true, subtree: true });
	frame();
}

async function withoutFlicker(page) {
	const height = () => page.evaluate(() =>
		document.querySelector('h1').getBoundingClientRect().height);

	await page.goto(faq);
	await page.focus('#q');
	await page.evaluate(watchFrames);
	const heights = [await height()];
	for (const words of ['hurt', 'hurt a lot', 'xyzzyq', 'cost', '']) {
		await page.fill('#q', words);
		await becomes(() => query(page), words || null,
			`typed "${words}"`);
		heights.push(await height());
	}
	const seen = await page.evaluate(() => window.seen);
	const range = (list) => Math.max(...list) - Math.min(...list);
	ok(seen.links.length > 20, 'the page was watched', seen.links.length);
	ok(Math.min(...seen.links) > 0, 'the list was never empty');
	is(seen.unfocused, 0, 'the field never lost the focus');
	ok(range(seen.tops) <= range(heights) + 1,
		'the field stood still, but for the height of the heading',
		`${range(seen.tops)} px, heading ${range(heights)} px`);
}

/* Answers that come late and in the wrong order: the last words count. */
async function slowAnswers(page) {
	const wait = { cost: 1200, 'cost pain': 100 };
	const asked = [];

	await page.route('**/*?q=*', async (route) => {
		const words = new URL(route.request().url())
			.searchParams.get('q');
		asked.push(words);
		await new Promise((done) => setTimeout(done, wait[words] || 0));
		await route.continue().catch(() => {}); /* given up by then */
	});
	await page.goto(faq);
	await page.fill('#q', 'cost');
	await becomes(async () => asked.length, 1, 'asked for the first words');
	await page.fill('#q', 'cost pain');
	await becomes(() => query(page), 'cost pain',
		'the last words are answered first');
	await page.waitForTimeout(1500); /* the late answer would be there */
	const seen = await look(page);
	is([seen.query, seen.field], ['cost pain', 'cost pain'],
		'and a late answer changes nothing');
	is(asked, ['cost', 'cost pain'], 'one request for each');
	await page.fill('#q', ' cost  pain ');
	await page.waitForTimeout(400); /* more than the pause */
	is(asked.length, 2, 'spaces are no new words');
	is(await page.inputValue('#q'), ' cost  pain ', 'and stay as typed');
}

async function failingAnswers(page, complaints) {
	let failed = 0;

	await page.goto(faq);
	for (const fail of [(route) => route.abort('internetdisconnected'),
		(route) => route.fulfill({ status: 500, body: '<h1>Oh</h1>' }),
		(route) => route.fulfill({ body: '<h1>A login, say</h1>' })]) {
		await page.route('**/*?q=*', (route) => fail(route)
			.finally(() => failed++));
		const words = `cost ${failed}`, before = failed;
		await page.fill('#q', words);
		await becomes(async () => failed, before + 1, 'it fails');
		await page.waitForTimeout(200);
		const seen = await look(page);
		is([seen.heading, seen.title, seen.query, seen.field],
			[title, title, null, words], 'all stays as it was');
		await page.unroute('**/*?q=*');
	}
	complaints.length = 0; /* the browser's own, of the failures */
	await page.fill('#q', 'hurt');
	await page.press('#q', 'Enter');
	await seesResults(page, 'hurt', await countOf(page, 'hurt'),
		'submitted');
	complaints.push(...complaints.splice(0)
		.filter((text) => !/Failed to load resource/.test(text)));
}

/* An input method, as for Chinese: no request until the word is chosen. */
async function inputMethod(page) {
	const asked = [];
	const keys = await page.context().newCDPSession(page);
	const compose = (text) => keys.send('Input.imeSetComposition', {
		text, selectionStart: text.length, selectionEnd: text.length,
	});

	page.on('request', (request) => asked.push(request.url()));
	await page.goto(faq);
	await page.focus('#q');
	asked.length = 0;
	for (const text of ['h', 'hu', 'hur'])
		await compose(text);
	await page.waitForTimeout(600); /* more than the pause */
	is(asked, [], 'nothing is asked while a word is composed');
	is(await page.inputValue('#q'), 'hur', 'which stays in the field');
	is(await heading(page), title, 'and the index as well');
	await keys.send('Input.insertText', { text: 'hurt' });
	await seesResults(page, 'hurt', await countOf(page, 'hurt'), 'chosen');
	const count = asked.length;
	await compose(' a');
	await compose('');
	await page.waitForTimeout(600);
	is(asked.length, count, 'a word given up asks for nothing');
}

/* ----------------------------------------------------------------- others */

async function copyLink(page) {
	await page.context().grantPermissions(
		['clipboard-read', 'clipboard-write']);
	await page.goto(`${faq}/does-it-hurt`);
	const button = page.locator('button.permalink');
	is(await button.textContent(), 'Copy link', 'the button says so');
	await button.click();
	await becomes(() => status(page), 'Link copied', 'copied, and said so');
	is(await button.textContent(), 'Link copied', 'visibly, too');
	is(await page.evaluate(() => navigator.clipboard.readText()),
		`${faq}/does-it-hurt`, 'the address is in the clipboard');
	await becomes(() => button.textContent(), 'Copy link', 'ready again');
}

/* What the script changes in a page that is shown already moves nothing. */
async function steadyPage(page) {
	await page.addInitScript(() => {
		window.shifts = 0;
		new PerformanceObserver((list) => {
			for (const shift of list.getEntries())
				window.shifts += shift.value;
		}).observe({ type: 'layout-shift', buffered: true });
	});
	await page.route('**/search.js', async (route) => {
		await new Promise((done) => setTimeout(done, 400));
		await route.continue();
	});
	for (const path of ['', '/does-it-hurt', '/?q=cost+pain']) {
		await page.goto(faq + path);
		await page.evaluate(() => new Promise((done) => setTimeout(() =>
			requestAnimationFrame(() => setTimeout(done)))));
		is(await page.evaluate(() => window.shifts), 0,
			`${path || '/'} stands still`);
	}
}

async function manyQuestions(page) {
	await page.goto(config.many);
	is(await page.locator('.questions a').count(), 500, 'all are listed');
	await type(page, 'grape');
	await becomes(() => query(page), 'grape', 'typed');
	const { hits } = await look(page);
	ok(hits.length > 0 && hits.length <= 25, 'the best of them are shown');
	is(hits.filter((hit) => !/grape/i.test(hit)), [], 'and fit');
	await page.fill('#q', '');
	await becomes(() => page.locator('.questions a').count(), 500,
		'emptied: all again');
}

/* Words of a reader are words, whatever they look like. */
async function hostileWords(page) {
	const words = '<img src=x onerror=alert(1)>"\'&</main>';

	await page.goto(faq);
	await page.fill('#q', words);
	await becomes(() => query(page), words, 'typed');
	is(await page.locator('main img').count(), 0, 'no markup comes of it');
	is(await page.inputValue('#q'), words, 'the field keeps them');
}

const stories = [
	['by clicking', byClicking],
	['without script', withoutScript, { javaScriptEnabled: false }],
	['while typing', whileTyping],
	['in one category', inOneCategory],
	['by keyboard', byKeyboard],
	['back and forward', backAndForward],
	['kept in memory', keptInMemory],
	['without flicker', withoutFlicker],
	['without flicker on a phone', withoutFlicker,
		{ viewport: { width: 320, height: 600 } }],
	['slow answers', slowAnswers],
	['failing answers', failingAnswers],
	['input method', inputMethod],
	['copy link', copyLink],
	['steady page', steadyPage],
	['steady page on a phone', steadyPage,
		{ viewport: { width: 412, height: 823 } }],
	['500 questions', manyQuestions],
	['hostile words', hostileWords],
];

async function tellAll(browser) {
	const only = new RegExp(process.env.FAQ_STORIES || '');

	for (const [name, story, options] of stories) {
		if (!only.test(name))
			continue;
		note(`story: ${name}`);
		await visit(browser, options, async (page, complaints) => {
			try {
				await story(page, complaints);
			} catch (error) {
				ok(false, `${name}: to its end`, error.stack);
			}
			is(complaints, [],
				`${name}: no complaint, no request elsewhere`);
		});
	}
}

module.exports = { tellAll };
