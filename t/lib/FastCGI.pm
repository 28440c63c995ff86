# SPDX-License-Identifier: ISC
#
# FastCGI.pm - a FastCGI client (specification 1.0), enough of one to be the
# web server in tests: starts the program on a listening socket and sends it
# requests, also kept alive, in pieces, or malformed.
package FastCGI;
use strict;
use warnings;

use FAQ;
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::UNIX;
use POSIX qw(WNOHANG);
use Socket qw(SOCK_STREAM);

$SIG{PIPE} = 'IGNORE'; # of a process that went away

use constant {TYPE_BEGIN => 1, TYPE_END => 3, TYPE_PARAMS => 4,
    TYPE_STDIN => 5, TYPE_STDOUT => 6, KEEP => 1, RESPONDER => 1};

# Whether the process waits for requests: before, SIGTERM would just kill it.
sub catches_sigterm {
	my ($pid) = @_;
	my ($caught) = get_file("/proc/$pid/status") =~ /^SigCgt:\s*(\w+)/m;
	return hex(substr $caught, -8) & 1 << 14;
}

# start(HOME): a process on a socket of its own; start(HOME, OTHER): one more
# on the socket of another; with a third argument, without output and log. What
# follows is run in place of the program.
sub start {
	my ($class, $home, $other, $close, @words) = @_;
	@words = ($program) unless @words;
	my $dir = tempdir('fcgi-XXXXXX', TMPDIR => 1);
	my $path = $other ? $other->{socket} : "$dir/s";
	my $listen = $other ? $other->{listen}
	    : IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $path,
	    Listen => 16) // die "socket: $!";
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		delete @ENV{qw(GATEWAY_INTERFACE REQUEST_METHOD)};
		$ENV{FAQ_HOME} = $home;
		open(STDIN, '<&', $listen) or die;
		open(STDOUT, '>', '/dev/null') or die;
		open(STDERR, '>', "$dir/log") or die;
		POSIX::close($_) for $close ? (1, 2) : ();
		exec { $words[0] } @words or die;
	}
	wait_for(sub { catches_sigterm($pid) }) or die "it does not get ready";
	return bless {pid => $pid, socket => $path, listen => $listen,
	    log => "$dir/log"}, $class;
}

sub record {
	my ($type, $bytes) = @_;
	return pack('CCnnCC', 1, $type, 1, length $bytes, 0, 0) . $bytes;
}

sub pair {
	my ($name, $value) = @_;
	return join('', map {
		length $_ < 128 ? pack('C', length $_)
		    : pack('N', length($_) | 0x80000000)
	} $name, $value) . $name . $value;
}

# The bytes of a request.
sub request {
	my ($path, $keep, %more) = @_;
	my %env = (GATEWAY_INTERFACE => 'CGI/1.1', REQUEST_METHOD => 'GET',
	    SCRIPT_NAME => '/fcgi-bin/faq.fcgi', PATH_INFO => $path,
	    HTTP_HOST => 'faq.example', QUERY_STRING => '', %more);
	my $params = join '', map { pair($_, $env{$_}) } sort keys %env;
	return record(TYPE_BEGIN, pack('nCx5', RESPONDER, $keep ? KEEP : 0))
	    . join('', map { record(TYPE_PARAMS, $_) } unpack '(a60000)*', $params)
	    . record(TYPE_PARAMS, '') . record(TYPE_STDIN, '');
}

sub connect_to {
	my ($self) = @_;
	return IO::Socket::UNIX->new(Type => SOCK_STREAM,
	    Peer => $self->{socket}) // die "connect: $!" unless $self->ended;
	open(my $nothing, '+<', '/dev/null') or die "/dev/null: $!";
	return $nothing;
}

sub read_exactly {
	my ($socket, $len) = @_;
	my $bytes = '';
	while (length $bytes < $len) {
		IO::Select->new($socket)->can_read(30) or return undef;
		my $n = sysread $socket, $bytes, $len - length $bytes,
		    length $bytes;
		return undef unless $n;
	}
	return $bytes;
}

# Reads one response from a connection: a parsed message, of status 0 where
# none came, so that the test fails and goes on.
sub response {
	my ($socket) = @_;
	my $out = '';
	while (defined(my $head = read_exactly($socket, 8))) {
		my (undef, $type, undef, $len, $padding) =
		    unpack 'CCnnC', $head;
		my $body = read_exactly($socket, $len + $padding) // last;
		$out .= substr $body, 0, $len if $type == TYPE_STDOUT;
		return parse_message($out) if $type == TYPE_END;
	}
	return {%{parse_message('')}, status => 0};
}

# One request on a connection of its own.
sub get {
	my ($self, $path, %more) = @_;
	my $socket = $self->connect_to;
	print $socket request($path, 0, %more);
	return response($socket);
}

# Sends the signal; gives the wait status once it ended, or undef after 15 s.
sub end_by {
	my ($self, $signal) = @_;
	kill $signal, $self->{pid};
	return $self->wait_end;
}

sub wait_end {
	my ($self) = @_;
	wait_for(sub { $self->ended });
	return $self->{status};
}

# Whether it ended; then its wait status is known.
sub ended {
	my ($self) = @_;
	local $?;
	$self->{status} //= $? if waitpid($self->{pid}, WNOHANG) > 0;
	return defined $self->{status};
}

sub messages {
	my ($self) = @_;
	return get_file($self->{log});
}

sub DESTROY {
	my ($self) = @_;
	return if $self->ended;
	local $?;
	kill 'KILL', $self->{pid};
	waitpid $self->{pid}, 0;
}

1;
