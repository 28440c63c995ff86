#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The tag of a page is known before the page is made: another one for all that
# makes another page, the same for what does not, and who names it gets 304
# without a page being made, which is counted, not timed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Temp qw(tempdir);
use Test::More;

my %files = ('data/a.md' => "# T\n\n## Pain? {#pain}\n\nNo pain.\n\n"
    . "## Cost?\n\nSome pain in the purse.\n");

sub tag {
	my ($home, $path, %more) = @_;
	my $page = cgi($home, $path, %more);
	is($page->{status}, 200, "$path is there");
	return $page->{headers}{etag} // '';
}

subtest 'one for each page' => sub {
	my $home = new_home(%files);
	my %pages;
	for (['/'], ['/pain'], ['/cost'], ['/all'], ['/faq.json'],
	    ['/pain.md'], ['/', QUERY_STRING => 'q=pain'],
	    ['/', QUERY_STRING => 'q=cost'],
	    ['/', QUERY_STRING => 'q=pain&exact=1'],
	    ['/pain', QUERY_STRING => 'embed=1'],
	    ['/pain', QUERY_STRING => 'embed=part'],
	    ['/pain', HTTP_HOST => 'b.example'],
	    ['/pain', HTTPS => 'on'],
	    ['/pain', SCRIPT_NAME => '/help'],
	    ['/pain', HTTP_ACCEPT_ENCODING => 'gzip'],
	    ['/suggest.json', QUERY_STRING => 'q=pa']) {
		my $tag = tag($home, @$_);
		like($tag, qr/^"[0-9a-f]{16}(-gzip)?"$/, "@$_");
		is($pages{$tag}, undef, 'is no other page\'s');
		$pages{$tag} = "@$_";
		is(tag($home, @$_), $tag, 'the same again');
		is(tag($home, @$_, REQUEST_METHOD => 'HEAD'), $tag, 'and by HEAD');
		my $had = cgi($home, @$_, HTTP_IF_NONE_MATCH => $tag);
		is($had->{status}, 304, 'who has it is told so');
		is($had->{headers}{etag}, $tag, 'with the tag');
		is($had->{body}, '', 'and no page');
	}
};

subtest 'another one after each edit' => sub {
	my $home = new_home(%files);
	my %tags = (tag($home, '/pain') => 'at first');
	for (['data/a.md' => $files{'data/a.md'} . "\nMore.\n"],
	    ['faq.conf' => "site_name = Example\n"],
	    ['header.md' => "Closed today.\n"],
	    ['templates/style.css' => "body { color: red }\n"],
	    ['templates/strings.txt' => "SEARCH = Find\n"],
	    ['data/synonyms.txt' => "pain, ache\n"],
	    ['data/b.md' => "# B\n\n## Third?\n\nYes.\n"]) {
		put_file("$home/$_->[0]", $_->[1]);
		settle($home);
		my ($before) = %tags;
		my $got = cgi($home, '/pain', HTTP_IF_NONE_MATCH => $before);
		is($got->{status}, 200, "$_->[0]: who has the old page gets the new");
		my $tag = $got->{headers}{etag};
		is($tags{$tag}, undef, 'by another tag');
		$tags{$tag} = $_->[0];
	}
	my ($before) = tag($home, '/pain');
	put_file("$home/templates/answer.tpl", "{{#X}}");
	settle($home);
	is(tag($home, '/pain'), $before, 'a template that is not taken is none');
	unlink "$home/templates/answer.tpl";
	my $same = "{{%AUTOESCAPE context=\"HTML\"}}\nThe same.\n";
	put_file("$home/templates/answer.tpl", $same);
	settle($home);
	$before = tag($home, '/pain');
	rename "$home/templates/answer.tpl", "$home/templates/category.tpl";
	settle($home);
	isnt(tag($home, '/pain'), $before, 'words in another file, another tag');
	unlink "$home/templates/category.tpl";
	rename "$home/data/b.md", "$home/data/0.md";
	settle($home);
	is($tags{tag($home, '/pain')}, undef, 'another order, another tag');
	unlink "$home/data/0.md";
	settle($home);
	is($tags{tag($home, '/pain')}, 'data/synonyms.txt',
	    'what is taken back has its tag again');
};

