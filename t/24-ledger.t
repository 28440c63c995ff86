#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# var/ledger.txt: what becomes of an address that the FAQ once had, for those
# who follow an old link. A day passes here by writing an older time.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use POSIX qw(strftime);
use Test::More;

my $base = 'http://faq.example/cgi-bin/faq.cgi';

sub question {
	my ($title, $answer) = @_;
	return "## $title\n\n$answer\n\n";
}

my $cost = question('What does it cost?', 'Two hundred and ten euros.');
my $hurt = question('Does it hurt?', 'Most people feel little of it.');
my $long = question('How long does it take?', 'Half a day.');

sub new_faq {
	return "# T\n\n" . join '', @_;
}

sub ledger {
	my ($home) = @_;
	return get_file("$home/var/ledger.txt");
}

# Time passes: what the ledger says happened so many seconds ago.
sub age {
	my ($home, $seconds) = @_;
	my $time = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time - $seconds));
	put_file("$home/var/ledger.txt",
	    ledger($home) =~ s/^\d\S+Z/$time/mgr);
}

# An address answers with that status and, if it is a move, leads there.
sub leads {
	my ($home, $path, $status, $target, $name) = @_;
	my $page = cgi($home, $path);
	is($page->{status}, $status, "$name: $status");
	is($page->{headers}{location}, $base . $target, "$name: to $target")
	    if defined $target;
	is($page->{log}, '', "$name: nothing to complain about");
	return $page;
}

# A home whose files were these, and then those.
sub edited {
	my ($before, $after) = @_;
	my $home = new_home(%$before);
	settle($home);
	unlink grep { !exists $after->{s{^\Q$home\E/}{}r} } glob("$home/data/*");
	put_file("$home/$_", $after->{$_}) for keys %$after;
	settle($home);
	return $home;
}

subtest 'a question in other words' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost,
		$hurt =~ s/Does it hurt/Is it painful/r)});
	like(ledger($home), qr{^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ
	    [ ]/does-it-hurt[ ]moved[ ]/is-it-painful$}mx, 'a line for people');
	like(ledger($home), qr{\A# .*\n}, 'below words on what this is');
	leads($home, '/does-it-hurt', 302, '/is-it-painful', 'the first day');
	leads($home, '/Does-It-Hurt/', 302, '/is-it-painful', 'as it is typed');
	leads($home, '/does-it-hurt.md', 302, '/is-it-painful.md', 'as Markdown');
	is(cgi($home, '/does-it-hurt', QUERY_STRING => 'embed=1')
	    ->{headers}{location}, "$base/is-it-painful?embed=1",
	    'what stands behind it stays');
	age($home, 86400);
	leads($home, '/does-it-hurt', 301, '/is-it-painful', 'a day later');
	leads($home, '/is-it-painful', 200, undef, 'the new one');
	put_file("$home/data/a.md", new_faq($cost,
	    $hurt =~ s/Does it hurt/Will I feel it/r));
	settle($home);
	leads($home, '/does-it-hurt', 302, '/will-i-feel-it', 'twice reworded');
	unlink "$home/var/faq.db";
	leads($home, '/does-it-hurt', 302, '/will-i-feel-it', 'a new store');
	put_file("$home/data/a.md", new_faq($cost, $hurt));
	settle($home);
	leads($home, '/does-it-hurt', 200, undef, 'back again: it is live');
	leads($home, '/will-i-feel-it', 302, '/does-it-hurt', 'the way back');
	leads($home, '/is-it-painful', 302, '/does-it-hurt', 'of all of them');
};

subtest 'a question that vanished' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost)});
	my $page = leads($home, '/does-it-hurt', 404, undef, 'the first day');
	like($page->{body}, qr/What does it cost/, 'with what is near');
	age($home, 86399 - 60);
	leads($home, '/does-it-hurt', 404, undef, 'all of that day');
	age($home, 86400);
	$page = leads($home, '/does-it-hurt', 410, undef, 'then');
	like(text_of($page->{body}), qr/no longer here.*taken away for good/,
	    'in plain words');
	like($page->{body}, qr{href="/cgi-bin/faq.cgi/what-does-it-cost"},
	    'with what is near');
	like($page->{body}, qr/<meta name="robots" content="noindex/,
	    'for no search engine');
	leads($home, '/does-it-hurt.md', 410, undef, 'Markdown, too');
	leads($home, '/never-was', 404, undef, 'what never was');
	put_file("$home/data/a.md", new_faq($cost, $hurt));
	settle($home);
	leads($home, '/does-it-hurt', 200, undef, 'back to life');
	put_file("$home/data/a.md", new_faq($cost));
	settle($home);
	leads($home, '/does-it-hurt', 404, undef, 'and its day begins anew');
};

