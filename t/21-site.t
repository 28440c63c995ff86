#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Edits while the program serves, and everything that can be wrong with a FAQ
# home: the site goes on with the last good store, or says what to put where.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use Fcntl qw(:flock);
use File::Copy qw(copy);
use File::Path qw(remove_tree);
use Test::More;

my $one = "# T\n\n## One? {#one}\n\nFirst words.\n";
my $bad = "# T\n\n## One? {#one}\n";

# Answers through CGI and through one FastCGI process must agree on this.
sub both {
	my ($home, $fastcgi, $code) = @_;
	$code->(sub { cgi($home, @_) }, 'CGI');
	$code->(sub { $fastcgi->get(@_) }, 'FastCGI');
}

sub new_pair {
	my $home = new_home(@_);
	return ($home, FastCGI->start($home));
}

subtest 'an edit shows as soon as it was built' => sub {
	my ($home, $fastcgi) = new_pair('data/a.md' => $one);
	my $text = 'First words.';
	for my $new ('Second words', 'Sekond words', 'Secund words') {
		both($home, $fastcgi, sub {
			my ($get, $door) = @_;
			like($get->('/one')->{body}, qr/\Q$text\E/, $door);
		});
		put_file("$home/data/a.md", $one =~ s/First words/$new/r);
		settle($home);
		$text = $new; # of the same length: size alone tells nothing
	}
	put_file("$home/data/b.md", "# U\n\n## Two?\n\nnew\n");
	settle($home);
	both($home, $fastcgi, sub {
		is($_[0]->('/two')->{status}, 200, "$_[1]: a new file");
	});
	unlink "$home/data/b.md";
	settle($home);
	both($home, $fastcgi, sub {
		is($_[0]->('/two')->{status}, 404, "$_[1]: and gone");
	});
	is($fastcgi->messages, '', 'nothing in the log');
};

subtest 'twenty quick edits' => sub {
	my ($home, $fastcgi) = new_pair('data/a.md' => $one);
	my $missed = 0;
	for my $i (10 .. 29) {
		put_file("$home/data/a.md", $one =~ s/First/No. $i/r);
		settle($home);
		$missed++ if $fastcgi->get('/one')->{body} !~ /No\. $i words/;
	}
	is($missed, 0, 'each was seen, though all have one size');
};

# A file that is written for three seconds, then quiet.
sub write_slowly {
	my ($path, $bytes, $meanwhile) = @_;
	my $half = length($bytes) / 2;
	put_file($path, substr $bytes, 0, $half);
	for my $i (1 .. 3) {
		select(undef, undef, undef, 1);
		$meanwhile->();
		put_file($path, substr $bytes, 0, $half + $i);
	}
	$meanwhile->();
	put_file($path, $bytes);
}

subtest 'an edit waits until the files are quiet' => sub {
	my @homes = map { new_home('data/a.md' => $one) } 1, 2;
	my $fastcgi = FastCGI->start($homes[1]);
	my @get = (sub { cgi($homes[0], @_) }, sub { $fastcgi->get(@_) });
	$_->('/one') for @get;
	my @before = map { (stat "$_/var/faq.db")[1] } @homes;
	my $new = "# T\n\n## Zero?\n\nNew.\n\n## One? {#one}\n\nSecond words.\n";
	my %seen;
	my $pid = fork() // die; # both at once: it takes a while
	write_slowly("$homes[$pid ? 0 : 1]/data/a.md", $new, sub {
		$seen{$get[$pid ? 0 : 1]->('/one')->{body} =~
		    /(First|Second) words/ ? $1 : 'nothing'}++;
	});
	if ($pid == 0) {
		require POSIX;
		POSIX::_exit("@{[keys %seen]}" eq 'First' ? 0 : 1);
	}
	is("@{[keys %seen]}", 'First', 'CGI: nothing of it shows meanwhile');
	is(waitpid($pid, 0) && $?, 0, 'FastCGI: the same');
	quiet();
	my $page = $get[0]->('/one');
	like($page->{body}, qr/Second words/, 'CGI: then at the first request');
	is($page->{log}, '', 'without a word in the log');
	ok(wait_for(sub { (stat "$homes[1]/var/faq.db")[1] != $before[1] }),
	    'FastCGI: even without a request');
	like($get[1]->('/one')->{body}, qr/Second words/, 'and it shows');
	like($get[1]->('/zero')->{body}, qr/New\./, 'all of it');
	is($fastcgi->messages, '', 'without a word in the log');
};