subtest 'copies elsewhere' => sub {
	my ($one, $two) = (new_home(%files), new_home(%files));
	utime 1e9, 1e9, "$two/data/a.md";
	is(tag($one, $_), tag($two, $_), "$_ has the same tag") for '/', '/pain',
	    '/all', '/faq.json', '/sitemap.xml';
	isnt(tag($one, '/feed.atom'), tag($two, '/feed.atom'),
	    'but the feed, which tells when its files were written');
};

subtest 'what is not there' => sub {
	my $home = new_home(%files);
	for my $path ('/nothing', '/health.txt') {
		my $page = cgi($home, $path);
		unlike($page->{text}, qr/304/, $path);
		isnt(cgi($home, $path, HTTP_IF_NONE_MATCH => '*',
		    HTTP_ACCEPT_ENCODING => 'gzip')->{headers}{etag},
		    tag($home, '/pain'), 'no tag of a page');
	}
	is(cgi($home, '/nothing', HTTP_IF_NONE_MATCH => tag($home, '/pain'))
	    ->{status}, 404, 'nor by a tag of another page');
};

subtest 'searches that are counted' => sub {
	my $home = new_home(%files, 'faq.conf' => "log = yes\n");
	my @ask = ($home, '/', QUERY_STRING => 'q=pain');
	my $tag = tag(@ask);
	for (1, 2) {
		is(cgi(@ask, HTTP_IF_NONE_MATCH => $tag)->{status}, 304,
		    'who has it is told so');
	}
	is(scalar(() = get_file("$home/var/searches.txt") =~ /pain/g), 3,
	    'each was counted');
};

# ------------------------------------------------------------------- counts

SKIP: {
	skip 'needs strace, and to be allowed to trace', 1
	    if system('strace -o /dev/null true 2>/dev/null') != 0;
	subtest 'nothing is made' => sub { count_reads() };
}
done_testing();

# How often the store was read, and whether a file was made.
sub reads {
	my ($home, $path, %more) = @_;
	my $dir = tempdir(CLEANUP => 1);
	put_file("$dir/traced", "#!/bin/sh\nexport ASAN_OPTIONS=detect_leaks=0\n"
	    . "exec strace -o '$dir/calls' '$program'\n");
	chmod 0755, "$dir/traced";
	my $page = cgi($home, $path, %more, program => "$dir/traced");
	my $calls = get_file("$dir/calls");
	return ($page, scalar(() = $calls =~ /^pread64\(/mg),
	    scalar(() = $calls =~ /O_TMPFILE|spool/g));
}

sub count_reads {
	my $home = new_home('data/a.md' => "# T\n\n" . join '', map {
	    "## Q$_\n\n" . "Answer $_ is the answer. " x 40 . "\n\n" } 1 .. 2000);
	settle($home);
	for my $path ('/all', '/faq.json', '/llms-full.txt', '/sitemap.xml') {
		my ($page, $whole) = reads($home, $path);
		my $tag = $page->{headers}{etag};
		for (['304', 304, HTTP_IF_NONE_MATCH => $tag],
		    ['HEAD', 200, REQUEST_METHOD => 'HEAD'],
		    ['packed', 304, HTTP_IF_NONE_MATCH => $tag,
			HTTP_ACCEPT_ENCODING => 'gzip'],
		    ['packed HEAD', 200, REQUEST_METHOD => 'HEAD',
			HTTP_ACCEPT_ENCODING => 'gzip']) {
			my ($name, $status, @more) = @$_;
			my ($got, $reads, $files) = reads($home, $path, @more);
			is($got->{status}, $status, "$path: $name");
			cmp_ok($reads, '<', 25, 'reads what every request reads')
			    or diag("all of it: $whole");
			is($files, 0, 'and makes no file');
			(my $mine = $got->{headers}{etag}) =~ s/-gzip"$/"/;
			is($mine, $tag, 'with its tag');
			is($got->{headers}{'content-length'}, undef,
			    'and no length, which nobody knows') if $status == 200;
		}
		cmp_ok($whole, '>', 25, 'all of it takes more');
	}
}
