#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# log = yes: what visitors looked for. Kept is what somebody settled on, with
# nothing of him; bounded; and made into a report for the owner.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use Test::More;

sub logging_home {
	my $home = new_home();
	put_file("$home/faq.conf", "log = yes\n");
	return $home;
}

sub encode {
	return $_[0] =~ s/([^\w.~-])/sprintf '%%%02X', ord $1/ger;
}

sub search {
	my ($home, $words, %more) = @_;
	return cgi($home, '/', QUERY_STRING => 'q=' . encode($words), %more);
}

# The lines that are kept, without the day.
sub kept {
	my ($home) = @_;
	my $file = "$home/var/searches.txt";
	return [] if !-e $file;
	my @lines = split /\n/, get_file($file);
	return [map { s/^\d{4}-\d\d-\d\d\t//r } @lines];
}

subtest 'off unless it is wanted' => sub {
	my $home = new_home();
	for my $conf ('', "log = no\n", "log =\n") {
		put_file("$home/faq.conf", $conf);
		my $page = search($home, 'pain');
		like($page->{body}, qr/<mark>/, 'it is searched');
		unlike($page->{body}, qr/data-log/, 'no script is told to');
		is(join(' ', glob("'$home'/var/{search,report}*")), '',
		    'nothing is kept');
	}
	put_file("$home/faq.conf", "log = perhaps\n");
	my ($code, undef, $err) = command($home, 'check');
	is($code, 1, 'another answer is a mistake');
	is($err, "faq.conf:1:1: log must be yes or no\n1 mistake\n",
	    'which is told');
};

subtest 'what is kept' => sub {
	my $home = logging_home();
	my $page = search($home, 'Does it hurt?', REMOTE_ADDR => '192.0.2.77',
	    HTTP_USER_AGENT => 'Agent-X', HTTP_COOKIE => 'who=me',
	    HTTP_REFERER => 'https://other.example/r', REMOTE_USER => 'fred');
	my ($hits) = $page->{body} =~ /<h1>(\d+) answers? /;
	is_deeply(kept($home), ["$hits\tdoes it hurt"],
	    'number of hits and words');
	my $line = get_file("$home/var/searches.txt");
	like($line, qr/^\d{4}-\d\d-\d\d\t\d+\t[a-z ]+\n\z/,
	    'and the day alone: no hour, nothing of the visitor');
	like($page->{body}, qr/<search data-live data-log>/,
	    'the script is told to say what was settled on');
	search($home, 'zzzzz');
	is(kept($home)->[1], "0\tzzzzz", 'what was not found, too');
	is($page->{headers}{'cache-control'}, 'no-cache',
	    'no cache answers for us, or nobody would count');
	like(cgi($home, '/')->{headers}{'cache-control'}, qr/^max-age=1,/,
	    'but for pages that are no search');
};

subtest 'what somebody settled on' => sub {
	my $home = logging_home();
	my @none = (
		[HTTP_X_SEARCH => 'typing'],
		[QUERY_STRING => 'q=pain&page=2'],
		[QUERY_STRING => 'q=pain&exact=1'],
		[QUERY_STRING => 'q=pain&category=safety-and-comfort'],
		[QUERY_STRING => 'q='], [QUERY_STRING => ''],
		[REQUEST_METHOD => 'POST'],
		[QUERY_STRING => 'q=pain&page=99'],
	);
	search($home, 'pain', @$_) for @none;
	cgi($home, '/suggest.json', QUERY_STRING => 'q=pain');
	cgi($home, '/does-it-hurt', QUERY_STRING => 'q=pain');
	put_file("$home/data/90-many.md", "# Many\n\n" . join '', map {
		"## How does apple $_ taste?\n\nSweet.\n\n"
	} 1 .. 30);
	command($home, 'build');
	like(search($home, '', QUERY_STRING => 'q=apple&page=2')->{body},
	    qr/<mark>/, 'a second page');
	is_deeply(kept($home), [], 'letters, further pages, filters, the words '
	    . 'as typed, suggestions are none');
	search($home, 'pain', REQUEST_METHOD => 'HEAD');
	search($home, 'pain', QUERY_STRING => 'q=pain&page=1');
	search($home, 'pain', QUERY_STRING => 'q=pain&embed=1');
	search($home, 'pain', HTTP_X_SEARCH => 'settled');
	is(scalar @{kept($home)}, 4, 'what a script tells and a form are');
};

# What visitors type, and what may be kept of it.
my @words = (
	['  Opening   hours ', 'opening hours'],
	['price,cost;fee', 'price cost fee'],
	['"exact phrase"', 'exact phrase'],
	['pain?', 'pain'], ['what\'s this', 'what\'s this'],
	['after-care and/or R&D', 'after-care and/or r&d'],
	['e.g. a scar', 'e.g a scar'],
	["\xc3\x84rztin in K\xc3\xb6ln", "\xc3\x84rztin in k\xc3\xb6ln"],
	["\xe2\x80\x9cquoted\xe2\x80\x9d", "\xe2\x80\x9cquoted\xe2\x80\x9d"],
	['ps5 and mp3', 'ps5 and mp3'], ['year 12b', 'year 12b'],
	# addresses
	['mail bob@example.com now', 'mail now'], ['bob@', ''],
	['https://example.com/a?b=c page', 'page'],
	['www.example.com', ''], ['example.com prices', 'prices'],
	['shop.io', ''], ['server 192.0.2.1', 'server'], ['2001:db8::1 down', 'down'],
	# numbers
	['call +44 20 7946 0000', 'call'], ['order #12345', 'order'],
	['order no. 4711-22', 'order no'], ['(0171)123456', ''],
	['after 2 weeks', 'after weeks'], ['GB29NWBK60161331926819', ''],
	["\xd9\xa0\xd9\xa1\xd9\xa2\xd9\xa3", ''],
	["\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93 x", 'x'],
	['a1b2c3d4 key', 'key'], ['abc123 key', 'key'], ['ab12 key', 'ab12 key'],
	# names of accounts
	['@johnny hello', 'hello'], ['john_smith login', 'login'],
	['john.smith', ''], ['DOMAIN\\user', ''], ['user:secret', ''],
	['_private', ''], ['p$ss%word', ''], ['x' x 41, ''], ['x' x 40, 'x' x 40],
	# what would be more than words elsewhere
	['=1+1', ''], ['=cmd|calc', 'cmd calc'], ['{#evil} "b"', 'evil b'],
	["a\nb\tc", 'a b c'], ['<b>bold</b>', 'b bold b'], ['???', ''],
	['## A heading', 'a heading'], ['[x](javascript:y)', 'x'],
);

subtest 'words' => sub {
	for my $row (@words) {
		my ($typed, $want) = @$row;
		my $home = new_home('data/a.md' => "## A?\n\nB.\n",
		    'faq.conf' => "log = yes\n");
		search($home, $typed);
		my $kept = kept($home);
		is(join('|', map { s/^\d+\t//r } @$kept), $want,
		    "'$typed' leaves '$want'");
		is(scalar @$kept, $want eq '' ? 0 : 1, 'one line, or none');
	}
};

subtest 'FastCGI, which keeps pages' => sub {
	my $home = logging_home();
	my $server = FastCGI->start($home);
	my @pain = (QUERY_STRING => 'q=pain');
	$server->get('/', @pain) for 1 .. 3;
	is_deeply(kept($home), [("1\tpain") x 3], 'each counts');
	my $page = $server->get('/', @pain);
	$page = $server->get('/', @pain,
	    HTTP_IF_NONE_MATCH => $page->{headers}{etag});
	is($page->{status}, 304, 'a page that did not change');
	is(scalar @{kept($home)}, 5, 'counts, too');
};

subtest 'bounded' => sub {
	my $home = logging_home();
	my $line = "2026-11-01\t3\told words\n";
	my $file = "$home/var/searches.txt";
	put_file($file, $line x (512 * 1024 / length $line));
	cmp_ok(-s $file, '<', 512 * 1024, 'nearly full');
	search($home, 'pain') for 1 .. 2;
	ok(-s "$home/var/searches.txt.old", 'it takes the place of the old one');
	put_file($file, $line x (512 * 1024 / length $line));
	search($home, 'hurt') for 1 .. 2;
	cmp_ok((-s $file // 0) + -s "$home/var/searches.txt.old", '<',
	    1024 * 1024 + 1000, 'both are a megabyte at most');
	like(get_file("$home/var/searches.txt.old"), qr/\thurt\n\z/,
	    'the newest is kept');
	my ($code, $out) = command($home, 'report');
	like($out, qr/^\d+\t3\told words$/m, 'the report reads both');
};

subtest 'many at once' => sub {
	my $home = logging_home();
	search($home, 'pain'); # builds the store
	put_file("$home/var/searches.txt", "2026-11-01\t3\tfiller\n" x 24960);
	my @children;
	for my $n (1 .. 4) {
		my $pid = fork() // die;
		if ($pid == 0) {
			search($home, "word" . chr(96 + $n)) for 1 .. 25;
			require POSIX;
			POSIX::_exit(0);
		}
		push @children, $pid;
	}
	waitpid($_, 0) for @children;
	my @lines = map { -e ? split /\n/, get_file($_) : () }
	    map { "$home/var/searches.$_" } qw(txt.old txt);
	is(scalar(grep { /\tword[a-d]$/ } @lines), 100, 'none is lost');
	is(join('|', grep { !/^\d{4}-\d\d-\d\d\t\d+\t\w+$/ } @lines), '',
	    'none is mixed with another');
};

subtest 'what is in the way' => sub {
	my $home = logging_home();
	search($home, 'pain');
	unlink "$home/var/searches.txt" or die;
	mkdir "$home/var/searches.txt" or die;
	my $page = search($home, 'pain');
	like($page->{body}, qr/<mark>/, 'visitors are answered');
	like($page->{log}, qr/searches\.txt: /, 'the log tells why');
	rmdir "$home/var/searches.txt" or die;
	require POSIX;
	POSIX::mkfifo("$home/var/searches.txt", 0666) or die;
	like(search($home, 'pain')->{body}, qr/<mark>/, 'nor is waited for');
	unlink "$home/var/searches.txt" or die;
	# to where the cage lets it write
	put_file("$home/var/other.txt", "before\n");
	symlink "$home/var/other.txt", "$home/var/searches.txt" or die;
	search($home, 'pain');
	is(get_file("$home/var/other.txt"), "before\n", 'no link is followed');
};

# The rows of a table of the report: lists of their cells.
sub rows {
	my ($html, $heading) = @_;
	my ($part) = $html =~ m{<h2>\Q$heading\E.*?<tbody>(.*?)</tbody>}s
	    or return [];
	return [map { [map { text_of($_) } m{<td[^>]*>(.*?)</td>}gs] }
	    $part =~ m{<tr>(.*?)</tr>}gs];
}

my $sample = <<"END";
2026-11-20\t0\topening hours
2026-11-20\t2\tpain
2026-11-21\t0\tOpening hours
2026-11-21\t5\tcost
2026-11-22\t3\tpain
2026-11-22\t0\tparking
2026-11-23\t0\tpain
2026-11-23\t4\tpain
2026-11-23\t0\tgift card
2026-11-24\t1\tgift card
2026-11-24\t0\ta <b> & "c"
no line of ours
2026-11-24\tx\tneither
2026-11-24
\xff\xfe\t0\tbroken
END

subtest 'the report' => sub {
	my $home = logging_home();
	put_file("$home/var/searches.txt", $sample);
	my ($code, $out, $err) = command($home, 'report');
	is("$code $err", '0 ', 'the command');
	is($out, <<"END", 'not found first, then the most frequent');
11 searches from 2026-11-20 to 2026-11-24, 6 without an answer
2\t0\tOpening hours
1\t0\ta <b> & "c"
1\t0\tparking
4\t4\tpain
2\t1\tgift card
1\t5\tcost
END
	my $html = get_file("$home/var/report.html");
	is_deeply(rows($html, 'Looked for'), [
		['Opening hours', 2, '2026-11-21', '## Opening hours?'],
		['a <b> & "c"', 1, '2026-11-24', '## A <b> & "c"?'],
		['parking', 1, '2026-11-22', '## Parking?'],
	], 'what was not found, with a line to copy');
	is_deeply(rows($html, 'Most searched'), [
		['pain', 4, 4, '2026-11-23', '{keywords="pain"}'],
		['gift card', 2, 1, '2026-11-24', '{keywords="gift card"}'],
		['cost', 1, 5, '2026-11-21', '{keywords="cost"}'],
	], 'what was');
	is(join(' ', $html =~ /class="bar" style="width: (\d+)%"/g),
	    '50 25 25 100 50 25', 'bars of the right length');
	like(text_of($html), qr/Searches: 11; without an answer: 6\./, 'totals');
	my $csv = get_file("$home/var/report.csv");
	is($csv, "\xef\xbb\xbf" . join('', map { "$_\r\n" }
	    'words,searches,hits,last,paste',
	    '"Opening hours",2,0,2026-11-21,"## Opening hours?"',
	    '"a <b> & ""c""",1,0,2026-11-24,"## A <b> & ""c""?"',
	    '"parking",1,0,2026-11-22,"## Parking?"',
	    '"pain",4,4,2026-11-23,"{keywords=""pain""}"',
	    '"gift card",2,1,2026-11-24,"{keywords=""gift card""}"',
	    '"cost",1,5,2026-11-21,"{keywords=""cost""}"'), 'report.csv');
	(undef, $out) = command($home, 'report', '--csv');
	is($out, $csv, 'which the command prints, too');
	is((command($home, 'report', '--xml'))[0], 2, 'it takes no other option');
	my (undef, $doctor) = command($home, 'doctor');
	like($doctor, qr/^ok +Searches: 11 are kept since 2026-11-20, 6 without/m,
	    'the doctor tells of it');
};

subtest 'lines to copy' => sub {
	my $home = logging_home();
	search($home, 'gutschein verschenken');
	command($home, 'report');
	my $html = get_file("$home/var/report.html");
	my $line = rows($html, 'Looked for')->[0][3];
	put_file("$home/data/50-more.md", "# More\n\n$line\n\nYes.\n");
	is((command($home, 'check'))[0], 0, 'are questions');
	my ($code, $out) = command($home, 'search', 'gutschein verschenken');
	is($out, "gutschein-verschenken\tGutschein verschenken?\n", 'and found');
	my $old = rows($html, 'Most searched');
	is_deeply($old, [], 'nothing else was found');
	search($home, 'gutschein verschenken');
	command($home, 'report');
	$html = get_file("$home/var/report.html");
	is_deeply(rows($html, 'Looked for'), [], 'now it is no longer missed');
	my $attribute = rows($html, 'Most searched')->[0][4];
	put_file("$home/data/50-more.md",
	    "# More\n\n## A voucher? $attribute\n\nYes.\n");
	(undef, $out) = command($home, 'search', 'gutschein');
	is($out, "a-voucher\tA voucher?\n", 'the other is an attribute');
};

subtest 'once an hour' => sub {
	my $home = logging_home();
	my @files = map { "$home/var/report.$_" } qw(html csv);
	search($home, 'pain');
	ok(-s $_, "$_ is there after the first search") for @files;
	search($home, 'hurt');
	unlike(get_file($files[0]), qr/hurt/, 'not made anew at once');
	utime time - 3500, time - 3500, @files;
	search($home, 'hurt');
	unlike(get_file($files[0]), qr/hurt/, 'nor within the hour');
	utime time - 3700, time - 3700, @files;
	search($home, 'scar');
	like(get_file($_), qr/hurt.*scar/s, "$_, after it") for @files;
	utime time + 9000, time + 9000, @files;
	search($home, 'beard');
	like(get_file($_), qr/beard/, "$_, if it is of the future") for @files;
};

subtest 'of very many the most frequent' => sub {
	my $home = logging_home();
	put_file("$home/var/searches.txt", join '', map {
		my $hits = $_;
		map { ("2026-11-20\t$hits\tword $hits-$_\n") x (1 + $_ % 2) }
		    1 .. 250
	} 0, 7);
	command($home, 'report');
	my $html = get_file("$home/var/report.html");
	for my $part ('Looked for', 'Most searched') {
		my $rows = rows($html, $part);
		is(scalar @$rows, 200, "$part: a page has an end");
		is((grep { $_->[1] == 2 } @$rows), 125, 'those first');
	}
	is(() = get_file("$home/var/report.csv") =~ /\r\n/g, 501,
	    'the spreadsheet has all');
};

subtest 'nothing yet' => sub {
	my $home = logging_home();
	my ($code, $out, $err) = command($home, 'report');
	is("$code $out", '0 ', 'is no mistake');
	like($err, qr/log = yes/, 'and says what it takes');
	ok(!-e "$home/var/report.html", 'no empty report');
};

subtest 'no address leads to it' => sub {
	my $home = logging_home();
	search($home, 'pain');
	is(cgi($home, $_)->{status}, 404, $_)
	    for qw(/report.html /report.csv /var/report.html /searches.txt);
};

done_testing();
