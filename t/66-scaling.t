#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# More machines than one: HAProxy before three copies of the program, as
# t/servers/haproxy.cfg has it, and nginx's cache before HAProxy. While visitors
# read, a copy dies and comes back, and every copy gets the same upload: no
# request fails, no page is mixed of old and new.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Copies;
use FAQ;
use File::Temp qw(tempdir);
use HTTP::Tiny;
use POSIX qw();
use Test::More;

my @missing = Copies::missing();
plan skip_all => "not installed: @missing (./quickstart check installs them)"
    if @missing;

my $dir = tempdir('scaling-XXXXXX', TMPDIR => 1);
my @words = qw(alpha bravo charlie);

# What every copy gets: each answer says which upload it is of.
sub upload {
	my ($home, $edition) = @_;
	my $text = "# Edition $edition\n" . join '', map {
		"\n## Which edition has $_?\n\nIt is edition $edition.\n"
	} @words;
	put_file("$home/new.md", $text);
	mkdir "$home/data";
	rename "$home/new.md", "$home/data/index.md" or die "$home: $!";
}

my $site = Copies->start(sub { upload($_[0], 1) });
my @copies = @{$site->{copies}};
my ($front, $cache_port) = @$site{qw(front cache)};

my $http = HTTP::Tiny->new(timeout => 15, max_redirect => 0);

sub get {
	my ($port, $path, %headers) = @_;
	return $http->get("http://127.0.0.1:$port$path",
	    {headers => {'Accept-Encoding' => 'identity', %headers}});
}

ok(wait_for(sub { get($front, '/faq')->{status} == 200 }), 'HAProxy serves')
    or diag($site->messages);
ok(wait_for(sub { get($cache_port, '/faq')->{status} == 200 }),
    'so does the cache before it') or diag($site->messages);

subtest 'through both' => sub {
	for my $port ($front, $cache_port) {
		my $page = get($port, '/faq/which-edition-has-bravo');
		like($page->{content}, qr{<h1>Which edition has bravo\?</h1>},
		    'an answer by its own address');
		like($page->{content}, qr{canonical"
		    \ href="http://127\.0\.0\.1:$port/faq/which}x,
		    'which it knows');
		is(get($port, '/faq/none')->{status}, 404, 'none is none');
		like(get($port, '/faq/?q=charlie')->{content}, qr/<mark>/,
		    'a search');
	}
};

subtest 'health' => sub {
	my $page = get($front, '/faq/health.txt');
	is("$page->{status} $page->{content}", "200 ok\n", 'is well');
	is($page->{headers}{'cache-control'}, 'no-store', 'and asked each time');
	my $empty = new_home('faq.conf' => '');
	is(cgi($empty, '/health.txt')->{status}, 503,
	    'a copy without questions is not');
	my $half = new_home('data/a.md' => "## A?\n\nB.\n");
	cgi($half, '/');
	put_file("$half/data/a.md", "# Nothing\n");
	is(cgi($half, '/health.txt')->{status}, 200,
	    'one that shows its last good state is');
	unlike(cgi($half, '/sitemap.xml')->{body}, qr/health/,
	    'no search engine is led there');
};

# --------------------------------------------------------------------- load

my @paths = ('/faq', '/faq/all', (map { "/faq/which-edition-has-$_" } @words),
    '/faq/?q=edition', '/faq/faq.json', '/faq/sitemap.xml');

# A visitor who reads until he is told to stop, and writes down what he saw:
# of each page its status and the editions that stand in it.
sub visit {
	my ($port, $file, $stop) = @_;
	my $pid = fork() // die "fork: $!";
	return $pid if $pid;
	open(my $out, '>', $file) or POSIX::_exit(1);
	$out->autoflush(1);
	$http = HTTP::Tiny->new(timeout => 15);
	for (my $i = $$; !-e $stop; $i++) {
		my $path = $paths[$i % @paths];
		my $page = get($port, $path);
		my %editions = map { $_ => 1 }
		    $page->{content} =~ /[Ee]dition (\d)/g;
		print $out "$page->{status} $path ",
		    join(',', sort keys %editions), "\n";
	}
	POSIX::_exit(0);
}

# What visitors see while the code runs: the lines that they wrote.
sub watch {
	my ($port, $code) = @_;
	my $stop = "$dir/stop";
	unlink $stop;
	my @files = map { "$dir/seen$_" } 1 .. 4;
	unlink @files;
	my @pids = map { visit($port, $_, $stop) } @files;
	my $lines = sub { map { -e ? split /\n/, get_file($_) : () } @files };
	my $more = sub { # waits until they have read so many pages more
		my ($count) = @_;
		my $goal = $lines->() + $count;
		ok(wait_for(sub { $lines->() >= $goal }), "$count pages more");
	};
	$code->($more);
	put_file($stop, '');
	waitpid $_, 0 for @pids;
	return $lines->();
}

sub none_failed {
	my @lines = @_;
	cmp_ok(scalar @lines, '>=', 200, scalar(@lines) . ' pages were read');
	is(join("\n", grep { !/^200 / } @lines), '', 'none failed');
	is(join("\n", grep { / \d,/ } @lines), '', 'none was mixed');
}

subtest 'a copy dies and comes back' => sub {
	none_failed(watch($front, sub {
		my ($more) = @_;
		$more->(60);
		$site->end($copies[0], 'KILL');
		$more->(60);
		$site->end($copies[1], 'TERM');
		$more->(60);
		$site->start_copy($_) for @copies[0, 1];
		$more->(60);
	}));
	$site->end($copies[2], 'TERM'); # so that only those can answer
	ok(wait_for(sub { get($front, '/faq/all')->{status} == 200 }),
	    'those that came back are asked again');
	$site->start_copy($copies[2]);
};

subtest 'the same upload on all' => sub {
	my @lines = watch($front, sub {
		my ($more) = @_;
		$more->(40);
		for my $copy (@copies) {
			upload($copy->{home}, 2);
			$more->(40);
		}
		ok(wait_for(sub {
			my @now = map { get($front, '/faq')->{content} } 1 .. 9;
			!grep { !/Edition 2/ } @now;
		}), 'all have taken it over');
		$more->(40);
	});
	none_failed(@lines);
	for my $edition (1, 2) {
		cmp_ok(scalar(grep { / $edition$/ } @lines), '>', 0,
		    "edition $edition was seen");
	}
};

subtest 'the cache' => sub {
	my $page;
	ok(wait_for(sub {
		$page = get($cache_port, '/faq/all');
		$page->{content} =~ /Edition 2/;
	}), 'shows the edit');
	like($page->{headers}{'cache-control'},
	    qr/^max-age=1, stale-while-revalidate=\d+, stale-if-error=\d+$/,
	    'which says how long it may be kept');
	none_failed(watch($cache_port, sub {
		my ($more) = @_;
		$more->(100);
		$site->end($_, 'KILL') for @copies;
		$more->(100);
	}));
	is(get($front, '/faq/all')->{status}, 503, 'no copy is there');
	$page = get($cache_port, '/faq/all');
	is($page->{status}, 200, 'yet what was read can be read');
	like($page->{content}, qr/Edition 2/, 'as it was last');
	isnt(get($cache_port, '/faq/health.txt')->{status}, 200,
	    'health is nobody\'s memory');
	upload($_->{home}, 3), $site->start_copy($_) for @copies;
	ok(wait_for(sub { get($cache_port, '/faq/all')->{content} =~
	    /Edition 3/ }), 'and when they are back their edit shows');
};

done_testing();
