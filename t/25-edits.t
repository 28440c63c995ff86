#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What visitors see while the owner is at work: slow uploads, questions that
# move between files, folders that are swapped, files that take all that there
# is. Nothing that exists is ever missing, and nobody waits for it.
#
#   FAQ_UPLOADS=100    uploads of one file, and of ten; else once
#   FAQ_REQUESTS=10000 requests meanwhile, at least; else as many as come
#   FAQ_HOSTILE=full   each limit alone, by one door after the other
use strict;
use warnings;
use feature 'state';
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use File::Temp ();
use IO::Select;
use POSIX ();
use Server;
use Time::HiRes qw(sleep time);
use Test::More;

my $uploads = $ENV{FAQ_UPLOADS} // 1;
my $requests = $ENV{FAQ_REQUESTS} // 50;
my $full = ($ENV{FAQ_HOSTILE} // '') eq 'full';

# A file of twelve questions, in a version.
sub questions {
	my ($name, $version) = @_;
	return "# $name\n\n" . join '', map {
		"## Question $_ of $name? {#$name-$_}\n\n"
		    . "Answer $_ of $name, version $version.\n\n"
	} 1 .. 12;
}

# Visitors ask, one after the other, until they are called off; gives a function
# that does so and returns how many came, what was wrong, and the longest wait.
sub send_visitors {
	my ($paths, @doors) = @_;
	my $dir = File::Temp::tempdir('visit-XXXXXX', TMPDIR => 1);
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		srand; # else its temporary names are its parent's
		my ($count, $slowest, @wrong) = (0, 0);
		local $SIG{TERM} = 'IGNORE';
		while (!-e "$dir/stop" || $count < $requests) {
			my $path = $paths->[$count % @$paths];
			my $start = time;
			my $status = $doors[$count % @doors]->($path) // 'none';
			my $took = time - $start;
			$slowest = $took if $took > $slowest;
			push @wrong, "$path: $status" if $status ne 200;
			$count++;
			sleep 0.02;
		}
		put_file("$dir/found", join "\n", $count, $slowest, @wrong);
		POSIX::_exit(0);
	}
	return sub {
		put_file("$dir/stop", '');
		waitpid $pid, 0;
		return split /\n/, get_file("$dir/found");
	};
}

sub by_fastcgi {
	my ($server) = @_;
	return sub { $server->get($_[0])->{status} };
}

sub by_cgi {
	my ($home) = @_;
	return sub { cgi($home, $_[0])->{status} };
}

# Writes a file as FTP does: cut to nothing, then piece by piece.
sub upload {
	my ($path, $text) = @_;
	open(my $file, '>:raw', $path) or die "$path: $!";
	$file->autoflush;
	for (unpack '(a200)*', $text) {
		print $file $_;
		state $pause = 0;
		$pause = ($pause * 37 + 11) % 101;
		sleep 0.02 + 0.0013 * $pause; # up to 0.15
	}
	close($file) or die;
}

sub nobody_missed {
	my ($call_off, $what) = @_;
	my ($count, $slowest, @wrong) = $call_off->();
	is("@wrong", '', "$what: nothing that exists was missing");
	cmp_ok($count, '>=', $requests, "$what: there were requests");
	note(sprintf '%s: %d requests, the longest took %.3f s', $what, $count,
	    $slowest);
}

# The owner is at work in a process of its own; gives a function that waits for
# the end and returns what the code did.
sub send_owner {
	my ($code) = @_;
	my $dir = File::Temp::tempdir('owner-XXXXXX', TMPDIR => 1);
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		srand;
		put_file("$dir/did", $code->());
		POSIX::_exit(0);
	}
	return sub {
		waitpid $pid, 0;
		return get_file("$dir/did");
	};
}

# Waits until another store is there.
sub renewed {
	my ($home, $store) = @_;
	return wait_for(sub { (stat "$home/var/faq.db")[1] != $store });
}

