{{%AUTOESCAPE context="JAVASCRIPT"}}
{{!
Optional comfort; every page works the same without this file. It finds while
the reader types, moves by keys among the hits, and copies an answer's link.
A file of the same name in the FAQ home's templates/ replaces this one.

While typing it fetches the page that the form would lead to, and takes over
its main and its title; the search field itself is never touched: so the cursor
and an input method's half-typed word stay, and nothing that a reader typed
becomes markup but by the server's escaping. The first change makes a new entry
in the history, the following ones change that entry: Back leads to where the
reader began.
}}
'use strict';
(() => {
	const search = document.querySelector('search');
	const main = document.querySelector('main');
	const field = search && search.querySelector('[name=q]');
	const status = search && search.querySelector('[role=status]');
	if (!field || !status || !main)
		return;
	const form = field.form;
	{{!In ms: between two letters, until he reads, has settled; "copied".}}
	const PAUSE = 150, QUIET = 900, SETTLED = 3000, DONE = 2500;
	{{!Words and address of what is shown; the words asked for last.}}
	let shown = tidy(field.defaultValue), place = address(location.href);
	let words = shown;
	{{!Whether the next change is a new entry of the history.}}
	let fresh = true;
	let request = new AbortController();
	let timer, speech, settling;
	{{!The words that the owner's log of searches has already.}}
	let counted = shown;

	function tidy(text) {
		return text.trim().replace(/\s+/g, ' ');
	}

	function address(url) {
		return url.replace(/#.*/, '');
	}

	{{!On a page that lists questions; on others the form simply submits.}}
	function isListing() {
		return 'live' in search.dataset &&
			new URL(form.action).origin === location.origin;
	}

	{{!Where the form would lead, in its shortest way.}}
	function target() {
		const fields = new URLSearchParams(new FormData(form));
		fields.set('q', words);
		if (!words)
			fields.delete('q');
		const query = fields.toString();
		return address(form.action) + (query && '?' + query);
	}

	function stop() {
		clearTimeout(timer);
		clearTimeout(speech);
		clearTimeout(settling);
		request.abort();
		words = shown;
	}

	{{!The parsed page, and where it was; null if another one is wanted.}}
	async function load(url) {
		const mine = request = new AbortController();
		try {
			const { signal } = mine;
			const headers = { 'X-Search': 'typing' };
			const answer = await fetch(url, { signal, headers });
			const text = answer.ok ? await answer.text() : '';
			if (mine.signal.aborted)
				return null;
			const page = new DOMParser()
				.parseFromString(text, 'text/html');
			return { page, url: address(answer.url) };
		} catch (error) {
			if (mine.signal.aborted)
				return null;
			throw error;
		}
	}

	function takeHead(page, selector) {
		const old = document.head.querySelector(selector);
		const now = page.head.querySelector(selector);
		if (old)
			old.remove();
		if (now)
			document.head.append(now);
	}

	{{!All in one step, between two frames.}}
	function show(page) {
		const other = page.querySelector('search[data-live]');
		const now = page.querySelector('main');
		const titles = [document, page].map((each) =>
			each.querySelector('header .title'));
		if (!other || !now)
			throw new Error('not a page of ours');
		const lost = main.contains(document.activeElement);
		main.replaceChildren(...now.childNodes);
		if (titles[0] && titles[1])
			titles[0].replaceWith(titles[1]);
		if (lost)
			field.focus();
		document.title = page.title;
		takeHead(page, 'link[rel=canonical]');
		takeHead(page, 'meta[name=robots]');
	}

	{{!Said when the reader pauses, not at every letter.}}
	function say() {
		const heading = document.querySelector('h1');
		status.textContent = tidy(heading.textContent);
	}

	{{!Where the owner keeps searches: this one counts, and once.}}
	function settle() {
		clearTimeout(settling);
		if (!('log' in search.dataset) || !shown || shown === counted)
			return;
		counted = shown;
		fetch(place, { method: 'HEAD', keepalive: true })
			.catch(() => {});
	}

	async function update() {
		if (tidy(field.value) === words)
			return;
		stop();
		words = tidy(field.value);
		try {
			const answer = await load(target());
			if (!answer)
				return;
			const { page, url } = answer;
			show(page);
			shown = words;
			place = url;
			speech = setTimeout(say, QUIET);
			settling = setTimeout(settle, SETTLED);
			if (fresh)
				history.pushState(null, '', url);
			else
				history.replaceState(null, '', url);
			fresh = false;
		} catch (error) {
			{{!All stays as it was, and the form still works.}}
			words = shown;
		}
	}

	function typed(event) {
		clearTimeout(timer);
		clearTimeout(speech);
		clearTimeout(settling);
		if (!event.isComposing)
			timer = setTimeout(update, PAUSE);
	}

	async function goBack() {
		stop();
		fresh = true;
		field.value = new URL(location).searchParams.get('q') || '';
		words = tidy(field.value);
		if (address(location.href) === place)
			return;
		try {
			const answer = await load(location.href);
			if (!answer)
				return;
			show(answer.page);
			shown = counted = words;
			place = answer.url;
			say();
		} catch (error) {
			{{!The browser will say what is wrong.}}
			location.reload();
		}
	}

	{{!What is shown already is loaded in its place, not once more.}}
	function submitted(event) {
		stop();
		{{!The page that comes counts itself.}}
		counted = shown;
		words = tidy(field.value);
		if (target() !== place)
			return;
		event.preventDefault();
		location.replace(place);
	}

	{{!From the field down through the hits, and back up.}}
	function move(event, step) {
		const stops = [field,
			...main.querySelectorAll('.clear h2 a, .hits a')];
		const at = stops.indexOf(event.target);
		if (at < 0 || !stops[at + step])
			return;
		event.preventDefault();
		stops[at + step].focus();
	}

	function clear(event) {
		if (event.target === field && field.value) {
			event.preventDefault();
			field.value = '';
			update();
		} else if (event.target.closest('.hits, .clear')) {
			field.focus();
		}
	}

	function pressed(event) {
		if (event.isComposing || event.ctrlKey || event.metaKey ||
		    event.altKey || event.shiftKey)
			return;
		if (event.key === 'ArrowDown')
			move(event, 1);
		else if (event.key === 'ArrowUp')
			move(event, -1);
		else if (event.key === 'Escape')
			clear(event);
	}

	{{!Where the browser lets us: else the link to the page itself stays.}}
	function offerCopy(link) {
		const button = document.createElement('button');
		const tell = (label, said) => {
			button.textContent = label;
			status.textContent = said;
		};
		const copied = () => {
			tell(link.dataset.copied, link.dataset.copied);
			setTimeout(tell, DONE, link.dataset.copy, '');
		};
		button.type = 'button';
		button.className = link.className;
		button.textContent = link.dataset.copy;
		button.addEventListener('click', () => {
			navigator.clipboard.writeText(link.href)
				.then(copied, () => location.assign(link.href));
		});
		{{!As wide as the link was, so that nothing moves.}}
		button.style.minInlineSize = `${link.offsetWidth}px`;
		button.style.textAlign = 'start';
		link.replaceWith(button);
	}

	{{!All of a hit leads there, but what a reader marked stays marked.}}
	function clicked(event) {
		const hit = event.target.closest('.hits > li');
		const link = hit && hit.querySelector('a');
		if (!link || event.target.closest('a, button') ||
		    event.button || !getSelection().isCollapsed)
			return;
		const { ctrlKey, metaKey, shiftKey } = event;
		link.dispatchEvent(new MouseEvent('click', {
			bubbles: true, cancelable: true,
			ctrlKey, metaKey, shiftKey,
		}));
	}

	main.addEventListener('click', clicked);
	if (navigator.clipboard)
		main.querySelectorAll('a[data-copy]').forEach(offerCopy);
	if (!isListing())
		return;
	document.addEventListener('keydown', pressed);
	field.addEventListener('input', typed);
	field.addEventListener('compositionstart', stop);
	field.addEventListener('compositionend', typed);
	field.addEventListener('change', () => { fresh = true; });
	form.addEventListener('submit', submitted);
	addEventListener('pagehide', () => {
		stop();
		settle();
	});
	addEventListener('popstate', goBack);
})();
