#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Who makes the store: which file it blames when a limit ends it, what it does
# when somebody else does, what it leaves behind and for whom.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use Fcntl qw(:flock);
use Test::More;

my $one = "# T\n\n## One? {#one}\n\nFirst words.\n";
my $deep = "# D\n\n## Deep? {#deep}\n\nOld words.\n";

# `build` below a hard limit of the shell's ulimit.
sub limited {
	my ($home, $limit, $word) = @_;
	return FAQ::run_program({}, '', '/bin/sh', '-c',
	    "ulimit $limit; exec \"\$0\" -C \"\$1\" $word", $program, $home);
}

subtest 'a file that takes more memory than there is' => sub {
	plan skip_all => 'AddressSanitizer needs all the memory'
	    if $sanitized;
	my $home = new_home('data/a.md' => $one, 'data/d.md' => $deep,
	    'data/e.md' => "# E\n\n## End?\n\nold end\n");
	settle($home);
	put_file("$home/data/a.md", $one =~ s/First/Second/r);
	put_file("$home/data/d.md", "# D\n\n## Deep? {#deep}\n\n"
	    . "- new *words* _of_ `all` kinds\n" x 90000);
	put_file("$home/data/b.md", "# B\n\n## Empty?\n");
	put_file("$home/data/e.md", "# E\n\n## End?\n\nnew end\n");
	my $blamed = qr{^data/d\.md: takes more time or memory}m;
	my ($code, undef, $err) = limited($home, '-v 65536', 'build');
	is($code, 1, 'is a mistake');
	like($err, $blamed, 'and named');
	unlike($err, qr{^data/[ae]\.md}m, 'it alone');
	like($err, qr{^data/b\.md:3: }m, 'a mistake before it is told, too');
	unlink("$home/data/b.md") or die;
	like(get_file("$home/var/status.txt"), $blamed, 'in status.txt, too');
	like(cgi($home, '/one')->{body}, qr/Second words/, 'before it: taken');
	like(cgi($home, '/end')->{body}, qr/new end/, 'behind it: taken');
	like(cgi($home, '/deep')->{body}, qr/Old words/, 'its last good version');
	put_file("$home/data/a.md", $one =~ s/First/Third/r);
	($code, undef, $err) = settle($home); # with memory enough
	like($err, $blamed, 'the same bytes are not tried again');
	like(cgi($home, '/one')->{body}, qr/Third words/, 'others are');
	like(cgi($home, '/deep')->{body}, qr/Old words/, 'it stays');
	($code, undef, $err) = limited($home, '-v 65536', 'check');
	like($err, $blamed, 'check names it');
	put_file("$home/data/d.md", $deep =~ s/Old/Mended/r);
	is((settle($home))[0], 0, 'other bytes are');
	like(cgi($home, '/deep')->{body}, qr/Mended words/, 'taken');
};

subtest 'the owner reads what was read' => sub {
	my $home = new_home('data/a.md' => "$one\n## Two?\n\nx\n",
	    'data/d.md' => $deep);
	settle($home);
	my $read = get_file("$home/var/status.txt");
	like($read, qr{\AThis is .* read last, on \d{4}-\d\d-\d\d [\d:]{8} UTC\.$}m,
	    'when');
	like($read, qr{\n\n3 questions in 2 categories, from 2 files in data/\.$}m,
	    'what');
	like($read, qr{\nNothing is wrong\.\n\n}, 'and that all is well');
	put_file("$home/data/d.md", '## Deep? {#deep');
	is((settle($home))[0], 1, 'a mistake');
	$read = get_file("$home/var/status.txt");
	unlike($read, qr/Nothing is wrong/, 'is not well');
	like($read, qr{^2 mistakes\..*last good version\.\n\ndata/d\.md:1:10: }ms,
	    'and named');
	unlink "$home/data/d.md";
	put_file("$home/data/a.md", "## One? {#one}\n");
	unlink "$home/var/faq.db";
	settle($home);
	put_file("$home/data/a.md", $one);
	is((limited($home, '-f 8', 'build'))[0], 1, 'no room');
	$read = get_file("$home/var/status.txt");
	like($read, qr{could not be taken over}, 'no store');
	like($read, qr{disk failed.*\nThe program will try again\.$}m, 'and why');
	unlike($read, qr/Nothing is wrong/, 'which is not well');
};

