#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The owner's site around the FAQ: her logo, links and words, whom to ask, her
# other languages; and the FAQ within pages of hers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $base = '/cgi-bin/faq.cgi';
my $root = "http://faq.example$base";

sub home {
	my ($conf, %more) = @_;
	return new_home('faq.conf' => $conf, 'data/index.md' => "# Title\n",
	    'data/a.md' => "# Cat {#cat}\n\n## One? {#one}\n\nFirst.\n\n"
	    . "## Two? {#two}\n\nSecond.\n", %more);
}

sub get {
	my ($home, $path, $query) = @_;
	return cgi($home, $path, QUERY_STRING => $query // '');
}

sub body {
	return get(@_)->{body};
}

subtest 'nothing said' => sub {
	my $html = body(home(''), '/one');
	unlike($html, qr/class="bar site"/, 'no bar');
	unlike($html, qr/<footer class="foot"/, 'no empty foot');
	unlike($html, qr/class="contact"/, 'nobody to ask');
	unlike($html, qr/hreflang|og:image/, 'nothing for machines');
	like($html, qr{<p class="title"><a href="$base/">Title</a></p>},
	    'a head of its own');
	like(body(home(''), '/'), qr{<h1 class="title">Title</h1>},
	    'which is the heading on the index');
};

subtest 'logo and links' => sub {
	my $home = home("logo = img/a b&c.png 160x40\nsite_name = A & B\n"
	    . "site_url = https://a.example/\nnav = Our prices /p?a&b\n"
	    . "nav = Mail mailto:a\@b.example\n");
	my ($code, undef, $log) = command($home, 'check');
	is($code, 1, 'a name with a space is none');
	like($log, qr/faq\.conf:1:1: logo must be a file below files/, 'it says');
	put_file("$home/faq.conf", get_file("$home/faq.conf") =~ s/a b&c/a&c/r);
	my $html = body($home, '/one');
	like($html, qr{<p><a href="https://a\.example/"><img src="$base/files/img/a%26c\.png" width="160" height="40" alt="A &amp; B"></a></p>},
	    'the logo is the link to the site, with its size');
	like($html, qr{property="og:image" content="$root/files/img/a%26c\.png"},
	    'and the picture of the page');
	like($html, qr{<nav aria-label="Site">\s*<ul role="list">\s*<li><a href="/p\?a&amp;b">Our prices</a></li>\s*<li><a href="mailto:a\@b\.example">Mail</a></li>}s,
	    'links in their order');
	put_file("$home/files/img/a&c.png", "\x89PNG\r\n\x1a\n");
	my $logo = get($home, '/files/img/a&c.png');
	is("$logo->{status} $logo->{headers}{'content-type'}",
	    '200 image/png', 'there it is, too');
	like(body(home("logo = a.png 1x1\n"), '/one'),
	    qr{<a href="$base/"><img [^>]*alt="Title"></a>},
	    'without a site it leads to the FAQ');
};

subtest 'whom to ask' => sub {
	my $home = home("contact_phone = +49 (0)30 12-34\n"
	    . "contact_email = a+b\@c.example\ncontact_url = /ask\n"
	    . "contact_hours = Mon to Fri\n");
	for ('/', '/one', '/all', '/category/cat', '/nowhere') {
		my $html = body($home, $_);
		is(scalar(() = $html =~ /class="contact"/g), 1, "$_: once");
		like($html, qr{Call <a href="tel:\+493012\x{2d}?34">\+49 \(0\)30 12-34</a>},
		    'the number, to be called from anywhere');
		like($html, qr{Write to <a href="mailto:a\+b\@c\.example">a\+b\@c\.example</a>},
		    'the address');
		like($html, qr{<a href="/ask">Ask us</a>}, 'the page');
		like($html, qr{>Mon to Fri</p>}, 'and when');
	}
	my $html = body($home, '/one');
	cmp_ok(index($html, '</article>'), '<', index($html, 'class="contact"'),
	    'below the answer');
	cmp_ok(index($html, 'class="contact"'), '<', index($html, 'class="steps"'),
	    'before its neighbours');
	like(body(home("contact_phone = 030 12\n"), '/'), qr{"tel:03012"},
	    'a number at home');
	unlike(body(home("contact_hours = Always\n"), '/'), qr/Always/,
	    'hours alone help nobody');
};

subtest 'other languages' => sub {
	my $home = home("language = en-GB\n"
	    . "translations = de https://a.example/de\n"
	    . "translations = pt-BR https://a.example/pt\n"
	    . "translations = eo https://a.example/eo\n");
	my $html = body($home, '/');
	is(join(' ', $html =~ m{<link rel="alternate" hreflang="([^"]+)"}g),
	    'en-GB de pt-BR eo', 'search engines are told of all');
	like($html, qr{hreflang="en-GB" href="$root/">}, 'itself among them');
	like($html, qr{<a href="https://a\.example/de" lang="de" hreflang="de">Deutsch</a>},
	    'readers see its own name');
	like($html, qr{hreflang="pt-BR">Português</a>}, 'also of a kind of one');
	like($html, qr{hreflang="eo">eo</a>}, 'or its tag');
	unlike(body($home, '/one'), qr{<link [^>]*hreflang},
	    'of single answers nobody knows the other');
};

subtest 'the short name' => sub {
	my $home = home("short_name = Ask A\n");
	like(body($home, '/opensearch.xml'), qr{<ShortName>Ask A</ShortName>},
	    'is what browsers are told');
	like(body($home, '/'), qr{opensearchdescription\+xml" title="Ask A"},
	    'in the page, too');
};

subtest 'header.md' => sub {
	my $home = home('', 'header.md' =>
	    "We are **away**. <b>x</b> See [one](one).\n");
	my $html = body($home, '/two');
	my ($header) = $html =~ m{<header>(.*?)</header>}s;
	like($header, qr{We are <strong>away</strong>\..*<a href="$base/one">one</a>}s,
	    'stands in the head of each page');
	unlike($header, qr/<b>/, 'without HTML');
	put_file("$home/header.md", "Back again.\r\n\r\n# News\r\n\r\nNone.\r\n");
	settle($home);
	like(body($home, '/'), qr/Back again/, 'an edit shows');
	unlike(body($home, '/'), qr/News|None\./, 'but no headings');
	my ($code, undef, $log) = command($home, 'check');
	is($code, 0, 'that is no mistake');
	like($log, qr{^header\.md:3: note: a heading is left out}m,
	    'but worth a note') or diag($log);
	unlink("$home/header.md");
	settle($home);
	unlike(body($home, '/'), qr/class="notice|Back again/, 'gone');
	put_file("$home/header.md", "caf\xe9");
	settle($home);
	like(body($home, '/'), qr/caf\xc3\xa9/, 'of any editor');
};

subtest 'embedded' => sub {
	my $home = home("footer = Foot\nframe_ancestors = https://a.example\n"
	    . "site_url = https://a.example/\ncontact_url = /ask\n",
	    'header.md' => "Header\n");
	my $whole = get($home, '/one');
	like($whole->{headers}{'content-security-policy'},
	    qr{; frame-ancestors 'self' https://a\.example$}, 'who may');
	for (['/one', 'embed=1', 'First'], ['/', 'embed=1', 'One\?'],
	    ['/', 'q=first&embed=1', '1 answer'], ['/all', 'embed=1', 'Second'],
	    ['/category/cat', 'embed=1', 'Two\?']) {
		my ($path, $query, $words) = @$_;
		my $html = body($home, $path, $query);
		like($html, qr/\A<!DOCTYPE html>.*<\/html>\n\z/s,
		    "$path?$query is a page");
		unlike($html, qr/<header|class="foot"|class="skip"|Header|Foot/,
		    'without head and foot');
		like($html, qr/$words/, 'but with its content');
		like($html, qr/<search>/, 'and a form');
		like($html, qr/<base target="_top">/, 'links open in its place');
		like($html, qr/content="noindex,follow"/, 'not for search engines');
	}
	like(body($home, '/one', 'embed=1'), qr{canonical" href="$root/one"},
	    'they are told of the whole page');
	my $part = body($home, '/one', 'embed=part');
	like($part, qr/\A<div class="faq" lang="en">.*First.*<\/div>\n\z/s,
	    'a part is just the content');
	unlike($part, qr/<html|<head|<style|<script|<title/, 'to be included');
	is(body($home, '/one', 'embed=2'), $whole->{body}, 'else it is whole');
	unlike(body(home(''), '/one', 'embed=1'), qr/class="bar/,
	    'without any setting, too');
};

# What a template of hers loads, and whether it is told.
my $own = '{{%AUTOESCAPE context="HTML"}}' . "\n";
my $font = 'https://fonts.example';
for (['a style', "<link rel=stylesheet href=\"$font/a.css\">", 1],
    ['a script', "<script src='$font/a.js'></script>", 1],
    ['a frame', "<iframe src=\"$font/x\"></iframe>", 1],
    ['an import', "<style>\@import url(\"$font/a.css\");</style>", 1],
    ['a font', "<style>\@font-face { src: url($font/a.woff2) }</style>", 1],
    ['a picture', "<img src=\"$font/a.png\" alt=\"\">", 0],
    ['a picture of a style', "<style>a { background: url($font/a.png) }</style>", 0],
    ['a link', "<a href=\"$font/\">x</a>", 0],
    ['words', "<p>See $font/a.woff</p>", 0],
    ['an icon', "<link rel=\"icon\" href=\"$font/a.png\">", 0]) {
	my ($what, $html, $blocked) = @$_;
	subtest "a template with $what" => sub {
		for my $conf ('', "csp_hosts = https://b.example\n",
		    "csp_hosts = https://b.example https://fonts.example\n",
		    "csp_hosts = fonts.example\n", "csp_hosts = *.example\n") {
			my $home = home($conf,
			    'templates/part.tpl' => $own . "{{>CONTENT}}$html\n");
			my ($code, undef, $log) = command($home, 'check');
			is($code, 0, 'is no mistake') or diag($log);
			my $lines = $conf =~ /b\.example$/m ? "https://b.example $font" : $font;
			my $noted = $log =~
			    m{^templates/part\.tpl:2: note: browsers refuse what comes from \Q$font\E; to allow it, write into faq\.conf: csp_hosts = \Q$lines\E$}m;
			is($noted ? 1 : 0, $blocked && $conf !~ /fonts|\*/ ? 1 : 0,
			    $conf =~ s/\n//r || 'no setting') or diag($log);
		}
		my $policy = get(home("csp_hosts = $font\n"), '/')
		    ->{headers}{'content-security-policy'};
		like($policy, qr{default-src 'self' \Q$font\E;}, 'it is allowed');
	};
}

subtest 'who has no shell is told by the doctor' => sub {
	my $home = home('', 'templates/part.tpl' =>
	    "$own\{{>CONTENT}}<script src=\"$font/a.js\"></script>\n", doctor => '');
	my $line = qr{templates/part\.tpl:2: note: .* write into faq\.conf: csp_hosts = \Q$font\E$}m;
	get($home, '/');
	like(get_file("$home/var/status.txt"), $line,
	    'var/status.txt has the line that allows it');
	my $html = body($home, '/doctor.html');
	like($html, qr{<h2>What was read.*?$line}s, 'and the page shows that');
	my $closed = home('', 'templates/part.tpl' =>
	    get_file("$home/templates/part.tpl"), doctor => '', var => '');
	$html = body($closed, '/doctor.html');
	like($html, $line, 'also where there can be no var/status.txt');
	like($html, qr{<h2>Templates: warning</h2>}, 'which is worth a look');
	unlike(body(home('', doctor => '', var => ''), '/doctor.html'),
	    qr{<h2>Templates}, 'and says nothing where nothing is to be said');
	unlink("$home/doctor");
	is(get($home, '/doctor.html')->{status}, 404, 'to her alone');
};

subtest 'a script in a template' => sub {
	for (['<script>x()</script>', 1], ['<script src="/a.js"></script>', 0],
	    ['<script type="application/ld+json">{}</script>', 0]) {
		my $home = home('', 'templates/part.tpl' => "$own$_->[0]\n");
		my (undef, undef, $log) = command($home, 'check');
		is($log =~ /part\.tpl:2: note: browsers refuse a script/ ? 1 : 0,
		    $_->[1], $_->[0]) or diag($log);
	}
};

done_testing();