subtest 'in each language' => sub {
	for (qw(ar de en es fr it nl pl pt tr)) {
		my $home = edited(
		    {'data/a.md' => new_faq($cost, $hurt),
			'faq.conf' => "language = $_\n"},
		    {'data/a.md' => new_faq($cost),
			'faq.conf' => "language = $_\n"});
		age($home, 90000);
		my $strings = get_file("$top/templates/strings"
		    . ($_ eq 'en' ? '' : "-$_") . '.txt');
		my ($words) = $strings =~ /^T_GONE_TEXT = (.*)$/m;
		like(cgi($home, '/does-it-hurt')->{body}, qr/\Q$words/, $_);
	}
};

subtest 'the owner says it' => sub {
	my $home = new_home('data/a.md' => new_faq($cost, $hurt)
	    . "## Old? {#old moved=\"what-does-it-cost\"}\n\n"
	    . "## Older? {#older moved=\"old\"}\n\nWords.\n\n"
	    . "## Fax? {#fax retired=\"yes\"}\n\n");
	my ($code, undef, $err) = settle($home);
	is($code, 0, 'no mistake');
	like($err, qr{^data/a\.md:11: note: moved to "what-.*, left out: Old\?$}m,
	    'a note');
	like($err, qr{^data/a\.md:17: note: retired, left out: Fax\?$}m,
	    'and another');
	leads($home, '/old', 301, '/what-does-it-cost', 'moved, at once');
	leads($home, '/older', 301, '/what-does-it-cost', 'by way of another');
	leads($home, '/fax', 410, undef, 'retired, at once');
	put_file("$home/data/a.md", new_faq($cost, $hurt));
	settle($home);
	leads($home, '/fax', 410, undef, 'it stays so without its heading');
	leads($home, '/older', 302, '/what-does-it-cost', 'so do moves');
	age($home, 86400);
	leads($home, '/older', 301, '/what-does-it-cost', 'for good');
	for ('moved="nowhere"', 'moved="old" ', 'retired="maybe"',
	    'retired="yes" aka="what-does-it-cost"') {
		put_file("$home/data/a.md", new_faq($cost, $hurt)
		    . "## Old? {#old $_}\n\n");
		is((command($home, 'check'))[0],
		    /aka/ ? 0 : 1, "$_: check says so");
		settle($home);
		isnt(cgi($home, '/old')->{status}, 500, "$_: never 500");
	}
	put_file("$home/data/a.md", new_faq($cost, $hurt)
	    . "## Cost? {#what-does-it-cost retired=\"yes\"}\n\n");
	like((settle($home))[2],
	    qr{^data/a\.md:11: the old link "what-.*" is taken by data/a\.md:3$}m,
	    'what is live is not retired');
	leads($home, '/what-does-it-cost', 200, undef, 'it stays');
	put_file("$home/data/a.md", new_faq($cost) . "# C {retired=\"yes\"}\n\n"
	    . $hurt);
	like((settle($home))[2], qr/attribute retired is for questions/,
	    'a category has no such thing');
};

subtest 'old links that the owner named' => sub {
	my $home = edited(
	    {'data/a.md' => new_faq($hurt =~ s/\?/? {#now aka="then"}/r)},
	    {'data/a.md' => new_faq($hurt =~ s/\?/? {#now}/r)});
	leads($home, '/then', 302, '/now', 'aka that went away');
};

subtest 'drafts' => sub {
	my $draft = question('Secret plan? {draft="yes"}', 'Not yet.');
	my $home = edited({'data/a.md' => new_faq($cost, $hurt, $draft)},
	    {'data/a.md' => new_faq($cost, $draft,
		$hurt =~ s/\?/? {draft="yes"}/r)});
	unlike(ledger($home), qr/secret/, 'are in no ledger');
	leads($home, '/secret-plan', 404, undef, 'nor anywhere');
	like(ledger($home), qr{/does-it-hurt gone$}m, 'what was shown, and is '
	    . 'one now, has gone');
	put_file("$home/data/a.md", new_faq($cost, $hurt));
	settle($home);
	leads($home, '/does-it-hurt', 200, undef, 'until it is shown');
};

subtest 'several with the same words' => sub {
	my $home = edited({'data/a.md' => new_faq(
		question('Open on Monday?', 'Soon.'),
		question('Open on Sunday?', 'Soon.'), $cost)},
	    {'data/a.md' => new_faq(
		question('Sundays, is it open?', 'Soon.'),
		question('Mondays, is it open?', 'Soon.'), $cost)});
	leads($home, '/open-on-monday', 302, '/mondays-is-it-open',
	    'the one most alike');
	leads($home, '/open-on-sunday', 302, '/sundays-is-it-open', 'each');
	put_file("$home/data/a.md", new_faq(
	    question('Sundays, is it open?', 'Soon.'), $cost));
	settle($home);
	leads($home, '/mondays-is-it-open', 302, '/sundays-is-it-open',
	    'two become one');
	put_file("$home/data/a.md", new_faq($cost,
	    map { question($_, 'Soon.') } 'Sundays, is it open?', 'A?', 'B?'));
	settle($home);
	put_file("$home/data/a.md", new_faq($cost,
	    map { question($_, 'Soon.') } 'Sundays, is it open?', 'A?'));
	settle($home);
	leads($home, '/b', 404, undef, 'one of three goes: nobody can know');
	put_file("$home/data/a.md", new_faq($cost,
	    map { question("Question $_?", 'Soon.') } 1 .. 5000));
	settle($home);
	put_file("$home/data/a.md", new_faq($cost,
	    map { question("Thing $_?", 'Soon.') } 1 .. 5000));
	settle($home);
	leads($home, '/question-7', 404, undef, 'nor of thousands');
};

subtest 'white space is no other answer' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/b.md' => new_faq($cost, $hurt
		    =~ s/Does it hurt/Painful/r =~ s/people feel/people\n\nfeel/r)});
	leads($home, '/does-it-hurt', 302, '/painful',
	    'new paragraphs, a new file');
};

subtest 'an answer that changes before its question does' => sub {
	my $new = $hurt =~ s/little/nothing/r;
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost, $new)});
	put_file("$home/data/a.md",
	    new_faq($cost, $new =~ s/Does it hurt/Painful/r));
	settle($home);
	leads($home, '/does-it-hurt', 302, '/painful', 'the newest words count');
};

subtest 'categories' => sub {
	my $index = "# T\n\nWords.\n";
	my $home = edited(
	    {'data/index.md' => $index, 'data/a.md' => "# Money\n\n$cost",
		'data/b.md' => "# Body\n\n$hurt"},
	    {'data/index.md' => $index, 'data/a.md' => "# Prices\n\n$cost"});
	leads($home, '/category/money', 302, '/category/prices', 'renamed');
	leads($home, '/category/body', 404, undef, 'gone');
	age($home, 86400);
	leads($home, '/category/money', 301, '/category/prices', 'for good');
	leads($home, '/category/body', 410, undef, 'for good');
	leads($home, '/does-it-hurt', 410, undef, 'with its questions');
	leads($home, '/what-does-it-cost', 200, undef, 'the others are there');
};

subtest 'a ledger that is none' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost)});
	my $good = ledger($home) =~ s/^\d\S+Z/2020-01-01T00:00:00Z/mgr;
	my %odd = (
		'bytes' => join('', map { chr } 0 .. 255) x 10,
		'a page' => "<!DOCTYPE html>\n<p>404\n",
		'nothing' => '',
		'a circle' => $good . '2020-01-01T00:00:00Z /does-it-hurt moved'
		    . " /a\n2020-01-01T00:00:00Z /a moved /does-it-hurt\n",
		'itself' => '2020-01-01T00:00:00Z /does-it-hurt moved '
		    . "/does-it-hurt\n",
		'elsewhere' => '2020-01-01T00:00:00Z /does-it-hurt moved '
		    . "https://evil.example/\n",
		'a header' => '2020-01-01T00:00:00Z /does-it-hurt moved '
		    . "/x%0d%0aSet-Cookie:a\n",
		'no such day' => "2020-13-01T00:00:00Z /does-it-hurt gone\n",
	);
	my %status = ('a circle' => 410, 'itself' => 410);
	for (sort keys %odd) {
		put_file("$home/var/ledger.txt", $odd{$_});
		leads($home, '/does-it-hurt', $status{$_} // 404, undef, $_);
		put_file("$home/data/a.md", new_faq($cost) . "\n");
		is((settle($home))[0], 0, "$_: builds");
		like(ledger($home), qr{\A\Q$odd{$_}\E}, "$_: nothing is lost");
		like(ledger($home), qr{^\S+Z /what-does-it-cost here \w{16}$}m,
		    "$_: and goes on");
	}
	put_file("$home/var/ledger.txt", $odd{'a page'} . $good);
	like((command($home, 'check'))[2],
	    qr{^var/ledger\.txt:1: note: is not understood.*: 2$}m,
	    'check tells the line');
	for ([torn => $good . '2020-01-01T00:00:00Z /does-it-hurt moved /what',
		410],
	    ['lines of Windows' => $good =~ s/\n/\r\n/gr, 410],
	    [twice => $good . $good, 410],
	    ['by hand' => $good . "2020-01-01T00:00:00Z   /does-it-hurt \t"
		    . "moved  /what-does-it-cost  \n", 301],
	    ['out of order' => "2019-01-01T00:00:00Z /does-it-hurt gone\n"
		    . "2018-01-01T00:00:00Z /does-it-hurt retired\n", 410]) {
		my ($name, $text, $status) = @$_;
		put_file("$home/var/ledger.txt", $text);
		leads($home, '/does-it-hurt', $status, undef, $name);
	}
	put_file("$home/var/ledger.txt",
	    $good . '2020-01-01T00:00:00Z /what-does-it-cost moved /x');
	settle($home) for 1 .. 2;
	like(ledger($home), qr{moved /x\n\S+Z /what-does-it-cost here \w+\n\z},
	    'what was cut off is ended, and then put right');
};