subtest 'settings, strings and templates wait, too' => sub {
	my $home = new_home('data/a.md' => $one, 'faq.conf' => "footer = Old\n",
	    'templates/strings.txt' => "T_SKIP = Jump\n",
	    'templates/answer.tpl' => "{{%AUTOESCAPE context=\"HTML\"}}\n<p>Mine</p>");
	my $old = cgi($home, '/one');
	like($old->{body}, qr/Jump.*Mine.*Old/s, 'they count');
	is($old->{log}, '', 'without a word in the log');
	put_file("$home/faq.conf", "footer = N");
	put_file("$home/templates/strings.txt", "T_SK");
	put_file("$home/templates/answer.tpl", "{{%AUTO");
	is(cgi($home, '/one')->{text}, $old->{text}, 'half of them does not show');
	put_file("$home/faq.conf", "footer = New\n");
	unlink "$home/templates/strings.txt";
	put_file("$home/templates/answer.tpl", "{{#BROKEN}}");
	quiet();
	my $new = cgi($home, '/one');
	like($new->{body}, qr/Skip.*Mine.*New/s,
	    'what is good shows, and of a bad template the last good version');
	like($new->{log}, qr{\Afaq\.cgi: templates/answer\.tpl:\d+:\d+: .*\n\z},
	    'with one line in the log');
	is(cgi($home, '/one')->{log}, '', 'once');
	like(get_file("$home/var/status.txt"), qr{^templates/answer\.tpl:1:}m,
	    'and in var/status.txt');
	unlink "$home/templates/answer.tpl";
	settle($home);
	like(cgi($home, '/one')->{body}, qr/First words/, 'removed is removed');
};

subtest 'a mistake keeps the last good version of its file' => sub {
	my $home = new_home('data/a.md' => $one,
	    'data/b.md' => "# U\n\n## Two?\n\nold\n");
	is(cgi($home, '/one')->{status}, 200, 'there is one');
	put_file("$home/data/a.md", $bad);
	put_file("$home/data/b.md", "# U\n\n## Two?\n\nnew\n");
	quiet();
	my $page = cgi($home, '/one');
	like($page->{body}, qr/First words/, 'it serves on');
	like($page->{log},
	    qr{\Afaq\.cgi: data/a\.md:3: a question without an},
	    'the log names file and line');
	like(get_file("$home/var/status.txt"), qr{^data/a\.md:3: }m,
	    'so does var/status.txt');
	is(cgi($home, '/one')->{log}, '', 'once, not at every request');
	like(cgi($home, '/two')->{body}, qr/new/, 'the other file is taken over');
	my $fastcgi = FastCGI->start($home);
	like($fastcgi->get('/one')->{body}, qr/First words/, 'also as FastCGI');
	put_file("$home/data/b.md", "# U\n\n## Two?\n\nnewer\n");
	settle($home);
	like($fastcgi->get('/one')->{body}, qr/First words/,
	    'nor is it lost in the stores to come');
	is($fastcgi->get('/zwei')->{status}, 404, 'or anything else there');
	put_file("$home/data/a.md", $one =~ s/First/Mended/r);
	settle($home);
	both($home, $fastcgi, sub {
		like($_[0]->('/one')->{body}, qr/Mended words/, "$_[1]: mended");
	});
	unlike(get_file("$home/var/status.txt"), qr{data/a\.md}, 'and forgotten');
	unlink "$home/data/a.md";
	settle($home);
	is(cgi($home, '/one')->{status}, 404, 'a file that is gone is gone');
};

subtest 'the log is told each thing once' => sub {
	my $home = new_home('data/a.md' => "# T\n\n## One?\n\n[x](no) [y](nor)\n");
	my $log = cgi($home, '/one')->{log};
	like($log, qr{\A\S+ data/a\.md:5: .*"no".*\n\S+ data/a\.md:5: .*"nor".*\n\z},
	    'two notes');
	put_file("$home/data/a.md", "# T\n\nWords.\n\n## One?\n\n"
	    . "[x](no) [z](new) [y](nor)\n\n## Two?\n\n[y](nor)\n");
	unlink "$home/var/faq.db"; # so that nobody waits
	$log = cgi($home, '/one')->{log};
	like($log, qr{\A\S+ data/a\.md:7: .*"new".*\n\S+ data/a\.md:11: .*"nor".*\n\z},
	    'then what is new; the others only moved');
	is(scalar(() = get_file("$home/var/status.txt") =~ /: note:/g), 4,
	    'var/status.txt has all of it');
	my ($code, $out, $err) = command($home, 'build');
	is(scalar(() = $err =~ /: note:/g), 4, 'and so has who asks for it');
};

