# SPDX-License-Identifier: ISC
#
# Clients.pm - the visitors of the soak: processes that ask by raw FastCGI, by
# HTTP or as CGI, compare every answer with the valid ones, and write down what
# went wrong, and when. As web servers do, a client asks once more where a
# connection that was kept is closed before a byte of the answer.
package Clients;
use strict;
use warnings;

use FAQ;
use FastCGI;
use Generations;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Socket qw(SOCK_STREAM);
use Time::HiRes qw(time);

use constant PATIENCE => 60; # seconds for more bytes; the host is busy

# Gives ("", essence), or what went wrong: no connection, nothing (no byte
# came), cut off.
sub read_fastcgi {
	my ($socket) = @_;
	my ($bytes, $at, $out) = ('', 0, '');
	for (;;) {
		while (length($bytes) - $at >= 8) {
			my (undef, $type, undef, $len, $padding) =
			    unpack 'CCnnC', substr $bytes, $at, 8;
			last if length($bytes) - $at < 8 + $len + $padding;
			$out .= substr $bytes, $at + 8, $len if $type == 6;
			$at += 8 + $len + $padding;
			next unless $type == 3;
			my ($head, $body) = split /\r\n\r\n/, $out, 2;
			return ('no header', $out) unless defined $body
			    && $head =~ /^Status: (\d+)/m;
			return ('', Generations::essence($1, $body));
		}
		IO::Select->new($socket)->can_read(PATIENCE)
		    or return 'silence';
		sysread($socket, $bytes, 1 << 18, length $bytes)
		    or return $bytes eq '' ? 'nothing' : 'cut off';
	}
}

# The end of a chunked body of HTTP, or undef where more has to come.
sub unchunk {
	my ($bytes) = @_;
	my ($body, $at) = ('', 0);
	while (substr($bytes, $at) =~ /^([0-9a-fA-F]+)[^\n]*\r\n/) {
		my ($len, $head) = (hex $1, length $&);
		return undef if length($bytes) < $at + $head + $len + 2;
		return $body if $len == 0;
		$body .= substr $bytes, $at + $head, $len;
		$at += $head + $len + 2;
	}
	return undef;
}

# The same of HTTP. A third value tells that the server closes.
sub read_http {
	my ($socket) = @_;
	my $bytes = '';
	for (;;) {
		if ((my $end = index $bytes, "\r\n\r\n") >= 0) {
			my ($head, $body) = (substr($bytes, 0, $end + 2),
			    substr $bytes, $end + 4);
			my ($status) = $head =~ m{^HTTP/1\.1 (\d+)};
			my ($len) = $head =~ /^Content-Length: (\d+)/mi;
			undef $body if defined $len && length($body) < $len;
			$body = unchunk($body) if !defined $len;
			return ('', Generations::essence($status // 0, $body),
			    $head =~ /^Connection: close/mi) if defined $body;
		}
		IO::Select->new($socket)->can_read(PATIENCE)
		    or return 'silence';
		sysread($socket, $bytes, 1 << 18, length $bytes)
		    or return $bytes eq '' ? 'nothing' : 'cut off';
	}
}

# A door that is asked over connections that are kept: { name, socket or port,
# bytes of each request by its key, how an answer is read }.
sub ask_kept {
	my ($door, $r) = @_;
	for (;;) {
		my $kept = delete $door->{open};
		my $socket = $kept // ($door->{socket}
		    ? IO::Socket::UNIX->new(Type => SOCK_STREAM,
		    Peer => $door->{socket})
		    : IO::Socket::INET->new(PeerAddr => '127.0.0.1',
		    PeerPort => $door->{port})) // return 'no connection';
		syswrite $socket, $door->{bytes}{$r->{key}};
		my ($wrong, $got, $close) = $door->{read}->($socket);
		next if $wrong eq 'nothing' && $kept;
		$door->{open} = $socket if $wrong eq '' && !$close
		    && rand > 0.01;
		return ($wrong, $got);
	}
}