# One file, or ten, uploaded again and again. Gives what is to be waited for.
sub begin_uploads {
	my ($many) = @_;
	my @names = map { "file$_" } 1 .. $many;
	my $home = new_home(map {
		("data/$_.md" => questions($_, 0))
	} @names, 'other');
	settle($home);
	my $server = FastCGI->start($home);
	my $call_off = send_visitors([map { ("/$_-1", "/$_-12") } @names],
	    (by_fastcgi($server)) x 9, by_cgi($home));
	my $owner = send_owner(sub {
		my $shown = 0;
		for my $version (1 .. $uploads) {
			upload("$home/data/$_.md", questions($_, $version))
			    for @names;
			my $new = "version $version\\.";
			$shown++ if wait_for(sub {
				$server->get("/$names[-1]-12")->{body} =~ /$new/
			});
		}
		return $shown;
	});
	return ["uploads of $many", $home, $owner, $call_off, $server];
}

# A question goes from one file to the other, and back.
sub begin_moves {
	my $moving = "## Where to? {#moving}\n\nAnswer that moves.\n\n";
	my ($one, $two) = (questions('one', 0), questions('two', 0));
	my $home = new_home('data/one.md' => $one . $moving,
	    'data/two.md' => $two);
	settle($home);
	my $server = FastCGI->start($home);
	my $call_off = send_visitors(['/moving', '/one-1', '/two-12'],
	    (by_fastcgi($server)) x 5, by_cgi($home));
	my @steps = ( # first comes the file that loses it, then one that gains it
		[one => $one, two => $two . $moving],
		[one => $one . $moving, two => $two]);
	my $owner = send_owner(sub {
		my $shown = 0;
		for my $i (1 .. $uploads) {
			my @step = @{$steps[($i - 1) % 2]};
			my $store = (stat "$home/var/faq.db")[1];
			while (my ($name, $text) = splice @step, 0, 2) {
				upload("$home/data/$name.md", $text);
			}
			$shown++ if renewed($home, $store);
		}
		return $shown;
	});
	return ['moves', $home, $owner, $call_off, $server];
}

subtest "the owner works $uploads times" => sub {
	for (begin_uploads(1), begin_uploads(10), begin_moves()) {
		my ($what, $home, $owner, $call_off) = @$_;
		is($owner->(), $uploads, "$what: each shows in the end");
		nobody_missed($call_off, $what);
		unlike(get_file("$home/var/ledger.txt"), qr/gone|moved /,
		    "$what: nothing was taken for gone");
	}
};

subtest 'a file gets another name' => sub {
	my $home = new_home('data/a.md' => questions('a', 0),
	    'data/b.md' => questions('b', 0));
	settle($home);
	my $server = FastCGI->start($home);
	my $call_off = send_visitors(['/a-1', '/b-1'], by_fastcgi($server));
	my $store = (stat "$home/var/faq.db")[1];
	rename "$home/data/a.md", "$home/data/c.md" or die;
	ok(renewed($home, $store), 'it is noticed');
	unlink "$home/data/b.md";
	sleep 1.5; # some programs for FTP delete first
	put_file("$home/data/b.md", questions('b', 1));
	nobody_missed($call_off, 'renamed, and deleted for a moment');
};

subtest 'nobody asks' => sub {
	my $home = new_home('data/a.md' => questions('a', 0),
	    'data/b.md' => questions('b', 0));
	settle($home);
	my $server = FastCGI->start($home);
	my $changes = sub {
		my ($what, $change) = @_;
		my $store = (stat "$home/var/faq.db")[1];
		sleep 1.1;
		$server->get('/a-1'); # it has just looked
		$change->();
		ok(renewed($home, $store), "an idle process takes $what");
	};
	$changes->('an edit', sub {
		put_file("$home/data/a.md", questions('a', 1));
	});
	$changes->('a file that goes', sub { unlink "$home/data/b.md" });
	$changes->('a new folder', sub {
		put_file("$home/templates/date.tpl", "-\n");
	});
	$changes->('what comes into it later', sub {
		put_file("$home/templates/footer.tpl", "-\n");
	});
	$server->DESTROY;
};

