#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# HOME/files below /files/: what is served, how, and what never is.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $home = new_home(
	'data/a.md' => "# T\n\n## A?\n\n![Pad](../files/pad.png) ![](files/b.gif)\n"
	    . "![x](https://a.example/files/c.png)\n",
	'files/pad.png' => "\x89PNG\r\n\x1a\n" . 'x' x 5000,
	'files/deep/er/PAD.JPG' => 'jpeg', 'files/list.pdf' => '%PDF',
	'files/page.html' => '<p>', 'files/run.js' => '1', 'files/run.cgi' => '1',
	'files/none' => '1', 'files/.hidden.png' => 'h', 'files/.dot/a.png' => 'h',
	'files/fine.svg' => '<svg xmlns="http://www.w3.org/2000/svg"/>',
	'files/bad.svg' => '<svg><SCRIPT>1</SCRIPT></svg>',
	'files/worse.svg' => '<svg onload="x"/>',
	'secret.png' => 's', 'secret/a.png' => 's');
symlink '../secret.png', "$home/files/link.png" or die;
symlink '../secret', "$home/files/way" or die;
mkdir "$home/files/folder.png" or die;

my $page = cgi($home, '/files/pad.png');
is($page->{status}, 200, 'a picture');
is($page->{headers}{'content-type'}, 'image/png', 'its type');
is(length $page->{body}, 5008, 'all of it');
is($page->{headers}{'x-content-type-options'}, 'nosniff', 'never another');
like($page->{headers}{'cache-control'}, qr/max-age=86400/, 'kept for a day');
my $etag = $page->{headers}{etag};
like($etag, qr/^"\w+"$/, 'it has a tag');
is(cgi($home, '/files/pad.png', HTTP_IF_NONE_MATCH => $etag)->{status}, 304,
    'and is not sent twice');
put_file("$home/files/pad.png", 'new');
is(cgi($home, '/files/pad.png')->{body}, 'new', 'an edit shows at once');
is(cgi($home, '/files/pad.png', HTTP_ACCEPT_ENCODING => 'gzip')
    ->{headers}{'content-encoding'}, undef, 'nothing is compressed');

my %types = ('deep/er/PAD.JPG' => 'image/jpeg', 'list.pdf' => 'application/pdf',
    'fine.svg' => 'image/svg+xml');
for my $name (sort keys %types) {
	my $file = cgi($home, "/files/$name");
	is($file->{status}, 200, "$name is served");
	is($file->{headers}{'content-type'}, $types{$name}, "$name: its type");
}
for my $name ('page.html', 'run.js', 'run.cgi', 'none', '.hidden.png',
    '.dot/a.png', 'bad.svg', 'worse.svg', 'link.png', 'way/a.png',
    'folder.png', '../secret.png', 'deep/../../secret.png', './pad.png',
    'deep//er/PAD.JPG', '/pad.png', '', 'missing.png', 'pad.png/',
    '..\\secret.png') {
	is(cgi($home, "/files/$name")->{status}, 404, "$name is not");
}

my $all = cgi($home, '/all', SCRIPT_NAME => '/x/faq')->{body};
like($all, qr{<img src="/x/faq/files/pad\.png" alt="Pad" />},
    'a picture of hers is found from each page');
like($all, qr{<img src="https://a\.example/files/c\.png"}, 'others stay');
my ($code, $out, $err) = command($home, 'check');
is($err, "data/a.md:5: note: say in the brackets what this picture shows: "
    . "files/b.gif\ndata/a.md:5: note: the picture \"files/b.gif\" is missing; "
    . "put it into the folder files, as files/b.gif\n",
    'what it shows is asked for, and that it is missing told');

# ------------------------------------------------------- links and pictures

my $gif = "GIF89a\x20\x03\x58\x02" . '.' x 40;
$home = new_home(
	'faq.conf' => "base_url = https://a.example/help\n",
	'header.md' => "[Prices](prices.html) ![Logo](logo.gif) [x](nothing)\n",
	'files/images/pad.gif' => $gif,
	'files/Price list.pdf' => 'x',
	'data/index.md' => "# Bikes\n\n[Brakes](#brakes) [all](20-bikes.md)\n",
	'data/20-bikes.md' => <<'', 'data/30-prices.txt' => <<'');