sub fastcgi_door {
	my ($name, $socket, $host, @requests) = @_;
	return {name => $name, socket => $socket, read => \&read_fastcgi,
	    ask => \&ask_kept, bytes => {map { $_->{key} =>
	    FastCGI::request($_->{path}, 1, Generations::variables($_, $host))
	    } @requests}};
}

sub http_door {
	my ($name, $port, $host, @requests) = @_;
	return {name => $name, port => $port, read => \&read_http,
	    ask => \&ask_kept, bytes => {map { $_->{key} =>
	    "GET /faq$_->{path}" . ($_->{query} ne '' ? "?$_->{query}" : '')
	    . " HTTP/1.1\r\nHost: $host\r\n"
	    . ($_->{gzip} ? "Accept-Encoding: gzip\r\n" : '') . "\r\n"
	    } @requests}};
}

sub cgi_door {
	my ($home, $host) = @_;
	return {name => 'cgi', ask => sub {
		my (undef, $r) = @_;
		my $page = cgi($home, $r->{path},
		    Generations::variables($r, $host));
		select(undef, undef, undef, 0.05); # few of them
		return "exit $page->{exit}: $page->{log}"
		    if $page->{exit} != 0;
		return ('', Generations::essence($page->{status} // 0,
		    $page->{body}));
	}};
}

# look(DOOR, VALID, REQUEST): asks once. Gives what went wrong, "" for nothing,
# and of which generation the answer was.
sub look {
	my ($door, $valid, $r) = @_;
	my ($wrong, $got) = $door->{ask}->($door, $r);
	return ($wrong) if $wrong ne '';
	my $g = $valid->{$r->{key}}{$got};
	return ('', $g) if defined $g;
	my ($status, $body) = split /\n/, $got, 2;
	return ("status $status", undef, $got)
	    if !grep { /^$status\n/ } keys %{$valid->{$r->{key}}};
	return ('a body of no generation', undef, $got);
}

sub visit {
	my ($file, $until, $valid, $requests, @doors) = @_;
	my ($count, $slowest) = (0, 0);
	open(my $out, '>:raw', $file) or die "$file: $!";
	until (-e $until) {
		for (1 .. ($doors[0]{name} eq 'cgi' ? 1 : 50)) {
			my $door = $doors[rand @doors];
			my $r = $requests->[rand @$requests];
			my $start = time;
			my ($wrong, undef, $got) = look($door, $valid, $r);
			my $end = time;
			$count++;
			$slowest = $end - $start if $end - $start > $slowest;
			next if $wrong eq '';
			delete $door->{open};
			$wrong .= ': ' . substr($got, 0, 3000)
			    if defined $got;
			print $out join("\t", 'wrong', $door->{name}, $start,
			    $end, $r->{key}, $wrong =~ s/[\r\n\t]+/ /gr), "\n";
			$out->flush;
		}
	}
	printf $out "count\t%d\t%.3f\n", $count, $slowest;
	close($out) or die "$file: $!";
}

# start(FILE, UNTIL, SEED, VALID, REQUESTS, DOOR, ...): a client of these doors,
# until that file is there, which writes what it found into FILE. Gives its id.
sub start {
	my ($file, $until, $seed, @more) = @_;
	my $pid = fork() // die "fork: $!";
	return $pid if $pid != 0;
	srand $seed;
	delete $_->{open} for @more[2 .. $#more]; # of another process
	$SIG{PIPE} = 'IGNORE';
	my $fine = eval { visit($file, $until, @more); 1 };
	print STDERR $@ unless $fine;
	POSIX::_exit($fine ? 0 : 1);
}

# results(FILE, ...): { counts => {}, slowest, wrong => [ { ... }, ... ] }.
sub results {
	my @files = @_;
	my %all = (count => 0, slowest => 0, wrong => [], done => 0);
	for my $file (@files) {
		for (split /\n/, get_file($file)) {
			my ($kind, @rest) = split /\t/;
			if ($kind eq 'count') {
				$all{done}++;
				$all{count} += $rest[0];
				$all{slowest} = $rest[1]
				    if $rest[1] > $all{slowest};
				next;
			}
			my %wrong;
			@wrong{qw(door start end key what)} = @rest;
			push @{$all{wrong}}, \%wrong;
		}
	}
	return \%all;
}

1;
