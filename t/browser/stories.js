/* SPDX-License-Identifier: ISC */
/*
 * stories.js - what readers do, and what they see then. Each story has a
 * browser of its own and ends with nothing to complain of.
 */
'use strict';
const fs = require('fs');
const http = require('http');
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
		heading: `${count} ${count === 1 ? 'answer' : 'answers'} ` +
			`for ‘${words}’`,
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
	await page.click(`:is(.clear h2, .hits) >> text=${question}`);
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
	await becomes(() => heading(page), 'Nothing about ‘xyzzyq’', 'no hit');
	ok((await look(page)).hits.length > 0, 'but near questions');
	await page.fill('#q', '');
	await seesIndex(page, 'emptied');
	await becomes(() => status(page), title, 'and that is said');
}

/* What the owner's log of searches keeps: not each letter, nothing twice. */
async function settledOn(page) {
	const kept = async () => (fs.existsSync(config.searches) ?
		fs.readFileSync(config.searches, 'utf8') : '')
		.split('\n').filter(Boolean).map((line) => line.split('\t')[2]);
	const search = async (words) => {
		await page.goto(config.logged);
		await type(page, words);
		await becomes(() => query(page), words, `typed: ${words}`);
	};

	await search('is it');
	is(await kept(), [], 'while typing nothing is kept');
	await becomes(kept, ['is it'], 'a while later it is');
	await page.keyboard.type(' x');
	await becomes(() => query(page), 'is it x', 'typed further');
	await page.click('.hits a');
	await becomes(() => heading(page), 'Is it?', 'a hit is followed');
	await becomes(kept, ['is it', 'is it x'], 'which settles it at once');
	await page.goBack();
	await search('it is');
	await page.keyboard.press('Enter');
	await becomes(kept, ['is it', 'is it x', 'it is'], 'Enter does');
	await page.waitForTimeout(3500);
	await page.goto(config.logged);
	is(await kept(), ['is it', 'is it x', 'it is'], 'and nothing twice');
}

async function inOneCategory(page) {
	await page.goto(`${faq}/?category=safety`);
	like(page.url(), /\/category\/safety$/, 'its own address');
	const all = await heading(page);
	await type(page, 'hurt');
	await becomes(() => query(page), 'hurt', 'searched');
	is(new URL(page.url()).searchParams.get('category'), 'safety',
		'within the category');
	await page.fill('#q', '');
	await becomes(() => heading(page), all, 'emptied: the category again');
	like(page.url(), /\/category\/safety$/, 'at its own address');
}

/* -------------------------------------------------------------- keyboard */

async function byKeyboard(page) {
	await page.goto(faq);
	await page.keyboard.press('Tab');
	is(await focused(page), 'Skip to content', 'Tab: first the skip link');
	ok(await page.locator('.skip').isVisible(), 'which shows itself');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	is(await focused(page), 'Read more', 'Enter, Tab: the content');
	await page.goto(faq);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	is(await focused(page), 'q', 'Tab, Tab: the field');
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
	await page.click(`:is(.clear h2, .hits) >> text=${question}`);
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
		await page.click(`:is(.clear h2, .hits) >> text=${question}`);
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
		seen.links.push(document.querySelectorAll(
			'.clear h2 a, .hits a, .questions a').length);
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
	await page.goto(faq);
	await page.focus('#q');
	await page.evaluate(watchFrames);
	for (const words of ['hurt', 'hurt a lot', 'xyzzyq', 'cost', '']) {
		await page.fill('#q', words);
		await becomes(() => query(page), words || null,
			`typed "${words}"`);
	}
	const seen = await page.evaluate(() => window.seen);
	const range = (list) => Math.max(...list) - Math.min(...list);
	ok(seen.links.length > 20, 'the page was watched', seen.links.length);
	ok(Math.min(...seen.links) > 0, 'the list was never empty');
	is(seen.unfocused, 0, 'the field never lost the focus');
	ok(range(seen.tops) <= 1, 'the field stood still',
		`${range(seen.tops)} px`);
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
	is(await page.locator('.questions a').count(), 50,
		'the first five of each category');
	await page.click('text=All 50 questions – Group 3');
	is(await heading(page), 'Group 3', 'a page of its own');
	is(await page.locator('.questions a').count(), 50, 'has them all');
	await page.goBack();
	await type(page, 'grape');
	await becomes(() => query(page), 'grape', 'typed');
	const { hits } = await look(page);
	is(hits.length, 25, 'the best of them are shown');
	is(hits.filter((hit) => !/grape/i.test(hit)), [], 'and fit');
	await page.click('text=Next page');
	await becomes(async () => (await look(page)).hits.length, 25,
		'a link leads to the next ones');
	await page.fill('#q', '');
	await becomes(() => page.locator('.questions a').count(), 50,
		'emptied: the index again');
}