subtest 'the same link in two files' => sub {
	my $two = "# U\n\n## Two? {#two}\n\nTwo.\n\n## Three?\n\nThree.\n";
	my $home = new_home('data/a.md' => $one, 'data/b.md' => $two);
	cgi($home, '/one');
	# on its way from b.md to a.md
	put_file("$home/data/a.md", "$one\n## Two? {#two}\n\nMoved.\n");
	my (undef, undef, $err) = settle($home);
	like($err, qr{^data/b\.md:3: note: the link "two" is taken}m, 'is said');
	like(cgi($home, '/two')->{body}, qr/Moved\./, 'the first counts');
	like(cgi($home, '/three')->{body}, qr/Three\./, 'nothing else is lost');
	put_file("$home/data/b.md", "# U\n\n## Three?\n\nThree.\n");
	is((settle($home))[0], 0, 'until it is mended');
};

subtest 'data that goes away' => sub {
	my ($home, $fastcgi) = new_pair('data/a.md' => $one);
	is($fastcgi->get('/one')->{status}, 200, 'before');
	remove_tree("$home/data");
	wait_for(sub { $fastcgi->messages ne '' });
	both($home, $fastcgi, sub {
		is($_[0]->('/one')->{status}, 200, "$_[1]: the store serves on");
	});
	my @lines = split /\n/, $fastcgi->messages;
	is(scalar @lines, 1, 'one line in the log');
	like($lines[0], qr/last good store serves/, 'says so');
};

subtest 'no home' => sub {
	my $page = cgi('/nonexistent/faq', '/');
	is($page->{status}, 503, 'status');
	like(text_of($page->{body}), qr/folder faq is missing or cannot be read/,
	    'says what is missing');
	like($page->{body}, qr{faq/\n    data/\n        index\.md},
	    'and what to put where');
	unlike($page->{body}, qr/nonexistent/, 'but not where on the disk');
	is(scalar(() = $page->{log} =~ /\n/g), 1, 'one line in the log');
	like($page->{log}, qr{/nonexistent/faq}, 'which does');
	is($page->{headers}{'retry-after'}, '60', 'Retry-After');
	is(cgi('/nonexistent/faq', '/', REQUEST_METHOD => 'POST')->{status},
	    405, 'still no POST');
};

subtest 'a home without data' => sub {
	my ($home, $fastcgi) = new_pair('faq.conf' => '');
	both($home, $fastcgi, sub {
		my $page = $_[0]->('/');
		is($page->{status}, 503, "$_[1]: status");
		like(text_of($page->{body}), qr/no questions that it can read in \S+data/, 'says so');
	});
	put_file("$home/data/a.md", $one);
	is(cgi($home, '/one')->{status}, 200, 'CGI: until there is some');
	is($fastcgi->get('/one')->{status}, 200, 'FastCGI: the same');
};

subtest 'mistakes and no older store' => sub {
	my ($home, $fastcgi) = new_pair('data/a.md' => $bad);
	both($home, $fastcgi, sub {
		my $page = $_[0]->('/');
		is($page->{status}, 503, "$_[1]: status");
		like($page->{body}, qr/check<\/code>/, 'names the command');
		like(text_of($page->{body}), qr/data\/a\.md:3: a question/,
		    'says what the owner has to know');
	});
};

