#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What machines read: canonical links, descriptions, Open Graph, JSON-LD, the
# page of all answers, the sitemap, the feed, the OpenSearch description,
# faq.json, llms.txt and the answers in Markdown. They must be valid, agree with
# each other, and carry the owner's text unchanged.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use Encode qw(decode encode);
use File::Temp;
use IO::Uncompress::Gunzip qw(gunzip);
use JSON::PP qw(decode_json);
use Test::More;

`xmllint --version 2>&1` =~ /libxml/ or plan skip_all =>
    'xmllint is missing (./quickstart check installs libxml2-utils)';

my $script = '/cgi-bin/faq.cgi';
my $root = "http://faq.example$script";

# Words with all that means something in HTML, XML, JSON, Markdown or URLs.
my $special = q{a & b <c> "d" 'e' ]]> </script> {{QUERY}} [f](g) `h` *i* _j_ }
    . q{\\ # ! 100% ~k~ | l; 1. m} . "\xf0\x9f\x98\x80 \xd7\xa9\xd7\x9c";

sub escape_markdown {
	my ($text) = @_;
	return $text =~ s/([!-\/:-@\[-`{-~])/\\$1/gr;
}

sub unescape {
	my ($text) = @_;
	my %entity = (lt => '<', gt => '>', quot => '"', '#39' => "'",
	    amp => '&', apos => "'");
	return $text =~ s/&(#?\w+);/$entity{$1} \/\/ die "&$1;"/ger;
}

# Two categories, a question in none, dates on some; U+2028 and controls in
# places where they may be written.
sub rich_home {
	my (%more) = @_;
	my $text = escape_markdown($special);
	return new_home(
	    'data/index.md' => "# Title $text\n\nIntro $text [x](first).\n\n"
		. "---\n\nBye $text\n",
	    'data/00-none.md' => "# Title\n\n",
	    'data/a.md' => "# Category $text {#cat}\n\nAbout $text\n\n"
		. "## First $text? {#first updated=\"2026-03-04\""
		. " keywords=\"k & <l>\" aka=\"oldest older\"}\n\n"
		. "Answer $text\n\n### Part\n\nSee [x](second#p), [y](/top?a&b),"
		. " [z](//other.example/), [u](file.pdf), [v](#here), [w](?q=1),"
		. " [t](https://x.example/y), ![i](pic.png)\n\n"
		. "###### Deep\n\nEnd.\n\n"
		. "## Second\xe2\x80\xa8line&#1;&#xffff;? {#second}\n\n"
		. "One\x02&#3;\xe2\x80\xa8two \xef\xbf\xbe.\n",
	    'data/b.md' => "# Zweite {#zwei}\n\n"
		. "## Fran\xc3\xa7ais?\n\nOui.\n\n## Yes? {#yes}\n\nOui.\n\n"
		. "## Image? {#image updated=\"2026-01-02\"}\n\n![](a.png)\n",
	    %more);
}

sub plain_home {
	my (%more) = @_;
	return new_home('data/a.md' => "# Plain\n\n## One?\n\nFirst.\n\n"
	    . "### Part\n\nMore.\n\n## Two?\n\nSecond.\n", %more);
}

# Writes a document where xmllint can read it; gives what that says of it.
sub xml_problem {
	my ($xml, $schema) = @_;
	my $dir = File::Temp->newdir;
	put_file("$dir/x.xml", $xml);
	my $option = defined $schema ? "--relaxng '$top/t/schema/$schema'" : '';
	my $said = `xmllint --nonet --noout $option '$dir/x.xml' 2>&1`;
	return $? == 0 ? '' : $said;
}

sub linked_data {
	my ($html) = @_;
	return map { decode_json($_) }
	    $html =~ m{<script type="application/ld\+json">(.*?)</script>}gs;
}

# The metadata of a page, by name or property.
sub metadata {
	my ($html) = @_;
	my ($head) = $html =~ m{<head>(.*?)</head>}s;
	my %found;
	while ($head =~ /<meta (?:name|property)="([^"]+)" content="([^"]*)">/g) {
		die "$1 stands there twice" if exists $found{$1};
		$found{$1} = unescape($2);
	}
	my @canonical = $head =~ /<link rel="canonical" href="([^"]*)">/g;
	die 'two canonical links' if @canonical > 1;
	$found{canonical} = unescape($canonical[0]) if @canonical;
	($found{title}) = map { unescape($_) } $head =~ m{<title>(.*?)</title>};
	return \%found;
}

# A site: how to call it, and where its addresses begin.
sub fetch {
	my ($site, $url) = @_;
	my $base = $site->{root};
	$url =~ s/^\Q$base\E// or die "$url is not below $base";
	my ($path, $query) = split /\?/, $url, 2;
	$path =~ s/%(..)/chr hex $1/ge;
	return cgi($site->{home}, $path, QUERY_STRING => $query // '',
	    %{$site->{variables}});
}

# Everything that holds for any site. Gives its documents.
sub check_site {
	my ($site) = @_;
	my %got = map { ($_ => fetch($site, "$site->{root}/$_")) }
	    qw(sitemap.xml feed.atom opensearch.xml faq.json llms.txt
	    llms-full.txt all);
	my %type = ('sitemap.xml' => 'application/xml; charset=utf-8',
	    'feed.atom' => 'application/atom+xml; charset=utf-8',
	    'opensearch.xml' =>
		'application/opensearchdescription+xml; charset=utf-8',
	    'faq.json' => 'application/json',
	    'llms.txt' => 'text/plain; charset=utf-8',
	    'llms-full.txt' => 'text/plain; charset=utf-8',
	    all => 'text/html; charset=utf-8');
	for (sort keys %got) {
		is($got{$_}{status}, 200, "$_: status");
		is($got{$_}{headers}{'content-type'}, $type{$_}, "$_: type");
		is($got{$_}{log} =~ s/^faq\.cgi: \S+ note: .*\n//mgr, '',
		    "$_: no mistake in the log");
	}
	is(xml_problem($got{"$_->[0]"}{body}, $_->[1]), '', "$_->[0] is valid")
	    for ['sitemap.xml', 'sitemap.rng'], ['feed.atom', 'atom.rng'],
	    ['opensearch.xml', 'opensearch.rng'];
	check_pages($site, $got{'sitemap.xml'}{body});
	check_addresses($site, \%got);
	return map { ($_ => $got{$_}{body}) } keys %got;
}

# The pages of a sitemap: each is there, is itself, and says so.
sub check_pages {
	my ($site, $sitemap) = @_;
	my @urls = map { unescape($_) } $sitemap =~ m{<loc>(.*?)</loc>}g;
	my (%described, %dated);
	$site->{urls} = { map { ($_ => 1) } @urls };
	is(scalar keys %{$site->{urls}}, scalar @urls, 'no page twice');
	is($urls[0], "$site->{root}/", 'the index is in the sitemap');
	is($urls[1], "$site->{root}/all", 'all answers are, too');
	for my $url (@urls) {
		my $page = fetch($site, $url);
		my $meta = metadata($page->{body});
		is($page->{status}, 200, "$url is there");
		is($meta->{canonical}, $url, 'its canonical link');
		is($meta->{'og:url'}, $url, 'og:url');
		is($meta->{robots}, undef, 'it may be indexed');
		is($meta->{'og:title'}, $meta->{title} =~ s/ – .*//sr,
		    'og:title') unless $url =~ m{/(all)?$};
		is($meta->{'og:type'}, $url =~ m{/(all|category/[^/]+)?$}
		    ? 'website' : 'article', 'og:type');
		is($meta->{'og:description'}, $meta->{description},
		    'og:description');
		ok(length $meta->{'og:site_name'}, 'og:site_name');
		my $description = $meta->{description} // '';
		cmp_ok(length decode('UTF-8', $description), '<=', 160,
		    'a description that is not too long');
		ok(length $description && !$described{$description}++,
		    'and no other page has');
		is($meta->{'article:modified_time'}, $sitemap =~
		    m{<loc>\Q$url\E</loc><lastmod>(.*?)<} ? $1 : undef,
		    'its date') unless $url =~ m{/(all)?$};
		check_breadcrumb($site, $page->{body}, $url)
		    unless $url =~ m{/(all)?$};
	}
}

sub check_breadcrumb {
	my ($site, $html, $url) = @_;
	my ($list, @others) = linked_data($html);
	is(scalar @others, 0, 'one document of JSON-LD');
	is(join(' ', @$list{'@context', '@type'}), 'https://schema.org BreadcrumbList',
	    'a breadcrumb');
	my @items = @{$list->{itemListElement}};
	is(join(' ', map { $_->{'@type'} . " $_->{position}" } @items),
	    join(' ', map { "ListItem $_" } 1 .. @items), 'positions');
	is($items[0]{item}, "$site->{root}/", 'it begins at the index');
	is($items[-1]{item}, undef, 'and ends here');
	my ($question) = $html =~ m{<h1>(.*?)</h1>};
	is(encode('UTF-8', $items[-1]{name}), unescape($question),
	    'with the question');
	my ($crumbs) = $html =~ m{<nav class="crumbs"(.*?)</nav>}s;
	my ($category) = $crumbs =~ m{<li>.*?<li><a href="([^"]+)">}s;
	is(scalar @items, defined $category ? 3 : 2, 'as the page shows it');
	like($items[1]{item}, qr{^https?://[^/]+(/.*)?\Q$category\E$|^\Q$category\E$},
	    'with the category') if defined $category;
}

# Addresses in all documents lead to pages of the sitemap.
sub check_addresses {
	my ($site, $got) = @_;
	my %known = (%{$site->{urls}}, "$site->{root}/faq.json" => 1);
	my $json = decode_json($got->{'faq.json'}{body});
	my ($page) = linked_data($got->{all}{body});
	my $feed = $got->{'feed.atom'}{body};
	my @urls = ($json->{url}, map { $_->{url} } @{$json->{questions}});
	is(@urls + @{$json->{categories}}, keys(%{$site->{urls}}) - 1,
	    'faq.json has all');
	push @urls, map { $_->{url} } @{$page->{mainEntity}} if $page;
	push @urls, map { unescape($_) } $feed =~
	    m{<link rel="alternate" type="text/html" href="(.*?)"/>}g;
	my @llms = $got->{'llms.txt'}{body} =~ m{^- \[(?:\\.|[^\\\]])*\]\((\S*?)\)}mg;
	is(scalar @llms, @{$json->{questions}} + 3, 'llms.txt has all');
	s/\.md$// for @llms;
	$known{"$site->{root}/llms-full.txt"} = 1;
	is(join(' ', grep { !$known{$_} } @urls, @llms), '',
	    'every address is that of a page');
	is(unescape(($feed =~ /rel="self" type="[^"]+" href="(.*?)"/)[0]),
	    "$site->{root}/feed.atom", 'the feed knows its own');
	my @ids = $feed =~ m{<id>(.*?)</id>}g;
	my %seen;
	is(scalar(grep { $seen{$_}++ } @ids), 0, 'no id twice');
	my @all = $feed =~ m{<updated>(.*?)</updated>}g;
	my $latest = shift @all;
	is($latest, (sort @all)[-1], 'updated when its newest entry was')
	    if @all;
	for my $html (map { unescape($_) } $feed =~
	    m{<content type="html">(.*?)</content>}gs) {
		is(join(' ', grep { !m{^https?://} }
		    $html =~ / (?:href|src)="([^"]*)"/g), '',
		    'links of an entry are absolute');
	}
}

my %settings = (
	none => ['', $root],
	'an address' => ["base_url = https://shop.example/faq/\n",
	    'https://shop.example/faq'],
	'an address with a port' => ["base_url = http://shop.example:8080\n",
	    'http://shop.example:8080'],
	'a path' => ["base_url = /help\n", 'http://faq.example/help'],
	site => ["site_name = A & <B>\nsite_url = https://a.example/\n", $root],
);
for my $name (sort keys %settings) {
	my ($conf, $base) = @{$settings{$name}};
	for (['shipped', \&new_home], ['rich', \&rich_home],
	    ['plain', \&plain_home]) {
		my ($kind, $make) = @$_;
		subtest "base_url: $name; data: $kind" => sub {
			my $home = $make->();
			put_file("$home/faq.conf", $conf);
			my ($code, undef, $err) = command($home, 'check');
			is($code, 0, 'the files are fine') or diag($err);
			check_site({home => $home, root => $base,
			    variables => {}});
		};
	}
}

subtest 'the place where the program is called' => sub {
	for ([{SCRIPT_NAME => ''}, 'http://faq.example'],
	    [{SCRIPT_NAME => '/a b&c', HTTPS => 'on'},
		'https://faq.example/a%20b%26c'],
	    [{HTTP_HOST => 'FAQ.example.:8080'}, "http://faq.example:8080$script"],
	    [{HTTP_HOST => '[2001:db8::1]', REQUEST_SCHEME => 'https'},
		"https://[2001:db8::1]$script"],
	    [{HTTP_HOST => 'evil.example/x', SERVER_NAME => 'real.example'},
		"http://real.example$script"],
	    [{HTTP_X_FORWARDED_HOST => 'evil.example'}, $root]) {
		my ($variables, $base) = @$_;
		check_site({home => plain_home(), root => $base,
		    variables => $variables});
	}
};

# Nobody says what host this is: no page claims an address, and those of the
# documents begin with a slash.
subtest 'no host' => sub {
	my $home = rich_home();
	for my $host ('', 'evil.example/x', "a\r\nb", '<script>', 'a@b') {
		my @none = (HTTP_HOST => $host);
		for ('/', '/all', '/first') {
			my $page = cgi($home, $_, @none);
			is($page->{status}, 200, "$_ is there");
			unlike($page->{body}, qr/canonical|og:url/,
			    'without an address of its own');
		}
		my %body;
		for (qw(sitemap.xml feed.atom opensearch.xml faq.json llms.txt
		    llms-full.txt)) {
			my $page = cgi($home, "/$_", @none);
			is($page->{status}, 200, "$_ is there");
			unlike($page->{body}, qr/evil|http:\/\/\//, 'clean');
			$body{$_} = $page->{body};
		}
		is(xml_problem($body{$_}), '', "$_ is XML")
		    for qw(sitemap.xml feed.atom opensearch.xml);
		like($body{'sitemap.xml'}, qr{<loc>$script/first</loc>},
		    'a path is all there is');
		is(decode_json($body{'faq.json'})->{url}, "$script/", 'here, too');
		like(unescape($body{'feed.atom'}), qr{href="/top\?a&amp;b"},
		    'and a path in an answer stays one');
	}
};

subtest 'the text comes through unchanged' => sub {
	my $home = rich_home();
	my %got = check_site({home => $home, root => $root, variables => {}});
	my $text = decode('UTF-8', $special);
	my $json = decode_json($got{'faq.json'});
	my ($first, $second) = @{$json->{questions}};
	is($json->{title}, "Title $text", 'faq.json: title');
	is($json->{categories}[0]{title}, "Category $text", 'category');
	is($first->{question}, "First $text?", 'question');
	like($first->{answer_text}, qr/^Answer \Q$text\E Part See x/, 'text');
	is($first->{keywords}, 'k & <l>', 'keywords');
	is_deeply($first->{aka}, ['oldest', 'older'], 'old links in order');
	is($first->{category}, 'cat', 'its category');
	is($first->{updated}, '2026-03-04', 'its date');
	is($second->{updated}, undef, 'or none');
	is($second->{question}, 'Second line ?', 'one line, without controls');
	unlike($second->{answer_html}, qr/[\x00-\x09\x0b-\x1f\x{fffe}\x{ffff}]/,
	    'nor are there in HTML');
	like($second->{answer_html}, qr/\x{2028}/, 'but what is allowed stays');
	is_deeply(decode_json(get_file_of($home, '/faq.json')), $json,
	    'a second time the same');

	my ($page) = linked_data($got{all});
	is(join(' ', @$page{'@context', '@type'}), 'https://schema.org FAQPage', 'FAQPage');
	my @with_words = grep { length $_->{answer_text} } @{$json->{questions}};
	is(scalar @{$page->{mainEntity}}, scalar @with_words,
	    'with all questions that have words for an answer');
	for (0 .. $#with_words) {
		my $item = $page->{mainEntity}[$_];
		is($item->{'@type'}, 'Question', 'a Question');
		is($item->{name}, $with_words[$_]{question}, 'its words');
		is($item->{acceptedAnswer}{'@type'}, 'Answer', 'an Answer');
		is($item->{acceptedAnswer}{text}, $with_words[$_]{answer_text},
		    'its text');
	}
	my ($list) = linked_data(cgi($home, '/first')->{body});
	is(join('|', map { $_->{name} } @{$list->{itemListElement}}),
	    "Title $text|Category $text|First $text?", 'breadcrumb');

	my $feed = decode('UTF-8', $got{'feed.atom'});
	like($feed, qr{<title type="text">\Q@{[escape_xml("First $text?")]}\E<},
	    'feed: title');
	my ($content) = map { unescape($_) } $feed =~
	    m{<id>\Q$root\E/oldest</id>.*?<content type="html">(.*?)</content>}s;
	is($content, $first->{answer_html}, 'and its HTML, as in faq.json');
	my ($opensearch) = $got{'opensearch.xml'} =~
	    m{<ShortName>(.*?)</ShortName>};
	is(unescape(decode('UTF-8', $opensearch)), "Title a & b <c>\x{2026}",
	    'opensearch.xml: cut by characters');
};

sub escape_xml {
	my ($text) = @_;
	my %entity = ('<' => '&lt;', '>' => '&gt;', '"' => '&quot;',
	    "'" => '&#39;', '&' => '&amp;');
	return $text =~ s/([<>"'&])/$entity{$1}/gr;
}

sub get_file_of {
	my ($home, $path) = @_;
	return cgi($home, $path)->{body};
}

# Our own renderer reads llms.txt back: a question for each of its sections.
subtest 'llms.txt is Markdown that means itself' => sub {
	my @lines = ($special, '1. one', '12) two', '- three', '+ four', '# five',
	    '> six', '=== seven', '~~~ eight', 'nine #', '---', '*', '1',
	    'a](b)', '&lt; ten', 'http://x.example/(y)', '![img](z)', '\\');
	my $n = 0;
	my $data = "# " . escape_markdown($special) . "\n\n"
	    . escape_markdown('- ' . $special) . "\n\n# C\n\n"
	    . join('', map { $n++; "## Q" . escape_markdown($_) . " {#q$n}\n\n"
	    . escape_markdown($_) . "\n\n" } @lines);
	my $text = cgi(new_home('data/a.md' => $data,
	    'faq.conf' => "base_url = https://x.example/f(1)\n"),
	    '/llms.txt')->{body};
	like($text, qr{^# [^\n]+\n\n> [^\n]+\n\n## C\n\n- \[}, 'its parts');
	my $read = decode_json(cgi(new_home('data/index.md' => $text),
	    '/faq.json')->{body});
	is(encode('UTF-8', $read->{title}), $special, 'the title');
	is($read->{intro_html}, "<blockquote>\n<p>"
	    . escape_html(decode('UTF-8', "- $special")) . "</p>\n</blockquote>\n",
	    'the introduction');
	my @items = $read->{questions}[0]{answer_html} =~ m{<li>(.*?)</li>}g;
	is(scalar @items, scalar @lines, 'as many links as questions');
	for (0 .. $#lines) {
		my $words = escape_html(decode('UTF-8', $lines[$_]));
		my $linked = $words =~ s{^(http:.*)}{<a href="$1">$1</a>}r;
		my $number = $_ + 1;
		is($items[$_], qq{<a href="https://x.example/f%281%29/q$number.md">}
		    . "Q$words</a>: $linked", "line $number");
	}
};

# What begins a block at the start of a line is no block in a quotation, either.
subtest 'llms.txt: an introduction that looks like Markdown' => sub {
	for my $intro ('1. one', '12) two', '+ three', '- four', '# five', '> six',
	    '=== seven', '~~~ eight', '---', '***', '1', '[a]: /b') {
		my $text = get_file_of(new_home('data/a.md' => "# T\n\n"
		    . escape_markdown($intro) . "\n\n## Q?\n\nA\n"), '/llms.txt');
		my $read = decode_json(get_file_of(
		    new_home('data/index.md' => $text), '/faq.json'));
		is($read->{intro_html}, "<blockquote>\n<p>" . escape_html($intro)
		    . "</p>\n</blockquote>\n", "it begins: $intro");
	}
};

# What people write in answers, with all of our Markdown.
my @bodies = ("Plain *and* **bold**, ~~gone~~, `code`.",
    "One\\\ntwo  \nthree\nfour", "### Part\n\nText\n\n#### Deeper\n\nMore",
    "- a\n- b\n    - c\n\n      d\n- [x] e\n- [ ] f", "3. a\n4. b",
    "- a\n\n- b\n\n* c\n* d", "> quoted\n> > twice\n\nEnd",
    "| a | b |\n|---|--:|\n| \\| | `x` |\n| *c* | |",
    "```sh\n# no heading\n[x](faq) `` ]( \n```", "    indented\n\n    code\n",
    "---\n\nBehind", "[x](second), [y](/top?a&b), [z](//other.example/),"
    . " [u](file.pdf), [v](#here), [w](?q=1), [t](https://x.example/y \"t\")",
    "![i](https://x.example/p.png)", "https://x.example/y and a\@b.example",
    "Call +49 30 1234567 now", "1\\. no list\n\n\\# no heading\n\n\\- none",
    "\\[x](y) \\*a\\* a_b_c \\`d\\` <https://x.example/(y)> e &amp;lt; \\<b>",
    "\xf0\x9f\x98\x80 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
    escape_markdown($special));

sub answers {
	my ($home) = @_;
	return decode_json(get_file_of($home, '/faq.json'))->{questions};
}

subtest 'an answer as Markdown' => sub {
	my $n = 0;
	my $home = new_home('data/a.md' => "# T\n\n## Second? {#second}\n\nS.\n\n"
	    . join '', map { "## Q*$n*? {#q" . $n++ . " updated=\"2026-01-02\""
	    . " aka=\"old$n\"}\n\n$_\n\n" } @bodies);
	my $all = get_file_of($home, '/llms-full.txt');
	my $last = -1;
	for my $n (0 .. $#bodies) {
		my $page = cgi($home, "/q$n.md");
		is($page->{headers}{'content-type'},
		    'text/markdown; charset=utf-8', "$n: its type");
		my ($body) = $page->{body} =~ m{\A# Q$n\?\n\n(.*)\n\n(?:Last updated 2026-01-02)\n\n\[Link to this answer\]\(\Q$root\E/q$n\)\n\z}s;
		ok(defined $body, "$n: its parts") or diag($page->{body});
		my $again = answers(new_home('data/a.md' =>
		    "# T\n\n## A? {#q$n}\n\n" . $body =~ s/^(?=##)/#/mgr . "\n\n## Second? {#second}\n\nS\n"));
		my ($want) = grep { $_->{url} =~ /q$n$/ } @{answers($home)};
		is($again->[0]{answer_html},
		    $want->{answer_html} =~ s{</?bdi>}{}gr,
		    "$n: another program reads the same") or diag($body);
		my $at = index($all, $page->{body});
		cmp_ok($at, '>', $last, "$n: llms-full.txt has it, in order");
		$last = $at;
	}
	like(get_file_of($home, '/q11.md'), qr{\[x\]\(\Q$root\E/second\)},
	    'links between answers are absolute');
	like(get_file_of($home, '/q8.md'), qr{\[x\]\(faq\)},
	    'but code is as it was');
	like(get_file_of($home, '/q1'), qr{<link rel="alternate" type="text/markdown" href="$script/q1\.md">},
	    'the page names it');
	for (['/old1.md', 'q0.md'], ['/Q0.md', 'q0.md']) {
		my $moved = cgi($home, $_->[0]);
		is("$moved->{status} $moved->{headers}{location}",
		    "301 $root/$_->[1]", "$_->[0] has moved");
	}
	is(cgi($home, $_)->{status}, 404, "$_ is nothing")
	    for qw(/none.md /.md /q1.mdx /x/q1.md /q1.md.md /all.md
	    /category/q1.md);
	my $odd = new_home('data/a.md' => "# T\n\n## A? {#a}\n\n[b](b)\n\n"
	    . "## B? {#b}\n\nB\n", 'faq.conf' =>
	    "base_url = https://x.example/f(1)\n");
	like(get_file_of($odd, '/a.md'),
	    qr{\[b\]\(https://x\.example/f%281%29/b\)},
	    'parentheses end no address');
};

sub escape_html {
	my ($text) = @_;
	my %entity = ('<' => '&lt;', '>' => '&gt;', '"' => '&quot;',
	    '&' => '&amp;');
	return $text =~ s/([<>"&])/$entity{$1}/gr;
}

subtest 'addresses in answers' => sub {
	my $home = rich_home();
	my $html = decode_json(get_file_of($home, '/faq.json'))
	    ->{questions}[0]{answer_html};
	is(join(' ', $html =~ / (?:href|src)="([^"]*)"/g), join(' ',
	    "$root/second#p", 'http://faq.example/top?a&amp;b',
	    'http://other.example/', "$root/file.pdf", "$root/here",
	    "$root/?q=1", 'https://x.example/y', "$root/files/pic.png"),
	    'are those that a browser would make of them');
	my $odd = decode_json(get_file_of(new_home('data/a.md' => "# T\n\n"
	    . "## Odd? {#odd}\n\n[a]() [b](:c) [d](a+b.c-1:e) [f](%3a:g)\n"),
	    '/faq.json'))->{questions}[0]{answer_html};
	is(join(' ', $odd =~ / href="([^"]*)"/g), join(' ', "$root/odd",
	    "$root/:c", 'a+b.c-1:e', "$root/%3a:g"),
	    'an empty one is the page itself, and a scheme has a letter');
	my $page = cgi($home, '/first')->{body};
	like($page, qr{<a href="$script/second#p">}, 'on the page a path');
	like($page, qr{<a href="//other\.example/">}, 'and others as they are');
};

# The levels of a page's headings, but for those of its contents.
sub levels {
	my ($html) = @_;
	$html =~ s{<nav.*?</nav>}{}sg;
	return $html =~ m{<h([1-6])\b}g;
}

subtest 'the page of all answers' => sub {
	my $home = rich_home();
	my $html = cgi($home, '/all')->{body};
	my @levels = levels($html);
	is("@levels", '1 2 3 4 6 3 2 3 3 3', 'headings nest');
	my @ids = $html =~ / id="([^"]*)"/g;
	my %seen;
	is(join(' ', grep { $seen{$_}++ } @ids), '', 'no id twice');
	my ($nav) = $html =~ m{<nav class="aside outline".*?</nav>}sg;
	my @targets = $nav =~ m{href="#([^"]*)"}g;
	is("@targets", "C-cat first second C-zwei fran\xc3\xa7ais yes image"
	    =~ s/\xc3\xa7/c/r, 'a table of contents');
	is(join(' ', grep { !$seen{$_} } @targets), '', 'that leads somewhere');
	like($html, qr{<h3 id="first"><a href="$script/first">First },
	    'a question leads to its own page');
	like($html, qr{<time datetime="2026-03-04">}, 'dates');
	like($html, qr{<p>About a &amp; b}, 'what a category says of itself');
	like($html, qr{<p>Intro a &amp; b}, 'introduction');
	like($html, qr{<p>Bye a &amp; b}, 'and closing words');
	like($html, qr{<title>All answers on one page – }, 'title');
	like(cgi($home, '')->{body}, qr{<a href="$script/all">All answers},
	    'the index leads there');
	for ('/all/', '/ALL') {
		my $page = cgi($home, $_);
		is($page->{status}, 301, $_);
		is($page->{headers}{location}, "http://faq.example$script/all",
		    'leads there');
	}

	$html = cgi(plain_home(), '/all')->{body};
	@levels = levels($html);
	is("@levels", '1 2 3 2', 'without categories a level less');
	my $deep = new_home('data/index.md' => "# T\n", 'data/b.md' => "# C\n\n## One?\n\n### P\n\n"
	    . "##### D\n\n###### E\n\n1\n\n# Two\n\n## Q\n\nA\n");
	@levels = levels(cgi($deep, '/all')->{body});
	is("@levels", '1 2 3 4 6 6 2 3', 'HTML has six levels and no more');
	my $mixed = new_home('data/index.md' => "# T\n\n## One?\n\n### P\n\n1\n",
	    'data/b.md' => "# C\n\n## Two?\n\n2\n");
	@levels = levels(cgi($mixed, '/all')->{body});
	is("@levels", '1 2 3 2 3', 'in both ways on one page');

	my $empty = new_home('data/index.md' => "# Empty\n");
	$html = cgi($empty, '/all')->{body};
	like($html, qr/There are no questions here yet/, 'without a question');
	unlike($html, qr/ld\+json|<nav/, 'there is nothing to tell');
	unlike(cgi($empty, '/')->{body}, qr{href="$script/all"},
	    'and no link to it');
	for my $path (qw(/ /all /?q=x /feed.atom /sitemap.xml /opensearch.xml
	    /faq.json /llms.txt /llms-full.txt /suggest.json)) {
		my ($page, $query) = split /\?/, $path;
		is(cgi($empty, $page, QUERY_STRING => $query // '')->{status},
		    200, "$path of a title alone");
	}
};

subtest 'five hundred questions' => sub {
	my $home = new_home(map { my $n = $_; ("data/$n.md" => "# C $n\n\n"
	    . join('', map { "## Q $n $_?\n\nA $n $_ [x](q-1-1).\n\n" } 1 .. 50)) }
	    1 .. 10);
	my $page = cgi($home, '/all');
	is($page->{status}, 200, 'status');
	is(scalar(() = $page->{body} =~ /<h3 id="/g), 100, 'a hundred a page');
	is(scalar @{(linked_data($page->{body}))[0]{mainEntity}}, 100,
	    'and in its JSON-LD');
	my $sitemap = get_file_of($home, '/sitemap.xml');
	is(scalar(() = $sitemap =~ /<loc>/g), 512, 'and categories, in the sitemap');
	$sitemap =~ s{<url><loc>\S+/q-\S+</url>}{}g;
	check_pages({home => $home, root => $root, variables => {}}, $sitemap);
	is(scalar @{decode_json(get_file_of($home, '/faq.json'))->{questions}},
	    500, 'in faq.json');
	is(scalar(() = get_file_of($home, '/feed.atom') =~ /<entry>/g), 50,
	    'fifty in the feed');
};

subtest 'dates of the feed' => sub {
	my $home = new_home(
	    'data/a.md' => "# T\n\n## Old? {updated=\"2020-01-02\"}\n\n1\n\n"
		. "## None?\n\n2\n\n## New? {updated=\"2026-05-06\"}\n\n3\n\n"
		. "## Neither?\n\n4\n",
	    'data/b.md' => "# C\n\n## Later?\n\n5\n");
	utime 1, 1_000_000_000, "$home/data/a.md";
	utime 1, 1_600_000_000, "$home/data/b.md";
	my $feed = get_file_of($home, '/feed.atom');
	my %date = $feed =~
	    m{<title type="text">(\w+)\?</title>.*?<updated>(.*?)</updated>}gs;
	is_deeply(\%date, { Old => '2020-01-02T00:00:00Z',
	    New => '2026-05-06T00:00:00Z', None => '2001-09-09T01:46:40Z',
	    Neither => '2001-09-09T01:46:40Z',
	    Later => '2020-09-13T12:26:40Z' },
	    'an answer without one has that of its file');
	is(join(' ', $feed =~ m{<title type="text">(\w+)\?<}g),
	    'New Later Old None Neither', 'the newest first');
	like($feed, qr{^<updated>2026-05-06T00:00:00Z</updated>}m, 'the feed');
	my $sitemap = get_file_of($home, '/sitemap.xml');
	is(join(' ', $sitemap =~ m{<lastmod>(.*?)</lastmod>}g),
	    '2026-05-06 2026-05-06 2020-01-02 2026-05-06',
	    'the sitemap has those that were given');
	my $empty = new_home('data/index.md' => "# Empty\n");
	utime 1, 1_000_000_000, "$empty/data/index.md";
	$feed = get_file_of($empty, '/feed.atom');
	is(xml_problem($feed, 'atom.rng'), '', 'a feed of nothing is valid');
	like($feed, qr{<updated>2001-09-09T01:46:40Z</updated>}, 'and dated');
	utime 1, -5, "$empty/data/index.md";
	settle($empty);
	like(get_file_of($empty, '/feed.atom'),
	    qr{<updated>1970-01-01T00:00:00Z<}, 'never before 1970');
};

subtest 'the manual describes faq.json' => sub {
	my $json = decode_json(get_file_of(rich_home(), '/faq.json'));
	my @members = map {
		my $name = $_;
		($name, ref $json->{$name} ? map { "$name\[].$_" }
		    keys %{$json->{$name}[0]} : ());
	} keys %$json;
	my @described = get_file("$top/man/faq.cgi.1") =~ /^\.It Li (\S+) Ta/mg;
	is("@{[sort @described]}", "@{[sort @members]}", 'every member');
};

subtest 'an entry stays itself when it is renamed' => sub {
	my @ids;
	for ('{#one}', '{#two aka="one"}', '{#three aka="one two"}') {
		my $home = new_home('data/a.md' => "# T\n\n## Q? $_\n\nA\n");
		push @ids, get_file_of($home, '/feed.atom') =~
		    m{<entry>.*?<id>(.*?)</id>}s;
	}
	is("@ids", join(' ', ("$root/one") x 3), 'its id is the oldest link');
};

subtest 'filtered pages' => sub {
	my $home = new_home();
	my %canonical = (
	    'q=does+it+hurt' => '?q=does%20it%20hurt',
	    'utm=1&exact=1&q=%20hurt%20&x' => '?q=hurt&exact=1',
	    'category=safety&q=a%26b' => '?q=a%26b&category=safety',
	    'exact=1&category=safety&q=x' => '?q=x&category=safety&exact=1',
	    'category=nowhere&q=x' => '?q=x',
	    "q=\xc3\xa9%22" => '?q=%C3%A9%22');
	for (sort keys %canonical) {
		my $meta = metadata(cgi($home, '/', QUERY_STRING => $_)->{body});
		is($meta->{canonical}, "$root/$canonical{$_}", $_);
		is($meta->{robots}, 'noindex,follow', 'is not to be indexed');
		is($meta->{'og:url'}, undef, 'nor to be shared');
	}
	for ('category=nowhere', 'utm_source=x', 'q=', 'exact=1') {
		my $meta = metadata(cgi($home, '/', QUERY_STRING => $_)->{body});
		is($meta->{canonical}, "$root/", "?$_ is the index");
		is($meta->{robots}, undef, 'which is indexed');
	}
	for (['/nothing'], ['/', REQUEST_METHOD => 'POST']) {
		my $meta = metadata(cgi($home, @$_)->{body});
		is($meta->{canonical}, undef, "$_->[0]: an error has none");
		is($meta->{robots}, 'noindex,follow', 'and is not indexed');
	}
};

subtest 'autodiscovery' => sub {
	my $html = cgi(new_home(), '/cost')->{body};
	like($html, qr{<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="$script/feed\.atom">}, 'feed');
	like($html, qr{<link rel="search" type="application/opensearchdescription\+xml" title="[^"]{1,18}" href="$script/opensearch\.xml">}, 'search');
};

subtest 'as any other page' => sub {
	my $home = new_home();
	for my $path (qw(/all /sitemap.xml /feed.atom /opensearch.xml /faq.json
	    /llms.txt /llms-full.txt /does-it-hurt.md)) {
		my $get = cgi($home, $path);
		my $etag = $get->{headers}{etag};
		my $head = cgi($home, $path, REQUEST_METHOD => 'HEAD');
		is($head->{body}, '', "$path: HEAD has no body");
		is_deeply($head->{headers}, $get->{headers}, 'but the headers');
		is(cgi($home, $path, HTTP_IF_NONE_MATCH => $etag)->{status}, 304,
		    'ETag');
		is(cgi($home, $path, REQUEST_METHOD => 'POST')->{status}, 405,
		    'is only read');
		my $zipped = cgi($home, $path, HTTP_ACCEPT_ENCODING => 'gzip');
		gunzip(\$zipped->{body} => \my $body) or die;
		is($body, $get->{body}, 'gzip');
		is($get->{headers}{'access-control-allow-origin'}, undef,
		    'other sites may not read it in a browser');
	}
};

# Memory that the process ever needed, in kB.
sub most_memory {
	my ($faq) = @_;
	my ($kb) = get_file("/proc/$faq->{pid}/status") =~ /^VmHWM:\s+(\d+)/m;
	return $kb;
}

subtest 'fifty thousand' => sub {
	my $home = new_home('data/a.md' => "# T\n\n" . join('', map {
	    "## Q$_\n\nA$_ is the answer.\n\n" } 1 .. 50_000));
	is((command($home, 'build'))[0], 0, 'a large FAQ');
	my $index = get_file_of($home, '/sitemap.xml');
	is(join(' ', $index =~ m{<loc>(.*?)</loc>}g), join(' ', map {
	    "http://faq.example/cgi-bin/faq.cgi/sitemap.xml?page=$_" } 2, 3),
	    'two sitemaps, for none has more than it may');
	my (%urls, @counts);
	for (2, 3) {
		my $part = cgi($home, '/sitemap.xml',
		    QUERY_STRING => "page=$_")->{body};
		is(xml_problem($part, 'sitemap.rng'), '', 'one is valid');
		my @found = $part =~ m{<loc>(.*?)</loc>}g;
		$urls{$_}++ for @found;
		push @counts, scalar @found;
	}
	is("@counts", '50000 2', 'which have all pages');
	is(scalar(keys %urls), 50_002, 'each once');
	is(cgi($home, '/sitemap.xml', QUERY_STRING => 'page=4')->{status}, 404,
	    'there is no further one');

	my $faq = FastCGI->start($home);
	my $before = most_memory($faq);
	my $json = $faq->get('/faq.json');
	is($json->{status}, 200, 'the FAQ as JSON');
	is($json->{headers}{'content-length'}, length $json->{body}, 'its length');
	my $questions = decode_json($json->{body})->{questions};
	is(scalar(@$questions), 50_000, 'has all questions');
	is($questions->[49_999]{answer_text}, 'A50000 is the answer.',
	    'to the last one');
	my $zipped = $faq->get('/faq.json', HTTP_ACCEPT_ENCODING => 'gzip');
	is($zipped->{headers}{'content-length'}, length $zipped->{body},
	    'its length when compressed');
	gunzip(\$zipped->{body} => \my $body) or die;
	ok($body eq $json->{body}, 'the same');
	is($faq->get('/faq.json',
	    HTTP_IF_NONE_MATCH => $json->{headers}{etag})->{status}, 304, 'who has it is told so');
	my $llms = $faq->get('/llms.txt')->{body};
	is(scalar(() = $llms =~ /^- \[Q\d+\]/mg), 50_000, 'for language models');
	SKIP: {
		skip 'a sanitizer needs more', 1 if $sanitized;
		cmp_ok(most_memory($faq) - $before, '<', 16_000,
		    'in little memory');
	}
	ok(cgi($home, '/faq.json', SCRIPT_NAME => '/fcgi-bin/faq.fcgi')->{body}
	    eq $json->{body}, 'as CGI, too');
	put_file("$home/full", "#!/bin/sh\nexec prlimit --fsize=1200000 '$program'\n");
	chmod 0755, "$home/full";
	my $full = cgi($home, '/faq.json', program => "$home/full");
	is($full->{status}, 503, 'where the disk is full it fails as a whole');
	is($full->{headers}{'content-length'}, length $full->{body},
	    'by a page of its own');
	like($full->{log}, qr{could not be written: .*\n.*/faq\.json: answered with 503$},
	    'and the cause alone is logged');
	is(join(' ', glob("$home/var/spool*")), '', 'no file stays');
};

subtest 'templates of an owner' => sub {
	my $home = plain_home(
	    'templates/llms.txt' => "{{FAQ_TITLE}} {{QUESTION:x-markdown}}\n",
	    'templates/faq.json' =>
		"{{%AUTOESCAPE context=\"JSON\"}}\n[\"{{FAQ_TITLE}}\"]\n",
	    'templates/sitemap.xml' => "<urlset/>\n");
	is(cgi($home, '/faq.json')->{body}, "[\"Plain\"]\n", 'serve');
	my ($code, undef, $err) = command($home, 'check');
	is($code, 1, 'and are checked');
	like($err, qr{^templates/llms\.txt:1:\d+: FAQ_TITLE is not escaped here}m,
	    'a text that escapes nothing');
	like($err, qr{^templates/sitemap\.xml:1:1: does not say how to escape}m,
	    'XML that escapes nothing');
	unlike($err, qr/QUESTION/, 'an escaped variable is fine');
	$home = plain_home(map { ('templates/' . s{.*/}{}r => get_file($_)) }
	    glob("$top/templates/*"));
	is(join(' ', (command($home, 'check'))[0, 2]), '0 ',
	    'all that are built in are fine');
};

done_testing();