/* --------------------------------------------------------------- the look */

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true,
	isMobile: true };

/* Where the first of these begins, from the top of the page. */
const top = (page, selector) => page.evaluate((found) =>
	Math.round(document.querySelector(found).getBoundingClientRect().top +
		scrollY), selector);

function atMost(got, limit, name) {
	ok(got <= limit, `${name}: at most ${limit} px`, `${got} px`);
}

async function onAPhone(page) {
	await page.goto(faq);
	atMost(await top(page, '.questions a'), 560, 'the first question');
	ok(!await page.locator('.pills').isVisible(),
		'four categories need no row');
	await page.goto(config.many);
	atMost(await top(page, '.questions a'), 560, 'of many, too');
	atMost((await page.locator('.pills').boundingBox()).height, 96,
		'the row of categories');
	for (const url of [config.many, ...config.groups]) {
		await page.goto(url);
		atMost(await page.evaluate(() =>
			document.documentElement.scrollHeight), 12000,
		`all of ${url.replace(/.*\//, '')}`);
	}
	await page.goto(config.many);
	await page.click('.pills a >> text=All 10 categories');
	ok(await page.locator('#Categories').isVisible(), 'the list of all');
	await page.goto(`${faq}/?q=does+it+hurt`);
	atMost(await top(page, '.clear a'), 420, 'the first hit');
	for (const [url, selector] of [[config.many, '.pills a'],
		[config.many, '.contents a'], [faq, '.questions a'],
		[`${config.many}/?q=grape`, '.filters a'],
		[faq, '.field input'], [`${faq}/does-it-hurt`, '.related a']]) {
		await page.goto(url);
		const sizes = await page.evaluate((found) =>
			[...document.querySelectorAll(found)].map((each) =>
				each.getBoundingClientRect().height), selector);
		ok(sizes.length > 0 && Math.min(...sizes) >= 44,
			`${selector}: high enough for a finger`, sizes);
	}
	await page.goto(`${config.many}/?q=grape`);
	ok(await top(page, '.filters') > await top(page, '.hits li:last-child'),
		'filters stand behind the hits');
}

/* All of a hit is a link, but its words can be marked and read out alone. */
async function wholeHit(page) {
	await page.goto(`${faq}/?q=does+it+hurt+and+what+does+it+cost`);
	const snippet = page.locator('.hits p >> nth=0');
	await snippet.click({ position: { x: 30, y: 8 } });
	await becomes(() => heading(page), question, 'a click on its snippet');
	await page.goBack();
	const box = await snippet.boundingBox();
	await page.mouse.move(box.x + 5, box.y + 10);
	await page.mouse.down();
	await page.mouse.move(box.x + 150, box.y + 10, { steps: 4 });
	await page.mouse.up();
	await page.waitForTimeout(300);
	like(page.url(), /q=does/, 'marking its words leads nowhere');
	ok((await page.evaluate(() => String(getSelection()))).length > 5,
		'and marks them');
	is(await page.locator('.hits > li >> nth=0').locator('a').count(), 1,
		'there is one link');
}