# Our bikes
.
See [prices](#prices) and [those](category/what-it-costs).
.
## Brakes?
.
![Pad](images/pad.gif) ![Pad](IMAGES/PAD.gif) ![](gone.gif)
[list](downloads/price%20list.pdf) [home](index.html) [pads](../pads/)
[old](faq.html#pads) [cost](30-prices.txt) [no](gone) [no](#gone)
[no](shop/cart.html) [disk](C:\Users\me\a.pdf) [no](files/gone.pdf)
[site](/contact.html) [web](www.b.example) [mail](me@b.example)
[out](/pads) [out](/files/list.pdf) ![Pad](/img/none.gif) ![Pad](/images/pad.gif)
[own](/help/pads) [own](https://a.example/help/none) [own](https://a.example/help)
.
## Pads?
.
<a href="brakes.html">Brakes</a> <img src="pad.gif" alt="x">

What it costs
.
How much is a pad?
.
5 Euro.

s/^\.$//gm for my @texts = map { get_file("$home/data/$_") }
    '20-bikes.md', '30-prices.txt';
put_file("$home/data/20-bikes.md", $texts[0]);
put_file("$home/data/30-prices.txt", $texts[1]);
($code, $out, $err) = command($home, 'check');
is($err =~ s/; (?:put|write) .*//gmr, <<'', 'what leads nowhere is told');
data/20-bikes.md:7: note: say in the brackets what this picture shows: gone.gif
header.md:1: note: the link "prices.html" leads to no question
header.md:1: note: the picture "logo.gif" is missing
header.md:1: note: the link "nothing" leads to no question
data/20-bikes.md:3: note: the link "#prices" leads to no question
data/20-bikes.md:7: note: the picture "gone.gif" is missing
data/20-bikes.md:9: note: the link "gone" leads to no question
data/20-bikes.md:9: note: the link "#gone" leads to no question
data/20-bikes.md:10: note: the link "shop/cart.html" leads nowhere
data/20-bikes.md:10: note: "C:\Users\me\a.pdf" is an address on your own computer
data/20-bikes.md:10: note: the link "files/gone.pdf" leads to a file that is missing: files/gone.pdf
data/20-bikes.md:12: note: the link "/pads" leads to your site, outside the FAQ
data/20-bikes.md:12: note: the link "/files/list.pdf" leads to your site, outside the FAQ
data/20-bikes.md:12: note: the picture "/img/none.gif" is looked for on your site, outside the FAQ
data/20-bikes.md:13: note: the link "https://a.example/help/none" leads to no question
data/20-bikes.md:17: note: the picture "pad.gif" is missing

# Where the links and pictures of a page's text lead, as a browser sees it.
sub addresses {
	my ($path) = @_;
	my ($text) = cgi($home, $path)->{body} =~ m{<main\b(.*)</main>}s;
	return join ' ', map { s{^https://a\.example/help/}{}r }
	    $text =~ /<(?:a href|img src)="([^"]*)"/g;
}
my $links = 'files/images/pad.gif files/images/pad.gif files/gone.gif '
    . 'files/Price%20list.pdf  pads pads category/30-prices gone gone '
    . 'shop/cart.html C:%5CUsers%5Cme%5Ca.pdf files/gone.pdf /contact.html '
    . 'http://www.b.example mailto:me@b.example /pads /files/list.pdf '
    . '/img/none.gif files/images/pad.gif pads none';
for my $path ('/brakes', '/all') {
	like(addresses($path), qr/\Q$links\E/, "addresses on $path");
}
like(addresses('/'), qr{brakes category/20-bikes}, 'on the index');
like(addresses('/category/our-bikes'), qr{prices category/what-it-costs},
    'on a page of a category');
like(get($_), qr{https://a\.example/help/files/images/pad\.gif},
    "absolute in $_") for '/feed.atom', '/faq.json', '/brakes.md';
for my $old ('20-bikes', 'category/20-bikes', 'our-bikes') {
	my $moved = cgi($home, "/$old");
	is("$moved->{status} $moved->{headers}{location}",
	    '301 https://a.example/help/category/our-bikes',
	    "/$old leads to the category");
}
is(cgi($home, '/category/brakes')->{status}, 404, 'but no question is one');

like(get('/brakes'), qr{<img\ src="https://a\.example/help/files/images/pad\.gif"
    \ width="800"\ height="600"\ loading="lazy"\ alt="Pad"\ />}x,
    'a picture has its size');
like(get('/brakes'), qr{/files/gone\.gif" alt=""}, 'one that is not there none');
put_file("$home/files/gone.gif", $gif);
quiet();
get('/brakes');
like(get('/brakes'), qr{/files/gone\.gif" width="800"},
    'until it comes, which is noticed');

sub get {
	return cgi($home, $_[0])->{body} =~ s{\\/}{/}gr;
}

done_testing();
