#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Peers that are slow, silent or confused: none keeps a FastCGI process longer
# than 5 seconds with a request or 10 with a response, none keeps it from
# ending, and what is no request for us is refused as the specification says.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use FastCGI;
use IO::Select;
use Test::More;
use Time::HiRes qw(time sleep);

my $home = new_home();
put_file("$home/data/99-long.md", "# Long {#long}\n\n## Long? {#long-one}\n\n"
    . "word \n" x 500_000);
command($home, 'build');
my $request = FastCGI::request('/cost', 0);

# Asks as another peer; gives its connection, and the time.
sub ask {
	my ($faq) = @_;
	my $socket = $faq->connect_to;
	print $socket $request;
	$socket->flush;
	return [$socket, time];
}

# How long it waits for its answer.
sub wait_of {
	my ($socket, $start) = @{$_[0]};
	my $page = FastCGI::response($socket);
	is($page && $page->{status}, 200, 'another peer is answered');
	return time - $start;
}

sub say_to {
	my ($faq, $bytes) = @_;
	my $peer = $faq->connect_to;
	print $peer $bytes;
	$peer->flush;
	return $peer;
}

my $begin = FastCGI::record(FastCGI::TYPE_BEGIN, pack('nCx5', 1, 0));
my $params = FastCGI::record(FastCGI::TYPE_PARAMS, 'x' x 2000);
my $unread = FastCGI::request('/long-one', 0);
my %silent = (
	nothing => '', 'half a header' => substr($begin, 0, 4),
	'BEGIN alone' => $begin, 'half of PARAMS' => $begin
	    . substr($params, 0, 1000),
	'PARAMS without their end' => $begin . $params,
);

# All at once, each with a process of its own.
my @silent = map { {kind => $_, faq => FastCGI->start($home)} }
    sort keys %silent;
for (@silent) {
	$_->{peer} = say_to($_->{faq}, $silent{$_->{kind}});
	$_->{other} = ask($_->{faq});
}
for my $silent (@silent) {
	subtest "silent after $silent->{kind}" => sub {
		my $waited = wait_of($silent->{other});
		cmp_ok($waited, '>', 4, 'it has its time');
		cmp_ok($waited, '<', 9, 'and no more');
		is(sysread($silent->{peer}, my $byte, 1) // 0, 0,
		    'it is closed');
		is($silent->{faq}->messages, 'faq.cgi: no whole request '
		    . "came by FastCGI in 5 seconds\n", 'and told');
	};
}
undef @silent;

my $faq = FastCGI->start($home);
sub wait_of_other {
	return wait_of(ask($faq));
}

subtest 'three bytes a second' => sub {
	my $peer = $faq->connect_to;
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		local $SIG{PIPE} = sub { POSIX::_exit(0) };
		syswrite $peer, $begin;
		for (0 .. 60) {
			syswrite $peer, substr $params, 3 * $_, 3;
			sleep 1;
		}
		POSIX::_exit(1);
	}
	close $peer;
	sleep 0.2;
	cmp_ok(wait_of_other(), '<', 9, 'stop nobody for long');
	waitpid $pid, 0;
	is($?, 0, 'and are cut off');
};

subtest 'a page that nobody reads' => sub {
	my $peer = say_to($faq, $unread);
	sleep 0.2;
	my $waited = wait_of_other();
	cmp_ok($waited, '>', 5, 'has its time');
	cmp_ok($waited, '<', 15, 'and no more');
	like($faq->messages, qr/^faq\.cgi: a response by FastCGI was not taken for 10 seconds$/m,
	    'and is told');
};

subtest 'a page that is read slowly' => sub {
	my $peer = say_to($faq, $unread);
	my ($start, $got, $bytes) = (time, 0);
	while (my $n = sysread $peer, $bytes, 65536) {
		$got += $n;
		sleep 0.6 if time - $start < 14;
	}
	cmp_ok(time - $start, '>', 13, 'for longer than the deadline');
	cmp_ok($got, '>', 2_500_000, 'arrives whole');
};

subtest 'a connection that is closed in the midst' => sub {
	for my $len (1, 7, 8, 16, 17, 24, 60, length($request) - 1) {
		my $peer = say_to($faq, substr $request, 0, $len);
		close $peer;
		cmp_ok(wait_of_other(), '<', 2, "after $len bytes");
	}
};