# The children of a process; others come and go meanwhile.
sub children {
	my ($parent) = @_;
	return map { m{/proc/(\d+)/} } grep {
		(eval { get_file($_) } // '') =~ /\) [^Z] $parent /
	} glob('/proc/[0-9]*/stat');
}

subtest 'a builder keeps no visitor waiting' => sub {
	my $home = new_home('data/a.md' => questions('a', 0));
	settle($home);
	my $server = FastCGI->start($home);
	$server->get('/a-1');
	put_file("$home/data/b.csv", "question,answer\n"
	    . join '', map { "Why $_?,\"Because of $_.\"\n" } 1 .. 60000);
	my $builder;
	ok(wait_for(sub { ($builder) = children($server->{pid}) }), 'it begins');
	kill 'KILL', $builder; # the next one a request will start
	wait_for(sub { !children($server->{pid}) });
	my ($status, $ended);
	ok(wait_for(sub {
		my $socket = $server->connect_to;
		print $socket FastCGI::request('/a-1', 0);
		$status = FastCGI::response($socket)->{status};
		$ended = IO::Select->new($socket)->can_read(1)
		    && sysread($socket, my $byte, 1) == 0;
		return !$ended || children($server->{pid});
	}), 'it begins again, at a request');
	is($status, 200, 'which gets the old page');
	ok($ended, 'and the end, at once');
};

# A process behind a host, which starts another when one leaves.
sub kept_alive {
	my ($home) = @_;
	my $server = FastCGI->start($home);
	return sub {
		my ($path) = @_;
		for (1 .. 3) {
			$server = FastCGI->start($home) if $server->ended;
			my $page = $server->get($path);
			return $page if $page->{status};
		}
		return {status => 0, body => ''};
	};
}

subtest 'folders are swapped under a process' => sub {
	my $base = new_home('home/data/a.md' => questions('a', 1),
	    'next/data/a.md' => questions('a', 2),
	    'last/data/a.md' => questions('a', 3));
	settle("$base/$_") for qw(home last);
	my $ask = kept_alive("$base/home");
	my $shows = sub {
		my ($version) = @_;
		return wait_for(sub {
			$ask->('/a-12')->{body} =~ /version $version\./
		});
	};
	my $call_off = send_visitors(['/a-1'], by_cgi("$base/home"));
	ok($shows->(1), 'at first');
	rename "$base/home/data", "$base/old" or die;
	rename "$base/next/data", "$base/home/data" or die;
	ok($shows->(2), 'another data/');
	nobody_missed($call_off, 'data/ swapped');
	rename "$base/home", "$base/older" or die;
	rename "$base/last", "$base/home" or die;
	ok($shows->(3), 'another home');
	put_file("$base/home/data/a.md", questions('a', 4));
	ok($shows->(4), 'which is then watched as the first was');
	is($ask->('/a-1')->{status}, 200, 'and serves');
};

# --------------------------------------------------------------- hostile

my %hostile = (
	'lists.md' => "# L\n\n## Lists?\n\n" . '* ' x 20000 . "a\n"
	    . "\n" x 20000,
	'pictures.md' => "# P\n\n## Pictures?\n\n" . '![[]()' x 16000,
	'table.md' => "# T\n\n## Table?\n\n" . '|a' x 9000 . "\n"
	    . '|-' x 9000 . "\n" . '|b' x 9000,
	'items.md' => "# I\n\n## Items?\n\n"
	    . "- new *words* _of_ `all` kinds\n" x 90000,
	'deep.html' => '<h2>Deep?</h2>' . '<div><b>' x 60000 . 'x',
	'deep.json' => '[' x 200000,
	'rows.csv' => "question,answer\n" . "\"Q?\",\"a, b\"\n" x 60000,
);

# ulimit's words; memory as hosts have it.
my %limits = (
	memory => '-v 131072',
	time => '-t 5',
	files => '-f 4096', # of 512 bytes or a kilobyte
);

# Puts a script in a program's place that sets limits and becomes it.
sub limit_program {
	my ($file, $home, $words) = @_;
	rename $file, "$file.real" or die "$file: $!";
	put_file($file, "#!/bin/sh\nulimit $words\n"
	    . "FAQ_HOME='$home' exec '$file.real'\n");
	chmod 0755, $file;
}

# Sets the same limits to a FastCGI process. Gives why it could not, or undef.
sub limit_process {
	my ($process, $words) = @_;
	my %long = ('-v' => 'as', '-t' => 'cpu', '-f' => 'fsize');
	my %unit = ('-v' => 1024, '-t' => 1, '-f' => 512);
	my %wanted = split ' ', $words;
	return system('prlimit', '--pid', $process->{pid}, map {
		"--$long{$_}=" . $wanted{$_} * $unit{$_}
	} keys %wanted) == 0 ? undef : 'prlimit is missing';
}

sub by_server {
	my ($kind, $recipe, $name, $words) = @_;
	my @missing = Server::missing($kind);
	return "not installed: @missing" if @missing;
	my ($server, $reason) = Server->start($kind, Server::recipe($recipe));
	return $reason if !$server;
	my $home = "$server->{www}/cgi-bin/faq";
	limit_program("$server->{www}/cgi-bin/$name", $home, $words)
	    if $name;
	my $problem = $server->{program}
	    && limit_process($server->{program}, $words);
	return $problem if $problem;
	return [$home, sub { $server->get("/faq$_[0]")->{status} }];
}

# The doors: each gives a home and a function, or why there is none.
my %doors = (
	cgi => sub {
		my ($words) = @_;
		my $home = new_home();
		settle($home);
		return [$home, sub {
			my (undef, $out) = FAQ::run_program({FAQ_HOME => $home,
			    REQUEST_METHOD => 'GET', PATH_INFO => $_[0],
			    SCRIPT_NAME => '/faq'}, '', '/bin/sh', '-c',
			    "ulimit $words; exec \"\$0\" | cat", $program);
			return parse_message($out)->{status};
		}];
	},
	fastcgi => sub {
		my $home = new_home();
		settle($home);
		my $server = FastCGI->start($home);
		my $problem = limit_process($server, @_);
		return $problem // [$home, by_fastcgi($server)];
	},
	mod_cgid => sub { by_server('cgid', 'apache-cgi.conf', 'faq.cgi', @_) },
	mod_fcgid => sub {
		by_server('fcgid', 'apache-fcgid.conf', 'faq.fcgi', @_)
	},
	nginx => sub { by_server('nginx', 'nginx.conf', undef, @_) },
);

# Puts the files into the homes and lets visitors ask for some seconds.
sub besiege {
	my ($what, $limit, %open) = @_;
	for my $door (sort keys %open) {
		is($open{$door}[1]->('/cost'), 200, "$door: before");
		put_file("$open{$door}[0]/data/$_", $hostile{$_})
		    for keys %hostile;
	}
	my ($end, $count, @wrong, %slowest) = (time + 5, 0);
	while (time < $end) {
		for my $door (sort keys %open) {
			my $start = time;
			my $status = $open{$door}[1]->('/does-it-hurt') // 0;
			my $took = time - $start;
			push @wrong, "$door: $status" if $status != 200;
			$slowest{$door} = $took
			    if $took > ($slowest{$door} // 0);
			$count++;
		}
		sleep 0.02;
	}
	is("@wrong", '', "$what: nobody fails");
	for (sort keys %open) {
		my $home = $open{$_}[0];
		ok(wait_for(sub {
			-e "$home/var/faq.try" || get_file("$home/var/status.txt")
			    =~ m{data/(?:items|lists|deep)}
		}), "$what, $_: they were tried");
		note(sprintf '%s, %s: the longest of %d took %.3f s', $what,
		    $_, $count, $slowest{$_});
		cmp_ok($slowest{$_}, '<', $limit, "$what, $_: nobody waits");
	}
}

sub open_doors {
	my ($words, @names) = @_;
	my %open;
	for (@names) {
		my $door = $doors{$_}->($words);
		$open{$_} = $door if ref $door;
		diag("$_: $door") if !ref $door;
	}
	return %open;
}

SKIP: {
	skip 'AddressSanitizer needs all the memory', 1 if $sanitized;
	if ($full) {
		for my $limit (sort keys %limits) {
			for my $door (sort keys %doors) {
				my %open = open_doors($limits{$limit}, $door);
				besiege("$limit, $door", 1.5, %open) if %open;
			}
		}
	} else { # all at once: five builders on a machine that is busy
		besiege('all limits', 15, open_doors(join(' ',
		    map { $limits{$_} } sort keys %limits), keys %doors));
	}
}

done_testing();
