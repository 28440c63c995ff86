#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# One request through the CGI door: every kind of page, with the questions
# that ship.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use File::Copy qw(copy);
use IO::Uncompress::Gunzip qw(gunzip);
use JSON::PP qw(decode_json);
use Test::More;
use Time::HiRes qw(time);

my $home = new_home();
my $base = '/cgi-bin/faq.cgi';
my $site = 'http://faq.example';

sub get {
	my ($path, %more) = @_;
	my $response = cgi($home, $path, %more);
	is($response->{exit}, 0, 'exit status 0');
	is($response->{malformed}, undef, 'well-formed headers');
	is($response->{headers}{'content-length'}, length $response->{body},
	    'Content-Length is true') if length $response->{body};
	return $response;
}

sub links {
	my ($html) = @_;
	return $html =~ /(?:href|action)="([^"#][^"]*)"/g;
}

# What a search found, the clear one first.
sub hits_of {
	my ($html) = @_;
	return $html =~ m{<(?:li|article class="clear")>\s*(?:<h2>)?<a href="$base/([\w-]+)">(?=[^\n]*</a>(?:</h2>)?\n)}g;
}

subtest 'index' => sub {
	my $page = get('');
	is($page->{status}, 200, 'status');
	is($page->{headers}{'content-type'}, 'text/html; charset=utf-8', 'type');
	is($page->{log}, '', 'nothing in the log');
	my $html = $page->{body};
	like($html, qr/\A<!DOCTYPE html>\n<html lang="en">/, 'HTML5');
	like($html, qr{<title>[^<]*Scalp[^<]*</title>}, 'title');
	like(text_of($html), qr/Specialised pigment in/, 'introduction');
	like(text_of($html), qr/receding hairline, thinning hair and scars, and with/,
	    'closing words');
	my @found = $html =~ m{<li><a href="$base/([\w-]+)">}g;
	is("@found", "@slugs", 'the twelve questions in order');
	is(join(', ', $html =~ m{<h2 id="c-([\w-]+)"><a href="$base/category/\1">(?=[A-Z])}g),
	    'about, safety, sessions, results', 'in four categories, named');
	like($html, qr{<form[^>]* action="$base/" method="get"}, 'search form');
	like($html, qr{<label for="q"[ >]}, 'with a label');
	is(scalar(grep { !/^\Q$base\E\// } grep { !/^http:/ } links($html)), 0,
	    'all links begin with SCRIPT_NAME');
	unlike($html, qr/\{\{|\}\}/, 'no marker left');
};

subtest 'index with a trailing slash is the same' => sub {
	is(get('/')->{body}, get('')->{body}, 'to the byte');
};

subtest 'answer' => sub {
	my $page = get('/does-it-hurt');
	is($page->{status}, 200, 'status');
	my $html = $page->{body};
	like($html, qr{<h1>Does it hurt\?</h1>}, 'the question is the heading');
	like($html, qr{<title>Does it hurt\? – }, 'and the title');
	like($html, qr{<p>A numbing cream or a local}, 'the answer as HTML');
	like($html, qr{href="$base/category/sessions">Your sessions<}, 'category');
	like($html, qr{rel="prev" href="$base/session-length"}, 'previous');
	like($html, qr{rel="next" href="$base/recovery-and-aftercare"}, 'next');
	like($html, qr{<a href="$base/">All questions</a>}, 'link back');
	like($html, qr{<input type="search" id="q" name="q" value=""}, 'form');
	like($html, qr{<link rel="canonical" href="http://faq\.example$base/does},
	    'canonical');
	unlike(get('/session-length')->{body}, qr/rel="prev"/,
	    'the first of a category has no previous');
	unlike(get('/recovery-and-aftercare')->{body}, qr/rel="next"/,
	    'the last of one has no next');
};

subtest 'every answer' => sub {
	for (@slugs) {
		my $page = get("/$_");
		is($page->{status}, 200, $_);
		like($page->{body}, qr{<article>\s*<h1>[^<]+\?</h1>}, 'a question');
	}
};

subtest 'search' => sub {
	my $page = get('', QUERY_STRING => 'q=does+it+hurt');
	is($page->{status}, 200, 'status');
	my $html = $page->{body};
	my @hits = hits_of($html);
	is("@hits", 'does-it-hurt', 'the best hit, and none that only "does it"');
	like($html, qr{<h1>1 answer for ‘does it hurt’</h1>}, 'the number of hits');
	like($html, qr{<title>does it hurt \(1\) – Scalp[^–]*</title>},
	    'in the title, too');
	like($html, qr{>Does it <mark>hurt</mark>\?</a>},
	    'of the matched words those that tell something are marked');
	unlike(get('', QUERY_STRING => 'q=does+it')->{body},
	    qr{<mark>}, 'and no others');
	like($html, qr{name="q" value="does it hurt"}, 'words stay in the form');
	like($html, qr{<meta name="robots" content="noindex,follow">},
	    'not for search engines');
	is(get('/', QUERY_STRING => 'q=does+it+hurt')->{body}, $html,
	    'the same with a trailing slash');
	like(get('', QUERY_STRING => 'q=hurting')->{body},
	    qr{<mark>hurt</mark>}, 'stems are matched and marked');
};

subtest 'did you mean' => sub {
	my $own = new_home('data/a.md' => "# T\n\n# A {#a}\n\n"
	    . "## Bremo & Bramo tyres?\n\nBoth.\n");
	my $page = cgi($own, '/', QUERY_STRING => 'q=brimo+tyyres&category=a');
	my ($asked) = $page->{body} =~ m{(Did you mean: .*?)</p>};
	is($asked, 'Did you mean: '
	    . join(', ', map { qq{<a href="$base/?q=$_%20tyres&amp;category=a">}
		. "$_ tyres</a>" } qw(bramo bremo)),
	    'links to what may have been meant, in the same category');
	like($page->{body}, qr{Showing results for <strong>brimo tyres},
	    'what was corrected stands in them');
	like($page->{body}, qr/1 answer for ‘brimo/, 'the other words are found');
};

subtest 'search without a hit' => sub {
	my $page = get('', QUERY_STRING => 'q=xylophone');
	is($page->{status}, 200, 'status');
	like($page->{body}, qr{<h1>Nothing about ‘xylophone’</h1>}, 'says so');
	like($page->{body}, qr/value="xylophone"/, 'keeps the words');
	like($page->{body}, qr{<a href="$base/">All questions</a>}, 'helps');
	like($page->{body}, qr{<ol class="hits" role="list">}, 'and offers the nearest');
	like(get('', QUERY_STRING => 'q=%3F%21')->{body},
	    qr/Nothing about ‘/, 'so does a query without words');
};

subtest 'whom to ask first, then where to look' => sub {
	my $own = new_home('faq.conf' => "contact_url = /ask\n",
	    'data/a.md' => "# Bells {#bells}\n\n## How loud?\n\nVery.\n",
	    'data/b.md' => "# Lamps {#lamps}\n\n## How bright?\n\nVery.\n");
	my $html = cgi($own, '', QUERY_STRING => 'q=xylophone')->{body};
	my @parts = $html =~ m{(<h1>Nothing|class="contact"|href="/ask"|<h2 id="Topics">Categories|category/bells"|category/lamps"|<h2>People often ask</h2>|class="hits")}g;
	is("@parts", '<h1>Nothing class="contact" href="/ask" '
	    . '<h2 id="Topics">Categories category/bells" category/lamps" '
	    . '<h2>People often ask</h2> class="hits"', 'in this order');
	$html = cgi($own, '', QUERY_STRING => 'q=loud')->{body};
	unlike($html, qr/id="Topics"|People often/, 'nothing of it with hits');
	is(scalar(() = $html =~ /class="contact"/g), 1, 'but the contact');
	cmp_ok(index($html, 'How <mark>loud'), '<',
	    index($html, 'class="contact"'), 'behind them');
	$html = cgi($own, '', QUERY_STRING => 'q=loud&category=lamps')->{body};
	like($html, qr{Searched only in <strong>Lamps</strong>.*Nothing|Nothing.*Searched only in <strong>Lamps}s,
	    'in one category, too');
	my $plain = new_home('faq.conf' => '',
	    'data/a.md' => "# T\n\n## How loud?\n\nVery.\n\n## Why?\n\nB.\n");
	$html = cgi($plain, '', QUERY_STRING => 'q=xylophone')->{body};
	unlike($html, qr/class="contact"|id="Topics"/,
	    'neither without a contact nor without categories');
};

subtest 'the clear answer' => sub {
	my $own = new_home('data/a.md' => "# T\n\n# Bells {#bells}\n\n"
	    . "## How loud is it? {#loud}\n\n*Very*, see [why](why).\n\n"
	    . "- one\n\n### Where\n\nThere.\n\n"
	    . "## Why a bell? {#why}\n\nThe law.\n\nIt is loud.\n\nLoud.\n\n"
	    . "## Which bell? {#which}\n\n![Ours](b.png)\n\n"
	    . "## Is it long? {#long}\n\n" . 'Long words. ' x 120
	    . "\n\n## Is it huge? {#huge}\n\n" . 'Huge words. ' x 130);
	my $clear = sub { cgi($own, '', QUERY_STRING => "q=$_[0]")->{body}
	    =~ m{<article class="clear">(.*?)</article>}s ? $1 : undef };
	my $html = cgi($own, '', QUERY_STRING => 'q=how+loud')->{body};
	my $loud = $clear->('how+loud');
	like($loud, qr{\A\s*<h2><a href="$base/loud">How <mark>loud</mark> is it\?</a></h2>},
	    'its question leads to it');
	like($loud, qr{<p><em>Very</em>, see <a href="$base/why">why</a>\.</p>\s*<ul>.*<p>There\.</p>\s*</div>}s,
	    'then stands its whole answer');
	like($loud, qr{<h3>Where}, 'with headings below its own');
	like($loud, qr{<p class="hint">Bells</p>}, 'and the category');
	is(join(' ', hits_of($html)), 'loud why', 'others are a list behind it');
	is(scalar(() = $html =~ /href="$base\/loud"/g), 1, 'it is there once');
	is($clear->('bell'), undef, 'none where several would do');
	is($clear->('xylophone'), undef, 'nor where nothing was found');
	isnt($clear->('long'), undef, 'a long answer is shown');
	is($clear->('huge'), undef, 'but none that fills the page');
};

subtest 'slips of the finger' => sub {
	my $html = get('', QUERY_STRING => 'q=how+much+does+it+cist')->{body};
	like($html, qr{Showing results for <strong>how much does it cost<},
	    'says what was looked for');
	like($html, qr{Search instead for <a href="$base/\?q=how%20much%20does%20it%20cist&amp;exact=1">how much does it cist</a>},
	    'and offers the words as typed');
	like($html, qr{<mark>cost</mark>}, 'the right word is marked');
	$html = get('', QUERY_STRING => 'q=anaesthtic&exact=1')->{body};
	unlike($html, qr/Showing results for/, 'nothing is corrected if unwanted');
	like($html, qr/Nothing about ‘/, 'and nothing found');
	unlike(get('', QUERY_STRING => 'q=cost')->{body}, qr/Showing results/,
	    'a word that is there stays');
};

subtest 'counts by category' => sub {
	my $many = new_home(map { ("data/$_.md" => "# C$_ {#c$_}\n\n"
	    . "## One$_ zzz?\n\nZ.\n\n## Two$_ zzz?\n\nZ.\n\n") } 1 .. 5);
	my $html = cgi($many, '', QUERY_STRING => 'q=zzz')->{body};
	my %count = $html =~
	    m{<a href="$base/\?q=zzz&amp;category=(c\d)">C\d <span class="count" aria-hidden="true">(\d+)</span>}g;
	is(join(' ', map { "$_:$count{$_}" } sort keys %count),
	    'c1:2 c2:2 c3:2 c4:2 c5:2', 'for ten hits');
	cmp_ok(index($html, 'class="hits"'), '<', index($html, 'id="filters"'),
	    'behind the hits');
	unlike(cgi($many, '', QUERY_STRING => 'q=one2+two2+two3')->{body},
	    qr/id="filters"/, 'for fewer than ten there is no choice');
	for (sort keys %count) {
		my $page = cgi($many, '', QUERY_STRING => "q=zzz&category=$_");
		is(scalar(() = $page->{body} =~ m{<li>\s*<a href="$base/[\w-]+">}g),
		    $count{$_}, "$_: as many hits");
		like($page->{body}, qr{<strong aria-current="true">}, 'it is named');
	}
};

subtest 'nobody is sent away' => sub {
	my $other = new_home('data/a.md' => "# T\n\n## One?\n\n1\n",
	    'faq.conf' => "contact_url = mailto:a\@b.c\n");
	my $html = cgi($other, '', QUERY_STRING => 'q=xylophone')->{body};
	like($html, qr{<a href="mailto:a\@b\.c">}, 'the contact link');
	like($html, qr{<a href="$base/one">}, 'and the nearest question');
};

subtest 'related questions' => sub {
	my $some = 0;
	for my $slug (@slugs) {
		my ($list) = get("/$slug")->{body} =~
		    m{<h2 id="Related">Related questions</h2>(.*?)</section>}s;
		my @found = ($list // '') =~ m{<li><a href="$base/([\w-]+)">}g;
		cmp_ok(scalar @found, '<=', 3, "$slug has three at most");
		ok(!grep({ $_ eq $slug } @found), 'others than itself');
		$some += @found > 0;
	}
	cmp_ok($some, '>', 6, 'most have some');
	unlike(get('/side-effects-and-risks')->{body}, qr/Related/,
	    'and none where nothing is near');
};

subtest 'suggestions' => sub {
	my $pai = get('/suggest.json', QUERY_STRING => 'q=anaes')->{body};
	is_deeply(decode_json($pai)->[1], ['Does it hurt?'],
	    'by the beginning of a keyword');
	my $page = get('/suggest.json', QUERY_STRING => 'q=does+it+hur');
	is($page->{headers}{'content-type'}, 'application/x-suggestions+json',
	    'type');
	my $got = decode_json($page->{body});
	is($got->[0], 'does it hur', 'the words');
	is($got->[1][0], 'Does it hurt?', 'a question');
	is_deeply($got->[2], [], 'no descriptions');
	is($got->[3][0], "http://faq.example$base/does-it-hurt", 'its address');
	is(scalar @{$got->[1]}, scalar @{$got->[3]}, 'as many of both');
	for ('', 'q=', 'q=%22%5C%3C%2Fscript%3E%0A%E2%80%A8', 'q=xylophone',
	    'q=%FF%00%22', 'q=%7B%7BQUERY%7D%7D') {
		$got = decode_json(get('/suggest.json', QUERY_STRING => $_)->{body});
		is(scalar @$got, 4, "?$_ is JSON");
		is_deeply($got->[1], [], 'and suggests nothing');
	}
};

subtest 'no words are the index' => sub {
	my $index = get('')->{body};
	is(get('', QUERY_STRING => $_)->{body}, $index, "?$_")
	    for 'q=', 'q=+++', 'q', 'x=1', '&&&', '=', 'q=%00';
};

subtest 'categories' => sub {
	my $page = get('/category/safety');
	is($page->{status}, 200, 'have a page each');
	my @found = $page->{body} =~ m{<li><a href="$base/([\w-]+)">}g;
	is("@found", 'side-effects-and-risks can-it-be-reversed',
	    'with its questions');
	unlike($page->{body}, qr/noindex/, 'which may be indexed');
	like($page->{body}, qr{<h1>Safety and}, 'its name is the heading');
	like($page->{body}, qr{canonical" href="http://faq\.example$base/category/safety"},
	    'and an address of its own');
	like($page->{body}, qr{name="category" value="safety"},
	    'its form searches in it');
	for (['', 'category=safety'], ['/category/Safety/', '']) {
		my $other = get($_->[0], QUERY_STRING => $_->[1]);
		is($other->{status}, 301, "$_->[0]?$_->[1]");
		is($other->{headers}{location}, "$site$base/category/safety",
		    'leads there');
	}
	is(get($_)->{status}, 404, "$_ is none") for '/category/none',
	    '/category/', '/category', '/category/safety/x', '/category/a.b';
	my $slug = new_home('data/a.md' => "# T\n\n## X? {#category}\n\ny\n");
	is(cgi($slug, '/category')->{status}, 200, 'but it may be a slug');
	$page = get('', QUERY_STRING => 'category=safety&q=can+it');
	@found = $page->{body} =~ m{<li>\s*<a href="$base/([\w-]+)">}g;
	ok(@found && !grep({ !/^(side|can)-/ } @found), 'also when searching');
	like($page->{body}, qr{href="$base/\?q=can%20it">Search all}, 'a way out');
	is(get('', QUERY_STRING => 'category=none')->{body}, get('')->{body},
	    'an unknown one filters nothing');
};

subtest 'not found' => sub {
	for ('/does-it-hrt', '/does-it-hurt/x', '/faq.conf', '/../faq.conf',
	    '/var/faq.db', '/%', '/x.md', ["/\x{e9}", 400],
	    ["/a\r\nX-Evil: 1", 400], ['/' . 'a' x 3000, 414]) {
		my ($path, $status) = ref $_ ? @$_ : ($_, 404);
		my $page = get($path);
		my $shown = substr($path, 0, 20) =~ s/[^ -~]/?/gr;
		is($page->{status}, $status, $shown);
		like($page->{body}, qr/<form/, 'with the search form');
		ok(!exists $page->{headers}{'x-evil'}, 'no header injected');
	}
	my $page = get('/does-it-hrt');
	like($page->{body}, qr{<a href="$base/does-it-hurt">}, 'nearest question');
	my ($first) = get('/micropigmentaton')->{body} =~
	    m{<li>\s*<a href="([^"]+)">};
	is($first, "$base/what-is-smp", 'by spelling, where no word is right');
	is(scalar(() = get('/zzz')->{body} =~ m{<li>\s*<a href="$base/}g), 5,
	    'and never none');
	unlike($page->{body}, qr/canonical/, 'no canonical link');
};

subtest 'the nearest questions, the nearest first' => sub {
	my @animals = qw(Ant Bear Camel Dolphin Elephant Ferret Giraffe);
	my $own = new_home('data/a.md' => join('', "# T\n\n",
	    map { "## $_? {#$_}\n\nYes.\n\n" =~ s/#\K(\w)/\l$1/r } @animals));
	my $html = cgi($own, '/ir-ra-af-ff')->{body};
	my ($main) = $html =~ m{<main.*?</main>}gs;
	my @offered = $main =~ m{href="$base/([a-z]+)"}g;
	is($offered[0], 'giraffe', 'like the last one');
	is(scalar @offered, 5, 'five of seven');
	$html = cgi($own, '/le-ep-ph-ha-nt')->{body};
	is(($html =~ m{href="$base/([a-z]+)"}g)[0], 'elephant', 'like another');
};

subtest 'redirects' => sub {
	for ('/does-it-hurt/', '/Does-It-Hurt', '/DOES-IT-HURT//') {
		my $page = get($_);
		is($page->{status}, 301, $_);
		is($page->{headers}{location}, "$site$base/does-it-hurt",
		    'to its address');
	}
	my $other = new_home('data/a.md' =>
	    "# T\n\n## Now? {#now aka=\"old older\"}\n\nyes\n");
	my $page = cgi($other, '/older');
	is($page->{status}, 301, 'an old slug');
	is($page->{headers}{location}, "$site$base/now", 'leads to the new one');
};

subtest 'methods' => sub {
	for (qw(POST PUT DELETE OPTIONS TRACE CONNECT PATCH get BREW)) {
		my $page = get('/does-it-hurt', REQUEST_METHOD => $_);
		my $known = !/get|BREW/;
		is($page->{status}, $known ? 405 : 501, $_);
		is($page->{headers}{allow}, $known ? 'GET, HEAD' : undef,
		    'Allow');
		like($page->{body}, qr/can only be read/, 'plain words');
	}
	my $get = get('/does-it-hurt');
	my $head = get('/does-it-hurt', REQUEST_METHOD => 'HEAD');
	is($head->{body}, '', 'HEAD has no body');
	is_deeply($head->{headers}, $get->{headers}, 'but the headers of GET');
};

subtest 'ETag' => sub {
	my $page = get('');
	my $etag = $page->{headers}{etag};
	like($etag, qr/^"[0-9a-f]{16}"$/, 'there is one');
	(my $zipped = $etag) =~ s/"$/-gzip"/;
	for ($etag, "W/$etag", $zipped, "\"x\", $etag", '*') {
		my $same = get('', HTTP_IF_NONE_MATCH => $_);
		is($same->{status}, 304, "If-None-Match: $_");
		is($same->{body}, '', 'no body');
	}
	is(get('', HTTP_IF_NONE_MATCH => '"0"')->{status}, 200, 'another');
	isnt(get('/cost')->{headers}{etag}, $etag, 'another page, another tag');
	is(get('/nothing', HTTP_IF_NONE_MATCH => '*')->{status}, 404,
	    'only for pages that are there');
};

subtest 'gzip' => sub {
	my $plain = get('');
	my $page = get('', HTTP_ACCEPT_ENCODING => 'br, gzip;q=0.8');
	is($page->{headers}{'content-encoding'}, 'gzip', 'when asked for');
	gunzip(\$page->{body} => \my $body) or die;
	is($body, $plain->{body}, 'the same page');
	for (['/'], ['/does-it-hurt'], ['/', 'q=cost+pain'],
	    ['/category/safety'], ['/all']) {
		my $one = get($_->[0], QUERY_STRING => $_->[1] // '',
		    HTTP_ACCEPT_ENCODING => 'gzip');
		cmp_ok(length $one->{body}, '<', 14_000,
		    "$_->[0] in one round trip");
	}
	is($page->{headers}{vary}, 'Accept-Encoding', 'Vary');
	is(get('', HTTP_ACCEPT_ENCODING => $_)->{headers}{'content-encoding'},
	    undef, "not with $_") for 'identity', 'gzip;q=0', 'gzipped', 'br';
};

subtest 'mounted elsewhere' => sub {
	for (['/help', '/help'], ['', ''], ['/', ''], ['//evil.example', '/evil.example'],
	    ['/a b', '/a%20b'], ['/faq/', '/faq'], ["/x\r\ny", '']) {
		my ($script, $prefix) = @$_;
		my $page = get('/cost', SCRIPT_NAME => $script);
		is($page->{status}, 200, 'served at ' . $prefix);
		like($page->{body}, qr{rel="next" href="\Q$prefix\E/combining-},
		    'links begin there');
	}
};

subtest 'links between answers' => sub {
	my $other = new_home('data/index.md' =>
	    "# T\n\nSee [one](one).\n\n---\n\nOr [two](two#end).\n",
	    'data/a.md' => "# C\n\n## One?\n\n[two](two), [x](https://x.example/y),"
	    . " [file](a.pdf), `href=\"faq:two\"`\n\n## Two?\n\n2\n");
	for my $path ('', '/') {
		my $html = cgi($other, $path)->{body};
		like($html, qr{See <a href="$base/one">}, "at \"$path\"");
		like($html, qr{Or <a href="$base/two#end">}, 'with its part');
	}
	my $html = cgi($other, '/one')->{body};
	like($html, qr{<a href="$base/two">two</a>}, 'in an answer');
	like($html, qr{<a href="https://x\.example/y">}, 'others stay');
	like($html, qr{<a href="a\.pdf">}, 'files, too');
	like($html, qr{<code>href=&quot;faq:two&quot;</code>}, 'and text');
};

subtest 'base_url' => sub {
	my $other = new_home('data/a.md' => "# T\n\n## One?\n\n1\n\n## Two?\n\n2\n",
	    'faq.conf' => "base_url = https://shop.example/faq/\n");
	my $page = cgi($other, '/one');
	like($page->{body}, qr{rel="next" href="https://shop\.example/faq/two"},
	    'wins over SCRIPT_NAME');
	like($page->{body}, qr{canonical" href="https://shop\.example/faq/one"},
	    'also in the canonical link');
	like($page->{body}, qr{action="https://shop\.example/faq/"}, 'and the form');
};

subtest 'settings' => sub {
	my $other = new_home('data/a.md' => "# T\n\n## One?\n\n1\n",
	    'faq.conf' => "language = de\nsite_name = A & B\n"
	    . "site_url = https://a.example/?x&y\ncontact_url = mailto:a\@b.c\n");
	my $html = cgi($other, '')->{body};
	like($html, qr/<html lang="de">/, 'language');
	like($html, qr{<a href="https://a\.example/\?x&amp;y">A &amp; B</a>},
	    'the site');
	like($html, qr{<a href="mailto:a\@b\.c">}, 'contact');
};

subtest 'argv is never looked at' => sub {
	for (['check'], ['-C', '/', 'check'], ['version'], ['help']) {
		my $page = get('', argv => $_, QUERY_STRING => join '+', @$_);
		is($page->{status}, 200, "?@$_");
		like($page->{body}, qr/<!DOCTYPE html>/, 'a page, not a command');
	}
	delete local $ENV{GATEWAY_INTERFACE};
	my $page = cgi($home, '', argv => ['version'], GATEWAY_INTERFACE => '');
	like($page->{body}, qr/<!DOCTYPE html>/, 'an empty GATEWAY_INTERFACE too');
};

subtest 'hostile words' => sub {
	my @queries = ('"', '*', 'NEAR(', 'question:x', 'a" OR "b', "'; --",
	    '<script>alert(1)</script>', "\x00\x01\xff\xfe", '(' x 500,
	    'a ' x 1000, 'x' x 8190, '{{QUERY}}', "\xf0\x9f\x98\x80",
	    'does AND NOT hurt', '-hurt', '+', '^hurt', 'hurt*',
	    'does "hurt" NEAR/2 "x', join(' ', 1 .. 1000), 'is it of the');
	my @nothing = ('?!.,;:-', '"" * ()', "\xf0\x9f\x98\x80" x 50,
	    "\xe2\x80\xae\xe2\x80\x8f\xd8\x9c", "\xd7\xa9\xe2\x80\xae\xd7\xa9",
	    '(' x 2700); # what is longer than 8 kB gets 414: t/45-http.t
	for my $words (@queries, @nothing) {
		my $query = $words =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger;
		my $page = get('', QUERY_STRING => "q=$query");
		my $shown = substr($words, 0, 20) =~ s/[^ -~]/?/gr;
		is($page->{status}, 200, "q=$shown");
		is($page->{log}, '', 'nothing in the log');
		unlike($page->{body}, qr/<script>/, 'nothing comes through');
		like($page->{body}, qr/<h1>Nothing about ‘/, 'nor is anything found')
		    if grep { $_ eq $words } @nothing;
	}
};

subtest 'the style' => sub {
	my $page = get('/style.css');
	is($page->{headers}{'content-type'}, 'text/css; charset=utf-8', 'type');
	like($page->{body}, qr/prefers-color-scheme: dark/, 'is there');
};

subtest 'the script' => sub {
	my $page = get('/search.js');
	is($page->{headers}{'content-type'}, 'text/javascript; charset=utf-8',
	    'type');
	like($page->{body}, qr/\A\s*'use strict';/, 'is there, and strict');
	unlike($page->{body}, qr/\{\{|\}\}/, 'without our comments');
	cmp_ok(length get('/search.js', HTTP_ACCEPT_ENCODING => 'gzip')->{body},
	    '<', 2500, 'and small');
	like(get('/')->{body}, qr{<script src="[^"]*/search\.js" defer></script>},
	    'the index asks for it, after all else');
};

subtest 'security headers on every kind of page' => sub {
	for (['/', 'GET'], ['/none', 'GET'], ['/', 'POST'], ['/style.css', 'GET']) {
		my $headers = get($_->[0], REQUEST_METHOD => $_->[1])->{headers};
		is($headers->{'x-content-type-options'}, 'nosniff', "@$_");
		is($headers->{'content-security-policy'}, "default-src 'self'; "
		    . "img-src * data:; style-src 'self' 'unsafe-inline'; "
		    . "object-src 'none'; base-uri 'none'; "
		    . "frame-ancestors 'self'", 'no scripts but our own files');
	}
};

subtest 'a standard input that stays open' => sub {
	pipe(my $in, my $out) or die;
	for my $method (qw(OPTIONS POST GET)) {
		my $pid = fork() // die;
		if ($pid == 0) {
			open(STDIN, '<&', $in) or die;
			open(STDOUT, '>', "$home/answer") or die;
			%ENV = (REQUEST_METHOD => $method, FAQ_HOME => $home);
			exec { $program } $program;
		}
		my $start = time;
		waitpid $pid, 0;
		cmp_ok(time - $start, '<', 0.7, "$method: nobody waits for it");
		is(parse_message(get_file("$home/answer"))->{status},
		    $method eq 'GET' ? 200 : 405, 'and the answer is there');
	}
};

# A name that begins with its only dot has no ending to take off.
subtest 'a program without a name before the ending' => sub {
	my $place = new_home('data/index.md' => "# Not yours\n\n## Q?\n\nA\n");
	put_file("$place/.cgi", get_file($program));
	chmod 0755, "$place/.cgi" or die;
	my $page = cgi(undef, '/', program => "$place/.cgi",
	    SCRIPT_FILENAME => "$place/.cgi");
	is($page->{status}, 503, 'has no home');
	unlike($page->{body}, qr/Not yours/, 'and reads no other');
};

subtest 'neither /proc nor SCRIPT_FILENAME' => sub {
	my @hidden = ('unshare', '-m', 'sh', '-c',
	    'mount -t tmpfs none /proc && exec "$@"', 'sh');
	plan skip_all => 'only root can hide /proc, and not from a sanitizer'
	    if $> != 0 || system(@hidden, 'sh', '-c',
	    '! test -e /proc/self && exec "$0" version >/dev/null 2>&1', $program);
	my $site = new_home('faq/data/a.md' => "# T\n\n## One?\n\n1\n");
	copy($program, "$site/faq.cgi") or die;
	chmod 0755, "$site/faq.cgi";
	my $get = sub {
		my (undef, $text, $log) = FAQ::run_program({PATH_INFO => '/one',
		    REQUEST_METHOD => 'GET', @_}, '', @hidden, "$site/faq.cgi");
		return (parse_message($text)->{status}, $log);
	};
	my ($status, $log) = $get->();
	is($status, 503, 'says that there is no home');
	like($log, qr/^faq\.cgi: the FAQ home cannot be found: /m, 'the log, too');
	unlike($log, qr{ /data}, 'which is not the root folder');
	is(($get->(SCRIPT_FILENAME => "$site/faq.cgi"))[0], 200,
	    'SCRIPT_FILENAME is enough');
	rename "$site/faq", "$site/other" or die;
	($status, $log) = $get->(SCRIPT_FILENAME => "$site/faq.cgi");
	is($status, 503, 'also to say where it should be');
	like($log, qr{\Q$site/faq\E: the FAQ home is missing}, 'by its name');
};

done_testing();