subtest 'clocks' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost)});
	age($home, -3600);
	leads($home, '/does-it-hurt', 404, undef, 'an hour ahead: two clocks');
	age($home, -86400 - 600);
	leads($home, '/does-it-hurt', 410, undef, 'a day ahead: a wrong one');
	age($home, -86400 * 36500);
	leads($home, '/does-it-hurt', 410, undef, 'a century');
};

subtest 'what cannot be read or written' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost)});
	my $path = "$home/var/ledger.txt";
	my $outside = "$home/outside";
	my %made = (
		'a pipe' => sub { system('mkfifo', $path) == 0 or die },
		'a folder' => sub { mkdir $path or die },
		'a link' => sub {
			put_file($outside, "2020-01-01T00:00:00Z "
			    . "/does-it-hurt gone\n");
			symlink($outside, $path) or die;
		},
		'17 MB' => sub {
			put_file($path, '');
			truncate $path, 17 << 20 or die;
		},
	);
	for (sort keys %made) {
		unlink $path;
		$made{$_}->();
		leads($home, '/does-it-hurt', 404, undef, $_);
		put_file("$home/data/a.md", new_faq($cost) . "\n");
		my ($code, undef, $err) = settle($home);
		is($code, 0, "$_: builds");
		my $told = qr{^var/ledger\.txt: note: cannot be read .*; of}m;
		is(() = $err =~ /$told/g, 1, "$_: and says so, once");
		like(get_file("$home/var/status.txt"), $told, 'in words');
		like((command($home, 'check'))[2], $told, 'check, too');
		rmdir $path;
	}
	is(get_file($outside), "2020-01-01T00:00:00Z /does-it-hurt gone\n",
	    'nothing is written through a link');
	unlink $path;
	settle($home);
	like(ledger($home), qr{/what-does-it-cost here}, 'a lost one begins anew');
	unlink $path;
	put_file("$home/data/a.md", new_faq($cost
	    =~ s/What does it cost/The price/r));
	settle($home);
	leads($home, '/what-does-it-cost', 302, '/the-price',
	    'lost while the question changed');
};