# The protocolStatus and id of the END_REQUEST for these bytes, or "closed".
sub status_of {
	my ($bytes) = @_;
	my $peer = say_to($faq, $bytes);
	while (defined(my $head = FastCGI::read_exactly($peer, 8))) {
		my (undef, $type, $id, $len, $padding) = unpack 'CCnnC', $head;
		my $body = FastCGI::read_exactly($peer, $len + $padding) // '';
		return unpack('x4C', $body) . " for $id"
		    if $type == FastCGI::TYPE_END;
	}
	return 'closed';
}

subtest 'other roles' => sub {
	for my $keep (0, 1) {
		for my $role (2, 3) {
			my $other = $request =~
			    s/^(.{8}).{3}/$1 . pack 'nC', $role, $keep/ser;
			is(status_of($other), '3 for 1',
			    "role $role, kept: $keep: FCGI_UNKNOWN_ROLE");
		}
	}
	my $filter = $request =~ s/^(.{8})../$1 . pack 'n', 3/ser;
	is(status_of($filter . FastCGI::record(8, 'x' x 60000) x 3), '3 for 1',
	    'also of a filter with much to filter');
	is(status_of($request =~ s/^(.{8})../$1 . pack 'n', 9/ser), 'closed',
	    'a role that does not exist: closed');
	cmp_ok(wait_of_other(), '<', 2, 'and the next is answered at once');
};

# A record of management, by bytes; the same name as often as one likes.
sub query {
	my ($bytes) = @_;
	return pack('CCnnCC', 1, 9, 0, length $bytes, 0, 0) . $bytes;
}
my $name = FastCGI::pair('FCGI_MPXS_CONNS', '');
my $end = FastCGI::record(FastCGI::TYPE_STDIN, '');
my $another = pack('CCnnCC', 1, 1, 7, 8, 0, 0) . pack 'nCx5', 1, 1;

subtest 'records that libfcgi stumbles over' => sub {
	my %records = ('a name a hundred times' => query($name x 100),
	    'a name that is longer than memory' =>
	    query("\xff\xff\xff\xff\xff\xff\xff\xff"),
	    'one that is half there' => query("\x0f\0FCGI"),
	    'one with a NUL' => query(FastCGI::pair("a\0b", '')),
	    'management of an unknown kind' => pack('CCnnCC', 1, 99, 0, 0, 0, 0),
	    'a tenth request beside it' => $another x 9);
	for my $kind (sort keys %records) {
		my $record = $records{$kind};
		say_to($faq, $record . $request);
		cmp_ok(wait_of_other(), '<', 2, "$kind before a request");
		say_to($faq, substr($request, 0, 16) . $record
		    . substr $request, 16);
		cmp_ok(wait_of_other(), '<', 2, "$kind in its head");
		for my $keep (0, 1) {
			my $peer = say_to($faq, substr(FastCGI::request('/cost',
			    $keep), 0, -8) . $record . $end);
			is(FastCGI::response($peer)->{status}, 200,
			    "$kind in its input");
			$peer = say_to($faq, substr FastCGI::request('/cost',
			    $keep), 0, -8);
			sleep 0.05;
			print $peer $record, $end;
			$peer->flush;
			is(FastCGI::response($peer)->{status}, 200,
			    "$kind in an input that comes late");
		}
	}
	ok(!$faq->ended, 'and the process is the same');
};

subtest 'many records that ask for replies, which nobody reads' => sub {
	for my $flood (query($name) x 3000 . $request, substr($request, 0, 16)
	    . $another x 3000 . substr $request, 16) {
		my $peer = say_to($faq, $flood);
		sleep 0.1;
		cmp_ok(wait_of_other(), '<', 2, 'hold nobody up');
	}
};

