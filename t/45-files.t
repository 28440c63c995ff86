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
    . "files/b.gif\n", 'what it shows is asked for');

done_testing();