subtest 'a var that cannot be written' => sub {
	my $home = new_home('var' => 'in the way', 'data/a.md' => new_faq(
		$cost =~ s/\?/? {#cost aka="price"}/r)
	    . "## Old? {#old moved=\"cost\"}\n");
	my ($code, undef, $err) = command($home, 'check');
	is($code, 0, 'is no mistake in the files');
	like($err, qr{^var: note: cannot be written; of .* in aka}m,
	    'but check says what it costs');
	is(cgi($home, '/price')->{headers}{location}, "$base/cost", 'aka counts');
	is(cgi($home, '/old')->{headers}{location}, "$base/cost", 'so does moved');
	unlink "$home/var";
	mkdir "$home/var" or die;
	unlike((command($home, 'check'))[2], qr/cannot be written/,
	    'not where it can');
};

subtest 'files that cannot be read take nothing away' => sub {
	my $home = edited({'data/a.md' => new_faq($cost), 'data/b.md' => "# B\n\n$hurt"},
	    {'data/a.md' => new_faq($cost), 'data/b.md' => "# B\n\n$hurt"});
	unlink "$home/var/faq.db";
	unlink "$home/data/b.md";
	symlink("$home/nowhere", "$home/data/b.md") or die;
	is((settle($home))[0], 1, 'a file is out of reach, and the store lost');
	unlike(ledger($home), qr/gone/, 'its questions are not gone');
	leads($home, '/does-it-hurt', 404, undef, 'only missing');
};

subtest 'a builder that did not live to note it' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost)});
	my $before = ledger($home) =~ s/^.*gone\n//mr;
	put_file("$home/data/a.md", new_faq($cost, $long));
	settle($home);
	put_file("$home/var/ledger.txt", $before); # as if killed
	put_file("$home/data/a.md", new_faq($cost, question('Hours?',
	    'Half a day.')));
	settle($home);
	leads($home, '/how-long-does-it-take', 302, '/hours',
	    'the next one does');
};

