<?php
// SPDX-License-Identifier: ISC
//
// page.php - the same FAQ in PHP 8, as one would write it: PDO with a
// persistent connection to SQLite, FTS5 for the search, PHP itself for the
// templates. FAQ_PEER names the folder with faq.db and style.css.
declare(strict_types=1);

const HITS = 25;

function h(string $text): string
{
	return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function query(string $sql, array $values = []): array
{
	global $db;
	$statement = $db->prepare($sql);
	$statement->execute($values);
	return $statement->fetchAll(PDO::FETCH_ASSOC);
}

function link_to(string $slug): string
{
	return h($_SERVER['SCRIPT_NAME'] . '/'
	    . str_replace('%2F', '/', rawurlencode($slug)));
}

function show_questions(array $entries): void
{
	echo "<ul class=\"questions\" role=\"list\">\n";
	foreach ($entries as $entry) {
		echo '<li><a href="', link_to($entry['slug']), '">',
		    h($entry['question']), "</a></li>\n";
	}
	echo "</ul>\n";
}

function show_index(): string
{
	$entries = [];
	foreach (query('SELECT slug, question, category FROM entry ORDER BY id')
	    as $entry) {
		$entries[$entry['category']][] = $entry;
	}
	ob_start();
	foreach (query('SELECT * FROM category ORDER BY id') as $category) {
		echo '<div class="category">', "\n", '<h2 id="c-',
		    h($category['slug']), '"><a href="',
		    link_to('category/' . $category['slug']), '">',
		    h($category['title']), "</a></h2>\n";
		show_questions($entries[$category['id']] ?? []);
		echo "</div>\n";
	}
	return ob_get_clean();
}

function show_answer(string $slug): ?string
{
	$entry = query('SELECT entry.*, category.slug AS category_slug,'
	    . ' category.title FROM entry LEFT JOIN category'
	    . ' ON category.id = entry.category WHERE entry.slug = ?',
	    [$slug])[0] ?? null;
	if ($entry === null) {
		return null;
	}
	$near = query('SELECT id, slug, question FROM entry WHERE category = ?'
	    . ' AND id IN (?, ?) ORDER BY id',
	    [$entry['category'], $entry['id'] - 1, $entry['id'] + 1]);
	ob_start();
	?>
<nav class="crumbs" aria-label="Breadcrumb">
<ol role="list">
<li><a href="<?= link_to('') ?>">All questions</a></li>
<li><a href="<?= link_to('category/' . $entry['category_slug']) ?>"><?= h($entry['title']) ?></a></li>
</ol>
</nav>
<article>
<h1><?= h($entry['question']) ?></h1>
<div class="prose">
<?= $entry['answer_html'] ?>
</div>
<footer class="facts">
<?php if ($entry['updated'] !== '') { ?>
<p>Last updated <time><?= h($entry['updated']) ?></time></p>
<?php } ?>
<p><a class="permalink" href="<?= link_to($entry['slug']) ?>">Link to this answer</a></p>
</footer>
</article>
<nav class="steps" aria-label="More questions">
<?php foreach ($near as $other) { ?>
<p><?= $other['id'] < $entry['id'] ? 'Previous:' : 'Next:' ?> <a href="<?= link_to($other['slug']) ?>"><?= h($other['question']) ?></a></p>
<?php } ?>
</nav>
	<?php
	return ob_get_clean();
}

function show_results(string $q): string
{
	preg_match_all('/[\p{L}\p{N}]+/u', $q, $words);
	$match = implode(' OR ', array_map(fn ($word) => '"' . $word . '"',
	    array_slice($words[0], 0, 16)));
	$hits = $match === '' ? [] : query('SELECT entry.slug,'
	    . " entry.question, snippet(search, 2, '<mark>', '</mark>', '…', 30)"
	    . ' AS snippet FROM search JOIN entry ON entry.id = search.rowid'
	    . ' WHERE search MATCH ? ORDER BY bm25(search, 8.0, 12.0, 1.0)'
	    . ' LIMIT ' . HITS, [$match]);
	ob_start();
	echo '<p>', count($hits), ' answers for <q>', h($q), "</q></p>\n",
	    "<ol class=\"hits\" role=\"list\">\n";
	foreach ($hits as $hit) {
		echo '<li><a href="', link_to($hit['slug']), '">',
		    h($hit['question']), "</a>\n<p>",
		    str_replace(['&lt;mark&gt;', '&lt;/mark&gt;'],
		    ['<mark>', '</mark>'], h($hit['snippet'])), "</p></li>\n";
	}
	echo "</ol>\n";
	return ob_get_clean();
}

$db = new PDO('sqlite:' . $_SERVER['FAQ_PEER'] . '/faq.db', null, null,
    [PDO::ATTR_PERSISTENT => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$path = $_SERVER['PATH_INFO'] ?? '/';
$q = trim((string)($_GET['q'] ?? ''));
$title = query("SELECT value FROM front WHERE name = 'title'")[0]['value'];
$intro = query("SELECT value FROM front WHERE name = 'intro'")[0]['value'];
if ($path !== '/' && $path !== '') {
	$content = show_answer(substr($path, 1));
} else {
	$content = $q !== '' ? show_results($q)
	    : "<div class=\"lead prose\">$intro</div>\n" . show_index();
}
if ($content === null) {
	http_response_code(404);
	$content = '<p>There is no such page.</p>';
}
header('Content-Type: text/html; charset=utf-8');
header('Cache-Control: no-cache');
$canonical = 'http://' . $_SERVER['HTTP_HOST'] . $_SERVER['SCRIPT_NAME'] . $path;
?>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= h($title) ?></title>
<link rel="canonical" href="<?= h($canonical) ?>">
<style>
<?php readfile($_SERVER['FAQ_PEER'] . '/style.css'); ?>
</style>
</head>
<body>
<header>
<p class="title"><a href="<?= link_to('') ?>"><?= h($title) ?></a></p>
<form class="search" action="<?= link_to('') ?>">
<label for="q">Search the questions</label>
<input type="search" id="q" name="q" value="<?= h($q) ?>" maxlength="256">
<button type="submit">Search</button>
</form>
</header>
<main id="Content">
<?= $content ?>
</main>
</body>
</html>