/* What a screen reader is told, as Chromium tells it. */
async function readOut(page) {
	const keys = await page.context().newCDPSession(page);
	const names = async () => (await keys.send(
		'Accessibility.getFullAXTree')).nodes
		.filter((node) => !node.ignored)
		.map((node) => ({ role: node.role && node.role.value,
			name: node.name ? node.name.value : '' }));

	for (const path of ['', '/does-it-hurt', '/?q=hurt+or+cost',
		'/category/safety', '/all']) {
		await page.goto(faq + path);
		const nodes = await names();
		is(nodes.filter(({ name }) => /[›…]/.test(name))
			.map(({ name }) => name), [],
		`${path || '/'}: no sign is read out`);
		ok(nodes.some(({ role }) => role === 'list'),
			'its lists are lists');
		is(await page.evaluate(() => [...document.querySelectorAll(
			'ul, ol')].filter((list) =>
			getComputedStyle(list).listStyleType === 'none' &&
			list.getAttribute('role') !== 'list').length), 0,
		'in Safari, too');
	}
	await page.goto(faq);
	like(await page.textContent('.contents li'),
		/About the treatment 4, 4 questions/, 'a count is a sentence');
	await type(page, 'hurt');
	await becomes(() => status(page), '1 answer for ‘hurt’',
		'the status names the words');
}

/* WCAG's contrast of each text with what is behind it, the least first. */
function measureContrast() {
	const canvas = document.createElement('canvas').getContext('2d',
		{ willReadFrequently: true });
	const rgba = (color) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = color;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data];
	};
	const light = ([r, g, b]) => [r, g, b].reduce((sum, each, i) => {
		const c = each / 255;
		return sum + [0.2126, 0.7152, 0.0722][i] *
			(c <= 0.04045 ? c / 12.92
				: ((c + 0.055) / 1.055) ** 2.4);
	}, 0);
	const behind = (node) => {
		for (; node; node = node.parentElement) {
			const color = rgba(getComputedStyle(node)
				.backgroundColor);
			if (color[3] === 255)
				return color;
		}
		return [255, 255, 255];
	};
	const found = [];
	const walker = document.createTreeWalker(document.body,
		NodeFilter.SHOW_TEXT);

	while (walker.nextNode()) {
		const node = walker.currentNode.parentElement;
		if (!walker.currentNode.data.trim() ||
			node.closest('.skip, .unseen, script, style'))
			continue;
		const pair = [light(rgba(getComputedStyle(node).color)),
			light(behind(node))].sort((a, b) => b - a);
		found.push({ ratio: (pair[0] + 0.05) / (pair[1] + 0.05),
			link: Boolean(node.closest('a, button, .head')),
			text: node.textContent.trim().slice(0, 30) });
	}
	return found.sort((a, b) => a.ratio - b.ratio);
}

async function contrast(page) {
	for (const colorScheme of ['light', 'dark'])
		for (const path of ['', '/does-it-hurt', '/?q=cost+pain',
			'/category/safety', '/all']) {
			await page.emulateMedia({ colorScheme });
			await page.goto(faq + path);
			const found = await page.evaluate(measureContrast);
			const name = `${colorScheme} ${path || '/'}`;
			const words = found.filter(({ link }) => !link);
			const links = found.filter(({ link }) => link);
			ok(words.length > 0 && words[0].ratio >= 7,
				`${name}: text has 7:1`,
				JSON.stringify(words[0]));
			ok(links[0].ratio >= 4.5, `${name}: links have 4.5:1`,
				JSON.stringify(links[0]));
		}
}

/* Colours that faq.conf takes: at least 5:1 on white. Always the same ones. */
function someAccents(count) {
	const accents = [];
	let seed = 7;
	const next = () => {
		seed = (seed * 1103515245 + 12345) % 2 ** 31;
		return (seed >> 16) % 256;
	};
	const linear = (c) => (c <= 0.04045 ? c / 12.92
		: ((c + 0.055) / 1.055) ** 2.4);

	while (accents.length < count) {
		const rgb = [next(), next(), next()];
		const light = rgb.reduce((sum, each, i) => sum +
			[0.2126, 0.7152, 0.0722][i] * linear(each / 255), 0);
		if (1.05 / (light + 0.05) >= 5)
			accents.push(`#${rgb.map((each) => each.toString(16)
				.padStart(2, '0')).join('')}`);
	}
	return accents;
}