subtest 'a folder that cannot be written' => sub {
	my ($home, $fastcgi) =
	    new_pair('data/a.md' => $one, 'var' => 'a file in the way');
	my $page = cgi($home, '/one');
	is($page->{status}, 200, 'CGI: served from memory');
	like($page->{log}, qr{\Afaq\.cgi: \S+/var: cannot be written: .*\n\z},
	    'the log says so');
	is($fastcgi->get('/one')->{status}, 200, 'FastCGI: the same');
	like($fastcgi->messages, qr{\Afaq\.cgi: \S+/var: cannot be .*\n\z},
	    'in one line');
	put_file("$home/data/a.md", $one =~ s/First/Next/r);
	like(cgi($home, '/one')->{body}, qr/Next words/, 'CGI: edits show');
	like($fastcgi->get('/one')->{body}, qr/First words/, 'FastCGI: not yet');
	put_file("$home/data/b.md", "# U\n\n## Two?\n\nnew\n");
	ok(wait_for(sub { $fastcgi->get('/one')->{body} =~ /Next words/ }),
	    'FastCGI: but soon');
	put_file("$home/data/a.md", $bad);
	unlink "$home/data/b.md";
	ok(wait_for(sub { $fastcgi->get('/two')->{status} == 404 }),
	    'the rest of a change with a mistake is taken over');
	like($fastcgi->get('/one')->{body}, qr/Next words/,
	    'and the last good version of the file');
	my @lines = split /\n/, $fastcgi->messages;
	is(scalar @lines, 2, 'one more line in the log');
	like($lines[1], qr{data/a\.md:3: }, 'about the mistake');
};

subtest 'a damaged store' => sub {
	my $home = new_home();
	is(cgi($home, '/cost')->{status}, 200, 'it is there');
	my $db = "$home/var/faq.db";
	my $bytes = get_file($db);
	my %damage = (
		empty => '',
		garbage => "\xa5" x 5000,
		cut => substr($bytes, 0, length($bytes) / 2),
		'no header' => "\0" x 100 . substr($bytes, 100),
		'pages of zeros' => substr($bytes, 0, 4096)
		    . "\0" x (length($bytes) - 4096),
	);
	for (sort keys %damage) {
		put_file($db, $damage{$_});
		for my $path ('/', '/cost') {
			my $page = cgi($home, $path);
			is($page->{status}, 200, "$_: $path is served");
		}
		my $page = cgi($home, '', QUERY_STRING => 'q=does+it+hurt');
		like($page->{body}, qr/<mark>/, "$_: so is a search");
		is(length get_file($db), length $bytes, "$_: the store is whole");
	}
	my $fastcgi = FastCGI->start($home);
	is($fastcgi->get('/')->{status}, 200, 'a process has it open');
	open(my $file, '+<', $db) or die;
	truncate $file, 4096;
	close $file;
	is($fastcgi->get('/hiding-scars')->{status}, 200,
	    'it makes another when the file breaks under it');
};

