{{%AUTOESCAPE context="JAVASCRIPT"}}
{{!For the owner's page: tries whether a stranger could read her files.}}
'use strict';
(async () => {
	const heading = document.getElementById('served');
	const level = document.getElementById('served-level');
	const text = document.getElementById('served-text');
	const names = ['faq.conf', 'data/', 'data/index.md', 'var/faq.db',
		'var/status.txt'];
	const open = [];
	try {
		for (const name of names) {
			const answer = await fetch(heading.dataset.path + '/' +
				name, {method: 'HEAD', cache: 'no-store'});
			if (answer.ok)
				open.push(name);
		}
	} catch (error) {
		return;
	}
	level.textContent = open.length ? 'problem' : 'ok';
	text.textContent = open.length ?
		'Anybody can read these of your files: ' + open.join(', ') :
		'No: each of these was refused just now.';
	document.getElementById('served-help').hidden = !open.length;
})();