subtest 'too little for anything' => sub {
	my $home = new_home('data/a.md' => $one);
	settle($home);
	put_file("$home/data/a.md", $one =~ s/First/Second/r);
	my ($code) = limited($home, '-f 8', 'build'); # 4 kB files
	is($code, 1, 'a store that does not fit');
	is(cgi($home, '/one')->{status}, 200, 'the old one serves');
	ok(!-e "$home/var/faq.db.new", 'and nothing lies about');
};

# Starts a build and kills all of it while it works.
sub kill_builder {
	my ($home) = @_;
	my $note = sub { -e "$home/var/faq.try" ? get_file("$home/var/faq.try") : '' };
	my $before = $note->();
	my $pid = fork() // die;
	if ($pid == 0) {
		open(STDOUT, '>', '/dev/null') or die;
		exec { $program } $program, '-C', $home, 'build' or die;
	}
	select(undef, undef, undef, 0.002) while $note->() eq $before;
	kill 'KILL', $pid;
	waitpid $pid, 0;
	# the worker dies with its builder
	wait_for(sub {
		open(my $lock, '>', "$home/var/faq.lock") or die;
		flock($lock, LOCK_EX | LOCK_NB);
	}) or die;
}

subtest 'a builder that others kill' => sub {
	my $home = new_home('data/a.md' => $one);
	settle($home);
	put_file("$home/data/b.md", "# B\n\n"
	    . join '', map { "## Q$_?\n\nAnswer $_ of many.\n\n" } 1 .. 20_000);
	my $wrong = 0;
	for my $kill (1 .. ($ENV{FAQ_KILLS} // 5)) {
		kill_builder($home);
		$wrong++ if cgi($home, '/one')->{status} != 200;
	}
	is($wrong, 0, 'the old store serves after each');
	my ($digest, $tries, $until) = split ' ', get_file("$home/var/faq.try");
	is($tries, $ENV{FAQ_KILLS} // 5, 'each try was noted');
	cmp_ok($until, '>', time + 60, 'with a pause that grows');
	cmp_ok($until, '<=', time + 3600, 'to an hour');
	quiet();
	is(cgi($home, '/q1')->{status}, 404, 'in which nobody tries');
	is((settle($home))[0], 0, 'build does');
	is(cgi($home, '/q1')->{status}, 200, 'and it is there');
	ok(!-e "$home/var/faq.try", 'the note is gone');
};

subtest 'thirty-two processes see one change' => sub {
	my $home = new_home('data/a.md' => $one);
	settle($home);
	my $first = FastCGI->start($home);
	my @all = ($first, map { FastCGI->start($home, $first) } 2 .. 32);
	put_file("$home/data/a.md", $one =~ s/First/Second/r);
	ok(wait_for(sub { cgi($home, '/one')->{body} =~ /Second/ }), 'it shows');
	my $store = (stat "$home/var/faq.db")[1];
	quiet();
	is((stat "$home/var/faq.db")[1], $store, 'it was made once');
	is(join('', map { $_->messages } @all), '', 'and nobody complains');
};

subtest 'visitors stay out' => sub {
	my $home = new_home('data/a.md' => $one);
	cgi($home, '/one');
	for ("$home/.htaccess", "$home/var/.htaccess") {
		like(get_file($_), qr/^\s*Require all denied$/m, "$_: 2.4");
		like(get_file($_), qr/^\s*Deny from all$/m, 'and 2.2');
	}
	put_file("$home/.htaccess", "mine\n");
	settle($home);
	is(get_file("$home/.htaccess"), "mine\n", 'one that is there stays');
};

subtest 'what root and strict people write' => sub {
	my $home = new_home('data/a.md' => $one, 'data/b.md' => '## {#x',
	    'faq.conf' => "log = yes\n");
	chown 65534, 65534, $home if $> == 0;
	my $umask = umask 077;
	cgi($home, '/', QUERY_STRING => 'q=first');
	settle($home);
	umask $umask;
	for (qw(var var/faq.db var/faq.lock var/status.txt var/.htaccess
	    var/ledger.txt var/log var/searches.txt var/report.html
	    var/report.csv)) {
		my @st = stat "$home/$_";
		is($st[2] & 0444, 0444, "$_ can be read by all");
		is($st[4], (stat $home)[4], "$_ is the home's owner's");
	}
};

done_testing();