subtest 'a body' => sub {
	my $body = FastCGI::record(FastCGI::TYPE_STDIN, 'x' x 60000);
	my @post = (CONTENT_LENGTH => 180_000, REQUEST_METHOD => 'POST');
	for my $keep (0, 1) {
		my $peer = say_to($faq,
		    substr FastCGI::request('/cost', $keep, @post), 0, -8);
		sleep 0.1;
		print $peer $body x 3, $end;
		$peer->flush;
		is(FastCGI::response($peer)->{status}, 405, 'is answered');
		is(sysread($peer, my $byte, 1), 0, 'and not waited for');
	}
	my $peer = $faq->connect_to;
	for (1 .. 3) {
		print $peer substr FastCGI::request('/cost', 1), 0, -8;
		$peer->flush;
		sleep 0.1;
		print $peer $end;
		$peer->flush;
		is(FastCGI::response($peer)->{status}, 200,
		    'an end that comes late is waited for');
	}
	$peer = say_to($faq, substr FastCGI::request('/cost', 0, @post), 0, -8);
	cmp_ok(wait_of_other(), '<', 9, 'one that never comes stops nobody');
};

# Whatever the peer does, SIGTERM is obeyed. Again all at once.
my %busy = (%silent, 'a page that nobody reads' => $unread,
	'a body that never comes' => substr(FastCGI::request('/cost', 1,
	    CONTENT_LENGTH => 9, REQUEST_METHOD => 'POST'), 0, -8),
	'another role' => $request =~ s/^(.{8})../$1 . pack 'n', 2/ser);
my @busy = map { {kind => $_, faq => FastCGI->start($home)} } sort keys %busy;
$_->{peer} = say_to($_->{faq}, $busy{$_->{kind}}) for @busy;
sleep 0.5;
my $signalled = time;
kill 'TERM', map { $_->{faq}{pid} } @busy;
for (@busy) {
	is($_->{faq}->wait_end, 0, "SIGTERM with $_->{kind}: ends well");
	cmp_ok(time - $signalled, '<', 6, 'within 5 seconds');
}
undef @busy;

subtest 'SIGTERM with peers without end' => sub {
	my $other = FastCGI->start($home);
	listen($other->{listen}, 500) or die "listen: $!";
	my @pids;
	for (1 .. 3) {
		my $pid = fork() // die "fork: $!";
		if ($pid == 0) {
			# waits for no answer, so that the queue is never empty
			my @peers;
			while (my $peer = eval { say_to($other, $request) }) {
				push @peers, $peer;
				shift @peers if @peers > 900;
			}
			POSIX::_exit(0);
		}
		push @pids, $pid;
	}
	sleep 0.5;
	my $start = time;
	is($other->end_by('TERM'), 0, 'ends well');
	cmp_ok(time - $start, '<', 6, 'within 5 seconds');
	close $other->{listen};
	kill 'KILL', @pids;
	waitpid $_, 0 for @pids;
};

# Those that went away again are no reason to go on, either: they stay in the
# queue.
subtest 'SIGTERM before peers that are gone' => sub {
	my $other = FastCGI->start($home);
	listen($other->{listen}, 100) or die "listen: $!";
	my $slow = say_to($other, substr $request, 0, 20);
	sleep 0.3; # so that it is read, and the signal comes while it is
	say_to($other, '') for 1 .. 50;
	kill 'TERM', $other->{pid};
	close $slow;
	is($other->wait_end, 0, 'ends well');
	$other->{listen}->blocking(0);
	ok($other->{listen}->accept, 'without a look at them');
};

subtest 'FCGI_WEB_SERVER_ADDRS' => sub {
	require IO::Socket::INET;
	for (['127.0.0.1', 200], ['10.0.0.1,127.0.0.1', 200], ['', 200],
	    ['10.0.0.1', 0], ['127.0.0.10,27.0.0.1', 0]) {
		my ($list, $status) = @$_;
		local $ENV{FCGI_WEB_SERVER_ADDRS} = $list;
		my $listen = IO::Socket::INET->new(Listen => 5,
		    LocalAddr => '127.0.0.1') or die;
		my $other = FastCGI->start($home, {listen => $listen,
			socket => ''});
		my $peer = IO::Socket::INET->new(
		    PeerAddr => '127.0.0.1:' . $listen->sockport) or die;
		print $peer $request;
		is(FastCGI::response($peer)->{status}, $status,
		    "\"$list\"");
	}
};

is($faq->end_by('TERM'), 0, 'the process ends well after all that');
unlike($faq->messages, qr/Sanitizer|poll:|accept:/, 'with nothing else to say');
done_testing();