subtest 'any page of the store damaged' => sub {
	my $home = new_home();
	is(cgi($home, '/cost')->{status}, 200, 'it is there');
	my $db = "$home/var/faq.db";
	my $bytes = get_file($db);
	my $wrong = '';
	for my $page (0 .. length($bytes) / 4096 - 1) {
		my $bad = $bytes;
		substr($bad, $page * 4096, 4096) = "\xa5" x 4096;
		for (['/'], ['/cost'], ['/', 'q=does+it+hurt'], ['/hurts']) {
			put_file($db, $bad);
			my $got = cgi($home, $_->[0], QUERY_STRING => $_->[1] // '');
			my $want = $_->[0] eq '/hurts' ? 404 : 200;
			$wrong .= " page $page: @$_" if $got->{status} != $want;
		}
	}
	is($wrong, '', 'every kind of page is served all the same');
	put_file($db, $bytes);
	my $fastcgi = FastCGI->start($home);
	is($fastcgi->get('/')->{status}, 200, 'a process has it open');
	put_file($db, substr($bytes, 0, 8192) . "\xa5" x (length($bytes) - 8192));
	like($fastcgi->get('', QUERY_STRING => 'q=pain')->{body},
	    qr{does-it-hurt}, 'so does a search in an open one');
};

subtest 'a file that cannot be read' => sub {
	local $> = $> || 65534; # root can read everything
	plan skip_all => 'an ordinary user cannot run the program here'
	    unless -x $program;
	for my $served (0, 1) {
		my $home = new_home('data/a.md' => $one,
		    'data/b.md' => "# U\n\n## Two?\n\n2\n");
		is(cgi($home, '/one')->{status}, 200, 'once') if $served;
		chmod 0, "$home/data/a.md";
		quiet() if $served;
		like(cgi($home, '/one')->{log},
		    qr{data/a\.md: cannot be read: Perm}, 'the log says why');
		my $fastcgi = FastCGI->start($home);
		both($home, $fastcgi, sub {
			is($_[0]->('/one')->{status}, $served ? 200 : 404,
			    "$_[1]: the older version, if there is one");
			is($_[0]->('/two')->{status}, 200, "$_[1]: the rest");
		});
		unlike(cgi($home, '/one')->{log}, qr/cannot be read/,
		    'it is said once');
		chmod 0644, "$home/data/a.md";
		settle($home);
		both($home, $fastcgi, sub {
			is($_[0]->('/one')->{status}, 200, "$_[1]: mended");
		});
	}
	my $home = new_home('data/a.md' => $one);
	chmod 0, "$home/data";
	my ($code, undef, $err) = command($home, 'check');
	is($code, 1, 'a closed folder is a mistake');
	like($err, qr{^data: cannot be read: Permission}m, 'and named');
	my $page = cgi($home, '/');
	is($page->{status}, 503, 'and 503');
	is(scalar(() = $page->{log} =~ /^faq\.cgi: /mg), 1, 'with one line in the log');
	chmod 0755, "$home/data";
	chmod 0, $home;
	$page = cgi($home, '/');
	is($page->{status}, 503, 'so is a closed home');
	is(scalar(() = $page->{log} =~ /^faq\.cgi: /mg), 1, 'with one line, too');
	chmod 0755, $home;
};

subtest 'a replacement of the same size and time' => sub {
	my ($home, $fastcgi) = new_pair('data/a.md' => $one);
	is($fastcgi->get('/one')->{status}, 200, 'before');
	my $old = "$home/data/a.md";
	put_file("$home/new", $one =~ s/First/Fresh/r);
	utime((stat $old)[8, 9], "$home/new");
	rename "$home/new", $old or die;
	settle($home);
	both($home, $fastcgi, sub {
		like($_[0]->('/one')->{body}, qr/Fresh words/, "$_[1]: is seen");
	});
};

subtest 'another process builds' => sub {
	my ($home, $fastcgi) = new_pair('data/a.md' => $one);
	is($fastcgi->get('/one')->{status}, 200, 'a store is there');
	open(my $lock, '>', "$home/var/faq.lock") or die;
	flock($lock, LOCK_EX) or die;
	put_file("$home/data/a.md", $one =~ s/First/Other/r);
	quiet();
	both($home, $fastcgi, sub {
		like($_[0]->('/one')->{body}, qr/First words/,
		    "$_[1]: the old one serves meanwhile");
	});
	close $lock;
	like(cgi($home, '/one')->{body}, qr/Other words/, 'CGI: then new');
	ok(wait_for(sub { $fastcgi->get('/one')->{body} =~ /Other words/ }),
	    'FastCGI: soon, too');
};

subtest 'twenty at once on a fresh home' => sub {
	my $home = new_home();
	my @pids;
	for (1 .. 20) {
		my $pid = fork() // die;
		if ($pid == 0) {
			my $page = cgi($home, '/does-it-hurt');
			require POSIX;
			POSIX::_exit($page->{status} == 200
			    && $page->{log} eq '' ? 0 : 1);
		}
		push @pids, $pid;
	}
	my $wrong = 0;
	for (@pids) {
		waitpid $_, 0;
		$wrong++ if $?;
	}
	is($wrong, 0, 'all are answered');
	is(join(' ', sort map { s{.*/}{}r } glob("$home/var/*")),
	    'faq.db faq.lock ledger.txt status.txt', 'nothing is left over');
};

subtest 'odd things in data/' => sub {
	my $home = new_home('data/a.md' => $one);
	mkdir "$home/data/folder.md";
	my ($code, undef, $err) = command($home, 'check');
	like($err, qr{^data/folder\.md: cannot be read: Is a directory}m,
	    'a folder is a mistake');
	rmdir "$home/data/folder.md";
	put_file("$home/data/.hidden.md", 'not read');
	put_file("$home/data/notes.txt", 'not read');
	put_file("$home/data/a.md~", 'not read');
	is((command($home, 'check'))[0], 0, 'other files are none');
	symlink '/nonexistent', "$home/data/gone.md";
	symlink 'round.md', "$home/data/round.md";
	($code, undef, $err) = command($home, 'check');
	is($code, 1, 'links that lead nowhere are mistakes');
	like($err, qr{^data/gone\.md: cannot be read: No such file}m, 'one');
	like($err, qr{^data/round\.md: cannot be read: Too many levels}m, 'two');
	unlink "$home/data/gone.md", "$home/data/round.md";
	system('mkfifo', "$home/data/pipe.md") == 0 or die;
	($code, undef, $err) = command($home, 'check');
	is($code, 1, 'a pipe is a mistake, and blocks nobody');
};

subtest 'a pipe in the place of our own files' => sub {
	for my $name (qw(faq.db faq.db.new faq.try faq.try.new faq.lock
	    status.txt status.txt.new .htaccess)) {
		my $home = new_home('data/a.md' => $one, 'var/x' => '');
		system('mkfifo', "$home/var/$name") == 0 or die;
		is(cgi($home, '/one')->{status}, 200, "$name: blocks nobody");
		put_file("$home/data/a.md", $bad);
		settle($home);
		is(cgi($home, '/one')->{status}, 200, "$name: nor a mistake");
		like(get_file("$home/var/status.txt"), qr{^data/a\.md:3: }m,
		    "$name: which is noted");
	}
};

subtest 'too few descriptors' => sub {
	my $home = new_home('data/a.md' => $one);
	# one beside the standard ones; the loader needs it, too
	my $get = sub {
		my (undef, $out, $log) = FAQ::run_program({FAQ_HOME => $home,
		    REQUEST_METHOD => 'GET', PATH_INFO => '/one'}, '',
		    '/bin/sh', '-c', 'ulimit -n 4; exec "$0"', $program);
		return (parse_message($out)->{status}, $log);
	};
	my ($status, $log) = $get->();
	is($status, 503, 'an error, and no setup page');
	like($log, qr/Too many open files/, 'the log says why');
	is(cgi($home, '/one')->{status}, 200, 'it passes');
	($status, $log) = $get->();
	$log = '' if $sanitized; # LeakSanitizer needs one more at the end
	is("$status $log", '200 ', 'a store can be read with one');
};

subtest 'the home beside the program' => sub {
	my $site = new_home('faq/data/a.md' => $one);
	copy($program, "$site/faq.cgi") or die;
	copy($program, "$site/support.cgi") or die;
	put_file("$site/support/data/a.md", $one =~ s/First/Support/r);
	chmod 0755, "$site/faq.cgi", "$site/support.cgi";
	my $page = cgi(undef, '/one', program => "$site/faq.cgi",
	    SCRIPT_FILENAME => "$site/faq.cgi");
	like($page->{body}, qr/First words/, 'faq.cgi has faq/');
	$page = cgi(undef, '/one', program => "$site/support.cgi",
	    SCRIPT_FILENAME => "$site/support.cgi");
	like($page->{body}, qr/Support words/, 'support.cgi has support/');
	$page = cgi(undef, '/one', program => "$site/faq.cgi");
	like($page->{body}, qr/First words/, 'also without SCRIPT_FILENAME');
	my (undef, $out) = FAQ::run_program({}, '', "$site/support.cgi", 'check');
	is($out, "1 question in 0 categories\n", 'and on the command line');
	put_file("$site/$_/data/a.md", $bad) for qw(faq support);
	quiet();
	for (qw(faq support)) {
		like(cgi(undef, '/one', program => "$site/$_.cgi")->{log},
		    qr{\A$_\.cgi: data/a\.md:3: }, "the log names $_.cgi");
	}
};

# The language is part of what a store is made of.
subtest 'a change of the language' => sub {
	my $own = new_home('faq.conf' => "language = en\n", 'data/a.md' =>
	    "# T\n\n## Wann ist geöffnet?\n\nAb neun.\n\n## Preise?\n\nJa.\n");
	like((command($own, 'search', 'geöffnet'))[1], qr/^wann-ist-geoffnet\t/,
	    'in English an ö is an o with an accent');
	put_file("$own/faq.conf", "language = de-AT\n");
	settle($own);
	like((command($own, 'search', '-n', 1, 'geoeffnete'))[1],
	    qr/^wann-ist-geoeffnet\t/, 'in German a letter, in links and words');
	like(cgi($own, '/wann-ist-geoeffnet')->{body}, qr/Ab neun/, 'as pages have it');
	command($own, 'build');
	is(cgi($own, '/wann-ist-geoeffnet')->{status}, 200, 'and as built by hand');
	is((command($own, 'check'))[0], 0, 'nothing is wrong with it');
};

done_testing();
