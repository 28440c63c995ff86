#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# A real Apache over HTTP, with the program behind mod_cgid and mod_fcgid:
# what a newcomer sees after ./quickstart.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Apache;
use FAQ;
use HTTP::Tiny;
use IO::Uncompress::Gunzip qw(gunzip);
use Test::More;

my @missing = Apache::missing();
plan skip_all => "not installed: @missing (./quickstart check installs them)"
    if @missing;

my $home = new_home();
my $http = HTTP::Tiny->new(max_redirect => 0, timeout => 20);
my ($apache, $reason) = Apache->start($home);
ok($apache, 'Apache serves') or BAIL_OUT($reason);
my $root = $apache->{root};
is($http->get("$root/")->{headers}{location}, "$root/cgi-bin/faq.cgi",
    'its front page leads to the FAQ');

my %doors = (mod_cgid => '/cgi-bin/faq.cgi', mod_fcgid => '/fcgi-bin/faq.fcgi');
for my $door (sort keys %doors) {
	my $base = $doors{$door};
	my $get = sub {
		my ($path, %headers) = @_;
		return $http->get("$root$base$path", {headers => \%headers});
	};

	subtest "$door: index" => sub {
		for my $path ('', '/') {
			my $page = $get->($path);
			is($page->{status}, 200, "status of $base$path");
			is($page->{headers}{'content-type'},
			    'text/html; charset=utf-8', 'type');
			my @found = $page->{content} =~
			    m{<li><a href="$base/([\w-]+)">}g;
			is("@found", "@slugs", 'the twelve questions');
		}
	};

	subtest "$door: every link of the index leads to an answer" => sub {
		my $index = $get->('')->{content};
		for ($index =~ m{<li><a href="($base/[^"]+)">}g) {
			my $page = $http->get("$root$_");
			is($page->{status}, 200, $_);
			like($page->{content},
			    qr{<article>\s*<h1>.+\?</h1>.*<p>}s, 'an answer');
		}
	};

	subtest "$door: search" => sub {
		my $page = $get->('?q=does+it+hurt');
		is($page->{status}, 200, 'status');
		my @hits = $page->{content} =~
		    m{<(?:li|h2)>\s*<a href="$base/([\w-]+)}g;
		is($hits[0], 'does-it-hurt', 'the right question is first');
		like($page->{content}, qr{<mark>hurt</mark>}, 'marked');
		is($get->('/?q=does+it+hurt')->{content}, $page->{content},
		    'the same with a slash');
		like($get->('?q=%3Cscript%3E')->{content}, qr/&lt;script&gt;/,
		    'harmless');
		is($get->('?check')->{status}, 200, '?check is a page');
		like($get->('?check')->{content}, qr/<!DOCTYPE html>/,
		    'and runs no command');
	};

	subtest "$door: errors" => sub {
		my $page = $get->('/does-it-hrt');
		is($page->{status}, 404, 'not found');
		like($page->{content}, qr{href="$base/does-it-hurt"},
		    'our page with the nearest question');
		is($get->('/a%0d%0aX-Evil:1')->{headers}{'x-evil'}, undef,
		    'no header injected');
		$page = $http->post_form("$root$base/", {q => 'x'});
		is($page->{status}, 405, 'not allowed');
		is($page->{headers}{allow}, 'GET, HEAD', 'with Allow');
		like($page->{content}, qr/can only be read/, 'and our page');
		$page = $get->('/cost/');
		is($page->{status}, 301, 'redirected');
		like($page->{headers}{location}, qr{$base/cost$}, 'to /cost');
	};

	subtest "$door: a body that nobody reads" => sub {
		my $lost = 0;
		for my $size ((1, 3000, 70_000, 130_000) x 8) {
			my $page = $http->post("$root$base/cost",
			    {content => 'x' x $size});
			$lost++ unless $page->{status} == 405
			    && $page->{content} =~ m{</html>};
			$page = $http->get("$root$base/cost",
			    {content => 'x' x $size});
			$lost++ unless $page->{status} == 200
			    && $page->{content} =~ m{</html>};
		}
		is($lost, 0, 'loses no answer');
	};

	subtest "$door: HEAD, 304, gzip" => sub {
		my $page = $get->('/cost');
		my $head = $http->head("$root$base/cost");
		is($head->{status}, 200, 'HEAD');
		is($head->{content} // '', '', 'no body');
		my $etag = $page->{headers}{etag};
		my $same = $get->('/cost', 'If-None-Match' => $etag);
		is($same->{status}, 304, 'not modified');
		is($same->{content} // '', '', 'no body');
		my $zipped = $get->('/cost', 'Accept-Encoding' => 'gzip');
		is($zipped->{headers}{'content-encoding'}, 'gzip', 'gzip');
		gunzip(\$zipped->{content} => \my $body) or die;
		is($body, $page->{content}, 'the same page');
		is($get->('/cost', 'Accept-Encoding' => 'gzip', 'If-None-Match' =>
		    $zipped->{headers}{etag})->{status}, 304, 'and its 304');
	};

	subtest "$door: an edit shows when the files are quiet" => sub {
		my $file = "$home/data/30-sessions.md";
		my $text = get_file($file);
		put_file($file, $text =~ s/Does it hurt\?/Will it hurt ($door)?/r);
		like($get->('/does-it-hurt')->{content},
		    qr{<h1>Does it hurt\?</h1>}, 'not yet');
		quiet();
		my $new = qr{<h1>Will it hurt \($door\)\?</h1>};
		ok(wait_for(sub {
			$get->('/does-it-hurt')->{content} =~ $new
		}), 'there it is');
		put_file($file, $text);
		settle("$apache->{dir}/cgi-bin/faq");
		like($get->('/does-it-hurt')->{content},
		    qr{<h1>Does it hurt\?</h1>}, 'and back, at once after build');
	};
}

is($apache->complaints, '', 'nothing in the error log');
is($http->get("$root/cgi-bin/faq/$_")->{status}, 403,
    "the home is closed: $_") for 'data/index.md', 'var/faq.db', '';
$apache->stop;
pass('Apache stopped');

done_testing();
