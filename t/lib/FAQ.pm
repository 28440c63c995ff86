# SPDX-License-Identifier: ISC
#
# FAQ.pm - what the Perl tests share: places, a FAQ home to play with, the
# program as a command and as CGI, HTTP messages taken apart, free ports.
package FAQ;
use strict;
use warnings;
use File::Glob qw(:bsd_glob);

use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(basename dirname);
use File::Copy qw(copy);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use IO::Socket::INET;

our @EXPORT = qw($top $program $sanitized @slugs new_home put_file get_file
    command settle
    quiet cgi
    parse_message free_port wait_for text_of);

# All that a test makes lies in one folder, which goes with the process that
# made it, whatever was left in it by children that were killed.
my ($scratch, $owner) = (tempdir('faq-test-XXXXXX', TMPDIR => 1), $$);
chmod 01777, $scratch; # servers and some tests are another user
$ENV{TMPDIR} = $scratch;

END {
	local ($?, $!);
	remove_tree($scratch) if $$ == $owner;
}

our $top = abs_path($ENV{top_srcdir} // '.');
our $program = abs_path($ENV{top_builddir} // '.') . '/src/faq.cgi';

# Whether it was built with sanitizers, which need memory of their own.
our $sanitized = `grep -c __asan_init '$program' 2>/dev/null` > 0;

# The twelve questions that ship, in their order.
our @slugs = qw(what-is-smp how-it-works is-it-permanent who-is-it-for
    side-effects-and-risks can-it-be-reversed session-length does-it-hurt
    recovery-and-aftercare hiding-scars cost combining-treatments);

sub put_file {
	my ($path, $bytes) = @_;
	make_path(dirname($path));
	open(my $file, '>:raw', $path) or die "$path: $!";
	print $file $bytes;
	close($file) or die "$path: $!";
}

sub get_file {
	my ($path) = @_;
	open(my $file, '<:raw', $path) or die "$path: $!";
	local $/;
	return scalar(<$file>) // '';
}

# new_home(NAME => BYTES, ...): a folder with these files; without any it gets the questions that ship.
sub new_home {
	my %files = @_;
	my $home = tempdir('faq-XXXXXX', TMPDIR => 1);
	chmod 0755, $home;
	put_file("$home/$_", $files{$_}) for keys %files;
	return $home if %files;
	make_path("$home/data");
	copy($_, "$home/data/" . basename($_)) or die "$_: $!"
	    for glob("$top/data/*.md"), "$top/data/synonyms.txt";
	return $home;
}

# Runs a program with the environment %$env added and some input; gives its
# exit status (-1: a signal), standard output and standard error.
sub run_program {
	my ($env, $input, @argv) = @_;
	my $dir = tempdir('run-XXXXXX', TMPDIR => 1);
	put_file("$dir/in", $input);
	my $pid = fork() // die "fork: $!";
	if ($pid == 0) {
		delete @ENV{qw(GATEWAY_INTERFACE REQUEST_METHOD FAQ_HOME)};
		$ENV{$_} = $env->{$_} for keys %$env;
		open(STDIN, '<', "$dir/in") or die;
		open(STDOUT, '>', "$dir/out") or die;
		open(STDERR, '>', "$dir/err") or die;
		exec { $argv[0] } @argv or die "$argv[0]: $!";
	}
	waitpid($pid, 0);
	my $code = $? & 127 ? -1 : $? >> 8;
	return ($code, get_file("$dir/out"), get_file("$dir/err"));
}

# command(HOME, WORD, ...): `faq.cgi -C HOME WORD ...`.
sub command {
	my ($home, @words) = @_;
	return run_program({}, '', $program, '-C', $home, @words);
}

# settle(HOME): what was edited counts from now on, without the wait for quiet
# files. As command.
sub settle {
	my ($home) = @_;
	return command($home, 'build');
}

# Lets so much time pass that files count as quiet: for tests of just that.
sub quiet {
	select(undef, undef, undef, 2.1);
}

# Takes an HTTP or CGI message apart: { status, body, headers, text }. Names
# of headers are in lower case; a repeated one is joined with ", ".
sub parse_message {
	my ($text) = @_;
	my ($head, $body) = split /\r?\n\r?\n/, $text, 2;
	my %message = (text => $text, body => $body // '', headers => {});
	for my $line (split /\r?\n/, $head // '') {
		if ($line =~ m{^HTTP/1\.\d (\d+)}) {
			$message{status} = $1;
		} elsif ($line =~ /^([^:\s]+):\s*(.*)$/) {
			my $name = lc $1;
			my $old = $message{headers}{$name};
			$message{headers}{$name} =
			    defined $old ? "$old, $2" : $2;
		} else {
			$message{malformed} = $line;
		}
	}
	$message{status} //= ($message{headers}{status} // '') =~ /^(\d+)/
	    ? $1 : undef;
	return \%message;
}

# cgi(HOME, PATH_INFO, VARIABLE => VALUE, ...): one CGI request, as a parsed
# message with {log} and {exit}. argv => [...] gives the program arguments,
# program => another file.
sub cgi {
	my ($home, $path, %more) = @_;
	my $argv = delete $more{argv} // [];
	my $file = delete $more{program} // $program;
	my %env = (GATEWAY_INTERFACE => 'CGI/1.1', REQUEST_METHOD => 'GET',
	    SCRIPT_NAME => '/cgi-bin/faq.cgi', HTTP_HOST => 'faq.example',
	    SERVER_PROTOCOL => 'HTTP/1.1', QUERY_STRING => '', %more);
	$env{PATH_INFO} = $path if defined $path && length $path;
	$env{FAQ_HOME} = $home if defined $home;
	my ($code, $out, $err) = run_program(\%env, '', $file, @$argv);
	my $message = parse_message($out);
	@$message{qw(exit log)} = ($code, $err);
	return $message;
}

sub free_port {
	my $socket = IO::Socket::INET->new(Listen => 1,
	    LocalAddr => '127.0.0.1', LocalPort => 0) or die "socket: $!";
	return $socket->sockport;
}

# Calls the code every 50 ms until it gives something true; at most 15 s.
sub wait_for {
	my ($code) = @_;
	for (1 .. 300) {
		my $got = $code->();
		return $got if $got;
		select(undef, undef, undef, 0.05);
	}
	return undef;
}

# What a reader sees of a page: no tags, no style, entities resolved.
sub text_of {
	my ($html) = @_;
	$html =~ s{<(style|script)\b.*?</\1>}{}gs;
	$html =~ s/<[^>]*>//g;
	my %entity = (lt => '<', gt => '>', quot => '"', '#39' => "'",
	    amp => '&', rsquo => "\xe2\x80\x99");
	$html =~ s{&(#?\w+);}{$entity{$1} // "&$1;"}ge;
	$html =~ s/\s+/ /g;
	return $html;
}

1;