subtest 'a process that stays' => sub {
	my $home = edited({'data/a.md' => new_faq($cost, $hurt)},
	    {'data/a.md' => new_faq($cost)});
	my $good = ledger($home);
	my $server = FastCGI->start($home);
	my $status = sub { $server->get('/does-it-hurt')->{status} };
	is($status->(), 404, 'first day');
	age($home, 90000);
	ok(wait_for(sub { $status->() == 410 }), 'then 410');
	unlink "$home/var/ledger.txt";
	ok(wait_for(sub { $status->() == 404 }), 'a ledger that was lost');
	put_file("$home/var/ledger.txt", $good
	    . "2020-01-01T00:00:00Z /does-it-hurt retired\n");
	ok(wait_for(sub { $status->() == 410 }), 'and put back by FTP');
};

subtest 'copies with ledgers of their own' => sub {
	my @homes = map { new_home('data/a.md' => new_faq($cost, $hurt)) } 1, 2;
	settle($_) for @homes;
	put_file("$homes[0]/data/a.md", new_faq($cost));
	settle($homes[0]);
	put_file("$homes[1]/data/a.md", new_faq($cost,
	    $hurt =~ s/Does it hurt/Painful/r));
	settle($homes[1]);
	put_file("$homes[0]/var/ledger.txt",
	    ledger($homes[0]) . ledger($homes[1]));
	put_file("$homes[0]/data/a.md", new_faq($cost,
	    $hurt =~ s/Does it hurt/Painful/r));
	settle($homes[0]);
	leads($homes[0], '/does-it-hurt', 302, '/painful',
	    'one behind the other, they are one');
};

done_testing();