/* Whatever colour the owner likes, all can be read. */
async function anyAccent(page) {
	const accents = ['#000000', '#0000ff', ...someAccents(50)];
	const least = [];

	for (const colorScheme of ['light', 'dark'])
		for (const path of ['', '/does-it-hurt', '/?q=cost+pain']) {
			await page.emulateMedia({ colorScheme });
			await page.goto(faq + path);
			const style = await page.locator('style').textContent();
			for (const accent of accents) {
				await page.evaluate((text) => {
					document.querySelector('style')
						.textContent = text;
				}, style.replaceAll('#0b6367', accent));
				const [found] = await page.evaluate(
					measureContrast);
				least.push({ ...found, accent, colorScheme,
					path });
			}
		}
	least.sort((a, b) => a.ratio - b.ratio);
	const ratios = new Set(least.map(({ ratio }) => ratio)).size;
	is(least.length, 6 * accents.length, 'all colours were tried');
	ok(ratios > 20, 'and were seen', ratios);
	ok(least[0].ratio >= 4.5, 'the least contrast is 4.5:1',
		JSON.stringify(least.slice(0, 3)));
}

/* Of one's own colours only borders tell buttons and bands from the page. */
async function forcedColors(page) {
	await page.emulateMedia({ forcedColors: 'active' });
	await page.goto(faq);
	for (const selector of ['.field', '.field button', '.head', '.about']) {
		const [width, color, ground] = await page.evaluate((found) => {
			const style = getComputedStyle(
				document.querySelector(found));
			return [parseFloat(style.borderBottomWidth),
				style.borderBottomColor, style.backgroundColor];
		}, selector);
		ok(width >= 1 && color !== ground, `${selector} has a border`,
			`${width} ${color} on ${ground}`);
	}
	await page.emulateMedia({ forcedColors: 'none', contrast: 'more' });
	const found = await page.evaluate(measureContrast);
	ok(found.filter(({ link }) => !link)[0].ratio >= 12,
		'who wants more contrast gets it');
}

async function printed(page) {
	await page.emulateMedia({ media: 'print' });
	await page.goto(`${faq}/does-it-hurt`);
	const text = await page.evaluate(() => document.body.innerText);
	like(text, /Scalp micropigmentation: your/, 'the name of the site');
	like(text, /http:\S+\/does-it-hurt/, 'its address');
	like(text, /Last updated 22 November 2026/, 'and the date');
	is(await page.evaluate(() => ['search', '.steps', '.crumbs',
		'.aside'].filter((found) => {
		const node = document.querySelector(found);
		return node && node.getClientRects().length > 0;
	})), [], 'nothing to click on');
	await page.goto(faq);
	like(await page.evaluate(() => document.body.innerText),
		/Scalp micropigmentation: your[^]*What is/, 'the index, too');
	ok(!await page.locator('.lead > a').isVisible(),
		'without a link to its own end');
}

/* Within a page of another host, which the owner named, or did not. */
async function inAFrame(page, complaints) {
	const server = http.createServer((request, response) => {
		const src = new URL(request.url, faq).searchParams.get('src');
		response.setHeader('Content-Type', 'text/html');
		response.end(src ? `<iframe src="${src}" title="FAQ"></iframe>`
			: '');
	});
	const framed = async (address) => {
		await page.goto(`http://127.0.0.1:${config.shop}/?src=${
			encodeURIComponent(address)}`);
		await becomes(async () => page.frames().length, 2, 'framed');
		const [, frame] = page.frames();
		await frame.waitForLoadState();
		return frame.evaluate(() => document.body.innerText)
			.catch(() => '');
	};

	await new Promise((done) =>
		server.listen(config.shop, '127.0.0.1', done));
	try {
		like(await framed(`${config.framed}/?embed=1`), /Is it\?/,
			'her shop may show it');
		const within = page.frameLocator('iframe');
		is(await within.locator('header, footer').count(), 0,
			'without head and foot');
		await within.locator('text=Is it?').click();
		await page.waitForURL('**/is-it');
		is(await heading(page), 'Is it?',
		    'and a click leads to the whole page');
		ok(!/What is/.test(await framed(`${faq}/?embed=1`)),
			'where she did not say so, nobody may');
	} finally {
		server.close();
	}
	complaints.length = 0; /* the browser's own, of the refusal */
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
	['what was settled on', settledOn],
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
	['on a phone', onAPhone, phone],
	['whole hit', wholeHit],
	['read out', readOut],
	['contrast', contrast],
	['any accent', anyAccent],
	['forced colours', forcedColors],
	['printed', printed],
	['in a frame', inAFrame],
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
